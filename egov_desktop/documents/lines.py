"""Breaking Chinese text into lines (断行): 避头尾, whole words and numbers."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate

# Closing punctuation, full width and ASCII: never first in a line (避头).
_NO_START = frozenset(
    "\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01\u201d\u2019\uff09\u300b\u3009\u300d\u300f\u3011"
    "\u3015\u3017\uff5d\uff3d\u2026\u2014\u00b7\u30fb\uff05\u2030\u2103\u00b0\uff0e\uff5e\u3003"
    "\u3005\uff0f/,.;:?!)]}%\"'\u00bb\u203a-"
)
# Opening punctuation: never last in a line (避尾).
_NO_END = frozenset(
    "\u201c\u2018\uff08\u300a\u3008\u300c\u300e\u3010\u3014\u3016\uff5b\uff3b\uffe5\uff04"
    "([{$\u00a5\u00ab\u2039#@"
)
_BLANKS = " \t\u3000"
_SLACK = 1e-6


def break_lines(text: str, widths: Mapping[str, float], width: float) -> list[str]:
    """Return the lines of a text; `width` is measured in the unit of `widths` (1 pt type).

    A line break in the text is kept; an over-long word is cut where the line is full.
    """
    lines: list[str] = []
    for paragraph in text.replace("\t", " ").splitlines() or [""]:
        lines.extend(_break_paragraph(paragraph.rstrip(), widths, width))
    return lines


def _break_paragraph(text: str, widths: Mapping[str, float], width: float) -> Iterator[str]:
    ends = list(accumulate(map(widths.__getitem__, text)))
    start, length = 0, len(text)
    while True:
        used = ends[start - 1] if start else 0.0
        full = bisect_right(ends, used + width + _SLACK, start)
        if full >= length or start + 1 >= length:
            yield text[start:]
            return
        end = _line_end(text, start, max(_past_blanks(text, full), start + 1))
        yield text[start:end].rstrip(_BLANKS)
        start = end


def _past_blanks(text: str, at: int) -> int:
    """Return the place behind the blanks that may hang over the end of a line."""
    while at < len(text) - 1 and text[at] in _BLANKS:
        at += 1
    return at


def _line_end(text: str, start: int, full: int) -> int:
    """Return the last place up to `full` where the line may end; a long word is cut."""
    for is_allowed in (may_break, _may_cut):
        for end in range(full, start, -1):
            if is_allowed(text, end):
                return end
    return full


def may_break(text: str, at: int) -> bool:
    """Whether a line may end before the character at this place."""
    return _may_cut(text, at) and not (_is_word(text[at - 1]) and _is_word(text[at]))


def _may_cut(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    return not (after in _NO_START or after in _BLANKS or before in _NO_END or _clings(after))


def _is_word(char: str) -> bool:
    """Whether a character belongs to a Latin word or a number, full-width ones included."""
    return "!" <= char <= "\u024f" or "\uff10" <= char <= "\uff19" or "\uff21" <= char <= "\uff5a"


def _clings(char: str) -> bool:
    """Whether a character belongs to the one before it: combining marks, selectors, joiners."""
    return (
        "\u0300" <= char <= "\u036f"
        or "\u200b" <= char <= "\u200f"
        or "\ufe00" <= char <= "\ufe0f"
        or char >= "\U000e0100"
    )
