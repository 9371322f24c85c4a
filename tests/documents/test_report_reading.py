"""Reports are read as Word, WPS and LibreOffice write them."""

import os
import subprocess
from pathlib import Path

import pytest
from docx import Document
from word_files import document, p, style, word_file, xml

from egov_desktop.documents.report_reading import read_report
from egov_desktop.domain.report_text import Place, ReportText

WPS_STYLES = xml(
    "styles",
    style("1", "Normal", attributes='w:default="1"')
    + style("2", "heading 1", '<w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
    + style("3", "heading 2", '<w:basedOn w:val="1"/>')
    + style("12", "标题 3")
    + style("13", "章标题", '<w:basedOn w:val="2"/>')
    + style("14", "1 级")
    + style("15", "TOC 标题", '<w:basedOn w:val="2"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>')
    + style("16", "toc 1")
    + style("17", "正文缩进", '<w:basedOn w:val="1"/>')
    + style("18", "标题")
    + style("19", "隐藏", "<w:rPr><w:vanish/></w:rPr>")
    + style("EgovGuidance", "编写提示")
    + style("20", "提示变体", '<w:basedOn w:val="EgovGuidance"/>'),
)


def read(tmp_path: Path, body: str, **parts: str) -> ReportText:
    named = {f"{name}.xml": content for name, content in parts.items()}
    return read_report(word_file(tmp_path / "report.docx", document(body), named))


def texts(report: ReportText, place: Place = Place.BODY) -> list[str]:
    return [paragraph.text for paragraph in report.paragraphs if paragraph.place is place]


@pytest.mark.parametrize(
    ("style_id", "level"),
    [
        ("2", 1), ("3", 2), ("12", 3), ("13", 1), ("14", 1), ("15", None), ("16", None),
        ("17", None), ("18", None), ("1", None), ("Heading4", 4), ("标题5", 5), ("nowhere", None),
    ],
)  # fmt: skip
def test_heading_styles(style_id: str, level: int | None, tmp_path: Path) -> None:
    (paragraph,) = read(tmp_path, p("概述", style_id), styles=WPS_STYLES).paragraphs
    assert paragraph.level == level
    assert paragraph.is_contents == (style_id in {"15", "16"})


def test_a_paragraph_may_set_its_own_level(tmp_path: Path) -> None:
    body = p("概述", extra='<w:outlineLvl w:val="1"/>')
    body += p("正文", "2", '<w:outlineLvl w:val="9"/>')
    report = read(tmp_path, body, styles=WPS_STYLES)
    assert [paragraph.level for paragraph in report.paragraphs] == [2, None]


def test_guidance_is_known_by_its_style(tmp_path: Path) -> None:
    body = p("提示", "EgovGuidance") + p("提示", "20") + p("正文")
    report = read(tmp_path, body, styles=WPS_STYLES)
    assert [paragraph.is_guidance for paragraph in report.paragraphs] == [True, True, False]
    assert report.is_from_draft


NUMBERING = xml(
    "numbering",
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
    '<w:pStyle w:val="2"/><w:lvlText w:val="第%1章"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="japaneseCounting"/>'
    '<w:lvlText w:val="%2、"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/>'
    '<w:lvlText w:val="%1.%2.%3"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val="●"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="5"/></w:lvlOverride></w:num>',
)


def numbered(text: str, num: str, level: str = "0") -> str:
    marks = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
    return p(text, extra=marks)


def test_automatic_numbers_are_counted_as_word_does(tmp_path: Path) -> None:
    body = "".join(numbered("x", "1", level) for level in "0112012")
    body += numbered("x", "2") + numbered("x", "3") + numbered("x", "0") + numbered("x", "9")
    report = read(tmp_path, body, numbering=NUMBERING)
    assert [paragraph.label for paragraph in report.paragraphs] == [
        *("第一章", "一、", "二、", "1.2.1", "第二章", "一、", "2.1.1"),
        *("", "第五章", "", ""),
    ]
    assert report.paragraphs[0].shown == "第一章 x"


def test_a_style_may_bring_the_number(tmp_path: Path) -> None:
    styles = xml(
        "styles",
        style("2", "heading 1", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
        + style("5", "附录", '<w:basedOn w:val="2"/><w:pPr><w:numPr><w:numId w:val="0"/>'
                "</w:numPr></w:pPr>"),
    )  # fmt: skip
    report = read(tmp_path, p("概述", "2") * 12 + p("甲", "5"), styles=styles, numbering=NUMBERING)
    labels = [paragraph.label for paragraph in report.paragraphs]
    assert labels[0] == "第一章"
    assert labels[9:] == ["第十章", "第十一章", "第十二章", ""]


def test_tracked_changes_count_as_accepted(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t></w:r><w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>走</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>来</w:t></w:r></w:moveTo></w:p>"
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + p("删行") + "</w:tc></w:tr>"
        "<w:tr><w:tc>" + p("留行") + "</w:tc></w:tr></w:tbl>"
    )
    report = read(tmp_path, body)
    assert texts(report) == ["甲新来"]
    assert texts(report, Place.CELL) == ["留行"]
    assert report.tables[0].rows == (("留行",),)
    assert report.tracked_changes == 5


def test_a_text_box_counts_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    body = (
        p("前")
        + "<w:p><w:r><w:t>锚</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        f"<w:p><w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r></w:p>"
        "<w:p><w:r><w:drawing/></w:r></w:p>"
    )
    report = read(tmp_path, body)
    assert texts(report, Place.TEXT_BOX) == ["框内", "框内"]
    boxes = [q for q in report.paragraphs if q.place is Place.TEXT_BOX]
    assert [box.number for box in boxes] == [2, 3]
    assert [q.pictures for q in report.paragraphs if q.place is Place.BODY] == [0, 0, 0, 1]


def test_tables_with_tables_in_them(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p('内')}</w:tc></w:tr></w:tbl>"
    span = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    body = (
        p("表 1") + f"<w:tbl><w:tr><w:tc>{p('甲')}{inner}{p('乙')}</w:tc><w:tc>{p('丙')}</w:tc>"
        f"</w:tr><w:tr><w:tc>{span}{p('合并')}</w:tc></w:tr></w:tbl>" + p("后")
    )
    report = read(tmp_path, body)
    assert [table.rows for table in report.tables] == [(("甲 乙", "丙"), ("合并", "")), (("内",),)]
    assert report.tables[0].caption == "表 1"
    cells = {q.text: (q.table, q.row, q.column) for q in report.paragraphs if q.table is not None}
    assert cells == {"甲": (0, 0, 0), "内": (1, 0, 0), "乙": (0, 0, 0), "丙": (0, 0, 1),
                     "合并": (0, 1, 0)}  # fmt: skip
    assert [q.number for q in report.paragraphs if q.place is Place.BODY] == [1, 2]


FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>第一章 概述 3</w:t></w:r></w:p>'
)
FIELD_END = '<w:p><w:r><w:t>第二章 5</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def test_the_table_of_contents_is_known(tmp_path: Path) -> None:
    gallery = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{p('目录')}</w:sdtContent></w:sdt>"
    )
    body = gallery + FIELD.format("TOC \\o") + FIELD_END + p("第一章 概述", "2")
    report = read(tmp_path, body, styles=WPS_STYLES)
    assert [q.is_contents for q in report.paragraphs] == [True, True, True, False]


@pytest.mark.parametrize("heading_style", ["2", ""])
def test_contents_that_never_end_do_not_swallow_the_report(
    heading_style: str, tmp_path: Path
) -> None:
    body = FIELD.format("TOC \\o") + p("第一章 概述", heading_style) + p("正文")
    report = read(tmp_path, body, styles=WPS_STYLES)
    assert [q.is_contents for q in report.paragraphs][1:] == [False, False]


def test_the_result_of_a_field_is_text_and_its_instruction_is_not(tmp_path: Path) -> None:
    body = FIELD.format("REF x") + FIELD_END
    body += "<w:p><w:fldSimple w:instr='DATE'><w:r><w:t>今天</w:t></w:r></w:fldSimple></w:p>"
    assert texts(read(tmp_path, body)) == ["第一章 概述 3", "第二章 5", "今天"]


def test_everything_that_wraps_text(tmp_path: Path) -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        "<w:p><w:hyperlink>" + run.format("链") + "</w:hyperlink><w:smartTag>" + run.format("智")
        + "</w:smartTag><w:sdt><w:sdtContent>" + run.format("控") + "</w:sdtContent></w:sdt>"
        "<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath><w:r><w:t>可</w:t><w:softHyphen/><w:t>断</w:t>"
        "<w:noBreakHyphen/><w:tab/><w:t>后</w:t><w:br/><w:t xml:space='preserve'> 行 </w:t>"
        "<w:sym w:font='Wingdings' w:char='F0FE'/></w:r>"
        "<w:ruby><w:rt>" + run.format("pin") + "</w:rt><w:rubyBase>" + run.format("拼")
        + "</w:rubyBase></w:ruby></w:p>"
    )  # fmt: skip
    assert texts(read(tmp_path, body)) == ["链智控x+1可断- 后 行 □拼"]


def test_hidden_text_is_not_read_and_counted(tmp_path: Path) -> None:
    body = (
        p("藏", run="<w:vanish/>") + p("不藏", run='<w:vanish w:val="0"/>') + p("样式藏", "19")
        + p("仍显示", "19", run='<w:vanish w:val="false"/>')
    )  # fmt: skip
    report = read(tmp_path, body, styles=WPS_STYLES)
    assert texts(report) == ["", "不藏", "", "仍显示"]
    assert report.hidden_characters == 4


def test_headers_footers_notes_and_comments(tmp_path: Path) -> None:
    report = read(
        tmp_path,
        p("正文"),
        header1=xml("hdr", p("页眉")),
        header2=xml("hdr", f"<w:tbl><w:tr><w:tc>{p('表中页眉')}</w:tc></w:tr></w:tbl>"),
        footer1=xml("ftr", p("页脚")),
        footnotes=xml("footnotes", f"<w:footnote w:id='1'>{p('脚注')}</w:footnote>"),
        comments=xml("comments", f"<w:comment w:id='1'>{p('批注')}</w:comment>"),
    )
    assert texts(report, Place.HEADER) == ["页眉", "表中页眉"]
    assert texts(report, Place.FOOTER) == ["页脚"]
    assert texts(report, Place.FOOTNOTE) == ["脚注"]
    assert texts(report, Place.COMMENT) == ["批注"]
    assert report.comments == 1
    assert [q.number for q in report.paragraphs] == [1, None, None, None, None, None]


def test_a_control_that_still_shows_its_prompt(tmp_path: Path) -> None:
    control = (
        "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>写这里</w:t>"
        "</w:r></w:sdtContent></w:sdt></w:p>"
    )
    (paragraph,) = read(tmp_path, control).paragraphs
    assert paragraph.has_blank_control


def test_what_python_docx_writes(tmp_path: Path) -> None:
    made = Document()
    made.add_heading("报告", 0)
    made.add_heading("概述", 1)
    made.add_heading("背景", 2)
    made.add_paragraph("要点", style="List Number")
    made.sections[0].header.paragraphs[0].text = "页眉"
    made.save(str(tmp_path / "made.docx"))
    report = read_report(tmp_path / "made.docx")
    assert [q.level for q in report.paragraphs[:4]] == [None, 1, 2, None]
    assert [q.number for q in report.paragraphs[:4]] == [1, 2, 3, 4]
    assert report.paragraphs[3].label == "1."
    assert texts(report, Place.HEADER) == ["页眉"]


HTML = """<html><meta charset="utf-8"><body><h1>第一章 概述</h1><p>正文一</p><h2>背景</h2>
<table border="1"><tr><td>项目名称</td><td>某系统</td></tr></table><ol><li>要点</li></ol>
<h1>第二章 方案</h1><p>正文二</p></body></html>"""
FLAT = """<?xml version="1.0" encoding="UTF-8"?><office:document
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
<text:h text:outline-level="1" text:style-name="Heading_20_1">第一章 概述</text:h>
<text:p>正文一<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>
<text:note-body><text:p>脚注</text:p></text:note-body></text:note></text:p>
<text:h text:outline-level="2">背景</text:h></office:text></office:body></office:document>"""


def test_what_libreoffice_writes(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(HTML, "utf-8")
    (tmp_path / "flat.fodt").write_text(FLAT, "utf-8")
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--infilter=HTML (StarWriter)", "--convert-to", "docx", "--outdir", str(tmp_path)),
            str(tmp_path / "page.html"),
        ],
        check=True, capture_output=True, timeout=60, env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", "docx", "--outdir", str(tmp_path), str(tmp_path / "flat.fodt")),
        ],
        check=True, capture_output=True, timeout=60, env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    page = read_report(tmp_path / "page.docx")
    levels = {q.text: q.level for q in page.paragraphs if q.level}
    assert levels == {"第一章 概述": 1, "背景": 2, "第二章 方案": 1}
    assert page.tables[0].rows == (("项目名称", "某系统"),)
    assert [q.label for q in page.paragraphs if q.text == "要点"] == ["1."]
    flat = read_report(tmp_path / "flat.docx")
    assert {q.text: q.level for q in flat.paragraphs if q.level} == {"第一章 概述": 1, "背景": 2}
    assert "脚注" in "".join(texts(flat, Place.FOOTNOTE))
