"""Scanned pages (扫描件) as one PDF: the pictures and pages as they came, nothing encoded anew."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from egov_desktop.documents import media_types
from egov_desktop.documents.images import image_to_pdf
from egov_desktop.documents.inspection_pdf_pages import read_pages
from egov_desktop.documents.preview import opened
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.files import replacing

SCANNED_TYPES = (media_types.PDF, media_types.JPEG, media_types.PNG)
MOST_PAGES = 200
MOST_BYTES = 200 << 20


def scans_to_pdf(scans: Sequence[Path], out: Path) -> int:
    """Write scans one after the other as one PDF; return the number of its pages.

    Raises InvalidInputError for a scan that is broken or locked, for too many pages, and when a
    person would see nothing on any page.
    """
    import pikepdf

    with TemporaryDirectory(prefix="egov-scan-") as folder, ExitStack() as sources:
        whole = sources.enter_context(pikepdf.new())
        for number, scan in enumerate(scans):
            part = sources.enter_context(_opened(scan, Path(folder) / f"{number}.pdf"))
            if len(whole.pages) + len(part.pages) > MOST_PAGES:
                raise InvalidInputError(f"扫描件超过 {MOST_PAGES} 页；请只扫描签字、盖章的页。")
            whole.pages.extend(part.pages)
        with replacing(out) as stream:
            whole.save(stream, deterministic_id=True)
        pages = len(whole.pages)
    if all(page.is_blank for page in read_pages(out, pages)):
        raise InvalidInputError("扫描件全是空白页；请确认没有拿错文件、没有扫反面。")
    return pages


def scanned_pages(path: Path) -> int:
    """Return the number of pages of a scan that came in a packet; none of them is drawn.

    Raises InvalidInputError when it does not open, a page is not there, or it has too many.
    """
    import pypdfium2

    document = opened(path)
    try:
        count = len(document)
        if not 0 < count <= MOST_PAGES:
            raise InvalidInputError(f"“{path.name}”有 {count} 页，不合理，不是本程序附入的扫描件。")
        for index in range(count):
            document.get_page_size(index)
    except pypdfium2.PdfiumError as error:
        raise InvalidInputError(f"“{path.name}”损坏，有的页打不开。") from error
    finally:
        document.close()
    return count


def _opened(scan: Path, made: Path) -> Any:
    """Open a scan as a PDF; a picture is made one first, under the second name."""
    import pikepdf

    source = scan
    if media_types.media_type_of(scan) != media_types.PDF:
        source = made
        image_to_pdf(scan, source)
    try:
        return pikepdf.open(source)
    except pikepdf.PasswordError as error:
        raise InvalidInputError(f"“{scan.name}”设有打开密码，请去掉密码后重新选择。") from error
    except pikepdf.PdfError as error:
        raise InvalidInputError(f"“{scan.name}”损坏，无法打开；请重新扫描。") from error
