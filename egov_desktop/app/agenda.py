"""The duties of many projects on one list (日程)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from egov_desktop.app.project_list import list_projects
from egov_desktop.app.projects import load_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import deadlines, fields
from egov_desktop.domain.conditions import Condition
from egov_desktop.domain.duties import Duty
from egov_desktop.domain.fields import Answer, FieldDefinition, Raw
from egov_desktop.domain.policy import StageRule
from egov_desktop.domain.project import Filing, Project
from egov_desktop.domain.scope import Scope
from egov_desktop.storage import projects as stored_projects
from egov_desktop.storage.records import StoredFiling, StoredProject


@dataclass(frozen=True)
class AgendaEntry:
    """One duty of one project."""

    project_id: str
    project: str
    duty: Duty


def agenda(
    ws: Workspace,
    project_ids: Iterable[str] | None = None,
    until: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[AgendaEntry]:
    """Return the duties of some projects, or of all, by due day; those without a day last.

    With `until` only those due by that day. Ten thousand projects take a while: a window asks
    `duties_of_project` for one after the other instead.
    """
    if project_ids is None:
        project_ids = [summary.id for summary in list_projects(ws)]
    wanted = list(project_ids)
    found: list[AgendaEntry] = []
    for number, project_id in enumerate(wanted, 1):
        found += duties_of_project(ws, project_id)
        if progress is not None:
            progress(number, len(wanted))
    if until is not None:
        found = [each for each in found if each.duty.due and each.duty.due <= until]
    return sorted(found, key=by_day)


def by_day(entry: AgendaEntry) -> tuple[date, str, str]:
    """Return what entries are sorted by: the due day, the project, the duty."""
    return entry.duty.due or date.max, entry.project, entry.duty.id


def duties_of_project(ws: Workspace, project_id: str) -> list[AgendaEntry]:
    """Return the duties of one project, judging only the answers they look at."""
    glance = _Glance(ws, stored_projects.load_project(ws.store, project_id))
    duties = deadlines.duties(glance.pack, glance.project, ws.today(), ws.calendar)
    return [AgendaEntry(project_id, glance.project.name, duty) for duty in duties]


class _Glance:
    """A project whose answers are judged when they are looked at, for duties look at few."""

    def __init__(self, ws: Workspace, stored: StoredProject) -> None:
        self._ws = ws
        self.pack = ws.pack(stored.pack_id)
        filings = tuple(
            _glanced(filing, rule, self)
            for filing in stored.filings
            if (rule := self.pack.stage(filing.stage)) is not None
        )
        self.project = Project(stored.id, stored.name, stored.pack_id, stored.created_at, filings)

        self.is_deciding = False
        """Whether it is being found out if a field applies."""

    def holds(self, condition: Condition, filing: Filing) -> bool:
        """Tell whether a condition on a filing is true."""
        self.is_deciding = True
        try:
            return condition.evaluate(replace(self._scope, filing=filing)) is True
        finally:
            self.is_deciding = False

    @cached_property
    def _scope(self) -> Scope:
        return deadlines.scope_of(self.pack, self.project, self._ws.today(), self._ws.calendar)

    @cached_property
    def whole(self) -> Project:
        """Return the project with everything judged and worked out."""
        return load_project(self._ws, self.project.id)


@dataclass(frozen=True)
class _GlancedFiling(Filing):
    """A filing of a glance."""

    rule: StageRule = field(kw_only=True)
    raw: Mapping[str, Raw] = field(kw_only=True)
    glance: _Glance = field(kw_only=True, repr=False)

    def answer(self, field_id: str) -> Answer:
        """Return one answer; what is worked out from others is taken from the whole project."""
        definition = self.rule.field(field_id)
        if definition is None:
            return fields.BLANK
        applies = self.rule.visible_when.get(field_id)
        if _is_worked_out(definition) or (applies is not None and self.glance.is_deciding):
            filing = self.glance.whole.filing(self.id)
            return filing.answer(field_id) if filing else fields.BLANK
        if applies is not None and not self.glance.holds(applies, self):
            return fields.BLANK
        return fields.judge(definition, self.raw.get(field_id))


def _is_worked_out(definition: FieldDefinition) -> bool:
    return definition.is_computed or any(column.is_computed for column in definition.columns)


def _glanced(stored: StoredFiling, rule: StageRule, glance: _Glance) -> _GlancedFiling:
    return _GlancedFiling(
        stored.stage,
        stored.period,
        stored.sequence,
        {},
        stored.attachments,
        stored.paper_materials,
        stored.approval,
        stored.versions,
        notices=stored.notices,
        rule=rule,
        raw=stored.answers,
        glance=glance,
    )
