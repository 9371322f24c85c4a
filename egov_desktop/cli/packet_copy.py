"""The command that hands a packet over on a medium (移交介质)."""

from pathlib import Path

import click

from egov_desktop.app.packet_copies import copy_to_medium
from egov_desktop.cli.session import Session


@click.command(help="把报送包复制到 U 盘等文件夹，重新读出核对，旁边附摘要和核对说明。")
@click.argument("file", metavar="ZIP", type=click.Path(path_type=Path))
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.pass_obj
def copy(session: Session, file: Path, folder: Path) -> None:
    """Copy a packet and compare."""
    progress = session.progress()
    target = copy_to_medium(file, folder, lambda done, total: progress("复制并核对", done, total))
    session.tell(
        {"file": str(target), "verified": True}, f"已复制到 {target}，重新读出核对，内容一致。"
    )
