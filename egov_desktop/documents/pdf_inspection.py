"""What can be said of a PDF without reading it as a person: opens, pages, text, damage."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from egov_desktop.documents.headings import find_headings
from egov_desktop.documents.inspection_facts import FileFacts
from egov_desktop.documents.inspection_pdf_actions import action_remarks
from egov_desktop.documents.inspection_pdf_damage import damage_remarks
from egov_desktop.documents.inspection_pdf_pages import MAX_PAGES, page_remarks, read_pages
from egov_desktop.domain.attachment_flaws import (
    DAMAGED,
    ENCRYPTED,
    PARTLY_INSPECTED,
    RESTRICTED,
    Remark,
)
from egov_desktop.domain.attachment_surroundings import Surroundings, date_remarks, name_remarks

_DATE = re.compile(r"\s*(?:D:)?(\d{4})(\d{2})?(\d{2})?")


def inspect_pdf(path: Path, around: Surroundings) -> FileFacts:
    """Return pages, remarks and chapter headings of a PDF; a broken one gives remarks."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        return FileFacts(None, (_why_closed(error),))
    try:
        count = len(document)
        remarks, signatures = _protection(document)
    finally:
        document.close()
    damage = damage_remarks(path)
    remarks = [*damage, *remarks, *_carried(path, around)]
    if count == 0:
        remarks.append(Remark(DAMAGED, "文件没有任何页，请用原文件重新导出。"))
        return FileFacts(0, tuple(remarks), None, signatures)
    pages = list(read_pages(path, count))
    texts = [page.text for page in pages]
    remarks += [*page_remarks(pages), *name_remarks(texts, around)]
    if count > MAX_PAGES:
        sentence = f"共 {count} 页，只检查了前 {MAX_PAGES} 页，其余请人工翻看。"
        remarks.append(Remark(PARTLY_INSPECTED, sentence))
        return FileFacts(count, tuple(remarks), None, signatures)
    return FileFacts(count, tuple(remarks), find_headings(texts), signatures)


def _why_closed(error: Any) -> Remark:
    import pypdfium2.raw as pdfium

    code = getattr(error, "err_code", None)
    if code == pdfium.FPDF_ERR_PASSWORD:
        sentence = "文件设有打开密码，接收方无法打开，请去掉密码后重新添加。"
        return Remark(ENCRYPTED, sentence)
    if code == pdfium.FPDF_ERR_SECURITY:
        sentence = "文件的加密方式不受支持，接收方可能无法打开，请另存为不加密的 PDF。"
        return Remark(ENCRYPTED, sentence)
    return Remark(DAMAGED, "文件损坏，无法作为 PDF 打开，请用原文件重新导出。")


def _protection(document: Any) -> tuple[list[Remark], int]:
    """Return what an owner password forbids, and the number of signatures."""
    import pypdfium2.raw as pdfium

    remarks = []
    if pdfium.FPDF_GetSecurityHandlerRevision(document.raw) >= 0:
        sentence = "文件可以打开，但设有权限限制（打印、复制或修改），建议换成不加密的文件。"
        remarks.append(Remark(RESTRICTED, sentence))
    return remarks, max(0, pdfium.FPDF_GetSignatureCount(document.raw))


def _carried(path: Path, around: Surroundings) -> list[Remark]:
    """Return what the file does and carries, and its dates; nothing when it is too broken."""
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            return [*action_remarks(pdf), *_dates(pdf, around)]
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError, TypeError):
        return []  # told already


def _dates(pdf: Any, around: Surroundings) -> list[Remark]:
    import pikepdf

    info = pdf.trailer.get("/Info")
    if not isinstance(info, pikepdf.Dictionary):
        return []
    return date_remarks(_day(info.get("/CreationDate")), _day(info.get("/ModDate")), around)


def _day(value: Any) -> date | None:
    """Return the day of a PDF date (D:20260302…), None for anything else."""
    found = _DATE.match(str(value)) if value is not None else None
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
