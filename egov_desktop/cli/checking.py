"""The command that judges: the completeness check."""

import click

from egov_desktop.app import checks, projects
from egov_desktop.cli.session import Session
from egov_desktop.domain import printout
from egov_desktop.domain.findings import Finding


@click.command(help="完整性检查：缺什么、哪里矛盾、依据哪一条。")
@click.argument("project_id", metavar="P")
@click.option("--filing", help="只检查这个报件，以及牵涉它的跨环节规则。")
@click.pass_obj
def check(session: Session, project_id: str, filing: str | None) -> None:
    """Check a project or one filing."""
    workspace = session.workspace
    project = projects.load_project(workspace, project_id)
    pack = workspace.pack(project.pack_id)
    result = checks.check_project(workspace, project, filing)
    lines = [
        f"{printout.SEVERITY_WORDS[f.severity]}  {printout.place_label(pack, f.stage, f.path)}"
        f"\n    {f.message}({f.basis})  [{f.rule}]"
        for f in result.findings
    ]
    lines += [
        f"尚不能判断  {u.title}({u.basis})，缺：{'、'.join(u.waits_for) or '相关内容'}"
        for u in result.undecided
    ]
    others = len(result.findings) - len(result.errors)
    summary = f"错误 {len(result.errors)} 处，其余提示 {others} 处，"
    session.tell(
        {
            "complete": result.is_complete,
            "findings": [finding_document(f) for f in result.findings],
            "undecided": [
                {
                    "rule": u.rule,
                    "stage": u.stage,
                    "filing": u.filing,
                    "path": u.full_path,
                    "waits_for": list(u.waits_for),
                    "basis": u.basis,
                }
                for u in result.undecided
            ],
        },
        *lines,
        f"{summary}尚不能判断 {len(result.undecided)} 条。",
    )
    if not result.is_complete:
        session.blocks()


def finding_document(finding: Finding) -> dict[str, object]:
    """Return a finding as it stands in JSON results."""
    return {
        "severity": str(finding.severity),
        "rule": finding.rule,
        "stage": finding.stage,
        "filing": finding.filing,
        "path": finding.full_path,
        "message": finding.message,
        "basis": finding.basis,
    }
