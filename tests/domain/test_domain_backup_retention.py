"""The newest, one a day and one a month stay; the rest makes room."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from egov_desktop.domain.backup_retention import to_keep

START = datetime(2026, 1, 1, 8, tzinfo=UTC)


def test_two_years_of_work_keep_a_handful() -> None:
    made = [START + timedelta(minutes=30 * number) for number in range(2 * 365 * 48)]
    kept = to_keep(made)
    assert len(kept) == 5 + 13 + 10  # some are the last of their day and of their month too
    assert set(sorted(made)[-5:]) <= kept
    assert {each.date() for each in kept} >= {(made[-1] - timedelta(n)).date() for n in range(14)}
    assert len({(each.year, each.month) for each in kept}) == 12


def test_days_without_work_push_nothing_out() -> None:
    made = [START + timedelta(days=60 * number) for number in range(10)]
    assert to_keep(made) == set(made)


moments = st.datetimes(timezones=st.just(UTC))


@given(st.lists(moments, max_size=80))
def test_the_newest_stays_and_thinning_twice_changes_nothing(made: list[datetime]) -> None:
    kept = to_keep(made)
    assert kept <= set(made)
    assert to_keep(kept) == kept
    assert not made or max(made) in kept
