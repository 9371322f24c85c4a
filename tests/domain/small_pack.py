"""A small policy pack and a project under it, as values."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from egov_desktop.domain.fields import Choice, FieldDefinition, Raw, judge
from egov_desktop.domain.policy import (
    Evidence,
    MaterialRule,
    PolicyPack,
    Provision,
    Recurrence,
    Section,
    StageRule,
)
from egov_desktop.domain.project import Approval, Attachment, Filing, Project

NOW = datetime(2026, 3, 2, 9, 30, 15, 999, tzinfo=UTC)
TODAY = date(2026, 3, 2)

COLUMNS = (
    FieldDefinition("item", "open_choice", "费用名称", choices=(Choice("hardware", "硬件购置"),)),
    FieldDefinition("unit_price", "money", "单价", unit="万元"),
    FieldDefinition("amount", "money", "金额", unit="万元"),
)
REGISTRATION = StageRule(
    "registration",
    "项目登记",
    "declaration",
    "",
    ("art2",),
    (Section("basics", "基本情况", (FieldDefinition("construction_unit", "text", "建设单位"),)),),
    has_packet=False,
)
STUDY = StageRule(
    "study",
    "可行性研究报告",
    "declaration",
    "",
    ("art10",),
    (
        Section(
            "main",
            "投资",
            (
                FieldDefinition("total", "money", "总投资", unit="万元"),
                FieldDefinition("rate", "percent", "预备费率", unit="%"),
                FieldDefinition("secured", "yes_no", "资金是否落实"),
                FieldDefinition("method", "choice", "方式", choices=(Choice("open", "公开招标"),)),
                FieldDefinition("period", "period", "报告期"),
                FieldDefinition("day", "date", "日期"),
                FieldDefinition("items", "table", "投资明细", columns=COLUMNS),
                FieldDefinition(
                    "names",
                    "table",
                    "名单",
                    columns=(
                        FieldDefinition("name", "text", "姓名"),
                        FieldDefinition("count", "integer", "数量"),
                    ),
                ),
            ),
        ),
        Section("words", "说明", (FieldDefinition("remarks", "long_text", "说明"),)),
    ),
    (
        MaterialRule("report", "可研报告", ("art10",)),
        MaterialRule("proof", "资金证明", ("art10",)),
        MaterialRule("plan", "密码方案", ("art10",)),
    ),
    recurrence=Recurrence.HALF_YEARLY,
)
PACK = PolicyPack(
    "small",
    "1.2",
    "小办法",
    "发展改革部门",
    "现行",
    Evidence.VERIFIED,
    "ab" * 32,
    {"declaration": "申报审批"},
    {
        "art2": Provision("art2", "《小办法》", "第二条", "", Evidence.VERIFIED),
        "art10": Provision("art10", "《小办法》", "第十条", "", Evidence.UNVERIFIED),
    },
    {},
    (REGISTRATION, STUDY),
    (),
    (),
    {},
    ("内容是否真实，机器不作判断。",),
)


def attachment(number: int, material: str = "report", **changes: Any) -> Attachment:
    made = Attachment(
        f"a{number}", material, "可研报告.pdf", f"{number:064x}", 10, "application/pdf", 3
    )
    return replace(made, **changes)


def study(answers: Mapping[str, Raw] | None = None, **changes: Any) -> Filing:
    judged = {
        key: judge(definition, raw)
        for key, raw in (answers or {}).items()
        if (definition := STUDY.field(key))
    }
    return replace(Filing("study", answers=judged), **changes)


def project(*filings: Filing) -> Project:
    unit = judge(REGISTRATION.fields[0], "成都市大数据局")
    registration = Filing("registration", answers={"construction_unit": unit})
    return Project("p0123456789", "政务云平台", "small", NOW, (registration, *filings))


def approval(number: str = "川发改 12 号", amount: str | None = "2750.00") -> Approval:
    return Approval(number, TODAY, None if amount is None else Decimal(amount))
