"""Signatures that other programs made: weak ones, odd ones, ones with timestamps."""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import signing_attacks as attacks
from asn1crypto import cms as asn1_cms
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfTimeStamper
from signing_foreign import NOW, clock, signed, signer
from signing_tsa import Authority

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.signing.validation import validate_pdf
from egov_desktop.signing.verdict import SignatureVerdict

LATER = NOW + timedelta(hours=1)
YEARS_LATER = NOW + timedelta(days=900)


@pytest.fixture
def judge(tmp_path: Path, authority: Authority) -> Callable[..., list[SignatureVerdict]]:
    def judge_bytes(content: bytes, now: datetime = LATER) -> list[SignatureVerdict]:
        path = tmp_path / "received.pdf"
        path.write_bytes(content)
        return validate_pdf(path, [authority.root], now)

    return judge_bytes


@pytest.mark.parametrize("hash_name", ["md5", "sha1"])
@pytest.mark.parametrize("rooted", [True, False])
def test_weak_hash(
    tmp_path: Path, plain_pdf: Path, authority: Authority, hash_name: str, rooted: bool
) -> None:
    path = tmp_path / "weak.pdf"
    path.write_bytes(
        signed(
            plain_pdf,
            signer(authority, "rsa"),
            md_algorithm=hash_name,
            subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        )
    )
    (verdict,) = validate_pdf(path, [authority.root] if rooted else [], LATER)
    assert not verdict.accepted
    assert "签名用的算法或密钥强度不够" in verdict.reasons


@pytest.mark.parametrize("rooted", [True, False])
def test_short_rsa_key(tmp_path: Path, plain_pdf: Path, authority: Authority, rooted: bool) -> None:
    path = tmp_path / "short.pdf"
    path.write_bytes(signed(plain_pdf, signer(authority, "short")))
    (verdict,) = validate_pdf(path, [authority.root] if rooted else [], LATER)
    assert not verdict.accepted
    assert "签名用的算法或密钥强度不够" in verdict.reasons


def test_a_timestamp_in_the_signature(
    judge: Callable[..., list[SignatureVerdict]], plain_pdf: Path, authority: Authority
) -> None:
    content = signed(plain_pdf, signer(authority, "head"), clock(authority))
    (verdict,) = judge(content, YEARS_LATER)
    assert verdict.accepted
    assert verdict.timestamp == NOW
    assert verdict.level == "PAdES B-T，含时间戳"


def test_a_timestamp_over_the_document(
    judge: Callable[..., list[SignatureVerdict]], plain_pdf: Path, authority: Authority
) -> None:
    stream = BytesIO(signed(plain_pdf, signer(authority, "head")))
    asyncio.run(
        PdfTimeStamper(clock(authority)).async_timestamp_pdf(
            IncrementalPdfFileWriter(stream), "sha256", in_place=True
        )
    )
    signature, stamp = judge(stream.getvalue(), YEARS_LATER)
    assert signature.accepted
    assert signature.timestamp == NOW
    assert "B-T" in signature.level
    assert stamp.accepted, stamp.reasons
    assert stamp.covers_whole_file
    assert (stamp.signer, stamp.signing_time) == ("某时间戳机构", NOW)
    assert "文档时间戳" in stamp.level
    forged = attacks.updated(stream.getvalue(), attacks.replace_page)
    assert not all(verdict.accepted for verdict in judge(forged))


def test_a_flipped_byte_under_a_document_timestamp(
    judge: Callable[..., list[SignatureVerdict]], plain_pdf: Path, authority: Authority
) -> None:
    stream = BytesIO(plain_pdf.read_bytes())
    asyncio.run(
        PdfTimeStamper(clock(authority)).async_timestamp_pdf(
            IncrementalPdfFileWriter(stream), "sha256", in_place=True
        )
    )
    forged = bytearray(stream.getvalue())
    forged[forged.index(b"/Producer") + 12] ^= 1
    (verdict,) = judge(bytes(forged))
    assert not verdict.accepted
    assert verdict.timestamp is None


def test_a_second_contents(
    judge: Callable[..., list[SignatureVerdict]], plain_pdf: Path, authority: Authority
) -> None:
    """A dictionary that names /Contents twice, the other one before or behind."""
    good = signed(plain_pdf, signer(authority, "head"))
    start, end = attacks.gap_of(good)
    for place in (good.rindex(b"/Contents", 0, start), end):
        extra = b"/Contents <3000> "
        forged = good[:place] + extra + good[place:]
        try:
            verdicts = judge(forged)
        except InvalidInputError:
            continue
        assert not any(verdict.accepted for verdict in verdicts)


@pytest.mark.parametrize(
    "made",
    [
        b"[0 %d %d %d 0 0]",
        b"[1 %d %d %d]",
        b"[0 %d %d -%d]",
        b"[%d 0 %d %d]",
        b"[0 %d %d 99999999999]",
        b"(%d %d %d)",
        b"[0.5 %d %d %d]",
    ],
)
def test_odd_byte_ranges(
    judge: Callable[..., list[SignatureVerdict]],
    plain_pdf: Path,
    authority: Authority,
    made: bytes,
) -> None:
    good = signed(plain_pdf, signer(authority, "head"))
    found = list(re.finditer(rb"\[0 (\d+) (\d+) (\d+)\] *", good))[-1]
    numbers = tuple(int(number) for number in found.groups())[: made.count(b"%d")]
    changed = (made % numbers).ljust(len(found[0]))
    forged = good[: found.start()] + changed + good[found.end() :]
    try:
        verdicts = judge(forged)
    except InvalidInputError:
        return
    assert not any(verdict.accepted for verdict in verdicts)


def test_one_signature_in_two_fields(
    judge: Callable[..., list[SignatureVerdict]], plain_pdf: Path, authority: Authority
) -> None:
    good = signed(plain_pdf, signer(authority, "head"))
    forged = attacks.updated(good, attacks.repeat_signature)
    assert not all(verdict.accepted for verdict in judge(forged))


def _resigned(content: bytes, authority: Authority, name: str, kept: set[str]) -> bytes:
    """Sign a PDF again with only some of the signed attributes; with none, its bare hash."""
    start, end = attacks.gap_of(content)
    cms = asn1_cms.ContentInfo.load(bytes.fromhex(content[start + 1 : end - 1].decode()))
    info = cms["content"]["signer_infos"][0]
    attributes = [each for each in info["signed_attrs"] if each["type"].native in kept]
    info["signed_attrs"] = asn1_cms.CMSAttributes(attributes) if attributes else None
    covered = content[:start] + content[end:]
    to_sign = info["signed_attrs"].untag().dump(force=True) if attributes else covered
    key = load_pem_private_key((authority.folder / f"{name}.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    info["signature"] = key.sign(to_sign, ec.ECDSA(hashes.SHA256()))
    return (
        content[: start + 1]
        + cms.dump().hex().encode().ljust(end - start - 2, b"0")
        + (content[end - 1 :])
    )


def test_without_signed_attributes_it_is_refused(
    judge: Callable[..., list[SignatureVerdict]], plain_pdf: Path, authority: Authority
) -> None:
    content = signed(plain_pdf, signer(authority, "head"))
    (verdict,) = judge(_resigned(content, authority, "head", set()))
    assert verdict.intact
    assert verdict.valid
    assert verdict.reasons == ("签名里没有签署内容类型、摘要等签名属性，不合规",)


def test_without_the_certificate_signed_along_it_is_not_pades(
    judge: Callable[..., list[SignatureVerdict]], plain_pdf: Path, authority: Authority
) -> None:
    content = signed(plain_pdf, signer(authority, "head"))
    (verdict,) = judge(_resigned(content, authority, "head", {"content_type", "message_digest"}))
    assert verdict.accepted
    assert "非 PAdES" in verdict.level


def test_a_timestamp_over_the_document_of_days_to_come_is_refused(
    judge: Callable[..., list[SignatureVerdict]], plain_pdf: Path, authority: Authority
) -> None:
    stream = BytesIO(plain_pdf.read_bytes())
    asyncio.run(
        PdfTimeStamper(clock(authority, NOW + timedelta(days=9))).async_timestamp_pdf(
            IncrementalPdfFileWriter(stream), "sha256", in_place=True
        )
    )
    (early,) = judge(stream.getvalue())
    assert early.reasons == ("所附时间戳的时间晚于现在",)
    (late,) = judge(stream.getvalue(), NOW + timedelta(days=9))
    assert late.accepted
