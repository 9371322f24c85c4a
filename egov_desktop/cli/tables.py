"""Commands on detail tables (明细表): out to Excel, and back in after a look at what changes."""

from collections.abc import Iterator
from pathlib import Path

import click

from egov_desktop.app import table_files
from egov_desktop.app.table_files import ImportPlan
from egov_desktop.cli.session import Session
from egov_desktop.domain.table_changes import RowChange, RowKind, TablePlan

_WORDS = {
    RowKind.ADDED: "新增",
    RowKind.CHANGED: "修改",
    RowKind.REMOVED: "删除",
    RowKind.MOVED: "移位",
    RowKind.SAME: "不变",
}


@click.group(help="明细表：导出为 Excel，从 Excel 导入。")
def table() -> None:
    """Group the commands on tables."""


@table.command(help="把报件的明细表导出为 .xlsx，每个明细表一个工作表。")
@click.argument("project_id", metavar="P")
@click.argument("filing", metavar="FILING")
@click.option("--table", "table_id", help="只导出这一个明细表。")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件。")
@click.pass_obj
def export(session: Session, project_id: str, filing: str, table_id: str | None, out: Path) -> None:
    """Export tables."""
    written = table_files.export_tables(session.workspace, project_id, filing, out, table_id)
    session.tell(
        {
            "file": str(out),
            "tables": [
                {"id": t.table.id, "title": t.table.title, "rows": len(t.rows)} for t in written
            ],
        },
        *(f"{t.table.title} {len(t.rows)} 行" for t in written),
        f"已写出 {out}",
    )


@table.command("import", help="由 .xlsx 导入明细表。先列出每一行的变化，加 --apply 才保存。")
@click.argument("project_id", metavar="P")
@click.argument("filing", metavar="FILING")
@click.argument("file", metavar="F.xlsx", type=click.Path(path_type=Path))
@click.option("--table", "table_id", help="只导入这一个明细表。")
@click.option("--append", "is_append", is_flag=True, help="追加在已有的行之后，而不是取代。")
@click.option("--apply", "is_applied", is_flag=True, help="保存；不加时只列出变化。")
@click.pass_obj
def import_(
    session: Session,
    project_id: str,
    filing: str,
    file: Path,
    table_id: str | None,
    is_append: bool,
    is_applied: bool,
) -> None:
    """Show what a file changes, and keep it where that is asked for."""
    workspace = session.workspace
    plan = table_files.plan_import(workspace, project_id, filing, file, table_id, is_append)
    if is_applied:
        table_files.apply_import(workspace, plan)
    end = "已保存。" if is_applied else "以上是预览，还没有保存；确认后加 --apply。"
    session.tell({**_document(plan), "applied": is_applied}, *_lines(plan), end)
    if plan.bad_cells:
        session.blocks()


def _document(plan: ImportPlan) -> dict[str, object]:
    return {
        "file": plan.file,
        "filing": plan.filing,
        "tables": [_table(each) for each in plan.tables],
        "bad_cells": [
            {
                "table": cell.table,
                "sheet": cell.sheet,
                "cell": cell.place,
                "column": cell.column,
                "text": cell.text,
                "reason": cell.reason,
            }
            for cell in plan.bad_cells
        ],
        "notices": list(plan.notices),
    }


def _table(plan: TablePlan) -> dict[str, object]:
    return {
        "id": plan.table,
        "title": plan.title,
        "sheet": plan.sheet,
        "counts": {str(kind): plan.count(kind) for kind in RowKind},
        "rows": [
            {
                "kind": str(row.kind),
                "old_row": row.old_number,
                "new_row": row.new_number,
                "sheet_row": row.sheet_row,
                "cells": list(row.cells),
                "changes": [{"column": c.column, "old": c.old, "new": c.new} for c in row.changes],
            }
            for row in plan.rows
        ],
        "notices": list(plan.notices),
    }


def _lines(plan: ImportPlan) -> Iterator[str]:
    for each in plan.tables:
        counted = "，".join(f"{_WORDS[kind]} {each.count(kind)} 行" for kind in RowKind)
        yield f"{each.title}（工作表“{each.sheet}”）：{counted}"
        yield from (_line(row) for row in each.rows if row.kind is not RowKind.SAME)
        yield from (f"  注意：{notice}" for notice in each.notices)
    yield from plan.notices
    for cell in plan.bad_cells:
        yield f"有问题的单元格  {cell.sentence}"


def _line(row: RowChange) -> str:
    if row.kind is RowKind.CHANGED:
        what = "；".join(f"{c.column} {c.old or '空'} → {c.new or '空'}" for c in row.changes)
    else:
        what = " | ".join(row.cells)
    place = f"原第 {row.old_number} 行" if row.new_number is None else f"第 {row.new_number} 行"
    return f"  {_WORDS[row.kind]}  {place}：{what}"
