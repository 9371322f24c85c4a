"""What a filing takes over from elsewhere, and what is said when the source changes later."""

from decimal import Decimal

import pytest
from app_samples import PACK, filing_of

from egov_desktop.app import carrying, projects, unit_profile
from egov_desktop.app.carrying import CarriedField
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import NotFoundError
from egov_desktop.storage import audit

NAME = "四川省示例厅（𬭚）"


def carried(ws: Workspace, project: str, filing: str, field: str) -> CarriedField:
    loaded = projects.load_project(ws, project)
    found = loaded.filing(filing)
    assert found is not None
    return carrying.carried_fields(ws, ws.pack(PACK), loaded, found)[field]


def test_the_profile_is_kept_as_typed_and_judged(ws: Workspace) -> None:
    assert unit_profile.answer(ws, "name", f" {NAME} ").value == NAME
    assert unit_profile.answer(ws, "code", "91510000").problem
    found = unit_profile.load(ws)
    assert found["name"].raw == f" {NAME} "
    assert found["code"].raw == "91510000"
    assert found["address"].is_blank
    unit_profile.answer(ws, "name", "  ")
    assert unit_profile.load(ws)["name"].is_blank
    assert audit.verify_chain(ws.store) is None


def test_an_unknown_line_of_the_profile_is_named(ws: Workspace) -> None:
    with pytest.raises(NotFoundError, match="name"):
        unit_profile.answer(ws, "nam", "甲")


def test_a_new_project_takes_the_unit_from_the_profile(ws: Workspace) -> None:
    unit_profile.answer(ws, "name", NAME)
    made = projects.create_project(ws, PACK, "政务云平台")
    assert made.filings[0].answer("construction_unit").value == NAME
    source = carried(ws, made.id, "registration", "construction_unit")
    assert (source.source, source.is_changed_since) == ("单位信息 · 单位全称", False)
    unit_profile.answer(ws, "name", "四川省示例局")
    source = carried(ws, made.id, "registration", "construction_unit")
    assert (source.is_changed_since, source.value.value) == (True, "四川省示例局")


def test_a_source_that_changes_later_is_noticed_until_it_is_taken_over_again(
    ws: Workspace, project: str
) -> None:
    projects.answer(ws, project, "needs_analysis.total_investment", "2860")
    projects.open_filing(ws, project, "feasibility_study")
    assert not carried(ws, project, "feasibility_study", "total_investment").is_changed_since
    projects.answer(ws, project, "needs_analysis.total_investment", "2900")
    notice = carried(ws, project, "feasibility_study", "total_investment")
    assert (notice.is_changed_since, notice.value.value) == (True, Decimal(2900))
    study = filing_of(ws, project, "feasibility_study")
    assert study.answer("total_investment").value == Decimal(2860)
    projects.take_over(ws, project, "feasibility_study", "total_investment")
    assert not carried(ws, project, "feasibility_study", "total_investment").is_changed_since
    study = filing_of(ws, project, "feasibility_study")
    assert study.answer("total_investment").value == Decimal(2900)


def test_what_came_from_a_data_file_knows_of_no_source_that_changed(
    ws: Workspace, project: str
) -> None:
    projects.answer(ws, project, "registration.construction_unit", "甲")
    assert not carried(ws, project, "registration", "construction_unit").is_changed_since


def test_a_table_takes_over_only_the_columns_it_has(ws: Workspace, project: str) -> None:
    contract = {
        "name": "硬件",
        "supplier": "甲公司",
        "amount": "900",
        "method": "公开招标",
        "paid": "300",
    }
    projects.answer(ws, project, "procurement.contracts", [contract])
    projects.open_filing(ws, project, "progress_report", "2026H1")
    report = filing_of(ws, project, "progress_report@2026H1")
    assert report.answer("contract_execution").raw == [
        {"name": "硬件", "supplier": "甲公司", "amount": "900", "paid": "300"}
    ]
    projects.answer(ws, project, "procurement.contracts[0].method", "单一来源")
    execution = ("progress_report@2026H1", "contract_execution")
    assert not carried(ws, project, *execution).is_changed_since
    projects.answer(ws, project, "procurement.contracts[0].paid", "400")
    assert carried(ws, project, *execution).is_changed_since
