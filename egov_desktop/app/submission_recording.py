"""Writing down that a packet was frozen (固化), once the file is there and has been looked at."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from egov_desktop.app.packet_making import MadePacket
from egov_desktop.app.submission_plan import SubmissionPlan
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import submission
from egov_desktop.domain.project import FrozenVersion
from egov_desktop.storage import versions as stored_versions


@dataclass(frozen=True)
class Submission:
    """What the user is told about a frozen packet."""

    packet: Path
    version: int
    sha256: str
    level: str
    signer: str
    verified: bool
    reasons: tuple[str, ...]


def record_submission(ws: Workspace, plan: SubmissionPlan, made: MadePacket) -> Submission:
    """Write down that a packet was frozen, now that the file is there.

    When that fails the file goes: it would be a packet that nobody knows of.
    """
    version = FrozenVersion(
        plan.version,
        plan.made_at,
        made.sha256,
        str(made.path.absolute()),
        plan.code,
        plan.answers_digest,
    )
    try:
        stored_versions.record_frozen_version(
            ws.store, plan.project_id, plan.filing_id, version, plan.record, **ws.stamp()
        )
    except BaseException:
        made.path.unlink(missing_ok=True)
        raise
    return Submission(
        made.path,
        plan.version,
        made.sha256,
        _recorded(plan.record, "level"),
        _recorded(plan.record, "signer"),
        verified=made.verification.verdict != "invalid",
        reasons=made.verification.reasons + made.verification.notes,
    )


def _recorded(record: submission.Json, key: str) -> str:
    """Return what a record says of its signature under a key; empty when nothing."""
    signature: Any = record["signature"]
    return str(signature[key] or "")
