"""Reading a letter from its PDF: every line with the places of its characters."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

MM = 72 / 25.4
CELL, PITCH = 156 * MM / 28, 225 * MM / 22
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, 184 * MM, 37 * MM, 262 * MM


@dataclass(frozen=True)
class Printed:
    """A character and the middle of the line that it stands on, from the top of the page."""

    char: str
    left: float
    right: float
    middle: float


@dataclass(frozen=True)
class PrintedLine:
    """A line as it is read from the page."""

    characters: tuple[Printed, ...]

    @property
    def text(self) -> str:
        return "".join(each.char for each in self.characters)

    @property
    def left(self) -> float:
        return self.characters[0].left

    @property
    def middle(self) -> float:
        """Of its Chinese characters: Latin ones may come from another font."""
        return self.characters[0].middle


def printed(path: Path) -> list[list[PrintedLine]]:
    """Return the lines of every page, the page number last."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [list(lines_of(page)) for page in document]
    finally:
        document.close()


def lines_of(page: pypdfium2.PdfPage) -> Iterator[PrintedLine]:
    height = page.get_height()
    text = page.get_textpage()
    rows: dict[int, list[Printed]] = defaultdict(list)
    for number in range(text.count_chars()):
        char = text.get_text_range(number, 1)
        if not char.strip():
            continue
        left, bottom, right, top = text.get_charbox(number, loose=True)
        middle = height - (top + bottom) / 2
        rows[round((middle - TOP) / PITCH - 0.5)].append(Printed(char, left, right, middle))
    for row in sorted(rows):
        yield PrintedLine(tuple(sorted(rows[row], key=lambda each: each.left)))
