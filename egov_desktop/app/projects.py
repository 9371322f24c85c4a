"""Projects, their filings and answers. Saving keeps what was typed and never judges."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from egov_desktop.app import carrying
from egov_desktop.app.pack_names import AnswerPlace, material_of, place_of, stage_of
from egov_desktop.app.unused_files import drop_unused
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import calendars, checking, fields
from egov_desktop.domain.derived import derived
from egov_desktop.domain.errors import EntryStoppedError, InvalidInputError, NotFoundError
from egov_desktop.domain.fields import Answer, FieldDefinition, Raw
from egov_desktop.domain.policy import PolicyPack, Recurrence, StageRule
from egov_desktop.domain.project import Filing, Project, filing_id
from egov_desktop.domain.typed_rows import fitted
from egov_desktop.storage import filings as stored_filings
from egov_desktop.storage import projects as stored_projects
from egov_desktop.storage.records import StoredFiling, StoredProject


@dataclass(frozen=True)
class Saved:
    """An answer that is durable: its path, its filing, and how it reads."""

    path: str
    filing: str
    answer: Answer


def create_project(ws: Workspace, pack_id: str, name: str) -> Project:
    """Make a project with its registration begun."""
    pack = ws.pack(pack_id)
    name = _one_line(fields.clean(name))
    if not name:
        raise InvalidInputError("请填写项目名称。")
    project_id = ws.new_id()
    stored_projects.create_project(ws.store, project_id, name, pack_id, **ws.stamp())
    first = pack.stages[0]
    open_filing(ws, project_id, first.id)
    if first.field("project_name"):
        answer(ws, project_id, f"{first.id}.project_name", name)
    return load_project(ws, project_id)


def load_project(ws: Workspace, project_id: str) -> Project:
    """Return a project with its answers judged; NotFoundError when there is none."""
    stored = stored_projects.load_project(ws.store, project_id)
    pack = ws.pack(stored.pack_id)
    return derived(pack, judged(pack, stored), ws.today(), ws.calendar)


def delete_project(ws: Workspace, project_id: str) -> None:
    """Erase a project and the files nobody else uses."""
    stored_projects.delete_project(ws.store, project_id, **ws.stamp())


def filing_of(project: Project, wanted: str) -> Filing:
    """Return a filing by id, or the only one of a stage; NotFoundError names the ones there are."""
    found = project.filing(wanted)
    if found is None:
        known = "、".join(f.id for f in project.filings)
        raise NotFoundError(f"项目“{project.name}”没有报件“{wanted}”，已有：{known}。")
    same = project.of_stage(wanted)
    if found.id != wanted and len(same) > 1:
        known = "、".join(f.id for f in same)
        raise InvalidInputError(f"“{wanted}”有多个报件，请指明其中一个：{known}。")
    return found


def open_filing(
    ws: Workspace, project_id: str, stage: str, period: str | None = None, again: bool = False
) -> Filing:
    """Return the filing of a stage, making it when it is not there.

    A new one is filled from earlier stages where the pack says so. `again` begins the next
    filing of a stage that can happen several times.
    """
    project = load_project(ws, project_id)
    rule = stage_of(ws.pack(project.pack_id), stage)
    period = _period_for(rule, period)
    same = project.of_stage(stage)
    found = next((f for f in same if f.period == period), None)
    is_event = rule.recurrence is Recurrence.EVENT
    if found is not None and not (again and is_event):
        return found
    sequence = max((f.sequence for f in same), default=0) + 1 if is_event else 1
    _make_filing(ws, project, rule, period, sequence)
    return filing_of(load_project(ws, project_id), filing_id(stage, period, sequence))


def begun_filing(ws: Workspace, project_id: str, wanted: str) -> Filing:
    """Return a filing by id, making it when its stage has none yet."""
    project = load_project(ws, project_id)
    if project.filing(wanted) is not None:
        return filing_of(project, wanted)
    stage, _, suffix = wanted.partition("@")
    rule = stage_of(ws.pack(project.pack_id), stage)
    if suffix and rule.recurrence is not Recurrence.HALF_YEARLY:
        raise NotFoundError(f"没有报件“{wanted}”，请先新建。")
    return open_filing(ws, project_id, stage, suffix or None)


def delete_filing(ws: Workspace, project_id: str, filing: str) -> None:
    """Remove a filing that was begun by mistake; a frozen one stays."""
    found = filing_of(load_project(ws, project_id), filing)
    stored_filings.delete_filing(ws.store, project_id, found.id, reason="", **ws.stamp())
    drop_unused(ws, [*found.attachments, found.approval.attachment if found.approval else None])


def answer(ws: Workspace, project_id: str, path: str, raw: Raw) -> Saved:
    """Keep one answer as it was typed; durable on return.

    `path` is `filing.field`, or `filing.table[row].column` for one cell. Raises
    EntryStoppedError, keeping nothing, when the law forbids entering such a project (涉密).
    """
    name, pack_id = stored_projects.name_and_pack(ws.store, project_id)
    pack = ws.pack(pack_id)
    place = place_of(pack, path)
    if (place.column or place.definition).is_computed:
        raise InvalidInputError(f"“{place.definition.label}”由程序计算，不用填写。")
    whole = _whole_answer(ws, project_id, place, raw)
    _refuse_forbidden(ws, pack, project_id, place, whole)
    judged_answer = fields.judge(place.definition, whole)
    try:
        stored_filings.save_answer(
            ws.store,
            project_id,
            place.filing,
            place.definition.id,
            whole,
            index_value=index_value(place.definition, judged_answer),
            **ws.stamp(),
        )
    except NotFoundError:
        begun = begun_filing(ws, project_id, place.filing)
        return answer(ws, project_id, f"{begun.id}.{path.partition('.')[2]}", raw)
    if _names_the_project(pack, place) and not judged_answer.is_blank:
        new_name = _one_line(str(judged_answer.value))
        if new_name != name:
            stored_projects.rename_project(ws.store, project_id, new_name, **ws.stamp())
    return Saved(path, place.filing, _part(place, judged_answer))


def field_at(ws: Workspace, project_id: str, path: str) -> FieldDefinition:
    """Return the field, or the column, that a path means."""
    _, pack_id = stored_projects.name_and_pack(ws.store, project_id)
    place = place_of(ws.pack(pack_id), path)
    return place.column or place.definition


def set_paper(
    ws: Workspace, project_id: str, filing: str, material: str, reason: str | None
) -> None:
    """Mark a material as handed in on paper (纸质另交) with a reason; None takes it back."""
    project = load_project(ws, project_id)
    found = filing_of(project, filing)
    if reason is not None:
        material_of(stage_of(ws.pack(project.pack_id), found.stage), material)
        reason = fields.clean(reason)
        if not reason:
            raise InvalidInputError("请写明纸质另交的原因。")
    stored_filings.set_paper_material(
        ws.store, project_id, found.id, material, reason, **ws.stamp()
    )


def judged(pack: PolicyPack, stored: StoredProject) -> Project:
    """Return a stored project with every answer normalised and judged under a pack."""
    filings = tuple(
        _judged_filing(rule, filing)
        for filing in stored.filings
        if (rule := pack.stage(filing.stage)) is not None
    )
    return Project(stored.id, stored.name, stored.pack_id, stored.created_at, filings)


def index_value(definition: FieldDefinition, found: Answer) -> str | None:
    """Return the text an indexed field is searched by, or None."""
    if not definition.is_indexed or found.value is None:
        return None
    value = found.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _judged_filing(rule: StageRule, stored: StoredFiling) -> Filing:
    answers = {
        definition.id: fields.judge(definition, stored.answers[definition.id])
        for definition in rule.fields
        if definition.id in stored.answers and not definition.is_computed
    }
    return Filing(
        stored.stage,
        stored.period,
        stored.sequence,
        answers,
        stored.attachments,
        stored.paper_materials,
        stored.approval,
        stored.versions,
        stored.carried,
        notices=stored.notices,
    )


def _make_filing(
    ws: Workspace, project: Project, rule: StageRule, period: str | None, sequence: int
) -> None:
    made = stored_filings.create_filing(
        ws.store, project.id, rule.id, period, sequence, **ws.stamp()
    )
    begun = Filing(rule.id, period, sequence)
    initial, carried = carrying.initial_answers(ws, ws.pack(project.pack_id), project, rule, begun)
    if period and rule.field("period"):
        initial["period"] = period
    if initial:
        _save_initial(ws, project.id, rule, made, initial, carried)


def take_over(ws: Workspace, project_id: str, filing: str, field_id: str) -> None:
    """Carry an answer over anew from where it comes from (重新带入)."""
    project = load_project(ws, project_id)
    found = filing_of(project, filing)
    pack = ws.pack(project.pack_id)
    rule = stage_of(pack, found.stage)
    source = carrying.carried_fields(ws, pack, project, found).get(field_id)
    if source is not None:
        raw = {field_id: source.value.raw}
        _save_initial(ws, project_id, rule, found.id, raw, raw)


def _save_initial(
    ws: Workspace,
    project_id: str,
    rule: StageRule,
    filing: str,
    initial: dict[str, Raw],
    carried: dict[str, Raw],
) -> None:
    index = {
        key: index_value(definition, fields.judge(definition, initial[key]))
        for key in initial
        if (definition := rule.field(key)) is not None
    }
    stored_filings.save_answers(
        ws.store, project_id, filing, initial, index=index, carried=carried, **ws.stamp()
    )


def _period_for(rule: StageRule, period: str | None) -> str | None:
    if rule.recurrence is not Recurrence.HALF_YEARLY:
        if period is not None:
            raise InvalidInputError(f"“{rule.title}”不按报告期填报，请不要写报告期。")
        return None
    if period is None:
        raise InvalidInputError(
            f"“{rule.title}”要指明报告期，如 {rule.id}@2026H1 或 {rule.id}@2026。"
        )
    try:
        return calendars.normalise_period(period)
    except ValueError as error:
        raise InvalidInputError(f"{error}。") from None


def _whole_answer(ws: Workspace, project_id: str, place: AnswerPlace, raw: Raw) -> Raw:
    """Return the answer as it will be kept: with one cell of a table, the whole table."""
    try:
        if place.row is None or place.column is None:
            return fitted(place.definition, raw)
        before = stored_filings.load_answers(ws.store, project_id, place.filing)
        if before is None:
            project = load_project(ws, project_id)
            begun = Filing(place.rule.id)
            pack = ws.pack(project.pack_id)
            before, _ = carrying.initial_answers(ws, pack, project, place.rule, begun)
        kept = fitted(place.definition, before.get(place.definition.id))
        rows: list[Any] = list(kept) if isinstance(kept, list) else []
        if place.row > len(rows):
            raise InvalidInputError(
                f"“{place.definition.label}”现有 {len(rows)} 行，不能填第 {place.row + 1} 行。"
            )
        if place.row == len(rows):
            rows.append({})
        rows[place.row] = {**rows[place.row], place.column.id: raw}
        return fitted(place.definition, rows)
    except ValueError as misfit:
        raise InvalidInputError(f"{misfit}。") from None


def _part(place: AnswerPlace, whole: Answer) -> Answer:
    """Return what was answered: of a table the one cell, if it was one."""
    if place.row is None or place.column is None:
        return whole
    rows = whole.value if isinstance(whole.value, tuple) else ()
    row = rows[place.row] if place.row < len(rows) else {}
    return row.get(place.column.id, fields.BLANK)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _names_the_project(pack: PolicyPack, place: AnswerPlace) -> bool:
    return place.rule.id == pack.stages[0].id and place.definition.id == "project_name"


def _refuse_forbidden(
    ws: Workspace, pack: PolicyPack, project_id: str, place: AnswerPlace, new: Raw
) -> None:
    """Raise EntryStoppedError when the project may not be kept once this answer stands."""
    stages = pack.stages_that_stop
    if place.rule.id not in stages:
        return
    before = stored_filings.load_answers(ws.store, project_id, place.filing) or {}
    answers = _JudgedWhenRead(place.rule, {**before, place.definition.id: new})
    filings = [Filing(place.rule.id, answers=answers)]
    if len(stages) > 1:
        project = load_project(ws, project_id)
        filings += [f for f in project.filings if f.id != place.filing]
    refuse_entry(pack, Project(project_id, "", pack.id, ws.now(), tuple(filings)), ws.today())


@dataclass(frozen=True)
class _JudgedWhenRead(Mapping[str, Answer]):
    """Answers of which only the few that are read get judged, since every save waits for it."""

    rule: StageRule
    raw: Mapping[str, Raw]

    def __getitem__(self, key: str) -> Answer:
        definition = self.rule.field(key)
        if definition is None:
            raise KeyError(key)
        return fields.judge(definition, self.raw[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)


def refuse_entry(pack: PolicyPack, project: Project, today: date) -> None:
    """Raise EntryStoppedError when the law forbids keeping such a project on this PC."""
    for finding in checking.stopping_rules(pack, project, today):
        raise EntryStoppedError(f"{finding.message}（{finding.basis}）[{finding.rule}]")
