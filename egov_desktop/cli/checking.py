"""Commands that judge: the completeness check and the duties."""

import click

from egov_desktop.app import checks, projects
from egov_desktop.cli.session import Session
from egov_desktop.domain import printout
from egov_desktop.domain.duties import Duty
from egov_desktop.domain.findings import Finding

_DUTY_WORDS = {
    "done": "已完成",
    "overdue": "已逾期",
    "due_soon": "即将到期",
    "upcoming": "未到期",
    "undecided": "起算日未填",
}


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


@click.command(help="法定期限：要做什么、何时到期、依据哪一条。")
@click.argument("project_id", metavar="P")
@click.pass_obj
def deadlines(session: Session, project_id: str) -> None:
    """List the duties of a project."""
    found = checks.duties(session.workspace, project_id)
    session.tell(
        {"deadlines": [_duty(duty) for duty in found]},
        *(f"{d.due or '—'}  {_DUTY_WORDS[d.state]}  {d.title}({d.basis})" for d in found),
        *([] if found else ["目前没有法定期限。"]),
    )


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


def _duty(duty: Duty) -> dict[str, object]:
    return {
        "id": duty.id,
        "title": duty.title,
        "stage": duty.stage,
        "filing": duty.filing,
        "due": duty.due and duty.due.isoformat(),
        "state": str(duty.state),
        "basis": duty.basis,
        "estimated": duty.is_estimated,
    }
