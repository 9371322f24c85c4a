"""Project data files: a whole project in, or out with its attachments beside it."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from egov_desktop.app import data_file_reading as reading
from egov_desktop.app.approvals import MATERIAL
from egov_desktop.app.attachments import inspect_file, path_of, taken_in
from egov_desktop.app.data_file_reading import ReadFiling, ReadProject
from egov_desktop.app.projects import index_value, judged, load_project, refuse_entry
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import money
from egov_desktop.domain.errors import EgovError, InvalidInputError
from egov_desktop.domain.fields import Raw
from egov_desktop.domain.project import Approval, Attachment, Filing, Project
from egov_desktop.domain.submission import as_json
from egov_desktop.files import cannot_write, replacing
from egov_desktop.storage import attachments as stored_attachments
from egov_desktop.storage import importing
from egov_desktop.storage.records import StoredFiling, StoredProject


def load_data_file(ws: Workspace, path: Path) -> Project:
    """Create a project from a data file: whole, or nothing at all.

    Raises InvalidInputError naming what is wrong, EntryStoppedError for a classified project.
    """
    document = reading.parse(reading.read_text(path), path.name)
    pack = ws.pack(reading.pack_id_of(document))
    found = reading.read_project(document, pack, path.parent)
    bare = _stored(ws, found, {})
    refuse_entry(pack, judged(pack, bare), ws.today())
    inspected = {file: inspect_file(file) for filing in found.filings for file in _files(filing)}
    try:
        taken = {
            (filing.id, material, file): taken_in(ws, material, file, inspected[file])
            for filing in found.filings
            for material, file in _named_files(filing)
        }
        project = _stored(ws, found, taken, bare.id)
        index = {
            (filing.id, key): value
            for filing in judged(pack, project).filings
            for key, answer in filing.answers.items()
            if (rule := pack.stage(filing.stage)) and (definition := rule.field(key))
            if (value := index_value(definition, answer)) is not None
        }
        importing.import_project(ws.store, project, index, **ws.stamp())
    except EgovError:
        stored_attachments.sweep_objects(ws.store)
        raise
    return load_project(ws, project.id)


def dump_project(ws: Workspace, project_id: str, out: Path) -> Path:
    """Write a project as a data file, its attachments in a folder beside it."""
    project = load_project(ws, project_id)
    folder = out.parent / f"{out.stem}-attachments"
    document = {
        "format": reading.FORMAT,
        "pack": project.pack_id,
        "project": {"project_name": project.name},
        "filings": [_dumped(ws, filing, folder, out.parent) for filing in project.filings],
    }
    with replacing(out) as stream:
        stream.write(json.dumps(document, ensure_ascii=False, indent=2).encode())
    return out


def parse_table(text: str) -> Raw:
    """Return the rows of a table given as JSON text."""
    try:
        found = json.loads(text, parse_float=str)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InvalidInputError(f"明细表应写成 JSON 列表:{error}") from None
    return as_json(found)


def _files(filing: ReadFiling) -> list[Path]:
    return [file for _, file in _named_files(filing)]


def _named_files(filing: ReadFiling) -> list[tuple[str, Path]]:
    named = [(attachment.material, attachment.file) for attachment in filing.attachments]
    if filing.approval and filing.approval.file:
        named.append((MATERIAL, filing.approval.file))
    return named


def _stored(
    ws: Workspace,
    found: ReadProject,
    taken: dict[tuple[str, str, Path], Attachment],
    project_id: str | None = None,
) -> StoredProject:
    now = ws.now()
    filings = tuple(
        StoredFiling(
            filing.stage,
            filing.period,
            filing.sequence,
            now,
            now,
            filing.answers,
            tuple(taken[filing.id, a.material, a.file] for a in filing.attachments if taken),
            filing.paper,
            _approval(filing, taken),
        )
        for filing in found.filings
    )
    return StoredProject(project_id or ws.new_id(), found.name, found.pack_id, now, now, filings)


def _approval(
    filing: ReadFiling, taken: dict[tuple[str, str, Path], Attachment]
) -> Approval | None:
    stated = filing.approval
    if stated is None:
        return None
    attachment = taken.get((filing.id, MATERIAL, stated.file)) if stated.file else None
    return Approval(stated.number, stated.issued_on, stated.amount, attachment)


def _dumped(ws: Workspace, filing: Filing, folder: Path, base: Path) -> dict[str, Any]:
    document: dict[str, Any] = {
        "stage": filing.stage,
        "period": filing.period,
        "answers": {key: as_json(answer.raw) for key, answer in filing.answers.items()},
        "attachments": [
            {"material": a.material, "file": _copied(ws, filing, a, folder, base)}
            for a in filing.attachments
        ],
    }
    if filing.paper_materials:
        document["paper"] = dict(filing.paper_materials)
    if filing.approval:
        document["approval"] = _dumped_approval(ws, filing, filing.approval, folder, base)
    return document


def _dumped_approval(
    ws: Workspace, filing: Filing, approval: Approval, folder: Path, base: Path
) -> dict[str, Any]:
    dumped: dict[str, Any] = {"number": approval.number}
    if approval.issued_on:
        dumped["date"] = approval.issued_on.isoformat()
    if approval.amount is not None:
        dumped["amount"] = money.plain(approval.amount)
    if approval.attachment:
        dumped["file"] = _copied(ws, filing, approval.attachment, folder, base)
    return dumped


def _copied(ws: Workspace, filing: Filing, attachment: Attachment, folder: Path, base: Path) -> str:
    """Copy an attachment's bytes out under a readable, unique name; return its relative path."""
    title = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", attachment.title)
    target = folder / f"{filing.id}-{attachment.id[-4:]}-{title}"
    source = path_of(ws, attachment)
    with replacing(target) as stream, source.open("rb") as original:
        try:
            shutil.copyfileobj(original, stream, 1 << 20)
        except OSError as error:
            raise cannot_write(target, error) from error
    return target.relative_to(base).as_posix()
