"""The command that writes the progress and budget execution report."""

from pathlib import Path

import click

from egov_desktop.app import reports
from egov_desktop.cli.session import Session
from egov_desktop.domain.errors import InvalidInputError


@click.command(help="生成建设进度和概（预）算执行情况报告（PDF，含图表）。")
@click.argument("project_id", metavar="P")
@click.option("--filing", metavar="FILING", help="哪一期；缺省为最近一期，没有则按项目起草。")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件（.pdf）。"
)
@click.pass_obj
def report(session: Session, project_id: str, filing: str | None, out: Path) -> None:
    """Write the report of one period."""
    if out.suffix.lower() != ".pdf":
        raise InvalidInputError(f"“{out.name}”应以 .pdf 结尾。")
    plan = reports.plan_report(session.workspace, project_id, filing)
    pages = reports.render_report(plan, out)
    printed = plan.report
    draft = "" if plan.filing else "，草稿：还没有进度报告，按项目已有内容起草"
    session.tell(
        {
            "file": str(out),
            "pages": pages,
            "filing": plan.filing,
            "period": printed.period,
            "code": printed.stamp.code,
        },
        f"已生成 {out}（{printed.period}，{pages} 页{draft}）",
    )
