"""What our program draws is PDF/A-2b and tagged: pikepdf, PDFBox, poppler and qpdf judge."""

import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from archival_judges import preflight
from letter_samples import long_letter
from pikepdf import pdfa
from printout_samples import RARE, later_version, sample_printout
from report_samples import full_report
from reportlab.pdfgen.canvas import Canvas

from egov_desktop.documents.archival import MOST_PAGES, archival_problems, sample
from egov_desktop.documents.closing_parts import signature_boxes
from egov_desktop.documents.letter_pdf import write_letter_pdf
from egov_desktop.documents.packet_pdf import render_packet
from egov_desktop.documents.progress_report_pdf import render_progress_report
from egov_desktop.documents.verification_report_pdf import render_verification_report
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.printout import FormLine, FormPart, FormTable
from egov_desktop.domain.verification_report import ReportedPacket, VerificationReport

KINDS = ("packet", "draft", "report", "letter", "verification")


def verification() -> VerificationReport:
    rows = ((f"{RARE}.pdf", "完好"),) * 60
    packet = ReportedPacket(
        name="a.zip",
        verdict="无效",
        is_refused=True,
        reasons=("正文被改动。",),
        notes=("无时间戳。",),
        parts=(FormPart("报送包", (FormLine("项目", f"四川省{RARE}县平台"),), ()),),
        attachments=FormTable("附件", ("文件", "结论"), (False, False), rows, None),
    )
    return VerificationReport(
        made_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        program="egov-desktop",
        summary=(FormLine("报送包", "共 1 个"),),
        table=None,
        packets=(packet,),
        remarks=("须由人审阅。",),
    )


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Draw one of each kind."""
    folder = tmp_path_factory.mktemp("archival")
    render_packet(later_version(), folder / "packet.pdf")
    draft = replace(sample_printout(), stamp=replace(sample_printout().stamp, is_draft=True))
    render_packet(draft, folder / "draft.pdf")
    render_progress_report(full_report(), folder / "report.pdf")
    write_letter_pdf(long_letter(), folder / "letter.pdf")
    render_verification_report(verification(), folder / "verification.pdf")
    return {path.stem: path for path in folder.iterdir()}


def told(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode(errors="replace")


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_fit_for_keeping_tagged_and_sound(documents: dict[str, Path], kind: str) -> None:
    path = documents[kind]
    assert archival_problems(path) == ()
    assert pdfa.validate_written(path, "2b").findings == []
    assert preflight(path) == set()
    assert re.search(r"Tagged: +yes", told("pdfinfo", path))
    assert "H1" in told("pdfinfo", "-struct", path)
    told("qpdf", "--check", path)


@pytest.mark.parametrize("kind", KINDS)
def test_every_stream_ends_with_a_line_of_its_own(documents: dict[str, Path], kind: str) -> None:
    content = documents[kind].read_bytes()
    found = re.findall(rb"(.)endstream", content, re.DOTALL)
    assert set(found) == {b"\n"}
    for head in re.finditer(rb"/Length (\d+)[^>]*>>\s*\nstream\n", content):
        assert content[head.end() + int(head[1]) :].startswith(b"\nendstream")


def test_properties_and_metadata_say_the_same(documents: dict[str, Path]) -> None:
    with pikepdf.open(documents["packet"]) as pdf:
        metadata = pdf.open_metadata()
        assert metadata["dc:title"] == str(pdf.docinfo.Title)
        assert metadata["dc:creator"] == [str(pdf.docinfo.Author)]
        assert metadata["pdfaid:part"] == "2"
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert bool(pdf.Root.MarkInfo.Marked)


def test_the_structure_says_what_is_what(tmp_path: Path) -> None:
    whole = later_version()
    (part,) = whole.parts
    (table,) = part.tables
    part = replace(part, tables=(replace(table, rows=table.rows[:30]),))
    render_packet(replace(whole, parts=(part,)), tmp_path / "packet.pdf")
    text = told("pdfinfo", "-struct-text", tmp_path / "packet.pdf")
    assert re.search(r"H1 \(block\)\s+\"七、签名说明\"", text)
    assert re.search(r"H2 \(block\)\s+\"与上一版的差异\"", text)
    assert re.search(r"TH:?\s+/Scope /Column\s+\"修改前\"", text)
    assert re.search(r"TH:?\s+/Scope /Row\s+\"总投资（万元）\"\s+TD\s+\"2,860.00人民币", text)
    assert re.search(r"Link \(inline\)\s+Object \d+ 0\s+\"一、申报函\d\"", text)
    assert "第 1 页" not in text
    assert text.count('"服务器') == 30


def test_a_report_of_a_verification_is_parted_by_its_packets(documents: dict[str, Path]) -> None:
    text = told("pdfinfo", "-struct", documents["verification"])
    parts = re.findall(r"^ {2,4}(\w+)", text, re.MULTILINE)
    assert parts[:3] == ["H1", "H2", "Table"]
    last = len(parts) - parts[::-1].index("Sect")
    assert parts[last:] == ["H2", "P"]
    with pikepdf.open(documents["verification"]) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["a.zip", "说明"]


def test_figures_have_words_for_those_who_cannot_see_them(documents: dict[str, Path]) -> None:
    for kind, count, words in (("packet", 1, "K7QF-2MZD-X4TB"), ("report", 2, "实际")):
        with pikepdf.open(documents[kind]) as pdf:
            figures = [
                str(each.Alt)
                for each in pdf.objects
                if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
            ]
        assert len(figures) == count
        assert words in figures[0]


@pytest.mark.parametrize("kind", KINDS)
def test_no_paragraph_is_empty(documents: dict[str, Path], kind: str) -> None:
    with pikepdf.open(documents[kind]) as pdf:
        parts = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
        paragraphs = [each for each in parts if each.get("/S") == "/P"]
        assert paragraphs
        assert all(len(each.get("/K", ())) for each in paragraphs)


def test_every_mark_belongs_to_the_structure_and_back(documents: dict[str, Path]) -> None:
    with pikepdf.open(documents["packet"]) as pdf:
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        owners = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
        for page in pdf.pages:
            marks = re.findall(rb"<</MCID (\d+)>> BDC", page.Contents.read_bytes())
            assert list(map(int, marks)) == list(range(len(owners[int(page.StructParents)])))
            opened = len(re.findall(rb"B(?:DC|MC)\b", page.Contents.read_bytes()))
            assert opened == len(re.findall(rb"\bEMC\b", page.Contents.read_bytes()))


def test_a_later_version_says_what_changed_and_who_signs(documents: dict[str, Path]) -> None:
    text = told("pdftotext", "-layout", documents["packet"], "-")
    for words in ("补正通知 12 号", "已改正", "未落实", "2,800.00", "校时服务器停用", "李四"):
        assert words in text
    assert "财务负责人（签名）" in text.replace("(", "（").replace(")", "）")


def test_each_role_has_a_place_of_its_own_for_its_seal() -> None:
    boxes = signature_boxes(["财务负责人", "项目责任人", "", "监理", "财务负责人"])
    assert list(boxes) == ["项目责任人", "单位负责人", "单位盖章", "财务负责人", "监理"]
    places = list(boxes.values())
    for number, (left, bottom, right, top) in enumerate(places):
        for other in places[number + 1 :]:
            assert right <= other[0] or other[2] <= left or top <= other[1] or other[3] <= bottom


def test_what_is_not_fit_is_said(documents: dict[str, Path], tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.pdf"
    with pikepdf.open(documents["packet"]) as pdf:
        del pdf.Root.OutputIntents
        pdf.save(spoilt)
    assert any("OutputIntents" in problem for problem in archival_problems(spoilt))
    spoilt.write_bytes(b"nothing")
    with pytest.raises(InvalidInputError):
        archival_problems(spoilt)


def test_both_ends_and_a_sample_of_many_pages_are_looked_at() -> None:
    assert sample(3) == (0, 1, 2)
    chosen = sample(520)
    assert len(set(chosen)) == MOST_PAGES
    assert {0, 1, 518, 519} < set(chosen)
    assert max(b - a for a, b in pairwise(chosen)) < 100


def test_preflight_sees_what_pikepdf_leaves_to_the_writer(
    documents: dict[str, Path], tmp_path: Path
) -> None:
    content = documents["letter"].read_bytes()
    faults = {
        "stream": (b"\nendstream", b" endstream"),
        "object": (b"\nendobj", b" endobj"),
        "head": (b"%PDF-1.7", b"%PDF 1.7"),
    }
    for name, (right, wrong) in faults.items():
        assert right in content
        spoilt = tmp_path / f"{name}.pdf"
        spoilt.write_bytes(content.replace(right, wrong))
        assert preflight(spoilt) != set(), name


def test_preflight_sees_a_font_that_is_not_embedded(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "bare.pdf"), invariant=1)
    canvas.drawString(72, 700, "bare")
    canvas.save()
    assert any(each.startswith("3.") for each in preflight(tmp_path / "bare.pdf"))
