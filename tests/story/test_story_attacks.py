"""Packets of the demonstration, tampered with: none of them may pass for the one that was made."""

import hashlib
import json
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from story_runs import Demo

from egov_desktop.app.verification import Verification, verify
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.packaging.zip_layout import StoredMember, dos_time, local_header, tail
from egov_desktop.signing.credential import load_pkcs12
from egov_desktop.signing.detached import sign_detached
from egov_desktop.signing.throwaway import make_throwaway_credential

SIGNATURE = "tagmanifest-sha256.txt.p7s"
TAGS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
Members = dict[str, bytes]


@pytest.fixture(scope="session")
def packet(demo: Demo) -> Path:
    """Choose the packet with several attachments."""
    return demo.packet("final_acceptance").zip


@pytest.fixture(scope="session")
def members(packet: Path) -> Members:
    """Read the members below the top folder."""
    with zipfile.ZipFile(packet) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def judge(demo: Demo, packet: Path, tmp_path: Path) -> Callable[[Members], Verification]:
    """Return what zips members in our own layout and verifies them with the right root."""

    def zipped_and_verified(changed: Members) -> Verification:
        target = tmp_path / packet.name
        top = packet.stem
        names = {name if name.startswith(("/", "..")) else f"{top}/{name}" for name in changed}
        assert len(names) == len(changed)
        target.write_bytes(in_our_layout(top, changed))
        return verify(target, [demo.root])

    return zipped_and_verified


def in_our_layout(top: str, members: Members) -> bytes:
    when = dos_time(datetime(2026, 11, 23, 12, 0, 0))  # noqa: DTZ001 - zip has no time zones
    data, placed = bytearray(), []
    for name, content in members.items():
        full = name if name.startswith(("/", "..")) else f"{top}/{name}"
        member = StoredMember(full.encode(), when, zlib.crc32(content), len(content), len(data))
        placed.append(member)
        data += local_header(member) + content
    return bytes(data + tail(placed))


def remanifested(members: Members) -> Members:
    """Make all hashes fit again, as a forger would; only the signature can tell then."""
    changed = dict(members)
    payload = [name for name in changed if name.startswith("data/")]
    lines = [f"{hashlib.sha256(changed[n]).hexdigest()}  {n}\n" for n in sorted(payload)]
    changed["manifest-sha256.txt"] = "".join(lines).encode()
    size = sum(len(changed[name]) for name in payload)
    info = changed["bag-info.txt"].decode().splitlines()
    kept = [line for line in info if not line.startswith("Payload-Oxum")]
    changed["bag-info.txt"] = "\n".join(
        [*kept, f"Payload-Oxum: {size}.{len(payload)}", ""]
    ).encode()
    tags = "".join(f"{hashlib.sha256(changed[n]).hexdigest()}  {n}\n" for n in TAGS)
    changed["tagmanifest-sha256.txt"] = tags.encode()
    return changed


def denying_the_signature(members: Members) -> bytes:
    """Return the record as a packet without any signature would have it."""
    record = json.loads(members["data/submission.json"])
    said = record["signature"]
    assert (said["level"], bool(said["signer"]), bool(said["signers"])) == ("PAdES B-B", True, True)
    kept = {name: said[name] for name in ("sm2", "sm2_note")}
    record["signature"] = {
        "level": "unsigned",
        "signer": None,
        "note": "未作电子签名。",
        "signers": [],
        **kept,
    }
    return json.dumps(record, ensure_ascii=False, indent=2).encode()


def first_attachment(members: Members) -> str:
    return min(name for name in members if name.startswith("data/attachments/"))


def test_the_untouched_packet_passes(
    demo: Demo, packet: Path, members: Members, judge: Callable[[Members], Verification]
) -> None:
    assert verify(packet, [demo.root]).reasons == ()
    assert judge(members).reasons == (), "the layout of these tests is the real one"


def regions(packet: Path) -> Iterator[tuple[str, int, int]]:
    """Yield (name, first, past the last) of every region of the zip file."""
    data = packet.read_bytes()
    with zipfile.ZipFile(packet) as archive:
        infos = archive.infolist()
        directory = archive.start_dir
    for info in infos:
        name_length, extra_length = struct.unpack_from("<HH", data, info.header_offset + 26)
        start = info.header_offset + 30 + name_length + extra_length
        yield f"header of {info.filename}", info.header_offset, start
        yield f"bytes of {info.filename}", start, start + info.file_size
    yield "central directory", directory, len(data) - 22
    yield "end record", len(data) - 22, len(data)


def positions(packet: Path) -> Iterator[tuple[str, int]]:
    for name, start, end in regions(packet):
        last = end - 1
        if name.startswith("bytes"):
            yield from ((name, place) for place in {start, (start + last) // 2, last})
        else:
            step = max(1, (end - start) // 12)
            yield from ((name, place) for place in {*range(start, end, step), last})


def test_a_flipped_bit_anywhere_is_found(demo: Demo, packet: Path, tmp_path: Path) -> None:
    original = packet.read_bytes()
    target = tmp_path / packet.name
    tried = 0
    for region, place in positions(packet):
        for bit in (0x01, 0x80):
            data = bytearray(original)
            data[place] ^= bit
            target.write_bytes(data)
            assert is_refused(target, demo.root), f"{region}, byte {place}, bit {bit:#x}"
            tried += 1
    assert tried > 200


def is_refused(path: Path, root: Path) -> bool:
    try:
        return verify(path, [root]).verdict == "invalid"
    except InvalidInputError:
        return True


def test_cut_lengthened_and_prefixed_packets_are_refused(
    demo: Demo, packet: Path, tmp_path: Path
) -> None:
    original = packet.read_bytes()
    target = tmp_path / packet.name
    size = len(original)
    changed = [original[:length] for length in (0, 1, 22, size // 2, size - 22, size - 1)]
    changed += [original + b"\x00", original + original, b"\x00" + original, b"MZ" + original]
    for data in changed:
        target.write_bytes(data)
        assert is_refused(target, demo.root), len(data)


@pytest.mark.parametrize("fixes_hashes", [False, True])
def test_a_changed_attachment_is_found(
    members: Members, judge: Callable[[Members], Verification], fixes_hashes: bool
) -> None:
    name = first_attachment(members)
    changed = members | {name: members[name] + b"\n%"}
    found = judge(remanifested(changed) if fixes_hashes else changed)
    assert found.verdict == "invalid"
    assert found.reasons


@pytest.mark.parametrize("fixes_hashes", [False, True])
@pytest.mark.parametrize(
    "name", ["data/attachments/99-extra.pdf", "data/extra.txt", "extra.txt", "data/.hidden"]
)
def test_an_added_file_is_found(
    members: Members, judge: Callable[[Members], Verification], name: str, fixes_hashes: bool
) -> None:
    changed = members | {name: b"%PDF-1.4\n"}
    found = judge(remanifested(changed) if fixes_hashes else changed)
    assert found.verdict == "invalid"


@pytest.mark.parametrize("fixes_hashes", [False, True])
def test_a_removed_file_is_found(
    members: Members, judge: Callable[[Members], Verification], fixes_hashes: bool
) -> None:
    for name in members:
        changed = {n: content for n, content in members.items() if n != name}
        if fixes_hashes and not {"bag-info.txt", "bagit.txt"} & {name}:
            changed = remanifested(changed)
        if changed.keys() != members.keys():
            assert judge(changed).verdict == "invalid", name


@pytest.mark.parametrize("fixes_hashes", [False, True])
def test_a_renamed_member_is_found(
    members: Members, judge: Callable[[Members], Verification], fixes_hashes: bool
) -> None:
    name = first_attachment(members)
    renamed = name.replace("/01-", "/21-")
    changed = {(renamed if n == name else n): content for n, content in members.items()}
    found = judge(remanifested(changed) if fixes_hashes else changed)
    assert found.verdict == "invalid"


def test_swapped_attachments_are_found(
    members: Members, judge: Callable[[Members], Verification]
) -> None:
    first, second = sorted(n for n in members if n.startswith("data/attachments/"))[:2]
    changed = members | {first: members[second], second: members[first]}
    assert judge(remanifested(changed)).verdict == "invalid"


def test_the_detached_signature_taken_away_is_found(
    members: Members, judge: Callable[[Members], Verification]
) -> None:
    changed = {name: content for name, content in members.items() if name != SIGNATURE}
    found = judge(changed)
    assert found.verdict == "invalid"
    assert any("签名" in reason for reason in found.reasons)


def test_the_signature_in_the_pdf_taken_away_is_found(
    demo: Demo, members: Members, judge: Callable[[Members], Verification]
) -> None:
    unsigned = members["data/attachments/01-application.pdf"]
    found = judge(remanifested(members | {"data/packet.pdf": unsigned}))
    assert found.verdict == "invalid"


def test_a_record_that_denies_the_signature_does_not_hide_it(
    members: Members, judge: Callable[[Members], Verification]
) -> None:
    record = denying_the_signature(members)
    changed = {n: content for n, content in members.items() if n != SIGNATURE}
    found = judge(remanifested(changed | {"data/submission.json": record}))
    assert found.verdict == "invalid"
    assert any("未签名" in reason for reason in found.reasons)


def test_with_every_signature_taken_away_it_is_never_more_than_reserved(
    members: Members, judge: Callable[[Members], Verification]
) -> None:
    record = denying_the_signature(members)
    unsigned = members["data/attachments/01-application.pdf"]
    changed = {n: content for n, content in members.items() if n != SIGNATURE}
    changed |= {"data/submission.json": record, "data/packet.pdf": unsigned}
    found = judge(remanifested(changed))
    assert found.verdict != "valid"
    assert any("未作电子签名" in word for word in (*found.notes, *found.reasons))


@pytest.mark.parametrize("knows_the_root", [False, True])
def test_another_signer_is_not_taken_for_the_recorded_one(
    demo: Demo, packet: Path, members: Members, tmp_path: Path, knows_the_root: bool
) -> None:
    now = datetime.now().astimezone()
    (tmp_path / "forger").mkdir()
    p12, root = make_throwaway_credential(tmp_path / "forger", "示例省政务服务厅", now)
    forger = load_pkcs12(p12, None)
    changed = remanifested(members | {"data/attachments/01-application.pdf": b"%PDF-1.4\n"})
    changed[SIGNATURE] = sign_detached(changed["tagmanifest-sha256.txt"], forger, now)
    target = tmp_path / packet.name
    target.write_bytes(in_our_layout(packet.stem, changed))
    roots = [demo.root, root] if knows_the_root else [demo.root]
    assert verify(target, roots).verdict == "invalid"


def test_the_signature_of_another_packet_does_not_fit(
    demo: Demo, members: Members, judge: Callable[[Members], Verification]
) -> None:
    other = demo.packet("risk_assessment").folder
    assert judge(members | {SIGNATURE: (other / SIGNATURE).read_bytes()}).verdict == "invalid"
    pdf = (other / "data" / "packet.pdf").read_bytes()
    assert judge(remanifested(members | {"data/packet.pdf": pdf})).verdict == "invalid"


@pytest.mark.parametrize(
    ("label", "value"),
    [("Egov-Stage", "operation"), ("Egov-Packet-Version", "2"), ("Egov-Pack-Sha256", "0" * 64)],
)
def test_a_changed_label_is_found(
    members: Members, judge: Callable[[Members], Verification], label: str, value: str
) -> None:
    lines = members["bag-info.txt"].decode().splitlines(keepends=True)
    changed = "".join(f"{label}: {value}\n" if ln.startswith(f"{label}:") else ln for ln in lines)
    assert changed != members["bag-info.txt"].decode()
    found = judge(remanifested(members | {"bag-info.txt": changed.encode()}))
    assert found.verdict == "invalid"


@pytest.mark.parametrize(
    "name",
    ["../evil.pdf", "/etc/evil.pdf", "data/../../evil.pdf", "data\\evil.pdf", "data/./x.pdf"],
)
def test_a_path_outside_is_refused_and_nothing_is_written(
    members: Members, judge: Callable[[Members], Verification], tmp_path: Path, name: str
) -> None:
    found = judge(remanifested(members) | {name: b"evil"})
    assert found.verdict == "invalid"
    assert not list(tmp_path.parent.rglob("evil*"))


def test_a_packet_zipped_again_by_another_program_is_not_the_one_that_was_made(
    demo: Demo, packet: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "again"
    shutil.copytree(demo.packet("final_acceptance").folder, copy / packet.stem)
    archive = shutil.make_archive(str(tmp_path / packet.stem), "zip", copy)
    found = verify(Path(archive), [demo.root])
    assert found.verdict != "valid"
    assert found.reasons or found.notes
