"""Approvals (批复) of the approving authority, one for each filing."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from egov_desktop.domain.project import Approval, Attachment
from egov_desktop.storage import audit
from egov_desktop.storage.attachments import describe, insert_attachment
from egov_desktop.storage.audit import Change
from egov_desktop.storage.driver import Row
from egov_desktop.storage.encoding import storable, to_json
from egov_desktop.storage.filings import filing_row, touch
from egov_desktop.storage.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database


def record_approval(
    store: Store,
    project_id: str,
    filing_id: str,
    approval: Approval | None,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Record the approval of a filing in the place of an earlier one; None withdraws it."""
    key = [project_id, filing_id]
    with store.writing() as database:
        filing_row(database, project_id, filing_id)
        old = database.execute(
            "SELECT * FROM approval WHERE project_id = ? AND filing_id = ?", key
        ).fetchone()
        if old:
            database.execute("DELETE FROM approval WHERE project_id = ? AND filing_id = ?", key)
            database.execute(
                "DELETE FROM attachment WHERE project_id = ? AND id = ?",
                [project_id, old["attachment_id"]],
            )
        if approval:
            insert_approval(store, database, project_id, filing_id, approval, now=now)
        touch(database, project_id, filing_id, now)
        change = Change(
            "approval_recorded" if approval else "approval_withdrawn",
            project_id,
            filing_id,
            old=old and to_json([old["number"], old["issued_on"], old["amount"]]),
            new=_described(approval) if approval else None,
        )
        audit.append(database, change, actor, now)


def insert_approval(
    store: Store,
    database: "Database",
    project_id: str,
    filing_id: str,
    approval: Approval,
    *,
    now: datetime,
) -> None:
    """Write the rows of an approval and its file in the caller's transaction."""
    if approval.attachment:
        insert_attachment(store, database, project_id, filing_id, approval.attachment, now=now)
    database.table("approval").insert(
        {
            "project_id": project_id,
            "filing_id": filing_id,
            "number": storable(approval.number),
            "issued_on": approval.issued_on and approval.issued_on.isoformat(),
            "amount": _amount(approval),
            "attachment_id": approval.attachment and approval.attachment.id,
            "recorded_at": now.isoformat(),
        }
    )


def approval_from(row: Row, attachment: Attachment | None) -> Approval:
    """Return the approval of a row."""
    return Approval(
        number=row["number"],
        issued_on=row["issued_on"] and date.fromisoformat(row["issued_on"]),
        amount=None if row["amount"] is None else Decimal(row["amount"]),
        attachment=attachment,
    )


def _amount(approval: Approval) -> str | None:
    return None if approval.amount is None else format(approval.amount, "f")


def _described(approval: Approval) -> str:
    issued_on = approval.issued_on and approval.issued_on.isoformat()
    file = approval.attachment and describe(approval.attachment)
    return to_json([approval.number, issued_on, _amount(approval), *([file] if file else [])])
