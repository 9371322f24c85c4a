"""What is printed of the forms (申报表、明细表), line by line, as submission.json repeats it."""

from collections.abc import Iterator
from dataclasses import dataclass

from egov_desktop.domain.printout import FormLine, FormPart, FormTable, Printout

CAPITALS = "大写"


@dataclass(frozen=True)
class PrintedLine:
    """One text of the printed form, in words, and the field or cell it stands for."""

    path: str
    label: str
    text: str


def printed_lines(printout: Printout) -> tuple[PrintedLine, ...]:
    """Return what is printed of the fields and tables, in the order in which it is printed."""
    return tuple(_lines(printout.parts))


def _lines(parts: tuple[FormPart, ...]) -> Iterator[PrintedLine]:
    for part in parts:
        for line in part.lines:
            yield from _of_line(line)
    for part in parts:
        for table in part.filled_tables:
            yield from _of_table(table)


def _of_line(line: FormLine) -> Iterator[PrintedLine]:
    if line.path:
        yield PrintedLine(line.path, line.label, line.value)
        if line.remark:
            yield PrintedLine(line.path, f"{line.label} {CAPITALS}", line.remark)


def _of_table(table: FormTable) -> Iterator[PrintedLine]:
    """Yield the cells that say anything, row by row; totals follow from the cells."""
    columns = tuple(zip(table.column_ids, table.columns, strict=True))
    for number, row in enumerate(table.rows):
        for (column_id, label), text in zip(columns, row, strict=False):
            if text:
                yield PrintedLine(f"{table.path}[{number}].{column_id}", label, text)
