"""Fee tables (取费标准): what a published table gives for an amount; a hint, never a limit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

Points = tuple[tuple[Decimal, Decimal], ...]
"""(amount in 万元, rate or fee), the smallest amount first."""


@dataclass(frozen=True)
class FeeTable:
    """A published table of fees."""

    id: str
    title: str
    provisions: tuple[str, ...]
    method: str
    """progressive 差额累进 (a rate for each slice) or interpolated 内插 (a fee at each point)."""
    points: Points
    per: Decimal = Decimal(100)
    """What the rates are parts of: 100 or 1000."""
    beyond: Decimal | None = None
    """The rate above the last slice."""

    def fee(self, amount: Decimal) -> Decimal | None:
        """Return the fee in 万元 for an amount in 万元; None where the table says nothing."""
        if amount < 0:
            return None
        return METHODS[self.method](self, amount)


def _progressive(table: FeeTable, amount: Decimal) -> Decimal | None:
    total, begin = Decimal(0), Decimal(0)
    for end, rate in table.points:
        total += (min(amount, end) - begin) * rate / table.per
        if amount <= end:
            return total
        begin = end
    return None if table.beyond is None else total + (amount - begin) * table.beyond / table.per


def _interpolated(table: FeeTable, amount: Decimal) -> Decimal | None:
    for (left, low), (right, high) in pairwise(table.points):
        if left <= amount <= right:
            return low + (high - low) * (amount - left) / (right - left)
    return None


METHODS: Mapping[str, Callable[[FeeTable, Decimal], Decimal | None]] = {
    "progressive": _progressive,
    "interpolated": _interpolated,
}
"""How a table is read; the keys are the `method` words of a policy pack."""
