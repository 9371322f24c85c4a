"""Numbers before headings (标题序号) as they are typed in reports: 第一章, 一、, （一）, 1.1."""

import re
import unicodedata
from enum import StrEnum

NUMERAL = "一二三四五六七八九十百〇零"
LONGEST_HEADING = 40
_SENTENCE_END = tuple("。；，：！？.;,:!?\uff0c\uff1b\uff1a\uff1f\uff01")
_LEADER = re.compile(r"(?:[.·‥…_\-]{2,}|[.·…\s])\s*\d{1,4}$")
"""Dots and a page number: a line of contents (目录)."""


class NumberKind(StrEnum):
    """Kinds of numbering, the outermost first."""

    CHAPTER = "chapter"
    COUNTED = "counted"
    DECIMAL = "decimal"
    PART = "part"
    BRACKETED = "bracketed"
    DECIMAL_2 = "decimal_2"
    DECIMAL_3 = "decimal_3"


CHAPTER_KINDS = (NumberKind.CHAPTER, NumberKind.COUNTED, NumberKind.DECIMAL)
"""Kinds that may number chapters."""

PATTERNS = {
    NumberKind.CHAPTER: re.compile(rf"^第\s*[{NUMERAL}\d\s]+\s*[章篇]"),
    NumberKind.COUNTED: re.compile(rf"^[{NUMERAL}]+\s*、"),
    NumberKind.DECIMAL: re.compile(r"^\d{1,2}(?:\s*[.、]\s*|\s+)(?=[^\d\s.])"),
    NumberKind.PART: re.compile(rf"^第\s*[{NUMERAL}\d\s]+\s*(?:节|部分)"),
    NumberKind.BRACKETED: re.compile(rf"^\([{NUMERAL}]+\)\s*、?"),
    NumberKind.DECIMAL_2: re.compile(r"^\d{1,2}\.\d{1,2}(?:[.、]?\s+|[.、]?(?=[^\d\s.%]))"),
    NumberKind.DECIMAL_3: re.compile(
        r"^\d{1,2}(?:\.\d{1,2}){2,5}(?:[.、]?\s+|[.、]?(?=[^\d\s.%]))"
    ),
}


def number_kind(text: str) -> NumberKind | None:
    """Return how a heading is numbered, or None when the text is no numbered heading."""
    folded = unicodedata.normalize("NFKC", text).strip()
    for kind, pattern in PATTERNS.items():
        match = pattern.match(folded)
        if match:
            return kind if is_heading(folded, match.end()) else None
    return None


def is_heading(line: str, number_end: int) -> bool:
    """Whether a numbered line is a heading in the text, not a sentence or a line of contents."""
    title = line[number_end:].strip()
    return (
        0 < len(title) <= LONGEST_HEADING
        and not title.endswith(_SENTENCE_END)
        and not is_line_of_contents(line)
    )


def is_line_of_contents(line: str) -> bool:
    """Whether a line ends with dots or a blank and a page number."""
    return bool(_LEADER.search(line))


def without_number(text: str) -> str:
    """Return a heading without its number, full-width forms made regular."""
    folded = unicodedata.normalize("NFKC", text).strip()
    for pattern in PATTERNS.values():
        match = pattern.match(folded)
        if match:
            return folded[match.end() :].strip()
    return folded


def ordinal(text: str) -> int:
    """Return the number of a heading such as 第十二章 or 12. as a number; 0 when it has none."""
    folded = unicodedata.normalize("NFKC", text)
    match = re.match(rf"\s*第?\s*(?:(\d{{1,4}})|([{NUMERAL}]+))", folded)
    if match is None:
        return 0
    return int(match[1]) if match[1] else _chinese(match[2])


def _chinese(numeral: str) -> int:
    """Return the value of 十二, 一百零三 or 二〇."""
    total = digit = 0
    for sign in numeral.replace("\u3007", "零"):
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = digit * 10 + "零一二三四五六七八九".index(sign)
    return total + digit
