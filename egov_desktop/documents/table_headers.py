"""The header of a detail table (明细表) in somebody's sheet: by label, or by an export's marks."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from egov_desktop.documents.table_workbook import MARK
from egov_desktop.documents.workbook_parts import Cell, Place, place_of
from egov_desktop.documents.workbook_reading import Sheet, Workbook
from egov_desktop.domain.table_sheets import SheetColumn, SheetTable
from egov_desktop.domain.typed_text import compacted

_ROWS_SEARCHED = 60
_NUMBERING = {"序号", "序", "编号", "no", "no."}
_WITH_UNIT = re.compile(r"(?P<label>.+?)(?:\((?P<unit>[^()]*)\)|[/:](?P<after>[^/:]*元))")
_UNIT_ABOVE = re.compile(r"单位:?(\w*元)")
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
    """As the heading states it; empty when it states none."""


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
    is_titled: bool

    @property
    def rank(self) -> tuple[bool, bool, float, int]:
        """Return how sure it is that this is the table; the larger the surer."""
        count = len(self.columns)
        return self.is_marked, self.is_titled, count / len(self.table.columns), count

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


def rows_of(sheet: Sheet) -> Rows:
    """Return the cells of a sheet by row and column, in their order."""
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        rows.setdefault(row, {})[column] = cell
    return rows


def find_header(sheet: Sheet, rows: Rows, table: SheetTable, marks: Marks) -> Header | None:
    """Return the header row of a table in a sheet; None when the sheet does not hold the table."""
    headers = [_header(sheet, rows, number, table, marks) for number in list(rows)[:_ROWS_SEARCHED]]
    best = max(headers, key=lambda each: len(each.columns), default=None)
    if best is None or not best.columns:
        return None
    count, wanted = len(best.columns), sum(not c.is_computed for c in table.columns)
    headings = count + len(best.foreign)
    is_likely = count >= min(2, wanted) and 2 * count >= min(headings, wanted)
    return best if best.is_marked or is_likely else None


def _header(sheet: Sheet, rows: Rows, row: int, table: SheetTable, marks: Marks) -> Header:
    labels = _Labels(table.columns)
    columns: dict[int, HeaderColumn] = {}
    foreign: dict[int, str] = {}
    for number, cell in rows[row].items():
        found = labels.column(cell.text)
        if found is None or found.column in [each.column for each in columns.values()]:
            foreign[number] = cell.text
        elif not found.column.is_computed:
            columns[number] = found
    is_marked = False
    for number in rows[row]:
        mark = marks.get((sheet.title.casefold(), (row, number)))
        if mark is None or mark[0] != table.id:
            continue
        is_marked = True
        own = next((c for c in table.columns if c.id == mark[1]), None)
        taken = {each.column.id for each in columns.values()}
        if number in foreign and own is not None and own.id not in taken:
            if not own.is_computed:
                columns[number] = HeaderColumn(own, _parted(foreign[number])[1])
            del foreign[number]
    above = [cell.text for number in rows if number < row for cell in rows[number].values()]
    return Header(
        table,
        sheet,
        row,
        columns,
        tuple(t for t in foreign.values() if compacted(t).casefold() not in _NUMBERING),
        _unit_above(above),
        is_marked,
        _names(table.title, [sheet.title, *above]),
    )


def _unit_above(texts: Iterable[str]) -> str:
    found = (_UNIT_ABOVE.search(compacted(text)) for text in texts)
    return next((match[1] for match in found if match), "")


def _names(title: str, texts: Iterable[str]) -> bool:
    return any(compacted(title) in compacted(text) for text in texts)


def _parted(heading: str) -> tuple[str, str]:
    """Return label and unit of a heading, without blanks and marks."""
    plain = compacted(heading).strip("*").casefold()
    match = _WITH_UNIT.fullmatch(plain)
    return (match["label"], match["unit"] or match["after"] or "") if match else (plain, "")


class _Labels:
    """The labels of a table's columns, as a header may write them."""

    def __init__(self, columns: Iterable[SheetColumn]) -> None:
        self._exact: dict[str, SheetColumn] = {}
        self._bare: dict[str, list[SheetColumn]] = {}
        for column in columns:
            plain = compacted(column.label).casefold()
            self._exact[plain] = column
            self._bare.setdefault(_parted(column.label)[0], []).append(column)

    def column(self, heading: str) -> HeaderColumn | None:
        """Return the column a heading means, whatever unit it states."""
        plain = compacted(heading).strip("*").casefold()
        label, unit = _parted(heading)
        if plain in self._exact:
            return HeaderColumn(self._exact[plain], "")
        if label in self._exact:
            return HeaderColumn(self._exact[label], unit)
        alike = self._bare.get(label, [])
        return HeaderColumn(alike[0], unit) if len(alike) == 1 else None
