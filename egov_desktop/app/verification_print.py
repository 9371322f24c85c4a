"""Whether the pages of packet.pdf say what the record says: every page, line by line (印本核对)."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.printed_answers import deviating_cells
from egov_desktop.domain.printed_passages import absent_passages, passages

if TYPE_CHECKING:
    from egov_desktop.documents.printed_text import PrintedText
    from egov_desktop.packaging.verification import BagVerdict

_LATER_KEYS = ("printed", "overrides", "changes", "correction")
"""Keys that records have all together, or, of an earlier program, not at all."""
_MOST_LINES = 250_000
NOT_COMPARED = (
    "submission.json 是较早的写法，没有逐行登记印出的文字，"
    "程序没有把数据与 packet.pdf 的文字逐项比较，请人工核对。"
)


def print_problems(
    pdf: Path,
    bag: "BagVerdict",
    record: Mapping[str, Any],
    is_cancelled: Callable[[], bool] | None = None,
) -> Iterator[str]:
    """Yield where the pages of the packet are not those of its record."""
    from egov_desktop.documents.packet_pages import building_problems, foot_problems
    from egov_desktop.documents.printed_text import PrintedText

    if problem := _shape_problem(record):
        yield problem
        return
    try:
        if problems := building_problems(pdf):
            yield from problems
            return
        text = PrintedText(pdf, is_cancelled)
        if problems := foot_problems(text.feet, int(record["version"]), str(record["code"])):
            yield from problems
        elif not is_earlier(record):
            yield from _differences(text, bag, record)
    except InvalidInputError as error:
        yield str(error)


def is_earlier(record: Mapping[str, Any]) -> bool:
    """Whether a record was made before programs repeated what is printed."""
    return "signers" not in record["signature"] and not set(_LATER_KEYS) & record.keys()


def print_notes(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield what could not be compared."""
    if is_earlier(record):
        yield NOT_COMPARED
        return
    from egov_desktop.documents.printed_text import PrintedText

    if count := PrintedText.uncompared(line["text"] for line in record.get("printed", ())):
        yield f"{count} 处文字含有特殊字符，程序没有与 packet.pdf 的文字比较，请人工核对。"
    if count := deviating_cells(record):
        yield f"明细表有 {count} 格的数据与填写的原样不同（可能由程序计算），请人工核对。"


def _shape_problem(record: Mapping[str, Any]) -> str:
    if not is_earlier(record):
        missing = [key for key in _LATER_KEYS if key not in record]
        missing += [] if "signers" in record["signature"] else ["signature.signers"]
        if missing:
            return f"submission.json 缺少 {'、'.join(missing)}，可能被删去，无法与印本核对。"
    if len(record.get("printed", ())) > _MOST_LINES:
        return f"submission.json 登记的印出文字超过 {_MOST_LINES} 行，多得不合理。"
    return ""


def _differences(
    text: "PrintedText", bag: "BagVerdict", record: Mapping[str, Any]
) -> Iterator[str]:
    info = dict(reversed(bag.bag_info))
    for told in text.missing(record["printed"]):
        yield f"packet.pdf 没有印出 submission.json 所登记的{told}。"
    for told in text.differing(passages(record, info)):
        yield f"packet.pdf 与 submission.json 的记录不一致，{told}"
    for name in text.present(absent_passages(record)):
        yield f"packet.pdf 印有“{name}”，submission.json 却没有登记。"
