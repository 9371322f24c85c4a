"""Outlines as a unit wants them (本单位提纲): chapters added, renamed, dropped, moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from egov_desktop.domain.fields import Raw, clean
from egov_desktop.domain.outlines import bare_title
from egov_desktop.domain.policy import Evidence, Outline, OutlineChapter, OutlineSection

LONGEST_TITLE = 60


@dataclass(frozen=True)
class UnitChapter:
    """A chapter of an outline as a unit wants it."""

    title: str
    was: str = ""
    """Its title in the pack; empty when the unit has added it."""
    is_dropped: bool = False
    is_verified: bool = False
    """Whether the wording was checked against the official text."""
    guidance: str = ""
    sections: tuple[str, ...] | None = None
    """Titles of its sections; None: those of the pack."""


def chapters_of(outline: Outline, kept: Sequence[UnitChapter] = ()) -> tuple[UnitChapter, ...]:
    """Return every chapter in the unit's order, dropped ones too.

    Chapters that the pack has got since come after the one they follow there; those the pack has
    no more are left out.
    """
    known = {chapter.title for chapter in outline.chapters}
    chapters = [each for each in kept if not each.was or each.was in known]
    previous = ""
    for chapter in outline.chapters:
        if not any(each.was == chapter.title for each in chapters):
            place = next((n for n, each in enumerate(chapters) if each.was == previous != ""), -1)
            chapters.insert(place + 1, _as_in_pack(chapter))
        previous = chapter.title
    return tuple(chapters)


def adapted(outline: Outline, chapters: Sequence[UnitChapter]) -> Outline:
    """Return the outline with the chapters that the unit has kept, in its order."""
    of_pack = {chapter.title: chapter for chapter in outline.chapters}
    return replace(
        outline,
        chapters=tuple(
            _adapted(of_pack.get(each.was), each) for each in chapters if not each.is_dropped
        ),
    )


def for_rules(outline: Outline, chapters: Sequence[UnitChapter]) -> Outline:
    """Return the adapted outline as rules see it.

    A chapter that the law is known to ask for is still looked for when the unit has dropped it,
    but as one that is not verified: its absence warns and does not block.
    """
    dropped = {each.was for each in chapters if each.is_dropped}
    asked_for = (
        replace(chapter, evidence=Evidence.SECONDARY)
        for chapter in outline.chapters
        if chapter.title in dropped and chapter.evidence is Evidence.VERIFIED
    )
    mine = adapted(outline, chapters)
    return replace(mine, chapters=(*mine.chapters, *asked_for))


def problem_of(outline: Outline, chapters: Sequence[UnitChapter]) -> str:
    """Return in words what is wrong with the chapters; empty when nothing is."""
    kept = [each for each in chapters if not each.is_dropped]
    if not kept:
        return "提纲至少要有一章。"
    for each in chapters:
        if problem := _title_problem(each.title):
            return problem
    titles = [bare_title(each.title) for each in kept]
    twice = next((title for title in titles if titles.count(title) > 1), None)
    if twice:
        return f"章名“{twice}”重复，请改名或删去一个。"
    known = {chapter.title for chapter in outline.chapters}
    strange = next((each.was for each in chapters if each.was and each.was not in known), None)
    return f"提纲“{outline.title}”没有“{strange}”一章。" if strange else ""


def from_document(value: Raw) -> tuple[UnitChapter, ...]:
    """Return the chapters kept in a JSON value; none when it is of another shape."""
    if not isinstance(value, list | tuple):
        return ()
    return tuple(_read(each) for each in value if isinstance(each, Mapping))


def as_document(chapters: Sequence[UnitChapter]) -> Raw:
    """Return the chapters as a JSON value."""
    return [
        {
            "title": each.title,
            "was": each.was,
            "dropped": each.is_dropped,
            "verified": each.is_verified,
            "guidance": each.guidance,
            "sections": None if each.sections is None else list(each.sections),
        }
        for each in chapters
    ]


def _read(item: Mapping[str, Raw]) -> UnitChapter:
    sections = item.get("sections")
    return UnitChapter(
        str(item.get("title") or ""),
        str(item.get("was") or ""),
        item.get("dropped") is True,
        item.get("verified") is True,
        str(item.get("guidance") or ""),
        tuple(map(str, sections)) if isinstance(sections, list | tuple) else None,
    )


def _as_in_pack(chapter: OutlineChapter) -> UnitChapter:
    return UnitChapter(
        chapter.title, chapter.title, is_verified=chapter.evidence is Evidence.VERIFIED
    )


def _title_problem(title: str) -> str:
    if not clean(title).strip():
        return "章名不能为空。"
    if len(title) > LONGEST_TITLE or "\n" in title:
        return f"章名“{title[:20]}…”太长，应在 {LONGEST_TITLE} 字以内，写成一行。"
    return "" if bare_title(title) else f"“{title}”只有序号，没有章名。"


def _adapted(chapter: OutlineChapter | None, each: UnitChapter) -> OutlineChapter:
    evidence = Evidence.VERIFIED if each.is_verified else Evidence.UNVERIFIED
    if chapter is None:
        sections = _sections(None, each, evidence)
        return OutlineChapter(each.title, evidence, sections, each.guidance)
    if each.title == chapter.title and not each.is_verified:
        evidence = chapter.evidence
    return replace(
        chapter,
        title=each.title,
        evidence=evidence,
        sections=_sections(chapter, each, evidence),
        guidance=each.guidance or chapter.guidance,
    )


def _sections(
    chapter: OutlineChapter | None, each: UnitChapter, evidence: Evidence
) -> tuple[OutlineSection, ...]:
    """Return the sections; those whose title the pack knows keep what it says of them."""
    known = {section.title: section for section in chapter.sections} if chapter else {}
    if each.sections is None:
        return tuple(known.values())
    return tuple(known.get(title, OutlineSection(title, evidence)) for title in each.sections)
