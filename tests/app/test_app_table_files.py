"""Tables to a workbook and back: computed and hidden ones, and plans that came too late."""

from decimal import Decimal
from pathlib import Path

import pytest
from app_samples import filing_of
from openpyxl import load_workbook

from egov_desktop.app import projects, table_files
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.project import Project
from egov_desktop.domain.table_changes import RowKind

STAGE, TABLE = "feasibility_study", "investment_items"
PATH = f"{STAGE}.{TABLE}"


@pytest.fixture
def workbook(ws: Workspace, loaded: Project, out: Path) -> Path:
    path = out / "明细.xlsx"
    table_files.export_tables(ws, loaded.id, STAGE, path, TABLE)
    return path


def changed(path: Path, row: int, heading: str, value: object) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    (column,) = (c.column for c in sheet[3] if str(c.value).startswith(heading))
    sheet.cell(3 + row, column).value = value
    book.save(path)


def test_values_the_program_computes_go_out_and_are_not_read(
    ws: Workspace, loaded: Project, workbook: Path
) -> None:
    definition = projects.field_at(ws, loaded.id, PATH)
    computed = [column for column in definition.columns if column.is_computed]
    assert computed
    sheet = load_workbook(workbook).worksheets[0]
    (column,) = (c.column for c in sheet[3] if str(c.value).startswith(computed[0].label))
    assert isinstance(sheet.cell(4, column).value, int | float)
    changed(workbook, 1, computed[0].label, 99)
    plan = table_files.plan_import(ws, loaded.id, STAGE, workbook)
    assert not plan.tables[0].changes_anything
    assert table_files.apply_import(ws, plan) == ()


def test_what_was_planned_is_what_is_kept(ws: Workspace, loaded: Project, workbook: Path) -> None:
    changed(workbook, 2, "金额", Decimal("1950.5"))
    plan = table_files.plan_import(ws, loaded.id, STAGE, workbook)
    assert filing_of(ws, loaded.id, STAGE).answers[TABLE].raw == plan.tables[0].before
    assert [row.kind for row in plan.tables[0].rows] == [RowKind.SAME, RowKind.CHANGED]
    assert [table.table for table in table_files.apply_import(ws, plan)] == [TABLE]
    assert filing_of(ws, loaded.id, STAGE).answers[TABLE].raw == plan.tables[0].after


def test_a_plan_is_refused_once_the_table_has_changed(
    ws: Workspace, loaded: Project, workbook: Path
) -> None:
    changed(workbook, 1, "金额", 1)
    plan = table_files.plan_import(ws, loaded.id, STAGE, workbook)
    projects.answer(ws, loaded.id, f"{PATH}[0].amount", "901")
    before = filing_of(ws, loaded.id, STAGE).answers[TABLE].raw
    with pytest.raises(InvalidInputError, match="重新导入"):
        table_files.apply_import(ws, plan)
    assert filing_of(ws, loaded.id, STAGE).answers[TABLE].raw == before


def test_tables_that_do_not_apply_stay_at_home(ws: Workspace, loaded: Project, out: Path) -> None:
    hidden = filing_of(ws, loaded.id, STAGE).hidden
    path = out / "全部.xlsx"
    written = {each.table.id for each in table_files.export_tables(ws, loaded.id, STAGE, path)}
    assert TABLE in written
    assert not written & hidden
    plan = table_files.plan_import(ws, loaded.id, STAGE, path)
    assert {table.table for table in plan.tables} == written
    assert plan.notices == ()


def test_a_filing_or_table_that_is_not_there(ws: Workspace, loaded: Project, out: Path) -> None:
    with pytest.raises(NotFoundError, match="preliminary_design"):
        table_files.export_tables(ws, loaded.id, "preliminary_design", out / "x.xlsx")
    with pytest.raises(NotFoundError, match=TABLE):
        table_files.export_tables(ws, loaded.id, STAGE, out / "x.xlsx", "investment_item")
    assert not out.exists()
