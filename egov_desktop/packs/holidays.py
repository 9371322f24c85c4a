"""The work calendar: statutory holidays and make-up working days, as data."""

from datetime import date
from pathlib import Path
from typing import Any

from egov_desktop.domain.calendars import WorkCalendar
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.packs.problems import Problem
from egov_desktop.packs.shapes import Key, ListOf, MapOf, Record, Text, read
from egov_desktop.packs.yaml_text import Trail, parse

_DAYS = Key(ListOf(Text(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")), [])
_CALENDAR = MapOf(Record({"off": _DAYS, "work": _DAYS}), key="[0-9]{4}", least=1)


def load_calendar(path: Path) -> WorkCalendar:
    """Load a calendar file; raises InvalidInputError naming the lines that are wrong."""
    try:
        parsed = parse(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        message = f"无法读取工作日历“{path}”，请检查文件是否存在、是否 UTF-8 编码。"
        raise InvalidInputError(message) from error
    problems = [Problem(path.name, line, message) for line, message in parsed.mistakes]

    def report(trail: Trail, message: str) -> None:
        problems.append(Problem(path.name, parsed.lines.get(trail, 1), message))

    years = read(_CALENDAR, parsed.data, (), report)
    off = _days(years, "off", report)
    work = _days(years, "work", report)
    for day in sorted(off & work):
        report((str(day.year),), f"{day} 既放假又上班")
    if problems:
        lines = "\n".join(str(problem) for problem in sorted(problems))
        raise InvalidInputError(f"工作日历“{path}”有错误，请改正:\n{lines}")
    return WorkCalendar(off, work, frozenset(int(year) for year in years))


def _days(years: dict[str, Any], key: str, report: Any) -> frozenset[date]:
    days = set()
    for year, lists in years.items():
        for number, text in enumerate(lists[key]):
            try:
                day = date.fromisoformat(text)
            except ValueError:
                report((year, key, number), f"“{text}”不是存在的日期")
                continue
            if str(day.year) != year:
                report((year, key, number), f"{day} 不在 {year} 年")
            days.add(day)
    return frozenset(days)
