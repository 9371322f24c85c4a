"""Workbooks as people and other programs make them, sound and hostile."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook

from egov_desktop.domain.fields import Choice, FieldDefinition, Raw, judge
from egov_desktop.domain.table_sheets import FilledTable, filled_table

Value = str | int | float | bool | date | Decimal | None

ITEMS = FieldDefinition(
    "items",
    "table",
    "投资估算明细",
    columns=(
        FieldDefinition(
            "item",
            "open_choice",
            "费用名称",
            choices=(Choice("hardware", "硬件设备购置"), Choice("other", "其他, 含=号")),
            is_required=True,
        ),
        FieldDefinition("note", "text", "说明"),
        FieldDefinition("amount", "money", "金额", unit="万元", is_required=True),
        FieldDefinition("share", "percent", "占比"),
        FieldDefinition("count", "integer", "数量"),
        FieldDefinition("day", "date", "完成日期"),
        FieldDefinition("is_domestic", "yes_no", "是否国产"),
        FieldDefinition("total", "money", "小计金额", unit="万元", is_computed=True),
    ),
)
FUNDS = FieldDefinition(
    "funds",
    "table",
    "资金来源",
    columns=(
        FieldDefinition("source", "text", "来源"),
        FieldDefinition("amount", "money", "金额", unit="万元"),
    ),
)
ROWS: Raw = [
    {
        "item": "hardware",
        "note": "=SUM(A1:A9)",
        "amount": "123456789012345.67",
        "share": "8.5",
        "count": "3",
        "day": "2026-03-02",
        "is_domestic": True,
    },
    {"item": "自有名称", "note": "-1\n+2", "amount": "1,200.5", "share": "0.1"},
    {"item": "@cmd", "amount": "2860万", "count": "三"},
]


def filled(definition: FieldDefinition, raw: Raw) -> FilledTable:
    value = judge(definition, raw).value
    return filled_table(definition, value if isinstance(value, tuple) else ())


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Value]]]) -> Path:
    """Write rows as they stand, as a person types them; `=` begins a formula."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
PARTS = {
    "_rels/.rels": (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">'
        '<sheets><sheet name="资金来源" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}">'
        f'<Relationship Id="r1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_REL}/styles" Target="/xl/styles.xml"/>'
        f'<Relationship Id="r3" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
        '<numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
        '<numFmt numFmtId="177" formatCode="[Red]0.0%"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="176"/><xf numFmtId="57"/><xf numFmtId="177"/>'
        "</cellXfs></styleSheet>"
    ),
    "xl/sharedStrings.xml": (
        f'{_HEAD}<sst xmlns="{_MAIN}"><si><t>来源</t></si>'
        "<si><r><t>金</t></r><r><t>额</t></r><rPh><t>jin</t></rPh></si></sst>"
    ),
}
HEADING = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'


def sheet_xml(rows: str, before: str = "", after: str = "") -> str:
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}'
        "</worksheet>"
    )


def raw_xlsx(path: Path, sheet: str, parts: Mapping[str, str | bytes] | None = None) -> Path:
    """Write a container part by part; parts given take the place of the usual ones."""
    members = {**PARTS, "xl/worksheets/sheet1.xml": sheet, **(parts or {})}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path
