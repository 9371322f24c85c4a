"""The way without a key (打印 — 签字盖章 — 扫描): the scan comes into the packet as an edition.

The payload stays as it is, and so does the code (报件编码) on the pages; nothing is claimed of the
scan but that it is there. Only a person can compare it with the paper.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from egov_desktop.app import inspection
from egov_desktop.app.editions import Edition, Progress
from egov_desktop.app.inspection_process import GaveUpError
from egov_desktop.app.verification import Verification, verify
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import attachment_flaws as flaw
from egov_desktop.domain.errors import EgovError, InvalidInputError, NotFoundError, StorageError
from egov_desktop.files import require_writable

_UNFIT = frozenset(
    {
        *(kind for kind, weight in flaw.WEIGHTS.items() if weight is flaw.FlawWeight.BLOCKS),
        flaw.NOT_INSPECTED,
        flaw.SIGNED,
        flaw.SIGNATURE_BROKEN,
        flaw.SCRIPTS,
        flaw.EMBEDDED_FILES,
        flaw.DYNAMIC_FORM,
        flaw.RICH_MEDIA,
    }
)
"""What no scanner writes, and what putting pages together would lose."""
Telling = Callable[[str, int, int], None]


def scan_edition_path(packet: Path) -> Path:
    """Return where the edition goes when nothing else is said: beside the packet, a free name."""
    path, number = packet.with_name(f"{packet.stem}-scanned.zip"), 1
    while path.exists():
        number += 1
        path = packet.with_name(f"{packet.stem}-scanned-{number}.zip")
    return path


def is_unsigned(ws: Workspace, project_id: str, filing_id: str, version: int) -> bool:
    """Whether a frozen version has no electronic signature, as far as it is kept here."""
    from egov_desktop.storage.versions import load_submission

    try:
        signature = load_submission(ws.store, project_id, filing_id, version)["signature"]
    except NotFoundError:
        return False
    return bool(signature["level"] == "unsigned" and not signature.get("sm2"))


def prepare_scan(scans: Sequence[Path], out: Path, progress: Telling | None = None) -> int:
    """Look into scans beside the program and put them together as one PDF; return its pages.

    Raises InvalidInputError for a file that is no scan, damaged, locked or empty, with the reason.
    """
    from egov_desktop.documents.scan_pages import MOST_BYTES, scans_to_pdf

    _require_scans(scans, MOST_BYTES)
    for number, scan in enumerate(scans):

        def tell(name: str = scan.name, done: int = number) -> None:
            if progress is not None:
                progress(name, done, len(scans))

        tell()
        _require_fit(scan, tell)
    size = sum(scan.stat().st_size for scan in scans)
    try:
        pages: int = inspection.apart(scans_to_pdf, list(scans), out, size=size, heartbeat=tell)
    except GaveUpError as error:
        raise InvalidInputError(f"扫描件没能合并成 PDF（{error}）；请重新扫描。") from error
    return pages


def make_scan_edition(
    packet: Path,
    scan: Path,
    out: Path,
    now: datetime,
    *,
    progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Edition:
    """Write an unsigned packet again with a scan that `prepare_scan` made.

    Raises InvalidInputError when the packet is damaged, signed by key or has a scan already;
    StorageError when `out` exists.
    """
    from egov_desktop.packaging.editions import with_paper_signature

    if out.exists():
        raise StorageError(f"“{out}”已经存在，为免覆盖没有写入；请换一个文件名。")
    of_sha256 = _require_unsigned(packet, now)
    found: list[Verification] = []

    def look(whole: Path) -> None:
        verification = verify(whole, now=now, progress=progress, is_cancelled=is_cancelled)
        if verification.verdict == "invalid":
            reasons = "；".join(verification.reasons)
            raise EgovError(f"附上扫描件后核对未通过，没有留下：{reasons}。请核对原来的报送包。")
        found.append(replace(verification, path=out))

    require_writable(out.parent)
    with_paper_signature(packet, out, scan, look)
    (verification,) = found
    pages = verification.paper.pages if verification.paper else 0
    level = f"未作电子签名，附签章扫描件 {pages} 页"
    return Edition(out, verification.sha256, level, of_sha256, verification)


def add_scans(
    packet: Path,
    scans: Sequence[Path],
    out: Path,
    now: datetime,
    progress: Telling | None = None,
) -> Edition:
    """Do both: put the scans together, and write the packet again with them."""
    with tempfile.TemporaryDirectory(prefix="egov-scan-") as folder:
        whole = Path(folder) / "scan.pdf"
        prepare_scan(scans, whole, progress)
        return make_scan_edition(packet, whole, out, now)


def _require_scans(scans: Sequence[Path], most: int) -> None:
    if not scans:
        raise InvalidInputError("没有选择扫描件；请选择 PDF、JPEG 或 PNG 文件。")
    if len({scan.absolute() for scan in scans}) < len(scans):
        raise InvalidInputError("同一个扫描件选了两次；请每个文件只选一次。")
    size = sum(scan.stat().st_size for scan in scans if scan.is_file())
    if size > most:
        raise InvalidInputError(
            f"扫描件共 {size >> 20} MB，超过 {most >> 20} MB；请用较低的分辨率重新扫描。"
        )


def _require_fit(scan: Path, heartbeat: Callable[[], None]) -> None:
    from egov_desktop.documents.media_types import NAMES
    from egov_desktop.documents.scan_pages import SCANNED_TYPES

    found = inspection.inspect_file(scan, heartbeat=heartbeat)
    if found.media_type not in SCANNED_TYPES:
        raise InvalidInputError(
            f"“{scan.name}”的内容是{NAMES[found.media_type]}，不是 PDF、JPEG 或 PNG 扫描件；"
            "请选择扫描得到的文件。"
        )
    for kind, sentence in zip(found.flaws, found.remarks, strict=True):
        if kind in _UNFIT:
            raise InvalidInputError(f"扫描件“{scan.name}”不能用：{sentence}")


def _require_unsigned(packet: Path, now: datetime) -> str:
    """Return the hash of a packet that is sound and not signed by any key."""
    found = verify(packet, now=now)
    if found.verdict == "invalid":
        reasons = "；".join(found.reasons)
        raise InvalidInputError(f"“{packet.name}”核对未通过，不能附扫描件：{reasons}")
    if found.signatures or found.manifest_signature or found.sm2:
        raise InvalidInputError(
            f"“{packet.name}”有电子签名，不能再附签章扫描件；扫描件只用于不作电子签名的报送包。"
        )
    return found.sha256
