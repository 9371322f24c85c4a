"""Sentences of a report that give another construction period (建设期) than the forms."""

import re
from collections.abc import Iterator
from datetime import date

from egov_desktop.domain.report_facts import ReportFacts
from egov_desktop.domain.report_subjects import is_of_others

_DATE = r"(\d{4})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2}))?\s*[日月]?"
_LABEL = r"(?:(?:建设|实施|项目)(?:工期|周期|期限|期)|总工期)"
_DATES = re.compile(rf"{_LABEL}[^。;\d]{{0,12}}{_DATE}\s*(?:至|到|—+|-+|–|~)\s*{_DATE}")
_LENGTH = re.compile(
    rf"{_LABEL}(?:\s|[:=]|为|是|约|大约|共计?|合计|总计|预计|计划|拟定?|暂定|总共){{0,6}}"
    r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*(?P<unit>个半?月|年半?)"
    r"(?!\s*(?:\d|[度内上下前后底零又时多余]|以|之内|左右))"
)
_ABOUT = re.compile(r"约")
_CHINESE = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_MONTHS_OF_YEAR = 12
_MONTHS_OF_ABOUT = 3
"""Who writes 约两年 may mean so many months more or less."""


def period_findings(sentence: str, context: str, facts: ReportFacts) -> Iterator[tuple[str, str]]:
    """Yield words and message of every period that is not the one of the forms.

    `context` is what stands before the sentence in its paragraph.
    """
    for match in _DATES.finditer(sentence):
        if facts.period is None or is_of_others(sentence[: match.start()], context=context):
            continue
        ends = (match.group(1, 2, 3), match.group(4, 5, 6))
        if not all(_is_on(end, day) for end, day in zip(ends, facts.period, strict=True)):
            start, end = facts.period
            message = f"建设期与登记的 {start} 至 {end} 不一致；请核对，改正报告或申报表。"
            yield match[0][:20], message
    for match in _LENGTH.finditer(sentence):
        before = sentence[: match.start()]
        if facts.months is None or is_of_others(before, context=context):
            continue
        if not _is_so_long(match, facts.months):
            message = (
                f"这里写“{match[0]}”，登记的建设期是 {facts.months} 个月；"
                "请核对，改正报告或申报表。"
            )
            yield match[0], message


def _is_so_long(match: re.Match[str], months: int) -> bool:
    is_years = match["unit"].startswith("年")
    written = float(_count(match["count"]) * (_MONTHS_OF_YEAR if is_years else 1))
    if "半" in match["unit"]:
        written += _MONTHS_OF_YEAR / 2 if is_years else 1 / 2
    tolerance = 0
    if _ABOUT.search(match[0]):
        tolerance = _MONTHS_OF_ABOUT if is_years else 1
    return abs(written - months) <= tolerance


def _count(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _CHINESE.get(text, 0)
    return (_CHINESE.get(tens, 0) if tens else 1) * 10 + _CHINESE.get(ones, 0)


def _is_on(written: tuple[str | None, ...], day: date) -> bool:
    """Whether a written date is the day, as far as it is written."""
    known = (day.year, day.month, day.day)
    return all(part is None or int(part) == own for part, own in zip(written, known, strict=True))
