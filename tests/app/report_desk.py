"""A sound report over the shipped sample, and damaged copies of it to check."""

from dataclasses import dataclass
from pathlib import Path

import written_reports as edit
from written_reports import Damage

from egov_desktop.app import project_list
from egov_desktop.app.report_checks import ReportCheckPlan, run_report_check
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.policy import Severity
from egov_desktop.domain.report_checking import ReportCheck
from egov_desktop.domain.report_findings import FindingKind, ReportFinding

STUDY = "feasibility_study"
HUB = "示例省政务数据共享枢纽建设项目（示例）"
HUB_UNIT = "示例省数据局"


@dataclass(frozen=True)
class Desk:
    """A sound report, what it is checked against, and a place for damaged copies."""

    report: Path
    plan: ReportCheckPlan
    folder: Path

    def check(self, *damages: Damage) -> ReportCheck:
        path = edit.damaged(self.report, self.folder / "报告.docx", *damages)
        return run_report_check(self.plan, path)


def platform(ws: Workspace) -> str:
    return next(s.id for s in project_list.list_projects(ws) if s.name != HUB)


def grave(result: ReportCheck) -> list[ReportFinding]:
    return [f for f in result.findings if f.severity is not Severity.NOTE]


def the_one(result: ReportCheck, kind: FindingKind) -> ReportFinding:
    """Return the only grave finding but for lost heading styles."""
    (finding,) = [f for f in grave(result) if f.kind is not FindingKind.CHAPTER_STYLE]
    assert finding.kind is kind
    return finding
