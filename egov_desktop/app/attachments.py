"""Files handed in for a material: inspected, then stored under their hash."""

from collections.abc import Sequence
from pathlib import Path

from egov_desktop.app.attachment_duplicates import NewHome, with_duplicates_told
from egov_desktop.app.inspection import Inspected, inspect_file, surroundings
from egov_desktop.app.pack_names import material_of, stage_of
from egov_desktop.app.projects import begun_filing, load_project
from egov_desktop.app.unused_files import drop_unused
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Attachment
from egov_desktop.storage import attachments as stored_attachments


def attach(
    ws: Workspace, project_id: str, filing: str, material: str, files: Sequence[Path]
) -> list[Attachment]:
    """Inspect files and add them to a material: all of them or none."""
    _require_material(ws, project_id, filing, material)
    around = surroundings(ws, load_project(ws, project_id), filing)
    inspected = [(file, inspect_file(file, around)) for file in files]
    return store_inspected(ws, project_id, filing, material, inspected)


def store_inspected(
    ws: Workspace,
    project_id: str,
    filing: str,
    material: str,
    files: Sequence[tuple[Path, Inspected]],
) -> list[Attachment]:
    """Store inspected files and add them to a material: all of them or none.

    A filing that is not there yet is begun.
    """
    _require_material(ws, project_id, filing, material)
    added: list[Attachment] = []
    try:
        for path, inspected in files:
            added.append(taken_in(ws, material, path, inspected))
        begun = begun_filing(ws, project_id, filing)
        project = load_project(ws, project_id)
        home = NewHome(project_id, project.name, ws.pack(project.pack_id))
        added = with_duplicates_told(ws, home, [(begun.id, a) for a in added])
        stored_attachments.add_attachments(ws.store, project_id, begun.id, added, **ws.stamp())
    except BaseException:
        drop_unused(ws, added)
        raise
    return added


def taken_in(ws: Workspace, material: str, path: Path, inspected: Inspected) -> Attachment:
    """Copy a file into the data folder and describe it; no row refers to it yet."""
    stored = ws.store.objects.put(path)
    return Attachment(
        ws.new_id(),
        material,
        path.name,
        stored.sha256,
        stored.size,
        inspected.media_type,
        inspected.pages,
        inspected.remarks,
        inspected.headings,
        inspected.flaws,
    )


def detach(ws: Workspace, project_id: str, attachment_id: str) -> None:
    """Take a file off its filing."""
    project = load_project(ws, project_id)
    files = [a for filing in project.filings for a in filing.attachments if a.id == attachment_id]
    stored_attachments.remove_attachment(ws.store, project_id, attachment_id, **ws.stamp())
    drop_unused(ws, files)


def path_of(ws: Workspace, attachment: Attachment) -> Path:
    """Return where the bytes of an attachment lie."""
    return ws.store.objects.find(attachment.sha256)


def _require_material(ws: Workspace, project_id: str, filing: str, material: str) -> None:
    pack = ws.pack(load_project(ws, project_id).pack_id)
    material_of(stage_of(pack, filing.partition("@")[0]), material)
