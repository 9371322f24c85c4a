"""Judging a packet that came from anywhere: no database, no pack, no network.

Bag, signatures and record are judged apart and then held against each other.
"""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from egov_desktop.domain import submission
from egov_desktop.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from egov_desktop.packaging.verification import BagVerdict
    from egov_desktop.signing.verdict import SignatureVerdict

Verdict = Literal["valid", "reserved", "invalid"]
VERDICT_WORDS: Mapping[Verdict, str] = {
    "valid": "有效",
    "reserved": "有效,但有保留",
    "invalid": "无效",
}
_PACKET = f"data/{submission.PACKET_PDF}"
_RECORD = f"data/{submission.RECORD}"


@dataclass(frozen=True)
class Verification:
    """What was found out about one packet."""

    path: Path
    sha256: str
    verdict: Verdict
    reasons: tuple[str, ...]
    """Why it is not valid."""
    notes: tuple[str, ...]
    """Reservations: what a reader should know."""
    signatures: tuple["SignatureVerdict", ...] = ()
    project_name: str = ""
    pack: str = ""
    pack_version: str = ""
    stage: str = ""
    filing: str = ""
    version: int | None = None
    code: str = ""
    is_bag: bool = True
    """Whether it is a complete and valid BagIt bag, whoever made it."""


def verify(
    path: Path,
    roots: Sequence[Path] = (),
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Verification:
    """Judge a packet; raises InvalidInputError only when the file cannot be read at all."""
    from egov_desktop.packaging.verification import verify_bag

    bag = verify_bag(path, progress=progress, is_cancelled=is_cancelled)
    if not bag.valid:
        reasons = [*bag.bag_problems, *bag.packet_problems]
        if bag.is_bag:
            reasons.insert(0, "BagIt 结构完好,但不是本程序的报送包,或已被改动。")
        return Verification(
            path, bag.sha256, "invalid", tuple(reasons), bag.notes, is_bag=bag.is_bag
        )
    try:
        record = _read_record(bag)
    except InvalidInputError as error:
        return Verification(path, bag.sha256, "invalid", (str(error),), bag.notes)
    pdf_signatures, manifest_signature = _signatures(bag, roots, now)
    reasons = [
        *_record_problems(bag, record),
        *_signer_problems(record, pdf_signatures, manifest_signature),
    ]
    signatures = (*pdf_signatures, *([manifest_signature] if manifest_signature else []))
    notes = [*bag.notes, *_reservations(signatures)]
    return Verification(
        path,
        bag.sha256,
        "invalid" if reasons else "reserved" if notes else "valid",
        tuple(dict.fromkeys(reasons)),
        tuple(dict.fromkeys(notes)),
        tuple(pdf_signatures),
        project_name=str(record["project"]["name"]),
        pack=str(record["pack"]["id"]),
        pack_version=str(record["pack"]["version"]),
        stage=str(record["stage"]),
        filing=str(record["filing"]),
        version=int(record["version"]),
        code=str(record["code"]),
    )


def _read_record(bag: "BagVerdict") -> Mapping[str, Any]:
    from egov_desktop.packaging.verification import read_member

    paths = {member.path for member in bag.members}
    for wanted in (_PACKET, _RECORD):
        if wanted not in paths:
            raise InvalidInputError(f"报送包缺少 {wanted}。")
    try:
        record = json.loads(read_member(bag, _RECORD), object_pairs_hook=_no_duplicates)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(f"{_RECORD} 不是完好的 JSON:{error}") from None
    problem = _shape_problem(record)
    if problem:
        raise InvalidInputError(f"{_RECORD} 的内容不符合格式:{problem}")
    return dict(record)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        repeated = next(key for key in keys if keys.count(key) > 1)
        message = f"键“{repeated}”重复"
        raise ValueError(message)
    return dict(pairs)


_SHAPE: Mapping[str, type | tuple[type, ...]] = {
    "format": str,
    "project": dict,
    "stage": str,
    "filing": str,
    "version": int,
    "code": str,
    "pack": dict,
    "signature": dict,
    "answers": dict,
    "findings": list,
    "attachments": list,
}


def _shape_problem(record: object) -> str | None:
    if not isinstance(record, dict):
        return "应是一个对象"
    for key, expected in _SHAPE.items():
        if not isinstance(record.get(key), expected):
            return f"“{key}”缺失或类型不对"
    if record["format"] != submission.FORMAT:
        return f"格式“{record['format']}”不认识,可能由更新的程序生成"
    if not {"id", "version", "sha256"} <= record["pack"].keys():
        return "“pack”不完整"
    if "name" not in record["project"] or "level" not in record["signature"]:
        return "“project”或“signature”不完整"
    return _index_shape_problem(record["attachments"])


def _index_shape_problem(entries: list[object]) -> str | None:
    for entry in entries:
        if not isinstance(entry, dict):
            return "附件目录的条目应是对象"
        if not isinstance(entry.get("file"), str) or not isinstance(entry.get("sha256"), str):
            return "附件目录的条目缺少文件名或摘要"
    return None


def _record_problems(bag: "BagVerdict", record: Mapping[str, Any]) -> Iterator[str]:
    told = {
        "Egov-Pack": record["pack"]["id"],
        "Egov-Pack-Version": record["pack"]["version"],
        "Egov-Pack-Sha256": record["pack"]["sha256"],
        "Egov-Stage": record["stage"],
        "Egov-Packet-Version": str(record["version"]),
    }
    for label, value in told.items():
        if bag.info(label) != value:
            yield f"bag-info.txt 的 {label} 与 submission.json 不一致。"
    files = {m.path: m.sha256 for m in bag.members if m.path.startswith("data/")}
    for entry in record["attachments"]:
        found = files.pop(f"data/{entry['file']}", None)
        if found is None:
            yield f"附件目录列有“{entry['file']}”,包内没有。"
        elif found != entry["sha256"]:
            yield f"附件“{entry['file']}”与目录登记的摘要不一致。"
    for path in sorted(files.keys() - {_PACKET, _RECORD}):
        yield f"包内的“{path}”不在附件目录中。"


def _signatures(
    bag: "BagVerdict", roots: Sequence[Path], now: datetime | None
) -> tuple[list["SignatureVerdict"], "SignatureVerdict | None"]:
    from egov_desktop.packaging.verification import extract_member
    from egov_desktop.signing.detached import verify_detached
    from egov_desktop.signing.validation import validate_pdf

    with tempfile.TemporaryDirectory(prefix="egov-verify-") as folder:
        pdf = Path(folder) / "packet.pdf"
        with pdf.open("wb") as target:
            extract_member(bag, _PACKET, target)
        in_pdf = validate_pdf(pdf, roots, now)
    if bag.signature is None or bag.tagmanifest is None:
        return in_pdf, None
    return in_pdf, verify_detached(bag.tagmanifest, bag.signature, roots, now)


def _signer_problems(
    record: Mapping[str, Any],
    in_pdf: Sequence["SignatureVerdict"],
    over_manifest: "SignatureVerdict | None",
) -> Iterator[str]:
    expected = record["signature"]
    if expected["level"] == "unsigned":
        if in_pdf or over_manifest:
            yield "登记为未签名的报送包里出现了签名。"
        return
    if not in_pdf:
        yield f"登记的签名人“{expected.get('signer')}”在 packet.pdf 中没有签名,签名可能被移除。"
    if over_manifest is None:
        yield "清单签名 tagmanifest-sha256.txt.p7s 缺失,签名可能被移除。"
    for found in (*in_pdf, *([over_manifest] if over_manifest else [])):
        yield from found.reasons
        if not found.accepted and not found.reasons:
            yield f"“{found.signer}”的签名未通过核验。"
        if found.serial != expected.get("serial") or found.signer != expected.get("signer"):
            yield f"签名人“{found.signer}”与登记的“{expected.get('signer')}”不是同一张证书。"


def _reservations(signatures: Sequence["SignatureVerdict"]) -> Iterator[str]:
    if not signatures:
        yield "未作电子签名:只能核对完整性,不能核对由谁提交。"
    for found in signatures:
        yield from found.notes
        if found.trusted is None:
            yield "没有提供根证书,未核对签名证书由谁颁发(可用 --roots 提供)。"
