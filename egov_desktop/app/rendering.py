"""The draft of a filing as a PDF; the plan is made here, the page work needs no database."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from egov_desktop.app.checks import check_project
from egov_desktop.app.projects import filing_of, load_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import printout, submission
from egov_desktop.domain.printout import Printout, Stamp


@dataclass(frozen=True)
class DraftPlan:
    """Everything that is needed to render a draft, in another process if need be."""

    printout: Printout


def plan_draft(ws: Workspace, project_id: str, filing_id: str) -> DraftPlan:
    """Take down what the draft of a filing says now."""
    project = load_project(ws, project_id)
    filing = filing_of(project, filing_id)
    pack = ws.pack(project.pack_id)
    version = len(filing.versions) + 1
    stamp = Stamp(
        version,
        submission.packet_code(pack, project, filing, version),
        ws.today(),
        "草稿，未固化，未签名，不得作为报件使用。",
        is_draft=True,
    )
    result = check_project(ws, project, filing.id)
    return DraftPlan(printout.compose(pack, project, filing, result, stamp))


def render_draft(
    plan: DraftPlan,
    out: Path,
    progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write the draft as a PDF; return the number of pages."""
    from egov_desktop.documents.packet_pdf import render_packet

    return render_packet(plan.printout, out, progress, is_cancelled)


def write_word_draft(plan: DraftPlan, out: Path) -> None:
    """Write the draft as an editable Word file."""
    from egov_desktop.documents.form_docx import write_form

    write_form(plan.printout, out)
