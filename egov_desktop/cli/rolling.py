"""Commands on rolling backups: list, make, a second place; restoring one, and what is in it."""

from pathlib import Path
from typing import Any

import click

from egov_desktop.app import backups as whole_backups
from egov_desktop.app import rolling_backups, salvage
from egov_desktop.app.rolling_backups import BackupLine, Preview
from egov_desktop.cli.session import Session, now


@click.group(help="滚动备份：程序运行时自动做，也可以随时做。")
def backups() -> None:
    """Group the commands on rolling backups."""


@backups.command("list", help="列出滚动备份，最新的在前。")
@click.option("--in", "folder", type=click.Path(path_type=Path), help="备份所在的文件夹。")
@click.pass_obj
def list_backups(session: Session, folder: Path | None) -> None:
    """List the rolling backups."""
    lines = rolling_backups.found(folder or rolling_backups.folder_of(session.folder))
    session.tell(
        {"backups": [_document(each) for each in lines]},
        *([_words(each) for each in lines] or ["还没有备份。"]),
    )


@backups.command("make", help="现在做一份滚动备份；没有改动就不重复做。")
@click.pass_obj
def make_backup(session: Session) -> None:
    """Make a rolling backup."""
    progress = session.progress()
    made = rolling_backups.make_if_changed(
        session.workspace, lambda done, total: progress("备份", done, total)
    )
    told = f"已备份到 {made.folder} 并核对。" if made.folder else "最新的备份以后没有改动。"
    document = {
        "made": made.folder and str(made.folder),
        "second": made.second_folder and str(made.second_folder),
        "problems": [made.remark] if made.remark else [],
    }
    session.tell(document, told, *([made.remark] if made.remark else []))
    if made.remark:
        session.blocks()


@backups.command("second", help="另选一个文件夹（最好在另一块磁盘上）放第二份。")
@click.argument("folder", metavar="DIR", required=False, type=click.Path(path_type=Path))
@click.option("--none", "is_none", is_flag=True, help="不再放第二份。")
@click.pass_obj
def choose_second(session: Session, folder: Path | None, is_none: bool) -> None:
    """Choose, take away or tell the second folder."""
    ws = session.workspace
    if folder or is_none:
        rolling_backups.choose_second_folder(ws, folder)
    chosen = rolling_backups.second_folder(ws)
    session.tell(
        {"second": chosen and str(chosen)},
        f"第二备份位置：{chosen}" if chosen else "没有选第二备份位置。",
    )


@click.command(help="从备份恢复全部数据；原有数据先移到一旁。")
@click.argument("file", metavar="F", type=click.Path(path_type=Path))
@click.option("--preview", "is_preview", is_flag=True, help="只看备份里有什么，不恢复。")
@click.option("--salvage", "is_salvage", is_flag=True, help="恢复后找回备份以后的修改。")
@click.pass_obj
def restore(session: Session, file: Path, is_preview: bool, is_salvage: bool) -> None:
    """Restore the data store, or tell what a backup would put in its place."""
    if is_preview:
        _tell_preview(session, file)
        return
    if is_salvage:
        recovery = salvage.recover(file, session.folder, now)
        aside, lines = recovery.set_aside, list(recovery.sentences)
    else:
        aside = (
            rolling_backups.restore(file, session.folder, now())
            if rolling_backups.is_rolling(file)
            else whole_backups.restore(file, session.folder, now())
        )
        lines = [f"已从 {file} 恢复到 {session.folder}。"]
        lines += [f"原有数据移到了 {aside}。"] if aside else []
    document: dict[str, Any] = {"ok": True, "problems": [], "set_aside": aside and str(aside)}
    session.tell(document | ({"salvage": lines} if is_salvage else {}), *lines)


def _tell_preview(session: Session, file: Path) -> None:
    preview: Preview = (
        rolling_backups.preview(file, session.folder)
        if rolling_backups.is_rolling(file)
        else rolling_backups.preview_file(file, session.folder, now())
    )
    projects = [
        {"id": each.id, "name": each.name, "filings": each.filings, "updated_at": each.updated_at}
        for each in preview.projects
    ]
    session.tell(
        {**_document(preview.line), "names": projects},
        _words(preview.line),
        *(
            f"{each.name}：{each.filings} 份报件，{each.updated_at[:16]}"
            for each in preview.projects
        ),
    )


def _document(line: BackupLine) -> dict[str, Any]:
    return {
        "folder": str(line.folder),
        "made_at": line.made_at.isoformat(),
        "host": line.host,
        "program": line.program,
        "projects": line.projects,
        "filings": line.filings,
        "attachments": line.attachments,
        "size": line.size,
        "audit": {"seq": line.changes, "hash": line.audit_hash},
        "missing": line.missing,
    }


def _words(line: BackupLine) -> str:
    moment = line.made_at.astimezone()
    origin = f"，电脑 {line.host}，程序 {line.program}" if line.host else ""
    return (
        f"{moment:%Y-%m-%d %H:%M}  {line.projects} 个项目，{line.filings} 份报件，"
        f"{line.attachments} 个附件，{line.size / (1 << 20):.1f} MB，修改记录 {line.changes} 条"
        f"{origin}  {line.folder}"
    )
