"""Whether the parts of a packet say the same: record, bag-info, index, contents, PDF."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egov_desktop.app.verification_record import PACKET, RECORD
from egov_desktop.domain import submission
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.printed_agreement import disagreements

if TYPE_CHECKING:
    from egov_desktop.packaging.verification import BagMember, BagVerdict


def record_problems(bag: "BagVerdict", record: Mapping[str, Any]) -> Iterator[str]:
    """Yield where the record contradicts itself, bag-info.txt or the files of the bag."""
    if submission.recorded_code(record) != str(record["code"]):
        yield "submission.json 的内容与其中的核对码不符，内容被改动过。"
    for label, value in _told_twice(record).items():
        if bag.info(label) != value:
            yield f"bag-info.txt 的 {label} 与 submission.json 不一致。"
    yield from disagreements(record)
    yield from _index_problems(bag, record)


def _told_twice(record: Mapping[str, Any]) -> Mapping[str, str]:
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


def paper_problems(
    pdf: Path, record: Mapping[str, Any], is_cancelled: Callable[[], bool] | None = None
) -> Iterator[str]:
    """Yield where the pages of the packet are not those of its record."""
    from egov_desktop.documents.printed_text import bears

    code = str(record["code"])
    try:
        if not bears(pdf, code):
            yield f"packet.pdf 的封面没有报件编码 {code}，可能被换成了别的文件。"
    except InvalidInputError as error:
        yield str(error)
