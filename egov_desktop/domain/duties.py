"""What the law asks for by a date (职责事项), as values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DutyState(StrEnum):
    """How a duty stands on a day."""

    DONE = "done"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    UPCOMING = "upcoming"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Duty:
    """One thing the law asks for by a date."""

    id: str
    """Deadline id, with the period where the duty recurs: `progress_report@2026H1`."""
    title: str
    stage: str
    filing: str
    due: date | None
    """None while the day the period starts from is not known."""
    state: DutyState
    basis: str
    is_estimated: bool = False
    """The due day lies beyond the published holidays (暂按法定节假日推算)."""
