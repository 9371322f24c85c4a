"""Reading a damaged database row by row: what a bad page holds is left out, the rest is not."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from egov_desktop.domain.errors import StorageError
from egov_desktop.storage import driver

_MOST_STEPS = 200_000
"""How many rows one by one are tried in a stretch that cannot be walked."""

Values = dict[str, Any]


@dataclass(frozen=True)
class Readable:
    """The rows of each table that could be read, and the tables that have holes."""

    tables: dict[str, list[Values]] = field(default_factory=dict)
    with_holes: frozenset[str] = frozenset()
    is_open: bool = False
    """False when not even the list of tables could be read."""


def read(file: Path) -> Readable:
    """Read every row that can be read; a database that cannot be opened has none."""
    try:
        connection = driver.connect(file)
    except (StorageError, driver.Error):
        return Readable()
    try:
        return _read(connection)
    except driver.Error:
        return Readable()
    finally:
        connection.close()


def _read(connection: driver.Connection) -> Readable:
    names = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
    ).fetchall()
    tables, with_holes = {}, set()
    for (name,) in names:
        walk = _Walk(connection, name)
        tables[name] = walk.rows()
        if walk.has_holes:
            with_holes.add(name)
    return Readable(tables, frozenset(with_holes), is_open=True)


class _Walk:
    """One way through a table from each end, and single steps between where both got stuck."""

    def __init__(self, connection: driver.Connection, table: str) -> None:
        self._connection = connection
        self._table = '"' + table.replace('"', '""') + '"'
        self.has_holes = False

    def rows(self) -> list[Values]:
        """Return the rows in the order of the table, as far as they can be read."""
        if not self._has_rowids():
            return self._scanned()
        found = self._walked("rowid > ? ORDER BY rowid", -(1 << 62))
        if not self.has_holes:
            return list(found.values())
        backwards = self._walked("rowid < ? ORDER BY rowid DESC", 1 << 62)
        start = max(found, default=0)
        end = min(backwards, default=start + _MOST_STEPS)
        for rowid in range(start + 1, min(end, start + _MOST_STEPS)):
            found |= self._read("rowid = ?", rowid) or {}
        found |= backwards
        return [found[rowid] for rowid in sorted(found)]

    def _has_rowids(self) -> bool:
        try:
            self._connection.execute(f"SELECT rowid FROM {self._table} LIMIT 0")  # noqa: S608
        except driver.Error:
            return False
        return True

    def _scanned(self) -> list[Values]:
        """Read a table without row ids from its start, until it breaks off."""
        found: list[Values] = []
        sql = f"SELECT * FROM {self._table}"  # noqa: S608
        try:
            found.extend(dict(row) for row in self._connection.execute(sql))
        except driver.Error:
            self.has_holes = True
        return found

    def _walked(self, condition: str, start: int) -> dict[int, Values]:
        found: dict[int, Values] = {}
        position = start
        while step := self._read(f"{condition} LIMIT 1", position):
            found |= step
            position = next(iter(step))
        return found

    def _read(self, condition: str, position: int) -> dict[int, Values] | None:
        sql = f"SELECT rowid AS _rowid, * FROM {self._table} NOT INDEXED WHERE {condition}"  # noqa: S608
        try:
            row = self._connection.execute(sql, [position]).fetchone()
        except driver.Error:
            self.has_holes = True
            return None
        if row is None:
            return {}
        values = dict(row)
        return {values.pop("_rowid"): values}
