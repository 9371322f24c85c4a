"""The progress and budget execution report (建设进度和概预算执行情况报告) as it is printed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from egov_desktop.domain import calendars, submission
from egov_desktop.domain.fields import BLANK, FieldDefinition
from egov_desktop.domain.money_trail import money_trail
from egov_desktop.domain.policy import PolicyPack, StageRule
from egov_desktop.domain.printout import FormLine, FormPart, FormTable, Stamp, shown
from egov_desktop.domain.progress_figures import (
    STAGE,
    UNAPPROVED,
    ApprovedTotal,
    PeriodFigures,
    approved_totals,
    contracts,
    figures,
    milestones,
    period_end,
    reports,
    rows_of,
)
from egov_desktop.domain.progress_tables import (
    UNKNOWN,
    amount_words,
    contract_table,
    contract_totals,
    day_words,
    deviation_words,
    has_gaps,
    history_table,
    milestone_table,
    percent_words,
    rate_words,
    totals_table,
    trail_table,
)
from egov_desktop.domain.project import Filing, Project

TITLE = "建设进度和概（预）算执行情况报告"
NOT_REPORTED = "未填报"
_REGISTERED = (
    "project_code",
    "implementing_body",
    "unit_head",
    "responsible_person",
    "construction_start",
    "construction_end",
)
_THIS_PERIOD = ("received_this_year", "completed_this_period", "paid_this_period")
_CHANGES = frozenset({"design_changes", "changes"})
"""Long texts of the report's form that belong to its chapter on changes."""
_APPROVED_WORDS = {
    "feasibility_study": "可研批复",
    "preliminary_design": "概算批复",
    "adjustment": "调整批复",
}


@dataclass(frozen=True)
class ProgressReport:
    """Everything the printed report says, chapter by chapter."""

    stamp: Stamp
    project_id: str
    project_name: str
    unit: str
    authority: str
    period: str
    until: str
    """The day up to which the figures count (截止日)."""
    basis: str
    """The article that asks for the report."""
    pack_line: str
    facts: tuple[FormLine, ...]
    progress: tuple[FormLine, ...]
    series: tuple[PeriodFigures, ...]
    """The figures of all reports up to this one, as the charts draw them."""
    history: FormTable
    milestones: FormTable
    execution: tuple[FormLine, ...]
    bars: tuple[tuple[str, Decimal | None], ...]
    trail: FormTable
    has_gaps: bool
    """Whether sums of the trail are marked as incomplete."""
    totals: FormTable
    contracts: FormTable
    changes: tuple[FormPart, ...]
    problems: tuple[FormLine, ...]


def compose(
    pack: PolicyPack,
    project: Project,
    report: Filing,
    made_on: date,
    *,
    is_draft: bool = False,
) -> ProgressReport:
    """Return the printed report; `report` need not be kept yet. Raises KeyError without a period.

    The code on every page depends on all that is printed, but not on the day.
    """
    if report.period is None:
        raise KeyError("period")
    others = tuple(f for f in project.filings if f.id != report.id)
    project = replace(project, filings=(*others, report))
    end = period_end(report.period)
    series = figures(project, report.period)
    trail = money_trail(pack, project, report.period)
    listed = contracts(project, report)
    content = ProgressReport(
        stamp=Stamp(len(report.versions) + 1, "", date.min, "", is_draft),
        project_id=project.id,
        project_name=project.name,
        unit=_registered(pack, project, "construction_unit").value,
        authority=pack.authority,
        period=calendars.period_label(report.period),
        until=day_words(end),
        basis=pack.citation(stage.provisions) if (stage := pack.stage(STAGE)) else "",
        pack_line=f"{pack.title}（制度包 {pack.id} {pack.version}，{pack.status}）",
        facts=tuple(_facts(pack, project, end)),
        progress=tuple(_progress(series[-1])),
        series=series,
        history=history_table(series),
        milestones=milestone_table(milestones(pack, reports(project, report.period)), end),
        execution=(*_execution(series[-1]), *_of_this_period(pack, report)),
        bars=bars(series[-1], contract_totals(listed).contracted.amount),
        trail=trail_table(trail),
        has_gaps=has_gaps(trail),
        totals=totals_table(trail),
        contracts=contract_table(listed),
        changes=tuple(_changes(pack, project, report, end)),
        problems=tuple(_texts(pack.stage(STAGE), report, about_changes=False)),
    )
    code = submission.content_code(pack.sha256, repr(content))
    return replace(content, stamp=replace(content.stamp, code=code, made_on=made_on))


def bars(now: PeriodFigures, contracted: Decimal | None) -> tuple[tuple[str, Decimal | None], ...]:
    """Return what the chart of budget execution compares; None is not known."""
    return (
        ("批复概算", now.approved.amount if now.approved else None),
        ("合同金额", contracted),
        ("到位资金", now.received),
        ("完成投资", now.completed),
        ("累计支付", now.paid),
    )


def _facts(pack: PolicyPack, project: Project, end: date) -> Iterator[FormLine]:
    for field_id in _REGISTERED:
        yield _registered(pack, project, field_id)
    granted = [t for t in approved_totals(project) if t.issued_on is None or t.issued_on <= end]
    for total in granted:
        yield FormLine(
            f"{_APPROVED_WORDS[total.stage]}（万元）", amount_words(total.amount), _source(total)
        )
    if not any(total.stage == "preliminary_design" for total in granted):
        yield FormLine("概算批复（万元）", NOT_REPORTED)


def _source(total: ApprovedTotal) -> str:
    if total.stage == UNAPPROVED:
        return "没有登记批复金额，暂按申报的概算"
    day = f"，{day_words(total.issued_on)}" if total.issued_on else ""
    return f"{total.number}{day}"


def _registered(pack: PolicyPack, project: Project, field_id: str) -> FormLine:
    stage = pack.stage("registration")
    definition = stage.field(field_id) if stage else None
    registration = project.filing("registration")
    if definition is None or registration is None:
        return FormLine(field_id, NOT_REPORTED)
    return _line(definition, registration)


def _line(definition: FieldDefinition, filing: Filing) -> FormLine:
    unit = f"（{definition.unit}）" if definition.unit else ""
    value = shown(definition, filing.answer(definition.id))
    return FormLine(definition.label + unit, value or NOT_REPORTED)


def _progress(now: PeriodFigures) -> Iterator[FormLine]:
    yield FormLine("计划进度", _known(percent_words(now.planned_percent)))
    yield FormLine("实际进度", _known(percent_words(now.actual_percent)))
    if now.deviation is not None:
        yield FormLine("与计划相比", deviation_words(now.deviation))


def _execution(now: PeriodFigures) -> Iterator[FormLine]:
    approved = now.approved
    words = amount_words(approved.amount) if approved else UNKNOWN
    yield FormLine("批复概算（万元）", _known(words), _source(approved) if approved else "")
    yield FormLine("累计到位资金（万元）", _known(amount_words(now.received)))
    yield FormLine("累计完成投资（万元）", _known(amount_words(now.completed)))
    yield FormLine("累计支付（万元）", _known(amount_words(now.paid)))
    for label, rate, part in (
        ("资金到位率", now.availability_rate, "到位资金"),
        ("投资完成率", now.completion_rate, "完成投资"),
        ("概算执行率", now.execution_rate, "累计支付"),
    ):
        is_known = rate is not None
        value = rate_words(rate) if is_known else "数据不全，未计算"
        yield FormLine(label, value, f"{part} ÷ 批复概算" if is_known else "")


def _of_this_period(pack: PolicyPack, report: Filing) -> Iterator[FormLine]:
    """Yield what the form has of this period alone, where the pack asks for it."""
    stage = pack.stage(STAGE)
    for field_id in _THIS_PERIOD:
        definition = stage.field(field_id) if stage else None
        if definition is not None and not report.answer(field_id).is_blank:
            yield _line(definition, report)


def _known(words: str) -> str:
    return NOT_REPORTED if words == UNKNOWN else words


def _changes(pack: PolicyPack, project: Project, report: Filing, end: date) -> Iterator[FormPart]:
    texts = _texts(pack.stage(STAGE), report, about_changes=True)
    said = tuple(line for line in texts if line.value != NOT_REPORTED)
    if said:
        yield FormPart("本期变更", said, ())
    stage = pack.stage("adjustment")
    for number, filing in enumerate(project.of_stage("adjustment"), start=1):
        granted = filing.approval
        day = granted.issued_on if granted else filing.answer("report_date").value
        if stage is None or (isinstance(day, date) and day > end):
            continue
        answered = [f for f in stage.fields if not filing.answer(f.id).is_blank]
        lines = [_line(f, filing) for f in answered if f.kind != "table"]
        lines.append(FormLine("批复文号", granted.number if granted else "尚未批复"))
        tables = [_table(f, filing) for f in answered if f.kind == "table"]
        yield FormPart(f"{stage.title}（第 {number} 份）", tuple(lines), tuple(tables))


def _table(definition: FieldDefinition, filing: Filing) -> FormTable:
    columns = definition.columns
    return FormTable(
        definition.label,
        tuple(f"{c.label}（{c.unit}）" if c.unit else c.label for c in columns),
        tuple(c.kind in ("money", "decimal", "integer", "percent", "date") for c in columns),
        tuple(
            tuple(shown(c, row.get(c.id, BLANK)) or UNKNOWN for c in columns)
            for row in rows_of(filing, definition.id)
        ),
        None,
    )


def _texts(stage: StageRule | None, report: Filing, *, about_changes: bool) -> Iterator[FormLine]:
    """Yield the long texts of the form that are about changes, or the others."""
    for definition in stage.fields if stage else ():
        is_due = definition.kind == "long_text" and definition.id not in report.hidden
        if is_due and (definition.id in _CHANGES) is about_changes:
            yield _line(definition, report)
