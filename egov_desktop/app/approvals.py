"""Approvals (批复) of the approving authority; later checks read their amounts and dates."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from egov_desktop.app.attachments import inspect_file, taken_in
from egov_desktop.app.projects import filing_of, load_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.project import Approval
from egov_desktop.storage import approvals as stored_approvals

MATERIAL = "approval"
"""The material under which the file of an approval is kept."""


def approve(
    ws: Workspace,
    project_id: str,
    filing: str,
    number: str,
    issued_on: date,
    amount: Decimal | None,
    file: Path | None,
) -> Approval:
    """Record the approval of a filing, in the place of an earlier one."""
    found = filing_of(load_project(ws, project_id), filing)
    if not number.strip():
        raise InvalidInputError("请填写批复文号。")
    attachment = taken_in(ws, MATERIAL, file, inspect_file(file)) if file else None
    approval = Approval(number.strip(), issued_on, amount, attachment)
    stored_approvals.record_approval(ws.store, project_id, found.id, approval, **ws.stamp())
    return approval
