"""Writing down that a packet was frozen (固化), once the file is there and has been looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from egov_desktop.app.packet_making import MadePacket
from egov_desktop.app.submission_plan import SubmissionPlan
from egov_desktop.app.workspace import Workspace
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
    signers: tuple[Mapping[str, str], ...] = ()
    """Role, name, issuer, serial and fingerprint of each signer, in order."""
    sm2_signer: str | None = None


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
        made.manifest_sha256,
    )
    try:
        stored_versions.record_frozen_version(
            ws.store, plan.project_id, plan.filing_id, version, plan.record, **ws.stamp()
        )
    except BaseException:
        made.path.unlink(missing_ok=True)
        raise
    signature: Any = plan.record["signature"]
    return Submission(
        made.path,
        plan.version,
        made.sha256,
        signature["level"],
        signature["signer"] or "",
        verified=made.verification.verdict != "invalid",
        reasons=made.verification.reasons + made.verification.notes,
        signers=tuple(signature["signers"]),
        sm2_signer=signature["sm2"] and signature["sm2"]["signer"],
    )
