"""Chapters of a report against the prescribed outline (编制提纲)."""

import re
from collections.abc import Sequence

from egov_desktop.domain.heading_numbers import without_number
from egov_desktop.domain.policy import Outline, OutlineChapter
from egov_desktop.domain.project import Attachment, Heading

MINIMUM_CHARACTERS = 20
"""Fewer characters under a chapter heading than this mean that the chapter is empty."""

_RECOGNISED_SHARE = 3


def missing_chapters(outline: Outline, files: Sequence[Attachment]) -> list[OutlineChapter] | None:
    """Return the chapters that are missing or empty.

    None when it cannot be told: no text layer, or hardly any chapter heading was recognised.
    """
    headings = [h for file in files if file.headings for h in file.headings]
    found = [_match(chapter.title, headings) for chapter in outline.chapters]
    recognised = sum(heading is not None for heading in found)
    if recognised * _RECOGNISED_SHARE < len(outline.chapters):
        return None
    return [
        chapter
        for chapter, heading in zip(outline.chapters, found, strict=True)
        if heading is None or heading.characters < MINIMUM_CHARACTERS
    ]


def chapter_number(number: int) -> str:
    """Return how a chapter is numbered: 第十一章."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if tens == 0:
        return f"第{digits[ones]}章"
    return f"第{digits[tens] if tens > 1 else ''}十{digits[ones] if ones else ''}章"


def unnumbered(title: str) -> str:
    """Return a heading without a number typed before it, its signs as they are."""
    title = title.strip()
    rest = len(without_number(title))
    return title if rest >= len(title) else title[len(title) - rest :]


def bare_title(title: str) -> str:
    """Return a heading without numbering and blanks, full-width forms made regular."""
    return re.sub(r"\s+", "", without_number(title))


def _match(title: str, headings: Sequence[Heading]) -> Heading | None:
    """Return the heading with the most text under it: a table of contents has the title too."""
    wanted = bare_title(title)
    same = [heading for heading in headings if bare_title(heading.title) == wanted]
    return max(same, key=lambda heading: heading.characters, default=None)
