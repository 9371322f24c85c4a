"""The shipped sample projects: editing them, loading them, saying what a check found."""

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from egov_desktop.app import checks, data_files, policy_packs, projects
from egov_desktop.app import data_file_reading as reading
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.derived import derived
from egov_desktop.domain.findings import CheckResult, Finding
from egov_desktop.domain.project import Approval, Project
from egov_desktop.storage.records import StoredFiling, StoredProject

APPROVAL_PLATFORM = "approval-platform"
DATA_HUB = "data-hub"
PACK = "sichuan-egov"
_PLACE = re.compile(
    r"(?P<filing>[a-z_]+(?:@\w+)?)"
    r"(?:\.(?P<key>approval|attachments|paper|[a-z_]+))?(?:\[(?P<row>\d+)\])?(?:\.(?P<part>\w+))?"
)

Document = dict[str, Any]


def noon() -> datetime:
    return datetime(2026, 11, 23, 12).astimezone()


def sample_path(name: str) -> Path:
    return policy_packs.sample(name)


def sample_document(name: str) -> Document:
    return json.loads(sample_path(name).read_text("utf-8"))


def edited(document: Document, edits: Mapping[str, Any]) -> Document:
    """Return the document with values put in at places; None takes what is there away.

    A place is `filing`, `filing.field`, `filing.table[row].column`, `filing.approval`,
    `filing.approval.part`, `filing.attachments.material` or `filing.paper.material`.
    """
    changed = copy.deepcopy(document)
    for place, value in edits.items():
        _edit(changed, place, value)
    return changed


def load(ws: Workspace, folder: Path, document: Document) -> str:
    """Load a document from beside its attachments; return the id of the new project."""
    path = folder / "project.json"
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return data_files.load_data_file(ws, path).id


def check_variant(ws: Workspace, base: Project, folder: Path, document: Document) -> CheckResult:
    """Check a variant of a loaded sample; its files were inspected with the sample."""
    pack = ws.pack(base.pack_id)
    found = reading.read_project(document, pack, folder)
    inspected = {a.title: a for filing in base.filings for a in filing.attachments}
    filings = tuple(
        StoredFiling(
            f.stage,
            f.period,
            f.sequence,
            noon(),
            noon(),
            f.answers,
            tuple(replace(inspected[a.file.name], material=a.material) for a in f.attachments),
            f.paper,
            f.approval and Approval(f.approval.number, f.approval.issued_on, f.approval.amount),
        )
        for f in found.filings
    )
    stored = StoredProject(base.id, found.name, pack.id, noon(), noon(), filings)
    judged = projects.judged(pack, stored)
    return checks.check_project(ws, derived(pack, judged, ws.today(), ws.calendar))


def told(finding: Finding) -> tuple[str, str, str]:
    """Return severity, rule without its pack, and path from the filing on."""
    path = f"{finding.filing}.{finding.path}" if finding.path else finding.filing
    return str(finding.severity), finding.rule.removeprefix(f"{PACK}."), path


def _edit(document: Document, place: str, value: Any) -> None:
    match = _PLACE.fullmatch(place)
    assert match, place
    wanted, key, row, part = match.group("filing", "key", "row", "part")
    if key is None and value is not None:
        document["filings"].append(value)
        return
    filing = next(f for f in document["filings"] if _id(f) == wanted)
    if key is None:
        document["filings"].remove(filing)
    elif key == "attachments":
        filing[key] = [a for a in filing[key] if a["material"] != part]
        assert value is None, place
    elif key in ("approval", "paper"):
        _put(filing, key, part, value)
    elif row is not None:
        _put(filing["answers"][key][int(row)], part, None, value)
    else:
        _put(filing["answers"], key, None, value)


def _put(holder: dict[str, Any], key: str, part: str | None, value: Any) -> None:
    if part is not None:
        holder, key = holder.setdefault(key, {}), part
    if value is None:
        del holder[key]
    else:
        holder[key] = value


def _id(filing: Mapping[str, Any]) -> str:
    period = filing.get("period")
    return f"{filing['stage']}@{period}" if period else str(filing["stage"])
