"""The audit chain: who changed what and when; each row seals the one before.

The hash of a row covers the hash of its content, not the content: when a project is deleted its
content is erased and the chain still holds.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from egov_desktop.storage.driver import Row
from egov_desktop.storage.encoding import to_json

if TYPE_CHECKING:
    from sqlite_utils import Database

    from egov_desktop.storage.store import Store

PROJECT_DELETED = "project_deleted"
START = "0" * 64
_SEALED = ("seq", "at", "actor", "action", "project_id", "filing_id", "path", "content_hash")
_CONTENT = ("old", "new", "reason")
_COLUMNS = ", ".join((*_SEALED, *_CONTENT, "previous_hash", "hash"))


@dataclass(frozen=True)
class Change:
    """What happened; old and new are JSON texts."""

    action: str
    project_id: str | None = None
    filing_id: str | None = None
    path: str | None = None
    old: str | None = None
    new: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Head:
    """The newest row of the chain: whoever keeps it elsewhere can tell that a tail was cut."""

    seq: int
    hash: str
    at: datetime


@dataclass(frozen=True)
class AuditEntry:
    """One row of the chain, for reading."""

    seq: int
    at: datetime
    actor: str
    change: Change


def append(database: "Database", change: Change, actor: str, now: datetime) -> None:
    """Add a row within the caller's transaction."""
    last = database.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    seq, previous_hash = (last["seq"] + 1, last["hash"]) if last else (1, START)
    content = [change.old, change.new, change.reason]
    sealed = [
        seq,
        now.isoformat(),
        actor,
        change.action,
        change.project_id,
        change.filing_id,
        change.path,
        _digest(content),
    ]
    database.execute(
        f"INSERT INTO audit ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",  # noqa: S608
        [*sealed, *content, previous_hash, _digest([*sealed, previous_hash])],
    )


def is_sealed(row: Mapping[str, Any]) -> bool:
    """Whether the seal of a row fits what it seals; what the row says is not looked at."""
    sealed = [row[column] for column in (*_SEALED, "previous_hash")]
    return bool(row["hash"] == _digest(sealed))


def erase_content(database: "Database", project_id: str) -> None:
    """Erase what a project's rows say, not that they were; in the caller's transaction."""
    database.execute(
        "UPDATE audit SET old = NULL, new = NULL, reason = NULL WHERE project_id = ?", [project_id]
    )


def head(store: "Store") -> Head | None:
    """Return the newest row's number, hash and time; None when nothing has happened yet."""
    row = store.row("SELECT seq, hash, at FROM audit ORDER BY seq DESC LIMIT 1")
    return row and Head(row["seq"], row["hash"], datetime.fromisoformat(row["at"]))


def history(store: "Store", project_id: str, limit: int = 1000) -> list[AuditEntry]:
    """Return the newest rows of a project, newest first."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM audit WHERE project_id = ? ORDER BY seq DESC LIMIT ?",  # noqa: S608
        [project_id, limit],
    )
    return [_entry(row) for row in rows]


def verify_chain(store: "Store") -> str | None:
    """Return what is wrong with the chain, as a sentence; None when every row holds."""
    deleted = _deleted_projects(store)
    previous_hash, seq = START, 0
    while batch := store.rows(
        f"SELECT {_COLUMNS} FROM audit WHERE seq > ? ORDER BY seq LIMIT 10000",  # noqa: S608
        [seq],
    ):
        for row in batch:
            is_next = row["seq"] == seq + 1 and row["previous_hash"] == previous_hash
            if not is_next or not _holds(row, deleted):
                return f"审计记录第 {seq + 1} 条被改动或缺失，此后的历史不可信。"
            seq, previous_hash = row["seq"], row["hash"]
    return None


def _deleted_projects(store: "Store") -> dict[str, int]:
    rows = store.rows(
        "SELECT project_id, max(seq) AS seq FROM audit WHERE action = ? GROUP BY project_id",
        [PROJECT_DELETED],
    )
    return {row["project_id"]: row["seq"] for row in rows}


def _holds(row: Row, deleted: dict[str, int]) -> bool:
    sealed = [row[column] for column in _SEALED]
    if row["hash"] != _digest([*sealed, row["previous_hash"]]):
        return False
    content = [row[column] for column in _CONTENT]
    is_erased = content == [None, None, None] and row["seq"] <= deleted.get(row["project_id"], 0)
    return is_erased or bool(row["content_hash"] == _digest(content))


def _digest(values: Sequence[str | int | None]) -> str:
    return hashlib.sha256(to_json(values).encode()).hexdigest()


def _entry(row: Row) -> AuditEntry:
    change = Change(*(row[name] for name in Change.__dataclass_fields__))
    return AuditEntry(row["seq"], datetime.fromisoformat(row["at"]), row["actor"], change)
