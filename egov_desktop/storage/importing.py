"""A whole project taken in at once: everything or nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.storage import audit
from egov_desktop.storage.approvals import insert_approval
from egov_desktop.storage.attachments import insert_attachment
from egov_desktop.storage.audit import Change
from egov_desktop.storage.encoding import storable, to_json
from egov_desktop.storage.filings import filing_row, set_index
from egov_desktop.storage.records import StoredFiling, StoredProject
from egov_desktop.storage.store import Store
from egov_desktop.storage.versions import insert_version

if TYPE_CHECKING:
    from sqlite_utils import Database


def import_project(
    store: Store,
    project: StoredProject,
    index: Mapping[tuple[str, str], str],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Write a project with its filings, attachments, approvals and versions in one transaction.

    `index` holds the values of indexed fields by (filing id, field id). The files of the
    attachments must have been put in before; raises InvalidInputError when one is missing or
    when the project exists.
    """
    with store.writing() as database:
        taken = database.execute("SELECT 1 FROM project WHERE id = ?", [project.id]).fetchone()
        if taken:
            raise InvalidInputError(f"项目“{project.name}”已经存在（{project.id}），没有重复导入。")
        database.table("project").insert(
            {
                "id": project.id,
                "name": storable(project.name),
                "pack_id": project.pack_id,
                "created_at": project.created_at.isoformat(),
                "updated_at": now.isoformat(),
            }
        )
        imported = Change("project_imported", project.id, new=to_json(project.name))
        audit.append(database, imported, actor, now)
        for filing in project.filings:
            answers = to_json({key: raw for key, raw in filing.answers.items() if raw is not None})
            _insert_filing(store, database, project.id, filing, answers, now=now)
            row = filing_row(database, project.id, filing.id)
            for (filing_id, field_id), value in index.items():
                if filing_id == filing.id:
                    set_index(database, row, field_id, value)
            change = Change("filing_imported", project.id, filing.id, new=answers)
            audit.append(database, change, actor, now)


def _insert_filing(
    store: Store,
    database: "Database",
    project_id: str,
    filing: StoredFiling,
    answers: str,
    *,
    now: datetime,
) -> None:
    database.table("filing").insert(
        {
            "project_id": project_id,
            "filing_id": filing.id,
            "stage": filing.stage,
            "period": filing.period,
            "sequence": filing.sequence,
            "data": answers,
            "paper": to_json(dict(filing.paper_materials)),
            "created_at": filing.created_at.isoformat(),
            "updated_at": filing.updated_at.isoformat(),
        }
    )
    for attachment in filing.attachments:
        insert_attachment(store, database, project_id, filing.id, attachment, now=now)
    if filing.approval:
        insert_approval(store, database, project_id, filing.id, filing.approval, now=now)
    for version in filing.versions:
        insert_version(database, project_id, filing.id, version, None)
