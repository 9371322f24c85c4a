"""Detail tables (明细表): column widths, repeated head, totals."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from egov_desktop.documents import fonts, styles
from egov_desktop.documents.rows import COLUMN_HEAD, Cell, cell, draw_row
from egov_desktop.documents.sheets import Sheets, wrap
from egov_desktop.documents.styles import ACCENT, Style

_GAP_EMS = 1.1  # between columns
_SIZES = (9.0, 8.0, 7.0, 6.0)
_SAMPLE = 200  # rows that are measured for the column widths
_WIDEST = 240.0  # a column that wants more is wrapped
_NARROW = 24.0  # a column that wants no more (序号, 单位) does not grow
_NARROWEST_EMS = 4.5
_EMPTY_EMS = 4.1  # of a column in which nothing stands
_SHORT = len("2026-03-02")  # a date or a number is not broken over lines
_NAME = 8  # a cell of so few Chinese characters is not, where there is room
_HEAD_LINES = 6
_PADDING = 4.5


@dataclass(frozen=True)
class Table:
    """A table as it is drawn: labels, which columns are right-aligned, cells, totals."""

    columns: Sequence[str]
    is_number: Sequence[bool]
    rows: Sequence[Sequence[str]]
    totals: Sequence[str] | None = None


@dataclass(frozen=True)
class _Column:
    left: float
    width: float
    is_right: bool


def needs_landscape(table: Table) -> bool:
    """Whether the table is too wide for an upright sheet at the largest size."""
    size = _SIZES[0]
    wanted, _easy, least = _measures(table, size)
    return _sum(least, size) > styles.TEXT_SHORT or (
        len(table.columns) > 6 and _sum(wanted, size) > styles.TEXT_SHORT * 1.25
    )


def fitted(table: Table, width: float) -> tuple[float, list[float]]:
    """Return the largest size in which a table fits a width, and how wide its columns are."""
    size = next((s for s in _SIZES if _sum(_measures(table, s)[-1], s) <= width), _SIZES[-1])
    room = width - size * _GAP_EMS * (len(table.columns) - 1)
    wanted, easy, least = _measures(table, size)
    if sum(wanted) <= room:
        return size, _grown(wanted, table.is_number, room)
    if sum(easy) <= room:
        return size, _between(easy, wanted, room)
    if sum(least) <= room:
        return size, _between(least, easy, room)
    return size, [width * room / sum(least) for width in least]


def draw_table(sheets: Sheets, table: Table) -> None:
    """Draw a table from the present place on."""
    size, widths = fitted(table, sheets.width)
    body = Style(fonts.SANS, size, size * 1.5)
    bold = replace(body, font=fonts.SANS_BOLD)
    columns = _place(sheets, table, widths, size * _GAP_EMS)
    head = partial(_draw_head, sheets, table.columns, columns, replace(bold, colour=ACCENT))
    sheets.ensure(4 * body.leading + 4 * _PADDING)
    with sheets.tagged("Table"):
        head()
        for row in table.rows:
            cells = [_cell(text, column, body) for text, column in zip(row, columns, strict=True)]
            draw_row(sheets, cells, padding=_PADDING, on_next_sheet=head)
            sheets.advance()
        if table.totals:
            totals = zip(table.totals, columns, strict=True)
            cells = [_cell(text, column, bold) for text, column in totals]
            draw_row(sheets, cells, padding=_PADDING, on_next_sheet=head, rule=ACCENT)


def _draw_head(
    sheets: Sheets, labels: Sequence[str], columns: Sequence[_Column], style: Style
) -> None:
    cells = [
        _head_cell(label, column, style) for label, column in zip(labels, columns, strict=True)
    ]
    sheets.rule(sheets.y, colour=ACCENT, weight=1.0)
    draw_row(sheets, cells, padding=_PADDING, rule=ACCENT)


def _head_cell(label: str, column: _Column, style: Style) -> Cell:
    """Return a label; the unit in brackets has its own line if it takes several."""
    lines = wrap(label, style, column.width)
    name, bracket, unit = label.partition("\uff08")
    if len(lines) > 1 and name and unit:
        apart = wrap(name, style, column.width) + wrap(bracket + unit, style, column.width)
        lines = apart if len(apart) <= len(lines) else lines
    drawn = tuple((line, style) for line in lines[:_HEAD_LINES])
    return replace(_cell("", column, style), lines=drawn, kind=COLUMN_HEAD)


def _cell(text: str, column: _Column, style: Style) -> Cell:
    x = column.left + column.width if column.is_right else column.left
    return cell(x, text, style, column.width, is_right=column.is_right)


def _place(sheets: Sheets, table: Table, widths: Sequence[float], gap: float) -> list[_Column]:
    columns = []
    left = sheets.left
    for width, is_right in zip(widths, table.is_number, strict=True):
        columns.append(_Column(left, width, is_right))
        left += width + gap
    return columns


def _grown(wanted: Sequence[float], fixed: Sequence[bool], room: float) -> list[float]:
    """Return column widths that fill the room, of which there is more than is wanted."""
    weights = [
        0.0 if is_fixed else max(width - _NARROW, 0.0)
        for width, is_fixed in zip(wanted, fixed, strict=True)
    ]
    if not any(weights):
        weights = list(wanted)
    growth = (room - sum(wanted)) / sum(weights)
    return [width + weight * growth for width, weight in zip(wanted, weights, strict=True)]


def _between(less: Sequence[float], more: Sequence[float], room: float) -> list[float]:
    """Return column widths that fill the room, each as far between two widths as the others."""
    share = (room - sum(less)) / (sum(more) - sum(less))
    return [low + (high - low) * share for low, high in zip(less, more, strict=True)]


def _measures(table: Table, size: float) -> tuple[list[float], list[float], list[float]]:
    """Return for each column the width it wants, one that breaks no name, the least it needs."""
    wanted, easy, least = [], [], []
    totals = table.totals or [""] * len(table.columns)
    for index, label in enumerate(table.columns):
        cells = [row[index] for row in table.rows[:_SAMPLE]]
        longest = max((fonts.text_width(text, fonts.SANS, size) for text in cells), default=0.0)
        longest = max(longest, fonts.text_width(totals[index], fonts.SANS_BOLD, size))
        head = fonts.text_width(label, fonts.SANS_BOLD, size)
        head = head if longest else min(head, size * _NARROWEST_EMS)
        want = min(max(longest, head), _WIDEST) + 0.5
        short = (text for text in cells if text.isascii() and len(text) <= _SHORT)
        few = max((fonts.text_width(text, fonts.SANS, size) + 0.5 for text in short), default=0.0)
        few = max(few, size * (_NARROWEST_EMS if longest else _EMPTY_EMS))
        wanted.append(want)
        few = min(want, max(few, longest + 0.5) if table.is_number[index] else few)
        names = (text for text in cells if len(text) <= _NAME)
        name = max((fonts.text_width(text, fonts.SANS, size) + 0.5 for text in names), default=0.0)
        least.append(few)
        easy.append(min(want, max(few, name)))
    return wanted, easy, least


def _sum(widths: Sequence[float], size: float) -> float:
    return sum(widths) + size * _GAP_EMS * (len(widths) - 1)
