"""Whether the parts of a packet say the same: record, bag-info, index, contents."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from egov_desktop.app.verification_record import PACKET, RECORD
from egov_desktop.domain import submission
from egov_desktop.domain.printed_agreement import disagreements
from egov_desktop.domain.printed_answers import untrue_values

if TYPE_CHECKING:
    from egov_desktop.packaging.verification import BagMember, BagVerdict

_MOST_TOLD = 20


def record_problems(bag: "BagVerdict", record: Mapping[str, Any]) -> Iterator[str]:
    """Yield where the record contradicts itself, bag-info.txt or the files of the bag."""
    if submission.recorded_code(record) != str(record["code"]):
        yield "submission.json 的内容与其中的核对码不符，内容被改动过。"
    for label, value in told_twice(record).items():
        if bag.info(label) != value:
            yield f"bag-info.txt 的 {label} 与 submission.json 不一致。"
    yield from _first_few(disagreements(record))
    yield from _first_few(untrue_values(record))
    yield from _index_problems(bag, record)


def _first_few(problems: Iterable[str]) -> Iterator[str]:
    found = list(islice(problems, _MOST_TOLD + 1))
    yield from found[:_MOST_TOLD]
    if len(found) > _MOST_TOLD:
        yield f"submission.json 内部不一致之处太多，只列出前 {_MOST_TOLD} 处。"


def told_twice(record: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what bag-info.txt repeats of the record, by its labels."""
    return {
        "External-Identifier": f"{record['project']['id']}/{record['filing']}",
        "Egov-Pack": record["pack"]["id"],
        "Egov-Pack-Version": record["pack"]["version"],
        "Egov-Pack-Sha256": record["pack"]["sha256"],
        "Egov-Stage": record["stage"],
        "Egov-Packet-Version": str(record["version"]),
        "Egov-Packet-Code": record["code"],
    }


def _index_problems(bag: "BagVerdict", record: Mapping[str, Any]) -> Iterator[str]:
    """Yield where the index of attachments (材料目录) and the files differ, either way."""
    files = {m.path: m for m in bag.members if m.path.startswith("data/")}
    for entry in record["attachments"]:
        found = files.pop(f"data/{entry['file']}", None)
        if found is None:
            yield f"附件目录列有“{entry['file']}”，包内没有。"
        elif not _is_that(found, entry):
            yield f"附件“{entry['file']}”与目录登记的摘要或大小不一致。"
    for path in sorted(files.keys() - {PACKET, RECORD}):
        yield f"包内的“{path}”不在附件目录中。"


def _is_that(member: "BagMember", entry: Mapping[str, Any]) -> bool:
    return (member.sha256, member.size) == (entry["sha256"], entry["size"])
