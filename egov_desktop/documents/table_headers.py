"""The header of a detail table (明细表) in somebody's sheet: by label, or by an export's marks."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from egov_desktop.documents.table_workbook import MARK
from egov_desktop.documents.workbook_parts import Cell, Place, place_of
from egov_desktop.documents.workbook_reading import Sheet, Workbook
from egov_desktop.domain.table_sheets import SheetColumn, SheetTable
from egov_desktop.domain.typed_text import compacted

_ROWS_SEARCHED = 60
_LONGEST = 200
"""Characters of a cell that are looked at for a heading, a title or a unit."""
_ALIKE = 0.6
_NUMBERING = {"序号", "序", "编号", "no", "no."}
_WITH_UNIT = re.compile(r"(.+?)(?:\([^()]*\)|[/:][^/:]*元)")
_MONEY_WORDS = r"((?:百|千|万|百万|千万|亿)?元|万|亿)"
_MONEY_UNIT = re.compile(_MONEY_WORDS)
_UNIT_ABOVE = re.compile(rf"单位:?(?:人民币)?{_MONEY_WORDS}")
_MARK = re.compile(rf"{MARK}\.([a-z0-9_]+)\.([a-z0-9_]+)", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!(?P<cell>[^!:]+)")

Rows = Mapping[int, Mapping[int, Cell]]
Marks = Mapping[tuple[str, Place], tuple[str, str]]
"""Table and column, by the title of the sheet (in small letters) and the place in it."""


@dataclass(frozen=True)
class HeaderColumn:
    """A column of a sheet that is a column of the table."""

    column: SheetColumn
    unit: str
    """Of money, as the heading states it; empty when it states none."""


@dataclass(frozen=True)
class Header:
    """Where a table begins in a sheet, and what each column holds."""

    table: SheetTable
    sheet: Sheet
    row: int
    columns: Mapping[int, HeaderColumn]
    foreign: tuple[str, ...]
    """Headings that the table has not."""
    money_unit: str
    """Stated above the table (单位：元)."""
    is_marked: bool
    likeness: float
    """How much the title of the sheet, or a line above the table, is like the table's name."""

    @property
    def rank(self) -> tuple[bool, float, float, int]:
        """Return how sure it is that this is the table; the larger the surer."""
        count = len(self.columns)
        return self.is_marked, self.likeness, count / len(self.table.columns), count

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the labels of columns that the sheet has not."""
        found = {each.column.id for each in self.columns.values()}
        return tuple(
            column.label
            for column in self.table.columns
            if column.id not in found and not column.is_computed
        )


def wants_name(name: str) -> bool:
    """Whether a defined name of a workbook is a mark of ours."""
    return _MARK.fullmatch(name) is not None


def marks_of(book: Workbook) -> Marks:
    """Return where the marks of an export stand now."""
    found = {}
    for name, reference in book.names.items():
        mark, target = _MARK.fullmatch(name), _REFERENCE.fullmatch(reference)
        place = place_of(target["cell"]) if target else None
        if mark and target and place:
            title = (target["quoted"] or target["plain"]).replace("''", "'")
            found[title.casefold(), place] = (mark[1].lower(), mark[2].lower())
    return found


def plain_of(text: str) -> str:
    """Return how a cell begins, without blanks, full-width forms and capitals."""
    return compacted(text[:_LONGEST]).casefold()


def rows_of(sheet: Sheet) -> Rows:
    """Return the cells of a sheet by row and column, in their order."""
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        rows.setdefault(row, {})[column] = cell
    return rows


def find_header(sheet: Sheet, rows: Rows, table: SheetTable, marks: Marks) -> Header | None:
    """Return the header row of a table in a sheet; None when the sheet does not hold the table."""
    searched = list(rows)[:_ROWS_SEARCHED]
    labels = _Labels(table.columns)
    found = {
        number: _columns(rows[number], labels, _own_marks(sheet, number, table, marks))
        for number in searched
    }
    best = max(searched, key=lambda number: len(found[number][0]), default=0)
    columns, foreign = found.get(best, ({}, {}))
    is_marked = bool(_own_marks(sheet, best, table, marks))
    if not columns or not (is_marked or _is_likely(len(columns), len(foreign), table)):
        return None
    above = [plain_of(c.text) for row in searched if row < best for c in rows[row].values()]
    return Header(
        table,
        sheet,
        best,
        columns,
        tuple(t for t in foreign.values() if plain_of(t) not in _NUMBERING),
        next((unit for text in above if (unit := _unit_above(text))), ""),
        is_marked,
        max(_likeness(plain_of(table.title), text) for text in (plain_of(sheet.title), *above)),
    )


def _is_likely(own: int, foreign: int, table: SheetTable) -> bool:
    """Whether a row has enough of a table's labels to be its header."""
    wanted = sum(not column.is_computed for column in table.columns)
    return own >= min(2, wanted) and 2 * own >= min(own + foreign, wanted)


def _own_marks(
    sheet: Sheet, row: int, table: SheetTable, marks: Marks
) -> dict[int, SheetColumn | None]:
    """Return the columns that the marks of an export name in a row; None for one long gone."""
    return {
        place[1]: next((column for column in table.columns if column.id == mark[1]), None)
        for (title, place), mark in marks.items()
        if title == sheet.title.casefold() and place[0] == row and mark[0] == table.id
    }


def _columns(
    cells: Mapping[int, Cell], labels: "_Labels", marked: Mapping[int, SheetColumn | None]
) -> tuple[dict[int, HeaderColumn], dict[int, str]]:
    """Return the columns that a row heads, by label first and then by mark, and the others."""
    columns: dict[int, HeaderColumn] = {}
    foreign: dict[int, str] = {}
    taken: set[str] = set()
    for number, cell in cells.items():
        found = labels.column(cell.text)
        if found is None or found.column.id in taken:
            foreign[number] = cell.text
            continue
        taken.add(found.column.id)
        if not found.column.is_computed:
            columns[number] = found
    for number, own in marked.items():
        if number in foreign and own is not None and own.id not in taken:
            text = foreign.pop(number)
            if not own.is_computed:
                columns[number] = HeaderColumn(own, _money_unit(text))
    return columns, foreign


def _money_unit(text: str) -> str:
    match = _MONEY_UNIT.search(text)
    return match[1] if match else ""


def _unit_above(text: str) -> str:
    match = _UNIT_ABOVE.search(text)
    return match[1] if match else ""


def _likeness(title: str, text: str) -> float:
    """Return 1 for a text that names the table, less for one that nearly does, mostly 0."""
    if title in text:
        return 1.0
    ratio = SequenceMatcher(None, title, text, autojunk=False).ratio()
    return ratio if ratio >= _ALIKE else 0.0


def _parted(heading: str) -> tuple[str, str]:
    """Return the label of a heading and the unit of money it states, without blanks and marks."""
    plain = plain_of(heading).strip("*")
    match = _WITH_UNIT.fullmatch(plain)
    return (match[1], _money_unit(plain[len(match[1]) :])) if match else (plain, "")


class _Labels:
    """The labels of a table's columns, as a header may write them."""

    def __init__(self, columns: Iterable[SheetColumn]) -> None:
        self._exact: dict[str, SheetColumn] = {}
        self._bare: dict[str, list[SheetColumn]] = {}
        for column in columns:
            plain = plain_of(column.label)
            self._exact[plain] = column
            self._bare.setdefault(_parted(column.label)[0], []).append(column)

    def column(self, heading: str) -> HeaderColumn | None:
        """Return the column a heading means, whatever unit it states."""
        plain = plain_of(heading).strip("*")
        label, unit = _parted(heading)
        if plain in self._exact:
            return HeaderColumn(self._exact[plain], "")
        if label in self._exact:
            return HeaderColumn(self._exact[label], unit)
        alike = self._bare.get(label, [])
        return HeaderColumn(alike[0], unit) if len(alike) == 1 else None
