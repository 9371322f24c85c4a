"""Progress and budget execution (建设进度和概预算执行情况) as figures, one for each report.

Percentages are in per cent, amounts in 万元; what was not entered is None and never 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from egov_desktop.domain.fields import BLANK, FieldDefinition, Row
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.domain.project import Filing, Project

STAGE = "progress_report"
UNAPPROVED = ""
"""Stands for the stage of a total that was handed in and is not approved."""
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class ApprovedTotal:
    """A total that the approving authority has granted (批复), and the document that says so."""

    stage: str
    amount: Decimal
    number: str
    issued_on: date | None


@dataclass(frozen=True)
class PeriodFigures:
    """What one report says; amounts are cumulative up to the end of its period."""

    filing: str
    period: str
    planned_percent: Decimal | None
    actual_percent: Decimal | None
    completed: Decimal | None
    paid: Decimal | None
    received: Decimal | None
    approved: ApprovedTotal | None
    """The budgetary estimate (概算) in force at the end of the period."""

    @property
    def deviation(self) -> Decimal | None:
        """Return actual less planned progress in percentage points."""
        return difference(self.actual_percent, self.planned_percent)

    @property
    def execution_rate(self) -> Decimal | None:
        """Return the payments as a share of the approved budgetary estimate (概算执行率)."""
        return self._share(self.paid)

    @property
    def availability_rate(self) -> Decimal | None:
        """Return the funds received as a share of the approved estimate (资金到位率)."""
        return self._share(self.received)

    @property
    def completion_rate(self) -> Decimal | None:
        """Return the completed investment as a share of the approved estimate (投资完成率)."""
        return self._share(self.completed)

    def _share(self, part: Decimal | None) -> Decimal | None:
        return share(part, self.approved.amount if self.approved else None)


@dataclass(frozen=True)
class Milestone:
    """A milestone (里程碑) as the latest report that names it has it."""

    name: str
    planned_on: date | None
    actual_on: date | None
    state: str

    def days_late(self, day: date) -> int | None:
        """Return how late it is, or was reached; negative when early, None when not due yet."""
        if self.planned_on is None:
            return None
        if self.actual_on is not None:
            return (self.actual_on - self.planned_on).days
        return (day - self.planned_on).days if day > self.planned_on else None


@dataclass(frozen=True)
class ContractFigures:
    """A contract (合同) and what was paid on it."""

    name: str
    number: str
    supplier: str
    amount: Decimal | None
    paid: Decimal | None

    @property
    def unpaid(self) -> Decimal | None:
        """Return what is still to be paid."""
        return difference(self.amount, self.paid)

    @property
    def paid_share(self) -> Decimal | None:
        """Return the payments as a share of the contract's amount."""
        return share(self.paid, self.amount)


def reports(project: Project, until: str | None = None) -> tuple[Filing, ...]:
    """Return the reports in the order of time, up to a period when one is given."""
    filings = project.of_stage(STAGE)
    if until is None:
        return filings
    return tuple(f for f in filings if f.period and half_year(f.period) <= half_year(until))


def figures(project: Project, until: str | None = None) -> tuple[PeriodFigures, ...]:
    """Return the figures of each report, in the order of time."""
    return tuple(period_figures(project, report) for report in reports(project, until))


def period_figures(project: Project, report: Filing) -> PeriodFigures:
    """Return the figures of one report."""
    period = report.period or ""
    return PeriodFigures(
        filing=report.id,
        period=period,
        planned_percent=_number(report, "planned_percent"),
        actual_percent=_number(report, "actual_percent"),
        completed=_number(report, "completed_investment"),
        paid=_number(report, "paid"),
        received=_number(report, "received_amount"),
        approved=approved_estimate(project, period_end(period) if period else None),
    )


def approved_totals(project: Project) -> tuple[ApprovedTotal, ...]:
    """Return every approved total: feasibility study, preliminary design, then adjustments."""
    found = [
        ApprovedTotal(f.stage, f.approval.amount, f.approval.number, f.approval.issued_on)
        for stage in ("feasibility_study", "preliminary_design", "adjustment")
        for f in project.of_stage(stage)
        if f.approval and f.approval.amount is not None
    ]
    return tuple(found)


def approved_estimate(project: Project, day: date | None = None) -> ApprovedTotal | None:
    """Return the budgetary estimate as approved (批复概算), or as an adjustment changed it.

    An adjustment counts once it was approved by the day; without a day each one does. While no
    approved amount is entered, the estimate that was handed in stands in for it.
    """
    in_force: ApprovedTotal | None = _handed_in(project)
    for total in approved_totals(project):
        is_first = total.stage == "preliminary_design"
        is_later = total.stage == "adjustment" and _is_by(total.issued_on, day)
        if is_first or is_later:
            in_force = total
    return in_force


def milestones(pack: PolicyPack, filings: tuple[Filing, ...]) -> tuple[Milestone, ...]:
    """Return all milestones of these reports; a later report overrides what it fills in."""
    definition = _table(pack, STAGE, "milestones")
    merged: dict[object, dict[str, object]] = {}
    for filing in filings:
        for number, row in enumerate(rows_of(filing, "milestones")):
            said = {key: cell.value for key, cell in row.items() if cell.value is not None}
            merged.setdefault(said.get("name", (filing.id, number)), {}).update(said)
    return tuple(
        Milestone(
            str(said.get("name", "")),
            _day(said.get("planned_on")),
            _day(said.get("actual_on")),
            _choice_words(definition, "state", said.get("state")),
        )
        for said in merged.values()
    )


def contracts(project: Project, report: Filing | None = None) -> tuple[ContractFigures, ...]:
    """Return the contracts as a report lists them, or else as the project has them now."""
    reported = rows_of(report, "contract_execution") if report else ()
    return tuple(
        ContractFigures(
            _words(row, "name"),
            _words(row, "number"),
            _words(row, "supplier"),
            amount_in(row, "amount"),
            amount_in(row, "paid"),
        )
        for row in reported or contract_rows(project)
    )


def contract_rows(project: Project) -> Iterator[Row]:
    """Yield the rows of the contract list."""
    for filing in project.of_stage("procurement"):
        yield from rows_of(filing, "contracts")


def rows_of(filing: Filing, table: str) -> tuple[Row, ...]:
    """Return the rows of a table field."""
    value = filing.answer(table).value
    return value if isinstance(value, tuple) else ()


def amount_in(row: Row, column: str) -> Decimal | None:
    """Return the number in a cell, None when it is blank or no number."""
    value = row.get(column, BLANK).value
    return value if isinstance(value, Decimal) else None


def difference(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """Return one less the other; None unless both are known."""
    return None if one is None or other is None else one - other


def share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Return the part in per cent of the whole; None unless both are known and it is not 0."""
    return None if part is None or not whole else part * _HUNDRED / whole


def half_year(period: str) -> int:
    """Return a number that grows by one each half-year: 2026H1 → 4052, 2026 → 4053."""
    return 2 * int(period[:4]) + (0 if period.endswith("H1") else 1)


def period_end(period: str) -> date:
    """Return the last day a report covers (截止日)."""
    year = int(period[:4])
    return date(year, 6, 30) if period.endswith("H1") else date(year, 12, 31)


def _handed_in(project: Project) -> ApprovedTotal | None:
    filing = project.filing("preliminary_design")
    total = _number(filing, "total_investment") if filing else None
    return None if total is None else ApprovedTotal(UNAPPROVED, total, "", None)


def _is_by(issued_on: date | None, day: date | None) -> bool:
    return day is None or issued_on is None or issued_on <= day


def _number(filing: Filing, field_id: str) -> Decimal | None:
    value = filing.answer(field_id).value
    return value if isinstance(value, Decimal) else None


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _words(row: Row, column: str) -> str:
    value = row.get(column, BLANK).value
    return "" if value is None else str(value)


def _choice_words(definition: FieldDefinition | None, column_id: str, value: object) -> str:
    column = definition.column(column_id) if definition else None
    if value is None:
        return ""
    return column.choice_label(str(value)) if column else str(value)


def _table(pack: PolicyPack, stage_id: str, field_id: str) -> FieldDefinition | None:
    stage = pack.stage(stage_id)
    return stage.field(field_id) if stage else None
