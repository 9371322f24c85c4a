"""The holidays that deadlines count with: the shipped ones, and tables that a unit imports."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from egov_desktop import packs
from egov_desktop.app import policy_packs
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.calendars import WorkCalendar, YearStanding
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.holiday_tables import calendar_of, day_words, mistakes
from egov_desktop.storage import preferences
from egov_desktop.storage.store import Store

FILE_KINDS = (".csv", ".yaml", ".yml", ".ics")

_NAME = "holidays"
"""The preference: year → its days (those of last December too) and the file they came from."""
_SHOWN_MISTAKES = 20
_SOURCES = {
    YearStanding.PUBLISHED: "国务院办公厅通知（随程序提供）",
    YearStanding.COMPUTED: "暂按法定节假日推算，通知公布后请导入",
    YearStanding.UNKNOWN: "尚无安排，只按周末推算，通知公布后请导入",
}


@dataclass(frozen=True)
class DayChange:
    """A day that a table makes free or worked, unlike before."""

    day: date
    is_working_day: bool

    @property
    def words(self) -> str:
        """Return the change for reading."""
        return f"{day_words(self.day)} {'放假 → 上班' if self.is_working_day else '上班 → 放假'}"


@dataclass(frozen=True)
class HolidayTable:
    """A table that was read and found right, and what importing it would change."""

    source: str
    days: WorkCalendar
    changes: tuple[DayChange, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """Return the years that the table settles."""
        return tuple(sorted(self.days.known_years))

    @property
    def summary(self) -> str:
        """Return in a sentence what the table holds and changes."""
        years = "、".join(f"{year} 年" for year in self.years)
        changed = (
            f"与现在所用的相比有 {len(self.changes)} 天不同" if self.changes else "与现在所用的相同"
        )
        return (
            f"{years}：放假 {len(self.days.off)} 天，调休上班 {len(self.days.work)} 天；{changed}。"
        )


@dataclass(frozen=True)
class YearOfHolidays:
    """The holidays of a year, and where they come from."""

    year: int
    standing: YearStanding
    source: str
    off: tuple[date, ...]
    work: tuple[date, ...]


def calendar(store: Store) -> WorkCalendar:
    """Return the shipped holidays with the imported years in their place."""
    found = policy_packs.work_calendar()
    for year, kept in sorted(_kept(store).items()):
        found = found.overlaid(_days(int(year), kept))
    return found


def read_table(ws: Workspace, path: Path) -> HolidayTable:
    """Read an official table and say what it would change; nothing is kept.

    Raises InvalidInputError that names every wrong line.
    """
    suffix = path.suffix.lower()
    if suffix not in FILE_KINDS:
        raise InvalidInputError(f"“{path.name}”不是节假日表，请选用 {'、'.join(FILE_KINDS)} 文件。")
    if suffix == ".ics":
        from egov_desktop.documents.holiday_events import read_holiday_events

        entries, unread = read_holiday_events(path)
    else:
        entries, unread = packs.read_holiday_table(path)
    if wrong := mistakes(entries, unread):
        lines = [f"{path.name}:{line}: {message}" for line, message in wrong[:_SHOWN_MISTAKES]]
        if len(wrong) > _SHOWN_MISTAKES:
            lines.append(f"……共 {len(wrong)} 处")
        raise InvalidInputError("\n".join(["节假日表有错误，没有导入，请改正后再试:", *lines]))
    days = calendar_of(entries)
    return HolidayTable(path.name, days, tuple(_changes(ws.calendar, days)))


def import_table(ws: Workspace, table: HolidayTable) -> None:
    """Count with a table from now on; it takes the place of its years."""
    kept = dict(_kept(ws.store))
    for year in table.years:
        kept[str(year)] = {
            "source": table.source,
            "off": _of_year(table.days, year, table.days.off),
            "work": _of_year(table.days, year, table.days.work),
        }
    preferences.save(ws.store, _NAME, kept, **ws.stamp())
    ws.read_calendar_again()


def year_of(ws: Workspace, year: int) -> YearOfHolidays:
    """Return the holidays of a year as they are counted with now."""
    standing = ws.calendar.standing(year)
    imported = _kept(ws.store).get(str(year))
    source = f"导入自 {imported['source']}" if imported else _SOURCES[standing]
    off, work = (
        tuple(sorted(day for day in days if day.year == year))
        for days in (ws.calendar.off, ws.calendar.work)
    )
    return YearOfHolidays(year, standing, source, off, work)


def known_years(ws: Workspace) -> list[int]:
    """Return the years of which any holiday is known."""
    return sorted(ws.calendar.known_years | ws.calendar.computed_years)


def _kept(store: Store) -> dict[str, Any]:
    kept = preferences.load(store, _NAME)
    return kept if isinstance(kept, dict) else {}


def _days(year: int, kept: dict[str, Any]) -> WorkCalendar:
    off, work = (frozenset(map(date.fromisoformat, kept[key])) for key in ("off", "work"))
    return WorkCalendar(off, work, frozenset({year}))


def _of_year(days: WorkCalendar, year: int, wanted: frozenset[date]) -> list[str]:
    """Return the days of a year, and of the December before when that year is not settled."""
    before = set() if year - 1 in days.known_years else {year - 1}
    return [day.isoformat() for day in sorted(wanted) if day.year in before | {year}]


def _changes(now: WorkCalendar, table: WorkCalendar) -> list[DayChange]:
    then = now.overlaid(table)
    days = {
        day
        for found in (now, table)
        for day in found.off | found.work
        if day.year in table.known_years or day in table.off | table.work
    }
    return [
        DayChange(day, then.is_working_day(day))
        for day in sorted(days)
        if now.is_working_day(day) != then.is_working_day(day)
    ]
