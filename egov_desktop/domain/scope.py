"""What a condition may look at: the project, the filing and row in question, and the day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from egov_desktop.domain.calendars import WEEKENDS_ONLY, WorkCalendar
from egov_desktop.domain.fields import Row, Scalar
from egov_desktop.domain.project import Filing, Project


@dataclass(frozen=True)
class Scope:
    """The facts a condition is evaluated against."""

    project: Project
    today: date
    parameters: Mapping[str, str | Decimal]
    calendar: WorkCalendar = WEEKENDS_ONLY
    filing: Filing | None = None
    row: Row | None = None
    item: Mapping[str, Scalar] = field(default_factory=dict)
    """What a check repeats over: `period` and `due` of a duty, `chapter` of an outline."""

    def with_filing(self, filing: Filing) -> "Scope":
        """Return the scope of a filing; written out, for it is asked for thousands of times."""
        return Scope(
            self.project, self.today, self.parameters, self.calendar, filing, self.row, self.item
        )

    def with_row(self, row: Row) -> "Scope":
        """Return the scope of a row; written out, for it is asked for thousands of times."""
        return Scope(
            self.project, self.today, self.parameters, self.calendar, self.filing, row, self.item
        )
