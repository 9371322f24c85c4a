"""What a verification found, as it is printed (核验报告): text and tables, without any page."""

from dataclasses import dataclass
from datetime import datetime

from egov_desktop.domain.printout import FormLine, FormPart, FormTable

TITLE = "报送包核验报告"


@dataclass(frozen=True)
class ReportedPacket:
    """One packet: the verdict in words, why, and what is in it."""

    name: str
    verdict: str
    is_refused: bool
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    parts: tuple[FormPart, ...]
    """The packet's own facts, then one part for each signature."""
    attachments: FormTable


@dataclass(frozen=True)
class VerificationReport:
    """The verdicts on one packet, or on many as a table with details of those not valid in full."""

    made_at: datetime
    program: str
    summary: tuple[FormLine, ...]
    """What was verified, and against what."""
    table: FormTable | None
    """A line for each packet; None for one alone."""
    packets: tuple[ReportedPacket, ...]
    remarks: tuple[str, ...]
    """What the report leaves out, and what no machine can tell."""
