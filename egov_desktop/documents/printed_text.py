"""What a PDF says, read back from its text layer (印本的文字)."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from egov_desktop.documents import fonts
from egov_desktop.documents.preview import opened
from egov_desktop.documents.styles import MM
from egov_desktop.domain.errors import CancelledError

_UPRIGHT, _LYING = (30 * MM, 31 * MM), (23 * MM, 22 * MM)
"""Foot and head of a sheet: within these distances of its edges stands what is repeated."""
_HYPHENS = {0x02: "-", 0xFFFE: "-"}
"""What the reader of PDFs makes of a hyphen at the end of a line."""
_NEAR = 2
"""A line stands at most so many sheets behind the one before it."""
_PIECE = 3
"""So many characters are looked for first."""
_DIVIDED = 24
"""A text that goes on over sheets is longer: a cell is divided when it has very many lines."""
_CELL = re.compile(r".+\[(\d{1,9})\]")
_SHOWN = 40


def bears(path: Path, words: str) -> bool:
    """Whether the first page says these words; raises InvalidInputError for a broken file."""
    document = opened(path)
    try:
        return words in document[0].get_textpage().get_text_bounded()
    finally:
        document.close()


def missing_from(
    pdf: Path,
    printed: Sequence[Mapping[str, str]],
    is_cancelled: Callable[[], bool] | None = None,
) -> tuple[str, ...]:
    """Return the printed lines that the text of a PDF has not, in words.

    A field is looked for right behind its label, the first cell of a row behind the number of the
    row, other cells and amounts in words behind what stands before them; all in their order.
    Raises InvalidInputError for a broken file, CancelledError.
    """
    search = _Search(_read(pdf, is_cancelled))
    return tuple(
        f"“{line['label']}”（{line['path']}）：{_short(line['text'])}"
        for line in printed
        if not search.has_next(line)
    )


class _Search:
    """Goes through a text from one printed line to the next."""

    def __init__(self, text: "_Text") -> None:
        self._text = text
        self._at = 0
        self._limit = len(text.text)
        self._group = ""
        self._next: int | None = None
        """Where the next cell of the row begins; None when that is not known."""

    def has_next(self, line: Mapping[str, str]) -> bool:
        """Whether a line stands where it belongs."""
        sought = _squeezed(_drawn(line["text"]))
        if not sought:
            return True
        cell = _CELL.match(line["path"])
        group = cell[0] if cell else line["path"]
        if group == self._group and self._next is not None:
            return self._took(self._text.stops(sought, self._next))
        head = str(int(cell[1]) + 1) if cell else _squeezed(_drawn(line["label"]))
        if group == self._group:  # behind what was missed
            head = ""
        self._group = group
        at, stops = self._text.find(head + sought, self._at, self._limit)
        self._at = at if stops else self._at
        self._limit = self._limit if stops else len(self._text.text)
        return self._took(stops)

    def _took(self, stops: Sequence[int]) -> bool:
        """Go on where a text ended; the next cell begins on the page where this one began."""
        self._next = stops[0] if stops else None
        if stops:
            self._limit = self._text.some_pages_on(stops[-1])
        return bool(stops)


@dataclass(frozen=True)
class _Text:
    """The text of all pages without blanks, and before which characters there were some."""

    text: str
    is_edge: Sequence[bool]
    """For every place, the end included: whether a blank or a page's edge was there."""
    starts: Sequence[int]
    """Where each page begins, and the end of the last."""

    def find(self, sought: str, at: int, limit: int) -> tuple[int, list[int]]:
        """Return where a text begins, between two places, and where it ends on each page."""
        head = sought[:_PIECE]
        while (at := self.text.find(head, at, limit)) >= 0:
            if self.is_edge[at] and (stops := self.stops(sought, at)):
                return at, stops
            at += 1
        return limit, []

    def stops(self, sought: str, start: int) -> list[int]:
        """Return where a text that begins at a place ends on each page; none if it is not there."""
        page, stops = self._page(start), []
        if len(sought) < _DIVIDED:
            end = start + len(sought)
            is_here = self.text.startswith(sought, start) and self.is_edge[end]
            return [end] if is_here else []
        while sought:
            length = self._common(sought, start, self.starts[page + 1])
            while length and not self.is_edge[start + length]:
                length -= 1
            sought = sought[length:]
            stops.append(start + length)
            page += 1
            if not sought:
                return stops
            if not length or page + 1 >= len(self.starts):
                return []
            start = self._begin(sought, page)
            if start < 0:
                return []
        return stops

    def some_pages_on(self, at: int) -> int:
        """Return the place behind which what follows a line can not begin."""
        return self.starts[min(self._page(at) + _NEAR + 1, len(self.starts) - 1)]

    def _begin(self, sought: str, page: int) -> int:
        """Return where the rest of a text begins on a page: at an edge, as long as it is."""
        head, at = sought[:_PIECE], self.starts[page]
        while (at := self.text.find(head, at, self.starts[page + 1])) >= 0:
            if self.is_edge[at]:
                return at
            at += 1
        return -1

    def _common(self, sought: str, start: int, end: int) -> int:
        """Return how many characters are the same from a place on, up to an end."""
        low, high = 0, min(len(sought), end - start)
        while low < high:
            middle = (low + high + 1) // 2
            if self.text.startswith(sought[:middle], start):
                low = middle
            else:
                high = middle - 1
        return low

    def _page(self, at: int) -> int:
        return min(bisect_right(self.starts, at) - 1, len(self.starts) - 2)


def _read(pdf: Path, is_cancelled: Callable[[], bool] | None) -> _Text:
    pages = list(_pages(pdf, is_cancelled))
    edges: list[bool] = []
    for page in pages:
        edges += _edges(page)
    texts = [_squeezed(page) for page in pages]
    return _Text("".join(texts), [*edges, True], [0, *accumulate(map(len, texts))])


def _pages(pdf: Path, is_cancelled: Callable[[], bool] | None) -> Iterator[str]:
    """Yield the text of each page between running head and foot."""
    document = opened(pdf)
    try:
        for page in document:
            if is_cancelled and is_cancelled():
                raise CancelledError("核对印本文字已取消。")
            text = page.get_textpage()
            width, height = page.get_size()
            foot, head = _LYING if width > height else _UPRIGHT
            drawn = text.get_text_bounded(bottom=foot, top=height - head)
            text.close()
            page.close()
            yield unicodedata.normalize("NFKC", drawn.translate(_HYPHENS))
    finally:
        document.close()


def _edges(page: str) -> Iterator[bool]:
    """Yield for every character that is no blank whether one stands before it."""
    is_after = True
    for char in page:
        if char.isspace() or char == "\0":
            is_after = True
        else:
            yield is_after
            is_after = False


def _squeezed(text: str) -> str:
    return "".join(text.replace("\0", " ").split())


def _drawn(text: str) -> str:
    """Return a text as our fonts draw it, in the form in which texts are compared."""
    pieces = fonts.runs("".join(text.split()), fonts.SERIF)
    return unicodedata.normalize("NFKC", "".join(piece for _, piece in pieces))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
