"""What can be said of a PDF without reading it as a person: opens, pages, text, damage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from egov_desktop.documents.headings import find_headings
from egov_desktop.domain.project import Heading

MAX_PAGES = 600
"""Pages whose text is read; a longer report is not judged by its headings."""

_MAX_CHARACTERS = 4_000_000
_MOST_IN_MEMORY = 64 << 20
_MAX_SYNTAX_BYTES = 16 << 20  # larger files are not decoded stream by stream: it takes minutes


@dataclass(frozen=True)
class PdfFacts:
    """What was found in a PDF."""

    pages: int | None
    remarks: tuple[str, ...]
    headings: tuple[Heading, ...] | None = None


@dataclass(frozen=True)
class _PageFacts:
    text: str
    has_drawing: bool
    is_readable: bool = True

    @property
    def is_blank(self) -> bool:
        return self.is_readable and not self.text.strip() and not self.has_drawing

    @property
    def is_scan(self) -> bool:
        return not self.text.strip() and self.has_drawing


def inspect_pdf(path: Path) -> PdfFacts:
    """Return pages, remarks and chapter headings of a PDF; a broken one gives remarks."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        return PdfFacts(None, (_why_closed(error),))
    try:
        count = len(document)
        protection = _protection(document)
    finally:
        document.close()
    return _facts(path, count, [*_damage(path), *protection])


def _why_closed(error: Any) -> str:
    import pypdfium2.raw as pdfium

    code = getattr(error, "err_code", None)
    if code == pdfium.FPDF_ERR_PASSWORD:
        return "文件设有打开密码，接收方无法打开，请去掉密码后重新添加。"
    if code == pdfium.FPDF_ERR_SECURITY:
        return "文件的加密方式不受支持，接收方可能无法打开，请另存为不加密的 PDF。"
    return "文件损坏，无法作为 PDF 打开，请用原文件重新导出。"


def _facts(path: Path, count: int, remarks: Sequence[str]) -> PdfFacts:
    if count == 0:
        return PdfFacts(0, (*remarks, "文件没有任何页，请用原文件重新导出。"))
    pages = list(_read_pages(path, count))
    found = [*remarks, *_page_remarks(pages)]
    if count > MAX_PAGES:
        found.append(f"共 {count} 页，只检查了前 {MAX_PAGES} 页。")
        return PdfFacts(count, tuple(found))
    return PdfFacts(count, tuple(found), find_headings([page.text for page in pages]))


def _read_pages(path: Path, count: int) -> Iterator[_PageFacts]:
    """Yield what each page holds.

    PDFium keeps every picture it has met until the document is closed, so a large file is
    opened again for each handful of pages.
    """
    import pypdfium2

    step = max(1, count * _MOST_IN_MEMORY // max(path.stat().st_size, 1))
    room = _MAX_CHARACTERS
    for first in range(0, min(count, MAX_PAGES), step):
        document = pypdfium2.PdfDocument(path)
        try:
            for index in range(first, min(first + step, count, MAX_PAGES)):
                facts = _page_facts(document, index, room)
                room -= len(facts.text)
                yield facts
        finally:
            document.close()


def _page_facts(document: Any, index: int, room: int) -> _PageFacts:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        page = document[index]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return _PageFacts("", has_drawing=False, is_readable=False)
    count = min(text_page.count_chars(), room)
    text = text_page.get_text_range(0, count, errors="replace") if count > 0 else ""
    text_page.close()
    kinds = (
        pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page.raw, place))
        for place in range(pdfium.FPDFPage_CountObjects(page.raw))
    )
    facts = _PageFacts(text, any(kind != pdfium.FPDF_PAGEOBJ_TEXT for kind in kinds))
    page.close()
    return facts


def _page_remarks(pages: Sequence[_PageFacts]) -> list[str]:
    remarks = []
    numbered = list(enumerate(pages, start=1))
    if unreadable := [number for number, page in numbered if not page.is_readable]:
        remarks.append(f"第 {_ranges(unreadable)} 页损坏，无法读取，请用原文件重新导出。")
    if blank := [number for number, page in numbered if page.is_blank]:
        remarks.append(f"第 {_ranges(blank)} 页是空白页，请确认没有漏页。")
    scans = [number for number, page in numbered if page.is_scan]
    if scans and not any(page.text.strip() for page in pages):
        remarks.append("全文没有文字层（扫描件或图形），机器无法核对章节和数字，请人工审阅。")
    elif scans:
        remarks.append(f"第 {_ranges(scans)} 页没有文字层（扫描件或图形），请人工审阅。")
    return remarks


def _protection(document: Any) -> list[str]:
    import pypdfium2.raw as pdfium

    remarks = []
    if pdfium.FPDF_GetSecurityHandlerRevision(document.raw) >= 0:
        remarks.append("文件可以打开，但设有权限限制（打印、复制或修改），建议换成不加密的文件。")
    if (signatures := pdfium.FPDF_GetSignatureCount(document.raw)) > 0:
        remarks.append(f"文件内有 {signatures} 处电子签名，将原样保留，不作修改。")
    return remarks


def _damage(path: Path) -> list[str]:
    """Return a remark when the structure, or in a file of moderate size any stream, is broken."""
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            is_whole = not pdf.get_warnings()
            if is_whole and path.stat().st_size <= _MAX_SYNTAX_BYTES:
                is_whole = not pdf.check_pdf_syntax()
    except (pikepdf.PdfError, ValueError, RuntimeError):
        is_whole = False
    if is_whole:
        return []
    return ["文件结构有损坏，虽能打开，内容可能不全，请用原文件重新导出。"]


def _ranges(numbers: Sequence[int]) -> str:
    """Return page numbers in words: `1–3、7`; a long list is cut."""
    groups: list[list[int]] = []
    for number in numbers:
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    words = [f"{g[0]}–{g[-1]}" if len(g) > 1 else str(g[0]) for g in groups]
    return "、".join(words[:8]) + (" 等" if len(words) > 8 else "")
