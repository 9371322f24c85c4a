"""The pages of a PDF one by one: readable, blank, scanned (PDF 逐页检查)."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from egov_desktop.domain.attachment_flaws import BLANK_PAGES, DAMAGED, OVERSIZED, SCANNED, Remark
from egov_desktop.domain.attachment_surroundings import ranges

MAX_PAGES = 600
"""Pages that are read; a longer file is not judged by its headings."""

_MAX_CHARACTERS = 4_000_000
_MOST_IN_MEMORY = 64 << 20
_RENDERING_SECONDS = 8.0
_RENDERED = 200  # pixels of the longer side: enough to tell paper from writing
_MAX_SIDE = 14_400  # points, 5 m: what the format allows
_BRIGHT, _FAINT = 200, 24


@dataclass(frozen=True)
class PageFacts:
    """What one page holds."""

    text: str
    has_drawing: bool
    is_readable: bool = True
    is_empty_picture: bool = False
    """A picture of nothing: the scanned back of a sheet."""
    is_oversized: bool = False

    @property
    def has_text(self) -> bool:
        """Whether there is text that a machine can read."""
        return bool(self.text.strip())

    @property
    def is_blank(self) -> bool:
        """Whether a person would see nothing."""
        if not self.is_readable or self.has_text:
            return False
        return self.is_empty_picture or not self.has_drawing

    @property
    def is_scan(self) -> bool:
        """Whether there is something to see, and no text."""
        return self.has_drawing and not self.has_text and not self.is_empty_picture


def read_pages(path: Path, count: int) -> Iterator[PageFacts]:
    """Yield what each page holds, MAX_PAGES at most.

    PDFium keeps every picture it has met until the document is closed, so a large file is
    opened again for each handful of pages.
    """
    import pypdfium2

    step = max(1, count * _MOST_IN_MEMORY // max(path.stat().st_size, 1))
    room = _MAX_CHARACTERS
    until = time.monotonic() + _RENDERING_SECONDS
    for first in range(0, min(count, MAX_PAGES), step):
        document = pypdfium2.PdfDocument(path)
        try:
            for index in range(first, min(first + step, count, MAX_PAGES)):
                facts = _page_facts(document, index, room, time.monotonic() < until)
                room -= len(facts.text)
                yield facts
        finally:
            document.close()


def page_remarks(pages: Sequence[PageFacts]) -> list[Remark]:
    """Return what is to be said of the pages, naming them."""

    def numbers(wanted: str) -> list[int]:
        return [n for n, page in enumerate(pages, start=1) if getattr(page, wanted)]

    remarks = []
    if unreadable := [n for n, page in enumerate(pages, start=1) if not page.is_readable]:
        sentence = f"第 {ranges(unreadable)} 页损坏，无法读取，请用原文件重新导出。"
        remarks.append(Remark(DAMAGED, sentence))
    if blank := numbers("is_blank"):
        sentence = f"第 {ranges(blank)} 页是空白页，请确认没有漏页。"
        if len(blank) == len(pages):
            sentence = "所有页都是空白页，请确认没有拿错文件。"
        remarks.append(Remark(BLANK_PAGES, sentence))
    if scans := numbers("is_scan"):
        sentence = f"第 {ranges(scans)} 页没有文字层（扫描件或图形），请人工审阅。"
        if not any(page.has_text for page in pages):
            sentence = "全文没有文字层（扫描件或图形），机器无法核对章节和数字，请人工审阅。"
        remarks.append(Remark(SCANNED, sentence))
    if huge := numbers("is_oversized"):
        sentence = f"第 {ranges(huge)} 页的页面大得反常，可能无法打印，请按实际纸张重新导出。"
        remarks.append(Remark(OVERSIZED, sentence))
    return remarks


def _page_facts(document: Any, index: int, room: int, may_render: bool) -> PageFacts:
    import pypdfium2

    try:
        page = document[index]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return PageFacts("", has_drawing=False, is_readable=False)
    count = min(text_page.count_chars(), room)
    text = text_page.get_text_range(0, count, errors="replace") if count > 0 else ""
    text_page.close()
    is_oversized = max(page.get_size()) > _MAX_SIDE
    has_drawing = _has_drawing(page)
    is_empty = has_drawing and not text.strip() and may_render and _shows_nothing(page)
    page.close()
    return PageFacts(text, has_drawing, True, is_empty, is_oversized)


def _has_drawing(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    kinds = (
        pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page.raw, place))
        for place in range(pdfium.FPDFPage_CountObjects(page.raw))
    )
    return any(kind != pdfium.FPDF_PAGEOBJ_TEXT for kind in kinds) or _has_annotations(page)


def _has_annotations(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    return bool(pdfium.FPDFPage_GetAnnotCount(page.raw) > 0)


def _shows_nothing(page: Any) -> bool:
    """Whether the page, drawn small, is bright paper and nothing else."""
    import pypdfium2

    longest = max(page.get_size())
    if not 0 < longest <= _MAX_SIDE:
        return False
    try:
        bitmap = page.render(scale=_RENDERED / longest, grayscale=True)
    except pypdfium2.PdfiumError:
        return False
    image = bitmap.to_pil()
    width, height = image.size
    inner = image.crop((width // 20, height // 20, width - width // 20, height - height // 20))
    darkest, brightest = inner.getextrema()
    return darkest > _BRIGHT and brightest - darkest < _FAINT
