"""Rows of cells (表格行) that may go on over several sheets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from egov_desktop.documents.sheets import Sheets, wrap
from egov_desktop.documents.styles import HAIRLINE, Style
from egov_desktop.documents.tagging import REPEATED, Element

Line = tuple[str, Style]
DATA, ROW_HEAD, COLUMN_HEAD = "TD", "TH Row", "TH Column"
"""What a cell is in the structure of its table."""
_SLACK = 1e-6
_MOST_MOVED = 0.4  # a cell higher than this share of a sheet is divided rather than moved


@dataclass(frozen=True)
class Cell:
    """Lines of text at a place in the row; from `x` to the right, or ending at `x`."""

    x: float
    lines: tuple[Line, ...]
    is_right: bool = False
    kind: str = DATA
    is_more: bool = False
    """Whether it belongs to the cell before it, though it stands elsewhere."""


def cell(
    x: float,
    text: str,
    style: Style,
    width: float,
    *,
    is_right: bool = False,
    kind: str = DATA,
) -> Cell:
    """Return a cell with a text broken into lines of this width."""
    return Cell(x, tuple((line, style) for line in wrap(text, style, width)), is_right, kind)


def draw_row(
    sheets: Sheets,
    cells: Sequence[Cell],
    *,
    padding: float,
    on_next_sheet: Callable[[], None] | None = None,
    continued: Sequence[Line] = (),
    rule: str = HAIRLINE,
) -> None:
    """Draw a row and the line below it.

    `on_next_sheet` draws the head that each sheet repeats; `continued` stands in the first cell
    where the row goes on.
    """
    parts = _parts(sheets, cells)
    rest = [list(each.lines) for each in cells]
    if any(
        sheets.free < height + 2 * padding <= sheets.height * _MOST_MOVED
        for height in _heights(rest)
    ):
        _next_sheet(sheets, on_next_sheet)
    while True:
        rest = _draw_part(sheets, cells, parts, rest, padding)
        if not any(rest):
            break
        _next_sheet(sheets, on_next_sheet)
        if not rest[0]:
            rest[0] = list(continued)
            parts[0] = REPEATED
    sheets.rule(sheets.y, colour=rule)


def _parts(sheets: Sheets, cells: Sequence[Cell]) -> list[Element]:
    """Return for each cell the part of the document's structure that its text belongs to."""
    row = sheets.part("TR")
    parts: list[Element] = []
    for each in cells:
        if each.is_more:
            parts.append(parts[-1])
            continue
        tag, _, scope = each.kind.partition(" ")
        parts.append(row.part(tag, f"/A<</O/Table/Scope/{scope}>>" if scope else ""))
    return parts


def _draw_part(
    sheets: Sheets,
    cells: Sequence[Cell],
    parts: Sequence[Element],
    rest: list[list[Line]],
    padding: float,
) -> list[list[Line]]:
    """Draw as many lines as the sheet takes and return the others."""
    rise = max(lines[0][1].rise for lines in rest if lines)
    top = sheets.y - padding
    lowest = top
    left_over: list[list[Line]] = []
    for each, part, lines in zip(cells, parts, rest, strict=True):
        under = top - rise + (lines[0][1].rise if lines else 0.0)
        done = 0
        for style, group in groupby(lines, key=itemgetter(1)):
            fitting = int((under - padding - sheets.bottom) / style.leading + _SLACK)
            texts = [text for text, _ in group]
            drawn = texts[: max(fitting, 0)]
            if drawn:
                with sheets.inside(part):
                    _draw_lines(sheets, each, under - style.rise, drawn, style)
            under -= len(drawn) * style.leading
            done += len(drawn)
            if len(drawn) < len(texts):
                break
        lowest = min(lowest, under)
        left_over.append(lines[done:])
    sheets.y = lowest - padding
    return left_over


def _draw_lines(
    sheets: Sheets, each: Cell, baseline: float, lines: Sequence[str], style: Style
) -> None:
    if not each.is_right:
        sheets.block(each.x, baseline, lines, style)
        return
    for number, line in enumerate(lines):
        sheets.text_right(each.x, baseline - number * style.leading, line, style)


def _heights(rest: list[list[Line]]) -> list[float]:
    """Return how high each cell is, its first line on the line of the others' first."""
    rise = max((lines[0][1].rise for lines in rest if lines), default=0.0)
    return [
        rise - lines[0][1].rise + sum(style.leading for _, style in lines)
        for lines in rest
        if lines
    ]


def _next_sheet(sheets: Sheets, on_next_sheet: Callable[[], None] | None) -> None:
    sheets.start()
    if on_next_sheet:
        with sheets.inside(REPEATED):
            on_next_sheet()
