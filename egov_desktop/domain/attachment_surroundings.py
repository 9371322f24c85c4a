"""What an attachment is held against: the day, the period it reports on, names of projects."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from egov_desktop.domain.attachment_flaws import DATES, OTHER_PROJECT, Remark
from egov_desktop.domain.calendars import chinese_date
from egov_desktop.domain.report_titles import plain, without_suffix

_SHORTEST_NAME = 6
"""A shorter project name is too likely to be a common word."""

_SHOWN = 8
_NO_DATE = date(2000, 1, 1)
"""What programs without a clock write, or earlier: 1970, 1980, 2000."""


@dataclass(frozen=True)
class Surroundings:
    """What the program knows around a file when it is handed in."""

    today: date | None = None
    not_before: date | None = None
    """A file made earlier cannot be about the period of its filing."""
    own_names: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    """Names of the other projects of the data folder."""


def period_start(period: str | None) -> date | None:
    """Return the first day of the year of a stored period (2026H1, 2026), None for a number (2)."""
    year = (period or "")[:4]
    return date(int(year), 1, 1) if len(year) == 4 else None


def date_remarks(created: date | None, modified: date | None, around: Surroundings) -> list[Remark]:
    """Return what is odd about the dates a file carries."""
    known = [day for day in (created, modified) if day is not None and day > _NO_DATE]
    if not known:
        return []
    latest = max(known)
    if around.today is not None and latest > around.today:
        sentence = (
            f"文件自带的日期 {chinese_date(latest)} 晚于今天，请确认制作文件的电脑时间是否正确。"
        )
        return [Remark(DATES, sentence)]
    if around.not_before is not None and latest < around.not_before:
        sentence = f"文件最后修改于 {chinese_date(latest)}，早于报告期，请确认不是以前的旧文件。"
        return [Remark(DATES, sentence)]
    return []


def name_remarks(pages: Sequence[str], around: Surroundings, unit: str = "页") -> list[Remark]:
    """Return which other projects are named, and on which pages; an empty unit names none."""
    own = {form for name in around.own_names for form in _forms(name)}
    foreign = {form for name in around.other_names for form in _forms(name)} - own
    foreign = {name for name in foreign if len(name) >= _SHORTEST_NAME}
    found: dict[str, list[int]] = {}
    for number, text in enumerate(pages, start=1) if foreign else ():
        for name in _named(plain(text), own, foreign):
            found.setdefault(name, []).append(number)
    return [_name_remark(name, numbers, unit) for name, numbers in sorted(found.items())]


def _name_remark(name: str, numbers: Sequence[int], unit: str) -> Remark:
    where = f"第 {ranges(numbers)} {unit}" if unit else "文中"
    sentence = f"{where}出现另一个项目的名称“{name}”，请确认没有拿错文件或照抄。"
    return Remark(OTHER_PROJECT, sentence)


def ranges(numbers: Iterable[int]) -> str:
    """Return numbers in words: `1–3、7`; a long list is cut."""
    groups: list[list[int]] = []
    for number in numbers:
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    words = [f"{g[0]}–{g[-1]}" if len(g) > 1 else str(g[0]) for g in groups]
    return "、".join(words[:_SHOWN]) + (" 等" if len(words) > _SHOWN else "")


def _forms(name: str) -> set[str]:
    """Return a name as it is, and without （一期） or the like at its end."""
    return {form for form in (plain(name), without_suffix(plain(name))) if form}


def _named(text: str, own: Collection[str], foreign: Collection[str]) -> set[str]:
    """Return the foreign names in a text; what is part of a longer known name does not count."""
    found = set()
    for name in sorted({*own, *foreign}, key=len, reverse=True):
        if name in text:
            if name in foreign:
                found.add(name)
            text = text.replace(name, "\ufffc")
    return found
