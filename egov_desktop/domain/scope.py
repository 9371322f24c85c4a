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
