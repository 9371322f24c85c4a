"""Word files that are broken or made to harm: each gives values or one sentence, soon and small."""

import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from word_files import STRICT, W, changed, document, p, relationships, style, word_file, xml, zipped

from egov_desktop.documents.report_reading import read_report
from egov_desktop.domain.errors import InvalidInputError

MEMORY = 700 << 20
CPU_SECONDS = 25
_READ = r"""
import resource, sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from egov_desktop.documents.report_reading import read_report
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.policy import Evidence, Outline, OutlineChapter
from egov_desktop.domain.report_checking import check_report
from egov_desktop.domain.report_facts import KnownAmount, LabelledFact, ReportFacts
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
try:
    report = read_report(Path(sys.argv[1]))
except InvalidInputError as error:
    print("refused", error)
else:
    titles = ("项目概述", "需求分析", "建设方案")
    outline = Outline("o", "提纲", (), tuple(OutlineChapter(t, Evidence.VERIFIED) for t in titles))
    facts = ReportFacts(
        own_names=("项目",),
        project_names=("某市项目",),
        other_projects=("某市另一个项目",),
        total=KnownAmount(("总投资",), Decimal(3000), "登记"),
        parts=(KnownAmount(("预备费",), Decimal(30), "登记"),),
        labelled=(LabelledFact(("项目名称",), ("某市项目",), "登记"),),
        period=(date(2026, 1, 1), date(2027, 1, 1)),
    )
    result = check_report(report, outline, facts)
    print("read", len(report.paragraphs), len(result.findings))
"""


def apart(path: Path) -> str:
    """Read and check a file in a process of its own with little memory and time."""
    done = subprocess.run(
        [sys.executable, "-c", _READ.format(memory=MEMORY, seconds=CPU_SECONDS), str(path)],
        capture_output=True,
        encoding="utf-8",
        timeout=170,
        env={"PYTHONUTF8": "1", "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def refused(path: Path) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read_report(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert sentence.endswith(("。", "试。"))
    return sentence


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    made = Document()
    made.add_heading("第一章 概述", 1)
    made.add_paragraph("正文")
    made.save(str(tmp_path / "sound.docx"))
    return tmp_path / "sound.docx"


def ole(stream: str) -> bytes:
    """Return the head of an OLE file with one directory entry."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + struct.pack("<H", 9)
    head += bytes(16) + struct.pack("<I", 0)
    return head.ljust(512, b"\0") + stream.encode("utf-16-le").ljust(512, b"\0")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空文件"),
        (b"hello", "纯文本"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"{\\rtf1 text}", "RTF 文档"),
        (b"<html><body>x</body></html>", "网页"),
        (ole("WordDocument"), "doc"),
        (ole("EncryptedPackage"), "密码"),
        (b"PK\x03\x04 but no more", "损坏"),
        (b"PK\x05\x06" + bytes(18), "压缩包"),
    ],
)
def test_what_is_no_docx_is_said_to_be_none(content: bytes, word: str, tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(content)
    assert word in refused(path)


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    assert "无法读取" in refused(tmp_path / "没有.docx")
    (tmp_path / "夹.docx").mkdir()
    assert "无法读取" in refused(tmp_path / "夹.docx")


def test_other_packages(tmp_path: Path) -> None:
    assert "不是 Word" in refused(zipped(tmp_path / "a.docx", {"readme.txt": "x"}))
    assert "Excel" in refused(zipped(tmp_path / "b.docx", {"xl/workbook.xml": "<x/>"}))
    assert "OFD" in refused(zipped(tmp_path / "c.docx", {"OFD.xml": "<x/>"}))


def test_every_cut_of_a_file(sound: Path, tmp_path: Path) -> None:
    """Cut anywhere, the file is refused: its directory stands at the end."""
    whole = sound.read_bytes()
    for size in range(4, len(whole), max(1, len(whole) // 60)):
        path = tmp_path / "cut.docx"
        path.write_bytes(whole[:size])
        refused(path)


def test_flipped_bytes(sound: Path, tmp_path: Path) -> None:
    """A flipped byte anywhere gives values or a sentence."""
    whole = bytearray(sound.read_bytes())
    path = tmp_path / "flipped.docx"
    outcomes = set()
    for place in range(0, len(whole), max(1, len(whole) // 80)):
        broken = bytearray(whole)
        broken[place] ^= 0x55
        path.write_bytes(broken)
        try:
            read_report(path)
            outcomes.add("read")
        except InvalidInputError:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


@pytest.mark.parametrize(
    "body",
    [
        "<w:document",
        document("")[:-3],
        "",
        "no xml",
        document("<w:p><w:r></w:p>"),
        document("<w:p>&undefined;</w:p>"),
        document("<w:p><w:r><w:t>\x01</w:t></w:r></w:p>"),
        f'<?xml version="1.0" encoding="nonsense-8"?><w:document xmlns:w="{W}"/>',
        b'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="x">\xff\xfe\xd5</w:document>',
    ],
)
def test_damaged_xml(body: str | bytes, tmp_path: Path) -> None:
    assert "XML" in refused(word_file(tmp_path / "damaged.docx", body))


LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)


@pytest.mark.parametrize(
    "declaration",
    [
        f"<!DOCTYPE x [{LAUGHS}]>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
        "<!DOCTYPE x>",
    ],
)
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml"])
def test_entities_and_document_types(
    declaration: str, part: str, sound: Path, tmp_path: Path
) -> None:
    body = document(p("&l9;" if "l9" in declaration else "x"))
    hostile = body.replace("?>", f"?>{declaration}", 1).encode()
    path = changed(sound, tmp_path / "dtd.docx", {part: hostile})
    if part == "word/document.xml":
        assert "DTD" in refused(path)
    else:
        assert read_report(path).unreadable_parts == ("样式和编号",)


def test_missing_parts(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "missing.docx"
    for name in ("word/styles.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"):
        assert read_report(changed(sound, path, {name: None})).paragraphs[1].text == "正文"
    assert read_report(changed(sound, path, {"_rels/.rels": None})).paragraphs
    assert "不是 Word" in refused(changed(sound, path, {"word/document.xml": None}))
    nothing = relationships({"../../../etc/passwd": "officeDocument", "/nowhere.xml": "styles"})
    assert read_report(changed(sound, path, {"_rels/.rels": nothing.encode()})).paragraphs


def test_relationships_that_lead_in_circles_or_outside(sound: Path, tmp_path: Path) -> None:
    circle = relationships(
        {
            "document.xml": "header",
            "../word/document.xml": "styles",
            "/word/document.xml": "comments",
            "../../../../etc/passwd": "footnotes",
        }
    ).replace(
        "</Relationships>",
        '<Relationship Id="x" TargetMode="External" Target="http://example.org/x.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"/>'
        "</Relationships>",
    )
    path = changed(sound, tmp_path / "c.docx", {"word/_rels/document.xml.rels": circle.encode()})
    texts = [paragraph.text for paragraph in read_report(path).paragraphs]
    assert texts.count("正文") == 3  # the body, and the same part read as header and comments


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    start = document("").partition("</w:body>")[0].encode()
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as stream,
    ):
        for block in (start, *([b" " * (8 << 20)] * 33)):
            stream.write(block)
    assert path.stat().st_size < 2 << 20
    assert "解压后超过" in apart(path)


def nested_tables(count: int) -> str:
    return document("<w:tbl><w:tr><w:tc>" * count + "</w:tc></w:tr></w:tbl>" * count)


def deep_runs(count: int) -> str:
    return document("<w:p>" + "<w:ins>" * count + "</w:ins>" * count + "</w:p>")


def deep_boxes(count: int) -> str:
    return document(
        "<w:p><w:r><w:pict><w:txbxContent>" * count
        + "</w:txbxContent></w:pict></w:r></w:p>" * count
    )


@pytest.mark.parametrize("make", [nested_tables, deep_runs, deep_boxes])
def test_a_million_levels(make: Callable[[int], str], tmp_path: Path) -> None:
    assert "嵌套" in apart(word_file(tmp_path / "deep.docx", make(1_000_000)))
    assert "read" in apart(word_file(tmp_path / "deep.docx", make(25)))


MONSTERS = {
    "paragraphs": ("<w:p/>" * 320_000, "万段"),
    "runs": ("<w:p>" + "<w:r/>" * 220_000 + "</w:p>", "一段的内容"),
    "characters": (p("字" * 21_000_000), "万字"),
    "rows": ("<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 50_000 + "</w:tbl>", "read"),
    "cells": ("<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 50_000 + "</w:tr></w:tbl>", "read"),
    "chapters": (p("第一章 概述") * 30_000, "read"),
    "levels": (p("一、概述", extra='<w:outlineLvl w:val="0"/>') * 30_000, "read"),
    "labels": (p("总投资约" * 100_000 + "1万元"), "read"),
    "words": (p("项目" * 500_000), "read"),
    "placeholders": (p("×_{【待填" * 50_000), "read"),
    "fillers": (p("共计" * 200_000 + "总投资" + "共计" * 200_000), "read"),
    "names": (p("项目名称：" * 100_000), "read"),
    "digits": (p("总投资" + "9" * 500_000 + "万元"), "read"),
    "places": (p("总投资约0." + "0" * 500_000 + "亿元"), "read"),
    "numbers": (p("1.1.1.1" * 200_000), "read"),
    "totals": (p("总投资2000万元。" * 50_000), "read"),
    "sentence": (p("总投资2000万元，预备费3万元，" * 15_000), "read"),
}


@pytest.mark.parametrize("name", MONSTERS)
def test_too_much_of_everything(name: str, tmp_path: Path) -> None:
    body, word = MONSTERS[name]
    assert word in apart(word_file(tmp_path / "huge.docx", document(body)))


def test_styles_based_on_each_other_in_circles(tmp_path: Path) -> None:
    styles = xml(
        "styles",
        style("A", "甲", '<w:basedOn w:val="B"/>')
        + style("B", "乙", '<w:basedOn w:val="A"/>')
        + style("C", "丙", '<w:basedOn w:val="C"/>')
        + style("D", "丁", '<w:basedOn w:val="nowhere"/>'),
    )
    body = document("".join(p(name, name) for name in "ABCDE"))
    report = read_report(word_file(tmp_path / "a.docx", body, {"styles.xml": styles}))
    assert [paragraph.text for paragraph in report.paragraphs] == list("ABCDE")
    assert {paragraph.level for paragraph in report.paragraphs} == {None}


def test_a_long_chain_of_styles(tmp_path: Path) -> None:
    chain = "".join(
        style(f"S{n}", f"s{n}", f'<w:basedOn w:val="S{n - 1}"/>') for n in range(1, 20_000)
    )
    styles = xml("styles", style("S0", "heading 1") + chain)
    body = document("".join(p("x", f"S{n}") for n in range(0, 20_000, 10)))
    path = word_file(tmp_path / "chain.docx", body, {"styles.xml": styles})
    assert [paragraph.level for paragraph in read_report(path).paragraphs[:10]] == [1] * 10


def test_numbers_out_of_all_bounds(tmp_path: Path) -> None:
    numbering = xml(
        "numbering",
        '<w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="99"><w:start w:val="99999999999"/></w:lvl>'
        '<w:lvl w:ilvl="0"><w:start w:val="-1"/><w:numFmt w:val="upperRoman"/>'
        '<w:lvlText w:val="%9%1%x"/></w:lvl><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="88"><w:startOverride w:val="x"/></w:lvlOverride></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="77"/></w:num>',
    )
    marks = [("1", "0"), ("1", "99"), ("2", "0"), ("3", "0"), ("", "x")]
    body = document(
        "".join(
            p("x", extra=f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{n}"/></w:numPr>')
            + p("x", extra=f'<w:outlineLvl w:val="{at}"/>')
            for n, at in marks
        )
        + '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
        + p("y")
        + '</w:tc></w:tr></w:tbl><w:p><w:r><w:sym w:char="110000"/><w:sym w:char="-5"/>'
        + "<w:sym/></w:r></w:p>"
    )
    report = read_report(word_file(tmp_path / "n.docx", body, {"numbering.xml": numbering}))
    assert sum(paragraph.text == "x" for paragraph in report.paragraphs) == 10
    assert len(report.tables[0].rows[0]) <= 100


def test_wrong_nesting_is_taken_as_it_comes(tmp_path: Path) -> None:
    """Elements where none may stand: the text is still found."""
    body = document(
        f"<w:tc>{p('a')}</w:tc><w:tr>{p('b')}</w:tr><w:tbl>{p('c')}</w:tbl>"
        f"<w:sdt>{p('d')}</w:sdt><mc:Fallback>{p('e')}</mc:Fallback>"
        '<w:p><w:r><w:fldChar w:fldCharType="end"/><w:fldChar w:fldCharType="separate"/>'
        '<w:t>f</w:t><w:fldChar w:fldCharType="begin"/></w:r></w:p>' + p("g")
    )
    texts = {
        paragraph.text for paragraph in read_report(word_file(tmp_path / "w.docx", body)).paragraphs
    }
    assert set("abcdfg") <= texts


def test_the_strict_form_is_read_too(tmp_path: Path) -> None:
    path = word_file(tmp_path / "strict.docx", document(p("正文"), STRICT))
    assert [paragraph.text for paragraph in read_report(path).paragraphs] == ["正文"]


def test_parts_beside_the_body_may_be_damaged(tmp_path: Path) -> None:
    parts = {"header1.xml": "<w:hdr", "comments.xml": xml("comments", p("批"))}
    report = read_report(word_file(tmp_path / "a.docx", document(p("正文")), parts))
    assert report.unreadable_parts == ("word/header1.xml",)
    assert report.comments == 1
