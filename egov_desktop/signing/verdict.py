"""What a verification says about one signature (签名核验结论)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

RevocationState = Literal["unknown", "good", "revoked"]


@dataclass(frozen=True)
class SignatureVerdict:
    """Everything that was found out about one signature; `reasons` says why it is refused."""

    signer: str
    issuer: str
    serial: str
    """The certificate's serial number in hexadecimal, as OpenSSL prints it."""
    signing_time: datetime | None
    """As the signer claims it: without a timestamp nobody else vouches for it."""
    intact: bool
    """The signed bytes have the hash that was signed."""
    valid: bool
    """The signature over that hash belongs to the certificate."""
    trusted: bool | None
    """The certificate was issued below one of the given roots; None when none were given."""
    covers_whole_file: bool
    modifications: str
    """What happened to the file after this signature, in words."""
    level: str
    """The kind of signature, honestly: `PAdES B-B,无时间戳` offline."""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What a reader should know but what does not make the signature bad."""
    fingerprint: str = ""
    """SHA-256 of the signer's certificate, hexadecimal; empty when it could not be read."""
    revocation: RevocationState = "unknown"
    """What the revocation lists (吊销列表) at hand say of the certificate."""
    timestamp: datetime | None = None
    """When a third party (时间戳机构) vouches that the signature was there; None: nobody does."""
    reason: str = ""
    """What the signer wrote as the reason of signing (签名原因): role and stage."""

    @property
    def accepted(self) -> bool:
        """Tell whether every bottom line holds; an unasked one (trusted is None) does not count."""
        return self.intact and self.valid and self.trusted is not False and not self.reasons
