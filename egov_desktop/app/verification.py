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
from egov_desktop.files import cannot_write

if TYPE_CHECKING:
    from egov_desktop.packaging.verification import BagVerdict
    from egov_desktop.signing.verdict import SignatureVerdict

Verdict = Literal["valid", "reserved", "invalid"]
VERDICT_WORDS: Mapping[Verdict, str] = {
    "valid": "有效",
    "reserved": "有效，但有保留",
    "invalid": "无效",
}
_PACKET = f"data/{submission.PACKET_PDF}"
_RECORD = f"data/{submission.RECORD}"
_NO_MANIFEST_SIGNATURE = "清单签名 tagmanifest-sha256.txt.p7s 缺失，签名可能被移除。"


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
    """Judge a packet.

    Raises InvalidInputError only when the file, or a root certificate, cannot be read at all.
    """
    from egov_desktop.packaging.verification import verify_bag

    require_roots(roots)
    bag = verify_bag(path, progress=progress, is_cancelled=is_cancelled)
    if progress:
        progress(bag.size, bag.size)
    if not bag.valid:
        reasons = [*bag.bag_problems, *bag.packet_problems]
        if bag.is_bag:
            reasons += _missing_signature(bag)
            reasons.insert(0, "BagIt 结构完好，但不是本程序的报送包，或已被改动。")
        return Verification(
            path, bag.sha256, "invalid", tuple(reasons), bag.notes, is_bag=bag.is_bag
        )
    try:
        record = _read_record(bag)
    except InvalidInputError as error:
        return Verification(path, bag.sha256, "invalid", (str(error),), bag.notes)
    found = _signatures(bag, roots, now, str(record["code"]))
    reasons = [*_record_problems(bag, record), *found.problems, *_signer_problems(record, found)]
    if roots and not found.all:
        reasons.append("要求按根证书核对签名人，但报送包没有签名。")
    notes = [*bag.notes, *_reservations(found.all)]
    return Verification(
        path,
        bag.sha256,
        _verdict(reasons, notes),
        tuple(dict.fromkeys(reasons)),
        tuple(dict.fromkeys(notes)),
        tuple(found.in_pdf),
        project_name=str(record["project"]["name"]),
        pack=str(record["pack"]["id"]),
        pack_version=str(record["pack"]["version"]),
        stage=str(record["stage"]),
        filing=str(record["filing"]),
        version=int(record["version"]),
        code=str(record["code"]),
    )


def _missing_signature(bag: "BagVerdict") -> Iterator[str]:
    """Yield what a packet whose container was made anew lacks besides."""
    try:
        record = _read_record(bag)
    except InvalidInputError as error:
        yield str(error)
        return
    if record["signature"]["level"] != "unsigned" and bag.signature is None:
        yield _NO_MANIFEST_SIGNATURE


def require_roots(roots: Sequence[Path]) -> None:
    """Raise InvalidInputError for a file that is no root certificate."""
    if roots:
        from egov_desktop.signing.trust import load_roots

        load_roots(roots)


def _verdict(reasons: Sequence[str], notes: Sequence[str]) -> Verdict:
    """Offline nobody can tell whether a certificate was revoked: that alone reserves nothing."""
    from egov_desktop.signing.trust import NO_REVOCATION

    if reasons:
        return "invalid"
    return "reserved" if set(notes) - {NO_REVOCATION} else "valid"


def _read_record(bag: "BagVerdict") -> Mapping[str, Any]:
    from egov_desktop.packaging.verification import read_member

    paths = {member.path for member in bag.members}
    for wanted in (_PACKET, _RECORD):
        if wanted not in paths:
            raise InvalidInputError(f"报送包缺少 {wanted}。")
    try:
        record = json.loads(
            read_member(bag, _RECORD),
            object_pairs_hook=_no_duplicates,
            parse_constant=_no_constant,
        )
    except RecursionError:
        raise InvalidInputError(f"{_RECORD} 嵌套太深，不是本程序写的。") from None
    except ValueError as error:
        raise InvalidInputError(f"{_RECORD} 不是完好的 JSON:{error}。") from None
    misfit = _misfit(record, _SHAPE, "submission")
    if misfit:
        raise InvalidInputError(f"{_RECORD} 的“{misfit}”缺失或类型不对。")
    if record["format"] != submission.FORMAT:
        raise InvalidInputError(
            f"{_RECORD} 的格式“{record['format']}”不认识，可能由更新的程序生成。"
        )
    return dict(record)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        repeated = next(key for key in keys if keys.count(key) > 1)
        message = f"键“{repeated}”重复"
        raise ValueError(message)
    return dict(pairs)


def _no_constant(word: str) -> Any:
    message = f"{word} 不是可以填写的值"
    raise ValueError(message)


_SHAPE: Mapping[str, Any] = {
    "format": str,
    "project": {"id": str, "name": str},
    "stage": str,
    "filing": str,
    "version": int,
    "code": str,
    "pack": {"id": str, "version": str, "sha256": str},
    "signature": {"level": str},
    "answers": dict,
    "findings": list,
    "paper_materials": dict,
    "attachments": [{"file": str, "material": str, "title": str, "sha256": str}],
}


def _misfit(value: object, shape: Any, name: str) -> str | None:
    """Return the name of the first part that has not the shape."""
    if isinstance(shape, type):
        return None if isinstance(value, shape) else name
    if not isinstance(value, type(shape)):
        return name
    if isinstance(value, list):
        parts = (_misfit(each, shape[0], f"{name}[{n}]") for n, each in enumerate(value))
    else:
        known = value if isinstance(value, dict) else {}
        parts = (_misfit(known.get(key), inner, f"{name}.{key}") for key, inner in shape.items())
    return next((part for part in parts if part), None)


def _record_problems(bag: "BagVerdict", record: Mapping[str, Any]) -> Iterator[str]:
    if not _has_its_code(record):
        yield "submission.json 的内容与其中的核对码不符，内容被改动过。"
    told = {
        "External-Identifier": f"{record['project']['id']}/{record['filing']}",
        "Egov-Pack": record["pack"]["id"],
        "Egov-Pack-Version": record["pack"]["version"],
        "Egov-Pack-Sha256": record["pack"]["sha256"],
        "Egov-Stage": record["stage"],
        "Egov-Packet-Version": str(record["version"]),
        "Egov-Packet-Code": record["code"],
    }
    for label, value in told.items():
        if bag.info(label) != value:
            yield f"bag-info.txt 的 {label} 与 submission.json 不一致。"
    files = {m.path: m.sha256 for m in bag.members if m.path.startswith("data/")}
    for entry in record["attachments"]:
        found = files.pop(f"data/{entry['file']}", None)
        if found is None:
            yield f"附件目录列有“{entry['file']}”，包内没有。"
        elif found != entry["sha256"]:
            yield f"附件“{entry['file']}”与目录登记的摘要不一致。"
    for path in sorted(files.keys() - {_PACKET, _RECORD}):
        yield f"包内的“{path}”不在附件目录中。"


def _has_its_code(record: Mapping[str, Any]) -> bool:
    try:
        return submission.recorded_code(record) == str(record["code"])
    except RecursionError:
        return False


@dataclass(frozen=True)
class _Signatures:
    """The signatures of a packet, and why one could not even be read."""

    in_pdf: Sequence["SignatureVerdict"]
    over_manifest: "SignatureVerdict | None"
    problems: Sequence[str]

    @property
    def all(self) -> tuple["SignatureVerdict", ...]:
        return (*self.in_pdf, *([self.over_manifest] if self.over_manifest else []))


def _signatures(
    bag: "BagVerdict", roots: Sequence[Path], now: datetime | None, code: str
) -> _Signatures:
    """Judge both signatures, and whether the PDF is the one that bears the packet's code."""
    from egov_desktop.documents.printed_text import bears
    from egov_desktop.packaging.verification import extract_member
    from egov_desktop.signing.detached import verify_detached
    from egov_desktop.signing.validation import validate_pdf

    in_pdf: Sequence[SignatureVerdict] = ()
    over_manifest, problems = None, []
    with tempfile.TemporaryDirectory(prefix="egov-verify-") as folder:
        pdf = Path(folder) / "packet.pdf"
        try:
            with pdf.open("wb") as target:
                extract_member(bag, _PACKET, target)
        except OSError as error:
            raise cannot_write(pdf, error) from error
        try:
            if not bears(pdf, code):
                problems.append(f"packet.pdf 的封面没有报件编码 {code}，可能被换成了别的文件。")
            in_pdf = validate_pdf(pdf, roots, now)
        except InvalidInputError as error:
            problems.append(str(error))
    if bag.signature is not None and bag.tagmanifest is not None:
        try:
            over_manifest = verify_detached(bag.tagmanifest, bag.signature, roots, now)
        except InvalidInputError as error:
            problems.append(str(error))
    return _Signatures(in_pdf, over_manifest, problems)


def _signer_problems(record: Mapping[str, Any], signatures: _Signatures) -> Iterator[str]:
    expected = record["signature"]
    if expected["level"] == "unsigned":
        if signatures.all:
            yield "登记为未签名的报送包里出现了签名。"
        return
    if not signatures.in_pdf:
        yield f"登记的签名人“{expected.get('signer')}”在 packet.pdf 中没有签名，签名可能被移除。"
    if signatures.over_manifest is None:
        yield _NO_MANIFEST_SIGNATURE
    for found in signatures.all:
        yield from found.reasons
        if not found.accepted and not found.reasons:
            yield f"“{found.signer}”的签名未通过核验。"
        if found.serial != expected.get("serial") or found.signer != expected.get("signer"):
            yield f"签名人“{found.signer}”与登记的“{expected.get('signer')}”不是同一张证书。"


def _reservations(signatures: Sequence["SignatureVerdict"]) -> Iterator[str]:
    if not signatures:
        yield "未作电子签名：只能核对完整性，不能核对由谁提交。"
    for found in signatures:
        yield from found.notes
