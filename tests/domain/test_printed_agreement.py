"""What is printed and what the record says are compared line by line."""

from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from egov_desktop.domain.fields import Answer, Choice, FieldDefinition
from egov_desktop.domain.printed_agreement import disagreements
from egov_desktop.domain.printed_lines import printed_lines
from egov_desktop.domain.printout import FormPart, Printout, Stamp, form_line, form_table

AMOUNT = FieldDefinition("total", "money", "总投资", unit="万元")
DAY = FieldDefinition("day", "date", "批复日期")
NAME = FieldDefinition("name", "text", "项目名称")
METHOD = FieldDefinition("method", "choice", "方式", choices=(Choice("open_tender", "公开招标"),))
IS_NEW = FieldDefinition("is_new", "boolean", "是否新建")
PERIOD = FieldDefinition("period", "period", "报告期")
BLANK_LINE = FieldDefinition("remark", "text", "备注")
WRONG = FieldDefinition("staff", "integer", "人数")
ITEMS = FieldDefinition("items", "table", "分项", columns=(NAME, AMOUNT, METHOD))

ROWS = (
    {
        "name": Answer("服务器", "服务器"),
        "total": Answer("1200", Decimal("1200")),
        "method": Answer("open_tender", "open_tender"),
    },
    {"name": Answer("网络", "网络"), "total": Answer(None, None), "method": Answer(None, None)},
)


def sample() -> Printout:
    part = FormPart(
        "基本情况",
        (
            form_line(AMOUNT, Answer("2860", Decimal("2860"))),
            form_line(DAY, Answer("2026年3月2日", date(2026, 3, 2))),
            form_line(NAME, Answer("共享平台", "共享平台")),
            form_line(METHOD, Answer("open_tender", "open_tender")),
            form_line(IS_NEW, Answer(True, True)),
            form_line(PERIOD, Answer("2026H1", "2026H1")),
            form_line(BLANK_LINE, Answer(None, None)),
            form_line(WRONG, Answer("几 个", None, "不是数字")),
        ),
        (form_table(ITEMS, Answer([], ROWS)),),
    )
    return Printout(
        Stamp(1, "AAAA-BBBB-CCCC", date(2026, 3, 2), ""),
        *("p-1", "共享平台", "大数据中心", "可研", "", "发改委", "制度包"),
        parts=(part,),
        findings=(),
        undecided=(),
        unchecked=(),
        materials=(),
        checked_on=date(2026, 3, 2),
        rules_run=0,
    )


def record() -> dict[str, Any]:
    return {
        "printed": [asdict(line) for line in printed_lines(sample())],
        "answers": {"total": "2860", "staff": "几 个"},
        "values": {
            "total": "2860",
            "day": "2026-03-02",
            "name": "共享平台",
            "method": "open_tender",
            "is_new": True,
            "period": "2026H1",
            "remark": None,
            "staff": None,
            "items": [
                {"name": "服务器", "total": "1200", "method": "open_tender"},
                {"name": "网络", "total": None, "method": None},
            ],
        },
    }


def test_every_printed_field_and_cell_is_a_line_with_its_path() -> None:
    lines = {(line.path, line.label): line.text for line in printed_lines(sample())}
    assert lines["total", "总投资（万元）"] == "2,860.00"
    assert lines["total", "总投资（万元） 大写"].startswith("人民币贰仟捌佰陆拾万元")
    assert lines["items[0].method", "方式"] == "公开招标"
    assert ("items[1].method", "方式") not in lines
    order = [line.path for line in printed_lines(sample())]
    assert order == [
        *("total", "total", "day", "name", "method", "is_new", "period", "remark", "staff"),
        *("items[0].name", "items[0].total", "items[0].method", "items[1].name"),
    ]


def test_a_part_without_paths_has_no_lines() -> None:
    part = sample().parts[0]
    plain = replace(part, lines=tuple(replace(line, path="") for line in part.lines), tables=())
    assert printed_lines(replace(sample(), parts=(plain,))) == ()


def test_an_honest_record_agrees() -> None:
    assert disagreements(record()) == ()


def test_a_record_without_printed_lines_has_nothing_to_compare() -> None:
    told = record()
    del told["printed"]
    assert disagreements(told) == ()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("total", "2861"),
        ("total", None),
        ("day", "2026-03-03"),
        ("name", "另一平台"),
        ("is_new", False),
        ("period", "2026"),
        ("remark", "补充"),
    ],
)
def test_a_changed_value_is_found(path: str, value: object) -> None:
    told = record()
    told["values"][path] = value
    found = disagreements(told)
    assert found
    assert all(path in sentence for sentence in found)


@pytest.mark.parametrize(
    ("column", "value"), [("total", "1201"), ("name", "存储"), ("total", None)]
)
def test_a_changed_cell_is_found(column: str, value: object) -> None:
    told = record()
    told["values"]["items"][0][column] = value
    (sentence,) = disagreements(told)
    assert f"items[0].{column}" in sentence


def test_changed_capitals_are_found() -> None:
    told = record()
    told["printed"][1]["text"] = "人民币贰仟捌佰陆拾壹万元整"
    assert "大写" in disagreements(told)[0]


def test_a_choice_printed_as_a_number_is_found() -> None:
    told = record()
    line = next(line for line in told["printed"] if line["path"] == "method")
    line["text"] = "2,861.00"
    assert "method" in disagreements(told)[0]


def test_a_value_that_is_not_printed_and_a_line_without_a_value_are_found() -> None:
    told = record()
    told["values"]["grade"] = "A"
    told["values"]["items"].append({"name": "机房", "total": None, "method": None})
    told["printed"].append({"path": "items[9].name", "label": "名称", "text": "线路"})
    told["printed"].append({"path": "a.b.c", "label": "乱", "text": "线路"})
    text = "\n".join(disagreements(told))
    for words in ("grade", "items[2].name", "items[9].name", "a.b.c"):
        assert words in text
