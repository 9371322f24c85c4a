"""Files handed in for a material: inspected, then stored under their hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from egov_desktop.app.pack_names import material_of, stage_of
from egov_desktop.app.projects import begun_filing, load_project
from egov_desktop.app.unused_files import drop_unused
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import NotFoundError
from egov_desktop.domain.project import Attachment, Heading
from egov_desktop.storage import attachments as stored_attachments


@dataclass(frozen=True)
class Inspected:
    """What the inspector says of a file; needs no database, so any process may make it."""

    media_type: str
    pages: int | None
    remarks: tuple[str, ...]
    headings: tuple[Heading, ...] | None


def attach(
    ws: Workspace, project_id: str, filing: str, material: str, files: Sequence[Path]
) -> list[Attachment]:
    """Inspect files and add them to a material: all of them or none."""
    _require_material(ws, project_id, filing, material)
    inspected = [(file, inspect_file(file)) for file in files]
    return store_inspected(ws, project_id, filing, material, inspected)


def inspect_file(path: Path) -> Inspected:
    """Look into a file: type by content, pages, damage, chapters.

    Raises NotFoundError or InvalidInputError when it cannot be handed in at all.
    """
    if not path.is_file():
        raise NotFoundError(f"找不到文件“{path}”，请检查路径。")
    from egov_desktop.documents.inspector import inspect

    found = inspect(path, path.name)
    return Inspected(found.media_type, found.pages, found.remarks, found.headings)


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
