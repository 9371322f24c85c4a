"""XML of Word and Excel files that the parser cannot take, or would take for ever."""

from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook
from word_files import changed

from egov_desktop.documents.report_reading import read_report
from egov_desktop.documents.workbook_reading import read_workbook
from egov_desktop.domain.errors import InvalidInputError

LONG = 12 << 20


@pytest.fixture
def report(tmp_path: Path) -> Path:
    Document().save(str(tmp_path / "报告.docx"))
    return tmp_path / "报告.docx"


@pytest.mark.parametrize("encoding", ["GBK", "gb18030", "Big5", "Shift_JIS", "UTF-7", "utf-32"])
def test_an_encoding_that_the_parser_does_not_know_is_told(
    report: Path, tmp_path: Path, encoding: str
) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?><a>报告</a>".encode("gbk", "replace")
    path = changed(report, tmp_path / "other.docx", {"word/document.xml": text})
    with pytest.raises(InvalidInputError, match=r"word/document\.xml"):
        read_report(path)


@pytest.mark.parametrize(
    "token", ["<!--" + "x" * LONG + "-->", "<a b='" + "x" * LONG + "'/>", "<a" + " " * LONG + "/>"]
)
def test_an_endless_token_is_refused_soon(report: Path, tmp_path: Path, token: str) -> None:
    text = f"<document>{token}</document>".encode()
    path = changed(report, tmp_path / "long.docx", {"word/document.xml": text})
    with pytest.raises(InvalidInputError, match="标记"):
        read_report(path)
    book = tmp_path / "表.xlsx"
    Workbook().save(str(book))
    sheet = changed(book, tmp_path / "long.xlsx", {"xl/worksheets/sheet1.xml": text})
    with pytest.raises(InvalidInputError):
        read_workbook(sheet)


def test_long_text_is_no_long_token(report: Path, tmp_path: Path) -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{"字" * LONG}</w:t></w:r></w:p>'
    path = changed(
        report,
        tmp_path / "text.docx",
        {"word/document.xml": f"{text}</w:body></w:document>".encode()},
    )
    assert len(read_report(path).paragraphs[0].text) > 1000
