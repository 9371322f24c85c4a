"""What a version says of itself besides its answers: its print, its changes, notices answered."""

from dataclasses import asdict, replace

from egov_desktop.app.corrections import changes_since, correction_facts
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import printed_versions
from egov_desktop.domain.printed_lines import printed_lines
from egov_desktop.domain.printout import Printout
from egov_desktop.domain.project import Filing, Project
from egov_desktop.domain.submission import Json


def complete(
    ws: Workspace, project: Project, filing: Filing, record: Json, composed: Printout
) -> tuple[Json, Printout]:
    """Add what is printed, what changed since the last version and which notice is answered."""
    printed = [asdict(line) for line in printed_lines(composed)]
    record = {**record, "printed": printed}
    changes = changes_since(ws, project.id, filing.id, record)
    correction = correction_facts(ws, project, filing)
    record = {**record, "changes": changes, "correction": correction}
    return record, replace(
        composed,
        changes_note=printed_versions.changes_note(changes),
        changes=tuple(printed_versions.change_lines(changes)),
        correction_note=printed_versions.correction_note(correction),
        correction=tuple(printed_versions.correction_lines(correction)),
    )
