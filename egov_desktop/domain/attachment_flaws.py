"""What can be wrong with an attachment (附件问题): the kinds, and how much each weighs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from egov_desktop.domain.project import Attachment


class FlawWeight(Enum):
    """What a kind of flaw means for the filing."""

    BLOCKS = "blocks"
    """The receiver cannot use the file: it stands in the way of freezing."""
    WARNS = "warns"
    """Somebody should look at the file before it goes out."""
    TELLS = "tells"
    """Good to know; quite right in many files."""


EMPTY = "empty"
DAMAGED = "damaged"
REPAIRED = "repaired"
ENCRYPTED = "encrypted"
RESTRICTED = "restricted"
WRONG_TYPE = "wrong_type"
UNKNOWN_TYPE = "unknown_type"
PROGRAM = "program"
NOT_INSPECTED = "not_inspected"
PARTLY_INSPECTED = "partly_inspected"
BLANK_PAGES = "blank_pages"
SCANNED = "scanned"
OVERSIZED = "oversized"
DUPLICATE = "duplicate"
DUPLICATE_ELSEWHERE = "duplicate_elsewhere"
SIGNED = "signed"
SIGNATURE_BROKEN = "signature_broken"
SCRIPTS = "scripts"
LINKS = "links"
EMBEDDED_FILES = "embedded_files"
DYNAMIC_FORM = "dynamic_form"
RICH_MEDIA = "rich_media"
DATES = "dates"
OTHER_PROJECT = "other_project"

WEIGHTS = {
    EMPTY: FlawWeight.BLOCKS,
    DAMAGED: FlawWeight.BLOCKS,
    REPAIRED: FlawWeight.TELLS,
    ENCRYPTED: FlawWeight.BLOCKS,
    RESTRICTED: FlawWeight.TELLS,
    WRONG_TYPE: FlawWeight.BLOCKS,
    UNKNOWN_TYPE: FlawWeight.WARNS,
    PROGRAM: FlawWeight.BLOCKS,
    NOT_INSPECTED: FlawWeight.WARNS,
    PARTLY_INSPECTED: FlawWeight.TELLS,
    BLANK_PAGES: FlawWeight.TELLS,
    SCANNED: FlawWeight.TELLS,
    OVERSIZED: FlawWeight.WARNS,
    DUPLICATE: FlawWeight.TELLS,
    DUPLICATE_ELSEWHERE: FlawWeight.TELLS,
    SIGNED: FlawWeight.TELLS,
    SIGNATURE_BROKEN: FlawWeight.WARNS,
    SCRIPTS: FlawWeight.WARNS,
    LINKS: FlawWeight.TELLS,
    EMBEDDED_FILES: FlawWeight.WARNS,
    DYNAMIC_FORM: FlawWeight.WARNS,
    RICH_MEDIA: FlawWeight.WARNS,
    DATES: FlawWeight.TELLS,
    OTHER_PROJECT: FlawWeight.TELLS,
}


@dataclass(frozen=True)
class Remark:
    """One thing that was found in a file: of which kind, and the sentence that says it."""

    kind: str
    sentence: str


def weight_of(kind: str) -> FlawWeight:
    """Return what a kind weighs; one that a later program wrote is told only."""
    return WEIGHTS.get(kind, FlawWeight.TELLS)


def blocking(kinds: Iterable[str]) -> tuple[str, ...]:
    """Return those of some kinds that stand in the way of freezing."""
    return tuple(kind for kind in kinds if weight_of(kind) is FlawWeight.BLOCKS)


def weighed(attachment: Attachment) -> Iterator[tuple[str, FlawWeight]]:
    """Yield every remark on an attachment with its weight.

    Kinds and sentences stand in the same order. A file that was attached before kinds were kept
    has sentences only, which warn.
    """
    for number, sentence in enumerate(attachment.remarks):
        if number < len(attachment.flaws):
            yield sentence, weight_of(attachment.flaws[number])
        else:
            yield sentence, FlawWeight.WARNS
