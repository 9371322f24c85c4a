"""A progress report with long texts, many lines and rare characters; and one with nothing in it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from printout_samples import RARE

from egov_desktop.domain.printout import FormLine, FormPart, FormTable, Stamp
from egov_desktop.domain.progress_figures import ApprovedTotal, PeriodFigures
from egov_desktop.domain.progress_report import ProgressReport

CODE = "K7QF-2MZD-X4TB"
_PERIODS = ("2024H1", "2024", "2025H1", "2025", "2026H1")
_LONG = "个别部门的数据接口完成较晚，已列入每月通报，由实施机构牵头督办并约谈承建单位。"


def _figures(number: int, period: str) -> PeriodFigures:
    granted = ApprovedTotal("preliminary_design", Decimal(2800), "概字1号", None)
    return PeriodFigures(
        f"progress_report@{period}",
        period,
        Decimal(20 * number + 5),
        None if number == 2 else Decimal(20 * number),
        Decimal(500 * number),
        Decimal("423.5") * number,
        Decimal(600 * number),
        granted,
    )


def _table(
    title: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], words: int = 1
) -> FormTable:
    is_number = tuple(place >= words for place in range(len(columns)))
    return FormTable(title, columns, is_number, rows, None)


def full_report() -> ProgressReport:
    """Return a report over many pages."""
    money = ("486.00", "472.00", "-14.00", "—", "—", "—", "—")
    trail_columns = ("费用名称", "投资估算", "投资概算", "差", "合同", "差", "已付", "未付")
    contracts = tuple(
        (f"第{n}号合同：{_LONG}", f"供应商{RARE}有限公司", "2025-03-01", "9,876.54", "1.00")
        for n in range(1, 31)
    )
    return ProgressReport(
        stamp=Stamp(2, CODE, date(2026, 7, 12), ""),
        project_id="p0123456789",
        project_name=f"四川省{RARE}县共享交换平台建设项目",
        unit="四川省大数据中心",
        authority="四川省发展和改革委员会",
        period="2026年上半年",
        until="2026-06-30",
        basis="《管理办法》第十八条",
        pack_line="管理办法（制度包 sichuan-egov 1.0）",
        facts=(
            FormLine("项目责任人", f"张{RARE}"),
            FormLine("概算批复（万元）", "2,800.00", "概字1号"),
        ),
        progress=(FormLine("计划进度", "85%"), FormLine("与计划相比", "滞后 5 个百分点")),
        series=tuple(_figures(n, period) for n, period in enumerate(_PERIODS)),
        history=_table("各报告期情况", ("报告期", "累计支付"), (("2026年上半年", "1,694.00"),)),
        milestones=_table("里程碑", ("里程碑", "计划日期"), (("设备到货", "2026-06-01"),), 2),
        execution=(FormLine("概算执行率", "60.50%", "累计支付 ÷ 批复概算"),),
        bars=(
            ("批复概算", Decimal(2800)),
            ("合同金额", Decimal("2402.7")),
            ("到位资金", Decimal(2400)),
            ("完成投资", None),
            ("累计支付", Decimal("-3.5")),
        ),
        trail=_table("对照表", trail_columns, tuple((f"费用项{n}", *money) for n in range(1, 61))),
        has_gaps=True,
        totals=_table("总额核对", ("口径", "投资估算"), (("批复的总额", "2,860.00"),)),
        contracts=_table("合同执行情况", ("合同", "供应商", "签订", "金额", "已付"), contracts, 3),
        changes=(
            FormPart(
                "调整报告（第 1 份）",
                (FormLine("调整原因", _LONG * 60),),
                (_table("调整前后对照", ("事项", "批复金额"), (("软件", "100.00"),)),),
            ),
        ),
        problems=(FormLine("存在问题和下步安排", "\n".join([_LONG * 12] * 8)),),
    )


def empty_report() -> ProgressReport:
    """Return a draft of a project in which nothing was filled in."""
    full = full_report()
    nothing = replace(full.milestones, rows=())
    return replace(
        full,
        stamp=replace(full.stamp, is_draft=True),
        facts=(FormLine("项目责任人", "未填报"),),
        progress=(FormLine("计划进度", "未填报"),),
        series=(PeriodFigures("progress_report@2026H1", "2026H1", *[None] * 6),),
        history=nothing,
        milestones=nothing,
        execution=(FormLine("累计支付（万元）", "未填报"),),
        bars=tuple((label, None) for label, _ in full.bars),
        trail=nothing,
        has_gaps=False,
        totals=nothing,
        contracts=replace(full.contracts, rows=()),
        changes=(),
        problems=(FormLine("存在问题和下步安排", "未填报"),),
    )
