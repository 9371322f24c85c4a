"""The packet as other programs see it: whole, readable, the same each time."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from printout_samples import RARE, sample_printout

from egov_desktop.documents.closing_parts import SIGNATURE_BOXES
from egov_desktop.documents.packet_pdf import render_packet, unprintable
from egov_desktop.domain.errors import CancelledError
from egov_desktop.domain.printout import FormLine, FormPart, FormTable, Printout


def run(*command: object) -> str:
    result = subprocess.run([*map(str, command)], check=True, capture_output=True)
    return result.stdout.decode(errors="replace")


def render(printout: Printout, folder: Path, name: str = "packet.pdf") -> Path:
    render_packet(printout, folder / name)
    return folder / name


def text_of(path: Path, *options: object) -> str:
    return run("pdftotext", "-enc", "UTF-8", *options, path, "-")


def pages_of(path: Path) -> list[str]:
    return text_of(path, "-layout").split("\f")[:-1]


@pytest.fixture(scope="module")
def packet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(sample_printout(), tmp_path_factory.mktemp("packet"))


def test_qpdf_finds_no_fault(packet: Path) -> None:
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", packet)


def test_every_font_is_embedded_as_a_subset_with_unicode(packet: Path) -> None:
    rows = run("pdffonts", packet).splitlines()[2:]
    assert len(rows) >= 4
    for row in rows:
        assert re.match(r"[A-Z]{6}\+Noto(Serif|Sans)SC-\w+ +TrueType +WinAnsi +yes yes yes", row)


def test_rare_characters_can_be_copied_exactly(packet: Path) -> None:
    text = text_of(packet)
    assert f"张{RARE}" in text
    assert f"四川省{RARE}县共享交换平台建设项目" in text


def test_every_page_bears_its_number_the_version_and_the_code(packet: Path) -> None:
    pages = pages_of(packet)
    for number, page in enumerate(pages, start=1):
        assert re.search(rf"第 {number} 页 +共 {len(pages)} 页", page)
        assert "v3 · K7QF-2MZD-X4TB" in page
        assert "p-20261123-01" in page


def test_the_contents_name_the_pages_where_the_parts_stand(packet: Path) -> None:
    pages = pages_of(packet)
    listed = re.findall(r"^ *([一二三四五六]、\S+) +(\d+)$", pages[1], re.MULTILINE)
    assert [title[2:] for title, _ in listed] == [
        "申报函",
        "申报表",
        "明细表",
        "检查报告",
        "材料目录",
        "签名说明",
    ]
    for title, number in listed:
        assert title in pages[int(number) - 1]


def test_bookmarks_and_links_lead_to_the_parts(packet: Path) -> None:
    with pikepdf.open(packet) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root][:2] == ["一、申报函", "二、申报表"]
        assert outline.root[2].children[0].title == "投资分项"
        links = pdf.pages[1].Annots
        assert len(links) == 11
        sheets = [page.objgen for page in pdf.pages]
        assert sheets.index(links[0].Dest[0].objgen) == 2
        assert {link.Dest[0].objgen for link in links} <= set(sheets)


def test_properties_name_project_unit_and_language(packet: Path) -> None:
    with pikepdf.open(packet) as pdf:
        assert str(pdf.docinfo.Title) == f"四川省{RARE}县共享交换平台建设项目 可行性研究报告"
        assert str(pdf.docinfo.Author) == "四川省大数据中心"
        assert str(pdf.docinfo.CreationDate).startswith("D:20261123")
        assert str(pdf.Root.Lang) == "zh-CN"


def test_the_form_the_findings_and_the_materials_are_there(packet: Path) -> None:
    text = "".join(text_of(packet).split())
    for words in (
        "人民币贰仟捌佰陆拾万元整",
        "没有填写总投资",
        "概算超出批复",
        "建设方案在技术上是否可行",
        "9f86d081884c7d65",
        "未提交",
        "未加盖时间戳",
        "运行规则34条",
    ):
        assert words in text


def test_the_head_of_a_long_table_stands_on_each_of_its_pages(packet: Path) -> None:
    pages = [page for page in pages_of(packet) if re.search(r"服务器\d", page)]
    assert len(pages) > 2
    assert all("金额" in page for page in pages)
    numbers = re.findall(r"服务器(\d+)", "".join(pages))
    assert [int(number) for number in numbers] == list(range(1, 121))
    assert "7,320.00" in pages[-1]


def test_the_same_content_gives_the_same_bytes(packet: Path, tmp_path: Path) -> None:
    assert render(sample_printout(), tmp_path).read_bytes() == packet.read_bytes()


def test_a_draft_says_so_on_every_page(packet: Path, tmp_path: Path) -> None:
    printout = sample_printout()
    draft = render(replace(printout, stamp=replace(printout.stamp, is_draft=True)), tmp_path)
    assert all({"草", "稿"} <= set(page) for page in pages_of(draft))
    assert not any({"草", "稿"} & set(page) for page in pages_of(packet))


def test_an_empty_filing_says_that_there_is_nothing(tmp_path: Path) -> None:
    empty = replace(
        sample_printout(),
        parts=(FormPart("说明", (FormLine("说明", "（未填）"),), ()),),
        findings=(),
        undecided=(),
        unchecked=(),
        materials=(),
    )
    text = "".join(text_of(render(empty, tmp_path)).split())
    for words in ("没有发现错误", "全部规则均已得出结论", "没有列出此类事项", "也没有附件"):
        assert words in text
    assert "明细表" not in text.replace("申报表、明细表、检查报告", "")


def test_a_long_answer_goes_on_over_pages_and_loses_nothing(tmp_path: Path) -> None:
    answer = "".join(f"第{number}项内容\uff0c已经完成\u3002" for number in range(1, 901))
    part = FormPart("内容", (FormLine("建设内容", answer), FormLine("后面", "还在")), ())
    path = render(replace(sample_printout(), parts=(part,)), tmp_path)
    text = text_of(path)
    column = ("-x", 205, "-y", 100, "-W", 330, "-H", 645)
    answers = text_of(path, *column)
    assert re.findall(r"第(\d+)项", "".join(answers.split())) == [str(n) for n in range(1, 901)]
    assert text.count("建设内容（续）") + text.count("建设内容\uff08续\uff09") >= 4
    assert "还在" in text


def test_a_table_of_twenty_columns_and_long_cells_stays_on_the_sheet(tmp_path: Path) -> None:
    columns = tuple(f"第{number}列名称较长（万元）" for number in range(20))
    row = ("甲" * 900, *("123,456,789.00" for _ in range(18)), "https://" + "x" * 300)
    table = FormTable("宽表", columns, (False, *[True] * 18, False), (row,) * 3, None)
    printout = replace(sample_printout(), parts=(FormPart("表", (), (table,)),))
    path = render(printout, tmp_path)
    assert text_of(path).count("甲") == 2700
    boxes = run("pdftotext", "-bbox", path, "-")
    width = 0.0
    for kind, x in re.findall(r'<(page|word)[^>]*?(?:xMax|width)="([\d.]+)"', boxes):
        width = float(x) if kind == "page" else width
        assert kind == "page" or float(x) < width - 70


def test_names_are_not_broken_and_units_stand_together(tmp_path: Path) -> None:
    words = ("采购单价", "采购金额", "核定单价", "核定金额")
    columns = ("名称", "指标", "品牌及型号", *(f"{word}\uff08万元\uff09" for word in words))
    row = ("数据库服务器", "处理器" * 30, "", *["12.00"] * 4)
    table = FormTable("设备", columns, (False, False, False, *[True] * 4), (row,) * 3, None)
    printout = replace(sample_printout(), parts=(FormPart("表", (), (table,)),))
    text = text_of(render(printout, tmp_path), "-layout")
    assert text.count("数据库服务器") == 3
    assert text.count("\uff08万元\uff09") == 4


def test_a_wide_table_stands_under_the_heading_of_its_part(tmp_path: Path) -> None:
    columns = tuple(f"计划投资{number}（万元）" for number in range(12))
    table = FormTable("宽表", columns, (True,) * 12, (("1,234,567.00",) * 12,), None)
    printout = replace(sample_printout(), parts=(FormPart("表", (), (table,)),))
    path = render(printout, tmp_path)
    (page,) = [page for page in pages_of(path)[2:] if "三、明细表" in page]
    assert "宽表" in page
    assert "1,234,567.00" in page
    with pikepdf.open(path) as pdf:
        shapes = [float(sheet.mediabox[2]) > float(sheet.mediabox[3]) for sheet in pdf.pages]
    assert shapes.count(True) == 1


def test_very_long_names_leave_the_cover_whole(tmp_path: Path) -> None:
    name = "省级政务云平台统一运维与数据资源共享交换体系" * 8
    printout = replace(sample_printout(), project_name=name, unit="某某" * 80)
    path = render(printout, tmp_path)
    cover = pages_of(path)[0]
    assert cover.index("制度包") < cover.index("K7QF-2MZD-X4TB") < cover.index("第 1 页")
    assert cover.count("…") >= 2
    assert name in "".join(pages_of(path)[2].split())


def test_characters_without_a_glyph_are_named(tmp_path: Path) -> None:
    printout = replace(sample_printout(), unit="某\U00030000单位")
    assert unprintable(printout) == ["\U00030000"]
    assert "U+30000" in text_of(render(printout, tmp_path))
    assert unprintable(sample_printout()) == []


def test_progress_reaches_its_end(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    render_packet(sample_printout(), tmp_path / "p.pdf", lambda *step: steps.append(step))
    total = 2 + 120 + 1 + 1 + 2
    assert steps == [(done, total) for done in range(1, total + 1)]


def test_cancelling_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        render_packet(sample_printout(), tmp_path / "p.pdf", is_cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_the_signature_boxes_of_the_last_page_are_free(packet: Path) -> None:
    last = run("pdfinfo", packet)
    number = re.search(r"Pages: +(\d+)", last)[1]
    for left, _, right, top in SIGNATURE_BOXES:
        area = ("-x", int(left), "-y", int(842 - top), "-W", int(right - left), "-H", 80)
        text = text_of(packet, "-f", number, "-l", number, *area)
        assert text.split() == []
