"""What a sheet would change in a table (明细表), row by row, before anything is changed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

from egov_desktop.domain import fields
from egov_desktop.domain.fields import FieldDefinition, Raw, clean
from egov_desktop.domain.printout import shown
from egov_desktop.domain.table_sheets import ReadTable
from egov_desktop.domain.wizard import typed_rows

_MOST_COMPARISONS = 4_000_000
"""Beyond, rows are compared by their place alone: nobody waits for the best pairing."""

_Key = tuple[object, ...]
_Typed = dict[str, Raw]
_Step = tuple[str, int, int, int, int]


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


@dataclass(frozen=True)
class _Pair:
    """A row of the table and the row of the sheet that takes its place, by number."""

    old: int | None
    new: int | None
    is_moved: bool = False


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
    pairs = [_Pair(number, None) for number in range(len(kept))] + _paired(*keys)
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


def _key(columns: Sequence[FieldDefinition], row: _Typed) -> _Key:
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
    pair: _Pair,
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


def _paired(old: Sequence[_Key], new: Sequence[_Key]) -> list[_Pair]:
    """Pair equal rows first, then rows that begin alike, then neighbours that share a cell."""
    pairs: list[_Pair] = []
    for tag, a, b, c, d in _steps(old, new):
        if tag == "equal":
            pairs += _side_by_side(range(a, b), range(c, d))
        else:
            pairs += _alike(old, new, range(a, b), range(c, d))
    return _with_moves(pairs, old, new)


def _steps(old: Sequence[object], new: Sequence[object]) -> Sequence[_Step]:
    if len(old) * len(new) <= _MOST_COMPARISONS:
        return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    alike = range(min(len(old), len(new)))
    same = [("equal" if old[n] == new[n] else "replace", n, n + 1, n, n + 1) for n in alike]
    return [*same, ("replace", len(alike), len(old), len(alike), len(new))]


def _alike(old: Sequence[_Key], new: Sequence[_Key], here: range, there: range) -> list[_Pair]:
    """Pair rows whose first cells are equal, which names them; the others by their place."""
    pairs: list[_Pair] = []
    steps = _steps([old[n][:1] for n in here], [new[n][:1] for n in there])
    for tag, a, b, c, d in steps:
        if tag == "equal":
            pairs += _side_by_side(here[a:b], there[c:d])
            continue
        for pair in _side_by_side(here[a:b], there[c:d]):
            if pair.old is None or pair.new is None or _share(old[pair.old], new[pair.new]):
                pairs.append(pair)
            else:
                pairs += [_Pair(pair.old, None), _Pair(None, pair.new)]
    return pairs


def _side_by_side(here: Iterable[int], there: Iterable[int]) -> list[_Pair]:
    return [_Pair(one, other) for one, other in zip_longest(here, there)]


def _share(one: _Key, other: _Key) -> bool:
    return any(a == b and a is not None for a, b in zip(one, other, strict=True))


def _with_moves(pairs: Sequence[_Pair], old: Sequence[_Key], new: Sequence[_Key]) -> list[_Pair]:
    """Join a row that goes here with an equal one that comes there."""
    gone = defaultdict(list)
    for pair in pairs:
        if pair.old is not None and pair.new is None:
            gone[old[pair.old]].append(pair.old)
    moved: dict[int, int] = {}
    for pair in pairs:
        if pair.new is not None and pair.old is None and gone[new[pair.new]]:
            moved[pair.new] = gone[new[pair.new]].pop(0)
    left = set(moved.values())
    return [
        replace(pair, old=moved[pair.new], is_moved=True) if pair.new in moved else pair
        for pair in pairs
        if not (pair.new is None and pair.old in left)
    ]


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
