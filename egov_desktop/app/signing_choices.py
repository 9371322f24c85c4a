"""How a packet is to be signed (签名方式): who, with what, in which order, and what was overridden.

The window and the command line make these values; nothing here touches a key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from egov_desktop.signing.seal import Seal
from egov_desktop.signing.sm2 import Sm2Key
from egov_desktop.signing.sources import CertificateFile, Source, Token

__all__ = [
    "CertificateFile",
    "CertificateView",
    "Seal",
    "SignerChoice",
    "Signing",
    "Sm2Key",
    "Source",
    "Token",
    "describe_certificate",
    "signing_with_file",
]


@dataclass(frozen=True)
class SignerChoice:
    """One signer: with which certificate, in which role, and where the seal goes."""

    source: Source
    role: str = ""
    """单位负责人, 项目责任人, 财务负责人 …; it is printed and signed."""
    seal: Path | Seal | None = None
    """An image that goes into this signer's box, or an image with the place that was chosen."""

    @property
    def seal_image(self) -> Path | None:
        """Return the image of the seal, wherever it goes."""
        return self.seal.image if isinstance(self.seal, Seal) else self.seal


@dataclass(frozen=True)
class Signing:
    """Everything that was decided about signing a packet; no signers means on paper (纸质签章)."""

    signers: tuple[SignerChoice, ...] = ()
    """In the order in which they sign; the last also signs the manifest."""
    sm2: Sm2Key | None = None
    """What signs the SM3 manifest (国密) besides."""
    revocation: tuple[Path, ...] = ()
    """Revocation lists (CRL) to judge the certificates by and to embed."""
    overrides: Mapping[str, str] = field(default_factory=dict)
    """Guard → the reason why it was overridden."""
    roots: tuple[Path, ...] = ()
    """Root certificates that the signers' certificates must lead to; none leaves it open."""


@dataclass(frozen=True)
class CertificateView:
    """What a person wants to know of a certificate before signing."""

    holder: str
    issuer: str
    not_before: datetime
    not_after: datetime
    problem: str | None


def signing_with_file(p12: Path, password: str | None, seal: Path | None = None) -> Signing:
    """Return what it takes to sign with one certificate file."""
    return Signing((SignerChoice(CertificateFile(p12, password), "", seal),))


def describe_certificate(p12: Path, password: str | None, now: datetime) -> CertificateView:
    """Return what a certificate file says of itself; SigningError when it cannot be opened."""
    from egov_desktop.signing.credential import credential_problem, load_pkcs12

    credential = load_pkcs12(p12, password)
    return CertificateView(
        credential.holder,
        credential.issuer,
        credential.not_before,
        credential.not_after,
        credential_problem(credential, now),
    )
