"""Dates and names that do not fit where a file is handed in."""

from datetime import date

import pytest

from egov_desktop.domain.attachment_surroundings import (
    Surroundings,
    date_remarks,
    name_remarks,
    period_start,
    ranges,
)

AROUND = Surroundings(date(2026, 6, 1), date(2026, 1, 1), ("政务云平台（二期）",), ())


@pytest.mark.parametrize(
    ("created", "modified", "word"),
    [
        (date(2026, 3, 1), None, ""),
        (None, None, ""),
        (date(2026, 6, 1), None, ""),
        (date(2026, 6, 2), None, "晚于今天"),
        (date(2025, 3, 1), None, "早于报告期"),
        (date(2025, 3, 1), date(2026, 2, 1), ""),
        (date(2000, 1, 1), None, ""),
        (date(1970, 1, 1), date(1980, 1, 1), ""),
    ],
)
def test_dates(created: date | None, modified: date | None, word: str) -> None:
    told = " ".join(remark.sentence for remark in date_remarks(created, modified, AROUND))
    assert word in told
    assert bool(told) is bool(word)


@pytest.mark.parametrize(
    ("period", "start"),
    [("2026H1", date(2026, 1, 1)), ("2025", date(2025, 1, 1)), ("", None), ("2", None)],
)
def test_where_a_period_starts(period: str, start: date | None) -> None:
    assert period_start(period) == start


def names(text: str, *others: str) -> str:
    around = Surroundings(own_names=("智慧政务云平台项目（二期）",), other_names=others)
    return " ".join(remark.sentence for remark in name_remarks(["", text], around))


def test_a_name_broken_over_lines_is_found() -> None:
    assert "第 2 页" in names("参照城市大脑指\n挥平台的做法", "城市大脑指挥平台（一期）")


def test_what_is_part_of_the_own_name_is_not_foreign() -> None:
    assert names("智慧政务云平台项目的方案", "政务云平台项目") == ""
    assert "政务云平台项目" in names("已建政务云平台项目", "政务云平台项目")


def test_short_names_and_the_own_name_are_not_looked_for() -> None:
    assert names("政务云 智慧政务云平台项目（二期）", "政务云", "智慧政务云平台项目") == ""


def test_pages_in_words() -> None:
    assert ranges([1, 2, 3, 7]) == "1–3、7"
    assert ranges(range(1, 40, 2)).endswith(" 等")
