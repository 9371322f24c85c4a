"""Checking a project, its duties, and how each stage stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from egov_desktop.app.outlines import with_unit_outlines
from egov_desktop.app.projects import filing_of, load_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import checking, deadlines, submission
from egov_desktop.domain.duties import Duty
from egov_desktop.domain.findings import CheckResult
from egov_desktop.domain.policy import PolicyPack, Recurrence, StageRule
from egov_desktop.domain.project import Filing, Project

_GAPS = (checking.ANSWER_MISSING, checking.MATERIAL_MISSING)


class FilingState(StrEnum):
    """How a stage stands (环节状态)."""

    NOT_APPLICABLE = "not_applicable"
    NOT_STARTED = "not_started"
    DRAFTING = "drafting"
    HAS_PROBLEMS = "has_problems"
    READY = "ready"
    FROZEN = "frozen"
    APPROVED = "approved"


@dataclass(frozen=True)
class StageLine:
    """One row of a project's task list."""

    stage: StageRule
    filing: Filing | None
    state: FilingState
    words: str
    reason: str = ""


def check(ws: Workspace, project_id: str, filing_id: str | None = None) -> CheckResult:
    """Check a whole project, or one filing with the rules that touch it."""
    project = load_project(ws, project_id)
    return check_project(ws, project, filing_id)


def check_project(ws: Workspace, project: Project, filing_id: str | None = None) -> CheckResult:
    """Check a project that is already loaded; NotFoundError when it has no such filing."""
    pack = with_unit_outlines(ws, ws.pack(project.pack_id))
    if filing_id is not None:
        filing_id = filing_of(project, filing_id).id
    return checking.check(pack, project, ws.today(), filing_id, ws.calendar)


def duties(ws: Workspace, project_id: str) -> tuple[Duty, ...]:
    """Return the duties of a project, the next one first."""
    return duties_of(ws, load_project(ws, project_id))


def duties_of(ws: Workspace, project: Project) -> tuple[Duty, ...]:
    """Return the duties of a project that is already loaded."""
    return deadlines.duties(ws.pack(project.pack_id), project, ws.today(), ws.calendar)


def stage_lines(ws: Workspace, project: Project) -> list[StageLine]:
    """Return the task list in the law's order.

    A stage that recurs has a line for each filing and one more (filing None) to begin the next.
    """
    pack = ws.pack(project.pack_id)
    result = check_project(ws, project)
    return [line for stage in pack.stages for line in _lines(ws, pack, project, stage, result)]


def filing_state(stage: StageRule, filing: Filing, result: CheckResult) -> tuple[FilingState, str]:
    """Return how a filing stands, and the words for it."""
    state, words = _state(stage, filing, result)
    if not filing.pending_notices:
        return state, words
    count = sum(len(notice.open_items) for notice in filing.pending_notices)
    asked = f"待补正 {count} 项" if count else "补正已办"
    return state, asked if state is FilingState.FROZEN else f"{words} · {asked}"


def _state(stage: StageRule, filing: Filing, result: CheckResult) -> tuple[FilingState, str]:
    latest = filing.versions[-1] if filing.versions else None
    is_changed = latest and latest.answers_digest != submission.answers_digest(filing)
    if filing.approval:
        return FilingState.APPROVED, "已批复，之后有改动" if is_changed else "已批复"
    if latest and not is_changed:
        return FilingState.FROZEN, f"已固化 v{latest.version}"
    errors = [f for f in result.errors if f.filing == filing.id]
    gaps = [f for f in errors if f.rule.partition(".")[2] in _GAPS]
    if gaps:
        return FilingState.DRAFTING, f"填写中，还缺 {len(gaps)} 项"
    if errors:
        return FilingState.HAS_PROBLEMS, f"有问题 {len(errors)}"
    return FilingState.READY, "可固化" if stage.has_packet else "已填好"


def _lines(
    ws: Workspace, pack: PolicyPack, project: Project, stage: StageRule, result: CheckResult
) -> Iterator[StageLine]:
    filings = project.of_stage(stage.id)
    for filing in filings:
        state, words = filing_state(stage, filing, result)
        yield StageLine(stage, filing, state, words)
    if filings and stage.recurrence is Recurrence.ONCE:
        return
    scope = deadlines.scope_of(pack, project, ws.today(), ws.calendar)
    if stage.required_when.evaluate(scope) is False:
        if not filings:
            reason = stage.not_required_reason
            yield StageLine(stage, None, FilingState.NOT_APPLICABLE, "不适用", reason)
        return
    yield StageLine(stage, None, FilingState.NOT_STARTED, "未开始")
