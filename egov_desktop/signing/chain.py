"""Chains of certificates (证书链): who issued whom, up to a root, and revocation along the way."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from egov_desktop.signing.certificate import CertificateFacts, certificate_facts
from egov_desktop.signing.library import cannot_parse
from egov_desktop.signing.revocation import RevocationList, RevocationOpinion, revoked

if TYPE_CHECKING:
    from cryptography import x509

_LONGEST = 8


def chain_revocation(
    facts: CertificateFacts,
    lists: Sequence[RevocationList],
    now: datetime,
    *,
    certificates: Sequence[bytes],
    proven: datetime | None = None,
) -> RevocationOpinion:
    """Say what revocation lists tell of a certificate and of the authorities above it.

    Good only when each of them but the root is known to be good.
    """
    notes: list[str] = []
    states = set()
    for each in _below_the_root(facts, certificates):
        opinion = revoked(each, lists, now, issuers=certificates, proven=proven)
        notes += opinion.notes
        if opinion.state == "revoked":
            return RevocationOpinion("revoked", opinion.sentence, tuple(notes))
        states.add(opinion.state)
    return RevocationOpinion(
        "good" if states == {"good"} else "unknown", notes=tuple(dict.fromkeys(notes))
    )


def _below_the_root(
    facts: CertificateFacts, certificates: Sequence[bytes]
) -> list[CertificateFacts]:
    from asn1crypto import x509 as asn1_x509

    path = [facts]
    current = _parsed(facts.certificate)
    for _ in range(_LONGEST):
        issuer = _issuer(current, certificates) if current else None
        if issuer is None or issuer.issuer == issuer.subject:
            break
        current = issuer
        path.append(certificate_facts(asn1_x509.Certificate.load(_der(issuer))))
    return path


def _issuer(
    certificate: "x509.Certificate", candidates: Sequence[bytes]
) -> "x509.Certificate | None":
    for der in candidates:
        candidate = _parsed(der)
        if candidate is None or candidate == certificate:
            continue
        try:
            certificate.verify_directly_issued_by(candidate)
        except cannot_parse():
            continue
        return candidate
    return None


def _parsed(der: bytes) -> "x509.Certificate | None":
    from cryptography import x509

    try:
        return x509.load_der_x509_certificate(der)
    except cannot_parse():
        return None


def _der(certificate: "x509.Certificate") -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.DER)
