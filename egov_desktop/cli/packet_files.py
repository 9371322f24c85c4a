"""Commands on packets that are made: what differs between two versions (与上一版的差异)."""

from collections.abc import Iterator
from pathlib import Path

import click

from egov_desktop.app.corrections import differences_between, versions_to_compare
from egov_desktop.app.packet_chain import compare_packets
from egov_desktop.cli.session import Session
from egov_desktop.domain.change_words import change_lines
from egov_desktop.domain.differences import Changes, changes_document


@click.group(help="做好的报送包：比较两个版本。")
def packet() -> None:
    """Group the commands on packets."""


@packet.command(
    help="两个版本的差异：本机一个报件的两个固化版本，或两个 zip 文件（不需要数据库）。"
)
@click.argument("old", metavar="P|OLD.zip")
@click.argument("new", metavar="FILING|NEW.zip")
@click.option("--from", "first", type=click.IntRange(1), help="旧版本号；缺省为新版本的上一版。")
@click.option("--to", "last", type=click.IntRange(1), help="新版本号；缺省为最近的一版。")
@click.pass_obj
def diff(session: Session, old: str, new: str, first: int | None, last: int | None) -> None:
    """Compare two versions."""
    if new.lower().endswith(".zip"):
        if first is not None or last is not None:
            raise click.UsageError("--from、--to 只用于本机的报件；比较两个 zip 文件时请删去。")
        found = compare_packets(Path(old), Path(new))
        session.tell(
            _document(found.changes) | {"problems": list(found.problems)},
            *_lines(found.changes),
            *(f"注意：{problem}" for problem in found.problems),
        )
        if found.problems:
            session.blocks()
        return
    filing, first, last = versions_to_compare(session.workspace, old, new, first, last)
    changes = differences_between(session.workspace, old, filing, first, last)
    session.tell(_document(changes), *_lines(changes))


def _document(changes: Changes) -> dict[str, object]:
    return {"changes": changes_document(changes), "count": changes.count}


def _lines(changes: Changes) -> Iterator[str]:
    yield f"与 v{changes.since_version}（{changes.since_code}）相比，改动 {changes.count} 处。"
    for line in change_lines(changes):
        yield f"  {line.kind}  {line.place}：{line.words}"
