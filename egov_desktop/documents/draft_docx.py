"""The draft of a filing as an editable Word file (草稿)."""

from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.domain.printout import FormPart, FormTable, Printout
from egov_desktop.files import replacing

if TYPE_CHECKING:
    from docx.document import Document


def write_draft(printout: Printout, out: Path) -> None:
    """Write the form, its tables, the findings and the materials under real headings."""
    from docx import Document

    document = Document()
    document.core_properties.title = _writable(printout.project_name)[:200]
    document.add_heading(_writable(printout.project_name), 0)
    document.add_paragraph(f"{printout.stage_title}{printout.period}")
    document.add_paragraph(f"草稿 第 {printout.stamp.version} 版 {printout.stamp.code}")
    document.add_paragraph(printout.pack_line)
    for part in printout.parts:
        _add_part(document, part)
    document.add_heading("检查报告", 1)
    for line in (*printout.findings, *printout.undecided):
        text = f"{line.severity} {line.place} {line.message} {line.basis}"
        document.add_paragraph(_writable(text))
    document.add_heading("机器未检查的事项", 1)
    for sentence in printout.unchecked:
        document.add_paragraph(sentence)
    document.add_heading("材料目录", 1)
    rows = tuple((m.material, m.title, m.pages, m.status) for m in printout.materials)
    _add_rows(document, (("材料", "文件", "页数", "状态"), *rows))
    with replacing(out) as stream:
        document.save(stream)


def _add_part(document: "Document", part: FormPart) -> None:
    document.add_heading(part.title, 1)
    if part.lines:
        _add_rows(document, tuple((line.label, line.value, line.remark) for line in part.lines))
    for table in part.tables:
        _add_table(document, table)


def _add_table(document: "Document", table: FormTable) -> None:
    document.add_heading(table.title, 2)
    totals = (table.totals,) if table.totals else ()
    _add_rows(document, (table.columns, *table.rows, *totals))


def _add_rows(document: "Document", rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(0, len(rows[0]))
    table.style = "Table Grid"
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _writable(text)


def _writable(text: str) -> str:
    """Return text without the control characters and halves that XML has no place for."""
    return "".join(char for char in text if char.isprintable() or char in "\n\t")
