"""Packets with the scan of what was signed on paper: one more tag file, and nothing else."""

import hashlib
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import bagit
import bagit_profile
import pytest
from packet_samples import (
    INFO,
    PAYLOAD,
    WHEN,
    fake_signature,
    fake_sm3_signature,
    members_of,
    stored_zip_bytes,
)

from egov_desktop.domain.errors import EgovError, InvalidInputError
from egov_desktop.packaging.bag import WrittenBag, write_bag
from egov_desktop.packaging.editions import with_paper_signature, with_signature
from egov_desktop.packaging.verification import verify_bag

PROFILE = Path(__file__).parents[2] / "resources/bagit-profile/egov-packet-1.json"
TOP, PAPER, TAGMANIFEST = "p-1-v1/", "paper-signature.pdf", "tagmanifest-sha256.txt"
SCAN = b"%PDF-1.7\nsigned and sealed\n%%EOF\n"


@pytest.fixture
def unsigned(tmp_path: Path) -> WrittenBag:
    return write_bag(tmp_path / "unsigned.zip", TOP[:-1], PAYLOAD, INFO, WHEN)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(SCAN)
    return path


@pytest.fixture
def scanned(unsigned: WrittenBag, scan: Path, tmp_path: Path) -> WrittenBag:
    target = tmp_path / "out" / "scanned.zip"
    with_paper_signature(unsigned.path, target, scan)
    return WrittenBag(target, target.stat().st_size, ())


def test_all_else_stays_and_the_tag_manifest_covers_the_scan(
    unsigned: WrittenBag, scan: Path, tmp_path: Path
) -> None:
    seen: list[bool] = []
    before = unsigned.path.read_bytes()
    new = tmp_path / "new.zip"
    with_paper_signature(
        unsigned.path, new, scan, look=lambda path: seen.append(verify_bag(path).valid)
    )
    assert seen == [True]
    assert unsigned.path.read_bytes() == before
    old, made = members_of(unsigned), members_of(WrittenBag(new, 0, ()))
    line = f"{hashlib.sha256(SCAN).hexdigest()}  {PAPER}\n".encode()
    assert made.pop(TOP + PAPER) == SCAN
    assert made.pop(TOP + TAGMANIFEST) == old.pop(TOP + TAGMANIFEST) + line
    assert made == old
    verdict = verify_bag(new)
    assert verdict.problems == verdict.notes == ()
    with_paper_signature(unsigned.path, tmp_path / "again.zip", scan)
    assert (tmp_path / "again.zip").read_bytes() == new.read_bytes()


def test_bagit_its_profile_and_sha256sum_accept_it(scanned: WrittenBag, tmp_path: Path) -> None:
    with zipfile.ZipFile(scanned.path) as archive:
        archive.extractall(tmp_path / "unpacked")
    top = tmp_path / "unpacked" / TOP
    bag = bagit.Bag(str(top))
    bag.validate()
    content = json.loads(PROFILE.read_text(encoding="utf-8"))
    identifier = content["BagIt-Profile-Info"]["BagIt-Profile-Identifier"]
    profile = bagit_profile.Profile(identifier, profile=content)
    assert profile.validate_serialization(str(scanned.path))
    assert profile.validate(bag), str(profile.report)
    done = subprocess.run(
        ["sha256sum", "--strict", "-c", TAGMANIFEST], cwd=top, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert PAPER.encode() in done.stdout


Members = dict[str, bytes]


def replace_scan(members: Members) -> None:
    members[TOP + PAPER] = b"another"


def take_line_away(members: Members) -> None:
    lines = members[TOP + TAGMANIFEST].splitlines(keepends=True)
    members[TOP + TAGMANIFEST] = b"".join(lines[:-1])


def move_behind(members: Members) -> None:
    members[TOP + PAPER] = members.pop(TOP + PAPER)


def sign(members: Members) -> None:
    members[f"{TOP}{TAGMANIFEST}.p7s"] = fake_signature(members[TOP + TAGMANIFEST])


def call_otherwise(members: Members) -> None:
    scan = members.pop(TOP + PAPER)
    manifest = members.pop(TOP + TAGMANIFEST)
    members[f"{TOP}scan.pdf"] = scan
    members[TOP + TAGMANIFEST] = manifest.replace(PAPER.encode(), b"scan.pdf")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (replace_scan, PAPER),
        (take_line_away, TAGMANIFEST),
        (move_behind, "次序"),
        (sign, "有电子签名的报送包里不应有“paper-signature.pdf”"),
        (call_otherwise, "scan.pdf"),
    ],
)
def test_any_other_shape_is_no_packet(
    change: Callable[[Members], None], named: str, scanned: WrittenBag
) -> None:
    members = members_of(scanned)
    change(members)
    scanned.path.write_bytes(stored_zip_bytes(members))
    verdict = verify_bag(scanned.path)
    assert not verdict.valid
    assert any(named in problem for problem in verdict.problems), verdict.problems


@pytest.mark.parametrize(
    ("sign_tagmanifest", "sign_sm3"),
    [(fake_signature, None), (None, fake_sm3_signature), (fake_signature, fake_sm3_signature)],
)
def test_a_packet_signed_by_any_key_gets_no_scan(
    sign_tagmanifest: object, sign_sm3: object, scan: Path, tmp_path: Path
) -> None:
    signed = write_bag(
        *(tmp_path / "signed.zip", "top", PAYLOAD, INFO, WHEN),
        sign_tagmanifest=sign_tagmanifest,
        sign_sm3=sign_sm3,
    )
    with pytest.raises(InvalidInputError, match="有电子签名"):
        with_paper_signature(signed.path, tmp_path / "new.zip", scan)
    assert not (tmp_path / "new.zip").exists()


def test_a_second_scan_or_a_timestamp_is_refused(
    scanned: WrittenBag, scan: Path, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInputError, match="已附有"):
        with_paper_signature(scanned.path, tmp_path / "new.zip", scan)
    with pytest.raises(InvalidInputError, match="没有清单签名"):
        with_signature(scanned.path, tmp_path / "new.zip", b"0")
    assert not (tmp_path / "new.zip").exists()


def test_a_refusal_leaves_nothing(unsigned: WrittenBag, scan: Path, tmp_path: Path) -> None:
    def refuse(_path: Path) -> None:
        raise EgovError("核对未通过")

    with pytest.raises(EgovError, match="核对未通过"):
        with_paper_signature(unsigned.path, tmp_path / "out" / "new.zip", scan, look=refuse)
    assert list((tmp_path / "out").iterdir()) == []
    unsigned.path.write_bytes(b"no zip")
    with pytest.raises(InvalidInputError):
        with_paper_signature(unsigned.path, tmp_path / "new.zip", scan)
    with pytest.raises(InvalidInputError, match=r"nothing\.pdf"):
        with_paper_signature(unsigned.path, tmp_path / "new.zip", tmp_path / "nothing.pdf")
    assert not (tmp_path / "new.zip").exists()
