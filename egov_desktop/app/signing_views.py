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
    from egov_desktop.signing.sm2 import Sm2Key
    from egov_desktop.signing.sources import PinState

_BOXES = {"项目责任人": 0, "单位负责人": 2, "": 2}
"""Role → its printed box; the head of the unit seals for the unit (项目建设单位盖章)."""
_UNIT_BOX = 2
_ABOVE = 34
"""Points between the unit's box, whose label is in between, and the seals of other roles."""


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
    problems: tuple[tuple[str, str], ...] = ()
    """Expired, not yet valid, not for signing, revoked: the guard's code and a sentence each."""


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
    problem: str | None = None


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
        credential_troubles(facts, now, lists),
    )


def pin_left(error: Exception) -> "PinState | None":
    """Return what a token says of its PIN after a refusal; None when something else went wrong."""
    from egov_desktop.signing.sources import WrongPinError

    return error.pin if isinstance(error, WrongPinError) else None


def sm2_key(source: "Sm2Key", now: datetime) -> Sm2View:
    """Return what an SM2 key says of itself; SigningError when it cannot be opened or used."""
    from egov_desktop.signing.sm2 import open_sm2, sm2_problem

    credential = open_sm2(source)
    facts = credential.facts
    return Sm2View(
        facts.holder if facts else None,
        facts.issuer if facts else None,
        facts.not_before if facts else None,
        facts.not_after if facts else None,
        credential.public_key,
        sm2_problem(credential, now),
    )


def revocation_list_words(paths: Sequence[Path], now: datetime) -> tuple[str, ...]:
    """Return a line for each revocation list; InvalidInputError for a file that holds none."""
    from egov_desktop.signing.revocation import load_revocation_lists

    return tuple(_list_words(each, now) for each in load_revocation_lists(list(paths)))


def seal_box(role: str) -> tuple[int, int, int, int]:
    """Return where on the last page the seal of a role goes; above the boxes if it has none."""
    from egov_desktop.documents.closing_parts import SIGNATURE_BOXES

    if role in _BOXES:
        return SIGNATURE_BOXES[_BOXES[role]]
    left, bottom, right, top = SIGNATURE_BOXES[_UNIT_BOX]
    return left, top + _ABOVE, right, 2 * top - bottom + _ABOVE


def has_box(role: str) -> bool:
    """Tell whether the page for signatures has a box for a role."""
    return role in _BOXES


def _list_words(each: "RevocationList", now: datetime) -> str:
    issued = f"{each.issued_at.astimezone():%Y-%m-%d}"
    words = f"{each.issuer} 于 {issued} 签发"
    return f"{words}，已过期，请换用新的" if each.is_out_of_date(now) else words
