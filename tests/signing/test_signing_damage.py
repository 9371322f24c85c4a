"""What is damaged by chance is refused or told, whatever it is: no other error gets out."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
import signing_attacks as attacks
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from signing_foreign import NOW, clock, signed, signer
from signing_mutations import mutated
from signing_pki import Pki
from signing_tsa import Authority
from sm2_pki import DATA as SM3_DATA
from sm2_pki import Sm2Pki

from egov_desktop.domain.errors import EgovError, InvalidInputError
from egov_desktop.signing.detached import sign_detached, verify_detached
from egov_desktop.signing.key_file import load_key_file
from egov_desktop.signing.pdf import SignerStep, sign_pdf
from egov_desktop.signing.revocation import load_revocation_lists
from egov_desktop.signing.sm2 import KEY_FILE, Sm2Key, open_sm2, verify_sm3_manifest
from egov_desktop.signing.timestamps import (
    timestamp_request,
    with_revocation_lists,
    with_timestamp,
)
from egov_desktop.signing.trust import load_roots
from egov_desktop.signing.validation import validate_pdf

DATA = "清单\n".encode() * 50
Read = Callable[[bytes], object]


@pytest.fixture(scope="module")
def rounds(request: pytest.FixtureRequest) -> int:
    """How often something is damaged; the long form asks for it with `--long --timeout=1500`."""
    return 3000 if request.config.getoption("--long") else 60


@pytest.fixture(scope="module")
def pdfs(
    tmp_path_factory: pytest.TempPathFactory, plain_pdf: Path, authority: Authority
) -> list[bytes]:
    """Two signatures with revocation lists; and a signature and a document with timestamps."""
    several = tmp_path_factory.mktemp("damage") / "several.pdf"
    steps = [SignerStep(authority.source(name), name, "报送") for name in ("head", "lead")]
    crl = authority.revocation_list("damage")
    sign_pdf(plain_pdf, several, steps, NOW, location="成都", revocation=[crl])
    stamped = BytesIO(signed(plain_pdf, signer(authority, "finance"), clock(authority)))
    asyncio.run(
        PdfTimeStamper(clock(authority)).async_timestamp_pdf(
            IncrementalPdfFileWriter(stamped), "sha256", in_place=True
        )
    )
    return [several.read_bytes(), stamped.getvalue()]


@pytest.fixture(scope="module")
def signature(authority: Authority) -> bytes:
    (credential,) = load_key_file(authority.folder / "head-both.pem", None)
    return sign_detached(DATA, credential, NOW)


@pytest.fixture(scope="module")
def reply(authority: Authority, signature: bytes) -> bytes:
    return authority.stamp(timestamp_request(signature, 5))


@pytest.fixture(scope="module")
def complete(authority: Authority, signature: bytes, reply: bytes) -> bytes:
    lists = load_revocation_lists([authority.revocation_list("complete")])
    return with_revocation_lists(with_timestamp(signature, reply), lists)


@pytest.fixture(scope="module")
def sm2(tmp_path_factory: pytest.TempPathFactory) -> Sm2Pki:
    return Sm2Pki(tmp_path_factory.mktemp("sm2"))


def _told_or_refused(read: Read, content: bytes) -> None:
    with suppress(EgovError):
        read(content)


def _inner_damage(content: bytes, seed: int) -> bytes:
    """Damage what stands in the hole for the last signature, not the PDF around it."""
    start, end = attacks.gap_of(content)
    room = (end - start - 2) // 2
    old = bytes.fromhex(content[start + 1 : end - 1].decode()).rstrip(b"\0")
    new = mutated(old, seed)[:room].ljust(room, b"\0")
    return content[: start + 1] + new.hex().upper().encode() + content[end - 1 :]


@pytest.mark.parametrize("damage", [mutated, _inner_damage])
@pytest.mark.parametrize("which", [0, 1])
def test_damaged_pdf(
    tmp_path: Path,
    pdfs: list[bytes],
    authority: Authority,
    which: int,
    damage: Callable[[bytes, int], bytes],
    rounds: int,
) -> None:
    path = tmp_path / "received.pdf"
    start, end = attacks.gap_of(pdfs[which])
    covered = pdfs[which][:start] + pdfs[which][end:]

    def judge(content: bytes) -> None:
        path.write_bytes(content)
        verdicts = validate_pdf(path, [authority.root], NOW)
        is_accepted = bool(verdicts) and all(verdict.accepted for verdict in verdicts)
        # in the hole for the last signature some bytes mean nothing, as version numbers there
        assert not is_accepted or content[:start] + content[end:] == covered

    for seed in range(rounds):
        _told_or_refused(judge, damage(pdfs[which], seed))


@pytest.mark.parametrize(
    "tail",
    [
        b"\nstartxref\n0\n%%EOF\n",
        b"\nstartxref\n3\n%%EOF\n",
        b"startxref\n99999999999999999999\n%%EOF",
        b"\n%%EOF" * 100_000,
    ],
)
def test_a_second_end_of_file(tmp_path: Path, signed_pdf: Path, ec_pki: Pki, tail: bytes) -> None:
    path = tmp_path / "received.pdf"
    path.write_bytes(signed_pdf.read_bytes() + tail)
    try:
        (verdict,) = validate_pdf(path, [ec_pki.root], NOW)
        said = "".join(verdict.reasons)
    except InvalidInputError as error:
        said = str(error)
    assert "签名之后又追加了内容" in said


def test_damaged_manifest_signature(
    authority: Authority, complete: bytes, reply: bytes, rounds: int
) -> None:
    def judge(content: bytes) -> None:
        verify_detached(DATA, content, [authority.root], NOW)

    for seed in range(rounds * 3):
        damaged = mutated(complete, seed)
        _told_or_refused(judge, damaged)
        _told_or_refused(lambda content: with_timestamp(content, reply), damaged)
        _told_or_refused(lambda content: timestamp_request(content, 1), damaged)


def test_damaged_timestamp_reply(signature: bytes, reply: bytes, rounds: int) -> None:
    for seed in range(rounds * 3):
        _told_or_refused(
            lambda content: verify_detached(DATA, with_timestamp(signature, content)),
            mutated(reply, seed),
        )


@pytest.mark.parametrize("is_text", [True, False])
def test_damaged_revocation_list(
    authority: Authority,
    complete: bytes,
    signature: bytes,
    is_text: bool,
    rounds: int,
) -> None:
    path = authority.revocation_list("damaged")
    (parsed,) = load_revocation_lists([path])

    def judge(content: bytes) -> None:
        lists = load_revocation_lists([content])
        verify_detached(DATA, complete, [authority.root], NOW, [content])
        with_revocation_lists(signature, lists)

    for seed in range(rounds * 3):
        _told_or_refused(judge, mutated(path.read_bytes() if is_text else parsed.content, seed))


@pytest.mark.parametrize("is_text", [True, False])
def test_damaged_root(authority: Authority, complete: bytes, is_text: bool, rounds: int) -> None:
    from asn1crypto import pem

    content = authority.root.read_bytes()
    content = content if is_text else pem.unarmor(content)[2]

    def judge(damaged: bytes) -> None:
        load_roots([damaged])
        verify_detached(DATA, complete, [damaged], NOW)

    for seed in range(rounds * 3):
        _told_or_refused(judge, mutated(content, seed))


@pytest.mark.parametrize(("name", "password"), [("pem", None), ("p12", "口令 1")])
def test_damaged_key_file(
    tmp_path: Path,
    authority: Authority,
    ec_pki: Pki,
    name: str,
    password: str | None,
    rounds: int,
) -> None:
    source = ec_pki.p12 if name == "p12" else authority.folder / "head-both.pem"
    content = source.read_bytes()
    path = tmp_path / f"damaged.{name}"
    for seed in range(rounds):
        path.write_bytes(mutated(content, seed))
        _told_or_refused(lambda _: load_key_file(path, password), b"")


def test_damaged_sm2_files(tmp_path: Path, sm2: Sm2Pki, rounds: int) -> None:
    files: Mapping[str, bytes] = sm2.signed("signer", "chain")
    roots = [sm2.path("root.crt")]
    for seed in range(rounds // 3):
        for name, content in files.items():
            damaged = {**files, name: mutated(content, seed)}
            verdict = verify_sm3_manifest(SM3_DATA, damaged, roots, sm2.now)
            assert damaged == files or not verdict.accepted
    path, certificate = tmp_path / "damaged.key", tmp_path / "damaged.crt"
    for seed in range(rounds):
        path.write_bytes(mutated(sm2.path("signer.key").read_bytes(), seed))
        certificate.write_bytes(mutated(files[KEY_FILE], seed))
        _told_or_refused(lambda _: open_sm2(Sm2Key(path)), b"")
        _told_or_refused(lambda _: verify_sm3_manifest(SM3_DATA, files, [certificate]), b"")
