"""What a sheet would change in a table (明细表), row by row, before anything is changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from egov_desktop.domain import fields
from egov_desktop.domain.fields import FieldDefinition, Raw, clean
from egov_desktop.domain.printout import shown
from egov_desktop.domain.row_pairing import RowKey, RowPair, paired_rows
from egov_desktop.domain.table_sheets import ReadTable
from egov_desktop.domain.wizard import typed_rows

_Typed = dict[str, Raw]


class RowKind(StrEnum):
    """What happens to a row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    MOVED = "moved"
    SAME = "same"


@dataclass(frozen=True)
class CellChange:
    """A cell that will say something else."""

    column: str
    """Its label."""
    old: str
    new: str


@dataclass(frozen=True)
class RowChange:
    """What happens to one row."""

    kind: RowKind
    old_number: int | None
    """Counted from 1, in the table as it is."""
    new_number: int | None
    """Counted from 1, in the table as it will be."""
    sheet_row: int | None
    cells: tuple[str, ...]
    """The whole row in words, as it will be; a removed one as it is."""
    changes: tuple[CellChange, ...]


@dataclass(frozen=True)
class BadCell:
    """A cell that does not say what its column asks for."""

    table: str
    sheet: str
    place: str
    """Such as C7."""
    column: str
    """Its label."""
    text: str
    reason: str

    @property
    def sentence(self) -> str:
        """Return place and reason in words."""
        return f"工作表“{self.sheet}”{self.place}（{self.column}）：{self.reason}"


@dataclass(frozen=True)
class TablePlan:
    """What becomes of one table."""

    table: str
    title: str
    sheet: str
    before: Raw
    after: Raw
    rows: tuple[RowChange, ...]
    bad_cells: tuple[BadCell, ...]
    notices: tuple[str, ...]

    def count(self, kind: RowKind) -> int:
        """Return how many rows this happens to."""
        return sum(row.kind is kind for row in self.rows)

    @property
    def changes_anything(self) -> bool:
        """Whether the table would not stay as it is."""
        return self.count(RowKind.SAME) < len(self.rows)


def plan_table(
    definition: FieldDefinition, before: Raw, read: ReadTable, is_append: bool = False
) -> TablePlan:
    """Compare a table as typed with the rows of a sheet; `is_append` keeps all rows there are.

    Cells that mean the same stay as they were typed; columns that the sheet has not keep what
    stands in the rows that stay.
    """
    columns = [column for column in definition.columns if column.id in read.columns]
    old = typed_rows(before)
    given: list[_Typed] = [{key: cell.raw for key, cell in r.cells.items()} for r in read.rows]
    kept = old if is_append else []
    keys = ([_key(columns, row) for row in rows] for rows in (old[len(kept) :], given))
    pairs = [RowPair(number, None) for number in range(len(kept))] + paired_rows(*keys)
    rows: list[RowChange] = []
    after: list[Raw] = []
    for pair in pairs:
        here = old[pair.old] if pair.old is not None else {}
        if pair.new is not None:
            there = _merged(columns, here, given[pair.new])
            sheet_row = read.rows[pair.new].number
            after.append(there)
            rows.append(_row_change(definition, pair, here, there, len(after), sheet_row))
        elif is_append:
            after.append(here)
            rows.append(_row_change(definition, pair, here, here, len(after), None))
        else:
            rows.append(_row_change(definition, pair, here, here, None, None))
    bad = tuple(_bad_cells(definition, read))
    return TablePlan(
        definition.id,
        definition.label,
        read.sheet,
        before,
        after or None,
        tuple(rows),
        bad,
        read.notices,
    )


def _key(columns: Sequence[FieldDefinition], row: _Typed) -> RowKey:
    """Return what a row means: equal for cells that were typed in different ways."""
    return tuple(_meaning(column, row.get(column.id)) for column in columns)


def _meaning(column: FieldDefinition, raw: Raw) -> object:
    answer = fields.judge(column, raw)
    return clean(str(answer.raw)) if answer.value is None and answer.problem else answer.value


def _merged(columns: Sequence[FieldDefinition], here: _Typed, given: _Typed) -> _Typed:
    """Return the row that will stand: what means the same stays as typed."""
    row = dict(here)
    for column in columns:
        raw = given.get(column.id)
        if _meaning(column, raw) == _meaning(column, here.get(column.id)):
            continue
        row.pop(column.id, None)
        if raw is not None:
            row[column.id] = raw
    return row


def _row_change(
    definition: FieldDefinition,
    pair: RowPair,
    here: _Typed,
    there: _Typed,
    new_number: int | None,
    sheet_row: int | None,
) -> RowChange:
    old_number = None if pair.old is None else pair.old + 1
    words, new_words = _words(definition, here), _words(definition, there)
    labels = [column.label for column in definition.columns]
    changes = tuple(
        CellChange(label, was, becomes)
        for label, was, becomes in zip(labels, words, new_words, strict=True)
        if was != becomes
    )
    if new_number is None:
        return RowChange(RowKind.REMOVED, old_number, None, None, words, ())
    if old_number is None:
        return RowChange(RowKind.ADDED, None, new_number, sheet_row, new_words, ())
    kind = RowKind.CHANGED if changes else RowKind.MOVED if pair.is_moved else RowKind.SAME
    return RowChange(kind, old_number, new_number, sheet_row, new_words, changes)


def _words(definition: FieldDefinition, row: _Typed) -> tuple[str, ...]:
    return tuple(shown(c, fields.judge(c, row.get(c.id))) for c in definition.columns)


def _bad_cells(definition: FieldDefinition, read: ReadTable) -> Iterator[BadCell]:
    for row in read.rows:
        for column in definition.columns:
            cell = row.cells.get(column.id)
            if cell is None:
                continue
            reason = cell.problem or fields.judge(column, cell.raw).problem
            if reason:
                yield BadCell(
                    definition.id, read.sheet, cell.place, column.label, cell.text, reason
                )
