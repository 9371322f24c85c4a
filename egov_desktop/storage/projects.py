"""Projects (项目): made, listed, loaded, renamed, deleted."""

from datetime import datetime

from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.project import Attachment
from egov_desktop.storage import audit
from egov_desktop.storage.approvals import approval_from
from egov_desktop.storage.attachments import attachment_from, unreferenced_among
from egov_desktop.storage.audit import Change
from egov_desktop.storage.corrections import notice_from
from egov_desktop.storage.driver import Row
from egov_desktop.storage.encoding import from_json, storable, to_json
from egov_desktop.storage.records import (
    IndexedValue,
    StoredFiling,
    StoredProject,
)
from egov_desktop.storage.store import Store
from egov_desktop.storage.versions import version_from


def create_project(
    store: Store, project_id: str, name: str, pack_id: str, *, actor: str, now: datetime
) -> None:
    """Add a project without filings; raises InvalidInputError when the id is taken."""
    with store.writing() as database:
        taken = database.execute("SELECT 1 FROM project WHERE id = ?", [project_id]).fetchone()
        if taken:
            raise InvalidInputError(f"项目“{project_id}”已经存在，请另用一个编号。")
        database.table("project").insert(
            {
                "id": project_id,
                "name": storable(name),
                "pack_id": pack_id,
                "created_at": now.isoformat(),
                "updated_at": now.isoformat(),
            }
        )
        audit.append(database, Change("project_created", project_id, new=to_json(name)), actor, now)


def rename_project(store: Store, project_id: str, name: str, *, actor: str, now: datetime) -> None:
    """Give a project another name."""
    with store.writing() as database:
        row = database.execute("SELECT name FROM project WHERE id = ?", [project_id]).fetchone()
        if row is None:
            raise _no_project(project_id)
        database.execute(
            "UPDATE project SET name = ?, updated_at = ? WHERE id = ?",
            [storable(name), now.isoformat(), project_id],
        )
        change = Change("project_renamed", project_id, old=to_json(row["name"]), new=to_json(name))
        audit.append(database, change, actor, now)


def indexed_values(store: Store, field_id: str, stage: str) -> list[IndexedValue]:
    """Return the values of an indexed field in all filings of a stage."""
    rows = store.rows(
        "SELECT project_id, filing_id, value FROM field_index"
        " WHERE field = ? AND stage = ? ORDER BY value, project_id, filing_id",
        [field_id, stage],
    )
    return [IndexedValue(*row) for row in rows]


def name_and_pack(store: Store, project_id: str) -> tuple[str, str]:
    """Return the name of a project and the id of its pack; raises NotFoundError."""
    row = store.row("SELECT name, pack_id FROM project WHERE id = ?", [project_id])
    if row is None:
        raise _no_project(project_id)
    return row["name"], row["pack_id"]


def load_project(store: Store, project_id: str) -> StoredProject:
    """Return a project with all its filings; raises NotFoundError."""
    project = store.row("SELECT * FROM project WHERE id = ?", [project_id])
    if project is None:
        raise _no_project(project_id)
    attachments = _by_filing(store, "attachment", project_id)
    approvals = _by_filing(store, "approval", project_id)
    versions = _by_filing(store, "frozen_version", project_id)
    notices = _by_filing(store, "correction_notice", project_id)
    filings = store.rows("SELECT * FROM filing WHERE project_id = ? ORDER BY rowid", [project_id])
    return StoredProject(
        id=project["id"],
        name=project["name"],
        pack_id=project["pack_id"],
        created_at=datetime.fromisoformat(project["created_at"]),
        updated_at=datetime.fromisoformat(project["updated_at"]),
        filings=tuple(
            _filing_from(
                row,
                [attachment_from(each) for each in attachments.get(row["filing_id"], [])],
                next(iter(approvals.get(row["filing_id"], [])), None),
                versions.get(row["filing_id"], []),
                notices.get(row["filing_id"], []),
            )
            for row in filings
        ),
    )


def delete_project(store: Store, project_id: str, *, actor: str, now: datetime) -> None:
    """Erase a project: its rows, what the audit chain says of it, and files nobody else uses.

    The audit rows remain without their content; packets that were handed out are not touched.
    """
    with store.writing() as database:
        found = database.execute("SELECT 1 FROM project WHERE id = ?", [project_id]).fetchone()
        if found is None:
            raise _no_project(project_id)
        rows = database.execute("SELECT sha256 FROM attachment WHERE project_id = ?", [project_id])
        hashes = [row["sha256"] for row in rows.fetchall()]
        database.execute("DELETE FROM project WHERE id = ?", [project_id])
        audit.erase_content(database, project_id)
        audit.append(database, Change(audit.PROJECT_DELETED, project_id), actor, now)
    store.shrink_log()
    store.objects.remove(unreferenced_among(store, hashes))


def _by_filing(store: Store, table: str, project_id: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    sql = f"SELECT * FROM {table} WHERE project_id = ? ORDER BY rowid"  # noqa: S608
    for row in store.rows(sql, [project_id]):
        found.setdefault(row["filing_id"], []).append(row)
    return found


def _filing_from(
    row: Row,
    attachments: list[Attachment],
    approval: Row | None,
    versions: list[Row],
    notices: list[Row],
) -> StoredFiling:
    by_id = {each.id: each for each in attachments}
    paper_of_approval = by_id.pop(approval["attachment_id"], None) if approval else None
    return StoredFiling(
        stage=row["stage"],
        period=row["period"],
        sequence=row["sequence"],
        created_at=datetime.fromisoformat(row["created_at"]),
        updated_at=datetime.fromisoformat(row["updated_at"]),
        answers=from_json(row["data"]),
        attachments=tuple(by_id.values()),
        paper_materials=from_json(row["paper"]),
        approval=approval_from(approval, paper_of_approval) if approval else None,
        versions=tuple(version_from(each) for each in versions),
        carried=from_json(row["carried"]),
        notices=tuple(notice_from(each) for each in notices),
    )


def _no_project(project_id: str) -> NotFoundError:
    return NotFoundError(f"没有找到项目“{project_id}”。")
