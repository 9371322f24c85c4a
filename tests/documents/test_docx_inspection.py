"""Word files that are handed in tell their chapters, so that the pack's rules can judge them."""

import zipfile
from pathlib import Path

import docx

from egov_desktop.documents import media_types
from egov_desktop.documents.inspector import inspect
from egov_desktop.domain.project import Heading


def test_chapters_and_what_stands_under_them_are_found(tmp_path: Path) -> None:
    document = docx.Document()
    for title, text in (("第一章 项目概述", "共十个字的一段正文。"), ("第二章 需求分析", "")):
        document.add_heading(title, 1)
        document.add_heading("1、背景", 2)
        document.add_paragraph(text)
    document.save(str(tmp_path / "r.docx"))
    found = inspect(tmp_path / "r.docx", "r.docx")
    assert found.media_type == media_types.DOCX
    assert found.headings is not None
    assert [heading.title for heading in found.headings] == ["第一章 项目概述", "第二章 需求分析"]
    assert found.headings[0].characters > found.headings[1].characters
    assert isinstance(found.headings[0], Heading)


def test_a_word_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "r.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
        archive.writestr("[Content_Types].xml", "<Types/>")
    found = inspect(tmp_path / "r.docx", "r.docx")
    assert found.headings is None
    assert len(found.remarks) == 1
    assert "r.docx" in found.remarks[0]
