"""The holidays that deadlines count with: the shipped ones under those that were imported."""

from datetime import date, datetime
from typing import Any

from egov_desktop.app import policy_packs
from egov_desktop.domain.calendars import WorkCalendar
from egov_desktop.storage import preferences
from egov_desktop.storage.store import Store

_NAME = "holidays"
"""The preference: year → its days (those of last December too) and the file they came from."""


def load(store: Store) -> WorkCalendar:
    """Return the shipped holidays with the imported years in their place."""
    found = policy_packs.work_calendar()
    for year, kept in sorted(_kept(store).items()):
        found = found.overlaid(_days(int(year), kept))
    return found


def keep(store: Store, table: WorkCalendar, source: str, *, actor: str, now: datetime) -> None:
    """Keep the years of a table, in the place of those that were imported before."""
    kept = dict(_kept(store))
    for year in table.known_years:
        kept[str(year)] = {
            "source": source,
            "off": _of_year(table, year, table.off),
            "work": _of_year(table, year, table.work),
        }
    preferences.save(store, _NAME, kept, actor=actor, now=now)


def imported_from(store: Store, year: int) -> str:
    """Return the name of the file a year was imported from; empty when it was not."""
    return str(_kept(store).get(str(year), {}).get("source", ""))


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
