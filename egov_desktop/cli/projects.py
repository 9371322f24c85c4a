"""Commands on projects, their answers, attachments and approvals."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import click

from egov_desktop.app import approvals, attachments, checks, data_files, project_list
from egov_desktop.app import projects as cases
from egov_desktop.cli.session import Session
from egov_desktop.domain import money
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.project import Project
from egov_desktop.domain.submission import as_json, plain_value


@click.group(help="项目：新建、查看、填写、添加材料、登记批复、导入导出数据文件。")
def project() -> None:
    """Group the commands on projects."""


@project.command(help="新建项目。")
@click.option("--pack", "pack_id", required=True, help="制度包。")
@click.option("--name", required=True, help="项目名称。")
@click.pass_obj
def create(session: Session, pack_id: str, name: str) -> None:
    """Create a project."""
    made = cases.create_project(session.workspace, pack_id, name)
    session.tell({"project": made.id, "name": made.name}, f"已新建项目 {made.id}:{made.name}")


@project.command("list", help="列出项目。")
@click.pass_obj
def list_projects(session: Session) -> None:
    """List all projects."""
    found = project_list.list_projects(session.workspace)
    session.tell(
        {
            "projects": [
                {
                    "id": p.id,
                    "name": p.name,
                    "pack": p.pack_id,
                    "updated_at": p.updated_at.isoformat(),
                }
                for p in found
            ]
        },
        *(f"{p.id}  {p.name}" for p in found),
        *([] if found else ["还没有项目。"]),
    )


@project.command(help="查看一个项目的各个报件。")
@click.argument("project_id", metavar="P")
@click.pass_obj
def show(session: Session, project_id: str) -> None:
    """Show one project."""
    found = cases.load_project(session.workspace, project_id)
    document = _document(session, found)
    lines = [f"{line.stage.title}  {line.words}" for line in _lines(session, found)]
    session.tell(document, f"{found.id}  {found.name}", *lines)


@project.command(help="由项目数据文件（JSON）建立项目。")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_obj
def load(session: Session, file: Path) -> None:
    """Load a project data file."""
    made = data_files.load_data_file(session.workspace, file)
    count = len(made.filings)
    session.tell(_document(session, made), f"已载入项目 {made.id}:{made.name}，报件 {count} 个。")


@project.command(help="把项目写成数据文件，附件放在旁边。")
@click.argument("project_id", metavar="P")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件。")
@click.pass_obj
def dump(session: Session, project_id: str, out: Path) -> None:
    """Write a project data file."""
    file = data_files.dump_project(session.workspace, project_id, out)
    session.tell({"file": str(file)}, f"已写出 {file}")


@project.command(
    "set", help="填写一个字段，如 feasibility_study.total_investment 2860。明细表写成 JSON 列表。"
)
@click.argument("project_id", metavar="P")
@click.argument("path", metavar="PATH")
@click.argument("value", metavar="VALUE")
@click.pass_obj
def set_answer(session: Session, project_id: str, path: str, value: str) -> None:
    """Answer one field."""
    definition = cases.field_at(session.workspace, project_id, path)
    typed = data_files.parse_rows(value) if definition.kind == "table" else value
    saved = cases.answer(session.workspace, project_id, path, typed)
    problem = saved.answer.problem
    session.tell(
        {
            "path": saved.path,
            "value": as_json(saved.answer.raw),
            "normalised": plain_value(saved.answer),
            "problem": problem,
        },
        f"{saved.path} = {plain_value(saved.answer)}",
        *([f"已照原样保存，但请注意：{problem}"] if problem else []),
    )


@project.command(help="检查文件并添加为某项材料。")
@click.argument("project_id", metavar="P")
@click.argument("filing", metavar="FILING")
@click.argument("material", metavar="MATERIAL")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_obj
def attach(
    session: Session, project_id: str, filing: str, material: str, files: tuple[Path, ...]
) -> None:
    """Attach files to a material."""
    added = attachments.attach(session.workspace, project_id, filing, material, files)
    session.tell(
        {
            "attachments": [
                {
                    "id": a.id,
                    "title": a.title,
                    "sha256": a.sha256,
                    "pages": a.pages,
                    "findings": list(a.remarks),
                    "flaws": list(a.flaws),
                }
                for a in added
            ]
        },
        *(f"已添加 {a.title}({a.pages or '?'} 页){';'.join(a.remarks)}" for a in added),
    )


@project.command(help="登记批复。")
@click.argument("project_id", metavar="P")
@click.argument("filing", metavar="FILING")
@click.option("--number", required=True, help="批复文号。")
@click.option("--date", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="批复日期。")
@click.option("--amount", help="批复金额（万元）。")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def approve(
    session: Session,
    project_id: str,
    filing: str,
    number: str,
    day: datetime,
    amount: str | None,
    file: Path | None,
) -> None:
    """Record an approval."""
    made = approvals.approve(
        session.workspace, project_id, filing, number, day.date(), _amount(amount), file
    )
    issued_on: date | None = made.issued_on
    session.tell(
        {
            "approval": {
                "number": made.number,
                "date": issued_on and issued_on.isoformat(),
                "amount": None if made.amount is None else money.plain(made.amount),
                "file_sha256": made.attachment.sha256 if made.attachment else None,
            }
        },
        f"已登记批复 {made.number}",
    )


@project.command(help="从本机彻底删除一个项目。")
@click.argument("project_id", metavar="P")
@click.pass_obj
def delete(session: Session, project_id: str) -> None:
    """Erase a project."""
    cases.delete_project(session.workspace, project_id)
    session.tell({"deleted": project_id}, f"已删除项目 {project_id}")


def _amount(text: str | None) -> Decimal | None:
    try:
        return None if text is None else money.parse_wan(text)
    except ValueError as error:
        raise InvalidInputError(f"--amount:{error}") from None


def _lines(session: Session, found: Project) -> list[checks.StageLine]:
    return checks.stage_lines(session.workspace, found)


def _document(session: Session, found: Project) -> dict[str, object]:
    states = {line.filing.id: line for line in _lines(session, found) if line.filing}
    return {
        "project": found.id,
        "name": found.name,
        "pack": found.pack_id,
        "filings": [
            {
                "id": f.id,
                "stage": f.stage,
                "period": f.period,
                "state": str(states[f.id].state),
                "version": f.versions[-1].version if f.versions else None,
            }
            for f in found.filings
        ],
    }
