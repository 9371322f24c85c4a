"""Progress, rates, milestones and contracts as figures."""

from datetime import date
from decimal import Decimal

import pytest
from progress_samples import PROGRESS_PACK, approved, filing, project, report

from egov_desktop.domain.progress_figures import (
    UNAPPROVED,
    Milestone,
    approved_estimate,
    contracts,
    figures,
    half_year,
    milestones,
    period_end,
    reports,
)

DESIGN = approved(filing("preliminary_design"), "1000", "2025-02-05", "概字1号")
ADJUSTED = approved(filing("adjustment"), "1200", "2026-03-01", "调字2号")


def test_rates_are_shares_of_the_approved_budgetary_estimate() -> None:
    (now,) = figures(
        project(
            DESIGN,
            report(
                "2025",
                planned_percent="50",
                actual_percent="45.5",
                completed_investment="480",
                paid="300",
                received_amount="600",
            ),
        )
    )
    assert now.execution_rate == Decimal(30)
    assert now.availability_rate == Decimal(60)
    assert now.completion_rate == Decimal(48)
    assert now.deviation == Decimal("-4.5")


@pytest.mark.parametrize("answers", [{}, {"paid": "三百"}, {"paid": None}])
def test_a_rate_without_its_amount_is_unknown(answers: dict[str, str]) -> None:
    (now,) = figures(project(DESIGN, report("2025", **answers)))
    assert now.paid is now.execution_rate is now.deviation is None


def test_a_rate_without_an_approval_is_unknown() -> None:
    for filings in ((), (filing("preliminary_design"),)):
        (now,) = figures(project(*filings, report("2025", paid="300")))
        assert now.approved is None
        assert now.execution_rate is None
    nothing = approved(filing("preliminary_design"), "0", "2025-01-01")
    (now,) = figures(project(nothing, report("2025", paid="300")))
    assert now.execution_rate is None


def test_an_adjustment_counts_from_the_period_in_which_it_was_approved() -> None:
    before, after = figures(project(DESIGN, ADJUSTED, report("2025"), report("2026H1", paid="600")))
    assert before.approved is not None
    assert (before.approved.amount, before.approved.number) == (1000, "概字1号")
    assert after.approved is not None
    assert (after.approved.amount, after.approved.number) == (1200, "调字2号")
    assert after.execution_rate == Decimal(50)
    latest = approved_estimate(project(DESIGN, ADJUSTED))
    assert latest is not None
    assert latest.amount == 1200


def test_reports_come_in_the_order_of_time_up_to_a_period() -> None:
    made = project(report("2026"), report("2025"), report("2026H1"))
    assert [f.period for f in reports(made)] == ["2025", "2026H1", "2026"]
    assert [f.period for f in reports(made, "2026H1")] == ["2025", "2026H1"]
    assert reports(made, "2025H1") == ()


def test_half_years_follow_each_other() -> None:
    numbers = [half_year(period) for period in ("2025H1", "2025", "2026H1", "2026")]
    assert numbers == list(range(numbers[0], numbers[0] + 4))
    assert (period_end("2026H1"), period_end("2026")) == (date(2026, 6, 30), date(2026, 12, 31))


def test_a_later_report_overrides_what_it_says_of_a_milestone_and_keeps_the_rest() -> None:
    first = report(
        "2025",
        milestones=[
            {"name": "开工", "planned_on": "2025-03-01", "actual_on": "2025-03-01"},
            {"name": "设备到货", "planned_on": "2025-09-01"},
        ],
    )
    second = report(
        "2026H1", milestones=[{"name": "设备到货", "actual_on": "2025-09-20", "state": "done"}]
    )
    found = milestones(PROGRESS_PACK, (first, second))
    assert found == (
        Milestone("开工", date(2025, 3, 1), date(2025, 3, 1), ""),
        Milestone("设备到货", date(2025, 9, 1), date(2025, 9, 20), "已完成"),
    )
    assert [each.days_late(date(2026, 6, 30)) for each in found] == [0, 19]


def test_milestones_without_a_name_are_not_taken_for_one() -> None:
    rows = [{"planned_on": "2025-03-01"}, {"planned_on": "2025-04-01"}]
    assert len(milestones(PROGRESS_PACK, (report("2025", milestones=rows),))) == 2


@pytest.mark.parametrize(
    ("planned", "actual", "late"),
    [
        (None, date(2026, 1, 1), None),
        (date(2026, 6, 30), None, None),
        (date(2026, 6, 29), None, 1),
        (date(2026, 7, 1), date(2026, 6, 20), -11),
    ],
)
def test_a_milestone_is_late_by_its_date_or_by_the_end_of_the_period(
    planned: date | None, actual: date | None, late: int | None
) -> None:
    assert Milestone("甲", planned, actual, "").days_late(date(2026, 6, 30)) == late


def test_contracts_know_what_is_unpaid() -> None:
    rows = [
        {"name": "一", "supplier": "甲公司", "amount": "200", "paid": "50"},
        {"name": "二", "amount": "200", "number": "HT-2"},
    ]
    one, two = contracts(project(filing("procurement", {"contracts": rows})))
    assert (one.unpaid, one.paid_share) == (150, 25)
    assert two.unpaid is two.paid_share is None
    assert (two.supplier, two.number) == ("", "HT-2")


def test_a_report_that_lists_contracts_itself_is_taken_at_its_word() -> None:
    made = project(filing("procurement", {"contracts": [{"name": "一", "amount": "200"}]}))
    own = report("2025", contract_execution=[{"name": "一", "amount": "200", "paid": "20"}])
    assert [each.paid for each in contracts(made, own)] == [20]
    assert [each.paid for each in contracts(made, report("2025"))] == [None]


def test_without_an_approved_amount_the_estimate_handed_in_stands_in() -> None:
    handed_in = filing("preliminary_design", {"total_investment": "900"})
    (now,) = figures(project(handed_in, report("2025", paid="300")))
    assert now.approved is not None
    assert (now.approved.stage, now.approved.amount) == (UNAPPROVED, 900)
    assert now.execution_rate == Decimal(300) * 100 / 900
    (now,) = figures(project(approved(handed_in, "1000", "2025-01-01"), report("2025", paid="300")))
    assert now.execution_rate == Decimal(30)
