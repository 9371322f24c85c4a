"""Reading the audit chain in pages: filtered, and held against heads that were kept elsewhere."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from egov_desktop.domain.audit_filter import AuditFilter
from egov_desktop.storage.audit import AuditEntry, Change

if TYPE_CHECKING:
    from egov_desktop.storage.store import Store

_PAGE = 1000
_COLUMNS = "seq, at, actor, action, project_id, filing_id, path, old, new, reason"


def newest(
    store: "Store", asked: AuditFilter, limit: int, before: int | None = None
) -> list[AuditEntry]:
    """Return a page of the rows that fit, newest first, older than row `before`."""
    where, values = _where(asked)
    if before is not None:
        where, values = f"{where} AND seq < ?", [*values, before]
    return _read(store, f"{where} ORDER BY seq DESC LIMIT ?", [*values, limit])


def entries(store: "Store", asked: AuditFilter) -> Iterator[AuditEntry]:
    """Yield all rows that fit, oldest first; only one page of them is held."""
    where, values = _where(asked)
    last = 0
    while page := _read(store, f"{where} AND seq > ? ORDER BY seq LIMIT ?", [*values, last, _PAGE]):
        yield from page
        last = page[-1].seq


def hash_at(store: "Store", seq: int) -> str | None:
    """Return the hash of a row; None when the chain does not reach so far."""
    row = store.row("SELECT hash FROM audit WHERE seq = ?", [seq])
    return row and str(row["hash"])


def frozen_heads(store: "Store") -> Iterator[tuple[str, int, str]]:
    """Yield the code of each frozen packet with the number and hash of the head it names."""
    for row in store.rows(
        "SELECT code, submission ->> '$.audit_head.seq' AS seq,"
        " submission ->> '$.audit_head.hash' AS hash FROM frozen_version ORDER BY frozen_at"
    ):
        if row["seq"] is not None and row["hash"] is not None:
            yield row["code"], int(row["seq"]), str(row["hash"])


def _where(asked: AuditFilter) -> tuple[str, list[Any]]:
    clauses, values = ["1"], list[Any]()
    for column in ("project_id", "filing_id", "actor", "action"):
        if (value := getattr(asked, column)) is not None:
            clauses.append(f"{column} = ?")
            values.append(value)
    if asked.path is not None:
        clauses.append("(path = ? OR substr(path, 1, ?) IN (? || '.', ? || '['))")
        values += [asked.path, len(asked.path) + 1, asked.path, asked.path]
    for comparison, moment in ((">=", asked.since), ("<", asked.until)):
        if moment is not None:  # rows were written in the zone that then held
            clauses.append(f"unixepoch(at) {comparison} ?")
            values.append(int(moment.timestamp()))
    return " AND ".join(clauses), values


def _read(store: "Store", condition: str, values: list[Any]) -> list[AuditEntry]:
    rows = store.rows(f"SELECT {_COLUMNS} FROM audit WHERE {condition}", values)  # noqa: S608
    return [
        AuditEntry(
            row["seq"],
            datetime.fromisoformat(row["at"]),
            row["actor"],
            Change(*(row[name] for name in Change.__dataclass_fields__)),
        )
        for row in rows
    ]
