"""Detail tables (明细表) written to .xlsx, and read back after showing what would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from egov_desktop.app.pack_names import nearest, stage_of
from egov_desktop.app.projects import answer, filing_of, load_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.fields import BLANK, FieldDefinition, Rows
from egov_desktop.domain.policy import StageRule
from egov_desktop.domain.project import Filing, Project
from egov_desktop.domain.table_changes import BadCell, TablePlan, plan_table
from egov_desktop.domain.table_sheets import (
    FilledTable,
    ReadWorkbook,
    SheetTable,
    filled_table,
    sheet_table,
)


@dataclass(frozen=True)
class ImportPlan:
    """What a file would change in a filing; nothing is changed yet."""

    project: str
    filing: str
    file: str
    tables: tuple[TablePlan, ...]
    notices: tuple[str, ...] = ()

    @property
    def bad_cells(self) -> tuple[BadCell, ...]:
        """Return the cells that do not say what their columns ask for."""
        return tuple(cell for table in self.tables for cell in table.bad_cells)


def export_tables(
    ws: Workspace, project_id: str, filing: str, out: Path, table: str | None = None
) -> tuple[FilledTable, ...]:
    """Write one table of a filing, or all of them, a sheet each; return what was written."""
    project = load_project(ws, project_id)
    found = filing_of(project, filing)
    stage = stage_of(ws.pack(project.pack_id), found.stage)
    filled = tuple(
        filled_table(definition, _rows(found, definition))
        for definition in _tables(stage, table)
        if table or definition.id not in found.hidden
    )
    write_tables(filled, _subject(project, stage), out)
    return filled


def write_tables(tables: Sequence[FilledTable], subject: str, out: Path) -> None:
    """Write tables as sheets; needs no database, so any process may do it."""
    from egov_desktop.documents import table_workbook

    if out.suffix.lower() != ".xlsx":
        raise InvalidInputError(f"“{out.name}”的后缀应为 .xlsx。")
    table_workbook.write_tables(tables, subject, out)


def read_tables(path: Path, tables: Sequence[SheetTable]) -> ReadWorkbook:
    """Return what a file says of tables; needs no database, so any process may do it."""
    from egov_desktop.documents import table_recognition

    return table_recognition.read_tables(path, tables)


def plan_import(
    ws: Workspace,
    project_id: str,
    filing: str,
    path: Path,
    table: str | None = None,
    is_append: bool = False,
) -> ImportPlan:
    """Return what a file would change, row by row; nothing is written.

    The rows of the file take the place of those there are, or come after them (`is_append`).
    """
    project = load_project(ws, project_id)
    found = filing_of(project, filing)
    stage = stage_of(ws.pack(project.pack_id), found.stage)
    definitions = {definition.id: definition for definition in _tables(stage, table)}
    read = read_tables(path, [sheet_table(definition) for definition in definitions.values()])
    plans = tuple(
        plan_table(
            definitions[each.table], found.answers.get(each.table, BLANK).raw, each, is_append
        )
        for each in read.tables
    )
    present = {*found.hidden, *(each.table for each in plans)}
    absent = [f"“{each.label}”" for each in definitions.values() if each.id not in present]
    kept = [f"文件中没有{'、'.join(absent)}，不改动。"] if absent else []
    return ImportPlan(project_id, found.id, read.file, plans, (*read.notices, *kept))


def apply_import(ws: Workspace, plan: ImportPlan) -> tuple[TablePlan, ...]:
    """Keep what was planned, one durable save a table; return the tables that were changed.

    Raises InvalidInputError, changing nothing, when a table is no longer as it was.
    """
    filing = filing_of(load_project(ws, plan.project), plan.filing)
    for table in plan.tables:
        if filing.answers.get(table.table, BLANK).raw != table.before:
            raise InvalidInputError(
                f"“{table.title}”在预览之后又有改动，没有导入。请重新导入，核对新的预览。"
            )
    changed = tuple(table for table in plan.tables if table.changes_anything)
    for table in changed:
        answer(ws, plan.project, f"{plan.filing}.{table.table}", table.after)
    return changed


def subject_of(ws: Workspace, project_id: str, filing: str) -> str:
    """Return what stands above every exported table: project and stage."""
    project = load_project(ws, project_id)
    return _subject(project, stage_of(ws.pack(project.pack_id), filing.partition("@")[0]))


def _subject(project: Project, stage: StageRule) -> str:
    return f"{project.name} · {stage.title}"


def _tables(stage: StageRule, wanted: str | None) -> tuple[FieldDefinition, ...]:
    tables = tuple(definition for definition in stage.fields if definition.kind == "table")
    if not tables:
        raise NotFoundError(f"“{stage.title}”没有明细表。")
    if wanted is None:
        return tables
    found = tuple(definition for definition in tables if definition.id == wanted)
    if not found:
        hint = nearest(wanted, [definition.id for definition in tables])
        known = "、".join(definition.id for definition in tables)
        raise NotFoundError(f"“{stage.title}”没有明细表“{wanted}”{hint}，已有：{known}。")
    return found


def _rows(filing: Filing, definition: FieldDefinition) -> Rows:
    typed = filing.answers.get(definition.id, BLANK)
    value = filing.computed.get(definition.id, typed).value
    return value if isinstance(value, tuple) else ()
