"""What somebody wants to read of the audit (操作记录)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class AuditFilter:
    """What to read of the chain; None asks for everything."""

    project_id: str | None = None
    filing_id: str | None = None
    path: str | None = None
    """A field, and all that lies under it."""
    actor: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """The first moment that is too late."""
