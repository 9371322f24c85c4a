"""Which of the rolling backups stay: the newest few, one a day, one a month."""

from collections.abc import Collection
from datetime import datetime

NEWEST, DAYS, MONTHS = 5, 14, 12


def to_keep(made: Collection[datetime]) -> set[datetime]:
    """Return the moments of the backups that stay.

    These are the last five, the last one of each of the last 14 days that have one, and the last
    one of each of the last 12 months that have one. Days without work push none out.
    """
    newest_first = sorted(made, reverse=True)
    last_of_day: dict[tuple[int, int, int], datetime] = {}
    last_of_month: dict[tuple[int, int], datetime] = {}
    for moment in newest_first:
        last_of_day.setdefault((moment.year, moment.month, moment.day), moment)
        last_of_month.setdefault((moment.year, moment.month), moment)
    return {
        *newest_first[:NEWEST],
        *list(last_of_day.values())[:DAYS],
        *list(last_of_month.values())[:MONTHS],
    }
