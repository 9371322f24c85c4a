"""The tables of the progress report (进度报告): figures and dates in words."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from egov_desktop.domain import calendars, money
from egov_desktop.domain.money_trail import MoneyTrail, Sum, TrailLine
from egov_desktop.domain.printout import FormTable
from egov_desktop.domain.progress_figures import ContractFigures, Milestone, PeriodFigures

UNKNOWN = "—"
INCOMPLETE = "*"
"""Marks a sum to which a blank amount belongs."""

TRAIL_COLUMNS = (
    "费用名称",
    "投资估算",
    "投资概算",
    "概算较估算",
    "合同",
    "合同较概算",
    "已付",
    "未付",
)


def amount_words(amount: Decimal | None) -> str:
    """Return an amount as it is printed; a dash when it is not known."""
    return UNKNOWN if amount is None else money.format_wan(amount)


def sum_words(total: Sum) -> str:
    """Return a sum, marked when an amount that belongs to it is missing."""
    mark = "" if total.is_whole or total.amount is None else INCOMPLETE
    return amount_words(total.amount) + mark


def change_words(change: Decimal | None) -> str:
    """Return a difference with its sign."""
    sign = "+" if change is not None and change > 0 else ""
    return sign + amount_words(change)


def percent_words(percent: Decimal | None) -> str:
    """Return a percentage, rounded to two decimals at most."""
    if percent is None:
        return UNKNOWN
    text = f"{_rounded(percent):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def rate_words(rate: Decimal | None) -> str:
    """Return a computed rate with two decimals."""
    return UNKNOWN if rate is None else f"{_rounded(rate):f}%"


def deviation_words(deviation: Decimal | None) -> str:
    """Return how progress stands against the plan."""
    if deviation is None:
        return UNKNOWN
    points = percent_words(abs(deviation)).rstrip("%")
    if not deviation:
        return "与计划一致"
    return f"{'超前' if deviation > 0 else '滞后'} {points} 个百分点"


def day_words(day: date | None) -> str:
    """Return a day as it is printed; a dash when it is not known."""
    return UNKNOWN if day is None else day.isoformat()


def trail_table(trail: MoneyTrail) -> FormTable:
    """Return estimate, budgetary estimate, contracts and payments by item."""
    lines = [*trail.items, *([trail.unassigned] if trail.unassigned else [])]
    columns = (
        "费用名称",
        "投资估算",
        "投资概算",
        "概算较估算",
        "合同",
        "合同较概算",
        "已付",
        "未付",
    )
    return FormTable(
        "估算、概算、合同与支付对照表（万元）",
        columns,
        _right_but_first(columns),
        tuple(trail_cells(line) for line in lines),
        trail_cells(trail.total) if lines else None,
    )


def trail_cells(line: TrailLine) -> tuple[str, ...]:
    """Return a line of the money trail in words: label, four sums and three differences."""
    return (
        line.label,
        sum_words(line.estimate),
        sum_words(line.budgetary),
        change_words(line.budgetary_over_estimate),
        sum_words(line.contracted),
        change_words(line.contracted_over_budgetary),
        sum_words(line.paid),
        amount_words(line.unpaid),
    )


def totals_table(trail: MoneyTrail) -> FormTable:
    """Return the totals as added up, as stated and as approved, below each other."""
    columns = ("口径", "投资估算", "投资概算", "合同", "已付")
    return FormTable(
        "总额核对（万元）",
        columns,
        _right_but_first(columns),
        tuple(
            (line.label, *map(sum_words, (line.estimate, line.budgetary)), *_spent(line))
            for line in (trail.total, trail.stated, trail.approved)
        ),
        None,
    )


def history_table(series: Sequence[PeriodFigures]) -> FormTable:
    """Return the figures of each report, one below the other."""
    columns = ("报告期", "计划进度", "实际进度", "完成投资", "到位资金", "累计支付", "概算执行率")
    return FormTable(
        "各报告期情况（金额单位：万元）",
        columns,
        _right_but_first(columns),
        tuple(
            (
                calendars.period_label(each.period) if each.period else UNKNOWN,
                percent_words(each.planned_percent),
                percent_words(each.actual_percent),
                amount_words(each.completed),
                amount_words(each.received),
                amount_words(each.paid),
                rate_words(each.execution_rate),
            )
            for each in series
        ),
        None,
    )


def milestone_table(milestones: Sequence[Milestone], day: date) -> FormTable:
    """Return the milestones, and how each stands on a day."""
    columns = ("里程碑", "计划日期", "实际日期", "状态", "偏差")
    return FormTable(
        "里程碑",
        columns,
        (False,) * len(columns),
        tuple(
            (
                each.name or UNKNOWN,
                day_words(each.planned_on),
                day_words(each.actual_on),
                each.state or UNKNOWN,
                lateness_words(each, day),
            )
            for each in milestones
        ),
        None,
    )


def lateness_words(milestone: Milestone, day: date) -> str:
    """Return how a milestone stands against its planned day."""
    days = milestone.days_late(day)
    if days is None:
        return "未到期" if milestone.planned_on else UNKNOWN
    if milestone.actual_on is None:
        return f"已逾期 {days} 天"
    if not days:
        return "按期"
    return f"推迟 {days} 天" if days > 0 else f"提前 {-days} 天"


def contract_table(contracts: Sequence[ContractFigures]) -> FormTable:
    """Return the contracts and what was paid on each."""
    columns = ("合同名称", "编号", "供应商", "合同金额", "已付", "未付", "支付比例")
    total = contract_totals(contracts)
    return FormTable(
        "合同执行情况（万元）",
        columns,
        (False, False, False, True, True, True, True),
        tuple(
            (
                each.name or UNKNOWN,
                each.number or UNKNOWN,
                each.supplier or UNKNOWN,
                amount_words(each.amount),
                amount_words(each.paid),
                amount_words(each.unpaid),
                rate_words(each.paid_share),
            )
            for each in contracts
        ),
        ("合计", "", "", *_spent(total), amount_words(total.unpaid), "") if contracts else None,
    )


def contract_totals(contracts: Sequence[ContractFigures]) -> TrailLine:
    """Return what all contracts come to, and what was paid on them."""
    contracted, paid = Sum(), Sum()
    for each in contracts:
        contracted, paid = contracted.plus(each.amount), paid.plus(each.paid)
    return TrailLine("合计", contracted=contracted, paid=paid)


def has_gaps(trail: MoneyTrail) -> bool:
    """Whether a sum of the trail is marked as incomplete."""
    total = trail.total
    return not all(
        each.is_whole for each in (total.estimate, total.budgetary, total.contracted, total.paid)
    )


def _spent(line: TrailLine) -> tuple[str, str]:
    return sum_words(line.contracted), sum_words(line.paid)


def _right_but_first(columns: Sequence[str]) -> tuple[bool, ...]:
    return (False, *(True for _ in columns[1:]))


def _rounded(percent: Decimal) -> Decimal:
    """Round to two decimals; what is too large for that stays as it is."""
    if percent.adjusted() > 20:
        return percent
    return percent.quantize(Decimal("0.01"), ROUND_HALF_UP)
