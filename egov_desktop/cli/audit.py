"""Commands on the audit: list, export, verify."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from egov_desktop.app import audit_log
from egov_desktop.cli.session import Session
from egov_desktop.domain.audit_filter import AuditFilter

_FILE = click.Path(path_type=Path)
_FILTERS = (
    click.option("--project", metavar="P", help="只看一个项目。"),
    click.option("--filing", metavar="FILING", help="只看一个报件。"),
    click.option("--path", metavar="位置", help="只看一个字段和它下面的。"),
    click.option("--actor", metavar="人", help="只看一个人的。"),
    click.option("--action", metavar="操作", help="只看一种操作。"),
    click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="从这一天起。"),
    click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="到这一天止，含当天。"),
)


def _filtered(command: Any) -> Any:
    for option in reversed(_FILTERS):
        command = option(command)
    return command


@click.group(help="操作记录：谁在什么时候改了什么。")
def audit() -> None:
    """Group the commands on the audit."""


@audit.command("list", help="列出操作记录，最新的在前；证件号码、电话等已脱敏。")
@_filtered
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, help="最多几条，缺省 100。")
@click.option("--before", type=click.IntRange(1), help="只看这个序号以前的，用于翻页。")
@click.pass_obj
def list_entries(session: Session, /, limit: int, before: int | None, **asked: Any) -> None:
    """List the newest rows that fit."""
    found = audit_log.page(session.workspace, _filter(asked), limit, before)
    entries = [audit_log.document(each, is_masked=True) for each in found]
    session.tell({"entries": entries}, *(map(_words, entries) if entries else ["没有记录。"]))


@audit.command(help="把操作记录写成 .csv（可用电子表格打开）或 .jsonl。")
@_filtered
@click.option("--out", metavar="F", type=_FILE, required=True, help="写到哪个文件。")
@click.option("--masked", "is_masked", is_flag=True, help="证件号码、电话等脱敏。")
@click.pass_obj
def export(session: Session, /, out: Path, is_masked: bool, **asked: Any) -> None:
    """Write all rows that fit into a file."""
    count = audit_log.export(session.workspace, _filter(asked), out, is_masked=is_masked)
    session.tell({"file": str(out), "entries": count}, f"已把 {count} 条操作记录写到 {out}。")


@audit.command(help="核对操作记录是否连续、未被改动，并与备份和报送包里记下的位置比较。")
@click.option("--packet", "packets", metavar="ZIP", type=_FILE, multiple=True, help="报送包。")
@click.option("--backup", "backups", metavar="F", type=_FILE, multiple=True, help="备份。")
@click.pass_obj
def verify(session: Session, packets: tuple[Path, ...], backups: tuple[Path, ...]) -> None:
    """Verify the chain; exit code 1 when it is broken or cut."""
    ws = session.workspace
    anchors = [audit_log.anchor_of_packet(each) for each in packets]
    anchors += [audit_log.anchor_of_backup(ws, each) for each in backups]
    verdict = audit_log.verify(ws, anchors)
    document = {
        "ok": not verdict.problems,
        "entries": verdict.rows,
        "hash": verdict.hash,
        "anchors": verdict.anchors,
        "problems": list(verdict.problems),
    }
    told = f"操作记录共 {verdict.rows} 条，与 {verdict.anchors} 处备份和报送包比较"
    session.tell(document, f"{told}，有问题：" if verdict.problems else f"{told}，完整。")
    if verdict.problems:
        if not session.as_json:
            session.tell({}, *verdict.problems)
        session.blocks()


def _filter(asked: dict[str, Any]) -> AuditFilter:
    until: datetime | None = asked["until"]
    since: datetime | None = asked["since"]
    return AuditFilter(
        project_id=asked["project"],
        filing_id=asked["filing"],
        path=asked["path"],
        actor=asked["actor"],
        action=asked["action"],
        since=since and since.astimezone(),
        until=until and (until + timedelta(days=1)).astimezone(),
    )


def _words(entry: dict[str, Any]) -> str:
    place = " / ".join(filter(None, (entry["project"], entry["filing"], entry["path"])))
    change = f"  {entry['old'] or '—'} → {entry['new'] or '—'}"
    reason = f"  理由：{entry['reason']}" if entry["reason"] else ""
    at = datetime.fromisoformat(entry["at"]).astimezone()
    words = f"{entry['seq']}  {at:%Y-%m-%d %H:%M:%S}  {entry['actor']}  {entry['action']}  {place}"
    return words + (change if entry["old"] or entry["new"] else "") + reason
