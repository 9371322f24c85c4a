"""The progress report of a project: which one is taken, what a first draft holds, what it costs."""

import pickle
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from egov_desktop.app import projects, reports
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import InvalidInputError, NotFoundError

STAGE = "progress_report"


def building(ws: Workspace, project: str) -> None:
    """Answer when construction runs, and two contracts."""
    for field, raw in (("construction_start", "2025-01-10"), ("construction_end", "2026-12-20")):
        projects.answer(ws, project, f"registration.{field}", raw)
    rows = [
        {"name": "设备采购", "item": "硬件设备购置", "amount": "718.40", "paid": "200"},
        {"name": "软件开发", "amount": "1498", "paid": "40.27"},
    ]
    projects.answer(ws, project, "procurement.contracts", rows)


def test_the_latest_report_is_taken_unless_another_is_named(ws: Workspace, project: str) -> None:
    for period in ("2025", "2024H1", "2025H1"):
        projects.open_filing(ws, project, STAGE, period)
    assert reports.plan_report(ws, project).filing == f"{STAGE}@2025"
    named = reports.plan_report(ws, project, f"{STAGE}@2024H1")
    assert (named.filing, named.report.period) == (f"{STAGE}@2024H1", "2024年上半年")
    assert not named.report.stamp.is_draft


def test_a_first_draft_is_made_from_the_project_and_nothing_is_kept(
    ws: Workspace, project: str
) -> None:
    building(ws, project)
    before = [filing.id for filing in projects.load_project(ws, project).filings]
    plan = reports.plan_report(ws, project)
    assert plan.filing is None
    made = plan.report
    assert made.stamp.is_draft
    assert made.period == "2025年全年"
    assert [row[0] for row in made.milestones.rows] == ["开工", "完成建设任务"]
    assert [row[0] for row in made.contracts.rows] == ["设备采购", "软件开发"]
    kept = projects.load_project(ws, project)
    assert dict(made.bars)["累计支付"] == reports.funds(ws, kept).trail.total.paid.amount
    assert [filing.id for filing in projects.load_project(ws, project).filings] == before


@pytest.mark.parametrize(
    ("filing", "error", "says"),
    [
        ("registration", InvalidInputError, "进度报告"),
        (f"{STAGE}@2030", NotFoundError, "2030"),
        ("没有", NotFoundError, "没有"),
    ],
)
def test_what_is_no_report_is_refused_in_words(
    ws: Workspace, project: str, filing: str, error: type[Exception], says: str
) -> None:
    projects.open_filing(ws, project, STAGE, "2025")
    with pytest.raises(error, match=says):
        reports.plan_report(ws, project, filing)


def test_a_plan_can_be_sent_to_another_process_and_written_there(
    sample_ws: Workspace, sample: str, tmp_path: Path
) -> None:
    plan = pickle.loads(pickle.dumps(reports.plan_report(sample_ws, sample)))  # noqa: S301
    pages = reports.render_report(plan, tmp_path / "报告.pdf")
    said = subprocess.run(
        ["pdfinfo", tmp_path / "报告.pdf"], check=True, capture_output=True, text=True
    ).stdout
    assert f"Pages:           {pages}" in said


def test_the_funds_of_the_sample_agree_with_its_forms(sample_ws: Workspace, sample: str) -> None:
    project = projects.load_project(sample_ws, sample)
    funds = reports.funds(sample_ws, project)
    total, stated, approved = funds.trail.total, funds.trail.stated, funds.trail.approved
    assert total.estimate.amount == stated.estimate.amount == approved.estimate.amount
    assert total.budgetary.amount == stated.budgetary.amount == approved.budgetary.amount
    assert total.contracted.is_whole
    assert funds.series[-1].paid == stated.paid.amount
    rate = project.of_stage(STAGE)[-1].answer("execution_rate").value
    computed = funds.series[-1].execution_rate
    assert computed is not None
    assert round(computed, 2) == rate


def test_a_new_report_goes_on_from_the_one_before(ws: Workspace, project: str) -> None:
    building(ws, project)
    for period, paid in (("2025H1", "100"), ("2025", "230")):
        made = projects.open_filing(ws, project, STAGE, period)
        projects.answer(ws, project, f"{made.id}.paid", paid)
        rows = [{"name": f"到货{period}", "planned_on": "2026-01-01"}]
        projects.answer(ws, project, f"{made.id}.milestones", rows)
    new = projects.open_filing(ws, project, STAGE, "2026H1")
    assert new.answer("previous_paid").value == 230
    assert new.answer("paid").value == Decimal("240.27")
    assert new.answer("paid_this_period").value == Decimal("10.27")
    (milestone,) = new.answers["milestones"].raw
    assert milestone["name"] == "到货2025"


def test_the_code_of_a_report_changes_with_an_answer(ws: Workspace, project: str) -> None:
    projects.open_filing(ws, project, STAGE, "2025")
    first = reports.plan_report(ws, project).report.stamp.code
    assert reports.plan_report(ws, project).report.stamp.code == first
    projects.answer(ws, project, f"{STAGE}@2025.paid", "1")
    assert reports.plan_report(ws, project).report.stamp.code != first
