"""Numbers of headings, placeholders and amounts as they are typed in reports."""

import re
from decimal import Decimal

import pytest

from egov_desktop.domain.heading_numbers import NumberKind, number_kind, ordinal, without_number
from egov_desktop.domain.outlines import bare_title, unnumbered
from egov_desktop.domain.report_amounts import amounts_after, written_amount
from egov_desktop.domain.report_leftovers import placeholders, without_placeholders


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("第一章 概述", NumberKind.CHAPTER),
        ("第 12 章概述", NumberKind.CHAPTER),
        ("一、概述", NumberKind.COUNTED),
        ("十二、概述", NumberKind.COUNTED),
        ("1 概述", NumberKind.DECIMAL),
        ("1.概述", NumberKind.DECIMAL),
        ("1、概述", NumberKind.DECIMAL),
        ("第三节 方案", NumberKind.PART),
        ("第二部分 方案", NumberKind.PART),
        ("\uff08一\uff09概述", NumberKind.BRACKETED),
        ("（十）概述", NumberKind.BRACKETED),
        ("1.1 概述", NumberKind.DECIMAL_2),
        ("1.1概述", NumberKind.DECIMAL_2),
        ("1.1.1 概述", NumberKind.DECIMAL_3),
        ("概述", None),
        ("2026年度计划", None),
        ("第一章 概述......3", None),
        ("1.5%的比例", None),
        ("一、本项目按规定组织实施\u3002", None),
        ("第三章", None),
        ("1、" + "很长" * 30, None),
    ],
)
def test_kinds_of_numbers(text: str, kind: NumberKind | None) -> None:
    assert number_kind(text) is kind


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第一章 概述", 1),
        ("第十二章", 12),
        ("二十、概述", 20),
        ("一百零三、", 103),
        ("第8章", 8),
        ("12. 概述", 12),
        ("概述", 0),
        ("二\u3007、", 20),
    ],
)
def test_numbers_are_read(text: str, number: int) -> None:
    assert ordinal(text) == number


def test_numbers_are_taken_off() -> None:
    assert without_number("第一章\u3000项目\uff08一期\uff09概述") == "项目\x28一期\x29概述"
    assert unnumbered("第一章 项目\uff08一期\uff09概述") == "项目\uff08一期\uff09概述"
    assert unnumbered(" 概述 ") == "概述"
    assert bare_title("1.2 项 目 概 述") == "项目概述"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("×××项目", ["×××"]),
        ("某某单位", ["某某"]),
        ("XX局", ["XX"]),
        ("由xxx公司", ["xxx"]),
        ("20XX年", ["20XX"]),
        ("18××年", ["18××"]),
        ("\uff38\uff38\uff38", ["\uff38\uff38\uff38"]),
        ("{{名称}}和${amount}", ["{{名称}}", "${amount}"]),
        ("<<名称>>", ["<<名称>>"]),
        ("【待填\uff1a总投资】万元", ["【待填\uff1a总投资】"]),
        ("\uff08请填写全称\uff09", ["\uff08请填写全称\uff09"]),
        ("待补充", ["待补充"]),
        ("此处填写", ["此处填写"]),
        ("单击此处输入文字", ["单击此处"]),
        ("请在此处输入", ["请在此处输入"]),
        ("____万元", ["____"]),
        ("○○系统", ["○○"]),
        ("***公司", ["***"]),
        ("总投资\uff1f\uff1f\uff1f万元", ["\uff1f\uff1f\uff1f"]),
        ("TODO 补图", ["TODO"]),
    ],
)
def test_placeholders_are_found(text: str, found: list[str]) -> None:
    assert list(placeholders(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "2×2路处理器",
        "600×1000×2000毫米",
        "138××××1234",
        "XXL号",
        "DL-380XX1",
        "二○○八年",
        "【2026】12号",
        "选址待定",
        "制度有待完善",
        "签字\uff1a________",
        "____年____月____日",
        "user___name",
        "第\u2169\u2169届",
        "《管理办法》",
        "是否\uff1f是",
        "{}",
        "见附件（略）",
    ],
)
def test_what_is_no_placeholder(text: str) -> None:
    assert list(placeholders(text)) == []


def test_nothing_but_placeholders() -> None:
    assert without_placeholders("\uff08略\uff09") == ""
    assert without_placeholders("由×××和XX承建") == "由和承建"
    assert without_placeholders("从略读起") == "从略读起"


@pytest.mark.parametrize(
    ("digits", "unit", "known", "agrees"),
    [
        ("2860", "万元", "2860.00", True),
        ("2,860.00", "万元", "2860", True),
        ("28600000", "元", "2860", True),
        ("0.286", "亿元", "2860", True),
        ("0.29", "亿元", "2860", True),
        ("0.28", "亿元", "2860", True),
        ("0.27", "亿元", "2860", False),
        ("2860", "万元", "2860.45", True),
        ("2861", "万元", "2860.55", True),
        ("2861", "万元", "2860.45", False),
        ("2861", "万元", "2860", False),
        ("2860.01", "万元", "2860", False),
        ("2900", "万元", "2860", False),
        ("0", "万元", "0.3", False),
    ],
)
def test_amounts_agree_as_far_as_they_are_written(
    digits: str, unit: str, known: str, agrees: bool
) -> None:
    assert written_amount(digits, unit).agrees_with(Decimal(known)) is agrees


@pytest.mark.parametrize(
    ("words", "known", "agrees"),
    [
        ("约2900万元", "2860", True),
        ("2900万元左右", "2860", True),
        ("约2860万元", "2900", False),
        ("约3000万元", "2860", True),
        ("约5000万元", "2860", False),
        ("近0.3亿元", "2860", True),
    ],
)
def test_round_amounts(words: str, known: str, agrees: bool) -> None:
    (written,) = amounts_after(words, 0, re.compile("[约近]?"))
    assert written.agrees_with(Decimal(known)) is agrees


@pytest.mark.parametrize("text", ["2000万人次", "1.2万件", "3万", "占5%", "2860个", "没有"])
def test_numbers_that_are_no_amounts(text: str) -> None:
    found = list(amounts_after(text, 0, re.compile("")))
    assert [each.text for each in found] == (["3万"] if text == "3万" else [])
