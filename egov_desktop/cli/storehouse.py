"""Commands on the whole data store: backup, self-check."""

from pathlib import Path

import click

from egov_desktop.app import backups
from egov_desktop.cli.session import Session


@click.command(help="把全部数据备份成一个文件，写后核对。")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="备份文件。")
@click.pass_obj
def backup(session: Session, out: Path) -> None:
    """Back up the data store."""
    progress = session.progress()
    backups.backup(session.workspace, out, lambda d, t: progress("备份", d, t))
    session.tell({"ok": True, "problems": [], "file": str(out)}, f"已备份到 {out} 并核对。")


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
