"""The audit (操作记录): read by filters, exported, held against heads kept in other places."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from egov_desktop.app import rolling_backups
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.audit_filter import AuditFilter
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.masking import masked
from egov_desktop.files import replacing
from egov_desktop.storage import audit, audit_reading
from egov_desktop.storage.audit import AuditEntry

_HEADINGS = ("序号", "时间", "操作人", "操作", "项目", "报件", "位置", "原值", "新值", "理由")
_IS_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")


@dataclass(frozen=True)
class Anchor:
    """The head of the chain at some moment, as a backup or a packet keeps it."""

    name: str
    seq: int
    hash: str


@dataclass(frozen=True)
class Verdict:
    """How long the chain is, what it was held against, and what is wrong with it."""

    rows: int
    hash: str
    anchors: int
    problems: tuple[str, ...]


def page(
    ws: Workspace, asked: AuditFilter, limit: int = 100, before: int | None = None
) -> list[AuditEntry]:
    """Return the newest rows that fit, those older than row `before`."""
    return audit_reading.newest(ws.store, asked, limit, before)


def export(ws: Workspace, asked: AuditFilter, out: Path, *, is_masked: bool = False) -> int:
    """Write all rows that fit as .csv or .jsonl, oldest first; return how many.

    No cell of the CSV is taken for a formula by a spreadsheet. Raises InvalidInputError for
    another kind of file.
    """
    writers: dict[str, Callable[[Iterable[tuple[Any, ...]]], Iterator[str]]] = {
        ".csv": _csv_lines,
        ".jsonl": _json_lines,
    }
    writer = writers.get(out.suffix.lower())
    if writer is None:
        raise InvalidInputError(f"“{out.name}”不是 .csv 也不是 .jsonl，请换一个文件名。")
    read = 0

    def rows() -> Iterator[tuple[Any, ...]]:
        nonlocal read
        for entry in audit_reading.entries(ws.store, asked):
            read += 1
            yield _values(entry, is_masked=is_masked)

    with replacing(out) as stream:
        for line in writer(rows()):
            stream.write(line.encode("utf-8", "replace"))
    return read


def document(entry: AuditEntry, *, is_masked: bool = False) -> dict[str, Any]:
    """Return a row for JSON; old and new are JSON texts."""
    return dict(zip(AUDIT_KEYS, _values(entry, is_masked=is_masked), strict=True))


AUDIT_KEYS = (
    "seq",
    "at",
    "actor",
    "action",
    "project",
    "filing",
    "path",
    "old",
    "new",
    "reason",
)


def known_anchors(ws: Workspace) -> list[Anchor]:
    """Return the heads that rolling backups and frozen packets of this data folder keep."""
    folders = [rolling_backups.folder_of(ws.home)]
    if second := rolling_backups.second_folder(ws):
        folders += sorted(second.glob("egov-backups-*"))
    anchors = [_of_backup(line) for folder in folders for line in rolling_backups.found(folder)]
    anchors += [
        Anchor(f"固化版本 {code}", seq, digest)
        for code, seq, digest in audit_reading.frozen_heads(ws.store)
    ]
    return [each for each in anchors if each.seq]


def anchor_of_backup(ws: Workspace, backup: Path) -> Anchor:
    """Return the head that a backup keeps: a folder, or one file, which is verified first."""
    if rolling_backups.is_rolling(backup):
        return _of_backup(rolling_backups.line_of(backup))
    return _of_backup(rolling_backups.preview_file(backup, ws.home, ws.now()).line)


def anchor_of_packet(packet: Path) -> Anchor:
    """Return the head that an intact packet names; raises InvalidInputError."""
    from egov_desktop.app.verification_record import RECORD, parse_record
    from egov_desktop.packaging.verification import read_member, verify_bag

    verdict = verify_bag(packet)
    if not verdict.valid:
        raise InvalidInputError(f"“{packet.name}”不是完整的报送包：{'；'.join(verdict.problems)}")
    head = parse_record(read_member(verdict, RECORD)).get("audit_head")
    if not head:
        raise InvalidInputError(f"“{packet.name}”没有写明操作记录的位置，不能用来核对。")
    return Anchor(packet.name, int(head["seq"]), str(head["hash"]))


def verify(ws: Workspace, anchors: Sequence[Anchor] = ()) -> Verdict:
    """Follow the whole chain, and look for each head in it; tell the first broken place."""
    head = audit.head(ws.store)
    broken = audit.verify_chain(ws.store)
    all_anchors = [*known_anchors(ws), *anchors]
    found = (_contradiction(ws, each) for each in all_anchors)
    problems = [*([broken] if broken else []), *filter(None, found)]
    return Verdict(
        head.seq if head else 0, head.hash if head else "", len(all_anchors), tuple(problems)
    )


def _contradiction(ws: Workspace, anchor: Anchor) -> str | None:
    digest = audit_reading.hash_at(ws.store, anchor.seq)
    if digest is None:
        return (
            f"“{anchor.name}”制作时操作记录已有 {anchor.seq} 条，现在没有这么多："
            "末尾被截去，或者数据是从更早的备份恢复的。"
        )
    if digest != anchor.hash:
        return (
            f"第 {anchor.seq} 条操作记录与“{anchor.name}”中的不同："
            "历史被整体改写过，或者恢复更早的备份后另有修改。"
        )
    return None


def _of_backup(line: rolling_backups.BackupLine) -> Anchor:
    return Anchor(f"备份 {line.folder.name}", line.changes, line.audit_hash)


def _values(entry: AuditEntry, *, is_masked: bool) -> tuple[Any, ...]:
    change = entry.change
    action, project, filing, path, *content = astuple(change)
    shown = [masked(each) if is_masked and each else each for each in content]
    return (entry.seq, entry.at.isoformat(), entry.actor, action, project, filing, path, *shown)


def _json_lines(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    for row in rows:
        told = dict(zip(AUDIT_KEYS, row, strict=True))
        yield json.dumps(told, ensure_ascii=False) + "\n"


def _csv_lines(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    yield "\ufeff" + _csv_line(_HEADINGS)
    for row in rows:
        yield _csv_line(["" if each is None else _harmless(str(each)) for each in row])


def _csv_line(values: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if _IS_FORMULA.match(cell) else cell
