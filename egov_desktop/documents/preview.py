"""Pages of a PDF as pictures for the window (预览)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from egov_desktop.domain.errors import InvalidInputError, NotFoundError

_MAX_PIXELS = 40_000_000


@dataclass(frozen=True)
class RenderedPage:
    """A page as pixels: four bytes each, blue, green, red, unused; rows of `stride` bytes."""

    width: int
    height: int
    stride: int
    pixels: bytes


def page_count(path: Path) -> int:
    """Return the number of pages; raises InvalidInputError for a file that cannot be opened."""
    document = opened(path)
    try:
        return len(document)
    finally:
        document.close()


def render_page(path: Path, index: int, scale: float) -> RenderedPage:
    """Return a page, counted from 0; scale 1 is 72 dots an inch, less for an enormous page."""
    import pypdfium2

    document = opened(path)
    try:
        if not 0 <= index < len(document):
            raise NotFoundError(f"“{path.name}”没有第 {index + 1} 页，共 {len(document)} 页。")
        page = document[index]
        width, height = page.get_size()
        most = (_MAX_PIXELS / max(width * height, 1)) ** 0.5
        bitmap = page.render(scale=min(scale, most), prefer_bgrx=True, rev_byteorder=False)
        return RenderedPage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
    except pypdfium2.PdfiumError as error:
        raise InvalidInputError(f"“{path.name}”第 {index + 1} 页损坏，无法显示。") from error
    finally:
        document.close()


def opened(path: Path) -> Any:
    """Open a PDF that the caller closes; raises NotFoundError or InvalidInputError in words."""
    import pypdfium2

    if not path.is_file():
        raise NotFoundError(f"找不到文件“{path.name}”，请重新生成或重新选择。")
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise InvalidInputError(f"“{path.name}”无法打开：已损坏或设有密码。") from error
