"""When a project is built and what each year costs, as its forms say."""

from datetime import date
from decimal import Decimal

from egov_desktop.domain.fields import BLANK
from egov_desktop.domain.project import Filing
from egov_desktop.domain.report_facts import KnownAmount

YEAR = "year"
"""A column that names rows although it holds a number."""


def period(filing: Filing) -> tuple[date, date] | None:
    """Return begin and end of construction (建设期)."""
    start, end = (filing.answer(f"construction_{end}").value for end in ("start", "end"))
    return (start, end) if isinstance(start, date) and isinstance(end, date) else None


def months(filing: Filing) -> int | None:
    """Return how many months construction takes, as the form counts them."""
    count = filing.answer("construction_months").value
    return int(count) if isinstance(count, int | Decimal) else None


def yearly(filing: Filing, source: str) -> dict[int, KnownAmount]:
    """Return the sum of each year in the plan of funds (分年度资金使用计划).

    Nothing when a year stands there twice: then no row is the sum of its year.
    """
    rows = filing.answer("annual_plan").value
    found: dict[int, KnownAmount] = {}
    for row in rows if isinstance(rows, tuple) else ():
        year, total = (row.get(name, BLANK).value for name in (YEAR, "total"))
        if isinstance(year, int | Decimal) and isinstance(total, Decimal):
            if int(year) in found:
                return {}
            words = f"{int(year)}年"
            found[int(year)] = KnownAmount((words,), total, f"{source}“{words}”")
    return found
