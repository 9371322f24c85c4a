"""From a filing to a packet: check, freeze, render, sign, pack, verify, record.

The plan is taken down from the database (`submission_plan`); making the packet needs none and may
run in another process (`packet_making`); the row is written last, when the file is there and has
been looked at (`submission_recording`).
"""

from pathlib import Path

from egov_desktop.app.packet_making import STEPS, MadePacket, Progress, make_packet
from egov_desktop.app.signing_choices import (
    CertificateView,
    SignerChoice,
    Signing,
    describe_certificate,
    signing_with_file,
)
from egov_desktop.app.signing_facts import LEVEL
from egov_desktop.app.submission_plan import SubmissionPlan, plan_submission
from egov_desktop.app.submission_recording import Submission, record_submission
from egov_desktop.app.workspace import Workspace

__all__ = [
    "LEVEL",
    "STEPS",
    "CertificateView",
    "MadePacket",
    "Progress",
    "SignerChoice",
    "Signing",
    "Submission",
    "SubmissionPlan",
    "describe_certificate",
    "make_packet",
    "plan_submission",
    "record_submission",
    "signing_with_file",
    "submit",
]


def submit(
    ws: Workspace,
    project_id: str,
    filing_id: str,
    out: Path,
    signing: Signing | None,
    progress: Progress | None = None,
    checked: str | None = None,
) -> Submission:
    """Check, freeze, render, sign, pack, verify and record in one go."""
    plan = plan_submission(ws, project_id, filing_id, out, signing, checked=checked)
    made = make_packet(plan, progress)
    return record_submission(ws, plan, made)
