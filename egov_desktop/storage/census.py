"""What a database holds in numbers: a copy is whole when its census is the same."""

from typing import Any

from egov_desktop.storage.driver import Connection

Census = dict[str, Any]
"""`tables`: rows of each table; `audit_head`: number, hash and time of the newest audit row."""


def take_census(connection: Connection) -> Census:
    """Count the rows of every table and read the head of the audit chain."""
    names = connection.execute(
        "SELECT name FROM sqlite_schema"
        " WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY name"
    ).fetchall()
    counts = {}
    for (name,) in names:
        quoted = name.replace('"', '""')
        sql = f'SELECT count(*) FROM "{quoted}"'  # noqa: S608
        counts[name] = connection.execute(sql).fetchone()[0]
    head = None
    if "audit" in counts:
        head = connection.execute(
            "SELECT seq, hash, at FROM audit ORDER BY seq DESC LIMIT 1"
        ).fetchone()
    return {"tables": counts, "audit_head": dict(head) if head else None}


def is_sound(connection: Connection) -> bool:
    """Whether SQLite itself finds nothing wrong in a quick look."""
    return [row[0] for row in connection.execute("PRAGMA quick_check")] == ["ok"]
