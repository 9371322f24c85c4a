"""Certificates of SM2 keys: who issued them, up to the given roots (SM2 only)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from egov_desktop.signing.certificate import certificate_facts
from egov_desktop.signing.gm_signature import IDENTITY, UNREADABLE, is_signed, point_of

if TYPE_CHECKING:
    from asn1crypto import x509

SM2_WITH_SM3 = "1.2.156.10197.1.501"
_LONGEST = 8
_LARGEST_CERTIFICATE = 16 << 10
_NOT_BELOW = "签名人的证书不是由给定的 SM2 根证书签发的"


def chain_problem(
    certificate: "x509.Certificate",
    others: "Iterable[x509.Certificate]",
    roots: "Sequence[x509.Certificate]",
    moment: datetime,
) -> str | None:
    """Say why a certificate is not below one of the roots at a moment, or None."""
    anchors = {root.dump() for root in roots}
    known = [*roots, *others]
    current, below = certificate, 0
    for _ in range(_LONGEST):
        if current.dump() in anchors:
            return None
        issuer = next((one for one in known if _has_issued(one, current)), None)
        if issuer is None or issuer.dump() == current.dump():
            return _NOT_BELOW
        if problem := _issuer_problem(issuer, below, moment):
            return problem
        below += issuer.issuer != issuer.subject
        current = issuer
    return _NOT_BELOW


def _has_issued(issuer: "x509.Certificate", certificate: "x509.Certificate") -> bool:
    """Tell whether the signature of a certificate belongs to the key of another one."""
    if certificate.issuer != issuer.subject or len(certificate.dump()) > _LARGEST_CERTIFICATE:
        return False
    inner = certificate["tbs_certificate"]["signature"]
    if certificate["signature_algorithm"]["algorithm"].native != SM2_WITH_SM3:
        return False
    if inner["algorithm"].native != SM2_WITH_SM3:
        return False
    try:
        point = point_of(issuer.public_key)
        signed = certificate["tbs_certificate"].dump()
        signature = bytes(certificate["signature_value"])
        # OpenSSL signs certificates with an empty identity unless it is told the agreed one
        return any(is_signed(signed, signature, point, each) for each in (IDENTITY, b""))
    except UNREADABLE:
        return False


def _issuer_problem(issuer: "x509.Certificate", below: int, moment: datetime) -> str | None:
    facts = certificate_facts(issuer)
    if problem := facts.validity_problem(moment):
        return f"签发者“{facts.holder}”的证书在签名时{problem}"
    uses = issuer.key_usage_value
    if not issuer.ca or (uses is not None and "key_cert_sign" not in uses.native):
        return f"“{facts.holder}”的证书不能用来签发证书"
    if issuer.max_path_length is not None and below > issuer.max_path_length:
        return f"“{facts.holder}”的证书不允许这么长的证书链"
    return None
