"""Writing bags: judged by bagit, unzip, zipinfo and the standard library."""

import hashlib
import json
import subprocess
import tracemalloc
import zipfile
from pathlib import Path

import bagit
import pytest
from packet_samples import INFO, PAYLOAD, WHEN, fake_signature

from egov_desktop.domain.errors import CancelledError, InvalidInputError, StorageError
from egov_desktop.packaging import packet_rules
from egov_desktop.packaging.bag import PayloadFile, WrittenBag, write_bag
from egov_desktop.packaging.bag_structure import PAPER_PATH, SIGNATURE_PATH, SM3_SIGNATURE_PATHS
from egov_desktop.packaging.verification import verify_bag

PROFILE = Path(__file__).parents[2] / "resources/bagit-profile/egov-packet-1.json"


def unzipped(path: Path, target: Path) -> Path:
    subprocess.run(["unzip", "-q", str(path), "-d", str(target)], check=True)
    (top,) = target.iterdir()
    return top


def test_bagit_accepts_the_unzipped_bag(packet: WrittenBag, tmp_path: Path) -> None:
    top = unzipped(packet.path, tmp_path / "out")
    bag = bagit.Bag(str(top))
    bag.validate()
    assert top.name == "p-1-v1"
    assert bag.info["Source-Organization"] == INFO["Source-Organization"]
    assert bag.info["Bagging-Date"] == "2026-03-02"
    assert bag.info["Payload-Oxum"] == f"{sum(len(file.source) for file in PAYLOAD)}.3"
    assert bag.version_info == (1, 0)
    assert (top / "data/attachments/01-report.pdf").read_bytes() == PAYLOAD[2].source


def test_our_own_check_accepts_it_and_tells_the_same(packet: WrittenBag) -> None:
    verdict = verify_bag(packet.path)
    assert verdict.problems == ()
    assert verdict.valid
    assert verdict.notes == ()
    whole = hashlib.sha256(packet.path.read_bytes()).hexdigest()
    assert (verdict.sha256, verdict.size) == (whole, packet.size)
    assert verdict.sha256 == hashlib.sha256(packet.path.read_bytes()).hexdigest()
    assert verdict.top == "p-1-v1"
    told = [(member.path, member.size, member.sha256) for member in verdict.members]
    assert told == [(member.path, member.size, member.sha256) for member in packet.members]
    assert verdict.info("Egov-Stage") == "feasibility_study"
    assert verdict.info("Nothing") is None


def test_unzip_and_zipinfo_read_it(packet: WrittenBag) -> None:
    subprocess.run(["unzip", "-tq", str(packet.path)], check=True, capture_output=True)
    listing = subprocess.run(
        ["zipinfo", str(packet.path)], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    members = [line.split() for line in listing if line.startswith("-rw-r--r--")]
    assert [line[-1] for line in members] == [
        "p-1-v1/bagit.txt",
        "p-1-v1/data/attachments/01-report.pdf",
        "p-1-v1/data/packet.pdf",
        "p-1-v1/data/submission.json",
        "p-1-v1/bag-info.txt",
        "p-1-v1/manifest-sha256.txt",
        "p-1-v1/tagmanifest-sha256.txt",
        "p-1-v1/tagmanifest-sha256.txt.p7s",
    ]
    assert {(line[2], line[5], line[6], line[7]) for line in members} == {
        ("unx", "stor", "26-Mar-02", "09:30")
    }


def test_the_standard_library_sees_the_utf8_flag_and_the_mode(packet: WrittenBag) -> None:
    with zipfile.ZipFile(packet.path) as archive:
        assert archive.testzip() is None
        facts = {
            (info.flag_bits, info.create_system, info.external_attr, info.date_time)
            for info in archive.infolist()
        }
    assert facts == {(0x800, 3, 0o100644 << 16, (2026, 3, 2, 9, 30, 14))}


def test_the_signature_covers_the_tagmanifest_and_is_not_in_it(packet: WrittenBag) -> None:
    verdict = verify_bag(packet.path)
    assert verdict.tagmanifest is not None
    assert verdict.signature == fake_signature(verdict.tagmanifest)
    assert b"p7s" not in verdict.tagmanifest


def test_a_bag_without_signature_is_valid_and_has_none(tmp_path: Path) -> None:
    bag = write_bag(tmp_path / "u.zip", "top", PAYLOAD, INFO, WHEN)
    verdict = verify_bag(bag.path)
    assert verdict.valid
    assert verdict.signature is None


def test_equal_input_gives_equal_bytes_wherever_it_comes_from(
    packet: WrittenBag, tmp_path: Path
) -> None:
    files = []
    for file in reversed(PAYLOAD):
        source = tmp_path / file.name.replace("/", "_")
        source.write_bytes(file.source)
        files.append(PayloadFile(file.name, source))
    again = write_bag(
        tmp_path / "again.zip", "p-1-v1", files, INFO, WHEN, sign_tagmanifest=fake_signature
    )
    assert again.path.read_bytes() == packet.path.read_bytes()


def test_a_known_hash_is_believed_until_it_is_verified(tmp_path: Path) -> None:
    known = hashlib.sha256(b"content").hexdigest()
    for content, is_valid in ((b"content", True), (b"damaged", False)):
        payload = [*PAYLOAD, PayloadFile("attachments/02-x.bin", content, known)]
        bag = write_bag(tmp_path / "known.zip", "top", payload, INFO, WHEN)
        verdict = verify_bag(bag.path)
        assert verdict.valid is is_valid
        assert is_valid or "attachments/02-x.bin" in verdict.bag_problems[0]


def test_values_of_bag_info_come_back_in_one_line(tmp_path: Path) -> None:
    long = "四川省电子政务外网安全监测平台" * 20
    info = {
        **INFO,
        "External-Description": f"{long}\r\n 二期\t\x00工程",
        "Contact-Name": ["甲", "乙"],
    }
    bag = write_bag(tmp_path / "i.zip", "top", PAYLOAD, info, WHEN)
    verdict = verify_bag(bag.path)
    assert verdict.valid
    assert verdict.info("External-Description") == f"{long} 二期 工程"
    assert [value for label, value in verdict.bag_info if label == "Contact-Name"] == ["甲", "乙"]
    judge = bagit.Bag(str(unzipped(bag.path, tmp_path / "out")))
    judge.validate()
    assert judge.info["External-Description"] == f"{long} 二期 工程"
    assert judge.info["Contact-Name"] == ["甲", "乙"]


@pytest.mark.parametrize(
    "name",
    [
        "报告.pdf",
        "../x",
        "/x",
        "a//b",
        "a\\b",
        "a b",
        "CON.txt",
        "x.",
        ".x",
        "a/../b",
        "",
        "a\n",
        "C:x",
    ],
)
def test_names_that_are_not_portable_are_a_bug_of_the_caller(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a portable"):
        write_bag(tmp_path / "n.zip", "top", [PayloadFile(name, b"")], INFO, WHEN)
    with pytest.raises(ValueError, match="not a portable"):
        write_bag(tmp_path / "n.zip", name, PAYLOAD, INFO, WHEN)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("names", [("a.pdf", "A.pdf"), ("a", "a"), ("a", "a/b")])
def test_names_that_clash_are_a_bug_of_the_caller(names: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"unique|folder"):
        write_bag(tmp_path / "n.zip", "top", [PayloadFile(name, b"") for name in names], INFO, WHEN)


def test_an_unreadable_source_is_told_in_words(tmp_path: Path) -> None:
    payload = [PayloadFile("a.pdf", tmp_path / "没有.pdf")]
    with pytest.raises(InvalidInputError, match=r"没有\.pdf"):
        write_bag(tmp_path / "n.zip", "top", payload, INFO, WHEN)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("change", [b"", b"longer than before"])
def test_a_source_that_changes_meanwhile_is_refused(change: bytes, tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(b"before")

    def change_it(done: int, _total: int) -> None:
        if done == 1:
            source.write_bytes(change)

    payload = [PayloadFile("0.pdf", b"x"), PayloadFile("a.pdf", source)]
    with pytest.raises(InvalidInputError, match="被改动"):
        write_bag(tmp_path / "n.zip", "top", payload, INFO, WHEN, progress=change_it)
    assert list(tmp_path.iterdir()) == [source]


def test_cancelling_leaves_nothing_not_even_over_an_older_packet(tmp_path: Path) -> None:
    path = tmp_path / "old.zip"
    path.write_bytes(b"old")
    asked = iter([False, False, True])
    with pytest.raises(CancelledError):
        write_bag(path, "top", PAYLOAD, INFO, WHEN, is_cancelled=lambda: next(asked))
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failing_signature_leaves_nothing(tmp_path: Path) -> None:
    def refuse(_data: bytes) -> bytes:
        raise InvalidInputError("口令不对")

    with pytest.raises(InvalidInputError, match="口令不对"):
        write_bag(tmp_path / "n.zip", "top", PAYLOAD, INFO, WHEN, sign_tagmanifest=refuse)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="无法写入"):
        write_bag(tmp_path / "file" / "n.zip", "top", PAYLOAD, INFO, WHEN)


def test_progress_grows_to_the_total_and_memory_stays_flat(tmp_path: Path) -> None:
    source = tmp_path / "big.bin"
    with source.open("wb") as stream:
        stream.truncate(64 << 20)
    calls: list[tuple[int, int]] = []
    tracemalloc.start()
    bag = write_bag(
        tmp_path / "big.zip",
        "top",
        [PayloadFile("big.bin", source)],
        INFO,
        WHEN,
        progress=lambda done, total: calls.append((done, total)),
    )
    assert verify_bag(bag.path).valid
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20
    assert calls == sorted(calls)
    assert calls[-1] == (64 << 20, 64 << 20)


def test_an_empty_payload_makes_a_container_but_no_bag(tmp_path: Path) -> None:
    bag = write_bag(tmp_path / "e.zip", "top", [], INFO, WHEN)
    assert verify_bag(bag.path).bag_problems == ("包里没有 data 文件夹。",)


def test_the_profile_for_other_tools_says_what_we_check(packet: WrittenBag) -> None:
    profile = json.loads(PROFILE.read_text(encoding="utf-8"))
    assert profile["BagIt-Profile-Info"]["BagIt-Profile-Identifier"] == (
        packet_rules.PROFILE_IDENTIFIER
    )
    required = {label for label, rule in profile["Bag-Info"].items() if rule["required"]}
    assert required | {"BagIt-Profile-Identifier"} == set(packet_rules.REQUIRED_INFO)
    assert profile["Manifests-Required"] == ["sha256"]
    assert profile["Manifests-Allowed"] == profile["Tag-Manifests-Allowed"] == ["sha256", "sm3"]
    assert profile["Tag-Files-Allowed"] == [SIGNATURE_PATH, PAPER_PATH, *SM3_SIGNATURE_PATHS]
    present = {label for label, _ in verify_bag(packet.path).bag_info}
    assert set(packet_rules.REQUIRED_INFO) <= present


@pytest.mark.parametrize("label", sorted(INFO))
def test_every_required_field_is_required(label: str, tmp_path: Path) -> None:
    info = {name: value for name, value in INFO.items() if name != label}
    bag = write_bag(tmp_path / "m.zip", "top", PAYLOAD, info, WHEN)
    verdict = verify_bag(bag.path)
    assert verdict.is_bag
    assert not verdict.valid
    assert any(label in problem for problem in verdict.packet_problems)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Bagging-Date", "2026年3月"),
        ("Egov-Pack-Sha256", "ABC"),
        ("BagIt-Profile-Identifier", "urn:other"),
        ("Egov-Stage", ["registration", "operation"]),
    ],
)
def test_fields_have_their_form(label: str, value: str | list[str], tmp_path: Path) -> None:
    bag = write_bag(tmp_path / "m.zip", "top", PAYLOAD, {**INFO, label: value}, WHEN)
    verdict = verify_bag(bag.path)
    assert verdict.is_bag
    assert [label in problem for problem in verdict.problems] == [True]
