"""Tables of the Word files: fixed widths, a head on every page, rows that stay whole (表格)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from egov_desktop.documents.tables import Table, fitted
from egov_desktop.documents.word_pages import add_text, set_style, text_width
from egov_desktop.documents.word_styles import SONG, Look, twips
from egov_desktop.documents.word_xml import element, parsed, tag

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as WordTable
    from docx.table import _Cell, _Row

CELL, HEAD, NUMBER, TOTAL, REMARK = (
    "EgovCell",
    "EgovCellHead",
    "EgovCellNumber",
    "EgovCellTotal",
    "EgovCellRemark",
)
LABEL, VALUE = "EgovFormLabel", "EgovFormValue"
_SIZE = 9.0
_MARGINS = 2 * 3.5  # left and right of the text in a cell
LOOKS = (
    Look(CELL, "表格文字", font=SONG, size=_SIZE, leading=14),
    Look(HEAD, "表头", font=SONG, size=_SIZE, leading=14, is_bold=True, align="center"),
    Look(NUMBER, "表格数字", font=SONG, size=_SIZE, leading=14, align="right"),
    Look(TOTAL, "表格合计", font=SONG, size=_SIZE, leading=14, is_bold=True, align="right"),
    Look(LABEL, "表单栏目", font=SONG, size=10, leading=17, before=3, after=3, colour="3C454E"),
    Look(VALUE, "表单内容", font=SONG, size=10.5, leading=17, before=3, after=3),
    Look(REMARK, "表格附注", font=SONG, size=8, leading=12, colour="5F6872"),
)
"""The paragraph styles of cells."""

_SHADE = "EEF2F6"
_BORDER = "8C96A0"


def add_grid(document: "Document", widths: Sequence[float]) -> "WordTable":
    """Add a table of no rows whose columns have these widths in points."""
    from docx.shared import Pt

    table = document.add_table(0, len(widths))
    table._tbl.replace(table._tbl.tblPr, parsed(_properties(sum(widths))))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    return table


def add_row(
    table: "WordTable", texts: Sequence[str], looks: Sequence[str], size: float | None = None
) -> "_Row":
    """Add a row that no page end divides; one style for each cell, of another size if told."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.shared import Pt

    row = table.add_row()
    row._tr.get_or_add_trPr().append(element("cantSplit"))
    for cell, text, look in zip(row.cells, texts, looks, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        set_style(cell.paragraphs[0], look)
        if text:
            run = add_text(cell.paragraphs[0], text)
            run.font.size = None if size is None else Pt(size)
    return row


def repeat_as_head(row: "_Row") -> None:
    """Let a row stand again at the top of every page, shaded, and never alone at its foot.

    Where a head fits a page and the row after it does not, LibreOffice loses the rest of the table.
    """
    row._tr.get_or_add_trPr().append(element("tblHeader"))
    for cell in row.cells:
        shade(cell)
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def shade(cell: "_Cell") -> None:
    """Give a cell the ground of labels."""
    ground = element("shd", val="clear", color="auto", fill=_SHADE)
    cell._tc.get_or_add_tcPr().find(tag("tcW")).addnext(ground)


def add_table(document: "Document", table: Table, *, is_landscape: bool = False) -> None:
    """Add a whole table as wide as the text area, its totals in bold."""
    size, widths = _fitted(table, text_width(is_landscape=is_landscape))
    grid = add_grid(document, widths)
    looks = [NUMBER if is_number else CELL for is_number in table.is_number]
    repeat_as_head(add_row(grid, table.columns, [HEAD] * len(looks), size))
    for row in table.rows:
        add_row(grid, row, looks, size)
    if table.totals:
        totals = [TOTAL if is_number else HEAD for is_number in table.is_number]
        add_row(grid, table.totals, totals, size)


def _fitted(table: Table, room: float) -> tuple[float | None, list[float]]:
    """Return the size, where it is not that of the style, and column widths with their margins."""
    size, inner = fitted(table, room)
    widths = [width + _MARGINS for width in inner]
    widest = widths.index(max(widths))
    widths[widest] += room - sum(widths)
    return (size if size < _SIZE else None), widths


def _properties(points: float) -> str:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_BORDER}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:tblPr><w:tblW w:w="{twips(points)}" w:type="dxa"/><w:tblBorders>{borders}'
        '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:top w:w="36" w:type="dxa"/><w:left w:w="66" w:type="dxa"/>'
        '<w:bottom w:w="36" w:type="dxa"/><w:right w:w="66" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr>"
    )
