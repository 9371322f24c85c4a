"""What a sheet would change in a table: which row is which, and what stays as it was typed."""

import time

import pytest

from egov_desktop.domain.fields import Choice, FieldDefinition, Raw
from egov_desktop.domain.table_changes import RowKind, TablePlan, plan_table
from egov_desktop.domain.table_sheets import ReadCell, ReadRow, ReadTable

ITEMS = FieldDefinition(
    "items",
    "table",
    "明细",
    columns=(
        FieldDefinition("item", "open_choice", "名称", choices=(Choice("hardware", "硬件"),)),
        FieldDefinition("note", "text", "说明"),
        FieldDefinition("amount", "money", "金额", unit="万元"),
        FieldDefinition("total", "money", "小计", is_computed=True),
    ),
)
OLD = [
    {"item": "hardware", "amount": "900"},
    {"item": "软件", "note": "甲", "amount": "1,200.50"},
    {"item": "集成", "amount": "49"},
]
COLUMNS = ("item", "note", "amount")


def sheet(*rows: dict[str, str | None], columns: tuple[str, ...] = COLUMNS) -> ReadTable:
    return ReadTable(
        "items",
        "Sheet1",
        columns,
        tuple(
            ReadRow(number, {key: ReadCell(f"X{number}", str(v), v) for key, v in row.items()})
            for number, row in enumerate(rows, 4)
        ),
    )


def kinds(plan: TablePlan) -> list[str]:
    marks = {"added": "+", "changed": "~", "removed": "-", "moved": "m", "same": "="}
    return [marks[row.kind] for row in plan.rows]


A, B, C = (
    {"item": "硬件", "amount": "900.00"},
    {"item": "软件", "note": "甲", "amount": "1200.5"},
    {"item": "集成", "amount": "49"},
)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((A, B, C), "==="),
        ((A, C), "=-="),
        ((A, B, {"item": "培训", "amount": "14"}, C), "==+="),
        ((A, {**B, "amount": "1300"}, C), "=~="),
        ((A, B, {**C, "item": "系统集成"}), "==~"),
        ((C, A, B), "m=="),
        ((), "---"),
        (({"item": "全新"},), "-+--"),
        ((A, A, B, C), "=+=="),
    ],
)
def test_rows_are_paired_with_what_they_were(
    rows: tuple[dict[str, str | None], ...], expected: str
) -> None:
    plan = plan_table(ITEMS, OLD, sheet(*rows))
    assert sorted(kinds(plan)) == sorted(expected)
    assert plan.changes_anything == (set(expected) != {"="})
    assert len(plan.after or []) == len(rows)  # type: ignore[arg-type]


def test_what_means_the_same_stays_as_it_was_typed() -> None:
    plan = plan_table(ITEMS, OLD, sheet(A, {**B, "note": "乙"}, C))
    assert plan.after == [OLD[0], {**OLD[1], "note": "乙"}, OLD[2]]
    (change,) = plan.rows[1].changes
    assert (change.column, change.old, change.new) == ("说明", "甲", "乙")
    assert plan.rows[1].cells == ("软件", "乙", "1,200.50", "")
    assert (plan.rows[1].old_number, plan.rows[1].new_number, plan.rows[1].sheet_row) == (2, 2, 5)


def test_columns_the_sheet_has_not_are_kept_in_rows_that_stay() -> None:
    read = sheet({"item": "软件", "amount": "1"}, {"item": "新"}, columns=("item", "amount"))
    plan = plan_table(ITEMS, OLD, read)
    assert plan.after == [{"item": "软件", "note": "甲", "amount": "1"}, {"item": "新"}]


def test_a_cell_that_is_blank_in_the_sheet_is_emptied() -> None:
    plan = plan_table(ITEMS, OLD, sheet(A, {"item": "软件", "amount": "1200.5"}, C))
    assert plan.after == [OLD[0], {"item": "软件", "amount": "1,200.50"}, OLD[2]]


def test_rows_come_after_those_there_are() -> None:
    plan = plan_table(ITEMS, OLD, sheet(A), is_append=True)
    assert kinds(plan) == ["=", "=", "=", "+"]
    assert plan.after == [*OLD, A]
    assert plan.rows[-1].new_number == 4


@pytest.mark.parametrize("before", [None, "只是文字", 5, [], [{}], ["不是行"]])
def test_a_table_that_holds_no_rows_takes_them_all(before: Raw) -> None:
    for is_append in (False, True):
        plan = plan_table(ITEMS, before, sheet(A, B), is_append)
        assert plan.after == [A, B]
        assert kinds(plan) == ["+", "+"]


def test_an_empty_sheet_empties_the_table() -> None:
    assert plan_table(ITEMS, OLD, sheet()).after is None


def test_bad_cells_are_named_with_what_they_say() -> None:
    read = sheet({"item": "硬件", "amount": "三百"})
    broken = ReadTable(
        "items",
        "表",
        COLUMNS,
        (*read.rows, ReadRow(9, {"amount": ReadCell("C9", "#REF!", None, "是错误值。")})),
    )
    first, second = plan_table(ITEMS, None, broken).bad_cells
    assert (first.place, first.column, first.text) == ("X4", "金额", "三百")
    assert "三百" in first.reason
    assert "C9" in second.sentence
    assert second.reason == "是错误值。"


def test_a_bad_cell_that_stands_already_changes_nothing() -> None:
    plan = plan_table(
        ITEMS, [{"item": "硬件", "amount": "三百"}], sheet({"item": "硬件", "amount": "三百 "})
    )
    assert not plan.changes_anything
    assert len(plan.bad_cells) == 1


def test_many_rows_are_compared_in_a_moment() -> None:
    old: Raw = [{"item": f"{n}", "amount": "1"} for n in range(5000)]
    new = [{"item": f"{n}", "amount": "1"} for n in range(5000)]
    new[2500] = {"item": "2500", "amount": "2"}
    began = time.process_time()
    plan = plan_table(ITEMS, old, sheet(*new))
    assert plan.count(RowKind.SAME) == 4999
    assert plan.count(RowKind.CHANGED) == 1
    same: Raw = [{"amount": "1"} for _n in range(5000)]
    plan_table(ITEMS, same, sheet(*[{"amount": "1"}, {"amount": "2"}] * 2000))
    assert time.process_time() - began < 60
