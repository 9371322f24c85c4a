"""Whether what a record says of itself follows from the rest of the packet (登记事项核对).

Bound to nothing but the signature over the manifest are: approvals of other filings (approvals),
the rules behind findings (rule, path) and undecided, and the end of the audit trail (audit_head).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from egov_desktop.app.signing_facts import signature_notes
from egov_desktop.app.verification_agreement import told_twice
from egov_desktop.app.verification_signatures import Signatures
from egov_desktop.domain import calendars, submission

if TYPE_CHECKING:
    from egov_desktop.packaging.verification import BagVerdict

_PERIOD = re.compile(r"20\d\d(?:H1)?", re.ASCII)
_NEAR = timedelta(days=1)
_KNOWN_INFO = {
    "Payload-Oxum",
    "BagIt-Profile-Identifier",
    "Source-Organization",
    "Bagging-Date",
    "External-Description",
}
"""What bag-info.txt has besides what it repeats of the record."""


def fact_problems(bag: "BagVerdict", record: Mapping[str, Any]) -> Iterator[str]:
    """Yield where the record contradicts itself, the names in the bag, or the files in it."""
    yield from _version_problems(record)
    yield from _filing_problems(record)
    yield from _name_problems(bag, record)
    yield from _attachment_problems(bag, record["attachments"])


def fact_notes(bag: "BagVerdict", record: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the packet says besides, that nobody has compared with anything."""
    if extra := {label for label, _ in bag.bag_info} - told_twice(record).keys() - _KNOWN_INFO:
        yield f"bag-info.txt 另有本程序不认识的 {_listed(extra)}，没有核对。"
    if record["signature"]["note"] not in signature_notes(record):
        yield "submission.json 的签名说明不是本程序的写法，以本结论列出的签名为准。"


def signing_problems(record: Mapping[str, Any], signatures: Signatures) -> Iterator[str]:
    """Yield where signatures are not as the record tells: role, time, timestamp."""
    signature = record["signature"]
    if signature.get("timestamp"):
        yield "submission.json 称签名带有时间戳：时间戳只能在固化之后得到，这是不实的。"
    for signer, found in zip(signature.get("signers", ()), signatures.in_pdf, strict=False):
        if found.reason and _role_of(found.reason, record) not in (signer["role"], None):
            yield f"“{found.signer}”签名时的身份与登记的“{signer['role'] or '没有身份'}”不同。"
    made = datetime.fromisoformat(record["made_at"])
    for found in signatures.all:
        if found.signing_time and abs(found.signing_time - made) > _NEAR:
            yield f"“{found.signer}”的签名时间与登记的固化时间相差超过一天。"


def _role_of(reason: str, record: Mapping[str, Any]) -> str | None:
    """Return the role that stands before the reason of signing; None for another wording."""
    end = f" v{record['version']} {record['code']}"
    if not reason.endswith(end):
        return None
    role, colon, _ = reason.partition("：")
    return role if colon else ""


def _version_problems(record: Mapping[str, Any]) -> Iterator[str]:
    version, previous = record["version"], record["previous"]
    before = previous["version"] if previous else 0
    if before != version - 1:
        words = f"登记的上一版是 v{before}" if previous else "没有登记上一版"
        yield f"submission.json 是第 {version} 版，{words}，前后不一致。"
    changes, correction = record.get("changes"), record.get("correction")
    if changes and changes["since"]["version"] != before:
        yield "submission.json 的差异说明不是与上一版相比的。"
    for notice in correction["notices"] if correction else ():
        if notice["version"] >= version:
            yield f"submission.json 答复的通知针对第 {notice['version']} 版，不早于本版。"


def _filing_problems(record: Mapping[str, Any]) -> Iterator[str]:
    stage, _, rest = record["filing"].partition("@")
    if stage != record["stage"]:
        yield "submission.json 的环节与报件不一致。"
    if (record["period"] or "") != (rest if _PERIOD.fullmatch(rest) else ""):
        yield "submission.json 的期间与报件不一致。"


def _name_problems(bag: "BagVerdict", record: Mapping[str, Any]) -> Iterator[str]:
    project, period = record["project"], record["period"]
    name = submission.recorded_name(record)
    if bag.top != name:
        yield f"顶层文件夹“{bag.top}”应当是“{name}”，报送包被改名或拼凑过。"
    description = "".join((bag.info("External-Description") or "").split())
    label = "".join(calendars.period_label(period).split()) if period else ""
    begins = description.startswith("".join(project["name"].split()))
    if description and not (begins and description.endswith(label)):
        yield "bag-info.txt 的 External-Description 与 submission.json 不一致。"


def _attachment_problems(
    bag: "BagVerdict", attachments: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    members = {member.path: member for member in bag.members}
    for number, each in enumerate(attachments, start=1):
        name = submission.entry_name(number, each["material"], each["title"])
        if each["file"] != name:
            yield f"附件目录第 {number} 项“{each['file']}”的名称或次序不对，应当是“{name}”。"
        elif member := members.get(f"data/{name}"):
            yield from _type_problems(bag, member.path, each["media_type"])


def _type_problems(bag: "BagVerdict", path: str, told: str) -> Iterator[str]:
    from egov_desktop.documents.media_types import may_be
    from egov_desktop.packaging.verification import first_bytes

    if not may_be(first_bytes(bag, path), told):
        yield f"附件“{path}”的内容不是登记的类型 {told[:80]}。"


def _listed(words: set[str]) -> str:
    return "、".join(word[:40] for word in sorted(words)[:5])
