"""Public holidays from a calendar file (.ics), as sites and phones offer them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.holiday_tables import HolidayEntry, Mistake

if TYPE_CHECKING:
    from icalendar import Event

_LONGEST = 4 << 20
_LONGEST_HOLIDAY = 31
_SPECIAL_DAYS = {"WORK-HOLIDAY": True, "ALTERNATE-WORKDAY": False}


def read_holiday_events(path: Path) -> tuple[list[HolidayEntry], list[Mistake]]:
    """Return the days whose events say 休 or 班, and the events whose day cannot be read.

    Raises InvalidInputError when it is no calendar file.
    """
    content = _content(path)
    lines = iter(_event_lines(content))
    entries: list[HolidayEntry] = []
    mistakes: list[Mistake] = []
    for event in _events(path, content):
        line = next(lines, 1)
        is_off = _is_off(event)
        start, end = _day(event, "dtstart"), _day(event, "dtend")
        if is_off is None:
            continue
        if start is None or (end is None and "dtend" in event):
            mistakes.append((line, f"事件“{event.get('summary', '')}”的日期读不出来"))
            continue
        length = (end - start).days if end else 1
        for number in range(min(max(length, 1), _LONGEST_HOLIDAY)):
            entries.append(HolidayEntry(line, start + timedelta(days=number), is_off))
    return entries, mistakes


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LONGEST:
            raise InvalidInputError(f"“{path}”超过 4 MB，不像节假日表，请检查是否选错了文件。")
        return path.read_bytes()
    except OSError as error:
        raise InvalidInputError(f"无法读取“{path}”，请检查文件是否存在。") from error


def _events(path: Path, content: bytes) -> list["Event"]:
    from icalendar import Calendar

    broken = InvalidInputError(f"“{path}”不是完整的日历文件（.ics），请重新下载或改用 CSV 表。")
    try:
        calendars = Calendar.from_ical(content, multiple=True)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise broken from error
    if not calendars:
        raise broken
    return [event for calendar in calendars for event in calendar.walk("VEVENT")]


def _event_lines(content: bytes) -> Iterator[int]:
    for number, line in enumerate(content.splitlines(), 1):
        if line.strip().upper() == b"BEGIN:VEVENT":
            yield number


def _is_off(event: "Event") -> bool | None:
    """Tell a holiday from a day worked in exchange; None for what is neither."""
    special = _SPECIAL_DAYS.get(str(event.get("x-apple-special-day", "")).upper())
    if special is not None:
        return special
    title = str(event.get("summary", ""))
    if "班" in title:
        return False
    return True if "休" in title or "放假" in title else None


def _day(event: "Event", name: str) -> date | None:
    from icalendar import vDDDTypes

    found = event.get(name)
    day = found.dt if isinstance(found, vDDDTypes) else None
    if isinstance(day, datetime):
        return day.date()
    return day if isinstance(day, date) else None
