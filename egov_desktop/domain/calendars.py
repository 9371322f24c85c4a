"""Legal periods in the calendar: months after, working days, names of reporting periods."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from egov_desktop.domain.typed_text import compacted

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_PERIOD = re.compile(
    r"(?P<year>20[0-9]{2})(?:(?P<first>年?H1|年?上半年)|年?H2|年?下半年|年?全年|年度?)?"
)


class YearStanding(StrEnum):
    """How much is known of the holidays of a year."""

    PUBLISHED = "published"
    """The State Council's notice (放假通知) is known."""
    COMPUTED = "computed"
    """Only the statutory days are known (推算): no days moved or worked in exchange."""
    UNKNOWN = "unknown"
    """Only weekends are free."""


@dataclass(frozen=True)
class WorkCalendar:
    """The statutory holidays (off) and make-up working days (work) of the years that are known."""

    off: frozenset[date]
    work: frozenset[date]
    known_years: frozenset[int]
    """Years whose notice is known."""
    computed_years: frozenset[int] = frozenset()
    """Years of which only the statutory days stand in `off`."""

    def standing(self, year: int) -> YearStanding:
        """Return how much is known of a year."""
        if year in self.known_years:
            return YearStanding.PUBLISHED
        return YearStanding.COMPUTED if year in self.computed_years else YearStanding.UNKNOWN

    def is_known(self, day: date) -> bool:
        """Tell whether the year's holidays are published; if not, say 暂按法定节假日推算."""
        return self.standing(day.year) is YearStanding.PUBLISHED

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work on this day; in an unknown year weekends alone are free."""
        return day in self.work or (day.weekday() < _SATURDAY and day not in self.off)

    def next_working_day(self, day: date) -> date:
        """Move a last day that falls on a holiday to the next working day (民法典 §203)."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def working_days(self, after: date, until: date) -> int:
        """Count the working days after one day up to and including another."""
        days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def overlaid(self, table: "WorkCalendar") -> "WorkCalendar":
        """Return this calendar with the years of a table instead of its own.

        Days of the table outside its years (the last of December) are put in one by one.
        """
        years = table.known_years | table.computed_years
        off = {day for day in self.off if day.year not in years} - table.work
        work = {day for day in self.work if day.year not in years} - table.off
        return WorkCalendar(
            frozenset(off | table.off),
            frozenset(work | table.work),
            (self.known_years - years) | table.known_years,
            (self.computed_years - years) | table.computed_years,
        )


WEEKENDS_ONLY = WorkCalendar(frozenset(), frozenset(), frozenset())


def months_after(day: date, months: int) -> date:
    """Return the same day of the target month, or its last day (民法典 §202)."""
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    last_day = calendar.monthrange(year, month_index + 1)[1]
    return date(year, month_index + 1, min(day.day, last_day))


def normalise_period(text: str) -> str:
    """Bring a reporting period into the stored shape, "2026H1" or "2026".

    The report after a second half covers the whole year, so "2026H2" becomes "2026". Raises
    ValueError with a sentence for the user.
    """
    compact = compacted(text).upper()
    if not compact:
        raise ValueError("请填写报告期，例如 2026年上半年 或 2026年全年")
    found = _PERIOD.fullmatch(compact)
    if found is None:
        raise ValueError(
            f"“{text.strip()}”不是报告期，请填 2026年上半年（2026H1）或 2026年全年（2026）"
        )
    return f"{found['year']}H1" if found["first"] else found["year"]


def period_problem(text: str) -> str | None:
    """Say what is wrong with a reporting period, None when it can be normalised."""
    try:
        normalise_period(text)
    except ValueError as problem:
        return str(problem)
    return None


def period_label(period: str) -> str:
    """Write a reporting period for reading: 2026年上半年 or 2026年全年."""
    stored = normalise_period(period)
    return f"{stored[:4]}年{'上半年' if stored.endswith('H1') else '全年'}"


def chinese_date(day: date) -> str:
    """Write a day as documents do: 2026年3月2日."""
    return f"{day.year}年{day.month}月{day.day}日"
