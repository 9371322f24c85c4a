"""Judging the signatures inside a PDF (PDF 签名核验)."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.signing.library import awaited, cannot_parse, quiet_library
from egov_desktop.signing.trust import (
    Root,
    any_key_usage,
    certificate_opinion,
    load_roots,
    moment_of,
    validation_context,
)
from egov_desktop.signing.verdict import SignatureVerdict

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

_PADES = "/ETSI.CAdES.detached"
_CHUNK = 1 << 20


def validate_pdf(
    path: Path,
    roots: Sequence[Root] = (),
    now: datetime | None = None,
    crls: Sequence[Path | bytes] = (),
) -> list[SignatureVerdict]:
    """Judge every signature of a PDF, oldest first; none gives an empty list.

    The last signature must cover the whole file. `now` adds what only the clock can tell: a
    signing time in the future, a certificate that has run out since. Raises InvalidInputError
    when the file is no readable PDF.
    """
    quiet_library()
    anchors = load_roots(roots)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise InvalidInputError(f"读不了文件“{path}”：{error.strerror}。") from error
    with stream:
        signatures, unreadable = _signatures(stream, path)
        verdicts = [
            _verdict(signature, anchors, now, is_last=signature is signatures[-1])
            for signature in signatures
        ]
    return verdicts + [_refused(reason) for reason in unreadable]


def _signatures(stream: BinaryIO, path: Path) -> "tuple[list[EmbeddedPdfSignature], list[str]]":
    """Return the signatures by revision, and for each that cannot be read the reason."""
    from pyhanko.sign.fields import enumerate_sig_fields
    from pyhanko.sign.validation import EmbeddedPdfSignature

    try:
        reader = _reader(stream, path)
        fields = [(name, field) for name, _, field in enumerate_sig_fields(reader, True)]
    except cannot_parse() as error:
        raise InvalidInputError(
            f"“{path.name}”不是完好的 PDF，无法核验签名；请索取原始文件。"
        ) from error
    signatures, unreadable = [], []
    for name, field in fields:
        try:
            signatures.append(EmbeddedPdfSignature(reader, field, name))
        except cannot_parse():
            unreadable.append(f"签名域“{name}”的签名已损坏，或不是本程序能核验的格式")
    return sorted(signatures, key=lambda signature: signature.signed_revision), unreadable


def _reader(stream: BinaryIO, path: Path) -> "PdfFileReader":
    from pyhanko.pdf_utils.crypt import AuthStatus
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(stream)
    if reader.encrypted and reader.decrypt(b"").status == AuthStatus.FAILED:
        raise InvalidInputError(f"“{path.name}”设有打开密码，无法核验签名；请先解除密码。")
    return reader


def _verdict(
    signature: "EmbeddedPdfSignature",
    anchors: "list[x509.Certificate]",
    now: datetime | None,
    is_last: bool,
) -> SignatureVerdict:
    try:
        end = _end_of_signed_bytes(signature)
        if end is None:
            return _refused("签名的字节范围不合规，文件中可能夹带了未签名的内容")
        claimed = signature.self_reported_timestamp
        status = _checked(signature, anchors, claimed)
    except cannot_parse():
        return _refused("签名已损坏，或不是本程序能核验的格式")
    opinion = certificate_opinion(status, claimed, bool(anchors), now)
    whole = end == _size(signature.reader.stream)
    modifications, problems = _modifications(status, whole, is_last)
    return SignatureVerdict(
        signer=opinion.facts.holder,
        issuer=opinion.facts.issuer,
        serial=opinion.facts.serial,
        signing_time=opinion.signing_time,
        intact=status.intact,
        valid=status.valid,
        trusted=opinion.trusted,
        covers_whole_file=whole,
        modifications=modifications,
        level=_level(signature, status),
        reasons=opinion.reasons + problems,
        notes=opinion.notes,
        fingerprint=opinion.facts.fingerprint,
        reason=str(signature.sig_object.get("/Reason", "")),
    )


def _end_of_signed_bytes(signature: "EmbeddedPdfSignature") -> int | None:
    """Return where the signed bytes end, or None when they leave out more than the signature.

    The byte range must be [0 a b c], and the gap a–b nothing but the signature itself and zeros.
    pyHanko compares lengths only, which a forger can make fit.
    """
    from asn1crypto import parser

    byte_range = [int(number) for number in signature.byte_range]
    if len(byte_range) != 4 or byte_range[0] != 0:
        return None
    _, gap_start, gap_end, tail = byte_range
    stream = signature.reader.stream
    if not 0 < gap_start < gap_end <= gap_end + tail <= _size(stream):
        return None
    stream.seek(gap_start)
    gap = stream.read(gap_end - gap_start)
    content = signature.pkcs7_content
    is_string = gap[:1] == b"<" and gap[-1:] == b">"
    if not is_string or bytes.fromhex(gap[1:-1].decode("ascii")) != content:
        return None
    padding = content[parser.peek(content) :]
    return gap_end + tail if not any(padding) else None


def _size(stream: BinaryIO) -> int:
    return stream.seek(0, os.SEEK_END)


def _checked(
    signature: "EmbeddedPdfSignature",
    anchors: "list[x509.Certificate]",
    claimed: datetime | None,
) -> "PdfSignatureStatus":
    from pyhanko.sign.general import byte_range_digest
    from pyhanko.sign.validation import async_validate_pdf_signature

    algorithm = signature.external_md_algorithm
    _, digest = byte_range_digest(
        signature.reader.stream, signature.byte_range, algorithm, chunk_size=_CHUNK
    )
    signature.external_digests[algorithm] = digest  # else it is read again, 4 kB at a time
    moment = moment_of(signature.signer_cert, claimed)
    return awaited(
        async_validate_pdf_signature(
            signature,
            signer_validation_context=validation_context(anchors, moment),
            key_usage_settings=any_key_usage(),
        )
    )


def _modifications(
    status: "PdfSignatureStatus", whole: bool, is_last: bool
) -> tuple[str, tuple[str, ...]]:
    """Return what happened to the file after a signature, and what of it is not allowed."""
    problems = []
    if not status.docmdp_ok:
        problems.append("签名之后文件内容被改动（页面或结构有变化）")
    if not status.seed_value_ok:
        problems.append("签名不符合签名域规定的要求")
    if is_last and not whole:
        problems.append("最后一个签名没有覆盖整个文件，签名之后又追加了内容")
    if whole:
        return "无", tuple(problems)
    return ("有不允许的改动" if problems else "只追加了后续签名或填表"), tuple(problems)


def _level(signature: "EmbeddedPdfSignature", status: "PdfSignatureStatus") -> str:
    is_pades = signature.sig_object.get("/SubFilter") == _PADES
    if status.timestamp_validity is None:
        return "PAdES B-B，无时间戳" if is_pades else "PKCS#7（非 PAdES），无时间戳"
    return "PAdES，含时间戳" if is_pades else "PKCS#7（非 PAdES），含时间戳"


def _refused(reason: str) -> SignatureVerdict:
    return SignatureVerdict(
        signer="（未知）",
        issuer="（未知）",
        serial="",
        signing_time=None,
        intact=False,
        valid=False,
        trusted=None,
        covers_whole_file=False,
        modifications="无法判断",
        level="无法判断",
        reasons=(reason,),
    )
