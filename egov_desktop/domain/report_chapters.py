"""Chapters and sections of a report against its outline: missing, empty, renamed, moved."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from egov_desktop.domain.outlines import MINIMUM_CHARACTERS, bare_title
from egov_desktop.domain.policy import Evidence, Outline, OutlineChapter, Severity
from egov_desktop.domain.report_findings import FindingKind, Locator, ReportFinding
from egov_desktop.domain.report_structure import BARE, ReportHeading, ReportStructure

_ALIKE = 0.6
_ALIKE_IN_PLACE = 0.4
"""Enough when the title stands where the missing one should be."""

_NEXT_TO_NOTHING = 4
_RECOGNISED_SHARE = 3
_SAME_WORDS = str.maketrans({"它": "他", "与": "和", "及": "和"})
_MARKS = re.compile(r"[、,，;；:：.。()（）《》“”\"'\-—/]|以(?=及)")


@dataclass
class Comparison:
    """How the titles that were found fit those that are wanted."""

    found: dict[int, int] = field(default_factory=dict)
    """Wanted → found: the same title."""
    reworded: dict[int, int] = field(default_factory=dict)
    """Wanted → found: the same but for small words such as 和 and 与."""
    renamed: dict[int, int] = field(default_factory=dict)
    """Wanted → found: a similar title in its place."""
    missing: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    """Wanted titles whose place among the others is not the outline's."""
    in_gap: dict[int, int] = field(default_factory=dict)
    """Missing → the one unknown title that stands where it should be."""

    @property
    def places(self) -> dict[int, int]:
        """Return wanted → found for everything that was found."""
        return {**self.found, **self.reworded, **self.renamed}


def compare(wanted: Sequence[str], found: Sequence[str]) -> Comparison:
    """Compare titles in order."""
    result = Comparison()
    free = dict.fromkeys(range(len(found)))
    for fold, matches in ((bare_title, result.found), (_loose, result.reworded)):
        folded = {place: fold(found[place]) for place in free}
        for index, title in enumerate(wanted):
            if index in result.found:
                continue
            same = next((p for p in free if folded[p] == fold(title)), None)
            if same is not None:
                matches[index] = same
                del free[same]
    _find_renamed(wanted, found, result, list(free))
    known = result.places
    result.missing = [index for index in range(len(wanted)) if index not in known]
    _find_gaps(result, [p for p in free if p not in known.values()])
    result.moved = _moved(known)
    return result


def chapter_findings(outline: Outline, locator: Locator) -> Iterator[ReportFinding]:
    """Yield what is wrong with chapters and sections."""
    structure = locator.structure
    wanted = [chapter.title for chapter in outline.chapters]
    chapters = structure.chapters
    result = compare(wanted, [heading.paragraph.text for heading in chapters])
    recognised = len(result.places)
    if recognised * _RECOGNISED_SHARE < len(wanted):
        yield _unrecognised(outline, locator, recognised)
        return
    yield from _missing(outline, locator, result)
    yield from _renamed(outline, locator, result)
    yield from _moved_findings(outline, locator, result)
    for index, place in sorted(result.places.items()):
        heading = chapters[place]
        emptiness = _emptiness(outline.chapters[index], heading, locator)
        if emptiness is not None:
            yield emptiness
        if emptiness is None or emptiness.kind is FindingKind.CHAPTER_SHORT:
            yield from _section_findings(outline.chapters[index], heading, locator)
    yield from _style_findings(structure, result, locator)


def _unrecognised(outline: Outline, locator: Locator, recognised: int) -> ReportFinding:
    titles = "、".join(chapter.title for chapter in outline.chapters)
    found = f"只认出 {recognised} 章" if recognised else "一章也没有认出"
    return locator.whole(
        FindingKind.CHAPTER_MISSING,
        Severity.ERROR,
        f"“{outline.title}”的 {len(outline.chapters)} 章中{found}，其余没有：{titles}。"
        "请核对是不是选错了报告或提纲，章名是否设为标题样式或写了序号。",
    )


def _missing(outline: Outline, locator: Locator, result: Comparison) -> Iterator[ReportFinding]:
    chapters = locator.structure.chapters
    for index in result.missing:
        chapter = outline.chapters[index]
        where = _where_expected(outline, result, index)
        other = result.in_gap.get(index)
        hint = ""
        if other is not None:
            hint = f"该处有“{chapters[other].paragraph.text}”，如是改名，请用提纲的章名。"
        message = f"缺少“{chapter.title}”一章{_doubt(chapter)}，按提纲应在{where}；请补写。{hint}"
        before = max((p for i, p in result.places.items() if i < index), default=other)
        if before is None:
            yield locator.whole(FindingKind.CHAPTER_MISSING, Severity.ERROR, message)
        else:
            at = chapters[before].index
            yield locator.at(at, FindingKind.CHAPTER_MISSING, Severity.ERROR, message)


def _renamed(outline: Outline, locator: Locator, result: Comparison) -> Iterator[ReportFinding]:
    for matches, severity, words in (
        (result.renamed, Severity.ERROR, "疑为改名"),
        (result.reworded, Severity.WARNING, "用字略有不同"),
    ):
        for index, place in matches.items():
            chapter, heading = outline.chapters[index], locator.structure.chapters[place]
            message = (
                f"“{heading.paragraph.text}”{words}：提纲的章名是“{chapter.title}”"
                f"{_doubt(chapter)}，请改为提纲的章名。"
            )
            yield locator.at(heading.index, FindingKind.CHAPTER_RENAMED, severity, message)


def _moved_findings(
    outline: Outline, locator: Locator, result: Comparison
) -> Iterator[ReportFinding]:
    for index in result.moved:
        heading = locator.structure.chapters[result.places[index]]
        message = (
            f"“{outline.chapters[index].title}”一章的位置与提纲不同：按提纲应在"
            f"{_where_expected(outline, result, index)}，请调整章的顺序。"
        )
        yield locator.at(heading.index, FindingKind.CHAPTER_MOVED, Severity.ERROR, message)


def _emptiness(
    chapter: OutlineChapter, heading: ReportHeading, locator: Locator
) -> ReportFinding | None:
    if heading.characters > MINIMUM_CHARACTERS:
        return None
    if heading.characters > _NEXT_TO_NOTHING:
        kind, severity = FindingKind.CHAPTER_SHORT, Severity.NOTE
        message = f"“{chapter.title}”一章只有 {heading.characters} 个字，请确认是否写全。"
    else:
        kind, severity = FindingKind.CHAPTER_EMPTY, Severity.ERROR
        message = f"“{chapter.title}”一章是空的：标题之下没有正文（提示语和占位符不算），请补写。"
    return locator.at(heading.index, kind, severity, message)


def _section_findings(
    chapter: OutlineChapter, heading: ReportHeading, locator: Locator
) -> Iterator[ReportFinding]:
    """Yield one note for the sections of a chapter; they are advice, chapters are not."""
    if not chapter.sections:
        return
    found = locator.structure.sections(heading)
    wanted = [section.title for section in chapter.sections]
    result = compare(wanted, [each.paragraph.text for each in found])
    if result.missing:
        titles = "、".join(wanted[index] for index in result.missing)
        message = f"“{chapter.title}”一章未见提纲列出的小节：{titles}。"
        yield locator.at(heading.index, FindingKind.SECTION_MISSING, Severity.NOTE, message)
    if result.renamed:
        pairs = "、".join(
            f"“{found[place].paragraph.text}”（提纲为“{wanted[index]}”）"
            for index, place in result.renamed.items()
        )
        message = f"小节名与提纲不同，疑为改名：{pairs}。"
        yield locator.at(heading.index, FindingKind.SECTION_MISSING, Severity.NOTE, message)
    if result.moved:
        titles = "、".join(wanted[index] for index in result.moved)
        message = f"“{chapter.title}”一章的小节顺序与提纲不同：{titles}。"
        yield locator.at(heading.index, FindingKind.SECTION_MISSING, Severity.NOTE, message)


def _style_findings(
    structure: ReportStructure, result: Comparison, locator: Locator
) -> Iterator[ReportFinding]:
    """Yield what is wrong with how chapters are marked as headings."""
    known = [structure.chapters[place] for place in result.places.values()]
    plain = [heading for heading in known if not heading.is_by_style]
    if plain and len(plain) == len(known):
        yield _all_plain(plain, locator)
        return
    for heading in (h for h in known if h.key != structure.key):
        how = "是另一级标题" if heading.is_by_style else "没有用标题样式"
        severity = Severity.WARNING if heading.key[0] == "number" else Severity.ERROR
        message = (
            f"“{heading.paragraph.text}”{how}，与其他章不一致，"
            "导航窗格和目录会出错；请设为同一级标题。"
        )
        yield locator.at(heading.index, FindingKind.CHAPTER_STYLE, severity, message)


def _all_plain(plain: Sequence[ReportHeading], locator: Locator) -> ReportFinding:
    """Return what is to be said when no chapter has a heading style.

    Typed numbers do as well; but where there were styles they have been lost.
    """
    had_styles = locator.report.is_from_draft or any(
        h.is_by_style for h in locator.structure.headings
    )
    how, severity = "没有用标题样式，只按序号文字认出", Severity.NOTE
    if any(heading.key == BARE for heading in plain):
        how, severity = "既没有标题样式也没有序号", Severity.ERROR
    elif had_styles:
        severity = Severity.WARNING
    message = f"章名{how}，Word 的导航窗格和目录里不会有这些章；请设为“标题 1”。"
    return locator.at(plain[0].index, FindingKind.CHAPTER_STYLE, severity, message)


def _where_expected(outline: Outline, result: Comparison, index: int) -> str:
    """Return where a chapter belongs, by its neighbours that are there."""
    before = [i for i in result.places if i < index and i not in result.moved]
    after = [i for i in result.places if i > index and i not in result.moved]
    words = [f"“{outline.chapters[max(before)].title}”之后"] if before else []
    words += [f"“{outline.chapters[min(after)].title}”之前"] if after else []
    return "、".join(words) or "报告中"


def _doubt(chapter: OutlineChapter) -> str:
    return "" if chapter.evidence is Evidence.VERIFIED else "（章名待核对）"


def _find_renamed(
    wanted: Sequence[str], found: Sequence[str], result: Comparison, free: list[int]
) -> None:
    """Pair titles that are left over, the most alike first."""
    known = result.places
    scored = []
    for index in (i for i in range(len(wanted)) if i not in known):
        low = max((p for i, p in known.items() if i < index), default=-1)
        high = min((p for i, p in known.items() if i > index), default=len(found))
        for place in free:
            ratio = SequenceMatcher(None, _loose(wanted[index]), _loose(found[place])).ratio()
            is_in_place = low < place < high
            if ratio >= (_ALIKE_IN_PLACE if is_in_place else _ALIKE):
                scored.append((ratio + is_in_place, index, place))
    for _score, index, place in sorted(scored, reverse=True):
        if index not in result.renamed and place not in result.renamed.values():
            result.renamed[index] = place


def _find_gaps(result: Comparison, free: Sequence[int]) -> None:
    known = result.places
    for index in result.missing:
        low = max((p for i, p in known.items() if i < index), default=-1)
        high = min((p for i, p in known.items() if i > index), default=None)
        between = [p for p in free if low < p and (high is None or p < high)]
        if len(between) == 1 and high is not None:
            result.in_gap[index] = between[0]


def _moved(places: dict[int, int]) -> list[int]:
    """Return the wanted titles outside the longest run that keeps the outline's order.

    Of several such runs the one with most titles that stand where they should.
    """
    order = [index for index, _place in sorted(places.items(), key=lambda item: item[1])]
    in_place = [index == wanted for index, wanted in zip(order, sorted(order), strict=True)]
    best: list[tuple[tuple[int, int], list[int]]] = []
    for at, index in enumerate(order):
        before = [run for run, last in zip(best, order[:at], strict=True) if last < index]
        (length, fixed), kept = max(before, default=((0, 0), []))
        best.append(((length + 1, fixed + in_place[at]), [*kept, index]))
    run = max(best, default=((0, 0), []))[1]
    return [index for index in order if index not in run]


def _loose(title: str) -> str:
    """Return a title as it is compared where small words differ."""
    return _MARKS.sub("", bare_title(title)).translate(_SAME_WORDS)
