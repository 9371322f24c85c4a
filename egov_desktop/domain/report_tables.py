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
    r"(?:项目|工程|建设|估算|概算|投资|资金){0,3}(?:总投资|合计|总计|总额|总概算|总估算)"
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


def _table(index: int, table: ReportTable, facts: ReportFacts) -> Iterator[_Wrong]:
    copied = False
    for known in facts.tables:
        found = _copied(table, known)
        if found is not None:
            copied = True
            yield from _copied_rows(index, table, known, found, facts)
            break
    if not copied:
        yield from _estimate(index, table, facts)
    yield from _stated_totals(index, table, facts)


def _copied(table: ReportTable, known: KnownTable) -> tuple[int, Mapping[str, int]] | None:
    """Return header row and column places when a table has the columns of one of the forms."""
    for number, row in enumerate(table.rows[:_MOST_HEADER_ROWS]):
        titles = {_bare(cell): place for place, cell in reversed(list(enumerate(row)))}
        wanted = [_bare(title) for title in (known.key, *known.columns)]
        if known.columns and all(title in titles for title in wanted):
            names = {_bare(row[titles[wanted[0]]]) for row in table.rows[number + 1 :] if row}
            if any(_bare(name) in names for row_names, _ in known.rows for name in row_names):
                return number, {t: titles[_bare(t)] for t in (known.key, *known.columns)}
    return None


def _copied_rows(
    index: int,
    table: ReportTable,
    known: KnownTable,
    found: tuple[int, Mapping[str, int]],
    facts: ReportFacts,
) -> Iterator[_Wrong]:
    header, places = found
    rows = _rows_by_name(known)
    for number, row in enumerate(table.rows[header + 1 :], start=header + 1):
        name = _bare(row[places[known.key]]) if places[known.key] < len(row) else ""
        numbers = rows.get(name)
        for title in known.columns if numbers else ():
            at = places[title]
            if numbers is None or title not in numbers or at >= len(row):
                continue
            unit = _unit(row[at], table.rows[header][at], table, title in known.money)
            written = _number(row[at], unit)
            if written is not None and not written.agrees_with(numbers[title]):
                shown = in_words(numbers[title]) if title in known.money else f"{numbers[title]:f}"
                message = (
                    f"“{name}”的{title}写“{row[at]}”，与{known.source}的 {shown} 不一致；"
                    "请核对，改正报告或申报表。"
                )
                yield _Wrong(_Cell(index, number, at), written, message)
    yield from _sum_row(index, table, known, found, facts)


def _sum_row(
    index: int,
    table: ReportTable,
    known: KnownTable,
    found: tuple[int, Mapping[str, int]],
    facts: ReportFacts,
) -> Iterator[_Wrong]:
    """Yield the 合计 of a copied table where it is not the sum of what the form has."""
    header, places = found
    money = [title for title in known.columns if title in known.money]
    for number, row in enumerate(table.rows[header + 1 :], start=header + 1):
        if not any(_TOTAL_ROWS.fullmatch(_bare(cell)) for cell in row[:3]):
            continue
        for title in money:
            at = places[title]
            sums = [numbers[title] for _names, numbers in known.rows if title in numbers]
            if at >= len(row) or len(sums) != len(known.rows):
                continue
            unit = _unit(row[at], table.rows[header][at], table, is_money=True)
            written = _number(row[at], unit)
            allowed = [sum(sums, Decimal(0)), *([facts.total.amount] if facts.total else [])]
            if written is not None and not any(map(written.agrees_with, allowed)):
                message = (
                    f"合计写“{row[at]}”，与{known.source}各行之和 {in_words(allowed[0])} 不一致；"
                    "请核对，改正报告或申报表。"
                )
                yield _Wrong(_Cell(index, number, at), written, message)


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
    if facts.total is not None:
        for number, row in enumerate(table.rows):
            sums = [at for at, cell in enumerate(row[:3]) if _TOTAL_ROWS.fullmatch(_bare(cell))]
            if sums and number > lines[0][0]:
                yield from _line(index, table, number, sums[0], facts.total)


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
        if (unit := _unit(row[at], _title(header, at) + row[place], table, is_money=True))
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
    titled = [at for at in written if _SUM_COLUMN.search(_title(header, at))]
    sums = [at for at in titled if re.search(r"合计|总计|总价|总额", _title(header, at))]
    chosen = sums or titled
    return chosen[0] if len(chosen) == 1 else None


def _title(header: Sequence[str], at: int) -> str:
    return header[at] if at < len(header) else ""


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
    return re.sub(r"\([^()]*\)$|/(?:万元|元)$", "", plain)
