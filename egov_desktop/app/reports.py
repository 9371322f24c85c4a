"""The progress and budget execution report (建设进度和概预算执行情况报告) of a project."""

from dataclasses import dataclass, replace
from pathlib import Path

from egov_desktop.app import carrying
from egov_desktop.app.projects import filing_of, load_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import fields, progress_report
from egov_desktop.domain.derived import derived
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.money_trail import MoneyTrail, money_trail
from egov_desktop.domain.policy import PolicyPack, StageRule
from egov_desktop.domain.progress_figures import (
    STAGE,
    ApprovedTotal,
    PeriodFigures,
    approved_estimate,
    figures,
    reports,
)
from egov_desktop.domain.progress_report import ProgressReport
from egov_desktop.domain.project import Filing, Project


@dataclass(frozen=True)
class ReportPlan:
    """Everything that is needed to write a report, in another process if need be."""

    report: ProgressReport
    filing: str | None
    """The filing it was made from; None for a first draft out of the project itself."""


@dataclass(frozen=True)
class Funds:
    """Where the money of a project stands and how far its construction is (进度与资金)."""

    trail: MoneyTrail
    series: tuple[PeriodFigures, ...]
    approved: ApprovedTotal | None
    """The budgetary estimate that is in force now."""


def funds(ws: Workspace, project: Project) -> Funds:
    """Return the money trail and the figures of all reports of a project."""
    trail = money_trail(ws.pack(project.pack_id), project)
    return Funds(trail, figures(project), approved_estimate(project))


def plan_report(ws: Workspace, project_id: str, filing: str | None = None) -> ReportPlan:
    """Take down what a report says now: of a filing, or of the latest one.

    Without any, a first draft is made for the half-year that ended last, from what the project
    holds. Raises InvalidInputError for a filing of another stage.
    """
    project = load_project(ws, project_id)
    pack = ws.pack(project.pack_id)
    stage = pack.stage(STAGE)
    if stage is None:
        raise InvalidInputError(f"制度包“{pack.title}”没有进度报告这个环节，不能生成报告。")
    chosen = _chosen(project, filing)
    report = chosen or _first_draft(ws, pack, project, stage)
    printed = progress_report.compose(pack, project, report, ws.today(), is_draft=chosen is None)
    return ReportPlan(printed, chosen.id if chosen else None)


def render_report(plan: ReportPlan, out: Path) -> int:
    """Write the report as a PDF; return the number of pages."""
    from egov_desktop.documents.progress_report_pdf import render_progress_report

    return render_progress_report(plan.report, out)


def _chosen(project: Project, filing: str | None) -> Filing | None:
    if filing is None:
        kept = reports(project)
        return kept[-1] if kept else None
    found = filing_of(project, filing)
    if found.stage != STAGE or found.period is None:
        raise InvalidInputError(f"“{filing}”不是半年或年度进度报告，请指明如 {STAGE}@2026H1。")
    return found


def _first_draft(ws: Workspace, pack: PolicyPack, project: Project, stage: StageRule) -> Filing:
    """Return an unkept report of the last period that has ended, filled like a new one."""
    today = ws.today()
    empty = Filing(STAGE, f"{today.year}H1" if today.month > 6 else str(today.year - 1))
    raw, _ = carrying.initial_answers(ws, pack, project, stage, empty)
    judged = {d.id: fields.judge(d, raw[d.id]) for d in stage.fields if d.id in raw}
    draft = replace(empty, answers=judged)
    whole = replace(project, filings=(*project.filings, draft))
    return filing_of(derived(pack, whole, today, ws.calendar), draft.id)
