"""What is stored, as values: raw answers that nobody has judged yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from egov_desktop.domain.corrections import CorrectionNotice
from egov_desktop.domain.fields import Raw
from egov_desktop.domain.project import Approval, Attachment, FrozenVersion, filing_id


@dataclass(frozen=True)
class StoredFiling:
    """A filing (报件) with its answers as they were typed."""

    stage: str
    period: str | None
    sequence: int
    created_at: datetime
    updated_at: datetime
    answers: Mapping[str, Raw] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    paper_materials: Mapping[str, str] = field(default_factory=dict)
    approval: Approval | None = None
    versions: tuple[FrozenVersion, ...] = ()
    carried: Mapping[str, Raw] = field(default_factory=dict)
    """What was carried over from elsewhere, as it was then."""
    notices: tuple[CorrectionNotice, ...] = ()

    @property
    def id(self) -> str:
        """Return the id that is unique within the project."""
        return filing_id(self.stage, self.period, self.sequence)


@dataclass(frozen=True)
class StoredProject:
    """A project (项目) with all its filings, in the order they were made."""

    id: str
    name: str
    pack_id: str
    created_at: datetime
    updated_at: datetime
    filings: tuple[StoredFiling, ...] = ()


@dataclass(frozen=True)
class IndexedValue:
    """The value of an indexed field in one filing."""

    project_id: str
    filing_id: str
    value: str
