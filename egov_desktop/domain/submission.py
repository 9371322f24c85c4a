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

from egov_desktop.domain.fields import Answer
from egov_desktop.domain.findings import CheckResult
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.domain.project import Approval, Attachment, Filing, FrozenVersion, Project

FORMAT = "egov-submission/1"
PACKET_PDF = "packet.pdf"
RECORD = "submission.json"
Json = Mapping[str, "JsonValue"]
JsonValue = str | int | bool | None | Sequence["JsonValue"] | Json


@dataclass(frozen=True)
class PacketEntry:
    """One attachment and the ASCII name it has in the packet."""

    name: str
    attachment: Attachment


def answers_digest(filing: Filing) -> str:
    """Return the digest of everything a person entered into a filing."""
    entered = {
        "answers": {key: answer.raw for key, answer in sorted(filing.answers.items())},
        "attachments": [(a.material, a.title, a.sha256) for a in filing.attachments],
        "paper": dict(sorted(filing.paper_materials.items())),
    }
    return hashlib.sha256(_canonical(entered)).hexdigest()


def packet_code(pack: PolicyPack, project: Project, filing: Filing, version: int) -> str:
    """Return the short code that ties every printed page to the file: `XXXX-XXXX-XXXX`."""
    content = [pack.sha256, project.id, project.name, filing.id, version, answers_digest(filing)]
    digest = hashlib.sha256(_canonical(content)).digest()
    letters = base64.b32encode(digest).decode("ascii")[:12]
    return "-".join(letters[i : i + 4] for i in range(0, 12, 4))


def packet_name(project: Project, filing: Filing, version: int) -> str:
    """Return the ASCII name of the packet and of its top folder."""
    parts = [project.id, filing.id.replace("@", "-"), f"v{version}"]
    return re.sub(r"[^A-Za-z0-9_.-]", "_", "-".join(parts))


def packet_entries(filing: Filing) -> tuple[PacketEntry, ...]:
    """Return the attachments in packet order with names like `attachments/01-audit_report.pdf`."""
    return tuple(
        PacketEntry(f"attachments/{number:02d}-{a.material}{_suffix(a.title)}", a)
        for number, a in enumerate(filing.attachments, start=1)
    )


def submission_record(
    pack: PolicyPack,
    project: Project,
    filing: Filing,
    result: CheckResult,
    *,
    version: int,
    made_at: datetime,
    signature: Json,
    previous: FrozenVersion | None,
    audit_head: Json | None,
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
        "answers": {key: as_json(answer.raw) for key, answer in filing.answers.items()},
        "values": {key: plain_value(answer) for key, answer in filing.answers.items()},
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
        "attachments": [_entry(entry) for entry in packet_entries(filing)],
        "paper_materials": dict(filing.paper_materials),
        "previous": _previous(previous),
        "audit_head": audit_head,
    }


def encode_record(record: Json) -> bytes:
    """Return the bytes of submission.json, the same for equal content."""
    text = json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()


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
    return {"version": version.version, "packet_sha256": version.packet_sha256}


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


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False).encode()
