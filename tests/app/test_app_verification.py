"""Packets judged without their sender: valid, reserved, invalid, and each reason in words."""

import hashlib
import io
import json
import shutil
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from app_samples import NOW, clock, small_pdf

from egov_desktop.app import project_list, submissions
from egov_desktop.app.submissions import Signing
from egov_desktop.app.verification import VERDICT_WORDS, Verification, verify
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import submission
from egov_desktop.domain.errors import CancelledError, InvalidInputError
from egov_desktop.packaging.zip_layout import StoredMember, dos_time, local_header, tail
from egov_desktop.signing.credential import load_pkcs12
from egov_desktop.signing.detached import sign_detached
from egov_desktop.signing.pdf import sign_pdf
from egov_desktop.signing.throwaway import make_throwaway_credential

FILING = "needs_analysis"
PDF, RECORD = "data/packet.pdf", "data/submission.json"
SIGNATURE = "tagmanifest-sha256.txt.p7s"
TAGS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
Members = dict[str, bytes]
Judge = Callable[[Members], Verification]


@pytest.fixture(scope="session")
def packets(
    sample_home: Path,
    certificate: tuple[Signing, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Path]:
    """A signed and an unsigned packet of the same filing."""
    folder = tmp_path_factory.mktemp("packets")
    shutil.copytree(sample_home, folder / "home")
    with Workspace.open(folder / "home", clock) as ws:
        (summary,) = project_list.list_projects(ws)
        made = {}
        for name, signing in (("signed", certificate[0]), ("unsigned", None)):
            plan = submissions.plan_submission(ws, summary.id, FILING, folder / name, signing)
            made[name] = submissions.make_packet(plan).path
    return made


@pytest.fixture
def root(certificate: tuple[Signing, Path]) -> Path:
    return certificate[1]


def members_of(packet: Path) -> Members:
    with zipfile.ZipFile(packet) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def signed(packets: dict[str, Path]) -> Members:
    return members_of(packets["signed"])


@pytest.fixture
def unsigned(packets: dict[str, Path]) -> Members:
    return members_of(packets["unsigned"])


@pytest.fixture
def judge(packets: dict[str, Path], tmp_path: Path, root: Path) -> Judge:
    """Return what makes all manifests fit again, as a forger would, zips and verifies."""

    def remade_and_verified(members: Members) -> Verification:
        target = tmp_path / packets["signed"].name
        target.write_bytes(zipped(target.stem, remanifested(members)))
        return verify(target, [root], NOW)

    return remade_and_verified


def remanifested(members: Members) -> Members:
    payload = sorted(name for name in members if name.startswith("data/"))
    size = sum(len(members[name]) for name in payload)
    info = [
        f"Payload-Oxum: {size}.{len(payload)}" if line.startswith("Payload-Oxum") else line
        for line in members["bag-info.txt"].decode().splitlines()
    ]
    made = {"bagit.txt": members["bagit.txt"], **{name: members[name] for name in payload}}
    made["bag-info.txt"] = ("\n".join(info) + "\n").encode()
    made["manifest-sha256.txt"] = listed(made, payload)
    made["tagmanifest-sha256.txt"] = listed(made, TAGS)
    if SIGNATURE in members:
        made[SIGNATURE] = members[SIGNATURE]
    return made


def listed(members: Members, names: Any) -> bytes:
    lines = (f"{hashlib.sha256(members[name]).hexdigest()}  {name}\n" for name in names)
    return "".join(lines).encode()


def zipped(top: str, members: Members) -> bytes:
    data, placed = bytearray(), []
    for path, content in members.items():
        name = f"{top}/{path}".encode()
        crc = zlib.crc32(content)
        member = StoredMember(name, dos_time(NOW), crc, len(content), len(data))
        placed.append(member)
        data += local_header(member) + content
    return bytes(data + tail(placed))


def with_record(members: Members, change: Callable[[dict[str, Any]], None]) -> Members:
    record = json.loads(members[RECORD])
    change(record)
    return members | {RECORD: submission.encode_record(record)}


def resigned(members: Members, p12: Path, password: str, now: datetime = NOW) -> Members:
    """Sign the remade manifest again, as somebody with a certificate can."""
    made = remanifested(members)
    credential = load_pkcs12(p12, password)
    return made | {SIGNATURE: sign_detached(made["tagmanifest-sha256.txt"], credential, now)}


def test_a_packet_with_a_known_root_is_valid(packets: dict[str, Path], root: Path) -> None:
    found = verify(packets["signed"], [root], NOW)
    assert found.verdict == "valid"
    assert found.reasons == ()
    assert found.sha256 == hashlib.sha256(packets["signed"].read_bytes()).hexdigest()
    record = json.loads(members_of(packets["signed"])[RECORD])
    assert found.project_name == record["project"]["name"]
    assert (found.pack, found.pack_version) == ("sichuan-egov", record["pack"]["version"])
    assert (found.stage, found.filing, found.version) == (FILING, FILING, 1)
    assert found.code == record["code"]
    assert all("吊销" in note for note in found.notes)


def test_without_a_root_it_is_valid_with_a_reservation(packets: dict[str, Path]) -> None:
    found = verify(packets["signed"])
    assert found.verdict == "reserved"
    assert found.reasons == ()
    assert any("根证书" in note for note in found.notes)
    assert found.signatures[0].trusted is None


def test_an_unsigned_packet_is_reserved(packets: dict[str, Path], root: Path) -> None:
    found = verify(packets["unsigned"], [root], NOW)
    assert found.verdict == "reserved"
    assert any("未作电子签名" in note for note in found.notes)
    assert found.signatures == ()


def test_a_certificate_that_ran_out_since_is_a_reservation(
    packets: dict[str, Path], root: Path
) -> None:
    found = verify(packets["signed"], [root], NOW + timedelta(days=400))
    assert found.verdict == "reserved"
    assert any("过期" in note for note in found.notes)


def test_another_root_does_not_vouch(packets: dict[str, Path], tmp_path: Path) -> None:
    _, stranger = make_throwaway_credential(tmp_path, "别人", NOW, elliptic=True)
    found = verify(packets["signed"], [stranger], NOW)
    assert found.verdict == "invalid"
    assert any("根证书" in reason for reason in found.reasons)


def test_every_verdict_has_words() -> None:
    assert set(VERDICT_WORDS) == {"valid", "reserved", "invalid"}


def test_making_it_again_unchanged_changes_nothing(judge: Judge, signed: Members) -> None:
    assert judge(signed).verdict == "valid"


def test_any_flipped_byte_is_noticed(packets: dict[str, Path], root: Path, tmp_path: Path) -> None:
    original = packets["signed"].read_bytes()
    copy = tmp_path / packets["signed"].name
    for place in range(0, len(original), len(original) // 60):
        copy.write_bytes(original[:place] + bytes([original[place] ^ 1]) + original[place + 1 :])
        found = verify(copy, [root], NOW)
        assert found.verdict == "invalid", place
        assert found.reasons
        assert found.version is None


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"no zip at all", b"PK\x05\x06" + bytes(18)]
)
def test_what_is_no_packet_is_invalid(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    found = verify(file)
    assert found.verdict == "invalid"
    assert found.reasons


@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_what_cannot_be_read_is_an_error(tmp_path: Path, kind: str) -> None:
    path = tmp_path if kind == "folder" else tmp_path / "没有.zip"
    with pytest.raises(InvalidInputError, match=path.name):
        verify(path)


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----\nx\n"])
def test_a_root_that_is_none_is_an_error(
    packets: dict[str, Path], tmp_path: Path, content: bytes | None
) -> None:
    pem = tmp_path / "root.pem"
    if content is not None:
        pem.write_bytes(content)
    (tmp_path / "no packet.zip").write_bytes(b"x")
    for packet in (packets["unsigned"], tmp_path / "no packet.zip"):
        with pytest.raises(InvalidInputError, match=r"root\.pem"):
            verify(packet, [pem])


def test_verifying_can_be_watched_and_cancelled(packets: dict[str, Path]) -> None:
    told: list[tuple[int, int]] = []
    verify(packets["signed"], progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    with pytest.raises(CancelledError):
        verify(packets["signed"], is_cancelled=lambda: True)


def test_a_removed_manifest_signature_is_missed(judge: Judge, signed: Members) -> None:
    del signed[SIGNATURE]
    found = judge(signed)
    assert found.verdict == "invalid"
    assert any("p7s" in reason for reason in found.reasons)


def test_a_removed_pdf_signature_is_missed(
    judge: Judge, signed: Members, unsigned: Members
) -> None:
    found = judge(signed | {PDF: unsigned[PDF]})
    assert found.verdict == "invalid"
    assert any("张三" in reason and "移除" in reason for reason in found.reasons)


def test_both_signatures_removed_are_missed(
    judge: Judge, signed: Members, unsigned: Members
) -> None:
    del signed[SIGNATURE]
    found = judge(signed | {PDF: unsigned[PDF]})
    assert found.verdict == "invalid"
    assert found.signatures == ()


def test_a_signature_that_nobody_announced_is_odd(
    judge: Judge, signed: Members, unsigned: Members
) -> None:
    for stray in ({SIGNATURE: signed[SIGNATURE]}, {PDF: signed[PDF]}):
        found = judge(unsigned | stray)
        assert found.verdict == "invalid"
        assert any("未签名" in reason for reason in found.reasons)


@pytest.mark.parametrize("garbage", [b"", b"0\x80garbage", b"\x30\x03\x02\x01\x05"])
def test_a_signature_that_cannot_be_read_is_a_reason(
    judge: Judge, signed: Members, garbage: bytes
) -> None:
    found = judge(signed | {SIGNATURE: garbage})
    assert found.verdict == "invalid"
    assert any("签名" in reason for reason in found.reasons)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 torn", b"PK\x03\x04"])
def test_a_packet_pdf_that_is_none_is_a_reason(
    judge: Judge, signed: Members, unsigned: Members, content: bytes
) -> None:
    for members in (signed, unsigned):
        found = judge(members | {PDF: content})
        assert found.verdict == "invalid"
        assert any("packet.pdf" in reason for reason in found.reasons)


def test_a_page_put_in_after_signing_is_noticed(judge: Judge, signed: Members) -> None:
    with pikepdf.open(io.BytesIO(signed[PDF])) as pdf:
        pdf.add_blank_page()
        stream = io.BytesIO()
        pdf.save(stream)
    assert judge(signed | {PDF: stream.getvalue()}).verdict == "invalid"
    assert judge(signed | {PDF: signed[PDF] + b"\n% more\n"}).verdict == "invalid"


def test_swapped_attachments_are_noticed(judge: Judge, signed: Members, unsigned: Members) -> None:
    one, two = sorted(name for name in signed if name.startswith("data/attachments/"))
    for members in (signed, unsigned):
        found = judge(members | {one: members[two], two: members[one]})
        assert found.verdict == "invalid"
        assert sum("摘要" in reason for reason in found.reasons) == 2


def test_swapped_attachments_with_a_record_that_fits_break_the_code(
    judge: Judge, unsigned: Members, signed: Members
) -> None:
    """Only who can make the code again gets through, and then only as a signer."""
    one, two = sorted(name for name in unsigned if name.startswith("data/attachments/"))

    def swap(record: dict[str, Any]) -> None:
        first, second = record["attachments"]
        first["sha256"], second["sha256"] = second["sha256"], first["sha256"]

    for members in (unsigned, signed):
        changed = with_record(members | {one: members[two], two: members[one]}, swap)
        found = judge(changed)
        assert found.verdict == "invalid"
        assert any("核对码" in reason for reason in found.reasons)


def test_a_stranger_cannot_sign_again_for_the_signer(
    judge: Judge, signed: Members, tmp_path: Path
) -> None:
    stranger, _ = make_throwaway_credential(tmp_path, "张三", NOW, elliptic=True)
    signed = with_record(signed, lambda record: record.update(note="forged"))
    found = judge(resigned(signed, stranger, ""))
    assert found.verdict == "invalid"
    assert any("不是同一张证书" in reason for reason in found.reasons)


def test_a_second_signature_in_the_pdf_is_noticed(
    judge: Judge, signed: Members, tmp_path: Path
) -> None:
    stranger, _ = make_throwaway_credential(tmp_path / "x", "李四", NOW, elliptic=True)
    (tmp_path / "in.pdf").write_bytes(signed[PDF])
    sign_pdf(
        tmp_path / "in.pdf",
        tmp_path / "out.pdf",
        load_pkcs12(stranger, None),
        NOW,
        reason="x",
        location="x",
    )
    found = judge(signed | {PDF: (tmp_path / "out.pdf").read_bytes()})
    assert found.verdict == "invalid"
    assert any("李四" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Egov-Pack", "another-pack"),
        ("Egov-Pack-Version", "9.9"),
        ("Egov-Pack-Sha256", "ab" * 32),
        ("Egov-Stage", "operation"),
        ("Egov-Packet-Version", "2"),
        ("Egov-Packet-Code", "AAAA-BBBB-CCCC"),
        ("External-Identifier", "p0/needs_analysis"),
    ],
)
def test_bag_info_must_say_what_the_record_says(
    judge: Judge, unsigned: Members, label: str, value: str
) -> None:
    lines = unsigned["bag-info.txt"].decode().splitlines()
    changed = [f"{label}: {value}" if x.startswith(f"{label}:") else x for x in lines]
    assert changed != lines
    found = judge(unsigned | {"bag-info.txt": "\n".join([*changed, ""]).encode()})
    assert found.verdict == "invalid"
    assert [label in reason for reason in found.reasons] == [True]


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r["answers"].update(total_investment="1"),
        lambda r: r["paper_materials"].update(needs_report="x"),
        lambda r: r["attachments"][0].update(title="换.pdf"),
        lambda r: r["project"].update(name="另一个项目"),
        lambda r: r.update(code="AAAA-BBBB-CCCC"),
    ],
)
def test_a_changed_record_breaks_its_code(
    judge: Judge, unsigned: Members, change: Callable[[dict[str, Any]], None]
) -> None:
    found = judge(with_record(unsigned, change))
    assert found.verdict == "invalid"
    assert any("核对码" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda r: r["attachments"].pop(), "不在附件目录"),
        (
            lambda r: r["attachments"].append(
                {**r["attachments"][0], "file": "attachments/09-x.pdf"}
            ),
            "09-x.pdf",
        ),
        (lambda r: r["attachments"].append(r["attachments"][0]), "01-"),
        (lambda r: r.pop("format"), "submission.format"),
        (lambda r: r.update(format="egov-submission/9"), "egov-submission/9"),
        (lambda r: r.update(version="1"), "submission.version"),
        (lambda r: r.update(project="x"), "submission.project"),
        (lambda r: r["project"].pop("id"), "submission.project.id"),
        (lambda r: r["pack"].update(sha256=None), "submission.pack.sha256"),
        (lambda r: r["signature"].update(level=["unsigned"]), "submission.signature.level"),
        (lambda r: r.update(attachments={}), "submission.attachments"),
        (lambda r: r["attachments"][1].update(file=5), "submission.attachments[1].file"),
        (lambda r: r["attachments"].append("x"), "submission.attachments[2]"),
        (lambda r: r.update(answers=[]), "submission.answers"),
        (lambda r: r["answers"].update(x=nested(400)), "核对码"),
    ],
)
def test_a_record_of_another_shape_is_explained(
    judge: Judge, unsigned: Members, change: Callable[[dict[str, Any]], None], named: str
) -> None:
    found = judge(with_record(unsigned, change))
    assert found.verdict == "invalid"
    assert any(named in reason for reason in found.reasons), found.reasons


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "JSON"),
        (b"[]", "submission"),
        (b"\xff\xfe", "JSON"),
        (b'{"version": NaN}', "NaN"),
        (b'{"version": 1, "version": 2}', "version"),
        (b'{"version": ' + b"1" * 5000 + b"}", "JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "嵌套"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "嵌套"),
    ],
)
def test_a_record_that_is_no_good_json_is_explained(
    judge: Judge, signed: Members, content: bytes, named: str
) -> None:
    found = judge(signed | {RECORD: content})
    assert found.verdict == "invalid"
    assert any(named in reason for reason in found.reasons), found.reasons


def test_a_key_hidden_behind_another_is_refused(judge: Judge, signed: Members) -> None:
    """Readers disagree on which of two equal keys counts."""
    text = signed[RECORD].replace(b'"answers": {', b'"answers": {"total_investment": "1",', 1)
    found = judge(signed | {RECORD: text})
    assert any("total_investment" in reason for reason in found.reasons)


@pytest.mark.parametrize("name", [PDF, RECORD])
def test_a_packet_without_its_heart_is_invalid(judge: Judge, unsigned: Members, name: str) -> None:
    del unsigned[name]
    assert any(name in reason for reason in judge(unsigned).reasons)


def test_a_file_that_the_index_does_not_know_is_noticed(
    judge: Judge, unsigned: Members, tmp_path: Path
) -> None:
    extra = small_pdf(tmp_path / "x.pdf").read_bytes()
    found = judge(unsigned | {"data/attachments/77-extra.pdf": extra})
    assert any("77-extra.pdf" in reason for reason in found.reasons)


def test_odd_characters_in_a_record_do_not_break_the_report(
    judge: Judge, unsigned: Members
) -> None:
    found = judge(with_record(unsigned, lambda r: r["project"].update(name="\ud83d\u202e")))
    assert found.project_name == "\ud83d\u202e"
    assert found.verdict == "invalid"


def test_no_room_to_unpack_is_an_expected_error(packets: dict[str, Path], tmp_path: Path) -> None:
    """The disk that holds temporary files is full (a limit on file sizes stands for it)."""
    import subprocess
    import sys

    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from egov_desktop.app.verification import verify\n"
        "from egov_desktop.domain.errors import StorageError\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    verify(Path(sys.argv[1]))\n"
        "except StorageError as error:\n    print('told' if '无法写入' in str(error) else error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script, str(packets["unsigned"])],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout.strip() == "told", done.stderr
