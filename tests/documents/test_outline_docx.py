"""The Word skeleton: heading styles numbered by themselves, contents, guidance, blanks, tables."""

import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from egov_desktop.documents.outline_docx import blank, write_outline
from egov_desktop.documents.word_outline_styles import GUIDANCE
from egov_desktop.domain.printout import FormTable
from egov_desktop.domain.report_skeleton import Fact, Part, Skeleton

_ITEMS = FormTable(
    "投资估算明细",
    ("费用名称", "金额（万元）"),
    (False, True),
    (("设备", "1.00"),),
    ("合计", "1.00"),
)
_WIDE = FormTable(
    "配置清单",
    tuple(f"很长的列名称第{n}列" for n in range(9)),
    (False,) * 9,
    (("文字",) * 9,),
    None,
)
_EMPTY = FormTable("招标基本情况", ("事项",), (False,), (), None)
_SKELETON = Skeleton(
    "可行性研究报告",
    "示例<省>共享平台",
    "示例省数据局",
    date(2026, 3, 2),
    "可行性研究报告编制提纲（annex3），制度包 sichuan-egov 1.0",
    (
        Part(
            "项目概述",
            "待核对，章名未见官方文本。",
            sections=(
                Part("项目名称", "", (Fact("项目名称", "示例<省>共享平台"),)),
                Part("编制单位", "写明选定方式。", (Fact("编制单位", ""),)),
            ),
        ),
        Part("投资估算", "", tables=(_ITEMS, _WIDE, _EMPTY)),
        Part("风险", "", (Fact("必要性", "第一段。\n第二段。", is_prose=True),)),
    ),
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("outline") / "o.docx"
    write_outline(_SKELETON, path)
    return path


def _texts(path: Path, style: str) -> list[str]:
    return [p.text for p in Document(str(path)).paragraphs if p.style.style_id == style]


def test_chapters_and_sections_are_headings_that_number_themselves(written: Path) -> None:
    assert _texts(written, "Heading1") == ["项目概述", "投资估算", "风险"]
    assert _texts(written, "Heading2") == ["项目名称", "编制单位"]
    document = Document(str(written))
    assert document.styles["Heading 1"].element.xpath("./w:name/@w:val") == ["heading 1"]
    numbering = document.part.numbering_part.element
    linked = dict(
        zip(
            numbering.xpath(".//w:pStyle/@w:val"),
            numbering.xpath(".//w:lvlText/@w:val"),
            strict=True,
        )
    )
    assert linked["Heading1"] == "第%1章"
    assert linked["Heading2"] == "%2、"


def test_the_contents_show_every_heading_and_lead_to_it(written: Path) -> None:
    assert _texts(written, "TOC1") == ["第一章 项目概述", "第二章 投资估算", "第三章 风险"]
    assert _texts(written, "TOC2") == ["1、项目名称", "2、编制单位"]
    body = Document(str(written)).element.body
    anchors = body.xpath(".//w:hyperlink/@w:anchor")
    assert anchors == body.xpath(".//w:bookmarkStart/@w:name")
    codes = [code.text.split()[0] for code in body.iter(qn("w:instrText"))]
    assert codes == ["TOC", "SEQ", "SEQ", "SEQ"]
    kinds = body.xpath(".//w:fldChar/@w:fldCharType")
    assert [kinds.count(kind) for kind in ("begin", "separate", "end")] == [4, 4, 4]


def test_opening_it_asks_nothing(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if "xml" in name}
    assert "updateFields" not in parts["word/settings.xml"]
    assert not [name for name, text in parts.items() if "w:dirty" in text]


def test_guidance_has_a_style_and_blanks_say_what_is_wanted(written: Path) -> None:
    guidance = _texts(written, GUIDANCE)
    assert guidance[1:] == ["待核对，章名未见官方文本。", "写明选定方式。"]
    assert Document(str(written)).styles["编写提示"].style_id == GUIDANCE
    body = _texts(written, "BodyText")
    assert "项目名称\uff1a示例<省>共享平台" in body
    assert f"编制单位\uff1a{blank('编制单位')}" in body
    assert blank("招标基本情况") in body
    assert body.count(blank("项目名称")) == 0
    assert body[-2:] == ["第一段。", "第二段。"]


def test_tables_stand_under_numbered_captions_and_wide_ones_on_sheets_of_their_own(
    written: Path,
) -> None:
    assert _texts(written, "Caption") == [
        "表 1\u3000投资估算明细",
        "表 2\u3000配置清单",
        "表 3\u3000招标基本情况",
    ]
    document = Document(str(written))
    first, wide = document.tables
    assert [cell.text for cell in first.rows[-1].cells] == ["", "合计", "1.00"]
    assert len(wide.columns) == 10
    turned = [section.orientation is WD_ORIENT.LANDSCAPE for section in document.sections]
    assert turned == [False, False, True, False]
    starts = [section._sectPr.find(qn("w:pgNumType")) is not None for section in document.sections]
    assert starts == [False, True, False, False]


def test_the_properties_name_outline_and_pack(written: Path) -> None:
    properties = Document(str(written)).core_properties
    assert properties.title == "示例<省>共享平台可行性研究报告"
    assert properties.author == "示例省数据局"
    assert "annex3" in properties.comments
    assert "sichuan-egov 1.0" in properties.comments
    assert properties.created.date() == date(2026, 3, 2)


def test_a_long_name_keeps_its_place_and_an_unknown_unit_is_asked_for(tmp_path: Path) -> None:
    name = "很长的项目名称" * 20
    write_outline(replace(_SKELETON, project_name=name, unit=""), tmp_path / "o.docx")
    document = Document(str(tmp_path / "o.docx"))
    assert document.paragraphs[0].text == name
    assert f"项目建设单位\uff1a{blank('项目建设单位')}" in [p.text for p in document.paragraphs]
    head = document.sections[1].header.paragraphs[0].text
    assert head.startswith("很长的项目名称")
    assert len(head) < 60


def test_every_style_that_is_used_is_there(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        styles = archive.read("word/styles.xml").decode()
        used = "".join(archive.read(n).decode() for n in archive.namelist() if n.endswith(".xml"))
    known = set(re.findall(r'w:styleId="(\w+)"', styles))
    wanted = re.findall(r'<w:(?:pStyle|rStyle|basedOn|next) w:val="(\w+)"', used)
    assert set(wanted) <= known
