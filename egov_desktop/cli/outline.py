"""The command that writes the Word skeleton of a report."""

from pathlib import Path

import click

from egov_desktop.app import report_skeletons
from egov_desktop.cli.session import Session
from egov_desktop.domain.errors import InvalidInputError


@click.command(help="按编制提纲生成报告的 Word 提纲，填入已知内容和编写提示。")
@click.argument("project_id", metavar="P")
@click.argument("filing", metavar="FILING")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件（.docx）。"
)
@click.option("--outline", "outline_id", metavar="ID", help="用哪个提纲，缺省为首选的。")
@click.option("--material", metavar="M", help="写哪份报告，缺省为报件的第一份。")
@click.pass_obj
def outline(
    session: Session,
    project_id: str,
    filing: str,
    out: Path,
    outline_id: str | None,
    material: str | None,
) -> None:
    """Write the skeleton of a report."""
    if out.suffix.lower() != ".docx":
        raise InvalidInputError(f"“{out.name}”应以 .docx 结尾。")
    skeleton = report_skeletons.plan_skeleton(
        session.workspace, project_id, filing, outline_id, material
    )
    report_skeletons.write_skeleton(skeleton, out)
    session.tell({"file": str(out)}, f"已生成 {out}")
