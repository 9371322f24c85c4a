"""The parts after the form: check report (检查报告), materials (材料目录), signature (签名说明)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from egov_desktop.documents import fonts, styles
from egov_desktop.documents.front_parts import chinese_date
from egov_desktop.documents.rows import COLUMN_HEAD, ROW_HEAD, Cell, Line, cell, draw_row
from egov_desktop.documents.sheets import Sheets, shorten, wrap
from egov_desktop.documents.styles import ACCENT, HAIRLINE, INK, MM, MUTED, RED, Style
from egov_desktop.documents.tables import Table, draw_table
from egov_desktop.domain.printout import FindingLine, MaterialLine, Printout

_SEVERITY_WIDTH = 16 * MM
_PADDING = 5.0
_BASIS = Style(fonts.SANS, 8.5, 14, MUTED)
_TAG = Style(fonts.SANS_BOLD, 9.5, 17, INK)
_PLACE = Style(fonts.SANS_BOLD, 9.5, 17, INK)
_SMALL = Style(fonts.SANS, 9, 14)
_HASH = Style(fonts.SANS, 7, 10, MUTED)
_COLOURS = {"错误": RED, "警告": ACCENT}

Box = tuple[int, int, int, int]
"""Left, bottom, right, top in points, on the last sheet."""
_COLUMNS = tuple((round(left * MM), round((left + 48) * MM)) for left in (28, 82, 136))
_BOTTOM, _HEIGHT, _BETWEEN = round(38 * MM), round(40 * MM), 34
SIGNATURE_BOXES: tuple[Box, ...] = tuple(
    (left, _BOTTOM, right, _BOTTOM + _HEIGHT) for left, right in _COLUMNS
)
"""项目责任人, 单位负责人, 单位盖章."""

_SIGNERS = ("项目责任人（签名）", "单位负责人（签名）", "项目建设单位（盖章）")
ROLES = ("项目责任人", "单位负责人", "单位盖章")
"""The roles that have a box of their own on every packet."""
_EXTRA_BOXES: tuple[Box, ...] = tuple(
    (left, bottom, right, bottom + _HEIGHT)
    for bottom in (_BOTTOM + row * (_HEIGHT + _BETWEEN) for row in (1, 2))
    for left, right in _COLUMNS[::-1]
)
"""Of further roles (财务负责人 …), from the right, the lower row first."""


def signature_boxes(roles: Sequence[str]) -> Mapping[str, Box]:
    """Return the place for the seal of each role on the last sheet of a packet they all sign.

    Roles without a box of their own get one in a row above, in their order, as long as there is
    room; the same roles in the same order as `Printout.signers` have.
    """
    extra = [role for role in dict.fromkeys(roles) if role and role not in ROLES]
    return {
        **dict(zip(ROLES, SIGNATURE_BOXES, strict=True)),
        **dict(zip(extra, _EXTRA_BOXES, strict=False)),
    }


def draw_findings(sheets: Sheets, printout: Printout) -> None:
    """Draw what the check found, worst first, or that it found nothing."""
    sheets.heading("检查结果", styles.SECTION, keep=60)
    sheets.paragraph(_summary(printout), styles.REMARK)
    _draw_lines(sheets, printout.findings, "没有发现错误、警告或提示。")


def draw_undecided(sheets: Sheets, printout: Printout) -> None:
    """Draw the rules that could not be decided."""
    sheets.heading("未能判断的规则", styles.SECTION, keep=60)
    note = "下列规则所依据的内容尚未填写，机器没有得出结论，不等于通过。"
    if printout.undecided:
        sheets.paragraph(note, styles.REMARK)
    _draw_lines(sheets, printout.undecided, "全部规则均已得出结论。")


def draw_unchecked(sheets: Sheets, printout: Printout) -> None:
    """Draw what no machine has looked at."""
    sheets.heading("机器未检查的事项", styles.SECTION, keep=60)
    sheets.paragraph("下列事项须由人审阅，本报告不作结论。", styles.REMARK)
    sheets.y -= 4
    sheets.rule(sheets.y, colour=ACCENT, weight=1.0)
    left = sheets.left + 9 * MM
    with sheets.tagged("Table"):
        for number, text in enumerate(printout.unchecked, start=1):
            cells = [
                cell(sheets.left, f"{number}", styles.LABEL, 9 * MM, kind=ROW_HEAD),
                cell(left, text, styles.BODY, sheets.right - left),
            ]
            draw_row(sheets, cells, padding=3.5)
    if not printout.unchecked:
        _draw_empty(sheets, "制度包没有列出此类事项，审阅时仍须以法规原文为准。")
    sheets.y -= 22


def draw_materials(sheets: Sheets, materials: Sequence[MaterialLine]) -> None:
    """Draw the list of materials with the SHA-256 of each file, in groups of four digits."""
    note = "文件以 SHA-256 摘要识别：摘要相同，文件即逐字节相同。"
    sheets.paragraph(note, styles.REMARK)
    sheets.y -= 4
    with sheets.tagged("Table"):
        _draw_material_head(sheets)
        for material in materials:
            draw_row(
                sheets,
                _material_cells(sheets, material),
                padding=_PADDING,
                on_next_sheet=lambda: _draw_material_head(sheets),
            )
            sheets.advance()
    if not materials:
        _draw_empty(sheets, "本环节没有规定材料，也没有附件。")


def draw_signatures(sheets: Sheets, printout: Printout, missing: Sequence[str]) -> None:
    """Draw what is said of the signature, and the places to sign and seal, on the last sheet."""
    sheets.paragraph(printout.stamp.signature_note, styles.BODY)
    sheets.y -= 10
    tie = f"第 {printout.stamp.version} 版，报件编码 {printout.stamp.code}。"
    sheets.paragraph(
        f"本件为{tie}电子报送包内 submission.json 记有同一版本和编码；二者一致，方为同一报件。",
        styles.BODY,
    )
    if missing:
        sheets.y -= 10
        codes = "、".join(f"U+{ord(char):04X}" for char in missing)
        sheets.paragraph(
            f"下列字符没有可用的字形，正文中以“{fonts.NO_GLYPH}”代替，请在纸质件上手写补正：{codes}",
            styles.BODY,
        )
    _draw_signers(sheets, printout)
    _draw_overrides(sheets, printout)
    draw_signature_boxes(sheets, [signer.role for signer in printout.signers])


def draw_signature_boxes(sheets: Sheets, roles: Sequence[str] = ()) -> None:
    """Draw the places to sign and seal, those of these roles too, at the foot of the last sheet."""
    boxes = dict(signature_boxes(roles))
    labels = dict(zip(ROLES, _SIGNERS, strict=True))
    if sheets.y < max(top for _, _, _, top in boxes.values()) + 12 * MM:
        sheets.start()
    for role, box in boxes.items():
        _draw_box(sheets, box, labels.get(role) or f"{shorten(role, styles.REMARK, 90)}（签名）")


def _draw_signers(sheets: Sheets, printout: Printout) -> None:
    """Draw who signs electronically, in order (电子签名人)."""
    if not printout.signers:
        return
    sheets.y -= 16
    sheets.heading("电子签名人", styles.SECTION, keep=60)
    sheets.y -= 4
    rows = [
        (str(number), each.role or "—", each.name, each.detail or "—")
        for number, each in enumerate(printout.signers, start=1)
    ]
    draw_table(sheets, Table(("顺序", "身份", "签名人", "证书"), (False,) * 4, rows))


def _draw_overrides(sheets: Sheets, printout: Printout) -> None:
    """Draw which warnings before signing were overridden, and the reasons given (说明理由)."""
    if not printout.overrides:
        return
    sheets.y -= 16
    sheets.heading("签名前经说明理由后继续的事项", styles.SECTION, keep=60)
    sheets.y -= 4
    rows = [
        (str(number), each.warning, each.reason)
        for number, each in enumerate(printout.overrides, start=1)
    ]
    draw_table(sheets, Table(("序号", "提示", "理由"), (False,) * 3, rows))


def _summary(printout: Printout) -> str:
    counts = Counter(finding.severity for finding in printout.findings)
    numbers = "\uff0c".join(f"{word} {counts[word]} 条" for word in ("错误", "警告", "提示"))
    undecided = f"，未判断 {len(printout.undecided)} 条" if printout.undecided else ""
    day = chinese_date(printout.checked_on)
    return f"检查日期 {day}，运行规则 {printout.rules_run} 条：{numbers}{undecided}。"


def _draw_lines(sheets: Sheets, findings: Sequence[FindingLine], when_empty: str) -> None:
    sheets.y -= 4
    sheets.rule(sheets.y, colour=ACCENT, weight=1.0)
    if not findings:
        _draw_empty(sheets, when_empty)
    else:
        with sheets.tagged("Table"):
            for finding in findings:
                draw_row(sheets, _finding_cells(sheets, finding), padding=_PADDING)
                sheets.advance()
    sheets.y -= 22


def _finding_cells(sheets: Sheets, finding: FindingLine) -> list[Cell]:
    left = sheets.left + _SEVERITY_WIDTH
    width = sheets.right - left
    colour = _COLOURS.get(finding.severity, MUTED)
    tag = Style(_TAG.font, _TAG.size, _TAG.leading, colour)
    texts = [(finding.place, _PLACE), (finding.message, styles.BODY)]
    if finding.basis:
        texts.append((f"依据：{finding.basis}", _BASIS))
    lines: list[Line] = [
        (line, style) for text, style in texts if text for line in wrap(text, style, width)
    ]
    severity = cell(sheets.left, finding.severity, tag, _SEVERITY_WIDTH, kind=ROW_HEAD)
    return [severity, Cell(left, tuple(lines))]


def _draw_empty(sheets: Sheets, sentence: str) -> None:
    sheets.y -= 8
    sheets.paragraph(sentence, styles.EMPTY)
    sheets.y -= 8
    sheets.rule(sheets.y, colour=HAIRLINE)


def _material_columns(sheets: Sheets) -> tuple[float, ...]:
    """Return the left edges of number, material, file, pages (right edge), state; and the end."""
    return tuple(sheets.left + offset * MM for offset in (0, 9, 52, 121, 126, 156))


def _draw_material_head(sheets: Sheets) -> None:
    style = Style(fonts.SANS_BOLD, 9, 14, ACCENT)
    number, material, file, pages, state, end = _material_columns(sheets)
    sheets.rule(sheets.y, colour=ACCENT, weight=1.0)
    cells = [
        cell(number, "序号", style, material - number),
        cell(material, "材料", style, file - material),
        cell(file, "文件和 SHA-256", style, pages - file),
        cell(pages, "页数", style, 40, is_right=True),
        cell(state, "状态", style, end - state),
    ]
    cells = [replace(each, kind=COLUMN_HEAD) for each in cells]
    draw_row(sheets, cells, padding=4.5, rule=ACCENT)


def _material_cells(sheets: Sheets, line: MaterialLine) -> list[Cell]:
    number, material, file, pages, state, end = _material_columns(sheets)
    room = pages - file - 12 * MM
    file_lines: list[Line] = [(text, _SMALL) for text in wrap(line.title or "—", _SMALL, room)]
    file_lines += [(text, _HASH) for text in _hash_lines(line.sha256)]
    colour = RED if line.status.startswith("未提交") else INK
    state_style = Style(_SMALL.font, _SMALL.size, _SMALL.leading, colour)
    return [
        cell(number, str(line.number or "—"), _SMALL, material - number),
        cell(material, line.material, _SMALL, file - material - 4 * MM),
        Cell(file, tuple(file_lines)),
        cell(pages, line.pages or "—", _SMALL, 40, is_right=True),
        cell(state, line.status, state_style, end - state),
    ]


def _hash_lines(sha256: str) -> list[str]:
    groups = [sha256[start : start + 4] for start in range(0, len(sha256), 4)]
    return [" ".join(groups[start : start + 8]) for start in range(0, len(groups), 8)]


def _draw_box(sheets: Sheets, box: tuple[int, int, int, int], label: str) -> None:
    left, bottom, right, top = box
    sheets.text(left, top + 6, label, styles.REMARK)
    for y in (bottom, top):
        sheets.line(left, y, right, y, colour=HAIRLINE, weight=0.75)
    for x in (left, right):
        sheets.line(x, bottom, x, top, colour=HAIRLINE, weight=0.75)
    sheets.text_right(right - 8, bottom + 8, "年\u3000\u3000月\u3000\u3000日", styles.REMARK)
