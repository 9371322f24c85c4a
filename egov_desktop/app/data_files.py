"""Project data files: a whole project in, or out with its attachments beside it."""

import hashlib
import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from egov_desktop.app import data_file_reading as reading
from egov_desktop.app.approvals import MATERIAL
from egov_desktop.app.attachment_duplicates import NewHome, with_duplicates_told
from egov_desktop.app.attachments import path_of, taken_in
from egov_desktop.app.data_file_reading import ReadFiling, ReadProject
from egov_desktop.app.inspection import Inspected, inspect_file, surroundings
from egov_desktop.app.projects import index_value, judged, load_project, refuse_entry
from egov_desktop.app.unused_files import drop_unused
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import money
from egov_desktop.domain.errors import StorageError
from egov_desktop.domain.fields import Raw
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.domain.project import Approval, Attachment, Filing, Project
from egov_desktop.domain.submission import as_json
from egov_desktop.files import replacing
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
    inspected = _inspected(ws, found)
    taken: _Taken = {}
    try:
        for filing in found.filings:
            for material, file in _named_files(filing):
                taken[filing.id, material, file] = taken_in(
                    ws, material or MATERIAL, file, inspected[file]
                )
        taken = _with_duplicates_told(ws, NewHome(bare.id, found.name, pack), taken)
        project = _stored(ws, found, taken, bare.id)
        importing.import_project(ws.store, project, _index(pack, project), **ws.stamp())
    except BaseException:
        drop_unused(ws, taken.values())
        raise
    return load_project(ws, project.id)


def dump_project(ws: Workspace, project_id: str, out: Path) -> Path:
    """Write a project as a data file, its attachments in a folder beside it, or nothing."""
    project = load_project(ws, project_id)
    folder = out.with_name(f"{out.stem}-attachments")
    with replacing(out) as stream, tempfile.TemporaryDirectory(dir=out.parent) as temporary:
        copies = Path(temporary) / folder.name
        document = {
            "format": reading.FORMAT,
            "pack": project.pack_id,
            "project": {"project_name": project.name},
            "filings": [_dumped(ws, filing, copies) for filing in project.filings],
        }
        text = json.dumps(document, ensure_ascii=False, indent=2)
        # Half a character that came from a broken paste becomes its JSON escape.
        stream.write(text.encode("utf-8", "backslashreplace"))
        if folder.exists():
            folder.rename(Path(temporary) / "replaced")
        if copies.exists():
            copies.rename(folder)
    return out


def parse_rows(text: str) -> Raw:
    """Return the rows of a table given as JSON text."""
    return as_json(reading.parse_json(text, "明细表"))


_Taken = dict[tuple[str, str | None, Path], Attachment]
"""Attachments by filing, material (None: of the approval) and file."""


def _index(pack: PolicyPack, project: StoredProject) -> dict[tuple[str, str], str]:
    return {
        (filing.id, key): value
        for filing in judged(pack, project).filings
        for key, answer in filing.answers.items()
        if (rule := pack.stage(filing.stage)) and (definition := rule.field(key))
        if (value := index_value(definition, answer)) is not None
    }


def _inspected(ws: Workspace, found: ReadProject) -> dict[Path, Inspected]:
    """Look into every file once; one that belongs to several filings is held against the first."""
    inspected: dict[Path, Inspected] = {}
    for filing in found.filings:
        around = surroundings(ws, None, filing.id, found.name)
        for _, file in _named_files(filing):
            if file not in inspected:
                inspected[file] = inspect_file(file, around)
    return inspected


def _with_duplicates_told(ws: Workspace, home: NewHome, taken: _Taken) -> _Taken:
    files = [(key[0], attachment) for key, attachment in taken.items()]
    return dict(zip(taken, with_duplicates_told(ws, home, files), strict=True))


def _named_files(filing: ReadFiling) -> list[tuple[str | None, Path]]:
    named: list[tuple[str | None, Path]] = [(a.material, a.file) for a in filing.attachments]
    if filing.approval and filing.approval.file:
        named.append((None, filing.approval.file))
    return named


def _stored(
    ws: Workspace,
    found: ReadProject,
    taken: _Taken,
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


def _approval(filing: ReadFiling, taken: _Taken) -> Approval | None:
    stated = filing.approval
    if stated is None:
        return None
    attachment = taken.get((filing.id, None, stated.file)) if stated.file else None
    return Approval(stated.number, stated.issued_on, stated.amount, attachment)


def _dumped(ws: Workspace, filing: Filing, copies: Path) -> dict[str, Any]:
    document: dict[str, Any] = {
        "stage": filing.stage,
        "period": filing.period,
        "answers": {key: as_json(answer.raw) for key, answer in filing.answers.items()},
        "attachments": [
            {"material": a.material, "file": _copied(ws, a, copies / f"{filing.id}-{n:02d}")}
            for n, a in enumerate(filing.attachments, start=1)
        ],
    }
    if filing.paper_materials:
        document["paper"] = dict(filing.paper_materials)
    if filing.approval:
        document["approval"] = _dumped_approval(ws, filing.approval, copies / filing.id)
    return document


def _dumped_approval(ws: Workspace, approval: Approval, folder: Path) -> dict[str, Any]:
    dumped: dict[str, Any] = {"number": approval.number}
    if approval.issued_on:
        dumped["date"] = approval.issued_on.isoformat()
    if approval.amount is not None:
        dumped["amount"] = money.plain(approval.amount)
    if approval.attachment:
        dumped["file"] = _copied(ws, approval.attachment, folder)
    return dumped


def _copied(ws: Workspace, attachment: Attachment, folder: Path) -> str:
    """Copy an attachment's bytes out under its own name; return the path for the data file."""
    folder.mkdir(parents=True)
    target = folder / _file_name(attachment.title)
    shutil.copyfile(path_of(ws, attachment), target)
    with target.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != attachment.sha256:
            raise StorageError(f"附件“{attachment.title}”已损坏，请从备份恢复后再导出。")
    return target.relative_to(folder.parent.parent).as_posix()


def _file_name(title: str) -> str:
    """Return a title as a name that every system can hold: the same one where it can be."""
    whole = _NOT_IN_NAMES.sub("_", title).strip().rstrip(". ")
    stem, dot, suffix = whole.rpartition(".")
    if not dot or len(suffix) > _LONGEST_SUFFIX:
        stem, suffix = whole, ""
    end = f".{suffix}" if suffix else ""
    room = _LONGEST_NAME - len(end.encode())
    name = stem.encode()[:room].decode(errors="ignore") + end
    return f"_{name}" if not name or _DEVICE.fullmatch(name) else name


_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\ud800-\udfff]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST_NAME, _LONGEST_SUFFIX = 200, 10  # bytes and characters; common disks hold 255 bytes
