"""What a cell of somebody's sheet says in a column of ours: text as a person would type it."""

import re
from decimal import Decimal

from egov_desktop.documents.workbook_parts import (
    FIRST_SERIAL,
    LAST_SERIAL,
    Cell,
    Form,
    day_of,
)
from egov_desktop.domain.table_sheets import NUMBER_KINDS, SheetColumn
from egov_desktop.domain.typed_text import compacted

Said = tuple[str | None, str | None]
"""What is kept, and why nothing or something wrong is."""

_BARE_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")
_MOST_DIGITS = 15
_MONEY_UNITS = {"": "", "万元": "", "万": "", "元": "元", "亿元": "亿元", "亿": "亿元"}


def money_suffix(unit: str) -> str | None:
    """Return what a bare number under a heading with this unit lacks; None for a foreign unit."""
    return _MONEY_UNITS.get(unit)


def said(column: SheetColumn, cell: Cell, suffix: str = "") -> Said:
    """Return what a cell says; `suffix` is the unit of money that its heading states."""
    if cell.form is Form.FORMULA:
        return None, "公式没有计算结果，请在 Excel 或 WPS 中打开文件、保存一次后再导入。"
    if cell.form is Form.ERROR:
        return None, f"单元格是错误值 {cell.text}，请在表格中改正。"
    if cell.form is Form.TRUTH:
        words = ("否", "是") if column.kind == "yes_no" else ("FALSE", "TRUE")
        return words[cell.text in ("1", "true")], None
    if cell.form is Form.DATE and column.kind == "date":
        return cell.text[:10], None
    if cell.form is Form.NUMBER:
        return _number(column, cell.text, suffix)
    if column.kind == "money" and suffix and _BARE_NUMBER.fullmatch(compacted(cell.text)):
        return compacted(cell.text) + suffix, None
    return cell.text, None


def _number(column: SheetColumn, digits: str, suffix: str) -> Said:
    if column.kind == "money":
        return digits + suffix, None
    if column.kind == "date" and FIRST_SERIAL <= Decimal(digits) < LAST_SERIAL + 1:
        return day_of(Decimal(digits)).isoformat(), None
    is_code = column.kind not in NUMBER_KINDS
    if is_code and len(digits.lstrip("-").partition(".")[0]) > _MOST_DIGITS:
        return digits, (
            f"数字超过 {_MOST_DIGITS} 位，表格软件已丢失末尾几位。"
            "请把单元格格式设为“文本”后重新填写。"
        )
    return digits, None
