"""Names by which a report says whose it is: on its cover, in its headers, in plain sentences."""

import re
from collections.abc import Iterator

from egov_desktop.domain.policy import Severity
from egov_desktop.domain.report_amounts import FULL_WIDTH
from egov_desktop.domain.report_facts import LabelledFact, ReportFacts
from egov_desktop.domain.report_findings import FindingKind, Locator, ReportFinding
from egov_desktop.domain.report_text import Place

_SUFFIX = re.compile(r"\([^()]{0,12}\)$")
_BLANK_WITHIN = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")
_PROJECT = r"[\u3400-\u9fffA-Za-z0-9]{4,50}(?:项目|工程|平台|系统)(?:\([^()]{1,12}\))?"
_UNIT = r"[\u3400-\u9fff]{2,30}(?:厅|局|委|委员会|办公室|中心|公司|研究院|学院|集团|总队|政府)"
_REPORT = r"(?:可行性研究报告|项目建议书|建议书|需求分析报告|初步设计\S{0,12}|风险评估报告)"
_COVER_LINE = re.compile(rf"^({_PROJECT})$")
_HEADER = re.compile(rf"^({_PROJECT})(?:{_REPORT}|\s|$)")
_CALLED = re.compile(rf"({_PROJECT})\((?:以下)?简称[“\"']?本?项目[”\"']?\)")
_GENERIC = re.compile(r"(?:电子政务|政务信息化|信息化)(?:工程)?(?:建设)?(?:项目|工程)$")
"""Words over a title that name no project: 省级电子政务工程建设项目."""


def plain(text: str) -> str:
    """Return text for comparing: half-width forms, single blanks, none between Chinese."""
    return _BLANK_WITHIN.sub("", " ".join(text.translate(FULL_WIDTH).split()))


def without_suffix(name: str) -> str:
    """Return a name without what stands in parentheses at its end: （一期）, （示例）."""
    return _SUFFIX.sub("", name)


def title_findings(facts: ReportFacts, locator: Locator) -> Iterator[ReportFinding]:
    """Yield where a report says that it is of another project or of another unit."""
    if not facts.project_names:
        return
    chapters = locator.structure.chapters
    first = chapters[0].index if chapters else 0
    for index, paragraph in enumerate(locator.report.paragraphs):
        if paragraph.is_guidance or paragraph.is_contents or not paragraph.text:
            continue
        text = plain(paragraph.text)
        if paragraph.place in {Place.HEADER, Place.FOOTER}:
            named = _HEADER.match(text)
        elif index < first and paragraph.place is not Place.CELL:
            named = _COVER_LINE.match(text)
        else:
            named = None
        if named is None:
            named = _CALLED.search(text)
        if named and _is_foreign(named[1], facts):
            yield _finding(named[1], facts.project_names[0], index, locator)
        yield from _stated(text, facts, index, locator)


def _stated(text: str, facts: ReportFacts, index: int, locator: Locator) -> Iterator[ReportFinding]:
    """Yield what a sentence says of the project's name or unit: 建设单位为…."""
    for fact in facts.labelled:
        if not fact.is_identity:
            continue
        is_unit = names_a_unit(fact)
        for label in fact.labels:
            wanted = _UNIT if is_unit else _PROJECT
            match = re.search(rf"{re.escape(label)}(?:名称)?(?:为|是|系)[“\"《]?({wanted})", text)
            known = (*fact.values, *facts.other_projects, *facts.other_units)
            if match and not _is_among(match[1], known):
                yield _finding(match[1], fact.values[0], index, locator, is_unit)
                return


def names_a_unit(fact: LabelledFact) -> bool:
    """Whether a fact says which unit it is, not which project."""
    return any("单位" in label or "机构" in label for label in fact.labels)


def _is_foreign(name: str, facts: ReportFacts) -> bool:
    """Whether a name is none of ours; names of known projects are told elsewhere."""
    known = (*facts.project_names, *facts.other_projects)
    return not (_GENERIC.search(name) or _is_among(name, known))


def _is_among(name: str, known: tuple[str, ...]) -> bool:
    written = without_suffix(name)
    return any(
        written in own or own in written for own in (without_suffix(plain(each)) for each in known)
    )


def _finding(
    name: str, own: str, index: int, locator: Locator, is_unit: bool = False
) -> ReportFinding:
    kind = FindingKind.OTHER_UNIT if is_unit else FindingKind.OTHER_PROJECT
    what = "单位" if is_unit else "项目"
    message = f"这里写的{what}是“{name}”，本{what}是“{own}”；请核对，改正报告或申报表。"
    return locator.at(index, kind, Severity.ERROR, message, name)
