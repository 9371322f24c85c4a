"""Projects, their filings and answers. Saving keeps what was typed and never judges."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import calendars, checking, fields
from egov_desktop.domain.errors import EntryStoppedError, InvalidInputError, NotFoundError
from egov_desktop.domain.fields import Answer, FieldDefinition, Raw
from egov_desktop.domain.identifiers import similar
from egov_desktop.domain.policy import PolicyPack, Recurrence, StageRule
from egov_desktop.domain.project import Filing, Project, filing_id
from egov_desktop.domain.submission import as_json
from egov_desktop.storage import attachments as stored_attachments
from egov_desktop.storage import filings as stored_filings
from egov_desktop.storage import projects as stored_projects
from egov_desktop.storage.records import ProjectSummary, StoredFiling, StoredProject

_PATH = re.compile(
    r"(?P<filing>[a-z][a-z0-9_]*(?:@[0-9A-Za-z]+)?)\.(?P<field>[a-z][a-z0-9_]*)"
    r"(?:\[(?P<row>\d{1,4})\]\.(?P<column>[a-z][a-z0-9_]*))?"
)


@dataclass(frozen=True)
class Saved:
    """An answer that is durable: its path, its filing, and how it reads."""

    path: str
    filing: str
    answer: Answer


def create_project(ws: Workspace, pack_id: str, name: str) -> Project:
    """Make a project with its registration begun."""
    pack = ws.pack(pack_id)
    name = fields.clean(name)
    if not name:
        raise InvalidInputError("请填写项目名称。")
    project_id = ws.new_id()
    stored_projects.create_project(ws.store, project_id, name, pack_id, **ws.stamp())
    first = pack.stages[0]
    open_filing(ws, project_id, first.id)
    if first.field("project_name"):
        answer(ws, project_id, f"{first.id}.project_name", name)
    return load_project(ws, project_id)


def list_projects(ws: Workspace) -> list[ProjectSummary]:
    """Return all projects, the one changed last first."""
    return stored_projects.list_projects(ws.store)


def load_project(ws: Workspace, project_id: str) -> Project:
    """Return a project with its answers judged; NotFoundError when there is none."""
    stored = stored_projects.load_project(ws.store, project_id)
    return judged(ws.pack(stored.pack_id), stored)


def delete_project(ws: Workspace, project_id: str) -> None:
    """Erase a project and the files nobody else uses."""
    stored_projects.delete_project(ws.store, project_id, **ws.stamp())
    stored_attachments.sweep_objects(ws.store)


def filing_of(project: Project, filing: str) -> Filing:
    """Return a filing by id; NotFoundError names the ones there are."""
    found = project.filing(filing)
    if found is None:
        known = "、".join(f.id for f in project.filings)
        raise NotFoundError(f"项目“{project.name}”没有报件“{filing}”,已有:{known}。")
    return found


def open_filing(
    ws: Workspace, project_id: str, stage: str, period: str | None = None, again: bool = False
) -> Filing:
    """Return the filing of a stage, making it when it is not there.

    A new one is filled from earlier stages where the pack says so. `again` begins the next
    filing of a stage that can happen several times.
    """
    project = load_project(ws, project_id)
    pack = ws.pack(project.pack_id)
    rule = stage_of(pack, stage)
    if rule.recurrence is Recurrence.HALF_YEARLY:
        if period is None:
            raise InvalidInputError(f"“{rule.title}”要指明报告期,如 2026H1 或 2026。")
        period = _normal_period(period)
    same = project.of_stage(stage)
    found = next((f for f in same if f.period == period), None)
    if found is not None and not (again and rule.recurrence is Recurrence.EVENT):
        return found
    sequence = len(same) + 1 if rule.recurrence is Recurrence.EVENT else 1
    _make_filing(ws, project, rule, period, sequence)
    return filing_of(load_project(ws, project_id), filing_id(stage, period, sequence))


def delete_filing(ws: Workspace, project_id: str, filing: str) -> None:
    """Remove a filing that was begun by mistake; a frozen one stays."""
    stored_filings.delete_filing(ws.store, project_id, filing, reason="", **ws.stamp())


def answer(ws: Workspace, project_id: str, path: str, raw: Raw) -> Saved:
    """Keep one answer as it was typed; durable on return.

    `path` is `filing.field`, or `filing.table[row].column` for one cell. Raises
    EntryStoppedError, keeping nothing, when the law forbids entering such a project (涉密).
    """
    match = _PATH.fullmatch(path)
    if match is None:
        raise InvalidInputError(f"“{path}”不是字段的路径,应如 feasibility_study.total_investment。")
    project = load_project(ws, project_id)
    pack = ws.pack(project.pack_id)
    wanted = match["filing"]
    rule = stage_of(pack, wanted.partition("@")[0])
    definition = _field_of(rule, match["field"])
    filing = project.filing(wanted) or _begin(ws, project_id, rule, wanted)
    whole = raw
    if match["row"] is not None:
        whole = _with_cell(definition, filing, int(match["row"]), match["column"], raw)
    judged_answer = fields.judge(definition, whole)
    _refuse_forbidden(ws, pack, project, filing, definition, judged_answer)
    stored_filings.save_answer(
        ws.store,
        project_id,
        filing.id,
        definition.id,
        whole,
        index_value=index_value(definition, judged_answer),
        **ws.stamp(),
    )
    return Saved(path, filing.id, _part(judged_answer, match["row"], match["column"]))


def set_paper(
    ws: Workspace, project_id: str, filing: str, material: str, reason: str | None
) -> None:
    """Mark a material as handed in on paper (纸质另交) with a reason; None takes it back."""
    stored_filings.set_paper_material(ws.store, project_id, filing, material, reason, **ws.stamp())


def judged(pack: PolicyPack, stored: StoredProject) -> Project:
    """Return a stored project with every answer normalised and judged under a pack."""
    filings = tuple(
        _judged_filing(rule, filing)
        for filing in stored.filings
        if (rule := pack.stage(filing.stage)) is not None
    )
    return Project(stored.id, stored.name, stored.pack_id, stored.created_at, filings)


def stage_of(pack: PolicyPack, stage: str) -> StageRule:
    """Return a stage by id; NotFoundError names the nearest one."""
    found = pack.stage(stage)
    if found is None:
        nearest = similar(stage, [s.id for s in pack.stages])
        hint = f",是不是“{nearest}”?" if nearest else ""
        raise NotFoundError(f"制度包“{pack.id}”没有环节“{stage}”{hint}。")
    return found


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
        if definition.id in stored.answers
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
    )


def _make_filing(
    ws: Workspace, project: Project, rule: StageRule, period: str | None, sequence: int
) -> None:
    made = stored_filings.create_filing(
        ws.store, project.id, rule.id, period, sequence, **ws.stamp()
    )
    initial = _carried(project, rule)
    if period and rule.field("period"):
        initial["period"] = period
    if initial:
        index = {
            key: index_value(definition, fields.judge(definition, initial[key]))
            for key in initial
            if (definition := rule.field(key)) is not None
        }
        stored_filings.save_answers(ws.store, project.id, made, initial, index=index, **ws.stamp())


def _carried(project: Project, rule: StageRule) -> dict[str, Raw]:
    """Return what a new filing takes over from earlier stages, and the defaults."""
    initial: dict[str, Raw] = {}
    for definition in rule.fields:
        raw = definition.default
        if definition.carry_from:
            stage, _, field_id = definition.carry_from.partition(".")
            source = project.filing(stage)
            if source is not None and source.answer(field_id).raw is not None:
                raw = source.answer(field_id).raw
        if raw is not None:
            initial[definition.id] = raw
    return initial


def _begin(ws: Workspace, project_id: str, rule: StageRule, wanted: str) -> Filing:
    _, _, suffix = wanted.partition("@")
    if not suffix:
        return open_filing(ws, project_id, rule.id)
    if rule.recurrence is Recurrence.HALF_YEARLY:
        return open_filing(ws, project_id, rule.id, suffix)
    raise NotFoundError(f"没有报件“{wanted}”,请先新建。")


def _normal_period(text: str) -> str:
    try:
        return calendars.normalise_period(text)
    except ValueError as error:
        raise InvalidInputError(f"{error}。") from None


def _field_of(rule: StageRule, field_id: str) -> FieldDefinition:
    found = rule.field(field_id)
    if found is None:
        nearest = similar(field_id, [f.id for f in rule.fields])
        hint = f",是不是“{nearest}”?" if nearest else ""
        raise NotFoundError(f"环节“{rule.title}”没有字段“{field_id}”{hint}。")
    return found


def _with_cell(definition: FieldDefinition, filing: Filing, row: int, column: str, raw: Raw) -> Raw:
    if definition.kind != "table" or definition.column(column) is None:
        raise NotFoundError(f"字段“{definition.id}”没有列“{column}”。")
    stored = as_json(filing.answer(definition.id).raw)
    rows: list[Any] = list(stored) if isinstance(stored, list) else []
    if row > len(rows):
        raise InvalidInputError(f"“{definition.label}”现有 {len(rows)} 行,不能填第 {row + 1} 行。")
    if row == len(rows):
        rows.append({})
    current = rows[row] if isinstance(rows[row], dict) else {definition.columns[0].id: rows[row]}
    rows[row] = {**current, column: raw}
    return rows


def _part(whole: Answer, row: str | None, column: str | None) -> Answer:
    if row is None or column is None or not isinstance(whole.value, tuple):
        return whole
    index = int(row)
    return whole.value[index].get(column, fields.BLANK) if index < len(whole.value) else whole


def _refuse_forbidden(
    ws: Workspace,
    pack: PolicyPack,
    project: Project,
    filing: Filing,
    definition: FieldDefinition,
    new: Answer,
) -> None:
    changed = Filing(filing.stage, filing.period, filing.sequence, {definition.id: new})
    trial = Project(project.id, project.name, project.pack_id, project.created_at, (changed,))
    refuse_entry(pack, trial, ws.today())


def refuse_entry(pack: PolicyPack, project: Project, today: date) -> None:
    """Raise EntryStoppedError when the law forbids keeping such a project on this PC."""
    for finding in checking.stopping_rules(pack, project, today):
        raise EntryStoppedError(f"{finding.message}({finding.basis})[{finding.rule}]")
