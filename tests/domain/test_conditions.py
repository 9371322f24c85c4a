"""The condition language: three values, exact numbers, mistakes with their place."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_desktop.domain.condition_compiler import CONDITION_WORDS, TERM_WORDS, Compiler
from egov_desktop.domain.conditions import Condition, ConditionError, Names, Tree
from egov_desktop.domain.fields import Choice, FieldDefinition, Raw, judge
from egov_desktop.domain.project import Approval, Attachment, Filing, Project
from egov_desktop.domain.scope import Scope

ITEMS = FieldDefinition(
    "items",
    "table",
    "明细",
    columns=(
        FieldDefinition("item", "open_choice", "名称", choices=(Choice("hardware", "硬件"),)),
        FieldDefinition("amount", "money", "金额"),
        FieldDefinition("done_on", "date", "日期"),
    ),
)
FIELDS = {
    "study": {
        f.id: f
        for f in (
            FieldDefinition("total", "money", "总额"),
            FieldDefinition("name", "text", "名称"),
            FieldDefinition("day", "date", "日期"),
            FieldDefinition("secured", "yes_no", "落实"),
            FieldDefinition("code", "credit_code", "代码"),
            FieldDefinition("level", "choice", "等级", choices=(Choice("two", "二级"),)),
            ITEMS,
        )
    },
    "design": {
        "total": FieldDefinition("total", "money", "概算"),
        "name": FieldDefinition("name", "money", "名称"),
    },
}
NAMES = Names(FIELDS, {"study": frozenset({"report"})}, {"limit": "number", "mode": "text"})


def scope(answers: dict[str, Raw] | None = None, **others: dict[str, Raw]) -> Scope:
    """Return what a condition on the study sees; other stages by name."""
    filings = [
        Filing(stage, answers={k: judge(FIELDS[stage][k], raw) for k, raw in given.items()})
        for stage, given in {"study": answers or {}, **others}.items()
    ]
    project = Project("p", "项目", "pack", datetime(2026, 1, 1, tzinfo=UTC), tuple(filings))
    parameters: dict[str, str | Decimal] = {"limit": Decimal(10), "mode": "strict"}
    return Scope(project, date(2026, 6, 1), parameters, filing=filings[0])


def condition(tree: Tree) -> Condition:
    return Compiler(NAMES, ("study",)).condition(tree)


def truth(tree: Tree, answers: dict[str, Raw] | None = None, **others: dict[str, Raw]) -> object:
    return condition(tree).evaluate(scope(answers, **others))


def months(number: int) -> Tree:
    """Return the condition that so many months lie between the day and the end of May 2027."""
    between = {"months_between": ["day", {"date": "2027-05-31"}]}
    return {"equal": [between, {"number": str(number)}]}


ROWS: list[Raw] = [{"item": "硬件", "amount": "900"}, {"item": "软件", "amount": "100.5"}]


@pytest.mark.parametrize(
    ("tree", "answers", "expected"),
    [
        ({"greater": ["total", {"number": "3000"}]}, {"total": "3000.000001"}, True),
        ({"greater": ["total", {"number": "3000"}]}, {"total": "3000"}, False),
        ({"greater": ["total", {"number": "3000"}]}, {}, None),
        ({"greater": ["total", {"number": "3000"}]}, {"total": "许多"}, None),
        ({"at_most": ["total", {"param": "limit"}]}, {"total": "10.00"}, True),
        ({"equal": ["total", {"number": "10"}]}, {"total": "10.00"}, True),
        ({"equal": [{"param": "mode"}, {"text": "strict"}]}, {}, True),
        ({"less": ["day", "today"]}, {"day": "2026-05-31"}, True),
        ({"less": ["day", {"date": "2026-05-31"}]}, {"day": "2026-05-31"}, False),
        ({"yes": "secured"}, {"secured": "是"}, True),
        ({"no": "secured"}, {"secured": "是"}, False),
        ({"no": "secured"}, {}, None),
        ({"answered": "name"}, {"name": "甲"}, True),
        ({"answered": "name"}, {}, False),
        ({"answered": "study.approval.amount"}, {}, False),
        ({"once_answered": "name"}, {"name": "甲"}, True),
        ({"once_answered": "name"}, {}, None),
        ({"once_answered": "total"}, {"total": "许多"}, True),
        ({"invalid": "code"}, {"code": "91350100M000100Y43"}, False),
        ({"invalid": "code"}, {"code": "91350100M000100Y44"}, True),
        ({"invalid": "code"}, {}, None),
        ({"one_of": ["level", ["two"]]}, {"level": "二级"}, True),
        ({"one_of": ["level", ["two"]]}, {}, None),
        ({"mentions": ["name", ["资质", "资格"]]}, {"name": "甲级资格"}, True),
        ({"mentions": ["name", ["资质"]]}, {"name": "备案"}, False),
        ({"contains": ["name", {"text": "甲级"}]}, {"name": "某公司甲级"}, True),
        ({"contains": [{"text": "甲级"}, "name"]}, {"name": "某公司甲级"}, False),
        ({"contains": ["name", {"text": "甲级"}]}, {}, None),
        (months(10), {"day": "2026-08-01"}, True),
        (months(11), {"day": "2026-07-30"}, True),
        (months(10), {"day": "2027-06-01"}, None),
        ({"exists": "design"}, {}, False),
        ({"approved": "study"}, {}, False),
        ({"supplied": "report"}, {}, False),
        ({"not": {"yes": "secured"}}, {}, None),
        ({"any_row": {"in": "items", "where": {"answered": "row.amount"}}}, {"items": ROWS}, True),
        (
            {"any_row": {"in": "items", "where": {"answered": "row.done_on"}}},
            {"items": ROWS},
            False,
        ),
        ({"any_row": {"in": "items", "where": {"answered": "row.amount"}}}, {}, None),
        (
            {"any_row": {"in": "items", "where": {"less": ["row.done_on", "today"]}}},
            {"items": ROWS},
            None,
        ),
        (
            {"equal": [{"sum": {"in": "items", "of": "row.amount"}}, {"number": "1000.5"}]},
            {"items": ROWS},
            True,
        ),
        (
            {"equal": [{"sum": {"in": "items", "of": "row.amount"}}, {"number": "900"}]},
            {"items": [*ROWS, {"item": "其他"}]},
            None,
        ),
        (
            {
                "equal": [
                    {
                        "sum": {
                            "in": "items",
                            "of": "row.amount",
                            "where": {"one_of": ["row.item", ["hardware"]]},
                        }
                    },
                    {"number": "900"},
                ]
            },
            {"items": ROWS},
            True,
        ),
        ({"equal": [{"count": {"in": "items"}}, {"number": "2"}]}, {"items": ROWS}, True),
        (
            {"equal": [{"percent_of": ["total", {"number": "2750"}]}, {"param": "limit"}]},
            {"total": "275"},
            True,
        ),
        (
            {"equal": [{"percent_of": ["total", {"number": "0"}]}, {"number": "1"}]},
            {"total": "1"},
            None,
        ),
        (
            {"equal": [{"multiply": ["total", {"number": "3"}]}, {"number": "9.6"}]},
            {"total": "3.2"},
            True,
        ),
        ({"equal": [{"add": ["total", "total"]}, {"number": "2"}]}, {"total": "1"}, True),
        (
            {"equal": [{"absolute": [{"subtract": ["total", {"number": "5"}]}]}, {"number": "4"}]},
            {"total": "1"},
            True,
        ),
        ({"equal": [{"first": ["day", "today"]}, "today"]}, {}, True),
        ({"equal": [{"first": ["day", "today"]}, "today"]}, {"day": "2026-01-01"}, False),
        (
            {"equal": [{"months_after": ["day", {"number": "6"}]}, {"date": "2027-03-01"}]},
            {"day": "2026-08-31"},
            True,
        ),
        ({"mentions": [{"problem": "code"}, ["校验码"]]}, {"code": "91350100M000100Y44"}, True),
        ("always", {}, True),
        ("never", {}, False),
    ],
)
def test_conditions_have_three_values(
    tree: Tree, answers: dict[str, Raw], expected: bool | None
) -> None:
    assert truth(tree, answers) is expected


def test_other_stages_and_their_filings() -> None:
    greater: Tree = {"greater": ["design.total", "total"]}

    assert truth(greater, {"total": "1"}) is None
    assert truth(greater, {"total": "1"}, design={"total": "2"}) is True
    any_filing: Tree = {
        "any_filing": {"of": "design", "where": {"greater": ["total", {"number": "1"}]}}
    }
    assert truth(any_filing, {}, design={"total": "2"}) is True
    assert truth(any_filing, {}, design={}) is None
    assert truth(any_filing, {}) is False


def test_approvals_and_materials_are_read() -> None:
    base = scope({"total": "1"})
    report = Attachment("a", "report", "报告.pdf", "0" * 64, 1, "application/pdf")
    approval = Approval("1", date(2026, 3, 2), Decimal(2750))
    filing = Filing("study", attachments=(report,), approval=approval)
    here = replace(base, filing=filing, project=replace(base.project, filings=(filing,)))

    assert condition({"supplied": "report"}).evaluate(here) is True
    assert condition({"supplied": "study.report"}).evaluate(here) is True
    assert condition({"approved": "study"}).evaluate(here) is True
    for path in ("approval.amount", "study.approval.amount"):
        tree: Tree = {"equal": [path, {"number": "2750"}]}
        assert condition(tree).evaluate(here) is True
        assert condition(tree).evaluate(base) is None


TRUTHS = st.sampled_from([("是", True), ("否", False), ("", None)])


@given(TRUTHS, TRUTHS)
def test_all_any_and_not_follow_kleene(
    left: tuple[str, bool | None], right: tuple[str, bool | None]
) -> None:
    trees: list[Tree] = [{"yes": "secured"}, {"equal": ["name", {"text": "是"}]}]
    answers: dict[str, Raw] = {"secured": left[0], "name": right[0]}
    values = {left[1], right[1]}

    conjunction = False if False in values else None if None in values else True
    disjunction = True if True in values else None if None in values else False
    assert truth({"all": trees}, answers) is conjunction
    assert truth({"any": trees}, answers) is disjunction
    assert truth({"not": {"all": trees}}, answers) is (
        None if conjunction is None else not conjunction
    )


@given(st.lists(st.decimals(-(10**9), 10**9, places=6), min_size=1, max_size=20))
def test_sums_are_exact(amounts: list[Decimal]) -> None:
    rows: list[Raw] = [{"amount": f"{amount:f}"} for amount in amounts]
    tree: Tree = {
        "equal": [{"sum": {"in": "items", "of": "row.amount"}}, {"number": f"{sum(amounts):f}"}]
    }

    assert truth(tree, {"items": rows}) is True


def test_what_an_undecided_condition_waits_for() -> None:
    tree: Tree = {
        "all": [
            {"greater": ["total", {"number": "1"}]},
            {"equal": [{"sum": {"in": "items", "of": "row.amount"}}, "design.total"]},
        ]
    }
    compiled = condition(tree)

    assert compiled.blank_inputs(scope()) == ("total", "items", "design.total")
    partly = scope({"total": "2", "items": [{"item": "硬件"}]}, design={"total": "2"})
    assert compiled.blank_inputs(partly) == ("items",)
    assert compiled.stages == {"design"}


@pytest.mark.parametrize(
    ("tree", "trail", "words"),
    [
        ({"greter": ["total", "total"]}, (), "是不是“greater”"),
        ({"greater": ["totl", "total"]}, ("greater", 0), "是不是“total”"),
        ({"all": [{"yes": "secured"}, {"yes": "total"}]}, ("all", 1, "yes"), "不是是/否字段"),
        ({"greater": ["total", "day"]}, ("greater",), "类型不同"),
        ({"greater": ["total"]}, ("greater",), "应有 2 项"),
        ({"greater": ["total", "items"]}, ("greater", 1), "明细表"),
        ({"greater": ["total", {"number": "三千"}]}, ("greater", 1, "number"), "不是数字"),
        ({"less": ["day", {"date": "2026-02-30"}]}, ("less", 1, "date"), "不是日期"),
        ({"greater": ["total", {"param": "limt"}]}, ("greater", 1, "param"), "是不是“limit”"),
        ({"greater": ["studie.total", "total"]}, ("greater", 0), "是不是“study”"),
        ({"equal": ["row.amount", "total"]}, ("equal", 0), "逐行"),
        ({"equal": ["study.approval.amont", "total"]}, ("equal", 0), "是不是“amount”"),
        ({"any_row": {"in": "total", "where": "always"}}, ("any_row",), "不是明细表"),
        (
            {"any_row": {"in": "items", "where": {"answered": "row.amont"}}},
            ("any_row", "where", "answered"),
            "是不是“amount”",
        ),
        ({"one_of": ["level", ["tow"]]}, ("one_of", 1), "是不是“two”"),
        ({"supplied": "reprot"}, ("supplied",), "是不是“report”"),
        ({"exists": "desing"}, ("exists",), "是不是“design”"),
        ({"equal": [{"first": ["day", "total"]}, "day"]}, ("equal", 0, "first"), "类型不同"),
        (
            {"equal": [{"months_after": ["total", {"number": "6"}]}, "day"]},
            ("equal", 0, "months_after"),
            "先写日期",
        ),
        (
            {"equal": [{"sum": {"in": "items", "of": "row.item"}}, "total"]},
            ("equal", 0, "sum", "of"),
            "才能合计",
        ),
        ({"equal": [{"add": ["name"]}, "total"]}, ("equal", 0, "add"), "只有数字"),
        ({"yes": "secured", "no": "secured"}, (), "只有一个关键词"),
        ([], (), "只有一个关键词"),
        ({"all": []}, ("all",), "至少 1"),
        ({"answered": ["name"]}, ("answered",), "一个词"),
    ],
)
def test_mistakes_name_their_place(tree: Tree, trail: tuple[str | int, ...], words: str) -> None:
    with pytest.raises(ConditionError) as caught:
        condition(tree)
    assert caught.value.trail == trail
    assert words in caught.value.message


def test_a_field_of_several_stages_must_be_of_one_kind() -> None:
    compiler = Compiler(NAMES, ("study", "design"))

    compiler.condition({"answered": "total"})
    with pytest.raises(ConditionError, match="种类不同"):
        compiler.condition({"answered": "name"})


def test_no_word_is_both_a_condition_and_a_value() -> None:
    assert not set(CONDITION_WORDS) & set(TERM_WORDS)
