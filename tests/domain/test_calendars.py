from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from egov_desktop.domain.calendars import (
    WEEKENDS_ONLY,
    WorkCalendar,
    YearStanding,
    months_after,
    normalise_period,
    period_label,
    period_problem,
)

CALENDAR_FILE = Path(__file__).parents[2] / "forms" / "calendars" / "cn.yaml"
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))


@pytest.fixture(scope="module")
def shipped() -> dict[str, dict[str, list[date]]]:
    text = CALENDAR_FILE.read_text(encoding="utf-8")
    years = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  (plain strings only)
    return {
        year: {
            kind: [date.fromisoformat(day) for day in lists[kind]]
            for kind in ("off", "work")
            if kind in lists
        }
        for year, lists in years.items()
    }


@pytest.fixture(scope="module")
def china(shipped: dict[str, dict[str, list[date]]]) -> WorkCalendar:
    return WorkCalendar(
        off=frozenset(day for lists in shipped.values() for day in lists["off"]),
        work=frozenset(day for lists in shipped.values() for day in lists.get("work", [])),
        known_years=frozenset(map(int, shipped)) - {2027},
        computed_years=frozenset({2027}),
    )


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 3, 31), 0, date(2026, 3, 31)),
    ],
)
def test_months_after(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@given(DAYS, st.integers(0, 240))
def test_months_after_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    result = months_after(day, months)
    assert (result.year - day.year) * 12 + result.month - day.month == months
    assert result.day == day.day or (
        result.day < day.day and (result + timedelta(days=1)).month != result.month
    )


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 10, 1), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 7, 31), True),
        (date(2020, 2, 1), False),
        (date(2027, 10, 1), False),
        (date(2027, 10, 2), False),
        (date(2027, 10, 4), True),
        (date(2027, 2, 8), False),
        (date(2027, 2, 9), True),
        (date(2028, 10, 3), True),
    ],
)
def test_working_days_in_china(china: WorkCalendar, day: date, working: bool) -> None:
    assert china.is_working_day(day) is working


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2026, 2, 14), date(2026, 2, 14)),
        (date(2026, 2, 15), date(2026, 2, 24)),
        (date(2026, 1, 31), date(2026, 2, 2)),
        (date(2025, 1, 31), date(2025, 2, 5)),
    ],
)
def test_a_last_day_on_a_holiday_moves(china: WorkCalendar, day: date, expected: date) -> None:
    assert china.next_working_day(day) == expected


def test_only_published_years_are_known(china: WorkCalendar) -> None:
    assert china.is_known(date(2026, 12, 31))
    assert not china.is_known(date(2027, 1, 1))
    assert china.standing(2026) is YearStanding.PUBLISHED
    assert china.standing(2027) is YearStanding.COMPUTED
    assert china.standing(2028) is YearStanding.UNKNOWN
    assert not WEEKENDS_ONLY.is_known(date(2026, 1, 1))
    assert WEEKENDS_ONLY.next_working_day(date(2026, 10, 3)) == date(2026, 10, 5)


@given(DAYS)
def test_weekends_only_moves_at_most_two_days(day: date) -> None:
    moved = WEEKENDS_ONLY.next_working_day(day)
    assert moved.weekday() < 5
    assert timedelta(0) <= moved - day <= timedelta(days=2)


def test_the_shipped_calendar_is_consistent(
    shipped: dict[str, dict[str, list[date]]],
) -> None:
    assert list(shipped) == [str(year) for year in range(2020, 2028)]
    for year, lists in shipped.items():
        assert set(lists) == ({"off"} if year == "2027" else {"off", "work"})
        for days in lists.values():
            assert days == sorted(set(days))
            assert {day.year for day in days} == {int(year)}
        assert not set(lists["off"]) & set(lists.get("work", []))
        assert all(day.weekday() >= 5 for day in lists.get("work", []))
        assert {date(int(year), 1, 1), date(int(year), 5, 1), date(int(year), 10, 1)} <= set(
            lists["off"]
        )


def test_a_computed_year_holds_the_thirteen_statutory_days(
    shipped: dict[str, dict[str, list[date]]],
) -> None:
    """元旦 1, 春节 4 (from its eve), 清明 1, 劳动节 2, 端午 1, 中秋 1, 国庆 3."""
    assert " ".join(f"{day:%m-%d}" for day in shipped["2027"]["off"]) == (
        "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03"
    )


@pytest.mark.parametrize(
    ("after", "until", "count"),
    [
        (date(2026, 9, 30), date(2026, 10, 12), 4),
        (date(2026, 10, 9), date(2026, 10, 10), 1),
        (date(2026, 10, 10), date(2026, 10, 10), 0),
        (date(2026, 10, 10), date(2026, 10, 1), 0),
        (date(2027, 2, 4), date(2027, 2, 9), 1),
    ],
)
def test_working_days_are_counted(
    china: WorkCalendar, after: date, until: date, count: int
) -> None:
    assert china.working_days(after, until) == count


def test_a_table_takes_the_place_of_its_years_and_adds_days_of_the_year_before(
    china: WorkCalendar,
) -> None:
    table = WorkCalendar(
        frozenset({date(2026, 12, 31), date(2027, 1, 1)}),
        frozenset({date(2027, 1, 3)}),
        frozenset({2027}),
    )
    merged = china.overlaid(table)

    assert merged.standing(2027) is YearStanding.PUBLISHED
    assert merged.is_working_day(date(2027, 10, 1))
    assert merged.is_working_day(date(2027, 1, 3))
    assert not merged.is_working_day(date(2026, 12, 31))
    assert not merged.is_working_day(date(2026, 10, 1))
    assert merged.known_years == china.known_years | {2027}
    assert china.standing(2027) is YearStanding.COMPUTED


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2026H1", "2026H1"),
        ("2026h1", "2026H1"),
        ("\uff12\uff10\uff12\uff16\uff281", "2026H1"),
        ("2026年上半年", "2026H1"),
        ("2026 年 上半年", "2026H1"),
        ("2026", "2026"),
        ("2026年", "2026"),
        ("2026年度", "2026"),
        ("2026年全年", "2026"),
        ("2026H2", "2026"),
        ("2026年下半年", "2026"),
    ],
)
def test_normalise_period(typed: str, stored: str) -> None:
    assert normalise_period(typed) == stored
    assert period_problem(typed) is None
    assert normalise_period(period_label(stored)) == stored


@pytest.mark.parametrize("typed", ["", "26H1", "2026H3", "2026Q1", "1926", "2026-06", "上半年"])
def test_what_is_no_period(typed: str) -> None:
    assert "报告期" in str(period_problem(typed))
    with pytest.raises(ValueError, match="报告期"):
        normalise_period(typed)


def test_period_label() -> None:
    assert period_label("2026H1") == "2026年上半年"
    assert period_label("2026") == "2026年全年"
