"""Estimate, budgetary estimate, contracts and payments side by side (估算—概算—合同—支付).

Amounts are in 万元. What was not entered stays None, and a difference needs both its sides.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from egov_desktop.domain.fields import BLANK, FieldDefinition, Row
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.domain.progress_figures import (
    UNAPPROVED,
    amount_in,
    approved_estimate,
    approved_totals,
    contract_rows,
    difference,
    figures,
    period_end,
    rows_of,
)
from egov_desktop.domain.project import Filing, Project

_ESTIMATE, _BUDGETARY = "feasibility_study", "preliminary_design"
_ITEMS = "investment_items"
_UNASSIGNED = ""


@dataclass(frozen=True)
class Sum:
    """A sum of what was entered; None when nothing was."""

    amount: Decimal | None = None
    is_whole: bool = True
    """False where an amount that belongs to it was left blank or cannot be read."""

    def plus(self, amount: Decimal | None) -> "Sum":
        """Return the sum with one more amount."""
        if amount is None:
            return Sum(self.amount, is_whole=False)
        return Sum((self.amount or Decimal(0)) + amount, self.is_whole)

    def less(self, other: "Sum") -> Decimal | None:
        """Return the difference; None unless both are known and whole."""
        if not (self.is_whole and other.is_whole):
            return None
        return difference(self.amount, other.amount)


@dataclass(frozen=True)
class TrailLine:
    """One line: the same money at four points of its way."""

    label: str
    estimate: Sum = Sum()
    """投资估算, feasibility study."""
    budgetary: Sum = Sum()
    """投资概算, preliminary design."""
    contracted: Sum = Sum()
    paid: Sum = Sum()

    @property
    def budgetary_over_estimate(self) -> Decimal | None:
        """Return by how much the budgetary estimate exceeds the estimate."""
        return self.budgetary.less(self.estimate)

    @property
    def contracted_over_budgetary(self) -> Decimal | None:
        """Return by how much the contracts exceed the budgetary estimate."""
        return self.contracted.less(self.budgetary)

    @property
    def unpaid(self) -> Decimal | None:
        """Return what is contracted and not paid."""
        return self.contracted.less(self.paid)


@dataclass(frozen=True)
class MoneyTrail:
    """The lines of one project; empty when nothing was entered yet."""

    items: tuple[TrailLine, ...]
    """One line an investment item (费用名称), in the order of the forms."""
    unassigned: TrailLine | None
    """What names no item, such as a contract that covers several."""
    total: TrailLine
    """The lines above added up."""
    stated: TrailLine
    """The totals as the forms state them; paid as the latest progress report states it."""
    approved: TrailLine
    """The totals as approved (批复)."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.items and all(
            line == TrailLine(line.label) for line in (self.total, self.stated, self.approved)
        )


@dataclass
class _Columns:
    """Sums by item, collected column by column; an item that comes first stands first."""

    labels: dict[str, str] = field(default_factory=dict)
    sums: dict[tuple[str, str], Sum] = field(default_factory=dict)

    def add(self, column: str, item: str, label: str, amount: Decimal | None) -> None:
        self.labels.setdefault(item, label)
        self.sums[item, column] = self.sums.get((item, column), Sum()).plus(amount)

    def line(self, item: str, label: str) -> TrailLine:
        return TrailLine(label, **{c: s for (i, c), s in self.sums.items() if i == item})


def money_trail(pack: PolicyPack, project: Project, until: str | None = None) -> MoneyTrail:
    """Return the money trail of a project; payments as reported up to a period, if given."""
    columns = _Columns()
    for column, stage in (("estimate", _ESTIMATE), ("budgetary", _BUDGETARY)):
        definition = _definition(pack, stage, _ITEMS)
        for row in rows_of(_latest(project, stage), _ITEMS):
            columns.add(column, *_item(definition, row), amount_in(row, "amount"))
    definition = _definition(pack, "procurement", "contracts")
    for row in contract_rows(project):
        item, label = _item(definition, row)
        columns.add("contracted", item, label, amount_in(row, "amount"))
        columns.add("paid", item, label, amount_in(row, "paid"))
    unassigned = columns.labels.pop(_UNASSIGNED, None)
    items = tuple(columns.line(item, label) for item, label in columns.labels.items())
    rest = None if unassigned is None else columns.line(_UNASSIGNED, "未归入费用项")
    return MoneyTrail(
        items,
        rest,
        _total([*items, *([rest] if rest else [])]),
        _stated(project, until),
        _approved(project, until),
    )


def _total(lines: Iterable[TrailLine]) -> TrailLine:
    lines = list(lines)
    return TrailLine(
        "合计（按明细）",
        _added(line.estimate for line in lines),
        _added(line.budgetary for line in lines),
        _added(line.contracted for line in lines),
        _added(line.paid for line in lines),
    )


def _added(sums: Iterable[Sum]) -> Sum:
    whole = Sum()
    for each in sums:
        if each.amount is not None:
            whole = whole.plus(each.amount)
        if not each.is_whole:
            whole = whole.plus(None)
    return whole


def _stated(project: Project, until: str | None) -> TrailLine:
    reported = figures(project, until)
    return TrailLine(
        "填报的总额",
        _stated_total(project, _ESTIMATE),
        _stated_total(project, _BUDGETARY),
        paid=Sum(reported[-1].paid if reported else None),
    )


def _stated_total(project: Project, stage: str) -> Sum:
    value = _latest(project, stage).answer("total_investment").value
    return Sum(value if isinstance(value, Decimal) else None)


def _approved(project: Project, until: str | None) -> TrailLine:
    studies = [t.amount for t in approved_totals(project) if t.stage == _ESTIMATE]
    granted = approved_estimate(project, period_end(until) if until else None)
    is_granted = granted is not None and granted.stage != UNAPPROVED
    return TrailLine(
        "批复的总额",
        Sum(studies[-1] if studies else None),
        Sum(granted.amount if granted and is_granted else None),
    )


def _latest(project: Project, stage: str) -> Filing:
    filings = project.of_stage(stage)
    return filings[-1] if filings else Filing(stage)


def _item(definition: FieldDefinition | None, row: Row) -> tuple[str, str]:
    """Return the item a row belongs to, and its words."""
    value = row.get("item", BLANK).value
    item = _UNASSIGNED if value is None else str(value)
    column = definition.column("item") if definition else None
    return item, column.choice_label(item) if column else item


def _definition(pack: PolicyPack, stage_id: str, field_id: str) -> FieldDefinition | None:
    stage = pack.stage(stage_id)
    return stage.field(field_id) if stage else None
