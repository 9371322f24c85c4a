"""Names in a report that are not this project's: copied from a report of another one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from egov_desktop.domain.policy import Severity
from egov_desktop.domain.report_facts import LabelledFact, ReportFacts
from egov_desktop.domain.report_findings import FindingKind, Locator, ReportFinding
from egov_desktop.domain.report_leftovers import placeholders
from egov_desktop.domain.report_text import Place, ReportTable
from egov_desktop.domain.report_titles import names_a_unit, plain, without_suffix

_SHORTEST = 4
_SURE = 6
"""A name this long is no common word."""

_UNMISTAKABLE = 8
_BEGINS = r"(?:^|(?<=[^\u4e00-\u9fff])|(?<=[的在与和及为由对将把是于从向建设]))"
"""A short name (政务云平台) begins here and not within a longer one (省政务云平台)."""

_CITED = re.compile(r"已建|已有|既有|现有|原有|前期|依托|复用|对接|参照|借鉴|衔接|利旧")
"""Words by which a report speaks of another project on purpose."""

_SENTENCE_ENDS = re.compile(r"[。;!?]")
_AUTHORITY = re.compile(
    r"(?:发展和改革(?:委员会|局)|财政[厅局部]|人民政府|审计[厅局]|密码管理局|网信办|公安[厅局])$"
)
_LABEL_END = r"\s*(?:名称|全称)?\s*(?:\([^()]{0,20}\))?\s*:\s*"
_NOT_NAME = re.compile(r"[\s《》<>“”\"'()\[\]【】,。;:、]")
_FEWEST_LABELS = 2
_SHORTEST_VALUE = 2
_LONGEST_LABEL = 50


@dataclass(frozen=True)
class _Foreign:
    name: str
    is_project: bool

    def stands_in(self, text: str) -> bool:
        """Whether the name stands in a text; a short one not as the end of a longer name."""
        if len(self.name) >= _UNMISTAKABLE:
            return self.name in text
        return bool(re.search(rf"{_BEGINS}{re.escape(self.name)}", text))


def name_findings(facts: ReportFacts, locator: Locator) -> Iterator[ReportFinding]:
    """Yield names of other projects and units, and labelled facts that are not this project's."""
    everything = "\n".join(plain(p.text) for p in locator.report.paragraphs)
    foreign = [each for each in _foreign(facts) if each.name in everything]
    own = sorted({form for name in facts.own_names for form in _forms(name) if len(form) > 1})
    for index, paragraph in enumerate(locator.report.paragraphs):
        if paragraph.is_guidance or not paragraph.text:
            continue
        text = plain(paragraph.text)
        yield from _found_names(text, foreign, own, index, locator)
        yield from _labelled(text, facts, index, locator)
    yield from _labelled_cells(facts, locator)
    if facts.project_names and not any(plain(n) in everything for n in facts.project_names):
        name = facts.project_names[0]
        message = f"全文没有出现本项目的名称“{name}”，请核对是不是这个项目的报告。"
        yield locator.whole(FindingKind.OTHER_PROJECT, Severity.NOTE, message)


def _foreign(facts: ReportFacts) -> list[_Foreign]:
    """Return the names to look for; this project's own are none."""
    own = {form for name in facts.own_names for form in _forms(name)}
    projects = {form for name in facts.other_projects for form in _forms(name)}
    projects = {name for name in projects if len(name) >= _SHORTEST}
    units = {name for n in facts.other_units if len(name := plain(n)) >= _SHORTEST}
    units = {name for name in units if not _AUTHORITY.search(name)}
    found = [_Foreign(name, is_project=True) for name in projects - own]
    found += [_Foreign(name, is_project=False) for name in units - own - projects]
    return found


def _forms(name: str) -> tuple[str, str]:
    """Return a name as it is, and without （一期） or the like at its end."""
    return plain(name), without_suffix(plain(name))


def _found_names(
    text: str, foreign: Sequence[_Foreign], own: Sequence[str], index: int, locator: Locator
) -> Iterator[ReportFinding]:
    if not any(each.name in text for each in foreign):
        return
    both: list[_Foreign | str] = [*foreign, *own]
    rest = text
    for each in sorted(both, key=_length, reverse=True):
        name = each if isinstance(each, str) else each.name
        if name not in rest:
            continue
        if isinstance(each, _Foreign) and each.stands_in(rest):
            yield _foreign_finding(each, rest, index, locator)
        rest = rest.replace(name, "\ufffc" * len(name))


def _foreign_finding(each: _Foreign, text: str, index: int, locator: Locator) -> ReportFinding:
    kind = FindingKind.OTHER_PROJECT if each.is_project else FindingKind.OTHER_UNIT
    what = "项目名称" if each.is_project else "单位名称"
    message = f"这里是另一个项目的{what}“{each.name}”；如是照抄留下的请改正，有意引用的请写明。"
    severity = _severity(each, text, locator.report.paragraphs[index].place)
    return locator.at(index, kind, severity, message, each.name)


def _length(name: _Foreign | str) -> int:
    return len(name if isinstance(name, str) else name.name)


def _severity(each: _Foreign, text: str, place: Place) -> Severity:
    """Return how sure it is that a name does not belong: a page header cites nobody."""
    if place in {Place.HEADER, Place.FOOTER}:
        return Severity.ERROR
    before, _, behind = text.partition(each.name)
    sentence = _SENTENCE_ENDS.split(before)[-1][-20:] + _SENTENCE_ENDS.split(behind)[0][:10]
    if _CITED.search(sentence):
        return Severity.NOTE
    is_sure = each.is_project and len(each.name) >= _SURE
    return Severity.ERROR if is_sure else Severity.WARNING


def _labelled(
    text: str, facts: ReportFacts, index: int, locator: Locator
) -> Iterator[ReportFinding]:
    if ":" not in text[:_LONGEST_LABEL]:
        return
    for fact in facts.labelled:
        for label in fact.labels:
            match = re.match(rf"(?:\(?\d+[.、)]\s*)?{re.escape(label)}{_LABEL_END}(.+)", text)
            if match and not _says(fact, match[1]):
                yield _contradiction(fact, match[1], index, locator)
                break


def _labelled_cells(facts: ReportFacts, locator: Locator) -> Iterator[ReportFinding]:
    """Yield values beside labels in tables that are forms: several labels in the first column."""
    by_label = {_bare(label): fact for fact in facts.labelled for label in fact.labels}
    for number, table in enumerate(locator.report.tables):
        if not _is_form(table, set(by_label)):
            continue
        for row_number, row in enumerate(table.rows):
            for column, (label, value) in enumerate(pairwise(row)):
                fact = by_label.get(_bare(plain(label)))
                written = plain(value)
                if fact is None or not written or _bare(written) in by_label:
                    continue
                if _says(fact, written):
                    continue
                at = locator.cell(number, row_number, column + 1)
                if at is not None:
                    yield _contradiction(fact, written, at, locator)


def _is_form(table: ReportTable, labels: set[str]) -> bool:
    first = [_bare(plain(row[0])) for row in table.rows if row]
    return len(labels & set(first)) >= _FEWEST_LABELS


def _says(fact: LabelledFact, written: str) -> bool:
    """Whether what stands after a label is the fact, with or without more words around it."""
    if any(True for _ in placeholders(written)):
        return True  # told as a placeholder
    value = _bare(written)
    known = [_bare(plain(each)) for each in fact.values]
    known = [each for each in known if each]
    if len(value) < _SHORTEST_VALUE or not known:
        return True
    return any(each in value or value in each for each in known)


def _contradiction(fact: LabelledFact, written: str, index: int, locator: Locator) -> ReportFinding:
    value = written.strip()[:40]
    message = (
        f"这里的{fact.labels[0]}写“{value}”，与{fact.source}的“{fact.values[0]}”不一致；"
        "请核对，改正报告或申报表。"
    )
    kind = FindingKind.FACT
    if fact.is_identity:
        kind = FindingKind.OTHER_UNIT if names_a_unit(fact) else FindingKind.OTHER_PROJECT
    severity = Severity.ERROR if fact.is_identity else Severity.WARNING
    return locator.at(index, kind, severity, message, value)


def _bare(text: str) -> str:
    return _NOT_NAME.sub("", text)
