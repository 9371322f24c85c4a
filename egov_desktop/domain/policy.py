"""A policy pack (制度包): the law of one authority as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from egov_desktop.domain.conditions import ALWAYS, Condition, Term
from egov_desktop.domain.fees import FeeTable
from egov_desktop.domain.fields import FieldDefinition
from egov_desktop.domain.signing_guards import SigningPolicy


class Severity(StrEnum):
    """How much a finding weighs: 错误 blocks, 警告 warns, 提示 informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Evidence(StrEnum):
    """How well a fact of the law is known; anything but VERIFIED is shown as 待核对."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


class Recurrence(StrEnum):
    """How often a stage is filed."""

    ONCE = "once"
    HALF_YEARLY = "half_yearly"
    EVENT = "event"


@dataclass(frozen=True)
class Provision:
    """A clause (条款): where it stands and what it says, in the pack's own words."""

    id: str
    source: str
    """The law or standard, such as 《…管理办法》."""
    article: str
    """Such as 第十二条; empty when a whole standard is meant."""
    summary: str
    evidence: Evidence

    @property
    def citation(self) -> str:
        """Return the words that cite this clause."""
        return self.source + self.cited_article

    @property
    def cited_article(self) -> str:
        """Return the article, marked where its wording was not checked."""
        return self.article + ("" if self.evidence is Evidence.VERIFIED else "（待核对）")


@dataclass(frozen=True)
class Parameter:
    """A number or switch of the law, valid from given dates."""

    id: str
    label: str
    kind: str
    unit: str
    provisions: tuple[str, ...]
    values: tuple[tuple[date, str | Decimal], ...]
    """(valid from, value), earliest first."""

    def value_on(self, day: date) -> str | Decimal:
        """Return the value in force on a day; the earliest one before any."""
        in_force = [value for start, value in self.values if start <= day]
        return in_force[-1] if in_force else self.values[0][1]


@dataclass(frozen=True)
class Section:
    """A part of a stage's form: one page of the wizard."""

    id: str
    title: str
    fields: tuple[FieldDefinition, ...]
    help: str = ""


@dataclass(frozen=True)
class MaterialRule:
    """A material (材料) that a filing needs or may have."""

    id: str
    title: str
    provisions: tuple[str, ...]
    required_when: Condition = ALWAYS
    severity_if_absent: Severity = Severity.ERROR
    has_own_rule: bool = False
    """A named rule of the pack, not the general one, reports its absence."""
    help: str = ""


@dataclass(frozen=True)
class Preset:
    """Prescribed rows (规定的行) of a table, and when they apply."""

    when: Condition
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class LetterPassage:
    """One paragraph of a letter's text, and when it is said."""

    text: str
    when: Condition = ALWAYS
    continues: bool = False
    """It goes on with the paragraph before it."""


@dataclass(frozen=True)
class LetterTemplate:
    """The letter (公文) that hands in a filing of a stage; its texts hold `{name}` of values."""

    kind: str
    """文种: 请示, 函 or 报告."""
    title: str
    """With `|` where a line of the title may end."""
    addressee: str
    body: tuple[LetterPassage, ...]
    closing: str
    values: Mapping[str, Term] = field(default_factory=dict)
    number: Term | None = None
    """The answer that holds the number (发文字号)."""
    date: Term | None = None
    """The answer that holds the date (成文日期); the present day while it is blank."""
    contact: str = ""
    """附注; left out while one of its values is blank."""
    stands_for: str = ""
    """Material that is this letter itself, and so is not among its enclosures."""
    provisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class StageRule:
    """A stage (环节): its form, its materials and its place in the law's order."""

    id: str
    title: str
    group: str
    summary: str
    provisions: tuple[str, ...]
    sections: tuple[Section, ...]
    materials: tuple[MaterialRule, ...] = ()
    recurrence: Recurrence = Recurrence.ONCE
    required_when: Condition = ALWAYS
    not_required_reason: str = ""
    has_packet: bool = True
    has_approval: bool = False
    visible_when: Mapping[str, Condition] = field(default_factory=dict)
    """Field → when it applies; fields not named always do."""
    computed: Mapping[str, Term] = field(default_factory=dict)
    """`field` or `table.column` → how its value is worked out."""
    presets: Mapping[str, tuple[Preset, ...]] = field(default_factory=dict)
    """Table → the rows it is prescribed to have."""
    reports: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Material → the outlines (提纲) its report may follow, the usual one first."""
    letter: LetterTemplate | None = None

    @cached_property
    def derived_fields(self) -> tuple[FieldDefinition, ...]:
        """Return the fields that are computed, wholly or in a column, or may not apply."""
        tables = {path.partition(".")[0] for path in self.computed}
        return tuple(f for f in self.fields if f.id in self.visible_when or f.id in tables)

    @cached_property
    def fields(self) -> tuple[FieldDefinition, ...]:
        """Return all fields in form order."""
        return tuple(f for section in self.sections for f in section.fields)

    def field(self, field_id: str) -> FieldDefinition | None:
        """Return a field by id, or None."""
        return self._by_id.get(field_id)

    @cached_property
    def _by_id(self) -> Mapping[str, FieldDefinition]:
        return {definition.id: definition for definition in self.fields}

    def material(self, material_id: str) -> MaterialRule | None:
        """Return a material by id, or None."""
        return next((m for m in self.materials if m.id == material_id), None)


@dataclass(frozen=True)
class ForEach:
    """What a check repeats over: rows of a table, missed due dates, or missing chapters."""

    table: str | None = None
    deadline: str | None = None
    material: str | None = None
    outline: str | None = None
    verified: bool = True
    """Of an outline: the chapters whose wording is verified, or the others."""
    files: bool = False
    """Every attached file of the filing."""


@dataclass(frozen=True)
class Check:
    """One test of a rule on filings of the given stages."""

    stages: tuple[str, ...]
    fails_when: Condition
    at: str
    message: str
    applies: Condition = ALWAYS
    for_each: ForEach | None = None
    values: Mapping[str, Term] = field(default_factory=dict)
    severity: Severity | None = None
    provisions: tuple[str, ...] = ()

    @property
    def stages_read(self) -> frozenset[str]:
        """Return every stage whose data this check looks at."""
        return frozenset(self.stages) | self.fails_when.stages | self.applies.stages


@dataclass(frozen=True)
class Rule:
    """A rule of the law: what it finds, how grave it is, and where it stands."""

    id: str
    title: str
    severity: Severity
    provisions: tuple[str, ...]
    checks: tuple[Check, ...]
    stops_entry: bool = False
    """A failing answer must not be kept at all (涉密)."""


@dataclass(frozen=True)
class Deadline:
    """A duty with a legal period."""

    id: str
    title: str
    stage: str
    provisions: tuple[str, ...]
    applies: Condition
    starts: Term
    """The day a period is counted from; the begin of construction for a recurring duty."""
    months: str | None = None
    """Parameter holding the number of months; without it the period ends on the day it starts."""
    ends: Term | None = None
    """The last day of a recurring duty's span."""
    due_days: str | None = None
    """Parameter holding the fixed calendar days of a half-yearly duty."""
    done_on: Term | None = None


@dataclass(frozen=True)
class OutlineSection:
    """A section (节) of a chapter."""

    title: str
    evidence: Evidence
    guidance: str = ""
    """What to write here, in words for the author."""
    facts: tuple[str, ...] = ()
    """Fields whose answers are filled in."""
    tables: tuple[str, ...] = ()
    """Tables of the form that are put in."""


@dataclass(frozen=True)
class OutlineChapter:
    """A chapter an outline asks for."""

    title: str
    evidence: Evidence
    sections: tuple[OutlineSection, ...] = ()
    guidance: str = ""
    facts: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outline:
    """The prescribed outline (编制提纲) of a report."""

    id: str
    title: str
    provisions: tuple[str, ...]
    chapters: tuple[OutlineChapter, ...]


@dataclass(frozen=True)
class PolicyPack:
    """A policy pack (制度包), compiled."""

    id: str
    version: str
    title: str
    authority: str
    status: str
    """Legal status in words."""
    evidence: Evidence
    sha256: str
    """Digest over the pack's source files."""
    groups: Mapping[str, str]
    """Group id → words, in the order they are shown."""
    provisions: Mapping[str, Provision]
    parameters: Mapping[str, Parameter]
    stages: tuple[StageRule, ...]
    rules: tuple[Rule, ...]
    deadlines: tuple[Deadline, ...]
    outlines: Mapping[str, Outline]
    unchecked: tuple[str, ...]
    """What no machine checks under this law, in sentences."""
    fee_tables: Mapping[str, FeeTable] = field(default_factory=dict)
    signing: SigningPolicy = field(default_factory=SigningPolicy)

    def stage(self, stage_id: str) -> StageRule | None:
        """Return a stage by id, or None."""
        return next((s for s in self.stages if s.id == stage_id), None)

    def deadline(self, deadline_id: str) -> Deadline | None:
        """Return a deadline by id, or None."""
        return next((d for d in self.deadlines if d.id == deadline_id), None)

    @cached_property
    def stages_that_stop(self) -> frozenset[str]:
        """Return the stages whose answers can make the law forbid the entry (涉密)."""
        checks = [check for rule in self.rules if rule.stops_entry for check in rule.checks]
        return frozenset[str]().union(*(check.stages_read for check in checks))

    def citation(self, provision_ids: tuple[str, ...]) -> str:
        """Return the words that cite these provisions, each law named once."""
        articles: dict[str, list[str]] = {}
        for provision in (self.provisions[i] for i in provision_ids):
            articles.setdefault(provision.source, []).append(provision.cited_article)
        return "；".join(source + "、".join(cited) for source, cited in articles.items())
