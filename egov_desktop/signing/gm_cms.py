"""Signatures in the GM form of CMS (GB/T 35275): SignedData, detached, with SM3 and SM2.

OpenSSL does not know the object identifiers of this form; asn1crypto gives the structure and
leaves them as numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any

from egov_desktop.signing.gm_signature import is_signed, point_of, sign, sm3

if TYPE_CHECKING:
    from asn1crypto import cms, x509

DATA, SIGNED_DATA = "1.2.156.10197.6.1.4.2.1", "1.2.156.10197.6.1.4.2.2"
SM3, SM2_SIGNING = "1.2.156.10197.1.401", "1.2.156.10197.1.301.1"

_MOST_CERTIFICATES = 10


@dataclass(frozen=True)
class GmSignature:
    """What a signature in the GM form says, once its numbers have been checked."""

    certificate: "x509.Certificate"
    others: "tuple[x509.Certificate, ...]"
    signing_time: datetime | None
    digest_fits: bool
    """The signed data has the digest that was signed."""
    signature_fits: bool
    """The signature over that digest belongs to the certificate."""


def signed_data(
    data: bytes, secret: int, certificates: "Sequence[x509.Certificate]", now: datetime
) -> bytes:
    """Return a detached signature over data, DER; the first certificate is the signer's."""
    from asn1crypto import core

    cms = _structures()
    signer = certificates[0]
    attributes = _attributes(sm3(data), now)
    digest = {"algorithm": SM3}
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                {"issuer": signer.issuer, "serial_number": signer.serial_number},
            ),
            "digest_algorithm": digest,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": SM2_SIGNING},
            "signature": sign(_to_be_signed(attributes), secret),
        }
    )
    content = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [digest],
            "encap_content_info": {"content_type": DATA},
            "certificates": list(certificates),
            "signer_infos": [info],
        }
    )
    # the library ties content to identifiers that it knows: this one is tagged by hand
    identifier = core.ObjectIdentifier(SIGNED_DATA).dump()
    return _sequence(identifier + _explicit(content.dump()))


def read_signed_data(data: bytes, signature: bytes) -> GmSignature:
    """Check a detached signature over data.

    Raises ValueError, TypeError or KeyError when it has another form than `signed_data` gives.
    """
    content = _content(signature)
    signer = _only(content["signer_infos"])
    _require(content["version"].native == "v1" and signer["version"].native == "v1")
    _require(content["encap_content_info"]["content_type"].native == DATA)
    _require(content["encap_content_info"]["content"].native is None)
    _require(_only(content["digest_algorithms"])["algorithm"].native == SM3)
    _require(signer["digest_algorithm"]["algorithm"].native == SM3)
    _require(signer["signature_algorithm"]["algorithm"].native == SM2_SIGNING)
    _require(signer["sid"].name == "issuer_and_serial_number")
    certificate, others = _certificates(content["certificates"], signer["sid"].chosen)
    attributes = signer["signed_attrs"]
    values = _values(attributes)
    _require(values["content_type"].native == DATA)
    claimed = values.get("signing_time")
    return GmSignature(
        certificate,
        others,
        claimed.native if claimed is not None else None,
        values["message_digest"].native == sm3(data),
        is_signed(
            _to_be_signed(attributes), bytes(signer["signature"]), point_of(certificate.public_key)
        ),
    )


def _attributes(digest: bytes, now: datetime) -> "cms.CMSAttributes":
    cms = _structures()
    values = {
        "content_type": cms.ContentType(DATA),
        "signing_time": cms.Time({"utc_time": now}),
        "message_digest": cms.OctetString(digest),
    }
    return cms.CMSAttributes(
        [cms.CMSAttribute({"type": name, "values": [value]}) for name, value in values.items()]
    )


def _to_be_signed(attributes: "cms.CMSAttributes") -> bytes:
    """Return the attributes as they are signed: as a SET, whatever tag they bear inside."""
    return bytes(attributes.untag().dump(force=True))


def _content(signature: bytes) -> "cms.SignedData":
    from asn1crypto import core, parser

    outer = core.Sequence.load(signature, strict=True)
    whole = outer.contents
    kind = core.ObjectIdentifier.load(whole)
    _require(kind.native == SIGNED_DATA)
    rest = whole[len(kind.dump()) :]
    _class, _method, tag, _header, inner, _trailer = parser.parse(rest, strict=True)
    _require(_class == 2 and tag == 0)
    return _structures().SignedData.load(inner, strict=True)


def _certificates(
    given: "cms.CertificateSet", wanted: "cms.IssuerAndSerialNumber"
) -> "tuple[x509.Certificate, tuple[x509.Certificate, ...]]":
    _require(0 < len(given) <= _MOST_CERTIFICATES)
    found = [choice.chosen for choice in given if choice.name == "certificate"]
    chosen = [
        one
        for one in found
        if one.issuer == wanted["issuer"] and one.serial_number == wanted["serial_number"].native
    ]
    certificate = _only(chosen)
    return certificate, tuple(one for one in found if one is not certificate)


def _values(attributes: "cms.CMSAttributes") -> dict[str, Any]:
    """Return the one value of each attribute; a repeated attribute is refused."""
    values = {one["type"].native: _only(one["values"]) for one in attributes}
    _require(len(values) == len(attributes))
    return values


def _structures() -> ModuleType:
    """Return the structures of CMS.

    pyHanko adds attributes of its own, which only works before the first use of any attribute.
    """
    import pyhanko.sign.ades.cades_asn1
    import pyhanko.sign.attributes  # noqa: F401
    from asn1crypto import cms

    return cms


def _only(values: Iterable[Any]) -> Any:
    (value,) = values
    return value


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("not a detached signature in the GM form")


def _sequence(content: bytes) -> bytes:
    from asn1crypto import parser

    return bytes(parser.emit(0, 1, 16, content))


def _explicit(content: bytes) -> bytes:
    from asn1crypto import parser

    return bytes(parser.emit(2, 1, 0, content))
