"""The Word form has the parts, order and figures of the PDF, real headings, its own styles only."""

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Emu
from printout_samples import SHA256, sample_printout

from egov_desktop.documents.form_docx import write_form
from egov_desktop.domain.printout import FormPart, FormTable, Printout

_WIDE = FormTable(
    "软硬件配置清单",
    tuple(f"很长的列名称第{n}列（万元）" for n in range(9)),
    (False,) * 9,
    (tuple("一段写在表格里的说明文字" for _ in range(9)),),
    None,
)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    printout = sample_printout()
    parts = (*printout.parts, FormPart("清单", (), (_WIDE,)))
    write_form(replace(printout, parts=parts), tmp_path / "f.docx")
    return tmp_path / "f.docx"


def _headings(path: Path, level: int) -> list[str]:
    paragraphs = Document(str(path)).paragraphs
    return [p.text for p in paragraphs if p.style.style_id == f"Heading{level}"]


def test_the_parts_stand_in_the_order_of_the_pdf(written: Path) -> None:
    assert _headings(written, 1) == ["一、申报表", "二、明细表", "三、检查报告", "四、材料目录"]
    details = [title.partition("\u3000")[0] for title in _headings(written, 2)]
    assert details == [
        "项目基本情况",
        "清单",
        "投资分项",
        "软硬件配置清单",
        "检查结果",
        "未能判断的规则",
        "机器未检查的事项",
    ]


def test_amounts_stand_with_their_capitals_and_tables_with_totals(written: Path) -> None:
    tables = Document(str(written)).tables
    form = {row.cells[0].text: row.cells[1].text for row in tables[1].rows}
    assert form["总投资（万元）"] == "2,860.00\n人民币贰仟捌佰陆拾万元整"
    assert [cell.text for cell in tables[3].rows[-1].cells] == ["", "合计", "", "7,320.00"]
    assert len(tables[3].rows) == 122
    assert re.sub(r"\s", "", tables[-1].rows[1].cells[2].text) == f"报告.pdf{SHA256}"


def test_heads_repeat_and_wide_tables_lie_on_their_side(written: Path) -> None:
    document = Document(str(written))
    head = document.tables[3].rows[0]._tr
    assert head.trPr is not None
    assert head.trPr.find(qn("w:tblHeader")) is not None
    assert all(
        p.paragraph_format.keep_with_next for p in document.tables[3].rows[0].cells[0].paragraphs
    )
    assert WD_ORIENT.LANDSCAPE in [section.orientation for section in document.sections]
    for section in document.sections:
        across = section.page_width - section.left_margin - section.right_margin
        down = section.page_height - section.top_margin - section.bottom_margin
        assert {round(Emu(across).mm), round(Emu(down).mm)} == {156, 225}


def test_every_sheet_names_version_and_code_and_counts_pages(written: Path) -> None:
    for section in Document(str(written)).sections:
        foot = section.footer.paragraphs[0]
        assert "v3 · K7QF-2MZD-X4TB" in foot.text
        codes = [code.text.strip() for code in foot._p.iter(qn("w:instrText"))]
        assert codes == ["PAGE", "NUMPAGES"]


def test_characters_that_xml_has_no_place_for_are_left_out(tmp_path: Path) -> None:
    printout = replace(sample_printout(), project_name="\U0002cb5a 平台\x01\ufffe<&>\x0b")
    write_form(printout, tmp_path / "f.docx")
    assert Document(str(tmp_path / "f.docx")).paragraphs[0].text == "\U0002cb5a 平台<&>"


def test_an_empty_filing_still_makes_a_form(tmp_path: Path) -> None:
    printout: Printout = replace(
        sample_printout(), parts=(), findings=(), undecided=(), materials=(), project_name="项"
    )
    write_form(printout, tmp_path / "f.docx")
    assert _headings(tmp_path / "f.docx", 1) == ["一、申报表", "二、检查报告", "三、材料目录"]


def test_the_file_has_chinese_typefaces_and_nothing_of_the_template(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        names = archive.namelist()
        styles = archive.read("word/styles.xml").decode()
    assert not [name for name in names if "thumbnail" in name or "customXml" in name]
    assert 'w:eastAsia="宋体"' in styles
    assert "Theme=" not in styles
    assert styles.count('w:default="1"') == 4
    known = set(re.findall(r'w:styleId="(\w+)"', styles))
    with zipfile.ZipFile(written) as archive:
        body = archive.read("word/document.xml").decode()
    assert set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="(\w+)"', body)) <= known
