"""A project, its filings, attachments and approvals as immutable values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from egov_desktop.domain.corrections import CorrectionNotice, pending
from egov_desktop.domain.fields import BLANK, Answer, Raw


@dataclass(frozen=True)
class Heading:
    """A chapter heading found in the text of an attached report, and how much stands under it."""

    title: str
    characters: int


@dataclass(frozen=True)
class Attachment:
    """A file handed in for a material (附件); its bytes lie under its SHA-256."""

    id: str
    material: str
    title: str
    """The file name as it was handed in."""
    sha256: str
    size: int
    media_type: str
    pages: int | None = None
    remarks: tuple[str, ...] = ()
    """What the inspection found, in words."""
    headings: tuple[Heading, ...] | None = None
    """Chapter headings of the text layer; None when no text could be read."""
    flaws: tuple[str, ...] = ()
    """Kinds of what is wrong with it (`domain.attachment_flaws`), for rules and guards."""


@dataclass(frozen=True)
class Approval:
    """An approval document (批复) of the approving authority."""

    number: str
    issued_on: date | None
    amount: Decimal | None
    """Approved total in 万元."""
    attachment: Attachment | None = None


@dataclass(frozen=True)
class FrozenVersion:
    """A frozen packet (固化版本); never changes."""

    version: int
    frozen_at: datetime
    packet_sha256: str
    packet_path: str
    code: str
    answers_digest: str
    """Digest of what was frozen; differs from the living data once somebody edits."""
    manifest_sha256: str = ""
    """Of the manifest of all its files, which later editions share; empty in old records."""


@dataclass(frozen=True)
class Filing:
    """One filing (报件) of a stage; recurring ones have a period, repeated ones a number."""

    stage: str
    period: str | None = None
    sequence: int = 1
    answers: Mapping[str, Answer] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    paper_materials: Mapping[str, str] = field(default_factory=dict)
    """Materials handed in on paper (纸质另交) → the reason."""
    approval: Approval | None = None
    versions: tuple[FrozenVersion, ...] = ()
    carried: Mapping[str, Raw] = field(default_factory=dict)
    """What was carried over from elsewhere, as it was then; field id → value."""
    computed: Mapping[str, Answer] = field(default_factory=dict)
    """Values the program worked out; tables with computed columns whole."""
    hidden: frozenset[str] = frozenset()
    """Fields that do not apply; what was typed in them is kept but not looked at."""
    notices: tuple[CorrectionNotice, ...] = ()
    """Correction notices (补正通知) and returns (退件) on its frozen versions."""

    @property
    def pending_notices(self) -> tuple[CorrectionNotice, ...]:
        """Return the notices on the latest frozen version, which the next one answers."""
        return pending(self.notices, self.versions[-1].version if self.versions else None)

    @property
    def id(self) -> str:
        """Return the id that is unique within the project: `stage`, `stage@period`, `stage@2`."""
        return filing_id(self.stage, self.period, self.sequence)

    def answer(self, field_id: str) -> Answer:
        """Return the answer of a field; a blank one when nothing was typed or it does not apply."""
        if field_id in self.hidden:
            return BLANK
        return self.computed.get(field_id) or self.answers.get(field_id, BLANK)

    def attached(self, material: str) -> tuple[Attachment, ...]:
        """Return the files handed in for a material."""
        return tuple(a for a in self.attachments if a.material == material)

    def is_supplied(self, material: str) -> bool:
        """Whether a material is there, as a file or on paper with a reason."""
        return bool(self.attached(material)) or material in self.paper_materials


@dataclass(frozen=True)
class Project:
    """A project (项目) under one policy pack."""

    id: str
    name: str
    pack_id: str
    created_at: datetime
    filings: tuple[Filing, ...] = ()

    def filing(self, wanted: str) -> Filing | None:
        """Return a filing by id; a bare stage id means its first filing."""
        exact = next((f for f in self.filings if f.id == wanted), None)
        return exact or next(iter(self.of_stage(wanted)), None)

    def of_stage(self, stage: str) -> tuple[Filing, ...]:
        """Return the filings of a stage, earliest first; the half-year before the whole year."""
        return self._by_stage.get(stage, ())

    def before(self, filing: Filing) -> Filing | None:
        """Return the filing of the same stage that comes before one, which need not be kept."""
        place = _place_in_time(filing)
        earlier = [f for f in self.of_stage(filing.stage) if _place_in_time(f) < place]
        return earlier[-1] if earlier else None

    def approval(self, stage: str) -> Approval | None:
        """Return the latest approval of a stage."""
        given = [filing.approval for filing in self.of_stage(stage) if filing.approval]
        return given[-1] if given else None

    @cached_property
    def _by_stage(self) -> Mapping[str, tuple[Filing, ...]]:
        found: dict[str, list[Filing]] = {}
        for filing in sorted(self.filings, key=_place_in_time):
            found.setdefault(filing.stage, []).append(filing)
        return {stage: tuple(filings) for stage, filings in found.items()}


def filing_id(stage: str, period: str | None, sequence: int = 1) -> str:
    """Return a filing's id from its parts."""
    if period:
        return f"{stage}@{period}"
    return stage if sequence == 1 else f"{stage}@{sequence}"


def _place_in_time(filing: Filing) -> tuple[str, bool, int]:
    period = filing.period or ""
    return period[:4], not period.endswith("H1"), filing.sequence
