"""Packets with SM3 manifests and an SM2 signature: judged by openssl, bagit and its profiles."""

import hashlib
import json
import logging
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
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
from sm2_keys import make_key_and_certificate, openssl

from egov_desktop.packaging.bag import WrittenBag, write_bag
from egov_desktop.packaging.verification import BagVerdict, verify_bag
from egov_desktop.signing.sm2 import Sm2Key, open_sm2, sign_sm3_manifest, verify_sm3_manifest

PROFILE = Path(__file__).parents[2] / "resources/bagit-profile/egov-packet-1.json"
TOP = "p-1-v1/"
Members = dict[str, bytes]


@pytest.fixture(scope="module")
def key_and_certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_key_and_certificate(tmp_path_factory.mktemp("sm2"))


@pytest.fixture
def gm_packet(key_and_certificate: tuple[Path, Path], tmp_path: Path) -> WrittenBag:
    """A packet with both signatures, the SM2 one made with a real key."""
    key, certificate = key_and_certificate
    credential = open_sm2(Sm2Key(key, certificate=certificate))
    now = datetime.now(UTC)
    return write_bag(
        tmp_path / "gm.zip",
        "p-1-v1",
        PAYLOAD,
        INFO,
        WHEN,
        sign_tagmanifest=fake_signature,
        sign_sm3=lambda data: sign_sm3_manifest(data, credential, now),
    )


def fake_gm_packet(path: Path, sign_sm3: Callable[[bytes], Mapping[str, bytes]]) -> WrittenBag:
    return write_bag(path, "p-1-v1", PAYLOAD, INFO, WHEN, sign_sm3=sign_sm3)


def extracted(bag: WrittenBag, folder: Path) -> Path:
    with zipfile.ZipFile(bag.path) as archive:
        archive.extractall(folder)
    return folder / "p-1-v1"


def test_openssl_finds_every_line_of_the_sm3_manifests_right(
    gm_packet: WrittenBag, tmp_path: Path
) -> None:
    top = extracted(gm_packet, tmp_path / "out")
    named = []
    for manifest in ("manifest-sm3.txt", "tagmanifest-sm3.txt"):
        for line in (top / manifest).read_text().splitlines():
            digest, path = line.split("  ")
            assert openssl("dgst", "-sm3", "-r", path, folder=top).split()[0] == digest
            named.append(path)
    assert named == [
        "data/attachments/01-report.pdf",
        "data/packet.pdf",
        "data/submission.json",
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "manifest-sm3.txt",
    ]
    assert "manifest-sm3.txt" in (top / "tagmanifest-sha256.txt").read_text()


def test_openssl_accepts_the_signature_over_the_sm3_manifest(
    gm_packet: WrittenBag, tmp_path: Path
) -> None:
    top = extracted(gm_packet, tmp_path / "out")
    signature = "tagmanifest-sm3.txt.sm2"
    pem = "tagmanifest-sm3.txt.pem"
    key = openssl("x509", "-in", pem, "-noout", "-pubkey", folder=top)
    (top / "pub.pem").write_text(key)
    identity = ("-sigopt", "distid:1234567812345678")
    command = ("dgst", "-sm3", "-verify", "pub.pem", *identity, "-signature", signature)
    assert "Verified OK" in openssl(*command, "tagmanifest-sm3.txt", folder=top)
    structure = openssl("asn1parse", "-inform", "DER", "-in", f"{signature[:-3]}p7s", folder=top)
    for identifier in ("1.2.156.10197.6.1.4.2.2", "1.2.156.10197.6.1.4.2.1", ":sm3"):
        assert identifier in structure


def test_our_own_check_hands_the_sm3_parts_on(
    gm_packet: WrittenBag, key_and_certificate: tuple[Path, Path]
) -> None:
    verdict = verify_bag(gm_packet.path)
    assert verdict.problems == verdict.notes == ()
    assert verdict.sm3_tagmanifest is not None
    found = verify_sm3_manifest(
        verdict.sm3_tagmanifest,
        verdict.sm3_signature_files,
        [key_and_certificate[1]],
        datetime.now(UTC),
    )
    assert (found.accepted, found.trusted, found.signer) == (True, True, "Signer")


@pytest.mark.parametrize("with_sm3", [False, True])
def test_bagit_and_its_profile_validator_accept_both_shapes(
    with_sm3: bool, tmp_path: Path, gm_packet: WrittenBag, packet: WrittenBag
) -> None:
    chosen = gm_packet if with_sm3 else packet
    top = extracted(chosen, tmp_path / "out")
    bag = bagit.Bag(str(top))
    bag.validate()
    content = json.loads(PROFILE.read_text(encoding="utf-8"))
    profile = bagit_profile.Profile(
        content["BagIt-Profile-Info"]["BagIt-Profile-Identifier"], profile=content
    )
    assert profile.validate_serialization(str(chosen.path))
    assert profile.validate(bag), str(profile.report)
    (top / "notes.txt").write_text("x")
    logging.getLogger().disabled = True
    try:
        assert not profile.validate(bag)
    finally:
        logging.getLogger().disabled = False


def test_equal_input_gives_equal_bytes_with_sm3_too(tmp_path: Path) -> None:
    first = fake_gm_packet(tmp_path / "1.zip", fake_sm3_signature)
    second = fake_gm_packet(tmp_path / "2.zip", fake_sm3_signature)
    assert first.path.read_bytes() == second.path.read_bytes()
    assert verify_bag(first.path).valid


def test_a_key_without_certificate_leaves_the_cms_out(tmp_path: Path) -> None:
    def without_cms(data: bytes) -> dict[str, bytes]:
        files = fake_sm3_signature(data)
        del files["tagmanifest-sm3.txt.p7s"]
        return files

    verdict = verify_bag(fake_gm_packet(tmp_path / "1.zip", without_cms).path)
    assert verdict.problems == ()
    assert sorted(verdict.sm3_signature_files) == [
        "tagmanifest-sm3.txt.pem",
        "tagmanifest-sm3.txt.sm2",
    ]


def rejudged(packet: WrittenBag, members: Members) -> BagVerdict:
    packet.path.write_bytes(stored_zip_bytes(members))
    return verify_bag(packet.path)


def remade(members: Members) -> Members:
    """Make every manifest that is there again, as an attacker without keys can."""
    made = dict(members)
    for algorithm in ("sha256", "sm3"):
        for prefix, chosen in (("manifest", is_payload), ("tagmanifest", is_listed)):
            name = f"{TOP}{prefix}-{algorithm}.txt"
            if name in made:
                made[name] = "".join(
                    f"{hashlib.new(algorithm, data).hexdigest()}  {path.removeprefix(TOP)}\n"
                    for path, data in made.items()
                    if chosen(path)
                ).encode()
    return made


def is_payload(path: str) -> bool:
    return path.startswith(f"{TOP}data/")


def is_listed(path: str) -> bool:
    return not is_payload(path) and not path.startswith(f"{TOP}tagmanifest")


def test_remaking_unchanged_manifests_gives_the_same_bytes(gm_packet: WrittenBag) -> None:
    before = gm_packet.path.read_bytes()
    assert rejudged(gm_packet, remade(members_of(gm_packet))).valid
    assert gm_packet.path.read_bytes() == before


@pytest.mark.parametrize(
    "missing",
    [
        ("manifest-sm3.txt",),
        ("tagmanifest-sm3.txt",),
        ("tagmanifest-sm3.txt.sm2",),
        ("tagmanifest-sm3.txt.pem",),
        ("tagmanifest-sm3.txt", "tagmanifest-sm3.txt.sm2", "tagmanifest-sm3.txt.p7s"),
    ],
)
def test_the_sm3_files_come_all_together_or_not_at_all(
    missing: tuple[str, ...], gm_packet: WrittenBag
) -> None:
    members = {
        path: data
        for path, data in members_of(gm_packet).items()
        if path.removeprefix(TOP) not in missing
    }
    assert not rejudged(gm_packet, remade(members)).valid


def test_taking_all_sm3_files_away_breaks_the_signed_manifest(gm_packet: WrittenBag) -> None:
    honest = verify_bag(gm_packet.path)
    members = {path: data for path, data in members_of(gm_packet).items() if "sm3" not in path}
    verdict = rejudged(gm_packet, members)
    assert not verdict.valid
    assert rejudged(gm_packet, remade(members)).tagmanifest != honest.tagmanifest


@pytest.mark.parametrize("manifest", ["manifest-sm3.txt", "tagmanifest-sm3.txt"])
@pytest.mark.parametrize("change", ["omit", "flip", "upper", "repeat"])
def test_sm3_manifests_that_say_something_else_are_refused(
    manifest: str, change: str, gm_packet: WrittenBag
) -> None:
    members = members_of(gm_packet)
    lines = members[TOP + manifest].splitlines(keepends=True)
    changed = {
        "omit": lines[1:],
        "flip": [bytes([lines[0][0] ^ 1]) + lines[0][1:], *lines[1:]],
        "upper": [lines[0].upper().replace(b"DATA/", b"data/"), *lines[1:]],
        "repeat": [*lines, lines[0]],
    }[change]
    made = {**members, TOP + manifest: b"".join(changed)}
    if manifest == "manifest-sm3.txt":
        made = {**remade(made), TOP + manifest: b"".join(changed)}
    assert not rejudged(gm_packet, made).valid


def test_damage_that_only_sm3_was_told_of_is_found(gm_packet: WrittenBag) -> None:
    members = members_of(gm_packet)
    members[f"{TOP}data/packet.pdf"] = b"%PDF-1.7 forged"
    only_sha256 = {**remade(members)}
    for name in ("manifest-sm3.txt", "tagmanifest-sm3.txt"):
        only_sha256[TOP + name] = members[TOP + name]
    verdict = rejudged(gm_packet, only_sha256)
    assert not verdict.is_bag
    assert any("manifest-sm3.txt" in problem for problem in verdict.bag_problems)


WITHOUT_SM3 = """
import sys
sys.modules["_hashlib"] = None
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from packet_samples import INFO, PAYLOAD, WHEN, fake_sm3_signature
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.packaging.bag import write_bag
from egov_desktop.packaging.verification import verify_bag

verdict = verify_bag(Path(sys.argv[1]))
print(verdict.problems, verdict.notes)
try:
    write_bag(Path(sys.argv[1]), "t", PAYLOAD, INFO, WHEN, sign_sm3=fake_sm3_signature)
except InvalidInputError as error:
    print(error)
"""


def test_a_machine_without_sm3_says_so_and_checks_the_rest(gm_packet: WrittenBag) -> None:
    """A Python without OpenSSL has its own SHA-256, but no SM3."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_SM3, str(gm_packet.path), str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first.startswith("() ('本机的 OpenSSL 不提供国密 SM3 算法")
    assert "不能做国密清单" in second
