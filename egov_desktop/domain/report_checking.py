"""Checking a written report (报告核对): its chapters, what was left over, names and figures."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from egov_desktop.domain.policy import Outline, Severity
from egov_desktop.domain.report_chapters import chapter_findings
from egov_desktop.domain.report_facts import ReportFacts
from egov_desktop.domain.report_figures import figure_findings
from egov_desktop.domain.report_findings import FindingKind, Locator, ReportFinding
from egov_desktop.domain.report_leftovers import placeholders
from egov_desktop.domain.report_names import name_findings
from egov_desktop.domain.report_structure import guidance_texts, is_guidance, structure_of
from egov_desktop.domain.report_tables import table_findings
from egov_desktop.domain.report_text import Place, ReportText
from egov_desktop.domain.report_titles import title_findings

MOST_OF_A_KIND = 100
"""More findings of one kind help nobody; the last one says how many there are."""

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True)
class ReportCheck:
    """The outcome of checking a report."""

    outline: str
    """Title of the outline it was compared with; empty for none."""
    chapters: tuple[str, ...]
    """The chapters that were recognised."""
    paragraphs: int
    findings: tuple[ReportFinding, ...]
    """Errors first, then warnings, then notes; each in the order of the document."""

    def of(self, severity: Severity) -> tuple[ReportFinding, ...]:
        """Return the findings of one severity."""
        return tuple(f for f in self.findings if f.severity is severity)

    @property
    def has_errors(self) -> bool:
        """Whether something must be mended before the report is handed in."""
        return bool(self.of(Severity.ERROR))


def check_report(
    report: ReportText, outline: Outline | None, facts: ReportFacts, basis: str = ""
) -> ReportCheck:
    """Check a report; `basis` cites the clause that prescribes the outline."""
    structure = structure_of(report, outline)
    by_outline = Locator(report, structure, basis)
    locator = Locator(report, structure)
    found = [
        *(chapter_findings(outline, by_outline) if outline else ()),
        *_left_over(report, outline, locator),
        *name_findings(facts, locator),
        *title_findings(facts, locator),
        *figure_findings(facts, locator),
        *table_findings(facts, locator),
        *_state(report, locator),
    ]
    return ReportCheck(
        outline.title if outline else "",
        tuple(heading.paragraph.shown for heading in structure.chapters),
        sum(bool(p.text) for p in report.paragraphs),
        tuple(_in_order(_limited(found))),
    )


def _left_over(
    report: ReportText, outline: Outline | None, locator: Locator
) -> Iterator[ReportFinding]:
    """Yield placeholders and guidance that were not replaced by text."""
    guidance = guidance_texts(outline)
    for index, paragraph in enumerate(report.paragraphs):
        if is_guidance(paragraph, guidance):
            message = "编写提示还在，请写好正文后删去这一段。"
            yield locator.at(index, FindingKind.GUIDANCE, Severity.ERROR, message)
            continue
        if paragraph.is_contents:
            continue
        stretches = list(dict.fromkeys(placeholders(paragraph.text)))
        if stretches:
            shown = "、".join(f"“{each}”" for each in stretches[:5])
            severity = Severity.NOTE if paragraph.place is Place.COMMENT else Severity.ERROR
            message = f"占位符{shown}还没有换成实际内容，请补写。"
            yield locator.at(index, FindingKind.PLACEHOLDER, severity, message, stretches[0])
        elif paragraph.has_blank_control:
            message = "这里的填写框还没有填写，显示的是提示文字，请补写。"
            yield locator.at(index, FindingKind.PLACEHOLDER, Severity.ERROR, message)


def _state(report: ReportText, locator: Locator) -> Iterator[ReportFinding]:
    """Yield what should be known of the document as a whole."""
    sentences = []
    if report.tracked_changes:
        sentences.append(
            f"文档里有 {report.tracked_changes} 处修订没有接受或拒绝，"
            "这里按全部接受来核对；报送前请处理完。"
        )
    if report.comments:
        sentences.append(f"文档里有 {report.comments} 段批注，报送前请删去。")
    if report.hidden_characters:
        sentences.append(f"文档里有 {report.hidden_characters} 个隐藏的字，没有核对，请确认。")
    if report.unreadable_parts:
        parts = "、".join(report.unreadable_parts)
        sentences.append(f"文档的这些部分损坏，没有核对：{parts}；请另存后再试。")
    for sentence in sentences:
        yield locator.whole(FindingKind.STATE, Severity.NOTE, sentence)


def _limited(findings: Iterable[ReportFinding]) -> Iterator[ReportFinding]:
    """Yield at most so many findings of a kind; the last says how many more there are."""
    everything = list(findings)
    counts = Counter((finding.kind, finding.severity) for finding in everything)
    seen: Counter[tuple[FindingKind, Severity]] = Counter()
    for finding in everything:
        kind = (finding.kind, finding.severity)
        seen[kind] += 1
        if seen[kind] < MOST_OF_A_KIND:
            yield finding
        elif seen[kind] == MOST_OF_A_KIND:
            more = counts[kind] - MOST_OF_A_KIND
            words = f"（同类的还有 {more} 处，没有一一列出。）" if more else ""
            yield replace(finding, message=finding.message + words)


def _in_order(findings: Iterable[ReportFinding]) -> list[ReportFinding]:
    return sorted(findings, key=lambda f: (_ORDER.index(f.severity), f.number or 0))
