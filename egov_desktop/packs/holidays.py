"""The work calendar as data: what came with the program, and tables that a unit brings."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from egov_desktop.domain.calendars import WorkCalendar
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.fields import FieldDefinition, judge
from egov_desktop.domain.holiday_tables import HolidayEntry, Mistake
from egov_desktop.packs.problems import Problem
from egov_desktop.packs.shapes import Key, ListOf, MapOf, Record, Text, read
from egov_desktop.packs.yaml_text import Trail, parse

_COMPUTED = "computed"
_DAYS = Key(ListOf(Text(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")), [])
_STATUS = Key(Text(options=("published", _COMPUTED)), "published")
_CALENDAR = MapOf(Record({"status": _STATUS, "off": _DAYS, "work": _DAYS}), key="[0-9]{4}", least=1)

_DAY_COLUMN, _KIND_COLUMN = "日期", "类型"
_IS_OFF = {"休": True, "放假": True, "休息": True, "班": False, "上班": False, "补班": False}
_DAY = FieldDefinition("day", "date", _DAY_COLUMN)
_COMMAS = ",\uff0c;\t"
"""What stands between the columns, a comma of a Chinese keyboard among them."""
_LONGEST = 1 << 20


def load_calendar(path: Path) -> WorkCalendar:
    """Load a calendar file; raises InvalidInputError naming the lines that are wrong."""
    years, entries, mistakes = _read_yaml(_text_of(path, ["utf-8-sig"]))
    kinds = {kind: frozenset(e.day for e in entries if e.is_off is kind) for kind in (True, False)}
    for day in sorted(kinds[True] & kinds[False]):
        line = next(e.line for e in entries if e.day == day and not e.is_off)
        mistakes.append((line, f"{day} 既放假又上班"))
    if mistakes:
        problems = sorted(Problem(path.name, *mistake) for mistake in mistakes)
        lines = "\n".join(str(problem) for problem in problems)
        raise InvalidInputError(f"工作日历“{path}”有错误，请改正:\n{lines}")
    computed = frozenset(int(year) for year, status in years.items() if status == _COMPUTED)
    known = frozenset(map(int, years)) - computed
    return WorkCalendar(kinds[True], kinds[False], known, computed)


def read_holiday_table(path: Path) -> tuple[list[HolidayEntry], list[Mistake]]:
    """Read a table that a unit brings, YAML as the shipped one or CSV (日期,类型,名称).

    Returns its days and what is wrong with the writing. Raises InvalidInputError when it cannot
    be read at all.
    """
    if path.suffix.lower() == ".csv":
        return _read_csv(_text_of(path, ["utf-8-sig", "gb18030"]))
    years, entries, mistakes = _read_yaml(_text_of(path, ["utf-8-sig"]))
    computed = [year for year, status in years.items() if status == _COMPUTED]
    mistakes += [(1, f"{year} 年只是推算（computed），不是放假通知的安排") for year in computed]
    return entries, mistakes


def _text_of(path: Path, encodings: list[str]) -> str:
    try:
        if path.stat().st_size > _LONGEST:
            raise InvalidInputError(f"“{path}”超过 1 MB，不像节假日表，请检查是否选错了文件。")
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path) from error
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable(path)


def _unreadable(path: Path) -> InvalidInputError:
    return InvalidInputError(f"无法读取工作日历“{path}”，请检查文件是否存在、是否 UTF-8 编码。")


def _read_yaml(text: str) -> tuple[dict[str, str], list[HolidayEntry], list[Mistake]]:
    """Return the status of each year, the days, and what is wrong."""
    parsed = parse(text)
    mistakes = list(parsed.mistakes)

    def report(trail: Trail, message: str) -> None:
        mistakes.append((parsed.lines.get(trail, 1), message))

    years = read(_CALENDAR, parsed.data, (), report)
    entries = [
        HolidayEntry(parsed.lines.get(trail, 1), day, is_off)
        for key, is_off in (("off", True), ("work", False))
        for trail, day in _days(years, key, report)
    ]
    return {year: lists["status"] for year, lists in years.items()}, entries, mistakes


def _days(years: Mapping[str, Any], key: str, report: Any) -> Iterator[tuple[Trail, date]]:
    for year, lists in years.items():
        for number, text in enumerate(lists[key]):
            trail = (year, key, number)
            if not text:
                continue  # told already
            try:
                day = date.fromisoformat(text)
            except ValueError:
                report(trail, f"“{text}”不是存在的日期")
                continue
            if str(day.year) != year:
                report(trail, f"{day} 不在 {year} 年")
            yield trail, day


def _read_csv(text: str) -> tuple[list[HolidayEntry], list[Mistake]]:
    first = text.partition("\n")[0]
    comma = next((mark for mark in _COMMAS if mark in first), ",")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=comma)
    entries: list[HolidayEntry] = []
    mistakes: list[Mistake] = []
    try:
        heading = [cell.strip() for cell in next(rows, [])]
        if not {_DAY_COLUMN, _KIND_COLUMN} <= set(heading):
            return [], [(1, "第一行应是列名：日期、类型、名称")]
        places = heading.index(_DAY_COLUMN), heading.index(_KIND_COLUMN)
        for row in rows:
            if any(cell.strip() for cell in row):
                cells = [row[place].strip() if place < len(row) else "" for place in places]
                _add_row(rows.line_num, cells, entries, mistakes)
    except csv.Error as error:
        mistakes.append((rows.line_num, f"CSV 写法有误，请检查引号（{error}）"))
    return entries, mistakes


def _add_row(
    line: int, cells: list[str], entries: list[HolidayEntry], mistakes: list[Mistake]
) -> None:
    day = judge(_DAY, cells[0])
    is_off = _IS_OFF.get(cells[1])
    if not isinstance(day.value, date):
        mistakes.append((line, f"“{cells[0]}”不是日期，请写成 2027-01-01"))
    elif is_off is None:
        mistakes.append((line, f"类型“{cells[1]}”应写“休”或“班”"))
    else:
        entries.append(HolidayEntry(line, day.value, is_off))
