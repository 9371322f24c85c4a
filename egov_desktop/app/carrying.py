"""What a filing takes over from elsewhere (带入): earlier stages, the unit's profile, presets."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from egov_desktop.app import unit_profile
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.deadlines import scope_of
from egov_desktop.domain.fields import BLANK, Answer, FieldDefinition, Raw, judge
from egov_desktop.domain.policy import PolicyPack, StageRule
from egov_desktop.domain.prefill import prefilled
from egov_desktop.domain.printout import place_label
from egov_desktop.domain.project import Filing, Project
from egov_desktop.domain.scope import Scope
from egov_desktop.domain.typed_rows import shared_columns
from egov_desktop.domain.unit_profile import FIELDS_BY_ID, ID, TITLE
from egov_desktop.domain.wizard import typed_rows


@dataclass(frozen=True)
class CarriedField:
    """A field that takes its answer from elsewhere, and how both stand now."""

    field: str
    source: str
    """Where it comes from, in words."""
    value: Answer
    """What stands there now."""
    is_changed_since: bool
    """The source was changed after its value had been carried over."""


def carried_fields(
    ws: Workspace, pack: PolicyPack, project: Project, filing: Filing
) -> dict[str, CarriedField]:
    """Return the fields of a filing that are carried over, by id."""
    stage = pack.stage(filing.stage)
    sources = _Sources(ws, pack, project, filing)
    found = {}
    for definition in stage.fields if stage else ():
        if definition.carry_from:
            now = sources.taken_over(definition)
            before = filing.carried.get(definition.id)
            is_changed = definition.id in filing.carried and before != now.raw
            label = sources.label(definition.carry_from)
            found[definition.id] = CarriedField(definition.id, label, now, is_changed)
    return found


def initial_answers(
    ws: Workspace, pack: PolicyPack, project: Project, rule: StageRule, filing: Filing
) -> tuple[dict[str, Raw], dict[str, Raw]]:
    """Return (what a new filing begins with, the part of it that was carried over)."""
    sources = _Sources(ws, pack, project, filing)
    carried: dict[str, Raw] = {
        definition.id: raw
        for definition in rule.fields
        if definition.carry_from and (raw := sources.taken_over(definition).raw) is not None
    }
    defaults: dict[str, Raw] = {d.id: d.default for d in rule.fields if d.default is not None}
    answers: dict[str, Raw] = {**defaults, **prefilled(pack, project, filing), **carried}
    judged = {key: judge(d, answers[key]) for d in rule.fields if (key := d.id) in answers}
    begun = replace(filing, answers=judged)
    scope = replace(scope_of(pack, project, ws.today(), ws.calendar), filing=begun)
    for table in rule.presets:
        if table not in answers and (rows := preset_rows(rule, table, None, scope)):
            answers[table] = rows
    return answers, carried


def missing_rows(
    ws: Workspace, pack: PolicyPack, project: Project, filing: Filing, table: str
) -> list[dict[str, Raw]]:
    """Return the prescribed rows (规定的行) that a table of a filing lacks."""
    rule = pack.stage(filing.stage)
    if rule is None:
        return []
    scope = replace(scope_of(pack, project, ws.today(), ws.calendar), filing=filing)
    return preset_rows(rule, table, filing.answer(table).raw, scope)


def preset_rows(rule: StageRule, table: str, typed: Raw, scope: Scope) -> list[dict[str, Raw]]:
    """Return the prescribed rows (规定的行) of a table that are not there yet."""
    definition = rule.field(table)
    first = naming_column(definition) if definition else ""
    there = {str(row.get(first)) for row in typed_rows(typed)}
    return [
        dict(row)
        for preset in rule.presets.get(table, ())
        if preset.when.evaluate(scope) is True
        for row in preset.rows
        if row.get(first) not in there
    ]


def naming_column(definition: FieldDefinition) -> str:
    """Return the column that tells prescribed rows apart: the first that must be filled."""
    return next((c.id for c in definition.columns if c.is_required), definition.columns[0].id)


@dataclass(frozen=True)
class _Sources:
    """Reads what `carry_from` names."""

    ws: Workspace
    pack: PolicyPack
    project: Project
    into: Filing
    """The filing that takes over; from its own stage it takes over of the one before it."""

    def taken_over(self, definition: FieldDefinition) -> Answer:
        """Return what a field takes over; of a table, the columns that both tables have."""
        answer = self.answer(definition.carry_from or "")
        if definition.kind != "table" or answer.raw is None:
            return answer
        return judge(definition, shared_columns(definition, answer.raw))

    def answer(self, path: str) -> Answer:
        source, _, field_id = path.partition(".")
        if source == ID:
            return self._profile.get(field_id, BLANK)
        is_own = source == self.into.stage
        filing = self.project.before(self.into) if is_own else self.project.filing(source)
        return filing.answer(field_id) if filing else BLANK

    def label(self, path: str) -> str:
        source, _, field_id = path.partition(".")
        if source == ID:
            return f"{TITLE} · {FIELDS_BY_ID[field_id].label}"
        return place_label(self.pack, source, field_id)

    @cached_property
    def _profile(self) -> Mapping[str, Answer]:
        return unit_profile.load(self.ws)
