"""Commands on the whole data store: backup, restore, self-check."""

from pathlib import Path

import click

from egov_desktop.app import backups
from egov_desktop.cli.session import Session, now


@click.command(help="把全部数据备份成一个文件，写后核对。")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="备份文件。")
@click.pass_obj
def backup(session: Session, out: Path) -> None:
    """Back up the data store."""
    progress = session.progress()
    backups.backup(session.workspace, out, lambda d, t: progress("备份", d, t))
    session.tell({"ok": True, "problems": [], "file": str(out)}, f"已备份到 {out} 并核对。")


@click.command(help="从备份文件恢复全部数据；原有数据先移到一旁。")
@click.argument("file", metavar="F", type=click.Path(path_type=Path))
@click.pass_obj
def restore(session: Session, file: Path) -> None:
    """Restore the data store."""
    set_aside = backups.restore(file, session.folder, now())
    session.tell(
        {"ok": True, "problems": [], "set_aside": set_aside and str(set_aside)},
        f"已从 {file} 恢复到 {session.folder}。",
        *([f"原有数据移到了 {set_aside}。"] if set_aside else []),
    )


@click.command(help="自检：数据库、附件、审计链、字体、磁盘、制度包。")
@click.pass_obj
def selfcheck(session: Session) -> None:
    """Check the data store and what the program needs."""
    problems = backups.selfcheck(session.workspace)
    session.tell(
        {"ok": not problems, "problems": problems},
        *(problems or ["一切正常。"]),
    )
    if problems:
        session.blocks()
