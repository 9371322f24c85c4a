"""What a unit sets once for all projects: one JSON value under a name, changes in the audit."""

from datetime import datetime

from egov_desktop.domain.fields import Raw
from egov_desktop.storage import audit
from egov_desktop.storage.audit import Change
from egov_desktop.storage.encoding import from_json, to_json
from egov_desktop.storage.store import Store


def load(store: Store, name: str) -> Raw:
    """Return the value kept under a name; None when there is none."""
    row = store.row("SELECT value FROM preference WHERE name = ?", [name])
    if row is None:
        return None
    value: Raw = from_json(row["value"])
    return value


def save(store: Store, name: str, value: Raw, *, actor: str, now: datetime) -> None:
    """Keep a value under a name, durable on return; None takes it away."""
    old, new = load(store, name), value
    if old == new:
        return
    with store.writing() as database:
        if new is None:
            database.execute("DELETE FROM preference WHERE name = ?", [name])
        else:
            database.execute(
                "INSERT INTO preference (name, value) VALUES (?, ?)"
                " ON CONFLICT DO UPDATE SET value = excluded.value",
                [name, to_json(new)],
            )
        change = Change(
            "preference_set",
            path=name,
            old=None if old is None else to_json(old),
            new=None if new is None else to_json(new),
        )
        audit.append(database, change, actor, now)
