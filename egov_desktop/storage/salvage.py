"""Bringing what is newer in a damaged data folder over into a restored backup."""

import contextlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egov_desktop.domain.errors import StorageError
from egov_desktop.files import replacing
from egov_desktop.storage import audit, damaged_tables, driver
from egov_desktop.storage.audit import Change
from egov_desktop.storage.damaged_tables import Readable, Values
from egov_desktop.storage.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database

_BELONGING = ("attachment", "approval", "frozen_version", "correction_notice", "packet_edition")
_INDEX = "field_index"
_ANSWER = "answer_saved"


@dataclass(frozen=True)
class Loss:
    """A change that was made after the backup and could not be brought over."""

    project_id: str | None
    filing_id: str | None
    path: str | None
    """The field, attachment or name that was changed."""
    action: str
    at: str


@dataclass(frozen=True)
class Salvaged:
    """What came over, and what did not."""

    is_readable: bool
    """False when the old database could not be opened at all: what it held is unknown."""
    changes: int
    """Changes after the backup that are in the data again."""
    lost: tuple[Loss, ...]
    unreadable_changes: int
    """Changes after the backup of which not even the record could be read."""
    missing_files: tuple[str, ...]
    """Titles of attachments whose row came over and whose file did not."""


def bring_over(store: Store, old: Path, *, actor: str, now: datetime) -> Salvaged:
    """Take what was changed after the backup from a damaged data folder, as far as it is readable.

    Runs as one transaction. `old` is the folder that was set aside; it is not changed but for
    what opening its database changes.
    """
    readable = damaged_tables.read(old / "egov.db")
    if not readable.is_open:
        return Salvaged(False, 0, (), 0, ())
    head = audit.head(store)
    last = head.seq if head else 0
    newer = sorted(
        (row for row in readable.tables.get("audit", []) if row["seq"] > last),
        key=lambda row: int(row["seq"]),
    )
    with store.writing() as database:
        database.execute("PRAGMA defer_foreign_keys = ON")
        carrier = _Carrier(database, readable)
        done = [row for row in newer if carrier.carry_out(row)]
        _continue_chain(database, newer, last, head.hash if head else audit.START)
        kept = [row["seq"] for row in done]
        change = Change("data_salvaged", new=json.dumps({"changes": kept}))
        audit.append(database, change, actor, now)
    lost = [row for row in newer if row not in done]
    gaps = newer[-1]["seq"] - last - len(newer) if newer else 0
    return Salvaged(
        True,
        len(done),
        tuple(
            Loss(row["project_id"], row["filing_id"], row["path"], row["action"], row["at"])
            for row in lost
        ),
        gaps,
        _bring_files(store, old),
    )


class _Carrier:
    """Carries out changes again: by the rows that are readable, by what the record says else."""

    def __init__(self, database: "Database", readable: Readable) -> None:
        self._database = database
        self._readable = readable
        self._filings: set[tuple[str, str]] = set()
        """Those whose rows stand as they were at the end."""

    def carry_out(self, row: Values) -> bool:
        """Make a change of which the record was read; False when it cannot be made."""
        project_id, filing_id, path = row["project_id"], row["filing_id"], row["path"]
        try:
            self._database.execute("SAVEPOINT change")
            is_done = self._carried_out(row["action"], project_id, filing_id, path, row["new"])
        except driver.Error:
            self._database.execute("ROLLBACK TO change")
            is_done = False
        self._database.execute("RELEASE change")
        return is_done

    def _carried_out(
        self,
        action: str,
        project_id: str | None,
        filing_id: str | None,
        path: str | None,
        new: str | None,
    ) -> bool:
        if project_id is None:
            return path is not None and self._preference(action, path, new)
        if action == audit.PROJECT_DELETED:
            self._delete("project", {"id": project_id})
            audit.erase_content(self._database, project_id)
            return True
        if filing_id is None:
            return self._replaced("project", {"id": project_id})
        if action == "filing_deleted":
            self._delete("filing", {"project_id": project_id, "filing_id": filing_id})
            return True
        if self._filing(project_id, filing_id):
            return True
        return (
            action == _ANSWER
            and path is not None
            and self._answer(project_id, filing_id, path, new)
        )

    def _filing(self, project_id: str, filing_id: str) -> bool:
        """Let a filing and all that belongs to it be as it was, if all of it can be read."""
        key = {"project_id": project_id, "filing_id": filing_id}
        if (project_id, filing_id) in self._filings:
            return True
        self._replaced("project", {"id": project_id})
        if not self._replaced("filing", key):
            return False
        for table in (*_BELONGING, _INDEX):
            if table not in self._readable.with_holes:
                self._delete(table, key)
            for row in self._rows(table, key):
                self._put(table, row)
        if not self._readable.with_holes.isdisjoint(_BELONGING):
            return False
        self._filings.add((project_id, filing_id))
        return True

    def _answer(self, project_id: str, filing_id: str, field: str, new: str | None) -> bool:
        """Answer a field again as the record says; its row is the one of the backup."""
        changed = "json_remove(data, ?)" if new is None else "json_set(data, ?, json(?))"
        values = [f"$.{field}"] if new is None else [f"$.{field}", new]
        done = self._database.execute(
            f"UPDATE filing SET data = {changed} WHERE project_id = ? AND filing_id = ?",  # noqa: S608
            [*values, project_id, filing_id],
        )
        return bool(done.rowcount == 1)

    def _preference(self, action: str, name: str, new: str | None) -> bool:
        if action != "preference_set":
            return False
        self._delete("preference", {"name": name})
        if new is not None:
            self._put("preference", {"name": name, "value": new})
        return True

    def _rows(self, table: str, key: Mapping[str, Any]) -> Iterable[Values]:
        return (
            row
            for row in self._readable.tables.get(table, [])
            if all(row[column] == value for column, value in key.items())
        )

    def _replaced(self, table: str, key: Mapping[str, Any]) -> bool:
        """Put the readable row of a key in the place of the one that is there."""
        for row in self._rows(table, key):
            self._put(table, row, key)
            return True
        return False

    def _put(self, table: str, row: Values, key: Mapping[str, Any] | None = None) -> None:
        """Insert a row, or change the one that is there: what hangs on it must not fall."""
        if key and self._is_there(table, key):
            names = ", ".join(f'"{name}" = ?' for name in row)
            sql = f'UPDATE "{table}" SET {names} WHERE {_where(key)}'  # noqa: S608
            self._database.execute(sql, [*row.values(), *key.values()])
            return
        names, places = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
        sql = f'INSERT OR REPLACE INTO "{table}" ({names}) VALUES ({places})'  # noqa: S608
        self._database.execute(sql, list(row.values()))

    def _is_there(self, table: str, key: Mapping[str, Any]) -> bool:
        sql = f'SELECT 1 FROM "{table}" WHERE {_where(key)}'  # noqa: S608
        return self._database.execute(sql, list(key.values())).fetchone() is not None

    def _delete(self, table: str, key: Mapping[str, Any]) -> None:
        sql = f'DELETE FROM "{table}" WHERE {_where(key)}'  # noqa: S608
        self._database.execute(sql, list(key.values()))


def _where(key: Mapping[str, Any]) -> str:
    return " AND ".join(f'"{column}" = ?' for column in key)


def _continue_chain(
    database: "Database", newer: list[Values], seq: int, previous_hash: str
) -> None:
    """Append the records that follow on the backup's without a gap, as they were."""
    for row in newer:
        if row["seq"] != seq + 1 or row["previous_hash"] != previous_hash:
            return
        if not audit.is_sealed(row):
            return
        names, places = ", ".join(row), ", ".join("?" * len(row))
        database.execute(f"INSERT INTO audit ({names}) VALUES ({places})", list(row.values()))  # noqa: S608
        seq, previous_hash = row["seq"], row["hash"]


def _bring_files(store: Store, old: Path) -> tuple[str, ...]:
    """Copy the files of attachments that came over; return the titles of those that are lost."""
    lost = []
    for row in store.rows("SELECT DISTINCT sha256, title FROM attachment ORDER BY title"):
        sha256 = row["sha256"]
        if store.objects.verify(sha256):
            continue
        place = Path("objects") / sha256[:2] / sha256
        with (
            contextlib.suppress(OSError, StorageError),
            (old / place).open("rb") as source,
            replacing(store.home / "data" / place) as target,
        ):
            shutil.copyfileobj(source, target)
        if not store.objects.verify(sha256):
            lost.append(row["title"])
    return tuple(lost)
