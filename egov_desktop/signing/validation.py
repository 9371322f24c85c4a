"""Judging the signatures inside a PDF (PDF 签名核验)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.signing.evidence import (
    ESS,
    Evidence,
    certificates_of_cms,
    lists_of_cms,
    signed_attributes,
)
from egov_desktop.signing.library import awaited, cannot_parse, quiet_library
from egov_desktop.signing.pdf_ranges import end_of_signed_bytes, signed_digest, size_of
from egov_desktop.signing.pdf_reader import lean_reader, open_document
from egov_desktop.signing.pdf_store import SecurityStore, read_store
from egov_desktop.signing.revocation import RevocationList, load_revocation_lists
from egov_desktop.signing.stamps import Stamp, judged_stamp, stamps_of
from egov_desktop.signing.trust import (
    FUTURE_STAMP,
    NO_ROOTS,
    Root,
    any_key_usage,
    certificate_opinion,
    is_in_the_future,
    load_roots,
    moment_of,
    validation_context,
)
from egov_desktop.signing.verdict import SignatureVerdict

if TYPE_CHECKING:
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import DocumentTimestampStatus, PdfSignatureStatus

_PADES = "/ETSI.CAdES.detached"
_STAMP = "/DocTimeStamp"
_MALFORMED = "签名已损坏，或不是本程序能核验的格式"
_BARE = "签名里没有签署内容类型、摘要等签名属性，不合规"
_HOLE = "签名的字节范围不合规，文件中可能夹带了未签名的内容"


@dataclass(frozen=True)
class _Judge:
    """What all signatures of one document are judged by."""

    anchors: "Sequence[x509.Certificate]"
    lists: Sequence[RevocationList]
    store: SecurityStore
    now: datetime | None
    witnessed: datetime | None = None
    """When a trusted timestamp elsewhere saw the whole document."""
    document_stamps: "Sequence[tuple[int, Stamp]]" = ()
    """Timestamps over the whole document, each with its revision."""


def validate_pdf(
    path: Path,
    roots: Sequence[Root] = (),
    now: datetime | None = None,
    crls: Sequence[Path | bytes] = (),
    witnessed: datetime | None = None,
) -> list[SignatureVerdict]:
    """Judge every signature of a PDF, oldest first; none gives an empty list.

    The last signature (or document timestamp) must cover the whole file. `now` adds what only the
    clock can tell: a signing time in the future, a certificate that has run out since.
    `witnessed` is when a trusted timestamp outside of the PDF vouches for the whole of it.
    Raises InvalidInputError when the file is no readable PDF.
    """
    quiet_library()
    anchors, lists = load_roots(roots), load_revocation_lists(crls)
    try:
        stream = open_document(path)
    except OSError as error:
        raise InvalidInputError(f"读不了文件“{path}”：{error.strerror}。") from error
    with stream:
        signatures, unreadable = _signatures(stream, path)
        if not signatures:
            return [_refused(reason) for reason in unreadable]
        judge = _Judge(anchors, lists, read_store(signatures[0].reader), now, witnessed)
        stamped = [(each, _document_stamp(each, judge)) for each in signatures]
        stamps = [(each.signed_revision, stamp) for each, stamp in stamped if stamp]
        judge = replace(judge, document_stamps=stamps)
        verdicts = [
            _verdict(each, stamp, judge, is_last=each is signatures[-1]) for each, stamp in stamped
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
            f"“{path.name}”不是完好的 PDF（已损坏，或签名之后又追加了内容），无法核验签名；"
            "请索取原始文件。"
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

    reader = lean_reader(stream)
    if reader.encrypted and reader.decrypt(b"").status == AuthStatus.FAILED:
        raise InvalidInputError(f"“{path.name}”设有打开密码，无法核验签名；请先解除密码。")
    return reader


def _document_stamp(signature: "EmbeddedPdfSignature", judge: _Judge) -> Stamp | None:
    """Judge a timestamp over the whole document; None for a signature by a person."""
    try:
        if signature.sig_object_type != _STAMP or end_of_signed_bytes(signature) is None:
            return None
        lists = (*judge.lists, *judge.store.lists)
        return judged_stamp(
            signature.signed_data,
            lambda algorithm: signed_digest(signature, algorithm),
            judge.anchors,
            lists,
        )
    except cannot_parse():
        return None


def _verdict(
    signature: "EmbeddedPdfSignature", stamp: Stamp | None, judge: _Judge, is_last: bool
) -> SignatureVerdict:
    try:
        end = end_of_signed_bytes(signature)
        if end is None:
            return _refused(_HOLE)
        whole = end == size_of(signature.reader.stream)
        if stamp is not None:
            return _stamp_verdict(signature, stamp, judge, whole, is_last)
        return _person_verdict(signature, judge, whole, is_last)
    except cannot_parse():
        return _refused(_MALFORMED)


def _person_verdict(
    signature: "EmbeddedPdfSignature", judge: _Judge, whole: bool, is_last: bool
) -> SignatureVerdict:
    evidence = _evidence(signature, judge)
    claimed = signature.self_reported_timestamp
    status = _checked(signature, evidence, claimed)
    opinion = certificate_opinion(status, claimed, evidence, judge.now)
    modifications, problems = _modifications(status, whole, is_last)
    if not status.seed_value_ok:
        problems = (*problems, "签名不符合签名域规定的要求")
    attributes = signed_attributes(signature.signer_info)
    if not attributes:
        problems = (*problems, _BARE)
    is_pades = signature.sig_object.get("/SubFilter") == _PADES and bool(attributes & ESS)
    kind = f"PAdES {opinion.grade}" if is_pades else "PKCS#7（非 PAdES）"
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
        level=f"{kind}，{opinion.timing}",
        reasons=opinion.reasons + problems,
        notes=opinion.notes,
        fingerprint=opinion.facts.fingerprint,
        revocation=opinion.revocation,
        timestamp=opinion.timestamp,
        reason=str(signature.sig_object.get("/Reason", "")),
    )


def _evidence(signature: "EmbeddedPdfSignature", judge: _Judge) -> Evidence:
    signed_data = signature.signed_data
    embedded = (*judge.store.lists, *lists_of_cms(signed_data))
    own = stamps_of(signed_data, judge.anchors, (*judge.lists, *embedded))
    later = [
        stamp
        for revision, stamp in judge.document_stamps
        if revision > signature.signed_revision and not stamp.problem
    ]
    return Evidence(
        anchors=judge.anchors,
        lists=judge.lists,
        embedded=embedded,
        certificates=(*certificates_of_cms(signed_data), *judge.store.certificates),
        stamps=[*own, *later],
        witnessed=judge.witnessed,
    )


def _checked(
    signature: "EmbeddedPdfSignature", evidence: Evidence, claimed: datetime | None
) -> "PdfSignatureStatus":
    from pyhanko.sign.validation import async_validate_pdf_signature

    algorithm = signature.external_md_algorithm
    # else it is read again, 4 kB at a time
    signature.external_digests[algorithm] = signed_digest(signature, algorithm)
    moment = evidence.proven or moment_of(signature.signer_cert, claimed)
    return awaited(
        async_validate_pdf_signature(
            signature,
            signer_validation_context=validation_context(evidence.anchors, moment),
            # of its own: certificates that come with a timestamp must not displace the signer's
            ts_validation_context=validation_context(evidence.anchors, moment),
            key_usage_settings=any_key_usage(),
        )
    )


def _stamp_verdict(
    signature: "EmbeddedPdfSignature", stamp: Stamp, judge: _Judge, whole: bool, is_last: bool
) -> SignatureVerdict:
    from pyhanko.sign.validation import async_validate_pdf_timestamp

    algorithm = signature.external_md_algorithm
    signature.external_digests[algorithm] = signed_digest(signature, algorithm)
    context = validation_context(judge.anchors, stamp.moment)
    status = awaited(async_validate_pdf_timestamp(signature, context))
    modifications, problems = _modifications(status, whole, is_last)
    reasons = ((stamp.problem,) if stamp.problem else ()) + problems
    if judge.now is not None and is_in_the_future(stamp.moment, judge.now):
        reasons = (*reasons, FUTURE_STAMP)
    return SignatureVerdict(
        signer=stamp.authority.holder,
        issuer=stamp.authority.issuer,
        serial=stamp.authority.serial,
        signing_time=stamp.moment,
        intact=stamp.is_genuine,
        valid=stamp.is_genuine,
        trusted=stamp.trusted,
        covers_whole_file=whole,
        modifications=modifications,
        level="文档时间戳（RFC 3161）",
        reasons=reasons,
        notes=() if judge.anchors else (NO_ROOTS,),
        fingerprint=stamp.authority.fingerprint,
        timestamp=stamp.moment if not stamp.problem else None,
    )


def _modifications(
    status: "PdfSignatureStatus | DocumentTimestampStatus", whole: bool, is_last: bool
) -> tuple[str, tuple[str, ...]]:
    """Return what happened to the file after a signature, and what of it is not allowed."""
    from pyhanko.sign.diff_analysis import ModificationLevel

    problems = []
    is_allowed = status.docmdp_ok
    if is_allowed is None:  # a document timestamp lays down no rules of its own
        level = status.modification_level
        is_allowed = level is not None and level <= ModificationLevel.FORM_FILLING
    if not is_allowed:
        problems.append("签名之后文件内容被改动（页面或结构有变化）")
    if is_last and not whole:
        problems.append("最后一个签名没有覆盖整个文件，签名之后又追加了内容")
    if whole:
        return "无", tuple(problems)
    return ("有不允许的改动" if problems else "只追加了后续签名或填表"), tuple(problems)


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
