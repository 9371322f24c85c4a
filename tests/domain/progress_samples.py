"""A project under a small pack with the stages and fields that money and progress are read from."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from small_pack import NOW, PACK

from egov_desktop.domain.fields import Choice, FieldDefinition, Raw, judge
from egov_desktop.domain.policy import Recurrence, Section, StageRule
from egov_desktop.domain.project import Approval, Filing, Project

_ITEM = FieldDefinition(
    "item",
    "open_choice",
    "费用名称",
    choices=(Choice("hardware", "硬件购置"), Choice("software", "软件开发")),
)
_AMOUNT = FieldDefinition("amount", "money", "金额", unit="万元")
_ESTIMATE = (
    FieldDefinition("total_investment", "money", "总投资"),
    FieldDefinition("investment_items", "table", "明细", columns=(_ITEM, _AMOUNT)),
)
_FIELDS = {
    "registration": (
        FieldDefinition("construction_unit", "text", "项目建设单位"),
        FieldDefinition("responsible_person", "text", "项目责任人"),
        FieldDefinition("construction_start", "date", "开工"),
        FieldDefinition("construction_end", "date", "完工"),
    ),
    "feasibility_study": _ESTIMATE,
    "preliminary_design": _ESTIMATE,
    "procurement": (
        FieldDefinition(
            "contracts",
            "table",
            "合同",
            columns=(
                FieldDefinition("name", "text", "合同名称"),
                FieldDefinition("supplier", "text", "供应商"),
                _ITEM,
                _AMOUNT,
                FieldDefinition("number", "text", "合同编号"),
                FieldDefinition("paid", "money", "已付"),
            ),
        ),
    ),
    "progress_report": (
        FieldDefinition("period", "period", "报告期"),
        FieldDefinition("planned_percent", "percent", "计划进度"),
        FieldDefinition("actual_percent", "percent", "实际进度"),
        FieldDefinition("completed_investment", "money", "完成投资"),
        FieldDefinition("paid", "money", "累计支付"),
        FieldDefinition("received_amount", "money", "累计下达"),
        FieldDefinition(
            "milestones",
            "table",
            "里程碑",
            columns=(
                FieldDefinition("name", "text", "里程碑"),
                FieldDefinition("planned_on", "date", "计划日期"),
                FieldDefinition("actual_on", "date", "实际日期"),
                FieldDefinition(
                    "state", "open_choice", "状态", choices=(Choice("done", "已完成"),)
                ),
            ),
        ),
        FieldDefinition("open_problems", "long_text", "存在问题和下步安排"),
        FieldDefinition("design_changes", "long_text", "设计变更情况"),
        FieldDefinition("paid_this_period", "money", "本期支付", unit="万元"),
        FieldDefinition(
            "contract_execution",
            "table",
            "合同执行情况",
            columns=(
                FieldDefinition("name", "text", "合同名称"),
                _AMOUNT,
                FieldDefinition("paid", "money", "已付"),
            ),
        ),
    ),
    "adjustment": (
        FieldDefinition("reason", "long_text", "调整原因"),
        FieldDefinition("report_date", "date", "调整报告日期"),
        FieldDefinition(
            "before_after",
            "table",
            "调整前后对照",
            columns=(
                FieldDefinition("item", "text", "事项"),
                FieldDefinition("approved", "money", "批复金额"),
            ),
        ),
    ),
}
STAGES = {
    stage: StageRule(
        stage,
        stage,
        "construction",
        "",
        ("art10",),
        (Section("main", "内容", fields),),
        recurrence=Recurrence.HALF_YEARLY if stage == "progress_report" else Recurrence.ONCE,
    )
    for stage, fields in _FIELDS.items()
}
PROGRESS_PACK = replace(PACK, stages=tuple(STAGES.values()))


def filing(
    stage: str, answers: Mapping[str, Raw] | None = None, period: str | None = None
) -> Filing:
    """Return a filing with judged answers."""
    judged = {
        key: judge(definition, raw)
        for key, raw in (answers or {}).items()
        if (definition := STAGES[stage].field(key))
    }
    assert set(judged) == set(answers or {})
    return Filing(stage, period, answers=judged)


def report(period: str, **answers: Raw) -> Filing:
    """Return a progress report."""
    return filing("progress_report", answers, period)


def approved(found: Filing, amount: str, day: str, number: str = "批字1号") -> Filing:
    """Return a filing with its approval."""
    granted = Approval(number, date.fromisoformat(day), Decimal(amount))
    return replace(found, approval=granted)


def project(*filings: Filing) -> Project:
    """Return a project that holds these filings."""
    return Project("p0123456789", "政务云平台", "small", NOW, filings)
