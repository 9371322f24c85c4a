"""Sentences of a report that contradict the forms: totals, funds, estimate lines, period."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from egov_desktop.domain.policy import Severity
from egov_desktop.domain.report_amounts import FULL_WIDTH, WrittenAmount, amounts_after, in_words
from egov_desktop.domain.report_capitals import capital_after, capital_mismatches
from egov_desktop.domain.report_facts import KnownAmount, ReportFacts
from egov_desktop.domain.report_findings import FindingKind, Locator, ReportFinding
from egov_desktop.domain.report_periods import period_findings
from egov_desktop.domain.report_subjects import (
    OTHER_STAGE,
    has_other_subject,
    is_of_others,
    own_clause,
)
from egov_desktop.domain.report_text import Place

_SENTENCES = re.compile(r"[^。;!?\n]*[。;!?\n]?")
_FILLER = re.compile(
    r"(?:\s|\([^()\d]{0,12}\)|人民币|RMB|[¥￥:=]|约|大约|近|将近|为|是|共计?|合计|总计|总额|总投资|金额"
    r"|资金|规模|估算|概算|预算|控制数|预计|暂定|初步|达到?|需要?|拟|核定|列支|安排|投入|投资|共需|计){0,12}"
)
_TOTAL = re.compile(
    r"(?:项目|工程|建设|计划|估算|概算|投资|本期){0,3}总投资(?:估算|概算|总额|规模|额)?"
    r"|投资(?:估算|概算)?总额|(?:投资)?概算总(?:投资|额|值)|估算总额|总概算|总估算|资金(?:来源)?(?:总额|合计)"
    r"|(?:项目|初步设计|本|投资)概算(?!总)|(?:项目|本项目)?投资估算(?!总)"
)
_APPROVED = re.compile(r"批复|核定")
_LIMITS = re.compile(r"\s*(?:\([^()]{0,6}\))?\s*(?:以上|以下|以内|之内|及以上|及以下|的\s*\d|/)")
_YEARLY = re.compile(
    r"(?P<year>20\d\d)\s*年度?(?:计划|拟|预计)(?:总?投资|投入|安排|使用)(?:项目)?(?:资金|投资)?"
)
_CLAUSE_END = re.compile(r"\s*(?:[,、。;()]|$)")
_HAS_AMOUNT = re.compile(r"\d|[零壹贰叁肆伍陆柒捌玖拾佰仟]|[一二两三四五六七八九十]个?[年月]")
_SHORTEST_NAME = 3
_SURE_ENDS = ("费", "费用", "资金", "投资")
"""Other words for a line count in sentences when they end so: 数据库建设 may be a part of it."""

_AND = ("和", "及", "与", "、", "+")
_TOGETHER = re.compile(r"[合共总]计|共|一并")

_MOST_OF_A_PARAGRAPH = 20
_REACH = 300
"""How far back the words of a sentence bear on an amount."""

_COUNTED = {Place.BODY, Place.CELL, Place.TEXT_BOX, Place.FOOTNOTE}


def figure_findings(facts: ReportFacts, locator: Locator) -> Iterator[ReportFinding]:
    """Yield every sentence whose amount or period is not that of the forms."""
    parts = _part_pattern(facts.parts)
    for index, paragraph in enumerate(locator.report.paragraphs):
        is_read = paragraph.place in _COUNTED and not paragraph.is_guidance
        if not is_read or paragraph.is_contents or not _HAS_AMOUNT.search(paragraph.text):
            continue
        found = _in_paragraph(_plain(paragraph.text, facts), facts, parts)
        for severity, kind, near, message in islice(found, _MOST_OF_A_PARAGRAPH):
            yield locator.at(index, kind, severity, message, near)


def _in_paragraph(
    text: str, facts: ReportFacts, parts: re.Pattern[str] | None
) -> Iterator[tuple[Severity, FindingKind, str, str]]:
    """Yield severity, kind, words and message of what a paragraph says wrongly."""
    for match in _SENTENCES.finditer(text):
        sentence, context = match[0], _before(text, match.start())
        figures = chain(
            _totals(sentence, context, facts),
            _parts(sentence, context, facts, parts),
            _years(sentence, context, facts),
            capital_mismatches(sentence),
        )
        for written, message in figures:
            yield Severity.ERROR, FindingKind.FIGURE, written.text, message
        for words, message in period_findings(sentence, context, facts):
            yield Severity.WARNING, FindingKind.FACT, words, message


def _plain(text: str, facts: ReportFacts) -> str:
    """Return the text with plain signs; the project's own name, numbers and all, is 本项目."""
    plain = text.translate(FULL_WIDTH)
    for name in sorted(facts.project_names, key=len, reverse=True):
        plain = plain.replace(name.translate(FULL_WIDTH), "本项目")
    return plain


def _totals(sentence: str, context: str, facts: ReportFacts) -> Iterator[tuple[WrittenAmount, str]]:
    if facts.total is None:
        return
    for label in _TOTAL.finditer(sentence):
        for written in _total_after(sentence, label.end()):
            if _is_limit(sentence, written) or written.agrees_with(facts.total.amount):
                continue
            before = _before(sentence, label.start())
            if _APPROVED.search(own_clause(before)):
                yield from _against_approvals(own_clause(before), written, facts)
            elif not is_of_others(before, context=context):
                yield written, _contradiction(written, facts.total)


def _total_after(sentence: str, end: int) -> Iterator[WrittenAmount]:
    capital = capital_after(sentence, end)
    if capital is None:
        yield from amounts_after(sentence, end, _FILLER)
    else:
        yield capital


def _years(sentence: str, context: str, facts: ReportFacts) -> Iterator[tuple[WrittenAmount, str]]:
    """Yield what a year is said to cost (2024年计划投资…) and the plan of the forms does not."""
    for label in _YEARLY.finditer(sentence):
        known = facts.yearly.get(int(label["year"]))
        before = _before(sentence, label.start())
        if known is None or has_other_subject(before, _YEARLY, context):
            continue
        for written in amounts_after(sentence, label.end(), _FILLER):
            is_whole = _CLAUSE_END.match(sentence, written.end)
            if is_whole and not written.agrees_with(known.amount):
                yield written, _contradiction(written, known)


def _against_approvals(
    clause: str, written: WrittenAmount, facts: ReportFacts
) -> Iterator[tuple[WrittenAmount, str]]:
    """Yield an amount that is said to be approved at a stage (可研批复) and is not."""
    meant = [each for each in facts.approved if any(name in clause for name in each.names)]
    if meant and not any(written.agrees_with(each.amount) for each in meant):
        known = "、".join(f"{each.source} {in_words(each.amount)}" for each in meant)
        yield written, f"这里写“{written.text}”，登记的是：{known}；请核对。"


def _parts(
    sentence: str, context: str, facts: ReportFacts, pattern: re.Pattern[str] | None
) -> Iterator[tuple[WrittenAmount, str]]:
    if pattern is None or OTHER_STAGE.search(sentence):
        return
    for label in pattern.finditer(sentence):
        known = next(part for part in facts.parts if label["name"] in part.names)
        for written in amounts_after(sentence, label.end(), _FILLER):
            before = _before(sentence, label.start()).removesuffix("每")
            is_other = (
                _is_limit(sentence, written)
                or is_of_others(before, pattern, context)
                or _adds_up(before, sentence[label.end() : written.end])
            )
            if not is_other and not written.agrees_with(known.amount):
                yield written, _contradiction(written, known)


def _adds_up(before: str, stated: str) -> bool:
    """Whether the amount is that of several lines: 应用软件开发与数据资源建设合计1548万元."""
    return before.endswith(_AND) and bool(_TOGETHER.search(stated))


def _part_pattern(parts: Sequence[KnownAmount]) -> re.Pattern[str] | None:
    """Return what finds the name of a part that stands on its own, not as the end of a word."""
    names = {
        name
        for part in parts
        for name in part.names
        if len(name) >= _SHORTEST_NAME and (name == part.names[0] or name.endswith(_SURE_ENDS))
    }
    if not names:
        return None
    longest_first = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    return re.compile(
        rf"(?:(?<![\u4e00-\u9fff])|(?<=其中)|(?<=[和及与为是中由含括])|(?<=每)(?=年)|(?<=申请)|(?<=来源))(?P<name>{longest_first})"
    )


def _before(sentence: str, start: int) -> str:
    return sentence[max(0, start - _REACH) : start]


def _is_limit(sentence: str, written: WrittenAmount) -> bool:
    """Whether an amount is a threshold (3000万元以上), not a statement."""
    return bool(_LIMITS.match(sentence, written.end))


def _contradiction(written: WrittenAmount, known: KnownAmount) -> str:
    return (
        f"这里写“{written.text}”，与{known.source}的 {in_words(known.amount)} 不一致；"
        "请核对，改正报告或申报表。"
    )
