"""What a submission packet (报送包) holds, as values: its names, its code, its record."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from egov_desktop.domain.fields import Answer
from egov_desktop.domain.findings import CheckResult
from egov_desktop.domain.policy import PolicyPack, StageRule
from egov_desktop.domain.project import Approval, Attachment, Filing, FrozenVersion, Project
from egov_desktop.domain.signing_guards import Override

FORMAT = "egov-submission/1"
PACKET_PDF = "packet.pdf"
RECORD = "submission.json"
Json = Mapping[str, "JsonValue"]
JsonValue = str | int | bool | None | Sequence["JsonValue"] | Json


@dataclass(frozen=True)
class PacketEntry:
    """One attachment, its number in the list of materials and its ASCII name in the packet."""

    number: int
    name: str
    attachment: Attachment


def answers_digest(filing: Filing) -> str:
    """Return the digest of everything a person entered into a filing."""
    files = [(a.material, a.title, a.sha256) for a in filing.attachments]
    return _entered_digest(_raw_answers(filing), files, filing.paper_materials)


def packet_code(pack: PolicyPack, project: Project, filing: Filing, version: int) -> str:
    """Return the short code that ties every printed page to the file: `XXXX-XXXX-XXXX`."""
    identity = [pack.sha256, project.id, project.name, filing.id, version]
    return _code(identity, answers_digest(filing))


def content_code(pack_sha256: str, content: str) -> str:
    """Return a short code of any printed content, in the shape of a packet's."""
    return _code([pack_sha256], content)


def recorded_code(record: Mapping[str, Any]) -> str:
    """Return the code that belongs to what a submission.json says."""
    project = record["project"]
    identity = [
        record["pack"]["sha256"],
        project["id"],
        project["name"],
        record["filing"],
        record["version"],
    ]
    files = [(a["material"], a["title"], a["sha256"]) for a in record["attachments"]]
    digest = _entered_digest(record["answers"], files, record["paper_materials"])
    return _code(identity, digest)


def packet_name(project: Project, filing: Filing, version: int) -> str:
    """Return the ASCII name of the packet and of its top folder."""
    return _name(project.id, filing.id, version)


def recorded_name(record: Mapping[str, Any]) -> str:
    """Return the name that belongs to what a submission.json says."""
    return _name(record["project"]["id"], record["filing"], record["version"])


def _name(project: str, filing: str, version: int) -> str:
    parts = [project, filing.replace("@", "-"), f"v{version}"]
    return re.sub(r"[^A-Za-z0-9_.-]", "_", "-".join(parts))


def packet_entries(stage: StageRule, filing: Filing) -> tuple[PacketEntry, ...]:
    """Return the attachments in the order of the stage's materials.

    Their names are like `attachments/01-audit_report.pdf`.
    """
    places = {material.id: place for place, material in enumerate(stage.materials)}
    files = sorted(filing.attachments, key=lambda a: places.get(a.material, len(places)))
    return tuple(
        PacketEntry(number, entry_name(number, a.material, a.title), a)
        for number, a in enumerate(files, start=1)
    )


def entry_name(number: int, material: str, title: str) -> str:
    """Return the name of an attachment in the packet."""
    return f"attachments/{number:02d}-{material}{_suffix(title)}"


def submission_record(
    pack: PolicyPack,
    stage: StageRule,
    project: Project,
    filing: Filing,
    result: CheckResult,
    *,
    version: int,
    made_at: datetime,
    signature: Json,
    previous: FrozenVersion | None,
    audit_head: Json | None,
    overrides: Sequence[Override] = (),
) -> Json:
    """Return the content of submission.json (schema: forms/schema/submission.schema.json)."""
    return {
        "format": FORMAT,
        "project": {"id": project.id, "name": project.name},
        "stage": filing.stage,
        "filing": filing.id,
        "period": filing.period,
        "version": version,
        "code": packet_code(pack, project, filing, version),
        "made_at": made_at.isoformat(timespec="seconds"),
        "pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256},
        "signature": signature,
        "answers": _raw_answers(filing),
        "values": {key: plain_value(filing.answer(key)) for key in _shown_fields(filing)},
        "findings": [
            {
                "severity": str(f.severity),
                "rule": f.rule,
                "stage": f.stage,
                "filing": f.filing,
                "path": f.full_path,
                "message": f.message,
                "basis": f.basis,
            }
            for f in result.findings
        ],
        "undecided": [
            {"rule": u.rule, "stage": u.stage, "filing": u.filing, "path": u.full_path}
            for u in result.undecided
        ],
        "checked_on": result.today.isoformat(),
        "unchecked": list(pack.unchecked),
        "approvals": [_approval(f, f.approval) for f in project.filings if f.approval],
        "attachments": [_entry(entry) for entry in packet_entries(stage, filing)],
        "paper_materials": dict(filing.paper_materials),
        "previous": _previous(previous),
        "audit_head": audit_head,
        "overrides": [
            {"code": each.code, "sentence": each.sentence, "reason": each.reason}
            for each in overrides
        ],
    }


def encode_record(record: Json) -> bytes:
    """Return the bytes of submission.json, the same for equal content."""
    text = json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)
    # Half a character that came from a broken paste becomes its JSON escape.
    return f"{text}\n".encode("utf-8", "backslashreplace")


def as_json(raw: object) -> JsonValue:
    """Return a raw answer as plain JSON values."""
    if isinstance(raw, Mapping):
        return {str(key): as_json(value) for key, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [as_json(value) for value in raw]
    if isinstance(raw, str | bool | int) or raw is None:
        return raw
    return str(raw)


def plain_value(answer: Answer) -> JsonValue:
    """Return a normalised answer as plain JSON values: decimals and ISO dates as text."""
    value = answer.value
    if isinstance(value, tuple):
        return [{key: plain_value(cell) for key, cell in row.items()} for row in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return value


def _shown_fields(filing: Filing) -> list[str]:
    return [k for k in {**filing.answers, **filing.computed} if k not in filing.hidden]


def _approval(filing: Filing, approval: Approval) -> Json:
    return {
        "filing": filing.id,
        "number": approval.number,
        "date": None if approval.issued_on is None else approval.issued_on.isoformat(),
        "amount": None if approval.amount is None else f"{approval.amount:f}",
        "file_sha256": approval.attachment.sha256 if approval.attachment else None,
    }


def _previous(version: FrozenVersion | None) -> Json | None:
    if version is None:
        return None
    found: Json = {"version": version.version, "packet_sha256": version.packet_sha256}
    if not version.manifest_sha256:
        return found
    return {**found, "manifest_sha256": version.manifest_sha256}


def _entry(entry: PacketEntry) -> Json:
    attachment = entry.attachment
    return {
        "file": entry.name,
        "material": attachment.material,
        "title": attachment.title,
        "sha256": attachment.sha256,
        "size": attachment.size,
        "media_type": attachment.media_type,
        "pages": attachment.pages,
    }


def _suffix(title: str) -> str:
    suffix = PurePosixPath(title).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ".bin"


def _raw_answers(filing: Filing) -> Json:
    return {key: as_json(answer.raw) for key, answer in filing.answers.items()}


def _entered_digest(
    answers: Json, files: Sequence[tuple[str, str, str]], paper: Mapping[str, str]
) -> str:
    entered = {"answers": answers, "attachments": sorted(files), "paper": dict(paper)}
    return hashlib.sha256(_canonical(entered)).hexdigest()


def _code(identity: Sequence[object], digest: str) -> str:
    letters = base64.b32encode(hashlib.sha256(_canonical([*identity, digest])).digest())
    text = letters.decode("ascii")[:12]
    return "-".join(text[i : i + 4] for i in range(0, 12, 4))


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, allow_nan=False).encode("ascii")
