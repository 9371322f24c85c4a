"""Detail tables (明细表) as an Excel workbook: a sheet for each, ready to be filled in and read."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.table_sheets import (
    NUMBER_KINDS,
    CellValue,
    FilledTable,
    SheetColumn,
    SheetTable,
)
from egov_desktop.files import replacing

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Border, PatternFill
    from openpyxl.worksheet.worksheet import Worksheet

MARK = "egov"
"""First word of the names given to header cells; they move with the cells: `egov.table.column`."""
HEADER_ROW = 3
_CHOICES_SHEET = "选项"
_ROWS_TO_FILL = 1000
_MOST_TITLE = 31
_MOST_TEXT = 32_767
_MOST_DIGITS = 15
_NARROWEST, _WIDEST = 10, 44
_SAMPLE = 200
_FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_HINT = "可以增加和删除行，列可以换位置。"
_HINT_COMPUTED = "灰底的列由程序计算，导入时不读取。"
_FORMATS = {"money": "#,##0.00####", "integer": "0", "date": "yyyy-mm-dd"}
_HEADER_FILL, _COMPUTED_FILL, _LINE, _QUIET = "DCE6F1", "EDEDED", "BFBFBF", "7F7F7F"


def write_tables(tables: Sequence[FilledTable], subject: str, out: Path) -> None:
    """Write a workbook with a sheet for each table; `subject` names project and filing.

    No cell is a formula, whatever its text begins with. Raises InvalidInputError for a text that
    no cell can hold, StorageError when the file cannot be written.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    lists = _ChoiceLists(book)
    titles: list[str] = [_CHOICES_SHEET]
    for filled in tables:
        titles.append(_free_title(filled.table.title, titles))
        sheet = book.create_sheet(titles[-1])
        _write_head(sheet, filled.table, subject)
        _write_rows(sheet, filled)
        _mark_header(book, sheet, filled.table)
        _fit(sheet, filled)
        lists.offer(sheet, filled)
    lists.finish()
    with replacing(out) as stream:
        book.save(stream)


def _free_title(wanted: str, taken: Sequence[str]) -> str:
    """Return a title that Excel allows and no other sheet has."""
    plain = _FORBIDDEN_IN_TITLE.sub(" ", wanted).strip(" '") or "明细表"
    used = {title.casefold() for title in taken} | {"history"}
    title, number = plain[:_MOST_TITLE], 1
    while title.casefold() in used:
        number += 1
        title = f"{plain[: _MOST_TITLE - len(str(number)) - 1]} {number}"
    return title


def _write_head(sheet: "Worksheet", table: SheetTable, subject: str) -> None:
    from openpyxl.styles import Alignment, Font

    title = sheet.cell(1, 1)
    _set_text(title, table.title)
    title.font = Font(bold=True, size=14)
    hint = sheet.cell(2, 1)
    is_computed = any(column.is_computed for column in table.columns)
    _set_text(hint, f"{subject}。{_HINT}{_HINT_COMPUTED if is_computed else ''}")
    hint.font = Font(color=_QUIET, size=9)
    for number, column in enumerate(table.columns, 1):
        cell = sheet.cell(HEADER_ROW, number)
        _set_text(cell, column.heading)
        cell.font = Font(bold=True)
        cell.fill = _fill(_COMPUTED_FILL if column.is_computed else _HEADER_FILL)
        cell.border = _border()
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        letter = cell.column_letter
        sheet.column_dimensions[letter].number_format = _format_of(column)
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write_rows(sheet: "Worksheet", filled: FilledTable) -> None:
    from openpyxl.styles import Alignment

    border, grey = _border(), _fill(_COMPUTED_FILL)
    texts = Alignment(vertical="top", wrap_text=True)
    numbers = Alignment(vertical="top", horizontal="right")
    for number, row in enumerate(filled.rows, 1):
        for place, (column, value) in enumerate(zip(filled.table.columns, row, strict=True), 1):
            cell = sheet.cell(HEADER_ROW + number, place)
            try:
                _set_value(cell, column, value)
            except _TooLongError:
                raise InvalidInputError(
                    f"“{filled.table.title}”第 {number} 行的“{column.label}”超过 {_MOST_TEXT} 字，"
                    "Excel 的一格放不下，请先缩短。"
                ) from None
            cell.border = border
            cell.alignment = numbers if column.kind in NUMBER_KINDS else texts
            if column.is_computed:
                cell.fill = grey


def _set_value(cell: "Cell", column: SheetColumn, value: CellValue) -> None:
    if isinstance(value, Decimal) and _digits(value) <= _MOST_DIGITS:
        cell.value = value
        cell.number_format = _format_of(column)
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = _FORMATS["date"]
    elif value is not None:
        _set_text(cell, f"{value:f}" if isinstance(value, Decimal) else value)
    else:
        cell.number_format = _format_of(column)


def _digits(number: Decimal) -> int:
    """Return how many digits Excel would have to keep."""
    return len(format(number.normalize(), "f").lstrip("-0.").replace(".", ""))


class _TooLongError(Exception):
    """A text that no cell can hold."""


def _set_text(cell: "Cell", text: str) -> None:
    """Put text into a cell as text: never a formula, a number or an escape."""
    plain = "".join(mark for mark in text if mark.isprintable() or mark == "\n")
    escaped = _LOOKS_ESCAPED.sub("_x005F_", plain)
    if len(escaped) > _MOST_TEXT:
        raise _TooLongError
    cell.value = escaped
    cell.data_type = "s"
    cell.number_format = "@"
    if escaped.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True


def _format_of(column: SheetColumn) -> str:
    return _FORMATS.get(column.kind, "General" if column.kind in NUMBER_KINDS else "@")


def _mark_header(book: "Workbook", sheet: "Worksheet", table: SheetTable) -> None:
    """Name every header cell, so that an import knows it wherever it is moved."""
    from openpyxl.utils import quote_sheetname
    from openpyxl.workbook.defined_name import DefinedName

    for number, column in enumerate(table.columns, 1):
        name = f"{MARK}.{table.id}.{column.id}"
        place = f"{quote_sheetname(sheet.title)}!{sheet.cell(HEADER_ROW, number).coordinate}"
        absolute = re.sub(r"!([A-Z]+)(\d+)$", r"!$\1$\2", place)
        book.defined_names[name] = DefinedName(name, attr_text=absolute, hidden=True)


def _fit(sheet: "Worksheet", filled: FilledTable) -> None:
    """Make columns as wide as their heading and the first rows need."""
    for number, column in enumerate(filled.table.columns):
        texts = [column.heading, *(str(row[number] or "") for row in filled.rows[:_SAMPLE])]
        width = max(_width(line) for text in texts for line in (text.splitlines() or [""]))
        letter = sheet.cell(HEADER_ROW, number + 1).column_letter
        sheet.column_dimensions[letter].width = min(max(width + 3, _NARROWEST), _WIDEST)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(mark) in "WFA" else 1 for mark in text)


def _fill(colour: str) -> "PatternFill":
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=colour)


def _border() -> "Border":
    from openpyxl.styles import Border, Side

    line = Side("thin", color=_LINE)
    return Border(line, line, line, line)


class _ChoiceLists:
    """The words that columns offer, on a hidden sheet: a list in a cell has no room for many."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._sheet = book.create_sheet(_CHOICES_SHEET)
        self._places: dict[tuple[str, ...], str] = {}

    def offer(self, sheet: "Worksheet", filled: FilledTable) -> None:
        """Give the cells of every column with choices a drop-down list."""
        from openpyxl.worksheet.datavalidation import DataValidation

        last = HEADER_ROW + len(filled.rows) + _ROWS_TO_FILL
        for number, column in enumerate(filled.table.columns, 1):
            if not column.choices or column.is_computed:
                continue
            is_closed = column.kind != "open_choice"
            offered = DataValidation(
                "list",
                formula1=self._place(column.choices),
                allow_blank=True,
                showErrorMessage=is_closed,
                errorStyle="warning",
                error="请从列表中选择。",
            )
            letter = sheet.cell(HEADER_ROW, number).column_letter
            offered.add(f"{letter}{HEADER_ROW + 1}:{letter}{last}")
            sheet.add_data_validation(offered)

    def _place(self, choices: tuple[str, ...]) -> str:
        if choices not in self._places:
            column = len(self._places) + 1
            cells = [self._sheet.cell(row, column) for row in range(1, len(choices) + 1)]
            for cell, words in zip(cells, choices, strict=True):
                _set_text(cell, words)
            letter = cells[0].column_letter
            self._places[choices] = f"'{_CHOICES_SHEET}'!${letter}$1:${letter}${len(choices)}"
        return self._places[choices]

    def finish(self) -> None:
        """Put the lists out of sight, or away when there are none."""
        if not self._places:
            self._book.remove(self._sheet)
            return
        self._book.move_sheet(self._sheet, len(self._book.worksheets) - 1)
        self._sheet.sheet_state = "hidden"
        self._book.active = 0
