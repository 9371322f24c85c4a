"""The page of an official letter as GB/T 9704-2012 has it: 22 lines of 28 characters."""

import unicodedata

from egov_desktop.documents.lines import break_lines
from egov_desktop.documents.styles import MARGIN_BINDING, MARGIN_HEAD, MM, TEXT_LONG, TEXT_SHORT

CELLS, LINES = 28, 22
CELL = TEXT_SHORT / CELLS  # 15.79 pt: what is left of 3号 (16 pt) on this width
PITCH = TEXT_LONG / LINES  # 28.99 pt
TEXT_SIZE, TITLE_SIZE, NUMBER_SIZE = 16.0, 22.0, 14.0  # 3号 2号 4号
TITLE_CELLS = 20
"""Characters of a title (22 pt) that a line takes."""
NUMBER_DROP = 7 * MM
"""From the lower edge of the text to the dashes beside the page number."""
LEFT, TOP = MARGIN_BINDING, MARGIN_HEAD


class _Cells(dict[str, float]):
    """Character → cells it takes: half for Latin and digits, a whole one for all else."""

    def __missing__(self, char: str) -> float:
        if unicodedata.combining(char) or unicodedata.category(char) in ("Cc", "Cf", "Mn", "Me"):
            width = 0.0
        else:
            width = 0.5 if unicodedata.east_asian_width(char) in ("Na", "N", "H") else 1.0
        self[char] = width
        return width


CELLS_OF = _Cells()


def cells(text: str) -> float:
    """Return how many cells a text takes."""
    return sum(map(CELLS_OF.__getitem__, text))


def is_half(char: str) -> bool:
    """Whether a character takes half a cell."""
    return CELLS_OF[char] == 0.5


def fill(text: str, first: float, left: float, right: float = CELLS) -> list[str]:
    """Return the lines of a text between two columns; the first begins at a column of its own."""
    gap = "\u2003" if first > left else ""
    lines = break_lines(gap + text, _WithGap(first - left), right - left)
    return [lines[0].removeprefix(gap), *lines[1:]]


class _WithGap(dict[str, float]):
    def __init__(self, gap: float) -> None:
        super().__init__({"\u2003": gap})

    def __missing__(self, char: str) -> float:
        return CELLS_OF[char]
