"""One line about a project for the list of all projects (工作台)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from egov_desktop.app.checks import FilingState, StageLine, duties_of, stage_lines
from egov_desktop.app.projects import load_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.duties import DutyState
from egov_desktop.domain.policy import Recurrence
from egov_desktop.domain.project import Project

_FINISHED = {FilingState.FROZEN, FilingState.APPROVED, FilingState.NOT_APPLICABLE}


@dataclass(frozen=True)
class Overview:
    """Whose project it is, where it stands, and what comes next."""

    unit: str
    stage_title: str
    state: str
    """How the current stage stands, in words."""
    next_duty: str
    due: date | None
    duty_state: DutyState | None
    """None when the project has no open duty."""


def overview(ws: Workspace, project_id: str) -> Overview:
    """Return the overview of one project; it is computed, so ask for what is on screen."""
    project = load_project(ws, project_id)
    current = _current(stage_lines(ws, project))
    open_duties = [duty for duty in duties_of(ws, project) if duty.state is not DutyState.DONE]
    duty = open_duties[0] if open_duties else None
    return Overview(
        unit=_unit(project),
        stage_title=current.stage.title if current else "",
        state=current.words if current else "各环节均已办结",
        next_duty=duty.title if duty else "",
        due=duty.due if duty else None,
        duty_state=duty.state if duty else None,
    )


def _current(lines: Sequence[StageLine]) -> StageLine | None:
    """Return the first stage that is begun and not finished, or else the first to begin."""
    unfinished = [line for line in lines if not _is_finished(line)]
    begun = [line for line in unfinished if line.filing is not None]
    return next(iter(begun or unfinished), None)


def _is_finished(line: StageLine) -> bool:
    if line.filing is None and line.stage.recurrence is not Recurrence.ONCE:
        return True  # the line that begins the next one is an offer, not a step
    needs_no_packet = line.state is FilingState.READY and not line.stage.has_packet
    return needs_no_packet or line.state in _FINISHED


def _unit(project: Project) -> str:
    registration = project.filing("registration")
    unit = registration.answer("construction_unit").value if registration else None
    return str(unit or "")
