"""What a PDF says, read back from its text layer (印本的文字)."""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice
from pathlib import Path

from egov_desktop.documents import fonts
from egov_desktop.documents.preview import opened
from egov_desktop.documents.styles import MM
from egov_desktop.domain.errors import CancelledError, InvalidInputError
from egov_desktop.domain.printed_passages import Passage

_UPRIGHT, _LYING = (30 * MM, 31 * MM), (23 * MM, 22 * MM)
"""Foot and head of a sheet: within these distances of its edges stands what is repeated."""
_HYPHENS = {0x02: "-\n", 0xFFFE: "-\n"}
"""What the reader of PDFs makes of a hyphen at the end of a line, and of the end after it."""
_NEAR = 2
"""A line stands at most so many sheets behind the one before it."""
_PIECE = 3
"""So many characters are looked for first."""
_DIVIDED = 24
"""A text that goes on over sheets is longer: a cell is divided when it has very many lines."""
_CELL = re.compile(r".+\[(\d{1,9})\]")
_SHOWN = 40
_MOST_TOLD = 10
"""So many lines that are not there are told; more take time and say nothing new."""
_MOST_TRIES = 5_000_000
"""Places at which texts are looked for: more than in the longest packet by far."""
_ODD_DIRECTIONS = {"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "RLI", "LRI", "FSI", "PDI"}
_ODD_CATEGORIES = {"Mn", "Mc", "Me", "Co", "Cn", "Cs", "Cc", "Cf"}


class PrintedText:
    """The text of a packet's pages, read once: the body, and the foot of each page."""

    def __init__(self, pdf: Path, is_cancelled: Callable[[], bool] | None = None) -> None:
        """Read a PDF; raises InvalidInputError for a broken file, CancelledError."""
        sheets = list(_sheets(pdf, is_cancelled))
        self.feet = tuple(_squeezed(foot) for _, foot in sheets)
        self._text = _joined([body for body, _ in sheets])

    def missing(self, printed: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
        """Return the printed lines that the text has not, in words, the first of them only.

        A field is looked for right behind its label, the first cell of a row behind the number of
        the row, other cells and amounts in words behind what stands before them; in their order.
        """
        search = _Search(self._text)
        told = (
            f"“{line['label']}”（{line['path']}）：{_short(line['text'])}"
            for line in printed
            if not search.has_next(line)
        )
        return tuple(islice(told, _MOST_TOLD))

    def differing(self, passages: Iterable[Passage]) -> tuple[str, ...]:
        """Return the passages that the text has not as they should be, in words."""
        at, told = 0, []
        for passage in passages:
            end, flaw = self._end_of(passage, at)
            if flaw:
                told.append(f"“{passage.name}”：{_short(flaw)}")
            at = max(at, end)
        return tuple(told)

    def present(self, passages: Iterable[Passage]) -> tuple[str, ...]:
        """Return the names of the passages that the text has, anywhere."""
        found = (each.name for each in passages if not self._end_of(each, 0)[1])
        return tuple(dict.fromkeys(found))

    @staticmethod
    def uncompared(texts: Iterable[str]) -> int:
        """Return how many of these texts cannot be read back from a PDF for certain."""
        return sum(map(_is_odd, texts))

    def _end_of(self, passage: Passage, at: int) -> tuple[int, str]:
        """Return where a passage ends, and the first of its texts that is not there."""
        for piece in passage.pieces:
            if _is_odd(piece.text):
                continue
            sought = _squeezed(_drawn(piece.text))
            end = self._text.end_of(sought, at, is_whole=piece.is_whole)
            if end < 0:
                return at, piece.text
            at = end
        if passage.ends_before and self._text.goes_on(at, passage.ends_before):
            return at, f"另有第 {passage.ends_before} 项"
        return at, ""


def missing_from(
    pdf: Path,
    printed: Sequence[Mapping[str, str]],
    is_cancelled: Callable[[], bool] | None = None,
) -> tuple[str, ...]:
    """Return the printed lines that the text of a PDF has not; raises as `PrintedText` does."""
    return PrintedText(pdf, is_cancelled).missing(printed)


class _Search:
    """Goes through a text from one printed line to the next."""

    def __init__(self, text: "_Text") -> None:
        self._text = text
        self._at = 0
        self._limit = len(text.text)
        self._group = ""
        self._is_loose = False
        """Whether a text of this row could not be looked for: what follows it stands anywhere."""
        self._next: int | None = None
        """Where the next cell of the row begins; None when that is not known."""

    def has_next(self, line: Mapping[str, str]) -> bool:
        """Whether a line stands where it belongs."""
        sought = _squeezed(_drawn(line["text"]))
        if not sought:
            return True
        cell = _CELL.match(line["path"])
        group = cell[0] if cell else line["path"]
        if group != self._group:
            self._is_loose = False
        if _is_odd(line["label"] + line["text"]):
            self._is_loose = True
            self._group = group
            self._limit = len(self._text.text)
            return True
        if self._is_loose:
            return bool(self._text.find(sought, self._at, len(self._text.text))[1])
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
    tries: Counter[str] = field(default_factory=Counter)
    """How many places have been looked at."""

    def find(self, sought: str, at: int, limit: int) -> tuple[int, list[int]]:
        """Return where a text begins, between two places, and where it ends on each page."""
        head = sought[:_PIECE]
        while (at := self.text.find(head, at, limit)) >= 0:
            self._count_try()
            if self.is_edge[at] and (stops := self.stops(sought, at)):
                return at, stops
            at += 1
        return limit, []

    def _count_try(self) -> None:
        """Raise InvalidInputError for a text that was made to take for ever."""
        self.tries["places"] += 1
        if self.tries["places"] > _MOST_TRIES:
            raise InvalidInputError("packet.pdf 的文字异常，无法与 submission.json 比较。")

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

    def end_of(self, sought: str, at: int, *, is_whole: bool) -> int:
        """Return where a text ends that is looked for from a place on; -1 if it is not there."""
        if not is_whole:
            found = self.text.find(sought, at)
            return found + len(sought) if found >= 0 else -1
        _, stops = self.find(sought, at, len(self.text)) if sought else (at, [at])
        return stops[-1] if stops else -1

    def goes_on(self, at: int, words: str) -> bool:
        """Whether a row begins with these words right at a place."""
        end = at + len(words)
        return self.text.startswith(words, at) and self.is_edge[end]

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


def _joined(pages: Sequence[str]) -> _Text:
    edges: list[bool] = []
    for page in pages:
        edges += _edges(page)
    texts = [_squeezed(page) for page in pages]
    return _Text("".join(texts), [*edges, True], [0, *accumulate(map(len, texts))])


def _sheets(pdf: Path, is_cancelled: Callable[[], bool] | None) -> Iterator[tuple[str, str]]:
    """Yield the text of each page between running head and foot, and that of the foot."""
    document = opened(pdf)
    try:
        for page in document:
            if is_cancelled and is_cancelled():
                raise CancelledError("核对印本文字已取消。")
            text = page.get_textpage()
            width, height = page.get_size()
            foot, head = _LYING if width > height else _UPRIGHT
            body = text.get_text_bounded(bottom=foot, top=height - head)
            below = text.get_text_bounded(top=foot)
            text.close()
            page.close()
            yield _composed(body), _composed(below)
    finally:
        document.close()


def _composed(drawn: str) -> str:
    return unicodedata.normalize("NFKC", drawn.translate(_HYPHENS))


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


def _is_odd(text: str) -> bool:
    """Whether a reader of PDFs may give a text back in another order or form than it was drawn."""
    return not text.isascii() and any(
        unicodedata.bidirectional(char) in _ODD_DIRECTIONS
        or unicodedata.category(char) in _ODD_CATEGORIES
        for char in set(text)
        if not char.isspace()
    )


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
