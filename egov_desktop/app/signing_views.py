"""What the window shows of certificates and tokens (UKey) before anything is signed.

Every function may wait for a driver or a slow disk and runs beside the window; what it returns
can be handed over from another process and holds no key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.app.signing_choices import Source

if TYPE_CHECKING:
    from egov_desktop.signing.certificate import CertificateFacts
    from egov_desktop.signing.revocation import RevocationList
    from egov_desktop.signing.sources import PinState


@dataclass(frozen=True)
class CertificateChoice:
    """One certificate that a person may choose, with what speaks against it."""

    fingerprint: str
    holder: str
    issuer: str
    serial: str
    key_kind: str
    usages: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    problems: tuple[str, ...] = ()
    """Expired, not yet valid, not for signing, revoked: a sentence each."""


@dataclass(frozen=True)
class TokenView:
    """A token that a driver sees."""

    label: str
    serial: str
    maker: str
    model: str
    pin: "PinState"


@dataclass(frozen=True)
class Sm2View:
    """What an SM2 key (国密密钥) says of itself before it signs."""

    holder: str | None
    """None when there is a key but no certificate."""
    issuer: str | None
    not_before: datetime | None
    not_after: datetime | None
    public_key: str
    """SHA-256 of the public key, hexadecimal."""


def certificates_of(
    source: Source, now: datetime, crls: Sequence[Path] = ()
) -> tuple[CertificateChoice, ...]:
    """Return the certificates of a file or a token; SigningError when it cannot be opened."""
    from egov_desktop.signing.revocation import load_revocation_lists
    from egov_desktop.signing.sources import identities

    lists = load_revocation_lists(list(crls))
    return tuple(_choice(facts, now, lists) for facts in identities(source))


def tokens_of(library: Path) -> tuple[TokenView, ...]:
    """Return the tokens that a PKCS#11 driver sees."""
    from egov_desktop.signing.sources import tokens

    return tuple(
        TokenView(each.label, each.serial, each.maker, each.model, each.pin)
        for each in tokens(library)
    )


def _choice(
    facts: "CertificateFacts", now: datetime, lists: "Sequence[RevocationList]"
) -> CertificateChoice:
    from egov_desktop.signing.troubles import credential_troubles

    return CertificateChoice(
        facts.fingerprint,
        facts.holder,
        facts.issuer,
        facts.serial,
        facts.key_kind,
        facts.usages,
        facts.not_before,
        facts.not_after,
        tuple(sentence for _code, sentence in credential_troubles(facts, now, lists)),
    )


def pin_left(error: Exception) -> "PinState | None":
    """Return what a token says of its PIN after a refusal; None when something else went wrong."""
    from egov_desktop.signing.sources import WrongPinError

    return error.pin if isinstance(error, WrongPinError) else None
