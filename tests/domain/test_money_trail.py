"""Estimate, budgetary estimate, contracts and payments side by side."""

from decimal import Decimal

from progress_samples import PROGRESS_PACK, approved, filing, project, report

from egov_desktop.domain.money_trail import MoneyTrail, Sum, TrailLine, money_trail
from egov_desktop.domain.project import Filing


def estimate(stage: str, total: str, *items: tuple[str | None, str | None]) -> Filing:
    rows = [{"item": item, "amount": amount} for item, amount in items]
    return filing(stage, {"total_investment": total, "investment_items": rows})


def contracts(*rows: dict[str, str | None]) -> Filing:
    return filing("procurement", {"contracts": list(rows)})


def trail_of(*filings: Filing, until: str | None = None) -> MoneyTrail:
    return money_trail(PROGRESS_PACK, project(*filings), until)


def line(trail: MoneyTrail, label: str) -> TrailLine:
    return next(each for each in trail.items if each.label == label)


STUDY = estimate("feasibility_study", "1000", ("hardware", "600"), ("software", "400"))
DESIGN = estimate(
    "preliminary_design", "980", ("software", "390"), ("硬件购置", "560"), ("培训费", "30")
)


def test_the_same_money_stands_in_one_line_whatever_it_was_called() -> None:
    trail = trail_of(
        STUDY, DESIGN, contracts({"name": "一", "item": "hardware", "amount": "550", "paid": "100"})
    )
    assert [each.label for each in trail.items] == ["硬件购置", "软件开发", "培训费"]
    hardware = line(trail, "硬件购置")
    assert hardware.estimate == Sum(Decimal(600))
    assert hardware.budgetary == Sum(Decimal(560))
    assert (hardware.contracted.amount, hardware.paid.amount) == (550, 100)
    assert hardware.budgetary_over_estimate == Decimal(-40)
    assert hardware.contracted_over_budgetary == Decimal(-10)
    assert hardware.unpaid == Decimal(450)
    assert trail.unassigned is None


def test_what_is_not_entered_stays_unknown_and_is_never_nought() -> None:
    trail = trail_of(STUDY, DESIGN)
    training = line(trail, "培训费")
    assert training.estimate.amount is None
    assert training.budgetary_over_estimate is None
    assert training.contracted.amount is training.unpaid is None
    assert trail.total.contracted == Sum()
    assert trail.total.estimate.amount == 1000


def test_several_contracts_of_one_item_add_up() -> None:
    trail = trail_of(
        contracts(
            {"name": "一", "item": "hardware", "amount": "100.10", "paid": "0"},
            {"name": "二", "item": "hardware", "amount": "200.20", "paid": "50"},
        )
    )
    assert line(trail, "硬件购置").contracted.amount == Decimal("300.30")
    assert line(trail, "硬件购置").unpaid == Decimal("250.30")


def test_contracts_without_an_item_have_a_line_of_their_own() -> None:
    trail = trail_of(
        STUDY,
        contracts(
            {"name": "集成", "amount": "500", "paid": "20"},
            {"name": "设备", "item": "hardware", "amount": "100"},
        ),
    )
    assert trail.unassigned is not None
    assert trail.unassigned.contracted.amount == 500
    assert [each.label for each in trail.items] == ["硬件购置", "软件开发"]
    assert trail.total.contracted.amount == 600


def test_a_blank_amount_makes_a_sum_incomplete_and_its_differences_unknown() -> None:
    trail = trail_of(
        STUDY,
        contracts(
            {"name": "一", "item": "hardware", "amount": "100", "paid": "60"},
            {"name": "二", "item": "hardware", "amount": "200", "paid": None},
            {"name": "三", "item": "software", "amount": "约三百", "paid": None},
        ),
    )
    assert line(trail, "硬件购置").paid == Sum(Decimal(60), is_whole=False)
    assert line(trail, "硬件购置").unpaid is None
    assert line(trail, "软件开发").contracted == Sum(None, is_whole=False)
    assert trail.total.contracted == Sum(Decimal(300), is_whole=False)
    assert trail.total.unpaid is None
    assert trail.total.budgetary_over_estimate is None


def test_totals_are_shown_as_added_as_stated_and_as_approved() -> None:
    trail = trail_of(
        approved(STUDY, "990", "2026-01-05"),
        approved(DESIGN, "975", "2026-02-05"),
        report("2026H1", paid="120"),
        report("2026", paid="300"),
    )
    assert trail.total.estimate.amount == 1000
    assert (trail.stated.estimate.amount, trail.stated.budgetary.amount) == (1000, 980)
    assert (trail.approved.estimate.amount, trail.approved.budgetary.amount) == (990, 975)
    assert trail.stated.paid.amount == 300
    assert trail.approved.budgetary_over_estimate == Decimal(-15)


def test_an_estimate_that_is_not_approved_is_not_shown_as_approved() -> None:
    assert trail_of(DESIGN).approved == TrailLine("批复的总额")


def test_payments_are_those_reported_up_to_the_period_that_is_asked_for() -> None:
    filings = (report("2025", paid="80"), report("2026H1", paid="120"), report("2026", paid="300"))
    assert trail_of(*filings, until="2026H1").stated.paid.amount == 120
    assert trail_of(*filings, until="2025").stated.paid.amount == 80
    assert trail_of(*filings, until="2025H1").stated.paid.amount is None


def test_a_new_project_has_an_empty_trail() -> None:
    assert trail_of().is_empty
    assert trail_of(filing("registration"), report("2026H1")).is_empty
    assert not trail_of(STUDY).is_empty
    assert not trail_of(report("2026H1", paid="1")).is_empty


def test_a_pack_without_these_stages_still_has_a_trail() -> None:
    from small_pack import PACK

    trail = money_trail(PACK, project(STUDY))
    assert [each.label for each in trail.items] == ["hardware", "software"]
