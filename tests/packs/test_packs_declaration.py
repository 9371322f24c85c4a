"""The forms of the declaration stages: what is computed, what applies, what is prescribed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from egov_desktop.domain.derived import derived
from egov_desktop.domain.fees import FeeTable
from egov_desktop.domain.fields import judge
from egov_desktop.domain.policy import Evidence, PolicyPack
from egov_desktop.domain.project import Approval, Filing, Project

TODAY = date(2026, 6, 1)
ITEMS = [
    {"item": "hardware", "amount": "800"},
    {"item": "system_software", "amount": "200"},
    {"item": "application_software", "amount": "930"},
    {"item": "integration", "amount": "70"},
    {"item": "management", "amount": "30"},
    {"item": "design", "amount": "70"},
    {"item": "contingency", "amount": "105"},
]


def filings(
    pack: PolicyPack, answers: dict[str, dict[str, Any]], approved: dict[str, str] | None = None
) -> dict[str, Filing]:
    """Return the filings with what the pack makes of their answers."""
    begun = []
    for stage_id, given in answers.items():
        stage = pack.stage(stage_id)
        assert stage is not None
        fields = {field.id: field for field in stage.fields}
        amount = (approved or {}).get(stage_id)
        approval = Approval("1", TODAY, Decimal(amount)) if amount else None
        judged = {name: judge(fields[name], raw) for name, raw in given.items()}
        begun.append(Filing(stage_id, answers=judged, approval=approval))
    project = Project("p", "示例", pack.id, datetime(2026, 1, 1, tzinfo=UTC), tuple(begun))
    return {filing.stage: filing for filing in derived(pack, project, TODAY).filings}


def value(filing: Filing, field_id: str) -> object:
    return filing.answer(field_id).value


def cells(filing: Filing, table: str, column: str) -> list[object]:
    rows = filing.answer(table).value
    assert isinstance(rows, tuple)
    return [row[column].value for row in rows]


def test_the_groups_and_rates_of_the_estimate_are_computed(sichuan: PolicyPack) -> None:
    answers = {"total_investment": "2205", "investment_items": ITEMS}
    study = filings(sichuan, {"feasibility_study": answers})["feasibility_study"]

    assert value(study, "items_sum") == Decimal(2205)
    assert value(study, "engineering_cost") == Decimal(2000)
    assert value(study, "other_cost") == Decimal(100)
    assert value(study, "contingency_cost") == Decimal(105)
    assert value(study, "integration_share") == Decimal("7.00")
    assert value(study, "management_share") == Decimal("1.50")
    assert value(study, "contingency_share") == Decimal("5.00")
    assert cells(study, "investment_items", "share")[0] == Decimal("36.28")


def test_effort_is_counted_by_the_method_that_is_chosen(sichuan: PolicyPack) -> None:
    by_months = [{"subsystem": "受理", "person_months": "82", "rate_yuan": "20000"}]
    by_points = [
        {
            "subsystem": "受理",
            "ufp": "2000",
            "factor": "1.2",
            "productivity": "8",
            "hours_per_month": "160",
            "rate_yuan": "20000",
        }
    ]
    answers = {"development_effort": by_months, "function_points": by_points}

    def study(method: str) -> Filing:
        given = {**answers, "effort_method": method}
        return filings(sichuan, {"feasibility_study": given})["feasibility_study"]

    assert value(study("人月法"), "effort_sum") == Decimal(164)
    assert value(study("功能点法"), "effort_sum") == Decimal(240)
    assert cells(study("功能点法"), "function_points", "person_months") == [Decimal(120)]
    assert study("人月法").answer("function_points").is_blank
    assert study("").answer("effort_sum").is_blank


def test_the_design_is_compared_with_the_approval(sichuan: PolicyPack) -> None:
    found = filings(
        sichuan,
        {
            "feasibility_study": {"total_investment": "2860"},
            "preliminary_design": {
                "total_investment": "2798.60",
                "adjustment_amount": "-61.40",
                "adjustments": [{"item": "hardware", "approved": "486", "adjusted": "472"}],
            },
        },
        {"feasibility_study": "2860"},
    )["preliminary_design"]

    assert value(found, "approved_total") == Decimal(2860)
    assert value(found, "difference") == Decimal("-61.40")
    assert value(found, "difference_percent") == Decimal("-2.15")
    assert value(found, "adjustments_sum") == Decimal(-14)


def test_the_period_is_asked_for_once(sichuan: PolicyPack) -> None:
    period = {"construction_start": "2026-08-01", "construction_end": "2027-05-31"}
    found = filings(
        sichuan,
        {"registration": period, "feasibility_study": {}, "project_proposal": {}},
    )

    for filing in found.values():
        assert value(filing, "construction_end") == date(2027, 5, 31)
        assert value(filing, "construction_months") == Decimal(10)


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({}, ""),
        ({"production_mode": "购买服务"}, "service_years annual_service_fee service_fee"),
        ({"construction_nature": "改扩建"}, "previous_project"),
        ({"on_government_cloud": "是"}, "cloud_platform"),
        ({"on_government_cloud": "否"}, "cloud_reason"),
    ],
)
def test_fields_of_the_registration_apply_by_what_is_answered(
    sichuan: PolicyPack, answers: dict[str, str], shown: str
) -> None:
    stage = sichuan.stage("registration")
    assert stage is not None
    hidden = filings(sichuan, {"registration": answers})["registration"].hidden

    assert set(stage.visible_when) - hidden == set(shown.split())


def test_the_eight_capabilities_are_prescribed(sichuan: PolicyPack) -> None:
    stage = sichuan.stage("needs_analysis")
    assert stage is not None
    (preset,) = stage.presets["system_indices"]

    assert len(preset.rows) == 8
    assert preset.rows[-1]["index"] == "知识发现能力"


def test_the_unit_is_carried_into_the_registration(sichuan: PolicyPack) -> None:
    stage = sichuan.stage("registration")
    assert stage is not None
    carried = {f.id: f.carry_from for f in stage.fields if f.carry_from}

    assert carried["construction_unit"] == "unit.name"
    assert carried["finance_head"] == "unit.finance_head"


def fee(pack: PolicyPack, table: str, amount: str) -> Decimal | None:
    found: FeeTable = pack.fee_tables[table]
    return found.fee(Decimal(amount))


def test_fee_tables_give_the_amounts_of_their_sources(sichuan: PolicyPack) -> None:
    assert fee(sichuan, "management_504", "3000") == Decimal(50)
    assert fee(sichuan, "management_504", "20000") == Decimal(240)
    assert fee(sichuan, "tender_goods_1980", "1000") == Decimal("9.9")
    assert fee(sichuan, "supervision_670", "2000") == Decimal("54.1")
    assert fee(sichuan, "supervision_670", "499") is None
    assert fee(sichuan, "design_2002", "10000") == Decimal("304.8")
    assert fee(sichuan, "cost_settlement_35", "500") == Decimal("3.7")


def test_no_fee_table_passes_for_verified(sichuan: PolicyPack) -> None:
    cited = {name for table in sichuan.fee_tables.values() for name in table.provisions}

    assert Evidence.VERIFIED not in {sichuan.provisions[name].evidence for name in cited}
