"""Checking a written report (报告核对); the plan needs the data folder, the reading does not."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from egov_desktop.app.outlines import outlines_for, report_for
from egov_desktop.app.projects import filing_of, load_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.known_facts import facts_of
from egov_desktop.domain.policy import Outline
from egov_desktop.domain.report_checking import ReportCheck
from egov_desktop.domain.report_checking import check_report as check_text
from egov_desktop.domain.report_facts import ReportFacts
from egov_desktop.storage import projects as stored_projects
from egov_desktop.storage.project_list import list_projects


@dataclass(frozen=True)
class ReportCheckPlan:
    """Everything a check of a report needs but the report."""

    outline: Outline | None
    """None where the stage has no report with an outline."""
    facts: ReportFacts
    basis: str
    """The clause that prescribes the outline."""


def plan_report_check(
    ws: Workspace,
    project_id: str,
    filing_id: str,
    outline_id: str | None = None,
    material: str | None = None,
) -> ReportCheckPlan:
    """Take down what a report of a filing is compared with now.

    NotFoundError when the filing, or the outline that was named, does not exist.
    """
    project = load_project(ws, project_id)
    filing = filing_of(project, filing_id)
    pack = ws.pack(project.pack_id)
    outline = None
    if outline_id or material or outlines_for(ws, project, filing):
        _, outline = report_for(ws, project, filing, outline_id, material)
    facts = facts_of(
        pack,
        project,
        filing,
        other_projects=_other_projects(ws, project_id),
        other_units=_other_units(ws, project_id),
    )
    basis = pack.citation(outline.provisions) if outline else ""
    return ReportCheckPlan(outline, facts, basis)


def run_report_check(plan: ReportCheckPlan, path: Path) -> ReportCheck:
    """Read a report and check it; InvalidInputError when it cannot be read."""
    from egov_desktop.documents.report_reading import read_report

    return check_text(read_report(path), plan.outline, plan.facts, plan.basis)


def check_report(
    ws: Workspace,
    project_id: str,
    filing_id: str,
    path: Path,
    outline_id: str | None = None,
    material: str | None = None,
) -> ReportCheck:
    """Check a written report against its outline, the forms and the other projects."""
    return run_report_check(
        plan_report_check(ws, project_id, filing_id, outline_id, material), path
    )


def _other_projects(ws: Workspace, project_id: str) -> Iterator[str]:
    """Yield the names of all other projects on this PC."""
    others = [summary for summary in list_projects(ws.store) if summary.id != project_id]
    yield from (summary.name for summary in others)


def _other_units(ws: Workspace, project_id: str) -> Iterator[str]:
    """Yield the units that build the other projects, and who carries them out."""
    for field in ("construction_unit", "implementing_body"):
        for value in stored_projects.indexed_values(ws.store, field, "registration"):
            if value.project_id != project_id:
                yield value.value
