"""Duties as a calendar file (.ics, RFC 5545) for the calendar program of an office."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Alarm, Event

REMINDERS = (30, 7, 1)
"""Days before the due day on which a reminder is shown unless others are asked for."""

_OFFICE_OPENS = timedelta(hours=9)


@dataclass(frozen=True)
class CalendarEvent:
    """One day to write into a calendar."""

    uid: str
    """The same for the same duty in every file, so that bringing it in again replaces it."""
    day: date
    title: str
    text: str
    is_certain: bool
    """False while the day may still move (推算)."""
    is_done: bool


def calendar_bytes(
    name: str, events: Iterable[CalendarEvent], now: datetime, reminders: Sequence[int] = REMINDERS
) -> bytes:
    """Return the file; a later `now` gives a higher SEQUENCE, which replaces what was there."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//egov-desktop//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_event(event, now, reminders))
    return calendar.to_ical()


def _event(event: CalendarEvent, now: datetime, reminders: Sequence[int]) -> "Event":
    from icalendar import Event

    made = Event()
    made.add("uid", event.uid)
    made.add("dtstamp", now.astimezone(UTC))
    made.add("sequence", int(now.timestamp()) // 60)
    made.add("dtstart", event.day)
    made.add("dtend", event.day + timedelta(days=1))
    made.add("summary", event.title)
    made.add("description", event.text)
    made.add("status", "CONFIRMED" if event.is_certain else "TENTATIVE")
    made.add("transp", "TRANSPARENT")
    for days in () if event.is_done else reminders:
        made.add_component(_alarm(event.title, days))
    return made


def _alarm(title: str, days: int) -> "Alarm":
    from icalendar import Alarm

    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("trigger", _OFFICE_OPENS - timedelta(days=days))
    made.add("description", title)
    return made
