"""Writing detail tables as a workbook: what stands in the cells, and back without a change."""

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from workbook_samples import FUNDS, ITEMS, ROWS, filled

from egov_desktop.documents.table_recognition import read_tables
from egov_desktop.documents.table_workbook import write_tables
from egov_desktop.domain.errors import InvalidInputError, StorageError
from egov_desktop.domain.fields import FieldDefinition, Raw
from egov_desktop.domain.table_changes import RowKind, plan_table
from egov_desktop.domain.table_sheets import sheet_table


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "表 格.xlsx"


@pytest.fixture
def sheet(out: Path) -> Worksheet:
    write_tables([filled(ITEMS, ROWS), filled(FUNDS, None)], "智慧水利 · 可研", out)
    return load_workbook(out)["投资估算明细"]


def test_header_has_labels_with_units_and_stays_in_view(sheet: Worksheet) -> None:
    assert sheet["A1"].value == "投资估算明细"
    assert "智慧水利" in sheet["A2"].value
    headings = [cell.value for cell in sheet[3]]
    assert [h[:4] for h in headings[:4]] == ["费用名称", "说明", "金额（万", "占比（%"]
    assert sheet.freeze_panes == "A4"


def test_numbers_dates_and_words_stand_as_such(sheet: Worksheet) -> None:
    item, note, amount, share, count, day, domestic, total = sheet[4]
    assert (item.value, item.data_type) == ("硬件设备购置", "s")
    assert (note.value, note.data_type, note.quotePrefix) == ("=SUM(A1:A9)", "s", True)
    assert share.value == 8.5
    assert (count.value, count.data_type) == (3, "n")
    assert day.value == datetime(2026, 3, 2)  # noqa: DTZ001 - as the library reads a day
    assert domestic.value == "是"
    assert total.value is None
    # seventeen digits do not fit a number of Excel
    assert (amount.value, amount.data_type) == ("123456789012345.67", "s")
    assert sheet["C5"].value == 1200.5
    assert sheet["C6"].value == 2860


def test_an_amount_of_fifteen_digits_is_written_digit_by_digit(out: Path) -> None:
    write_tables([filled(FUNDS, [{"source": "省级", "amount": "9999999999.99999"}])], "x", out)
    import zipfile

    with zipfile.ZipFile(out) as archive:
        assert b"<v>9999999999.99999</v>" in archive.read("xl/worksheets/sheet1.xml")


def test_no_cell_is_a_formula(out: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", '=HYPERLINK("x")', "_x003D_1"]
    write_tables([filled(FUNDS, [{"source": text, "amount": text} for text in texts])], "=x", out)
    book = load_workbook(out)
    assert {c.data_type for each in book for row in each for c in row} <= {"s", "n"}


def test_choices_are_offered_from_a_hidden_sheet(sheet: Worksheet) -> None:
    offered = {str(v.sqref)[:2]: v for v in sheet.data_validations.dataValidation}
    book = sheet.parent
    assert set(offered) == {"A4", "G4"}
    assert offered["A4"].formula1 == "'选项'!$A$1:$A$2"
    assert not offered["A4"].showErrorMessage
    assert book["选项"].sheet_state == "hidden"
    assert [cell.value for cell in book["选项"]["A"]] == ["硬件设备购置", "其他, 含=号"]


def test_computed_columns_are_grey(sheet: Worksheet) -> None:
    assert sheet["H4"].fill.fgColor.rgb[2:] == sheet["H3"].fill.fgColor.rgb[2:] == "EDEDED"
    assert sheet["A3"].fill.fgColor.rgb[2:] != "EDEDED"


@pytest.mark.parametrize(
    "raw",
    [
        ROWS,
        [{"item": text} for text in ("=1+1", "+86", "-", "@x", "'x", "_x000D_", "a\nb", "  b ")],
        [{"note": "0012", "amount": "0.1"}, {"amount": "28600000元"}, {"amount": "三百"}],
        [
            {"day": "2026年3月2日", "share": "\uff18\uff0e\uff15%"},
            {"is_domestic": "否", "count": "1e5"},
        ],
        [{"note": "😀\x01\u200bx", "amount": "-0.000001"}, {"amount": "1234567890.123456"}],
        [{"note": "a" * 32_000}],
    ],
)
def test_an_export_read_back_changes_nothing(raw: Raw, out: Path) -> None:
    write_tables([filled(ITEMS, raw)], "项目", out)
    (read,) = read_tables(out, [sheet_table(ITEMS)]).tables
    plan = plan_table(ITEMS, raw, read)
    assert not plan.changes_anything
    assert plan.after == [row for row in raw if row]  # type: ignore[union-attr]
    assert read.notices == ()


def test_rows_with_mistakes_come_back_with_the_same_mistakes(out: Path) -> None:
    raw: Raw = [{"item": "其他", "amount": "三百", "day": "2026-13-01", "share": "1\uff052"}]
    write_tables([filled(ITEMS, raw)], "项目", out)
    (read,) = read_tables(out, [sheet_table(ITEMS)]).tables
    plan = plan_table(ITEMS, raw, read)
    assert [row.kind for row in plan.rows] == [RowKind.SAME]
    assert {cell.place for cell in plan.bad_cells} == {"C4", "D4", "F4"}


def test_titles_that_excel_does_not_allow(out: Path) -> None:
    names = ["a/b:c*d?e[f]\\g", "长" * 40, "长" * 40, "选项", "'", "HISTORY"]
    tables = [
        FieldDefinition(f"t{n}", "table", t, columns=FUNDS.columns) for n, t in enumerate(names)
    ]
    write_tables([filled(table, [{"source": str(table.id)}]) for table in tables], "x", out)
    titles = load_workbook(out).sheetnames
    assert titles[0] == "a b c d e f  g"
    assert all(len(title) <= 31 for title in titles)
    assert len({title.casefold() for title in titles}) == len(names)
    read = read_tables(out, [sheet_table(table) for table in tables])
    assert [(t.table, t.rows[0].cells["source"].raw) for t in read.tables] == [
        (table.id, table.id) for table in tables
    ]


def test_a_text_too_long_for_a_cell_is_refused(out: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"第 1 行.*“来源”.*32767"):
        write_tables([filled(FUNDS, [{"source": "长" * 32_768}])], "x", out)
    assert not out.exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="无法写入"):
        write_tables([filled(FUNDS, None)], "x", tmp_path / "file" / "a.xlsx")
