"""Signatures beside a file (分离签名): DER CMS over a manifest, as `openssl cms` reads them."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.signing.credential import Credential, require_usable, signer_of
from egov_desktop.signing.der import is_der
from egov_desktop.signing.evidence import (
    ESS,
    Evidence,
    certificates_of_cms,
    lists_of_cms,
    signed_attributes,
)
from egov_desktop.signing.library import awaited, cannot_parse, quiet_library
from egov_desktop.signing.revocation import RevocationList, load_revocation_lists
from egov_desktop.signing.stamps import stamps_of
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
    from pyhanko.sign.validation.status import StandardCMSSignatureStatus

_HASH = "sha256"
_KNOWN_UNSIGNED = {"signature_time_stamp_token"}
"""Unsigned attributes that this program writes: whoever adds others needs no key."""


def sign_detached(
    data: bytes, credential: Credential, now: datetime, overriding: Collection[str] = ()
) -> bytes:
    """Return a DER CMS SignedData over data: detached, with signing time and certificates.

    `overriding` names the troubles of the certificate that do not stand in the way.
    """
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    quiet_library()
    require_usable(credential, now, overriding=overriding)
    signature = signer_of(credential).async_sign_general_data(
        data, _HASH, signed_attr_settings=PdfCMSSignedAttributes(signing_time=now)
    )
    return bytes(awaited(signature).dump())


def verify_detached(
    data: bytes,
    cms: bytes,
    roots: Sequence[Root] = (),
    now: datetime | None = None,
    crls: Sequence[Path | bytes] = (),
) -> SignatureVerdict:
    """Judge a detached signature over data; `now` adds what only the clock can tell.

    Raises InvalidInputError when the signature file is no CMS signature at all.
    """
    quiet_library()
    anchors, lists = load_roots(roots), load_revocation_lists(crls)
    try:
        claimed, status, evidence = _checked(data, cms, anchors, lists)
        opinion = certificate_opinion(status, claimed, evidence, now)
        shape, kind = tuple(_shape_problems(cms)), _kind(cms, opinion.grade)
    except cannot_parse() as error:
        raise InvalidInputError(
            "签名文件不是完好的 CMS 分离签名，无法核验；请索取原始文件。"
        ) from error
    return SignatureVerdict(
        signer=opinion.facts.holder,
        issuer=opinion.facts.issuer,
        serial=opinion.facts.serial,
        signing_time=opinion.signing_time,
        intact=status.intact,
        valid=status.valid,
        trusted=opinion.trusted,
        covers_whole_file=status.intact,
        modifications="无" if status.intact else "内容被改动",
        level=f"{kind}，{opinion.timing}",
        reasons=(*opinion.reasons, *shape),
        notes=opinion.notes,
        fingerprint=opinion.facts.fingerprint,
        revocation=opinion.revocation,
        timestamp=opinion.timestamp,
    )


def _checked(
    data: bytes,
    cms: bytes,
    anchors: "list[x509.Certificate]",
    lists: Sequence[RevocationList],
) -> "tuple[datetime | None, StandardCMSSignatureStatus, Evidence]":
    from asn1crypto.cms import ContentInfo
    from pyhanko.sign.general import extract_certificate_info, extract_signer_info
    from pyhanko.sign.validation.generic_cms import (
        async_validate_detached_cms,
        extract_self_reported_ts,
    )

    signed_data = ContentInfo.load(cms, strict=True)["content"]
    claimed = extract_self_reported_ts(extract_signer_info(signed_data))
    certificate = extract_certificate_info(signed_data).signer_cert
    embedded = lists_of_cms(signed_data)
    evidence = Evidence(
        anchors=anchors,
        lists=lists,
        embedded=embedded,
        certificates=certificates_of_cms(signed_data),
        stamps=stamps_of(signed_data, anchors, (*lists, *embedded)),
    )
    moment = evidence.proven or moment_of(certificate, claimed)
    status = awaited(
        async_validate_detached_cms(
            data,
            signed_data,
            signer_validation_context=validation_context(anchors, moment),
            # of its own: certificates that come with a timestamp must not displace the signer's
            ts_validation_context=validation_context(anchors, moment),
            key_usage_settings=any_key_usage(),
        )
    )
    return claimed, status, evidence


def _shape_problems(cms: bytes) -> Iterator[str]:
    """Yield what can be changed about a signature file by anybody, without a key."""
    from asn1crypto.cms import ContentInfo

    if not is_der(cms):
        yield "清单签名不是 DER 编码，签名后被改写过"
    signed_data = ContentInfo.load(cms)["content"]
    unsigned = signed_data["signer_infos"][0]["unsigned_attrs"] or ()
    kinds = {attribute["type"].native for attribute in unsigned}
    within = [
        signer["unsigned_attrs"]
        for attribute in unsigned
        if attribute["type"].native in _KNOWN_UNSIGNED
        for token in attribute["values"]
        for signer in token["content"]["signer_infos"]
    ]
    beside = {each.name for each in signed_data["certificates"] or ()} - {"certificate"}
    beside |= {each.name for each in signed_data["crls"] or ()} - {"crl"}
    if kinds - _KNOWN_UNSIGNED or any(within) or beside:
        yield "清单签名里有多余的未签名内容，可能是后来加入的"


def _kind(cms: bytes, grade: str) -> str:
    """Call it CAdES only when the certificate is signed along, as that standard wants."""
    from asn1crypto.cms import ContentInfo

    signed = signed_attributes(ContentInfo.load(cms)["content"]["signer_infos"][0])
    if grade == "B-B" or not signed & ESS:
        return "CMS 分离签名"
    return f"CMS 分离签名（CAdES {grade}）"
