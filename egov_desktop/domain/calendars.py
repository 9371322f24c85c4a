"""Legal periods in the calendar: months after, working days, half-year reporting periods."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from egov_desktop.domain.typed_text import compacted

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_PERIOD = re.compile(
    r"(?P<year>20[0-9]{2})(?:(?P<first>年?H1|年?上半年)|年?H2|年?下半年|年?全年|年度?)?"
)


@dataclass(frozen=True)
class WorkCalendar:
    """The statutory holidays (off) and make-up working days (work) of the years that are known."""

    off: frozenset[date]
    work: frozenset[date]
    known_years: frozenset[int]

    def is_known(self, day: date) -> bool:
        """Tell whether the year's holidays are published; if not, say 暂按法定节假日推算."""
        return day.year in self.known_years

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work on this day; in an unknown year weekends alone are free."""
        return day in self.work or (day.weekday() < _SATURDAY and day not in self.off)

    def next_working_day(self, day: date) -> date:
        """Move a last day that falls on a holiday to the next working day (民法典 §203)."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day


WEEKENDS_ONLY = WorkCalendar(frozenset(), frozenset(), frozenset())


def months_after(day: date, months: int) -> date:
    """Return the same day of the target month, or its last day (民法典 §202)."""
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    last_day = calendar.monthrange(year, month_index + 1)[1]
    return date(year, month_index + 1, min(day.day, last_day))


def half_year_periods(start: date, end: date) -> list[str]:
    """List the reporting periods (第十八条) that share a day with the span, in time order.

    "2026H1" is the first half, due by 31 July; "2026" the whole year, due by 31 January after it.
    An empty span (end before start) has none.
    """
    if end < start:
        return []
    periods: list[str] = []
    for year in range(start.year, end.year + 1):
        if start <= date(year, 6, 30):
            periods.append(f"{year}H1")
        periods.append(str(year))
    return periods


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
