"""The command that checks a report written in Word."""

from pathlib import Path

import click

from egov_desktop.app import report_checks
from egov_desktop.cli.session import Session
from egov_desktop.domain import printout
from egov_desktop.domain.policy import Severity
from egov_desktop.domain.report_findings import ReportFinding


@click.command(
    "outline-check", help="核对写好的报告：缺章空章、占位符、别的项目的名称、与申报表矛盾的数字。"
)
@click.argument("project_id", metavar="P")
@click.argument("filing", metavar="FILING")
@click.argument("file", metavar="F.docx", type=click.Path(path_type=Path))
@click.option("--outline", "outline_id", metavar="ID", help="对照哪个提纲，缺省为首选的。")
@click.option("--material", metavar="M", help="是哪份报告，缺省为报件的第一份。")
@click.pass_obj
def outline_check(
    session: Session,
    project_id: str,
    filing: str,
    file: Path,
    outline_id: str | None,
    material: str | None,
) -> None:
    """Check a written report."""
    result = report_checks.check_report(
        session.workspace, project_id, filing, file, outline_id, material
    )
    counts = "，".join(
        f"{printout.SEVERITY_WORDS[severity]} {len(result.of(severity))} 处"
        for severity in Severity
    )
    session.tell(
        {
            "file": str(file),
            "outline": result.outline,
            "chapters": list(result.chapters),
            "findings": [_document(finding) for finding in result.findings],
        },
        *map(_lines, result.findings),
        f"认出 {len(result.chapters)} 章，{counts}。",
    )
    if result.has_errors:
        session.blocks()


def _lines(finding: ReportFinding) -> str:
    snippet = f"\n    原文：{finding.snippet}" if finding.snippet else ""
    basis = f"（{finding.basis}）" if finding.basis else ""
    severity = printout.SEVERITY_WORDS[finding.severity]
    return f"{severity}  {finding.where}\n    {finding.message}{basis}{snippet}"


def _document(finding: ReportFinding) -> dict[str, object]:
    return {
        "severity": str(finding.severity),
        "kind": str(finding.kind),
        "message": finding.message,
        "paragraph": finding.number,
        "heading": finding.heading,
        "text": finding.snippet,
        "place": finding.place,
        "where": finding.where,
        "basis": finding.basis,
    }
