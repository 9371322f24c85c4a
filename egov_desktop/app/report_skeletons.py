"""The Word skeleton of a report; the plan is made here, writing it needs no database."""

from pathlib import Path

from egov_desktop.app.outlines import report_for
from egov_desktop.app.projects import filing_of, load_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import report_skeleton
from egov_desktop.domain.report_skeleton import Skeleton


def plan_skeleton(
    ws: Workspace,
    project_id: str,
    filing_id: str,
    outline_id: str | None = None,
    material: str | None = None,
) -> Skeleton:
    """Take down what the skeleton of a report says now.

    NotFoundError when the filing has no such report, or the report no such outline.
    """
    project = load_project(ws, project_id)
    filing = filing_of(project, filing_id)
    rule, outline = report_for(ws, project, filing, outline_id, material)
    pack = ws.pack(project.pack_id)
    return report_skeleton.compose(pack, project, filing, rule, outline, ws.today())


def write_skeleton(skeleton: Skeleton, out: Path) -> None:
    """Write the skeleton as a Word file."""
    from egov_desktop.documents.outline_docx import write_outline

    write_outline(skeleton, out)
