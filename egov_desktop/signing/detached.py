"""Signatures beside a file (分离签名): DER CMS over a manifest, as `openssl cms` reads them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.signing.credential import Credential, require_usable, signer_of
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
    from pyhanko.sign.validation.status import StandardCMSSignatureStatus

_HASH = "sha256"


def sign_detached(data: bytes, credential: Credential, now: datetime) -> bytes:
    """Return a DER CMS SignedData over data: detached, with signing time and certificates."""
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    quiet_library()
    require_usable(credential, now)
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
    anchors = load_roots(roots)
    try:
        claimed, status = _checked(data, cms, anchors)
    except cannot_parse() as error:
        raise InvalidInputError(
            "签名文件不是完好的 CMS 分离签名，无法核验；请索取原始文件。"
        ) from error
    opinion = certificate_opinion(status, claimed, bool(anchors), now)
    stamped = status.timestamp_validity is not None
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
        level=f"CMS 分离签名，{'含' if stamped else '无'}时间戳",
        reasons=opinion.reasons,
        notes=opinion.notes,
        fingerprint=opinion.facts.fingerprint,
    )


def _checked(
    data: bytes, cms: bytes, anchors: "list[x509.Certificate]"
) -> "tuple[datetime | None, StandardCMSSignatureStatus]":
    from asn1crypto.cms import ContentInfo
    from pyhanko.sign.general import extract_certificate_info, extract_signer_info
    from pyhanko.sign.validation.generic_cms import (
        async_validate_detached_cms,
        extract_self_reported_ts,
    )

    signed_data = ContentInfo.load(cms, strict=True)["content"]
    claimed = extract_self_reported_ts(extract_signer_info(signed_data))
    certificate = extract_certificate_info(signed_data).signer_cert
    status = awaited(
        async_validate_detached_cms(
            data,
            signed_data,
            signer_validation_context=validation_context(anchors, moment_of(certificate, claimed)),
            key_usage_settings=any_key_usage(),
        )
    )
    return claimed, status
