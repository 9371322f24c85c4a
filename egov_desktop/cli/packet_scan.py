"""The command for the way without a key (纸质签章): a scan comes into the packet."""

from pathlib import Path

import click

from egov_desktop.app import paper_signatures
from egov_desktop.app.editions import record_edition
from egov_desktop.cli.session import Session, now

_FILE = click.Path(path_type=Path)


@click.command(
    help="把签字盖章页的扫描件（PDF、JPEG、PNG）附进不作电子签名的报送包，另存为新文件；原文件不变。"
)
@click.argument("packet", metavar="PACKET", type=_FILE)
@click.argument("scans", metavar="SCAN…", type=_FILE, nargs=-1, required=True)
@click.option("--out", type=_FILE, help="写到哪个文件；缺省在原文件旁边。")
@click.pass_obj
def scan(session: Session, packet: Path, scans: tuple[Path, ...], out: Path | None) -> None:
    """Write a packet again with scans in it."""
    progress = session.progress()
    made = paper_signatures.add_scans(
        packet,
        scans,
        out or paper_signatures.scan_edition_path(packet),
        now(),
        lambda _name, done, total: progress("检查扫描件", done, total),
    )
    is_ours = session.has_data and record_edition(session.workspace, made)
    paper = made.verification.paper
    pages = paper.pages if paper else 0
    session.tell(
        {
            "packet": str(made.path),
            "sha256": made.sha256,
            "pages": pages,
            "previous_sha256": made.of_sha256,
            "recorded": is_ours,
        },
        f"新的报送包文件：{made.path}",
        f"SHA-256 {made.sha256}",
        f"附有签字盖章页的扫描件 {pages} 页，须由人与纸质原件核对；内容和报件编码不变。",
        "已登记为本机固化版本的后续文本。" if is_ours else "不是本机固化的报送包，没有登记。",
    )
