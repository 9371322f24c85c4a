"""What a check of a report finds (报告核对结果), each with the paragraph."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from egov_desktop.domain.policy import Severity
from egov_desktop.domain.report_amounts import FULL_WIDTH
from egov_desktop.domain.report_structure import ReportStructure
from egov_desktop.domain.report_text import PLACE_WORDS, Place, ReportParagraph, ReportText

_SNIPPET = 40


class FindingKind(StrEnum):
    """What is wrong with a report."""

    CHAPTER_MISSING = "chapter_missing"
    CHAPTER_EMPTY = "chapter_empty"
    CHAPTER_SHORT = "chapter_short"
    CHAPTER_RENAMED = "chapter_renamed"
    CHAPTER_MOVED = "chapter_moved"
    CHAPTER_STYLE = "chapter_style"
    SECTION_MISSING = "section_missing"
    PLACEHOLDER = "placeholder"
    GUIDANCE = "guidance"
    OTHER_PROJECT = "other_project"
    OTHER_UNIT = "other_unit"
    FIGURE = "figure"
    FACT = "fact"
    STATE = "state"
    """Of the document as a whole: changes, comments, hidden text, unreadable parts."""


@dataclass(frozen=True)
class ReportFinding:
    """One thing that is wrong in a report, where it is, what to do, and by which clause."""

    kind: FindingKind
    severity: Severity
    message: str
    number: int | None = None
    """Which paragraph of the body; None for the report as a whole or outside the body."""
    heading: str = ""
    """The chapter it stands in."""
    number_in_chapter: int = 0
    """Which paragraph after the chapter's heading it is; 0 for the heading itself."""
    snippet: str = ""
    """What stands there."""
    place: str = ""
    """Where else than in a plain paragraph: 表格, 文本框, 页眉, …"""
    basis: str = ""

    @property
    def where(self) -> str:
        """Return the words that say where to look."""
        beside = "后的" if self.place == PLACE_WORDS[Place.CELL] else ""
        chapter = self._in_chapter if self.heading else ""
        if self.number is not None:
            whole = f"全文第 {self.number} 段{beside}{self.place}"
            return f"{chapter}（{whole}）" if chapter else whole
        return self.place or "全文"

    @property
    def _in_chapter(self) -> str:
        if not self.number_in_chapter:
            return f"“{self.heading}”章标题"
        return f"“{self.heading}”一章第 {self.number_in_chapter} 段"


@dataclass(frozen=True)
class Locator:
    """Makes findings that know where they are."""

    report: ReportText
    structure: ReportStructure
    basis: str = ""

    def cell(self, table: int, row: int, column: int) -> int | None:
        """Return the first paragraph with text of a cell."""
        return self._cells.get((table, row, column))

    @cached_property
    def _cells(self) -> Mapping[tuple[int, int, int], int]:
        places: dict[tuple[int, int, int], int] = {}
        for index, paragraph in enumerate(self.report.paragraphs):
            if paragraph.table is not None and paragraph.text:
                places.setdefault((paragraph.table, paragraph.row, paragraph.column), index)
        return places

    def at(
        self,
        index: int,
        kind: FindingKind,
        severity: Severity,
        message: str,
        near: str = "",
    ) -> ReportFinding:
        """Return a finding at a paragraph; `near` is what the snippet should show."""
        paragraph = self.report.paragraphs[index]
        number = paragraph.number
        chapter = None if number is None else self.structure.chapter_of(index)
        start = chapter.paragraph.number if chapter else None
        return ReportFinding(
            kind,
            severity,
            message,
            number,
            chapter.paragraph.shown if chapter else "",
            max(0, (number or 0) - (start or 0)),
            snippet_of(paragraph, near),
            PLACE_WORDS[paragraph.place],
            self.basis,
        )

    def whole(self, kind: FindingKind, severity: Severity, message: str) -> ReportFinding:
        """Return a finding about the report as a whole."""
        return ReportFinding(kind, severity, message, basis=self.basis)


def snippet_of(paragraph: ReportParagraph, near: str = "") -> str:
    """Return a stretch of a paragraph, around what matters when that is known."""
    text = paragraph.shown
    at = max(0, text.translate(FULL_WIDTH).find(near.translate(FULL_WIDTH)))
    start = max(0, at - _SNIPPET // 2)
    cut = text[start : start + max(_SNIPPET, len(near) + _SNIPPET)]
    return f"{'…' if start else ''}{cut}{'…' if start + len(cut) < len(text) else ''}"
