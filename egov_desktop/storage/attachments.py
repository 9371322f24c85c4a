"""Attachments (附件): rows that point at files; the file is put first, then the row."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.project import Attachment, Heading
from egov_desktop.storage import audit
from egov_desktop.storage.audit import Change
from egov_desktop.storage.driver import Row
from egov_desktop.storage.encoding import from_json, storable, to_json
from egov_desktop.storage.filings import filing_row, touch
from egov_desktop.storage.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database

_USES = """
SELECT attachment.*, project.name FROM attachment JOIN project ON project.id = project_id
WHERE sha256 = ? ORDER BY added_at, attachment.id
"""


@dataclass(frozen=True)
class Use:
    """Where a file is attached."""

    sha256: str
    project_id: str
    project_name: str
    filing_id: str
    title: str


def uses_of(store: Store, hashes: Collection[str]) -> list[Use]:
    """Return where files with some hashes are attached, in any project, the oldest first."""
    return [
        Use(row["sha256"], row["project_id"], row["name"], row["filing_id"], row["title"])
        for sha256 in sorted(hashes)
        for row in store.rows(_USES, [sha256])
    ]


def add_attachment(
    store: Store,
    project_id: str,
    filing_id: str,
    attachment: Attachment,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Add a file that `store.objects.put` has taken in to the materials of a filing."""
    add_attachments(store, project_id, filing_id, [attachment], actor=actor, now=now)


def add_attachments(
    store: Store,
    project_id: str,
    filing_id: str,
    attachments: Sequence[Attachment],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Add several files to the materials of a filing, all of them or none."""
    with store.writing() as database:
        filing_row(database, project_id, filing_id)
        touch(database, project_id, filing_id, now)
        for attachment in attachments:
            insert_attachment(store, database, project_id, filing_id, attachment, now=now)
            change = Change(
                "attachment_added",
                project_id,
                filing_id,
                attachment.material,
                new=describe(attachment),
            )
            audit.append(database, change, actor, now)


def remove_attachment(
    store: Store, project_id: str, attachment_id: str, *, actor: str, now: datetime
) -> None:
    """Take an attachment off its filing; the file itself stays until `sweep_objects`."""
    with store.writing() as database:
        key = [project_id, attachment_id]
        row = database.execute(
            "SELECT * FROM attachment WHERE project_id = ? AND id = ?", key
        ).fetchone()
        if row is None:
            raise NotFoundError(f"没有找到附件“{attachment_id}”，它可能已被移除。")
        database.execute(
            "UPDATE approval SET attachment_id = NULL WHERE project_id = ? AND attachment_id = ?",
            key,
        )
        database.execute("DELETE FROM attachment WHERE project_id = ? AND id = ?", key)
        touch(database, project_id, row["filing_id"], now)
        change = Change(
            "attachment_removed",
            project_id,
            row["filing_id"],
            row["material"],
            old=describe(attachment_from(row)),
        )
        audit.append(database, change, actor, now)


def sweep_objects(store: Store) -> int:
    """Delete the files no attachment points at and return how many there were.

    Not while a file is being taken in: its row comes after it.
    """
    unused = set(store.objects.stored()) - referenced_objects(store)
    store.objects.remove(unused)
    return len(unused)


def referenced_objects(store: Store) -> set[str]:
    """Return the hashes that attachments point at."""
    return {row["sha256"] for row in store.rows("SELECT DISTINCT sha256 FROM attachment")}


def unreferenced_among(store: Store, hashes: Iterable[str]) -> list[str]:
    """Return those of some hashes that no attachment points at (any more)."""
    return sorted(set(hashes) - referenced_objects(store))


def insert_attachment(
    store: Store,
    database: "Database",
    project_id: str,
    filing_id: str,
    attachment: Attachment,
    *,
    now: datetime,
) -> None:
    """Write the row of an attachment in the caller's transaction.

    Raises InvalidInputError when the file was not put in before.
    """
    if not store.objects.has(attachment.sha256):
        raise InvalidInputError(f"附件“{attachment.title}”的文件还没有存入，请重新添加该附件。")
    database.table("attachment").insert(
        {
            "project_id": project_id,
            "filing_id": filing_id,
            "added_at": now.isoformat(),
            **_columns(attachment),
        }
    )


def attachment_from(row: Row) -> Attachment:
    """Return the attachment of a row."""
    headings = row["headings"] and tuple(Heading(*each) for each in from_json(row["headings"]))
    return Attachment(
        id=row["id"],
        material=row["material"],
        title=row["title"],
        sha256=row["sha256"],
        size=row["size"],
        media_type=row["media_type"],
        pages=row["pages"],
        remarks=tuple(from_json(row["remarks"])),
        headings=headings,
        flaws=tuple(from_json(row["flaws"])),
    )


def describe(attachment: Attachment) -> str:
    """Return what the audit chain keeps of an attachment: its title and its hash."""
    return to_json({"title": attachment.title, "sha256": attachment.sha256})


def _columns(attachment: Attachment) -> dict[str, Any]:
    headings = attachment.headings
    return {
        "id": attachment.id,
        "material": attachment.material,
        "title": storable(attachment.title),
        "sha256": attachment.sha256,
        "size": attachment.size,
        "media_type": attachment.media_type,
        "pages": attachment.pages,
        "remarks": to_json(attachment.remarks),
        "headings": None
        if headings is None
        else to_json([[h.title, h.characters] for h in headings]),
        "flaws": to_json(attachment.flaws),
    }
