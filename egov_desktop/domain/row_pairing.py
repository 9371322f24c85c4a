"""Which row of a table became which row of another: equal rows first, then the likeliest."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest

_MOST_COMPARISONS = 4_000_000
"""Beyond, rows are compared by their place alone: nobody waits for the best pairing."""

RowKey = tuple[object, ...]
"""What a row means: equal for rows that say the same."""
_Step = tuple[str, int, int, int, int]


@dataclass(frozen=True)
class RowPair:
    """A row of one table and the row of the other that takes its place, counted from 0."""

    old: int | None
    new: int | None
    is_moved: bool = False


def paired_rows(old: Sequence[RowKey], new: Sequence[RowKey]) -> list[RowPair]:
    """Pair equal rows first, then rows that begin alike, then neighbours that share a cell."""
    pairs: list[RowPair] = []
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


def _alike(
    old: Sequence[RowKey], new: Sequence[RowKey], here: range, there: range
) -> list[RowPair]:
    """Pair rows whose first cells are equal, which names them; the others by their place."""
    pairs: list[RowPair] = []
    steps = _steps([old[n][:1] for n in here], [new[n][:1] for n in there])
    for tag, a, b, c, d in steps:
        if tag == "equal":
            pairs += _side_by_side(here[a:b], there[c:d])
            continue
        for pair in _side_by_side(here[a:b], there[c:d]):
            if pair.old is None or pair.new is None or _share(old[pair.old], new[pair.new]):
                pairs.append(pair)
            else:
                pairs += [RowPair(pair.old, None), RowPair(None, pair.new)]
    return pairs


def _side_by_side(here: Iterable[int], there: Iterable[int]) -> list[RowPair]:
    return [RowPair(one, other) for one, other in zip_longest(here, there)]


def _share(one: RowKey, other: RowKey) -> bool:
    return any(a == b and a is not None for a, b in zip(one, other, strict=True))


def _with_moves(
    pairs: Sequence[RowPair], old: Sequence[RowKey], new: Sequence[RowKey]
) -> list[RowPair]:
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
