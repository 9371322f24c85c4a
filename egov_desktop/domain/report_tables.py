"""Tables of a report that contradict the forms: copied tables, estimate lines, totals."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from egov_desktop.domain.policy import Severity
from egov_desktop.domain.report_amounts import (
    FULL_WIDTH,
    PLAIN_NUMBER,
    UNIT_IN_WORDS,
    WrittenAmount,
    in_words,
    written_amount,
)
from egov_desktop.domain.report_facts import KnownAmount, KnownTable, ReportFacts
from egov_desktop.domain.report_findings import FindingKind, Locator, ReportFinding
from egov_desktop.domain.report_text import ReportTable

_TOTAL_ROWS = re.compile(
    r"(?:项目|建设|估算|概算|投资|资金){0,3}(?:总投资|合计|总计|总额|总概算|总估算)"
    r"(?:估算|概算|额)?(?:\((?:万元|元|亿元|[一二三四五六七八九十+、]+)\))?"
)
_TOTAL_LABEL = re.compile(
    r"(?:本)?(?:项目|工程|建设)?(?:总投资|投资总额|概算总投资|估算总投资|总概算|总估算)"
    r"(?:估算|概算|额)?(?:\([^()]*\))?"
)
_SUM_COLUMN = re.compile(r"合计|总计|总价|金额|小计|估算|概算|投资额|总额|费用(?!名称|项目|类别)")
_FEWEST_LINES = 3
_MOST_HEADER_ROWS = 3


@dataclass(frozen=True)
class _Cell:
    table: int
    row: int
    column: int


@dataclass(frozen=True)
class _Wrong:
    cell: _Cell
    written: WrittenAmount
    message: str


def table_findings(facts: ReportFacts, locator: Locator) -> Iterator[ReportFinding]:
    """Yield every cell of a table whose number is not that of the forms."""
    wrong: dict[_Cell, _Wrong] = {}
    for index, table in enumerate(locator.report.tables):
        for each in _table(index, _plain(table), facts):
            wrong.setdefault(each.cell, each)
    for each in wrong.values():
        at = locator.cell(each.cell.table, each.cell.row, each.cell.column)
        if at is not None:
            shown = each.written.text
            yield locator.at(at, FindingKind.FIGURE, Severity.ERROR, each.message, shown)


def _plain(table: ReportTable) -> ReportTable:
    rows = tuple(tuple(cell.translate(FULL_WIDTH).strip() for cell in row) for row in table.rows)
    return ReportTable(table.number, rows, table.caption.translate(FULL_WIDTH))


@dataclass(frozen=True)
class _Copy:
    """A table of the report that has the columns and rows of one of the forms."""

    index: int
    table: ReportTable
    known: KnownTable
    header: int
    key: int
    columns: Mapping[str, int]
    """Title in the form → column in the report; a report may leave some out."""

    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the rows below the head."""
        yield from enumerate(self.table.rows[self.header + 1 :], start=self.header + 1)

    def number(self, row: Sequence[str], title: str) -> WrittenAmount | None:
        """Return what a row says in a column."""
        cell = _at(row, self.columns[title])
        head = _at(self.table.rows[self.header], self.columns[title])
        return _number(cell, _unit(cell, head, self.table, title in self.known.money))

    def wrong(self, number: int, title: str, written: WrittenAmount, message: str) -> _Wrong:
        """Return a finding in a row and column."""
        return _Wrong(_Cell(self.index, number, self.columns[title]), written, message)


def _table(index: int, table: ReportTable, facts: ReportFacts) -> Iterator[_Wrong]:
    copies = (_copied(index, table, known) for known in facts.tables)
    copy = next(filter(None, copies), None)
    if copy is None:
        yield from _estimate(index, table, facts)
    else:
        yield from _copied_rows(copy)
        yield from _sum_row(copy, facts)
    yield from _stated_totals(index, table, facts)


def _copied(index: int, table: ReportTable, known: KnownTable) -> _Copy | None:
    """Return a table as a copy of one of the forms when titles and names of rows are the same."""
    names = {_bare(name) for row_names, _ in known.rows for name in row_names}
    for number, row in enumerate(table.rows[:_MOST_HEADER_ROWS]):
        places = {_bare(cell): place for place, cell in reversed(list(enumerate(row)))}
        key = places.get(_bare(known.key))
        columns = {t: places[_bare(t)] for t in known.columns if _bare(t) in places}
        if key is None or not columns:
            continue
        if any(_bare(_at(below, key)) in names for below in table.rows[number + 1 :]):
            return _Copy(index, table, known, number, key, columns)
    return None


def _copied_rows(copy: _Copy) -> Iterator[_Wrong]:
    rows = _rows_by_name(copy.known)
    for number, row in copy.rows():
        name = _bare(_at(row, copy.key))
        numbers = rows.get(name, {})
        for title in (t for t in copy.columns if t in numbers):
            written = copy.number(row, title)
            if written is not None and not written.agrees_with(numbers[title]):
                is_money = title in copy.known.money
                shown = in_words(numbers[title]) if is_money else f"{numbers[title]:f}"
                message = (
                    f"“{name}”的{title}写“{written.text}”，与{copy.known.source}的 {shown} 不一致；"
                    "请核对，改正报告或申报表。"
                )
                yield copy.wrong(number, title, written, message)


def _sum_row(copy: _Copy, facts: ReportFacts) -> Iterator[_Wrong]:
    """Yield the last 合计 of a copied table where it is not the sum of what the form has.

    A report that has rows of its own in the table is not judged by the sum.
    """
    sums = [(number, row) for number, row in copy.rows() if _is_sum(row)]
    known = copy.known
    names = {_bare(name) for row_names, _ in known.rows for name in row_names}
    own = {_bare(_at(row, copy.key)) for _, row in copy.rows() if not _is_sum(row)} - {""}
    if not sums or not own <= names:
        return
    number, row = sums[-1]
    for title in (t for t in copy.columns if t in known.money):
        amounts = [numbers[title] for _names, numbers in known.rows if title in numbers]
        written = copy.number(row, title)
        if written is None or len(amounts) != len(known.rows):
            continue
        allowed = [sum(amounts, Decimal(0)), *([facts.total.amount] if facts.total else [])]
        if not any(map(written.agrees_with, allowed)):
            message = (
                f"合计写“{written.text}”，与{known.source}各行之和 {in_words(allowed[0])} 不一致；"
                "请核对，改正报告或申报表。"
            )
            yield copy.wrong(number, title, written, message)


def _is_sum(row: Sequence[str]) -> bool:
    return any(_TOTAL_ROWS.fullmatch(_bare(cell)) for cell in row[:3])


def _rows_by_name(known: KnownTable) -> Mapping[str, Mapping[str, Decimal]]:
    """Return the rows by name; a name that stands for several rows decides nothing."""
    rows: dict[str, Mapping[str, Decimal]] = {}
    twice: set[str] = set()
    for names, numbers in known.rows:
        for name in {_bare(name) for name in names}:
            twice |= {name} & rows.keys()
            rows[name] = numbers
    return {name: numbers for name, numbers in rows.items() if name not in twice}


def _estimate(index: int, table: ReportTable, facts: ReportFacts) -> Iterator[_Wrong]:
    """Yield the lines of an estimate or of fund sources under titles of the report's own."""
    by_name = {_bare(name): part for part in facts.parts for name in part.names}
    lines = [
        (number, place, by_name[_bare(cell)])
        for number, row in enumerate(table.rows)
        for place, cell in enumerate(row[:3])
        if _bare(cell) in by_name
    ]
    if len({part.source + part.names[0] for *_, part in lines}) < _FEWEST_LINES:
        return
    for number, place, part in lines:
        yield from _line(index, table, number, place, part)
    below = [number for number, row in enumerate(table.rows) if _is_sum(row)]
    if facts.total is not None and below and below[-1] > lines[0][0]:
        row = table.rows[below[-1]]
        place = next(at for at, cell in enumerate(row) if _TOTAL_ROWS.fullmatch(_bare(cell)))
        yield from _line(index, table, below[-1], place, facts.total)


def _stated_totals(index: int, table: ReportTable, facts: ReportFacts) -> Iterator[_Wrong]:
    """Yield the value beside a label 总投资, as forms have it."""
    if facts.total is None:
        return
    for number, row in enumerate(table.rows):
        for place, cell in enumerate(row):
            if _TOTAL_LABEL.fullmatch(_bare(cell)) and place + 1 < len(row):
                rest = [value for value in row[place + 1 :] if value]
                if rest and _number(rest[0], "") is not None and len(rest) <= _MOST_HEADER_ROWS:
                    yield from _line(index, table, number, place, facts.total)


def _line(
    index: int, table: ReportTable, number: int, place: int, known: KnownAmount
) -> Iterator[_Wrong]:
    """Yield what a row says an amount is, if no number of the row is that amount."""
    row = table.rows[number]
    header = table.rows[0] if number else ()
    written = {
        at: value
        for at in range(place + 1, len(row))
        if (unit := _unit(row[at], _at(header, at) + row[place], table, is_money=True))
        and (value := _number(row[at], unit)) is not None
    }
    if not written or any(value.agrees_with(known.amount) for value in written.values()):
        return
    at = _sum_column(header, written)
    if at is None:
        return
    message = (
        f"“{row[place]}”写“{row[at]}”，与{known.source}的 {in_words(known.amount)} 不一致；"
        "请核对，改正报告或申报表。"
    )
    yield _Wrong(_Cell(index, number, at), written[at], message)


def _sum_column(header: Sequence[str], written: Mapping[int, WrittenAmount]) -> int | None:
    """Return the column that states the amount: the only number, or the one titled so."""
    if len(written) == 1:
        return next(iter(written))
    titled = [at for at in written if _SUM_COLUMN.search(_at(header, at))]
    sums = [at for at in titled if re.search(r"合计|总计|总价|总额", _at(header, at))]
    chosen = sums or titled
    return chosen[0] if len(chosen) == 1 else None


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _unit(cell: str, titles: str, table: ReportTable, is_money: bool) -> str:
    """Return the unit of a number: its own, the column's, the caption's, else 万元."""
    if not is_money:
        return "万元"
    first = "".join(table.rows[0]) if table.rows else ""
    for words in (cell, titles, table.caption, first):
        units = {match[0] for match in UNIT_IN_WORDS.finditer(words)}
        if len(units) == 1:
            return units.pop()
    return "万元"


def _number(cell: str, unit: str) -> WrittenAmount | None:
    """Return the number a cell holds and nothing else."""
    match = PLAIN_NUMBER.fullmatch(cell.replace(" ", ""))
    if match is None:
        return None
    return written_amount(match["digits"], match["unit"] or unit or "万元", cell)


@lru_cache(maxsize=4096)
def _bare(cell: str) -> str:
    """Return a title or a name without blanks, number and unit."""
    plain = re.sub(r"\s+", "", cell)
    plain = re.sub(
        r"^(?:\d+(?:\.\d+)*[.、]|[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\))",
        "",
        plain,
    )
    plain = re.sub(r"\([^()]*\)$|/(?:万元|元)$", "", plain)
    return re.sub(r"^(20\d\d)年度?$", r"\1", plain)
