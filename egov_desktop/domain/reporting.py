"""Reports that recur by the half-year: which are due while a span runs, and when (第十八条)."""

from collections.abc import Iterator
from datetime import date


def periods_running(start: date, end: date) -> Iterator[str]:
    """Yield the periods whose last day (30 June, 31 December) lies in the span."""
    for year in range(start.year, end.year + 1):
        if start <= date(year, 6, 30) <= end:
            yield f"{year}H1"
        if start <= date(year, 12, 31) <= end:
            yield str(year)


def report_due(period: str, days: str) -> date:
    """Return the due day of a period.

    `days` are the fixed days of a year as "MM-DD MM-DD": for the first half in the same year,
    for the whole year in the next one.
    """
    first_half, whole_year = days.split()
    year = int(period[:4])
    if period.endswith("H1"):
        return date.fromisoformat(f"{year}-{first_half}")
    return date.fromisoformat(f"{year + 1}-{whole_year}")
