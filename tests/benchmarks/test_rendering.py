"""The packet takes at most 1.5 times as long as bare reportlab with lines broken already."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from egov_desktop.documents import fonts, styles
from egov_desktop.documents.packet_pdf import render_packet
from egov_desktop.documents.preview import page_count
from egov_desktop.documents.sheets import wrap
from egov_desktop.domain.printout import FormLine, FormPart, Printout, Stamp

PAGES = 520
MOST = 1.5
RUNS = 5
COMMON = [
    bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)
]


def prose(length: int) -> str:
    """Return text of 3,666 different characters, some frequent, with numbers and punctuation."""
    characters = (COMMON[int(len(COMMON) * (i * 0.618034 % 1) ** 3)] for i in range(length))
    marks = {7: "\uff0c", 19: "2,860.00", 30: "\u3002", 40: "\uff08", 45: "\uff09"}
    return "".join(marks.get(i % 53, char) for i, char in enumerate(characters))[:length]


def long_printout(characters: int) -> Printout:
    text = prose(characters)
    lines = tuple(FormLine(f"内容{number}", text) for number in range(1, 14))
    return Printout(
        stamp=Stamp(1, "ABCD-EFGH-IJKL", date(2026, 11, 23), "未签名。"),
        project_id="p-1",
        project_name="共享平台项目",
        unit="大数据中心",
        stage_title="可行性研究报告",
        period="",
        authority="省发展改革委",
        pack_line="管理办法",
        parts=(FormPart("内容", lines, ()),),
        findings=(),
        undecided=(),
        unchecked=(),
        materials=(),
        checked_on=date(2026, 11, 23),
        rules_run=0,
    )


def draw_bare(pages: list[list[str]], out: Path) -> None:
    """Draw lines with reportlab alone: one drawString for each."""
    style = replace(styles.BODY, font="bare")
    canvas = Canvas(str(out), pagesize=styles.A4, invariant=1, initialFontName=style.font)
    for lines in pages:
        canvas.setFont(style.font, style.size)
        for number, line in enumerate(lines):
            canvas.drawString(200, 740 - number * style.leading, line)
        canvas.showPage()
    canvas.save()


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def test_the_packet_costs_little_more_than_bare_reportlab(tmp_path: Path) -> None:
    font = TTFont("bare", str(fonts.font_file(styles.BODY.font)))
    font.face.name = b"Bare"  # reportlab keeps one font of each face: the program's is another
    pdfmetrics.registerFont(font)
    printout = long_printout(44_000)
    width = 106 * styles.MM
    lines = [
        line
        for part in printout.parts
        for each in part.lines
        for line in wrap(each.value, styles.BODY, width)
    ]
    per_page = -(-len(lines) // PAGES)
    groups = [lines[start : start + per_page] for start in range(0, len(lines), per_page)]

    ratios = []
    for _ in range(RUNS):  # neighbours in time: a machine that slows down slows both
        bare = seconds(lambda: draw_bare(groups, tmp_path / "bare.pdf"))
        ratios.append(seconds(lambda: render_packet(printout, tmp_path / "packet.pdf")) / bare)
        assert page_count(tmp_path / "packet.pdf") >= PAGES
    assert median(ratios) <= MOST, ratios
