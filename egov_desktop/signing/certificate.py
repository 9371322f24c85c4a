"""What a certificate (数字证书) says about its holder, its dates and what it is for."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asn1crypto import x509

_SIGNING_USES = {"digital_signature", "non_repudiation"}


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """The readable part of a certificate."""

    holder: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    may_sign: bool

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
    return CertificateFacts(
        holder=_readable(certificate.subject),
        issuer=_readable(certificate.issuer),
        serial=serial.zfill(len(serial) + len(serial) % 2),
        not_before=certificate.not_valid_before,
        not_after=certificate.not_valid_after,
        # RFC 5280: a certificate without the extension is not restricted
        may_sign=uses is None or bool(_SIGNING_USES & uses.native),
    )


def _readable(name: "x509.Name") -> str:
    parts = name.native
    for part in ("common_name", "organization_name"):
        if value := parts.get(part):
            return value if isinstance(value, str) else value[0]
    return name.human_friendly or "（无名）"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
