"""Scales of charts: axes reach every value, periods stand where time puts them."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from egov_desktop.domain.chart_scales import hatching, labelled, places, scale


@given(some.lists(some.none() | some.decimals(-(10**15), 10**15, places=4), max_size=6))
def test_an_axis_reaches_every_value_in_few_equal_steps(values: list[Decimal | None]) -> None:
    ticks = scale(values)
    assert ticks[0] == 0
    assert len(ticks) <= 7
    assert all(value <= ticks[-1] for value in values if value is not None)
    assert len({after - before for before, after in pairwise(ticks)}) == 1


@pytest.mark.parametrize(
    ("values", "top", "steps"), [([], 100, 5), (["100"], 100, 5), (["105"], 125, 5)]
)
def test_percent_goes_to_a_hundred_and_further_where_it_must(
    values: list[str], top: int, steps: int
) -> None:
    ticks = scale(map(Decimal, values), Decimal(100))
    assert (ticks[-1], len(ticks) - 1) == (top, steps)


def test_a_missing_report_leaves_its_room() -> None:
    assert places(["2025H1", "2025", "2026"]) == pytest.approx((0, 1 / 3, 1))
    assert places(["2025"]) == (0.5,)
    assert places([]) == ()


def test_not_more_labels_than_there_is_room_for() -> None:
    assert list(labelled(3)) == [0, 1, 2]
    assert all(len(labelled(count)) <= 14 for count in range(120))
    assert list(labelled(0)) == []


@given(some.floats(0.1, 500), some.floats(1, 40), some.booleans())
def test_hatching_stays_within_its_rectangle(width: float, height: float, is_rising: bool) -> None:
    for start, end in hatching(width, height, 4.0, is_rising=is_rising):
        for x, y in (start, end):
            assert -1e-9 <= x <= width + 1e-9
            assert -1e-6 <= y <= height + 1e-6
