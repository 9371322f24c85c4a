"""Drawing the lines of a letter: one character a cell, Latin and digits half of one."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from egov_desktop.documents import fonts
from egov_desktop.documents.letter_grid import (
    CELL,
    LEFT,
    NUMBER_DROP,
    NUMBER_SIZE,
    PITCH,
    TEXT_SIZE,
    TITLE_SIZE,
    TOP,
    cells,
    is_half,
)
from egov_desktop.documents.letter_layout import Face, Line
from egov_desktop.documents.styles import A4, TEXT_LONG, TEXT_SHORT

BUNDLED: Mapping[Face, str] = {
    Face.TEXT: fonts.SERIF,
    Face.HEADING: fonts.SANS_BOLD,
    Face.SUBHEADING: fonts.KAI,
    Face.TITLE: fonts.SERIF_BOLD,
}
"""The fonts of the program: 宋体 stands for 仿宋."""
_BASELINE = 0.38
"""Of the size: from the middle of a line down to its baseline."""
_DASH_RISE = 0.32
"""Of the size: how high the dashes beside the page number stand."""
_STRETCHED = "\u2014\u2026"


def draw_lines(
    canvas: Any, lines: Sequence[Line], faces: Mapping[Face, str], mark: Callable[[int], None]
) -> None:
    """Draw the lines of one page; the colour of the canvas is used, its state kept.

    `mark` is called before a line is drawn, with its place.
    """
    canvas.saveState()
    for number, line in enumerate(lines):
        if line.runs:
            mark(number)
        x = LEFT + line.column * CELL
        middle = A4[1] - TOP - (number + 0.5) * PITCH
        for run in line.runs:
            size = TITLE_SIZE if run.face is Face.TITLE else TEXT_SIZE
            baseline = middle - _BASELINE * size
            cell = size if run.face is Face.TITLE else CELL
            draw_text(canvas, x, baseline, run.text, faces[run.face], size, cell)
            x += cells(run.text) * cell
    canvas.restoreState()


def draw_page_number(canvas: Any, number: int) -> None:
    """Draw the number at the outer edge, one cell in: odd pages right, even ones left."""
    text = f"\u2014 {number} \u2014"
    width = cells(text) * NUMBER_SIZE
    x = LEFT + (TEXT_SHORT - width - CELL if number % 2 else CELL)
    baseline = A4[1] - TOP - TEXT_LONG - NUMBER_DROP - _DASH_RISE * NUMBER_SIZE
    canvas.saveState()
    draw_text(canvas, x, baseline, text, fonts.SERIF, NUMBER_SIZE, NUMBER_SIZE)
    canvas.restoreState()


def draw_text(
    canvas: Any, x: float, baseline: float, text: str, font: str, size: float, cell: float
) -> None:
    """Draw a text on cells of a width in points."""
    for is_latin, characters in groupby(text, is_half):
        piece = "".join(characters)
        if is_latin:
            _draw_squeezed(canvas, x, baseline, piece, font, size, cells(piece) * cell)
        else:
            _draw_square(canvas, x, baseline, piece, font, size, cell)
        x += cells(piece) * cell


def _draw_square(
    canvas: Any, x: float, baseline: float, text: str, font: str, size: float, cell: float
) -> None:
    """Draw characters of one cell each; those of another width stand in its middle."""
    widths = fonts.widths(font)
    for is_regular, characters in groupby(text, lambda char: widths[char] == 1):
        piece = "".join(characters)
        if is_regular:
            _put(canvas, x, baseline, piece, font, size, spacing=cell - size)
            x += len(piece) * cell
            continue
        for char in piece:
            width = widths[char] * size
            if char in _STRETCHED:
                _put(canvas, x, baseline, char, font, size, scale=cell / width)
            else:
                _put(canvas, x + (cells(char) * cell - width) / 2, baseline, char, font, size)
            x += cells(char) * cell


def _draw_squeezed(
    canvas: Any, x: float, baseline: float, text: str, font: str, size: float, room: float
) -> None:
    """Draw Latin and digits on just this room: narrower where they need more, else spaced."""
    width = fonts.text_width(text, font, size)
    if width > room:
        _put(canvas, x, baseline, text, font, size, scale=room / width)
    else:
        gap = (room - width) / len(text)
        _put(canvas, x + gap / 2, baseline, text, font, size, spacing=gap)


def _put(
    canvas: Any,
    x: float,
    baseline: float,
    text: str,
    font: str,
    size: float,
    *,
    spacing: float = 0,
    scale: float = 1,
) -> None:
    """Draw a text as it is, each character from the font that has it."""
    for name, piece in fonts.runs(text, font):
        fonts.registered(name)
        drawn = canvas.beginText(x, baseline)
        drawn.setFont(name, size)
        drawn.setCharSpace(spacing)
        drawn.setHorizScale(scale * 100)
        drawn.textOut(piece)
        canvas.drawText(drawn)
        x += (fonts.text_width(piece, name, size) + spacing * len(piece)) * scale
