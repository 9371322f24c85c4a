"""Taking the rows of detail tables (明细表) out of somebody's workbook."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from egov_desktop.documents.table_headers import (
    Header,
    HeaderColumn,
    Rows,
    find_header,
    marks_of,
    plain_of,
    rows_of,
    wants_name,
)
from egov_desktop.documents.workbook_cells import money_suffix, said
from egov_desktop.documents.workbook_parts import Cell, reference_of
from egov_desktop.documents.workbook_reading import Workbook, read_workbook
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.table_sheets import (
    ReadCell,
    ReadRow,
    ReadTable,
    ReadWorkbook,
    SheetTable,
)

MOST_ROWS = 5_000
_MOST_NAMED = 8
_SUM = re.compile(r"(?:合计|总计|小计|总和|共计)(?:\(.*\))?:?")
_FOOT = re.compile(
    r"(?:注|备注|说明|填表人|填报人|制表人|审核人|复核人|负责人|单位负责人|填表日期|制表日期)\d?:.*"
)
_ORDINALS = "甲乙丙丁戊己庚辛"


def read_tables(path: Path, tables: Sequence[SheetTable]) -> ReadWorkbook:
    """Return what a file says of these tables; those it does not hold are left out.

    Raises NotFoundError or InvalidInputError with a sentence when the file cannot be used or
    holds none of them.
    """
    book = read_workbook(path, wants_name)
    headers, notices = _assigned(book, tables)
    if not headers:
        raise InvalidInputError(_nothing_found(path, book, tables))
    read = tuple(_ReadHeader(header).table() for header in headers)
    return ReadWorkbook(path.name, read, tuple(notices))


def _assigned(book: Workbook, tables: Sequence[SheetTable]) -> tuple[list[Header], list[str]]:
    """Give every table the sheet that fits it best, the surest first."""
    marks = marks_of(book)
    headers = [
        header
        for sheet in book.sheets
        if (rows := rows_of(sheet))
        for table in tables
        if (header := find_header(sheet, rows, table, marks)) is not None
    ]
    headers.sort(key=lambda header: header.rank, reverse=True)
    given: list[Header] = []
    notices: list[str] = []
    seen: set[str] = set()
    for header in headers:
        if header.sheet.title in seen:
            continue
        if any(header.table.id == each.table.id for each in given):
            continue
        rivals = _rivals(header, headers, given)
        seen.add(header.sheet.title)
        if rivals:
            names = "、".join(f"“{each.table.title}”" for each in (header, *rivals))
            notices.append(
                f"工作表“{header.sheet.title}”像是{names}，不能确定是哪一个，没有读取。"
                "请把工作表的名称改成明细表的名称。"
            )
        else:
            given.append(header)
    order = [table.id for table in tables]
    given.sort(key=lambda header: order.index(header.table.id))
    return given, [*notices, *_left_out(book, tables, seen)]


def _rivals(header: Header, headers: Iterable[Header], given: Iterable[Header]) -> list[Header]:
    taken = {each.table.id for each in given}
    return [
        other
        for other in headers
        if other is not header
        and other.sheet is header.sheet
        and other.rank == header.rank
        and other.table.id not in taken
    ]


def _left_out(book: Workbook, tables: Sequence[SheetTable], seen: set[str]) -> Iterator[str]:
    unread = [f"“{s.title}”" for s in book.sheets if s.cells and s.title not in seen]
    if unread and (len(tables) > 1 or len(unread) < len(book.sheets)):
        yield f"没有读取工作表{_listed(unread)}：其中没有认出明细表，或者另有更相符的工作表。"


def _nothing_found(path: Path, book: Workbook, tables: Sequence[SheetTable]) -> str:
    if not any(sheet.cells for sheet in book.sheets):
        return f"“{path.name}”中没有内容（隐藏的工作表不读取）。"
    if len(tables) != 1:
        return (
            f"“{path.name}”中没有认出本报件的任何明细表。表头应与本程序导出的表格相同，"
            "可以先导出一份作为样表；隐藏的工作表不读取。"
        )
    labels = [f"“{column.label}”" for column in tables[0].columns if not column.is_computed]
    return (
        f"“{path.name}”中没有找到“{tables[0].title}”的表头。表头应有{_listed(labels)}，"
        "可以先导出一份作为样表。"
    )


def _listed(words: Sequence[str]) -> str:
    more = f"等 {len(words)} 个" if len(words) > _MOST_NAMED else ""
    return "、".join(words[:_MOST_NAMED]) + more


class _ReadHeader:
    """The rows below one header, and what has to be said of them."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self._rows: Rows = rows_of(header.sheet)
        self._first = 1 + max(
            [header.row, *(range_[2] for range_ in header.sheet.merged if self._heads(range_))]
        )
        self._sums: list[int] = []
        self._skipped: list[int] = []
        self._suffixes = {n: self._suffix(each) for n, each in header.columns.items()}

    def _heads(self, merged: tuple[int, int, int, int]) -> bool:
        top, left, bottom, right = merged
        is_here = top <= self._header.row <= bottom
        return is_here and any(left <= number <= right for number in self._header.columns)

    def _suffix(self, heading: HeaderColumn) -> str:
        if heading.column.kind != "money":
            return ""
        return money_suffix(heading.unit or self._header.money_unit) or ""

    def table(self) -> ReadTable:
        """Read the rows."""
        header = self._header
        rows = tuple(self._read_rows())
        order = [column.id for column in header.table.columns]
        found = sorted((each.column.id for each in header.columns.values()), key=order.index)
        return ReadTable(
            header.table.id, header.sheet.title, tuple(found), rows, tuple(self._notices(rows))
        )

    def _read_rows(self) -> Iterator[ReadRow]:
        count = 0
        for number, cells in self._rows.items():
            own = {n: cells[n] for n in self._header.columns if n in cells}
            if number < self._first or not own or self._is_furniture(number, cells, own):
                continue
            count += 1
            if count > MOST_ROWS:
                raise InvalidInputError(
                    f"工作表“{self._header.sheet.title}”超过 {MOST_ROWS} 行，没有读取。"
                    "请删去多余的行，或分成几次用“追加”导入。"
                )
            yield ReadRow(
                number, {i: c for n, cell in own.items() for i, c in self._cell(number, n, cell)}
            )

    def _cell(self, row: int, number: int, cell: Cell) -> Iterator[tuple[str, ReadCell]]:
        column = self._header.columns[number].column
        raw, problem = said(column, cell, self._suffixes[number])
        yield column.id, ReadCell(reference_of(row, number), cell.text, raw, problem)

    def _is_furniture(
        self, number: int, cells: Mapping[int, Cell], own: Mapping[int, Cell]
    ) -> bool:
        """Whether a row is no entry: a sum, a note below, numbers of columns, the header again."""
        texts = [plain_of(cell.text) for cell in cells.values()]
        heading = self._rows[self._header.row]
        if _SUM.fullmatch(texts[0]):
            self._sums.append(number)
        elif (
            (_FOOT.fullmatch(texts[0]) and len(own) < len(self._header.columns))
            or (number == self._first and _numbers_columns(texts))
            or all(n in heading and cell.text == heading[n].text for n, cell in own.items())
        ):
            self._skipped.append(number)
        else:
            return False
        return True

    def _notices(self, rows: Sequence[ReadRow]) -> Iterator[str]:
        header = self._header
        if header.foreign:
            names = _listed([f"“{' '.join(text.split())}”" for text in header.foreign])
            yield f"本表没有{names}列，这些列没有读取。"
        if header.missing:
            names = _listed([f"“{label}”" for label in header.missing])
            yield f"工作表中没有{names}列，留下的行保持原有内容，新增的行留空。"
        yield from self._unit_notices()
        if self._sums:
            yield f"{_rows_named(self._sums)}是合计，没有读取。"
        if self._skipped:
            yield f"{_rows_named(self._skipped)}是表头、栏次或附注，没有读取。"
        hidden = [row.number for row in rows if row.number in header.sheet.hidden_rows]
        if hidden:
            yield f"{_rows_named(hidden)}在工作表中被隐藏，也已读取。"
        merged = [
            f"{reference_of(top, left)}:{reference_of(bottom, right)}"
            for top, left, bottom, right in header.sheet.merged
            if any(top <= row.number <= bottom for row in rows)
            and any(left <= number <= right for number in header.columns)
        ]
        if merged:
            yield f"合并单元格 {_listed(merged)} 只有左上角一格有内容，其余各格按空白读取。"

    def _unit_notices(self) -> Iterator[str]:
        for each in self._header.columns.values():
            if each.column.kind != "money":
                continue
            unit = each.unit or self._header.money_unit
            suffix = money_suffix(unit)
            if suffix is None:
                yield (
                    f"“{each.column.label}”的单位写作“{unit}”，程序不会换算，按万元读取，请核对。"
                )
            elif suffix:
                yield f"“{each.column.label}”的表头单位是“{unit}”，只写数字的金额由此换算成万元。"


def _numbers_columns(texts: Sequence[str]) -> bool:
    """Whether a row only numbers the columns (栏次): 甲 乙 1 2, or 1 2 3."""
    plain = [text.strip("()") for text in texts if text != "栏次"]
    digits = [text for text in plain if text not in _ORDINALS]
    return len(plain) > 2 and digits == [str(n) for n in range(1, len(digits) + 1)]


def _rows_named(numbers: Sequence[int]) -> str:
    return f"第 {_listed([str(number) for number in numbers])} 行"
