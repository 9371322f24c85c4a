"""Which paragraphs of a report are its chapters (章) and sections (节), and what stands in each."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from egov_desktop.domain.heading_numbers import (
    CHAPTER_KINDS,
    LONGEST_HEADING,
    NumberKind,
    is_line_of_contents,
    number_kind,
    ordinal,
)
from egov_desktop.domain.outlines import bare_title
from egov_desktop.domain.policy import Outline
from egov_desktop.domain.report_leftovers import without_placeholders
from egov_desktop.domain.report_text import Place, ReportParagraph, ReportText

PICTURE_CHARACTERS = 50
"""What a picture counts for: a chapter may consist of one diagram."""

MOST_CHAPTERS = 2000
"""Headings beyond this are no chapters of a report that a person wrote."""

_LONGEST_TITLE = 200
_SHORTEST_GUIDANCE, _SURE_GUIDANCE, _LONGEST_GUIDANCE = 5, 12, 600
_OF_THE_DRAFT = ("灰底文字是编写提示", "未见官方文本，请对照编制要求确认")
"""What a draft of ours says in passages that are to be deleted, whatever their style is now."""

_FEWEST_BY_NUMBER = 2
_COUNTED_PLACES = {Place.BODY, Place.CELL, Place.TEXT_BOX}
_SECTION_KINDS = {NumberKind.PART, NumberKind.DECIMAL_2, NumberKind.DECIMAL_3}
_NOT_TEXT = re.compile(r"[\W_]+")

Key = tuple[str, str | int]
"""How a heading is marked: `("style", 1)`, `("number", "chapter")` or `("bare", "")`."""

BARE: Key = ("bare", "")


@dataclass(frozen=True)
class ReportHeading:
    """A heading of a report."""

    index: int
    """Which of the report's paragraphs it is."""
    key: Key
    paragraph: ReportParagraph
    characters: int = 0
    """What stands under it, up to the next heading of its rank."""

    @property
    def title(self) -> str:
        """Return the title without its number."""
        return bare_title(self.paragraph.text[:_LONGEST_TITLE])

    @property
    def is_by_style(self) -> bool:
        """Whether a heading style marks it."""
        return self.key[0] == "style"


@dataclass(frozen=True)
class ReportStructure:
    """The chapters of a report and all its headings, in document order."""

    key: Key | None
    """How chapters are marked; None when there are none."""
    chapters: tuple[ReportHeading, ...]
    headings: tuple[ReportHeading, ...]
    end: int
    """How many paragraphs the report has."""

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(heading.index for heading in self.chapters)

    def sections(self, chapter: ReportHeading) -> tuple[ReportHeading, ...]:
        """Return the headings within a chapter."""
        last = self.end_of(chapter)
        return tuple(h for h in self.headings if chapter.index < h.index < last)

    def end_of(self, chapter: ReportHeading) -> int:
        """Return where the next chapter begins, or the end."""
        after = bisect_right(self._starts, chapter.index)
        return self._starts[after] if after < len(self._starts) else self.end

    def chapter_of(self, index: int) -> ReportHeading | None:
        """Return the chapter a paragraph stands in, or None before the first."""
        above = bisect_right(self._starts, index)
        return self.chapters[above - 1] if above else None


def structure_of(report: ReportText, outline: Outline | None) -> ReportStructure:
    """Return chapters and headings; the outline tells which headings are the chapters."""
    wanted = {bare_title(c.title) for c in outline.chapters} if outline else set()
    names = wanted | _section_titles(outline)
    headings = tuple(_candidates(report, names))
    key = _chapter_key(headings, wanted)
    if key is None:
        return ReportStructure(None, (), headings, len(report.paragraphs))
    guidance = guidance_texts(outline)
    chapters = [h for h in headings if h.key == key and (key != BARE or h.title in wanted)]
    del chapters[MOST_CHAPTERS:]
    chapters = _without_contents(_measured(report, chapters, headings, guidance, names))
    if key == ("number", NumberKind.DECIMAL):
        chapters = _without_lists(chapters, wanted)
    chapters += _strays(headings, key, chapters, wanted)
    chapters.sort(key=lambda heading: heading.index)
    found = tuple(_measured(report, chapters, headings, guidance, names))
    return ReportStructure(key, found, headings, len(report.paragraphs))


def guidance_texts(outline: Outline | None) -> frozenset[str]:
    """Return the guidance (编写提示) an outline gives, without blanks and marks."""
    if outline is None:
        return frozenset()
    parts = [c.guidance for c in outline.chapters]
    parts += [section.guidance for c in outline.chapters for section in c.sections]
    texts = (line for part in parts for line in part.splitlines())
    return frozenset(
        plain for line in texts if len(plain := plain_words(line)) >= _SHORTEST_GUIDANCE
    )


def plain_words(text: str) -> str:
    """Return text without blanks and marks, to compare wordings."""
    return _NOT_TEXT.sub("", text)


def is_guidance(paragraph: ReportParagraph, guidance: frozenset[str]) -> bool:
    """Whether a paragraph is guidance: by its style, or word for word that of the outline."""
    if paragraph.is_guidance:
        return bool(paragraph.text)
    if not _SHORTEST_GUIDANCE <= len(paragraph.text) <= _LONGEST_GUIDANCE:
        return False
    if any(words in paragraph.text for words in _OF_THE_DRAFT):
        return True
    plain = plain_words(paragraph.text)
    return plain in guidance or plain.endswith(_sure(guidance))


@lru_cache(maxsize=8)
def _sure(guidance: frozenset[str]) -> tuple[str, ...]:
    """Return the guidance that is long enough to be known at the end of a paragraph."""
    return tuple(text for text in guidance if len(text) >= _SURE_GUIDANCE)


def _content(
    report: ReportText, span: range, guidance: frozenset[str], titles: frozenset[int]
) -> int:
    """Count what was really written: no guidance, placeholders, contents or headings."""
    count = 0
    for index in span:
        paragraph = report.paragraphs[index]
        if index in titles or paragraph.place not in _COUNTED_PLACES or paragraph.is_contents:
            continue
        count += PICTURE_CHARACTERS * paragraph.pictures
        if not is_guidance(paragraph, guidance):
            count += len(plain_words(without_placeholders(paragraph.text)))
    return count


def _section_titles(outline: Outline | None) -> set[str]:
    if outline is None:
        return set()
    return {bare_title(s.title) for chapter in outline.chapters for s in chapter.sections}


def _candidates(report: ReportText, names: set[str]) -> Iterator[ReportHeading]:
    """Yield every paragraph that may be a heading, and how it is marked."""
    for index, paragraph in enumerate(report.paragraphs):
        is_line = 0 < len(paragraph.text) <= _LONGEST_TITLE and bare_title(paragraph.text)
        if not is_line or paragraph.is_contents or paragraph.is_guidance:
            continue
        if paragraph.level is not None and paragraph.place in {Place.BODY, Place.CELL}:
            yield ReportHeading(index, ("style", paragraph.level), paragraph)
        elif paragraph.place is Place.BODY and len(paragraph.shown) <= LONGEST_HEADING + 12:
            key = _typed_key(paragraph, names)
            if key is not None:
                yield ReportHeading(index, key, paragraph)


def _typed_key(paragraph: ReportParagraph, names: set[str]) -> Key | None:
    """Return how a paragraph without a heading style is marked as a heading."""
    kind = number_kind(paragraph.shown)
    if kind is not None:
        return ("number", kind)
    if bare_title(paragraph.text) in names and not is_line_of_contents(paragraph.text):
        return BARE
    return None


def _chapter_key(headings: Sequence[ReportHeading], wanted: set[str]) -> Key | None:
    """Return the marking that fits the outline best; without one, the outermost."""
    found = {h.key: set[str]() for h in sorted(headings, key=lambda h: _rank(h.key))}
    for heading in headings:
        if heading.title in wanted:
            found[heading.key].add(heading.title)
    best = max(found, key=lambda key: len(found[key]), default=None)
    if best is not None and found[best]:
        return best
    counts = Counter(heading.key for heading in headings)
    usual: list[Key] = [("style", level) for level in range(1, 10) if counts["style", level]]
    if len(usual) > 1 and counts[usual[0]] == 1 < counts[usual[1]]:
        del usual[0]  # the title of the report
    usual += [("number", k) for k in CHAPTER_KINDS if counts["number", k] >= _FEWEST_BY_NUMBER]
    return usual[0] if usual else None


def _rank(key: Key) -> tuple[int, int]:
    kind, detail = key
    if kind == "style":
        return 0, int(detail)
    if kind == "number":
        return 1, list(NumberKind).index(NumberKind(str(detail)))
    return 2, 0


def _measured(
    report: ReportText,
    chapters: Sequence[ReportHeading],
    headings: Sequence[ReportHeading],
    guidance: frozenset[str],
    names: set[str],
) -> list[ReportHeading]:
    """Return the chapters with the characters that stand under each."""
    ends = [heading.index for heading in chapters[1:]] + [len(report.paragraphs)]
    titles = frozenset(h.index for h in headings if _is_title_only(h, names))
    return [
        replace(h, characters=_content(report, range(h.index + 1, end), guidance, titles))
        for h, end in zip(chapters, ends, strict=True)
    ]


def _is_title_only(heading: ReportHeading, names: set[str]) -> bool:
    """Whether a heading is no content: a numbered line (一、 1.) may be a list that is."""
    kind, detail = heading.key
    return kind != "number" or detail in _SECTION_KINDS or heading.title in names


def _without_contents(chapters: Sequence[ReportHeading]) -> list[ReportHeading]:
    """Drop titles that come again later with text under them: a typed table of contents."""
    most: dict[str, int] = {}
    for heading in chapters:
        most[heading.title] = max(most.get(heading.title, 0), heading.characters)
    last = {heading.title: place for place, heading in enumerate(chapters)}
    return [
        heading
        for place, heading in enumerate(chapters)
        if heading.characters or not most[heading.title] or place == last[heading.title]
    ]


def _without_lists(chapters: Sequence[ReportHeading], wanted: set[str]) -> list[ReportHeading]:
    """Drop numbered lines (1. 2. 3.) that do not go on from the chapter before: lists."""
    kept: list[ReportHeading] = []
    before: ReportHeading | None = None
    for heading in chapters:
        number = ordinal(heading.paragraph.shown)
        goes_on = before is None or (
            before in kept[-1:] and number == ordinal(before.paragraph.shown) + 1
        )
        if heading.title in wanted or goes_on:
            kept.append(heading)
        before = heading
    return kept


def _strays(
    headings: Sequence[ReportHeading],
    key: Key,
    chapters: Sequence[ReportHeading],
    wanted: set[str],
) -> list[ReportHeading]:
    """Return chapters of the outline that are marked in another way than the others.

    A title straight before another one is a line of a typed table of contents.
    """
    missing = wanted - {heading.title for heading in chapters}
    found: dict[str, ReportHeading] = {}
    for heading, after in zip(headings, (*headings[1:], None), strict=True):
        if heading.title not in missing or heading.key == key:
            continue
        is_listed = after is not None and after.index == heading.index + 1
        if not (is_listed and after is not None and after.title in wanted):
            found.setdefault(heading.title, heading)
    return list(found.values())
