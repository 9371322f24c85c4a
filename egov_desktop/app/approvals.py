"""Approvals (批复) of the approving authority; later checks read their amounts and dates."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from egov_desktop.app.attachments import taken_in
from egov_desktop.app.inspection import inspect_file
from egov_desktop.app.projects import begun_filing
from egov_desktop.app.unused_files import drop_unused
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import fields
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
    """Record the approval of a filing, in the place of an earlier one.

    A filing that is not there yet is begun: it may have been approved before this program.
    """
    number = fields.clean(number)
    if not number:
        raise InvalidInputError("请填写批复文号。")
    if not fields.EARLIEST <= issued_on <= fields.LATEST:
        raise InvalidInputError(f"批复日期 {issued_on} 的年份不合理，请检查。")
    attachment = taken_in(ws, MATERIAL, file, inspect_file(file)) if file else None
    approval = Approval(number, issued_on, amount, attachment)
    try:
        found = begun_filing(ws, project_id, filing)
        stored_approvals.record_approval(ws.store, project_id, found.id, approval, **ws.stamp())
    except BaseException:
        drop_unused(ws, [attachment])
        raise
    drop_unused(ws, [found.approval.attachment if found.approval else None])
    return approval
