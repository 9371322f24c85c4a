"""Tables of holidays that a unit imports: read, judged, previewed, taken over."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from egov_desktop import packs
from egov_desktop.app import work_calendar
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.calendars import WorkCalendar, YearStanding
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.holiday_tables import calendar_of, day_words, mistakes

FILE_KINDS = (".csv", ".yaml", ".yml", ".ics")

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
    work_calendar.keep(ws.store, table.days, table.source, **ws.stamp())
    ws.read_calendar_again()


def year_of(ws: Workspace, year: int) -> YearOfHolidays:
    """Return the holidays of a year as they are counted with now."""
    standing = ws.calendar.standing(year)
    file = work_calendar.imported_from(ws.store, year)
    source = f"导入自 {file}" if file else _SOURCES[standing]
    off, work = (
        tuple(sorted(day for day in days if day.year == year))
        for days in (ws.calendar.off, ws.calendar.work)
    )
    return YearOfHolidays(year, standing, source, off, work)


def known_years(ws: Workspace) -> list[int]:
    """Return the years of which any holiday is known."""
    return sorted(ws.calendar.known_years | ws.calendar.computed_years)


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
