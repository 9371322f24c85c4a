"""What a certificate (数字证书) says about its holder, its dates and what it is for."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asn1crypto import x509

_SIGNING_USES = {"digital_signature", "non_repudiation"}
_USES = {
    "digital_signature": "数字签名",
    "non_repudiation": "抗抵赖",
    "key_encipherment": "密钥加密",
    "data_encipherment": "数据加密",
    "key_agreement": "密钥协商",
    "key_cert_sign": "签发证书",
    "crl_sign": "签发吊销列表",
}
_SIGNING_PURPOSES = {
    "2.5.29.37.0",  # any
    "1.3.6.1.5.5.7.3.2",  # client authentication: all that many personal certificates name
    "1.3.6.1.5.5.7.3.4",  # e-mail protection
    "1.3.6.1.5.5.7.3.36",  # document signing (RFC 9336)
    "1.3.6.1.4.1.311.10.3.12",  # Microsoft document signing
    "1.2.840.113583.1.1.5",  # Adobe authentic documents
}
"""Extended key usages with which a person may sign; a server certificate has none of them."""
_CURVES = {
    "secp256r1": "ECDSA P-256",
    "secp384r1": "ECDSA P-384",
    "secp521r1": "ECDSA P-521",
    "1.2.156.10197.1.301": "SM2",
}


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """The readable part of a certificate."""

    holder: str
    issuer: str
    serial: str
    fingerprint: str
    """SHA-256 of the certificate, hexadecimal: what tells two certificates apart."""
    key_kind: str
    """`RSA 2048`, `ECDSA P-256`, `SM2` …"""
    usages: tuple[str, ...]
    """What the certificate may be used for, in words; empty when it is not restricted."""
    not_before: datetime
    not_after: datetime
    may_sign: bool
    certificate: bytes = field(repr=False)
    """The certificate itself, DER."""

    def validity_problem(self, moment: datetime) -> str | None:
        """Say why the certificate is not in force at a moment, or None."""
        if moment < self.not_before:
            return f"尚未生效（自 {_day(self.not_before)} 起有效）"
        if moment > self.not_after:
            return f"已过期（有效期至 {_day(self.not_after)}）"
        return None


def certificate_facts(certificate: "x509.Certificate") -> CertificateFacts:
    """Read the facts of a parsed certificate."""
    uses = certificate.key_usage_value
    serial = f"{certificate.serial_number:X}"
    # RFC 5280: a certificate without the extension is not restricted
    named = set() if uses is None else set(uses.native)
    return CertificateFacts(
        holder=_readable(certificate.subject),
        issuer=_readable(certificate.issuer),
        serial=serial.zfill(len(serial) + len(serial) % 2),
        fingerprint=certificate.sha256.hex(),
        key_kind=_key_kind(certificate),
        usages=tuple(word for use, word in _USES.items() if use in named),
        not_before=certificate.not_valid_before,
        not_after=certificate.not_valid_after,
        may_sign=(uses is None or bool(_SIGNING_USES & named)) and _is_for_persons(certificate),
        certificate=certificate.dump(),
    )


def _is_for_persons(certificate: "x509.Certificate") -> bool:
    """Whether the extended key usages let a person sign; RFC 5280: without them anything goes."""
    purposes = certificate.extended_key_usage_value
    return purposes is None or any(each.dotted in _SIGNING_PURPOSES for each in purposes)


def _key_kind(certificate: "x509.Certificate") -> str:
    key = certificate.public_key
    if key.algorithm == "rsa":
        return f"RSA {key.bit_size}"
    if key.algorithm == "ec":
        _, curve = key.curve
        return _CURVES.get(curve, f"ECDSA {curve}")
    return str(key.algorithm).upper()


def _readable(name: "x509.Name") -> str:
    parts = name.native
    for part in ("common_name", "organization_name"):
        if value := parts.get(part):
            return value if isinstance(value, str) else value[0]
    return name.human_friendly or "（无名）"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
