"""LibreOffice as the judge: what an export shows there, and what it calculates and hands back."""

import csv
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from workbook_samples import FUNDS, ITEMS, ROWS, filled, workbook

from egov_desktop.documents.table_recognition import read_tables
from egov_desktop.documents.table_workbook import write_tables
from egov_desktop.domain.table_changes import plan_table
from egov_desktop.domain.table_sheets import ReadTable, sheet_table


def converted(folder: Path, kind: str, *files: Path) -> Path:
    """Let LibreOffice write files in another form; return the folder they are in."""
    out = folder / "converted"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(out),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export and a sheet with formulas, both opened and saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("libreoffice")
    exported = folder / "export.xlsx"
    write_tables([filled(ITEMS, ROWS), filled(FUNDS, None)], "智慧水利 · 可研", exported)
    formulas = workbook(
        folder / "formulas.xlsx",
        {
            "资金来源": [
                ("来源", "金额（元）"),
                ("省级", "=1000*2600"),
                ('="自" & "筹"', "=B2/10"),
                ("除零", "=1/0"),
                ("=NA()", "=B2+"),
            ]
        },
    )
    converted(folder, "xlsx:Calc MS Excel 2007 XML", exported, formulas)
    converted(
        folder,
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1",
        exported,
    )
    return folder / "converted"


def test_every_cell_shows_what_was_typed(folder: Path) -> None:
    (shown,) = folder.glob("export*.csv")
    with shown.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0][0] == "投资估算明细"
    assert rows[2][:2] == ["费用名称 *", "说明"]
    assert rows[3][:7] == [
        "硬件设备购置",
        "=SUM(A1:A9)",
        "123456789012345.67",
        "8.5",
        "3",
        "2026-03-02",
        "是",
    ]
    assert rows[4][:3] == ["自有名称", "-1\n+2", "1200.5"]
    assert rows[5][0] == "@cmd"


def test_a_file_saved_there_changes_nothing(folder: Path) -> None:
    read = read_tables(folder / "export.xlsx", [sheet_table(ITEMS), sheet_table(FUNDS)])
    plan = plan_table(ITEMS, ROWS, read.tables[0])
    assert not plan.changes_anything
    assert read.notices == ()
    assert [table.rows for table in read.tables[1:]] == [()]


def test_marks_and_lists_are_still_there(folder: Path) -> None:
    book = load_workbook(folder / "export.xlsx")
    assert "egov.items.amount" in book.defined_names
    assert book["选项"].sheet_state == "hidden"
    assert book["投资估算明细"].data_validations.count >= 2


def funds(folder: Path) -> ReadTable:
    (table,) = read_tables(folder / "formulas.xlsx", [sheet_table(FUNDS)]).tables
    return table


def test_results_of_formulas_are_read(folder: Path) -> None:
    rows = [{key: cell.raw for key, cell in row.cells.items()} for row in funds(folder).rows]
    assert rows[:2] == [
        {"source": "省级", "amount": "2600000元"},
        {"source": "自筹", "amount": "260000元"},
    ]


def test_results_that_are_errors_are_bad_cells(folder: Path) -> None:
    bad = plan_table(FUNDS, None, funds(folder)).bad_cells
    assert [cell.place for cell in bad] == ["B4", "A5", "B5"]
    assert "#DIV/0!" in bad[0].reason
