"""The report of a verification (核验报告) as a PDF to print and file."""

from collections.abc import Sequence
from pathlib import Path

from egov_desktop.documents import fonts, styles
from egov_desktop.documents.form_parts import as_table, draw_form_part
from egov_desktop.documents.rows import ROW_HEAD, cell, draw_row
from egov_desktop.documents.sheets import Imprint, Sheets, wrap
from egov_desktop.documents.styles import ACCENT, INK, MM, RED, Style
from egov_desktop.documents.tables import draw_table
from egov_desktop.domain.printout import FormPart
from egov_desktop.domain.verification_report import TITLE, ReportedPacket, VerificationReport
from egov_desktop.files import replacing

_NUMBER_WIDTH = 9 * MM
_NAME = Style(fonts.SANS_BOLD, 11.5, 17)
_VERDICT_SIZE = 15


def render_verification_report(report: VerificationReport, out: Path) -> int:
    """Write the report as PDF and return the number of its pages; the same bytes each time."""
    with replacing(out) as stream:
        sheets = Sheets(stream, _imprint(report), lambda: None)
        sheets.start(is_landscape=False)
        _draw_head(sheets, report)
        if report.table is not None:
            sheets.mark("全部报送包", 0)
            _draw_title(sheets, "全部报送包")
            draw_table(sheets, as_table(report.table))
            sheets.y -= 22
        for packet in report.packets:
            _draw_packet(sheets, packet)
        sheets.ensure(70)
        sheets.mark("说明", 0)
        _draw_title(sheets, "说明")
        for remark in report.remarks:
            sheets.paragraph(remark, styles.REMARK)
        return sheets.finish()


def _imprint(report: VerificationReport) -> Imprint:
    return Imprint(
        title=TITLE,
        author="",
        subject=TITLE,
        head_left=TITLE,
        head_right=f"{report.made_at:%Y-%m-%d %H:%M}",
        foot_left="由接收方的程序生成，不是报送包的一部分",
        foot_right=report.program,
        made_on=report.made_at.date(),
    )


def _draw_head(sheets: Sheets, report: VerificationReport) -> None:
    middle = sheets.left + sheets.width / 2
    sheets.line(middle - 18, sheets.y, middle + 18, sheets.y, colour=ACCENT, weight=2.5)
    sheets.y -= 14
    style = styles.TITLES[-1]
    with sheets.tagged("H1"):
        sheets.text_centre(middle, sheets.y - style.rise, TITLE, style)
    sheets.y -= style.leading + 10
    draw_form_part(sheets, FormPart("核验", report.summary, ()))


def _draw_packet(sheets: Sheets, packet: ReportedPacket) -> None:
    sheets.ensure(150)
    sheets.mark(packet.name, 0)
    with sheets.tagged("H1"):
        for line in wrap(packet.name, _NAME, sheets.width):
            sheets.text(sheets.left, sheets.y - _NAME.rise, line, _NAME)
            sheets.y -= _NAME.leading
    colour = RED if packet.is_refused else INK
    style = Style(fonts.SANS_BOLD, _VERDICT_SIZE, 1.7 * _VERDICT_SIZE, colour)
    with sheets.tagged("P"):
        sheets.text(sheets.left, sheets.y - style.rise, f"结论：{packet.verdict}", style)
    sheets.y -= style.leading + 6
    _draw_sentences(sheets, "无效的原因", packet.reasons)
    _draw_sentences(sheets, "保留和说明", packet.notes)
    for part in packet.parts:
        draw_form_part(sheets, part)
    if packet.attachments.rows:
        _draw_title(sheets, packet.attachments.title)
        draw_table(sheets, as_table(packet.attachments))
        sheets.y -= 22


def _draw_title(sheets: Sheets, title: str) -> None:
    sheets.heading(title, styles.SECTION, keep=70)
    sheets.y -= 4


def _draw_sentences(sheets: Sheets, title: str, sentences: Sequence[str]) -> None:
    if not sentences:
        return
    sheets.heading(title, styles.SECTION, keep=40)
    sheets.y -= 4
    sheets.rule(sheets.y, colour=ACCENT, weight=1.0)
    left = sheets.left + _NUMBER_WIDTH
    with sheets.tagged("Table"):
        for number, sentence in enumerate(sentences, start=1):
            cells = [
                cell(sheets.left, str(number), styles.LABEL, _NUMBER_WIDTH, kind=ROW_HEAD),
                cell(left, sentence, styles.BODY, sheets.right - left),
            ]
            draw_row(sheets, cells, padding=3.5)
    sheets.y -= 18
