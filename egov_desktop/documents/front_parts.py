"""The parts before the form: cover (封面) and covering letter (申报函)."""

from egov_desktop.documents import fonts, styles
from egov_desktop.documents.letter_drawing import BUNDLED, draw_lines
from egov_desktop.documents.letter_layout import blocks, is_title, paged
from egov_desktop.documents.letter_title import title_lines
from egov_desktop.documents.qr_code import draw_qr
from egov_desktop.documents.rows import ROW_HEAD, Cell, cell, draw_row
from egov_desktop.documents.sheets import Sheets, wrap
from egov_desktop.documents.styles import ACCENT, MM, MUTED, Style
from egov_desktop.documents.tagging import ARTIFACT
from egov_desktop.domain.calendars import chinese_date
from egov_desktop.domain.letters import Letter
from egov_desktop.domain.printout import Printout

_LABEL_WIDTH = 30 * MM
_FACT_LINES = 4  # the legal status of a pack is a sentence, and must not be cut
_TITLE_LINES = 4
_CODE = Style(fonts.SANS_BOLD, 15, 22, ACCENT)
_FIELD = Style(fonts.SERIF, 12, 20)
_FIELD_LABEL = Style(fonts.SANS, 10, 20, MUTED)


def draw_cover(sheets: Sheets, printout: Printout) -> None:
    """Draw the cover: what, whose, which version, and the code as text and QR code."""
    sheets.start(is_landscape=False, has_head=False)
    middle = sheets.left + sheets.width / 2
    sheets.line(middle - 18, sheets.y, middle + 18, sheets.y, colour=ACCENT, weight=2.5)
    sheets.y -= 16 * MM
    style, lines = _title_lines(printout.project_name, sheets.width)
    with sheets.tagged("H1"):
        for line in lines:
            sheets.text_centre(middle, sheets.y - style.rise, line, style)
            sheets.y -= style.leading
    sheets.y -= 10
    with sheets.tagged("P"):
        for line in _clip(wrap(_filing_title(printout), styles.SUBTITLE, sheets.width), 2):
            sheets.text_centre(middle, sheets.y - styles.SUBTITLE.rise, line, styles.SUBTITLE)
            sheets.y -= styles.SUBTITLE.leading
    sheets.y = min(sheets.y - 10 * MM, sheets.bottom + 145 * MM)
    _draw_facts(sheets, printout)
    _draw_tie(sheets, printout)


def _title_lines(text: str, width: float) -> tuple[Style, list[str]]:
    """Return the largest title style in which the text is short, and its lines."""
    for style, most in zip(styles.TITLES, (2, 3, _TITLE_LINES), strict=True):
        lines = title_lines([text], width / style.size)
        is_narrow = all(fonts.text_width(each, style.font, style.size) <= width for each in lines)
        if is_narrow and len(lines) <= most:
            return style, lines
    return style, _clip(wrap(text, style, width), _TITLE_LINES)


def _clip(lines: list[str], most: int) -> list[str]:
    """Return the first lines, the last of them with an ellipsis where some are left out."""
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][:-1] + "…"]


def _filing_title(printout: Printout) -> str:
    return " ".join(filter(None, [printout.stage_title, printout.period]))


def _draw_facts(sheets: Sheets, printout: Printout) -> None:
    facts = [
        ("项目建设单位", printout.unit),
        ("项目编号", printout.project_id),
        ("报送环节", printout.stage_title),
        ("所属期间", printout.period),
        ("审批部门", printout.authority),
        ("版本", _version(printout)),
        ("编制日期", chinese_date(printout.stamp.made_on)),
        ("依据", printout.pack_line),
    ]
    sheets.rule(sheets.y, colour=ACCENT, weight=1.0)
    with sheets.tagged("Table"):
        for label, value in facts:
            if value:
                _draw_fact(sheets, label, value)


def _draw_fact(sheets: Sheets, label: str, value: str) -> None:
    x = sheets.left + _LABEL_WIDTH
    lines = _clip(wrap(value, _FIELD, sheets.width - _LABEL_WIDTH), _FACT_LINES)
    values = Cell(x, tuple((line, _FIELD) for line in lines))
    head = cell(sheets.left, label, _FIELD_LABEL, _LABEL_WIDTH, kind=ROW_HEAD)
    draw_row(sheets, [head, values], padding=4)


def _version(printout: Printout) -> str:
    draft = "（草稿，未签名）" if printout.stamp.is_draft else ""
    return f"第 {printout.stamp.version} 版{draft}"


def _draw_tie(sheets: Sheets, printout: Printout) -> None:
    """Draw what ties this paper to its file: QR code, code, one sentence."""
    side = 27 * MM
    bottom = sheets.bottom
    text = f"EGOV {printout.project_id} v{printout.stamp.version} {printout.stamp.code}"
    with sheets.figure(f"二维码，内容为“{text}”"):
        sheets.fill(styles.INK)
        draw_qr(sheets.canvas, text, sheets.left, bottom, side)
    x = sheets.left + side + 7 * MM
    sheets.text(x, bottom + side - 9, "报件编码", styles.REMARK)
    sheets.text(x, bottom + side - 31, printout.stamp.code, _CODE)
    sentence = "每页页脚印有版本号和报件编码，与电子报送包内的记录一致时，两者为同一版本。"
    y = bottom + side - 49
    with sheets.tagged("P"):
        for line in wrap(sentence, styles.REMARK, sheets.right - x):
            sheets.text(x, y, line, styles.REMARK)
            y -= styles.REMARK.leading


def draw_official_letter(sheets: Sheets, letter: Letter) -> None:
    """Draw the covering letter as the official letter it is, on whole sheets of its own."""
    laid = blocks(letter)
    parts = [sheets.part("H1" if is_title(block) else "P") for block in laid]
    for number, lines in enumerate(paged(laid)):
        if number:
            sheets.start()
        sheets.tags.mark(ARTIFACT)
        sheets.fill(styles.INK)
        owners = [parts[each.block] for each in lines]
        draw_lines(
            sheets.canvas,
            [each.line for each in lines],
            BUNDLED,
            lambda place, owners=owners: sheets.tags.mark(owners[place]),
        )
    sheets.y = sheets.bottom


def draw_letter(sheets: Sheets, printout: Printout) -> None:
    """Draw the covering letter (申报函) of a stage for which the pack has no letter."""
    style = styles.LETTER
    sheets.paragraph(f"{printout.authority}\uff1a", style)
    title = _filing_title(printout)
    sheets.paragraph(
        f"现报送“{printout.project_name}”的{title}材料（第 {printout.stamp.version} 版）。"
        "申报表、明细表、检查报告和材料目录附后。",
        style,
        indent_first=True,
    )
    sheets.paragraph(
        "电子报送包与本纸质件内容一致，以每页页脚的版本号和报件编码为准。请予审查。",
        style,
        indent_first=True,
    )
    sheets.ensure(4 * style.leading)
    sheets.y -= 2 * style.leading
    for text in (printout.unit, chinese_date(printout.stamp.made_on)):
        with sheets.tagged("P"):
            for line in wrap(text, style, sheets.width * 0.7):
                sheets.ensure(style.leading)
                sheets.text_right(sheets.right - 24, sheets.y - style.rise, line, style)
                sheets.y -= style.leading
