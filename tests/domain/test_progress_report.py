"""The progress report as values: what each chapter says, and how it says that nothing is there."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from progress_samples import PROGRESS_PACK, approved, filing, project, report

from egov_desktop.domain.printout import FormLine
from egov_desktop.domain.progress_report import NOT_REPORTED, ProgressReport, compose
from egov_desktop.domain.progress_tables import (
    change_words,
    deviation_words,
    percent_words,
    rate_words,
)
from egov_desktop.domain.project import Filing

DAY = date(2026, 7, 12)
UNIT = filing("registration", {"construction_unit": "四川省水利厅", "responsible_person": "张三"})
DESIGN = approved(filing("preliminary_design"), "1000", "2025-02-05", "概字1号")
NOW = report(
    "2026H1",
    planned_percent="50",
    actual_percent="45",
    paid="333.33",
    received_amount="600",
    completed_investment="480",
    milestones=[{"name": "设备到货", "planned_on": "2026-06-01"}],
    open_problems="接口较晚。\n下步每周通报。",
)


def composed(now: Filing, *others: Filing) -> ProgressReport:
    return compose(PROGRESS_PACK, project(*others, now), now, DAY)


def said(lines: tuple[FormLine, ...], label: str) -> str:
    return next(line.value for line in lines if label in line.label)


def test_rates_and_deviation_are_said_in_words() -> None:
    made = composed(NOW, UNIT, DESIGN)
    assert said(made.progress, "与计划相比") == "滞后 5 个百分点"
    assert said(made.execution, "概算执行率") == "33.33%"
    assert said(made.execution, "资金到位率") == "60.00%"
    assert said(made.execution, "投资完成率") == "48.00%"
    (granted,) = [line for line in made.execution if "批复概算" in line.label]
    assert (granted.value, granted.remark) == ("1,000.00", "概字1号\uff0c2025-02-05")
    assert dict(made.bars)["批复概算"] == Decimal(1000)
    assert made.unit == "四川省水利厅"
    assert made.period == "2026年上半年"
    assert made.until == "2026-06-30"


def test_an_overdue_milestone_and_the_problems_are_named() -> None:
    made = composed(NOW, UNIT, DESIGN)
    assert made.milestones.rows == (("设备到货", "2026-06-01", "—", "—", "已逾期 29 天"),)
    assert said(made.problems, "存在问题") == "接口较晚。\n下步每周通报。"


def test_an_empty_report_says_that_nothing_was_reported() -> None:
    made = composed(report("2026H1"))
    assert made.unit == NOT_REPORTED
    assert said(made.progress, "计划进度") == said(made.progress, "实际进度") == NOT_REPORTED
    assert said(made.execution, "累计支付") == NOT_REPORTED
    assert "未计算" in said(made.execution, "概算执行率")
    assert said(made.problems, "存在问题") == NOT_REPORTED
    assert made.milestones.rows == made.contracts.rows == made.trail.rows == ()
    assert made.changes == ()
    assert {value for _, value in made.bars} == {None}


def test_changes_are_the_adjustments_up_to_the_end_of_the_period() -> None:
    rows = [{"item": "软件", "approved": "100"}]
    early = approved(
        filing("adjustment", {"reason": "机构改革", "before_after": rows}),
        "1200",
        "2026-03-01",
        "调字2号",
    )
    late = replace(filing("adjustment", {"report_date": "2026-07-01"}), sequence=2)
    undated = replace(filing("adjustment"), sequence=3)
    made = composed(NOW, DESIGN, early, late, undated)
    assert [part.title for part in made.changes] == [
        "adjustment（第 1 份）",
        "adjustment（第 3 份）",
    ]
    assert said(made.changes[0].lines, "调整原因") == "机构改革"
    assert said(made.changes[0].lines, "批复文号") == "调字2号"
    assert made.changes[0].tables[0].rows == (("软件", "100.00"),)
    assert said(made.changes[1].lines, "批复文号") == "尚未批复"
    assert said(made.execution, "批复概算") == "1,200.00"


def test_what_the_form_says_of_changes_and_of_this_period_is_printed() -> None:
    now = report(
        "2026H1",
        design_changes="接口由 12 个增加到 14 个。",
        paid_this_period="12.5",
        contract_execution=[{"name": "一", "amount": "200", "paid": "20"}],
    )
    made = composed(now, filing("procurement", {"contracts": [{"name": "一", "amount": "200"}]}))
    assert said(made.changes[0].lines, "设计变更") == "接口由 12 个增加到 14 个。"
    assert said(made.execution, "本期支付") == "12.50"
    assert made.contracts.rows == (("一", "—", "—", "200.00", "20.00", "180.00", "10.00%"),)
    assert dict(made.bars)["合同金额"] == Decimal(200)
    assert len(made.problems) == 1


def test_an_unapproved_estimate_is_named_as_such() -> None:
    made = composed(NOW, filing("preliminary_design", {"total_investment": "1000"}))
    (granted,) = [line for line in made.execution if "批复概算" in line.label]
    assert (granted.value, "暂按申报" in granted.remark) == ("1,000.00", True)
    assert said(made.facts, "概算批复") == NOT_REPORTED


def test_later_reports_are_left_out_and_earlier_ones_are_in_the_table() -> None:
    made = composed(NOW, report("2025", actual_percent="20"), report("2026", actual_percent="90"))
    assert [row[0] for row in made.history.rows] == ["2025年全年", "2026年上半年"]
    assert [each.period for each in made.series] == ["2025", "2026H1"]


def test_a_report_that_is_not_kept_yet_is_printed_like_one_that_is() -> None:
    kept = composed(NOW, UNIT)
    assert compose(PROGRESS_PACK, project(UNIT), NOW, DAY) == kept


def test_the_code_follows_the_content_and_not_the_day() -> None:
    made = project(UNIT, NOW)
    first = compose(PROGRESS_PACK, made, NOW, DAY)
    again = compose(PROGRESS_PACK, made, NOW, date(2026, 8, 1))
    other = compose(PROGRESS_PACK, project(NOW), NOW, DAY)
    assert first.stamp.code == again.stamp.code != other.stamp.code
    assert first.stamp.made_on == DAY


def test_a_report_without_a_period_cannot_be_printed() -> None:
    with pytest.raises(KeyError):
        compose(PROGRESS_PACK, project(), Filing("progress_report"), DAY)


def test_figures_in_words() -> None:
    assert [percent_words(x) for x in (None, Decimal(0), Decimal("45.5"), Decimal("33.3333"))] == [
        "—",
        "0%",
        "45.5%",
        "33.33%",
    ]
    assert percent_words(Decimal(100)) == "100%"
    assert rate_words(Decimal(100) / 3) == "33.33%"
    assert [deviation_words(x) for x in (Decimal(3), Decimal(0), None)] == [
        "超前 3 个百分点",
        "与计划一致",
        "—",
    ]
    assert [change_words(x) for x in (Decimal(3), Decimal(-3), Decimal(0), None)] == [
        "+3.00",
        "-3.00",
        "0.00",
        "—",
    ]
