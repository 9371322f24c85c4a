"""The application form (申报表) and its detail tables (明细表)."""

from egov_desktop.documents import fonts, styles
from egov_desktop.documents.rows import ROW_HEAD, Cell, Line, cell, draw_row
from egov_desktop.documents.sheets import Sheets, wrap
from egov_desktop.documents.styles import ACCENT, MM, Style
from egov_desktop.documents.tables import Table, draw_table, needs_landscape
from egov_desktop.domain.printout import FormLine, FormPart, FormTable

_LABEL_WIDTH = 46 * MM
_GAP = 4 * MM
_BESIDE = 30 * MM  # where the remark stands beside a short value
_NOT_FILLED = "未填"


def draw_form_part(sheets: Sheets, part: FormPart) -> None:
    """Draw the heading and the lines of one section of the form."""
    sheets.heading(part.title, styles.SECTION, keep=60)
    sheets.y -= 4
    sheets.rule(sheets.y, colour=ACCENT, weight=1.0)
    with sheets.tagged("Table"):
        for line in part.lines:
            continued = wrap(f"{line.label}（续）", styles.LABEL, _LABEL_WIDTH)
            draw_row(
                sheets,
                _cells(sheets, line),
                padding=4.5,
                continued=[(text, styles.LABEL) for text in continued],
            )
            sheets.advance()
        for table in part.tables:
            count = f"共 {len(table.rows)} 行，见“明细表”" if table.rows else "没有填写"
            draw_row(sheets, _cells(sheets, FormLine(table.title, count)), padding=4.5)
    sheets.y -= 22


def draw_form_table(sheets: Sheets, table: FormTable, section: str) -> None:
    """Draw one detail table under its title; an empty one says so."""
    sheets.heading(table.title, styles.SECTION, keep=90)
    sheets.text_right(
        sheets.right,
        sheets.y + styles.SECTION.leading - styles.SECTION.rise,
        section,
        styles.REMARK,
    )
    sheets.y -= 4
    draw_table(sheets, as_table(table))
    sheets.y -= 22


def as_table(table: FormTable) -> Table:
    """Return the table as it is drawn, with a column of row numbers."""
    rows = [(str(number), *row) for number, row in enumerate(table.rows, start=1)]
    totals = None
    if table.totals:
        totals = ("", *table.totals)
    return Table(("序号", *table.columns), (False, *table.is_number), rows, totals)


def is_wide(table: FormTable) -> bool | None:
    """Whether the table needs a sheet that lies on its side; None where any sheet will do."""
    return needs_landscape(as_table(table)) if table.rows else None


def _cells(sheets: Sheets, line: FormLine) -> list[Cell]:
    left = sheets.left + _LABEL_WIDTH + _GAP
    width = sheets.right - left
    style = styles.EMPTY if line.value.strip("()\uff08\uff09") == _NOT_FILLED else styles.BODY
    values: list[Line] = [(text, style) for text in wrap(line.value, style, width)]
    label = cell(sheets.left, line.label, styles.LABEL, _LABEL_WIDTH, kind=ROW_HEAD)
    if _fits_beside(line, style, width):
        remark = Cell(left + _BESIDE, ((line.remark, styles.REMARK),), is_more=True)
        return [label, Cell(left, tuple(values)), remark]
    remarks = wrap(line.remark, styles.REMARK, width) if line.remark else []
    values += [(text, styles.REMARK) for text in remarks]
    return [label, Cell(left, tuple(values))]


def _fits_beside(line: FormLine, style: Style, width: float) -> bool:
    value = fonts.text_width(line.value, style.font, style.size)
    remark = fonts.text_width(line.remark, styles.REMARK.font, styles.REMARK.size)
    return bool(line.remark) and value < _BESIDE - 8 and remark <= width - _BESIDE
