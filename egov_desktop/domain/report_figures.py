"""Sentences of a report that contradict the forms: totals, funds, estimate lines, period."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, islice

from egov_desktop.domain.policy import Severity
from egov_desktop.domain.report_amounts import FULL_WIDTH, WrittenAmount, amounts_after, in_words
from egov_desktop.domain.report_facts import KnownAmount, ReportFacts
from egov_desktop.domain.report_findings import FindingKind, Locator, ReportFinding
from egov_desktop.domain.report_text import Place

_SENTENCES = re.compile(r"[^。;!?\n]*[。;!?\n]?")
_CLAUSE_ENDS = re.compile(r"[,、:]")
_FILLER = re.compile(
    r"(?:\s|\([^()\d]{0,12}\)|人民币|RMB|[¥￥:=]|约|大约|近|将近|为|是|共计?|合计|总计|总额|总投资|金额"
    r"|规模|估算|概算|预算|控制数|预计|暂定|初步|达到?|需要?|拟|核定|列支|安排|投入|投资|共需|计){0,12}"
)
_TOTAL = re.compile(
    r"(?:项目|工程|建设|计划|估算|概算|投资|本期){0,3}总投资(?:估算|概算|总额|规模|额)?"
    r"|投资(?:估算|概算)?总额|(?:投资)?概算总(?:投资|额|值)|估算总额|总概算|总估算|资金(?:来源)?(?:总额|合计)"
    r"|(?:项目|初步设计|本|投资)概算(?!总)|(?:项目|本项目)?投资估算(?!总)"
)
_OURS = re.compile(r"本项目|本期|本工程|本方案|本概算|本报告|本次")
_OTHERS = re.compile(
    r"一期|二期|三期|前期|上期|往期|类似|同类|其他|其它|已建|原有|国家|例如|参照|借鉴|历年|以往|近年|全省|全市"
    r"|全国|各(?:市|县|省|子|部门|单位)|子项目|子系统|分项|标段|包\d|年度|当年|每年|逐年|分年|首年|第[一二三四五]年"
    r"|(?:19|20)\d\d\s*年(?:度)?(?:安排|投资|投入|计划|下达|支付|完成)|累计|调整前|原(?:批复|总|概|估|计|定)|上报|申报总"
    r"|占|超过|超出|低于|高于|大于|小于|不足|不少于|不低于|以上|以下|以内|突破|≥|≤|>|<|每|单价|合同|中标|节约|结余|减少|增加|[核调]减|[核调]增|追加"
)
_OTHER_STAGE = re.compile(r"批复|核定|可研|可行性研究|建议书|立项|需求分析|初步设计|初设")
_APPROVED = re.compile(r"批复|核定")
_LIMITS = re.compile(r"\s*(?:\([^()]{0,6}\))?\s*(?:以上|以下|以内|之内|及以上|及以下|的\s*\d|/)")
_DATE = r"(\d{4})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2}))?\s*[日月]?"
_PERIOD = re.compile(
    rf"(?:建设|实施|项目)(?:工期|周期|期限|期)[^。;\d]{{0,12}}{_DATE}\s*(?:至|到|—+|-+|–|~)\s*{_DATE}"
)
_HAS_DIGIT = re.compile(r"\d")
_SHORTEST_NAME = 3
_SURE_ENDS = ("费", "资金", "投资")
"""Other words for a line count in sentences when they end so: 数据库建设 may be a part of it."""

_MOST_OF_A_PARAGRAPH = 20
_REACH = 300
"""How far back the words of a sentence bear on an amount."""

_COUNTED = {Place.BODY, Place.CELL, Place.TEXT_BOX, Place.FOOTNOTE}


def figure_findings(facts: ReportFacts, locator: Locator) -> Iterator[ReportFinding]:
    """Yield every sentence whose amount or period is not that of the forms."""
    parts = _part_pattern(facts.parts)
    for index, paragraph in enumerate(locator.report.paragraphs):
        is_read = paragraph.place in _COUNTED and not paragraph.is_guidance
        if not is_read or paragraph.is_contents or not _HAS_DIGIT.search(paragraph.text):
            continue
        found = _in_paragraph(_plain(paragraph.text, facts), facts, parts)
        for severity, kind, near, message in islice(found, _MOST_OF_A_PARAGRAPH):
            yield locator.at(index, kind, severity, message, near)


def _in_paragraph(
    text: str, facts: ReportFacts, parts: re.Pattern[str] | None
) -> Iterator[tuple[Severity, FindingKind, str, str]]:
    """Yield severity, kind, words and message of what a paragraph says wrongly."""
    for sentence in (match[0] for match in _SENTENCES.finditer(text)):
        for written, message in chain(_totals(sentence, facts), _parts(sentence, facts, parts)):
            yield Severity.ERROR, FindingKind.FIGURE, written.text, message
        for words, message in _period(sentence, facts):
            yield Severity.WARNING, FindingKind.FACT, words, message


def _plain(text: str, facts: ReportFacts) -> str:
    """Return the text with plain signs; the project's own name, numbers and all, is 本项目."""
    plain = text.translate(FULL_WIDTH)
    for name in sorted(facts.project_names, key=len, reverse=True):
        plain = plain.replace(name.translate(FULL_WIDTH), "本项目")
    return plain


def _totals(sentence: str, facts: ReportFacts) -> Iterator[tuple[WrittenAmount, str]]:
    if facts.total is None:
        return
    for label in _TOTAL.finditer(sentence):
        for written in amounts_after(sentence, label.end(), _FILLER):
            if _is_limit(sentence, written) or written.agrees_with(facts.total.amount):
                continue
            before = _before(sentence, label.start())
            if _APPROVED.search(_own_clause(before)):
                yield from _against_approvals(_own_clause(before), written, facts)
            elif not _speaks_of_others(before):
                yield written, _contradiction(written, facts.total)


def _against_approvals(
    clause: str, written: WrittenAmount, facts: ReportFacts
) -> Iterator[tuple[WrittenAmount, str]]:
    """Yield an amount that is said to be approved at a stage (可研批复) and is not."""
    meant = [each for each in facts.approved if any(name in clause for name in each.names)]
    if meant and not any(written.agrees_with(each.amount) for each in meant):
        known = "、".join(f"{each.source} {in_words(each.amount)}" for each in meant)
        yield written, f"这里写“{written.text}”，登记的是：{known}；请核对。"


def _parts(
    sentence: str, facts: ReportFacts, pattern: re.Pattern[str] | None
) -> Iterator[tuple[WrittenAmount, str]]:
    if pattern is None or _OTHER_STAGE.search(sentence):
        return
    for label in pattern.finditer(sentence):
        known = next(part for part in facts.parts if label["name"] in part.names)
        for written in amounts_after(sentence, label.end(), _FILLER):
            before = _before(sentence, label.start())
            is_other = _is_limit(sentence, written) or _speaks_of_others(before)
            if not is_other and not written.agrees_with(known.amount):
                yield written, _contradiction(written, known)


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
        rf"(?:(?<![\u4e00-\u9fff])|(?<=其中)|(?<=[和及为是中申请])|(?<=来源))(?P<name>{longest_first})"
    )


def _speaks_of_others(before: str) -> bool:
    """Whether the words before a label speak of another amount than this project's own."""
    clause = _own_clause(before)
    if _OTHERS.search(clause) or _OTHER_STAGE.search(clause):
        return True
    return bool(_OTHERS.search(before)) and not _OURS.search(before)


def _before(sentence: str, start: int) -> str:
    return sentence[max(0, start - _REACH) : start]


def _own_clause(before: str) -> str:
    return _CLAUSE_ENDS.split(before)[-1]


def _is_limit(sentence: str, written: WrittenAmount) -> bool:
    """Whether an amount is a threshold (3000万元以上), not a statement."""
    return bool(_LIMITS.match(sentence, written.end))


def _contradiction(written: WrittenAmount, known: KnownAmount) -> str:
    return (
        f"这里写“{written.text}”，与{known.source}的 {in_words(known.amount)} 不一致；"
        "请核对，改正报告或申报表。"
    )


def _period(sentence: str, facts: ReportFacts) -> Iterator[tuple[str, str]]:
    if facts.period is None:
        return
    for match in _PERIOD.finditer(sentence):
        if _speaks_of_others(_before(sentence, match.start())):
            continue
        ends = (match.group(1, 2, 3), match.group(4, 5, 6))
        if not all(_is_on(end, day) for end, day in zip(ends, facts.period, strict=True)):
            start, end = facts.period
            message = f"建设期与登记的 {start} 至 {end} 不一致；请核对，改正报告或申报表。"
            yield match[0][:20], message


def _is_on(written: tuple[str | None, ...], day: date) -> bool:
    """Whether a written date is the day, as far as it is written."""
    known = (day.year, day.month, day.day)
    return all(part is None or int(part) == own for part, own in zip(written, known, strict=True))
