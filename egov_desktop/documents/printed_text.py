"""What a PDF says, read back from its text layer (印本的文字)."""

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
_PIECE = 8
"""Shorter pieces of a text that goes on over sheets are not looked for."""
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

    The lines are looked for in their order, each as a whole between blanks, wherever the lines of
    the page end. Raises InvalidInputError for a broken file, CancelledError.
    """
    text = _read(pdf, is_cancelled)
    at = 0
    limit = len(text.text)
    missing = []
    for line in printed:
        if not (sought := _squeezed(_drawn(line["text"]))):
            continue
        found = text.find(sought, at, limit)
        if found is None:
            missing.append(f"“{line['label']}”（{line['path']}）：{_short(line['text'])}")
            limit = len(text.text)
        else:
            at, end = found
            limit = text.some_pages_on(end)
    return tuple(missing)


@dataclass(frozen=True)
class _Text:
    """The text of all pages without blanks, and before which characters there were some."""

    text: str
    is_edge: Sequence[bool]
    """For every place, the end included: whether a blank or a page's edge was there."""
    starts: Sequence[int]
    """Where each page begins, and the end of the last."""

    def find(self, sought: str, at: int, limit: int) -> tuple[int, int] | None:
        """Return where a text begins and ends; it begins between two places."""
        return self._whole(sought, at, limit) or self._divided(sought, at, limit)

    def some_pages_on(self, at: int) -> int:
        """Return the place behind which what follows a line can not begin."""
        return self.starts[min(self._page(at) + _NEAR + 1, len(self.starts) - 1)]

    def _whole(self, sought: str, at: int, limit: int) -> tuple[int, int] | None:
        while (found := self.text.find(sought, at, limit)) >= 0:
            end = found + len(sought)
            if self.is_edge[found] and self.is_edge[end]:
                return found, end
            at = found + 1
        return None

    def _divided(self, sought: str, at: int, limit: int) -> tuple[int, int] | None:
        """Return the place of a text that goes on over pages, piece by piece."""
        for page in range(self._page(at), self._page(limit - 1) + 1):
            start, end = max(self.starts[page], at), self.starts[page + 1]
            head = sought[:_PIECE]
            while len(head) == _PIECE and (start := self.text.find(head, start, end)) >= 0:
                if self.is_edge[start] and (last := self._followed(sought, start, page)):
                    return start, last
                start += 1
        return None

    def _followed(self, sought: str, start: int, page: int) -> int | None:
        """Return where a text that begins at a place of a page ends on a later page."""
        while sought:
            length = self._common(sought, start, self.starts[page + 1])
            while length and not self.is_edge[start + length]:
                length -= 1
            if length == len(sought):
                return start + length
            sought, page = sought[length:], page + 1
            if not length or page + 1 >= len(self.starts):
                return None
            start = self._begin(sought, page)
            if start < 0:
                return None
        return start

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
