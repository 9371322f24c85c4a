"""Later editions of frozen packets (报送包的后续文本): the same content, more in the signature."""

from datetime import datetime
from pathlib import Path

from egov_desktop.storage import audit
from egov_desktop.storage.audit import Change
from egov_desktop.storage.encoding import storable, to_json
from egov_desktop.storage.store import Store

_FROM_HERE = """
    SELECT project_id, filing_id, version FROM frozen_version WHERE packet_sha256 = ?1
    UNION SELECT project_id, filing_id, version FROM packet_edition WHERE packet_sha256 = ?1
"""


def record_edition(
    store: Store,
    of_sha256: str,
    sha256: str,
    path: Path,
    level: str,
    *,
    actor: str,
    now: datetime,
) -> bool:
    """Record an edition of a packet that was frozen here; return whether it was.

    The row of the frozen version stays as it is.
    """
    row = store.row(_FROM_HERE, [of_sha256])
    if row is None:
        return False
    with store.writing() as database:
        database.table("packet_edition").upsert(
            {
                "project_id": row["project_id"],
                "filing_id": row["filing_id"],
                "version": row["version"],
                "packet_sha256": sha256,
                "packet_path": storable(str(path.absolute())),
                "level": level,
                "made_at": now.isoformat(),
            },
            pk=("project_id", "filing_id", "version", "packet_sha256"),
        )
        change = Change(
            "packet_edition_made",
            row["project_id"],
            row["filing_id"],
            f"v{row['version']}",
            old=to_json({"packet_sha256": of_sha256}),
            new=to_json({"packet_sha256": sha256, "level": level}),
        )
        audit.append(database, change, actor, now)
    return True


def editions_of(
    store: Store, project_id: str, filing_id: str, version: int
) -> list[tuple[datetime, str, str, str]]:
    """Return when each later edition was made, its level, hash and path, oldest first."""
    rows = store.rows(
        "SELECT made_at, level, packet_sha256, packet_path FROM packet_edition"
        " WHERE project_id = ? AND filing_id = ? AND version = ? ORDER BY made_at",
        [project_id, filing_id, version],
    )
    return [
        (
            datetime.fromisoformat(row["made_at"]),
            row["level"],
            row["packet_sha256"],
            row["packet_path"],
        )
        for row in rows
    ]
