"""The scan of what was signed on paper (签章扫描件): that it is there and opens, nothing more."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from egov_desktop.app.verification_verdict import EnclosedScan
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.files import cannot_write

if TYPE_CHECKING:
    from egov_desktop.packaging.verification import BagMember, BagVerdict


def enclosed_scan(bag: "BagVerdict") -> EnclosedScan | None:
    """Return the scan in a packet; None when there is none.

    Raises InvalidInputError when it is none that the program could have enclosed.
    """
    from egov_desktop.documents.scan_pages import MOST_BYTES, scanned_pages

    member = _scan_of(bag)
    if member is None:
        return None
    if member.size > MOST_BYTES:
        raise InvalidInputError(f"扫描件 {member.path} 有 {member.size} 字节，大得不合理。")
    with TemporaryDirectory(prefix="egov-verify-") as folder:
        pages = scanned_pages(_extracted(bag, member, Path(folder)))
    return EnclosedScan(member.path, pages, member.size, member.sha256)


def scan_problems(record: Mapping[str, Any], scan: EnclosedScan | None) -> Iterator[str]:
    """Yield that a scan lies beside a signature that the record announces."""
    if scan is not None and record["signature"]["level"] != "unsigned":
        yield "登记为电子签名的报送包里出现了签章扫描件。"


def scan_notes(scan: EnclosedScan | None) -> Iterator[str]:
    """Yield what a reader should know of a scan."""
    if scan is not None:
        yield (
            f"附有签字盖章页的扫描件 {scan.pages} 页（{scan.file}）：扫描件不是电子签名，"
            "签字、印章和报件编码须由人与纸质原件核对。"
        )


def _scan_of(bag: "BagVerdict") -> "BagMember | None":
    from egov_desktop.packaging.bag_structure import PAPER_PATH

    return next((member for member in bag.members if member.path == PAPER_PATH), None)


def _extracted(bag: "BagVerdict", member: "BagMember", folder: Path) -> Path:
    from egov_desktop.packaging.verification import extract_member

    path = folder / member.path
    try:
        with path.open("wb") as target:
            extract_member(bag, member.path, target)
    except OSError as error:
        raise cannot_write(path, error) from error
    return path
