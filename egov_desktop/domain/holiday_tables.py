"""A table of holidays and make-up working days as somebody hands it in (放假安排表)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from egov_desktop.domain.calendars import WorkCalendar

Mistake = tuple[int, str]
"""The line of a file, and what is wrong there."""

WEEKDAYS = "一二三四五六日"
_SATURDAY = 5
_ALWAYS_OFF = {(1, 1): "元旦", (5, 1): "劳动节", (10, 1): "国庆节"}
_MOST_WEEKDAYS_OFF = 40
"""No year had more than thirty-one; a table with more is not one of public holidays."""


@dataclass(frozen=True)
class HolidayEntry:
    """A day that is off (休) or worked (班), and the line it stands in."""

    line: int
    day: date
    is_off: bool


def mistakes(entries: Sequence[HolidayEntry], unread: Sequence[Mistake] = ()) -> list[Mistake]:
    """Return all that is wrong with a table, in the order of its lines.

    `unread` are the lines that say no day: while there are any, nobody knows what is missing.
    """
    found = [*unread, *_twice(entries), *_worked_anyway(entries)]
    if not unread:
        found += _of_years(entries) if entries else [(1, "没有一天标明“休”或“班”")]
    return sorted(found)


def calendar_of(entries: Iterable[HolidayEntry]) -> WorkCalendar:
    """Return the days of a table; its years are published, days of last December only stand by."""
    kinds: dict[bool, set[date]] = {True: set(), False: set()}
    for entry in entries:
        kinds[entry.is_off].add(entry.day)
    off, work = frozenset(kinds[True]), frozenset(kinds[False])
    years = frozenset(year for year in {day.year for day in off} if not _missing(off, year))
    return WorkCalendar(off, work, years)


def day_words(day: date) -> str:
    """Write a day with its weekday: 2027-01-01(星期五)."""
    return f"{day}（星期{WEEKDAYS[day.weekday()]}）"


def _twice(entries: Iterable[HolidayEntry]) -> Iterator[Mistake]:
    first: dict[date, HolidayEntry] = {}
    for entry in entries:
        known = first.setdefault(entry.day, entry)
        if known.is_off != entry.is_off:
            yield entry.line, f"{entry.day} 既放假又上班，与第 {known.line} 行矛盾"
        elif known is not entry:
            yield entry.line, f"{entry.day} 重复，第 {known.line} 行已经有了"


def _worked_anyway(entries: Iterable[HolidayEntry]) -> Iterator[Mistake]:
    for entry in entries:
        if not entry.is_off and entry.day.weekday() < _SATURDAY:
            yield entry.line, f"{day_words(entry.day)}本来就上班，不应写“班”"


def _of_years(entries: Iterable[HolidayEntry]) -> Iterator[Mistake]:
    years: dict[int, list[HolidayEntry]] = {}
    for entry in entries:
        years.setdefault(entry.day.year, []).append(entry)
    for year, found in years.items():
        yield from _of_year(year, found, years)


def _of_year(
    year: int, entries: Sequence[HolidayEntry], years: Mapping[int, Sequence[HolidayEntry]]
) -> Iterator[Mistake]:
    off = {entry.day for entry in entries if entry.is_off}
    if missing := _missing(off, year):
        is_eve = year + 1 in years and all(entry.day.month == 12 for entry in entries)
        if not is_eve:
            words = "、".join(missing)
            yield entries[0].line, f"{year} 年的安排不完整：缺 {words}，请补全后再导入"
    weekdays = sum(day.weekday() < _SATURDAY for day in off)
    if weekdays > _MOST_WEEKDAYS_OFF:
        yield entries[0].line, f"{year} 年有 {weekdays} 个工作日放假，多得不合常理，请核对"


def _missing(off: Iterable[date], year: int) -> list[str]:
    """Return the holidays of every year that a table lacks, in words."""
    there = set(off)
    return [
        f"{month}月{day}日 {name}"
        for (month, day), name in _ALWAYS_OFF.items()
        if date(year, month, day) not in there
    ]
