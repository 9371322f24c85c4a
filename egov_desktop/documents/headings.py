"""Chapter headings (章标题) in the text of a report, and how much stands under each."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from egov_desktop.domain.heading_numbers import CHAPTER_KINDS, NUMERAL, PATTERNS, is_heading
from egov_desktop.domain.project import Heading

_LEVELS = tuple(PATTERNS[kind] for kind in CHAPTER_KINDS)
"""Kinds of chapter numbering; the first that occurs at least twice makes up the chapters."""

_PAGE_NUMBER = re.compile(r"^[-—–·\s]*(?:第\s*)?\d+(?:\s*页)?(?:\s*[/共]\s*\d+\s*页?)?[-—–·\s]*$")
_FEWEST = 2
_RUNNING_PAGES = 3


def find_headings(pages: Sequence[str]) -> tuple[Heading, ...] | None:
    """Return the chapter headings in order; None when the text has no text or no headings."""
    lines = list(_body_lines(pages))
    for level in _LEVELS:
        headings = _headings(lines, level)
        if len(headings) >= _FEWEST:
            return headings
    return None


def _headings(lines: Sequence[str], level: re.Pattern[str]) -> tuple[Heading, ...]:
    found: list[tuple[str, int]] = []
    for line in lines:
        match = level.match(line)
        if match and is_heading(line, match.end()):
            title = _tidy(line, match.end())
            if not found or found[-1][0] != title:
                found.append((title, 0))
        elif found:
            title, count = found[-1]
            found[-1] = (title, count + len(re.sub(r"\s", "", line)))
    last = {_key(title): place for place, (title, _) in enumerate(found)}
    return tuple(Heading(*found[place]) for place in sorted(last.values()))


def _tidy(line: str, number_end: int) -> str:
    number = re.sub(r"\s", "", line[:number_end])
    if number.isdigit():
        number += "."
    return f"{number} {line[number_end:].strip()}"


def _key(title: str) -> str:
    return re.sub(r"\s", "", title)


def _body_lines(pages: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the text without page numbers and what stands on most pages."""
    texts = [_page_lines(page) for page in pages]
    edges = Counter(line for lines in texts for line in {*lines[:1], *lines[-1:]})
    running = {
        line for line, count in edges.items() if count >= max(_RUNNING_PAGES, len(texts) / 2)
    }
    lone = ""
    for line in (line for lines in texts for line in lines if line not in running):
        whole = f"{lone} {line}" if lone else line
        lone = whole if re.fullmatch(rf"第[{NUMERAL}\d\s]+[章篇]", whole) else ""
        if not lone:
            yield whole


def _page_lines(page: str) -> list[str]:
    lines = (line.strip() for line in unicodedata.normalize("NFKC", page).splitlines())
    return [line for line in lines if line and not _PAGE_NUMBER.match(line)]
