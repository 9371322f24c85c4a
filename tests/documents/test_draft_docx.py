"""The Word draft opens, has real headings and says what the form says."""

from dataclasses import replace
from pathlib import Path

from docx import Document
from printout_samples import sample_printout

from egov_desktop.documents.draft_docx import write_draft


def test_the_draft_has_headings_tables_and_texts(tmp_path: Path) -> None:
    printout = replace(sample_printout(), project_name="\U0002cb5a 平台\x01")
    write_draft(printout, tmp_path / "d.docx")
    document = Document(str(tmp_path / "d.docx"))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading 1")]
    assert headings == [part.title for part in printout.parts] + [
        "检查报告",
        "机器未检查的事项",
        "材料目录",
    ]
    assert document.paragraphs[0].text == "\U0002cb5a 平台"
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {line.label for part in printout.parts for line in part.lines} <= cells
