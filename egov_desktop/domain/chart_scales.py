"""Scales of charts: where values and half-years stand, and which lines are drawn."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Decimal

from egov_desktop.domain.progress_figures import half_year

Point = tuple[float, float]

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_MOST_LABELS = 14


def scale(values: Iterable[Decimal | None], least: Decimal = Decimal(0)) -> tuple[Decimal, ...]:
    """Return the round values of an axis from 0 that reaches all values, and `least`.

    Negative values do not lengthen the axis.
    """
    top = max([least, *(value for value in values if value is not None)])
    if top <= 0:
        return (Decimal(0), Decimal(1))
    raw = top / 5
    power = Decimal(1).scaleb(raw.adjusted())
    step = next(size * power for size in _STEPS if size * power >= raw)
    count = int((top / step).to_integral_value(ROUND_CEILING))
    return tuple(step * number for number in range(count + 1))


def places(periods: Sequence[str]) -> tuple[float, ...]:
    """Return where periods stand between 0 and 1, in proportion to time; a lone one stands at ½."""
    numbers = [half_year(period) for period in periods]
    first, last = min(numbers, default=0), max(numbers, default=0)
    if first == last:
        return tuple(0.5 for _ in numbers)
    return tuple((number - first) / (last - first) for number in numbers)


def labelled(count: int) -> range:
    """Return which of so many periods get a label, so that labels do not touch."""
    return range(0, count, -(-count // _MOST_LABELS) or 1)


def hatching(
    width: float, height: float, distance: float, *, is_rising: bool
) -> list[tuple[Point, Point]]:
    """Return slanting lines that fill a rectangle at the origin and do not leave it."""
    lines = []
    start = distance - height
    while start < width:
        left, right = max(start, 0.0), min(start + height, width)
        low, high = left - start, right - start
        if not is_rising:
            low, high = height - low, height - high
        lines.append(((left, low), (right, high)))
        start += distance
    return lines
