"""Finding detail tables in workbooks that people made: titles above, columns moved, units."""

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from workbook_samples import FUNDS, ITEMS, ROWS, Value, filled, workbook

from egov_desktop.documents.table_recognition import MOST_ROWS, read_tables
from egov_desktop.documents.table_workbook import write_tables
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.fields import FieldDefinition
from egov_desktop.domain.table_changes import plan_table
from egov_desktop.domain.table_sheets import ReadTable, ReadWorkbook, sheet_table


def read(path: Path, *definitions: FieldDefinition) -> ReadWorkbook:
    return read_tables(path, [sheet_table(definition) for definition in definitions])


def funds(folder: Path, *rows: tuple[Value, ...], title: str = "Sheet1") -> ReadTable:
    (table,) = read(workbook(folder / "f.xlsx", {title: rows}), FUNDS).tables
    return table


def raws(table: ReadTable) -> list[dict[str, str | None]]:
    return [{key: cell.raw for key, cell in row.cells.items()} for row in table.rows]


def said(table: ReadTable) -> str:
    return "\n".join(table.notices)


def test_title_rows_blank_rows_and_a_sum_around_the_table(tmp_path: Path) -> None:
    table = funds(
        tmp_path,
        (None, None),
        ("某某平台资金来源表", None),
        ("编制单位：某局", None, "单位：万元"),
        (),
        ("序号", " 来 源 ", "金额\n(万元)", "备注"),
        (1, "省级财政", 2600),
        (2, "单位自筹", "\uff12\uff16\uff10\uff0e\uff15", "待批"),
        (3, None, None),
        ("合 计", None, 2860.5),
        (None, "注：金额为含税价"),
        ("填表人：张三", None, "日期：2026年"),
        title="附表3 (2)",
    )
    assert raws(table) == [
        {"source": "省级财政", "amount": "2600"},
        {"source": "单位自筹", "amount": "\uff12\uff16\uff10\uff0e\uff15"},
    ]
    assert [row.cells["amount"].place for row in table.rows] == ["C6", "C7"]
    assert table.sheet == "附表3 (2)"
    assert "“备注”列" in said(table)
    assert "第 9 行是合计" in said(table)
    assert "第 10、11 行" in said(table)


def test_the_row_that_numbers_the_columns_is_left_out(tmp_path: Path) -> None:
    heading = [column.label for column in ITEMS.columns[:5]]
    rows = [heading, ["甲", "乙", "1", "2", "3"], ["硬件", "x", 1, 2, 3], ["来", "y", 1, 2, 3]]
    (table,) = read(workbook(tmp_path / "f.xlsx", {"s": rows}), ITEMS).tables
    assert [row.number for row in table.rows] == [3, 4]


def test_a_header_that_is_printed_again_is_left_out(tmp_path: Path) -> None:
    table = funds(tmp_path, ("来源", "金额"), ("a", 1), ("来源", "金额"), ("b", 2))
    assert [row["source"] for row in raws(table)] == ["a", "b"]


@pytest.mark.parametrize(
    ("heading", "above", "number", "raw"),
    [
        ("金额（元）", "", 28600000, "28600000元"),
        ("金额/元", "", "28,600,000", "28,600,000元"),
        ("金额", "金额单位：元", 28600000, "28600000元"),
        ("金额(亿元)", "单位：元", 0.286, "0.286亿元"),
        ("金额（万元）", "单位：元", 2860, "2860"),
        ("金额（元）", "", "2860万元", "2860万元"),
        ("金额（人民币元，含税）", "", 28600000, "28600000元"),
        ("金额（含税）", "建设单位：高新元数据局", 2860, "2860"),
    ],
)
def test_another_unit_of_money_is_kept_beside_the_number(
    heading: str, above: str, number: Value, raw: str, tmp_path: Path
) -> None:
    table = funds(tmp_path, (above or None,), ("来源", heading), ("省级", number))
    assert raws(table) == [{"source": "省级", "amount": raw}]
    plan = plan_table(FUNDS, None, table)
    assert plan.rows[0].cells[1] == "2,860.00"
    assert ("换算" in said(table)) == (raw[-1] == "元" and "万" not in heading)


def test_a_unit_that_cannot_be_converted_is_told(tmp_path: Path) -> None:
    table = funds(tmp_path, ("来源", "金额（千元）"), ("省级", 28600))
    assert "千元" in said(table)
    assert raws(table)[0]["amount"] == "28600"


def test_numbers_are_read_as_they_are_shown(tmp_path: Path) -> None:
    table = funds(
        tmp_path,
        ("来源", "金额"),
        ("a", 0.1 + 0.2),
        ("b", 123456789012345),
        ("c", 1e-05),
        ("d", 1234567.1),
        ("e", -0.5),
        (2026, 1.0),
        (13800138000, 12),
    )
    assert [row["amount"] for row in raws(table)] == [
        *("0.3", "123456789012345", "0.00001", "1234567.1", "-0.5", "1", "12"),
    ]
    assert [row["source"] for row in raws(table)][5:] == ["2026", "13800138000"]


def test_a_code_that_lost_digits_is_a_bad_cell(tmp_path: Path) -> None:
    table = funds(tmp_path, ("来源", "金额"), (510100123456789012, 1))
    (cell,) = plan_table(FUNDS, None, table).bad_cells
    assert (cell.place, cell.column) == ("A2", "来源")
    assert "15 位" in cell.reason


def test_dates_percentages_and_truths(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "f.xlsx",
        {
            "s": [
                ("费用名称", "完成日期", "占比", "是否国产", "说明"),
                ("a", date(2026, 3, 2), 0.085, True, datetime(2026, 3, 2, 14, 30)),  # noqa: DTZ001
                ("b", 46083, 8.5, False, True),
                ("c", 20260302, "8.5\uff05", "√", date(2026, 3, 2)),
                ("d", "2026年3月2日", 1, "无", 46083),
            ]
        },
    )
    book = load_workbook(path)
    book["s"]["C2"].number_format = "0.00%"
    book.save(path)
    (table,) = read(path, ITEMS).tables
    assert [tuple(row.values()) for row in raws(table)] == [
        ("a", "2026-03-02", "8.5%", "是", "2026-03-02 14:30:00"),
        ("b", "2026-03-02", "8.5", "否", "TRUE"),
        ("c", "20260302", "8.5\uff05", "√", "2026-03-02"),
        ("d", "2026年3月2日", "1", "无", "46083"),
    ]
    assert plan_table(ITEMS, None, table).bad_cells == ()


def test_a_date_in_a_column_of_money_is_a_bad_cell(tmp_path: Path) -> None:
    table = funds(tmp_path, ("来源", "金额"), ("a", date(2026, 3, 2)))
    (cell,) = plan_table(FUNDS, None, table).bad_cells
    assert cell.place == "B2"
    assert "B2" in cell.sentence
    assert "Sheet1" in cell.sentence


def test_a_formula_nobody_calculated_is_a_bad_cell_and_never_run(tmp_path: Path) -> None:
    table = funds(tmp_path, ("来源", "金额"), ("a", "=1+1"), ("=A2", 3))
    bad = plan_table(FUNDS, None, table).bad_cells
    assert [cell.place for cell in bad] == ["B2", "A3"]
    assert raws(table) == [{"source": "a", "amount": None}, {"source": None, "amount": "3"}]


def test_columns_are_known_wherever_they_were_moved(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    write_tables([filled(ITEMS, ROWS), filled(FUNDS, None)], "x", path)
    book = load_workbook(path)
    sheet = book["投资估算明细"]
    swapped = [(row[2].value, row[0].value) for row in sheet.iter_rows(min_row=3)]
    for number, (left, right) in enumerate(swapped, 3):
        sheet.cell(number, 1).value, sheet.cell(number, 3).value = left, right
    book.save(path)
    tables = read(path, ITEMS, FUNDS).tables
    plan = plan_table(ITEMS, ROWS, tables[0])
    assert [table.table for table in tables] == ["items", "funds"]
    assert not plan.changes_anything


def test_a_renamed_heading_and_sheet_are_known_by_their_marks(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    write_tables([filled(ITEMS, ROWS), filled(FUNDS, [{"source": "a", "amount": "1"}])], "x", path)
    book = load_workbook(path)
    book["资金来源"]["A3"] = "钱从哪来"
    book["资金来源"]["B3"] = "多少"
    book.save(path)
    plan = plan_table(FUNDS, [{"source": "a", "amount": "1"}], read(path, FUNDS).tables[0])
    assert not plan.changes_anything


def test_a_label_is_believed_more_than_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    write_tables([filled(FUNDS, None)], "x", path)
    book = load_workbook(path)
    sheet = book["资金来源"]
    sheet["A3"], sheet["B3"] = "金额", "来源"
    sheet["A4"], sheet["B4"] = 12, "省级"
    book.save(path)
    (table,) = read(path, FUNDS).tables
    assert raws(table) == [{"amount": "12", "source": "省级"}]


def test_computed_columns_are_not_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "f.xlsx", {"s": [("费用名称", "金额", "小计金额（万元）"), ("a", 1, 99)]}
    )
    (table,) = read(path, ITEMS).tables
    assert raws(table) == [{"item": "a", "amount": "1"}]
    assert "小计金额" not in said(table)


def test_foreign_missing_and_double_columns_are_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "f.xlsx", {"s": [("费用名称", "金额", "供应商", "金额"), ("a", 1, "x", 2)]}
    )
    (table,) = read(path, ITEMS).tables
    assert "“供应商”、“金额”列" in said(table)
    assert "“说明”、“占比”、“数量”、“完成日期”、“是否国产”列" in said(table)
    assert raws(table) == [{"item": "a", "amount": "1"}]


def test_hidden_rows_and_merged_cells_are_told(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "f.xlsx", {"s": [("来源", "金额"), ("a", 1), ("b", 2), ("c", 3), ("d", 4)]}
    )
    book = load_workbook(path)
    book["s"].row_dimensions[3].hidden = True
    book["s"].merge_cells("A4:A5")
    book.save(path)
    (table,) = read(path, FUNDS).tables
    assert raws(table)[1:] == [
        {"source": "b", "amount": "2"},
        {"source": "c", "amount": "3"},
        {"amount": "4"},
    ]
    assert "第 3 行在工作表中被隐藏" in said(table)
    assert "A4:A5" in said(table)


def test_rows_begin_below_a_header_of_two_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx", {"s": [("来源", "金额"), (None, None), ("a", 1)]})
    book = load_workbook(path)
    book["s"].merge_cells("A1:A2")
    book["s"]["C1"], book["s"]["C2"], book["s"]["B2"] = "其他", "甲", "乙"
    book.save(path)
    (table,) = read(path, FUNDS).tables
    assert [row.number for row in table.rows] == [3]


def test_every_table_gets_the_sheet_that_fits_best(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "f.xlsx",
        {
            "封面": [("某某平台",)],
            "资金": [("来源", "金额"), ("a", 1)],
            "投资估算明细": [("费用名称", "金额", "占比"), ("b", 2, 3)],
        },
    )
    found = read(path, ITEMS, FUNDS)
    assert [(t.table, t.sheet) for t in found.tables] == [
        ("items", "投资估算明细"),
        ("funds", "资金"),
    ]
    assert "封面" in found.notices[0]


def test_a_sheet_that_could_be_two_tables_is_not_guessed(tmp_path: Path) -> None:
    other = FieldDefinition("loans", "table", "借款", columns=FUNDS.columns)
    rows = [("来源", "金额"), ("a", 1)]
    path = workbook(tmp_path / "f.xlsx", {"s": rows, "投资": [("费用名称", "金额"), ("b", 2)]})
    found = read(path, ITEMS, FUNDS, other)
    assert [table.table for table in found.tables] == ["items"]
    assert "“资金来源”、“借款”" in found.notices[0]
    named = workbook(tmp_path / "g.xlsx", {"借款（2026）": rows})
    assert [table.table for table in read(named, FUNDS, other).tables] == ["loans"]


def test_a_sheet_goes_to_the_table_whose_name_is_most_like_its_own(tmp_path: Path) -> None:
    goods = (FieldDefinition("name", "text", "名称"), FieldDefinition("price", "money", "单价"))
    hardware = FieldDefinition("hardware", "table", "硬件设备配置清单", columns=goods)
    software = FieldDefinition("software", "table", "软件配置清单", columns=goods)
    rows = [("名称", "单价"), ("a", 1)]
    path = workbook(tmp_path / "f.xlsx", {"附表2 软件清单": rows, "硬件清单": rows})
    found = read(path, hardware, software).tables
    assert [(table.table, table.sheet) for table in found] == [
        ("hardware", "硬件清单"),
        ("software", "附表2 软件清单"),
    ]


def test_sheets_that_are_hidden_are_not_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx", {"a": [("x",)], "b": [("来源", "金额"), ("a", 1)]})
    book = load_workbook(path)
    book["b"].sheet_state = "veryHidden"
    book.save(path)
    with pytest.raises(InvalidInputError, match="没有找到“资金来源”的表头"):
        read(path, FUNDS)


def test_a_file_without_the_table_says_what_the_header_should_be(tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx", {"s": [("姓名", "金额"), ("a", 1)]})
    with pytest.raises(InvalidInputError, match="“来源”、“金额”"):
        read(path, FUNDS)
    with pytest.raises(InvalidInputError, match="没有认出"):
        read(path, FUNDS, ITEMS)
    with pytest.raises(InvalidInputError, match="没有内容"):
        read(workbook(tmp_path / "e.xlsx", {"s": []}), FUNDS)


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    rows = [("来源", "金额"), *(("a", n) for n in range(MOST_ROWS + 1))]
    path = workbook(tmp_path / "f.xlsx", {"s": rows})
    with pytest.raises(InvalidInputError, match=str(MOST_ROWS)):
        read(path, FUNDS)
