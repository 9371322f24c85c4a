"""Commands that make and judge packets."""

import os
import sys
from pathlib import Path

import click

from egov_desktop.app import checks, projects, rendering, submissions
from egov_desktop.cli.checking import finding_document
from egov_desktop.cli.session import Session
from egov_desktop.domain.errors import BlockedError, InvalidInputError


@click.command(help="生成未签名的草稿（PDF 或 Word）。")
@click.argument("project_id", metavar="P")
@click.argument("filing", metavar="FILING")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件（.pdf 或 .docx）。"
)
@click.pass_obj
def render(session: Session, project_id: str, filing: str, out: Path) -> None:
    """Render a draft."""
    if out.suffix.lower() not in (".pdf", ".docx"):
        raise InvalidInputError(f"“{out.name}”应以 .pdf 或 .docx 结尾。")
    plan = rendering.plan_draft(session.workspace, project_id, filing)
    if out.suffix.lower() == ".docx":
        rendering.write_word_draft(plan, out)
        session.tell({"file": str(out), "pages": None}, f"已生成 {out}")
        return
    progress = session.progress()
    pages = rendering.render_draft(plan, out, lambda d, t: progress("生成 PDF", d, t))
    session.tell({"file": str(out), "pages": pages}, f"已生成 {out}({pages} 页)")


@click.command(help="检查、固化、生成、签名、打包并核对。")
@click.argument("project_id", metavar="P")
@click.argument("filing", metavar="FILING")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="放到哪个文件夹。")
@click.option("--p12", type=click.Path(path_type=Path), help="签名证书文件（.p12、.pfx）。")
@click.option("--password-env", metavar="V", help="证书密码所在的环境变量名。")
@click.option("--seal", type=click.Path(path_type=Path), help="印章图片（PNG、JPEG）。")
@click.option("--unsigned", is_flag=True, help="不作电子签名，打印后签字盖章。")
@click.pass_obj
def submit(
    session: Session,
    project_id: str,
    filing: str,
    out: Path,
    p12: Path | None,
    password_env: str | None,
    seal: Path | None,
    unsigned: bool,
) -> None:
    """Freeze a filing into a packet."""
    if unsigned == (p12 is not None):
        raise click.UsageError("请用 --p12 指定证书，或用 --unsigned 表明不签名（二者选一）。")
    if unsigned and (seal or password_env):
        raise click.UsageError("不签名时没有印章和密码可用，请删去 --seal、--password-env。")
    signing = submissions.signing_with_file(p12, _password(password_env), seal) if p12 else None
    try:
        made = submissions.submit(
            session.workspace, project_id, filing, out, signing, session.progress()
        )
    except BlockedError as error:
        _tell_blocked(session, project_id, filing, error)
        return
    session.tell(
        {
            "packet": str(made.packet),
            "version": made.version,
            "sha256": made.sha256,
            "signature": {"level": made.level, "signer": made.signer or None},
            "verified": made.verified,
        },
        f"报送包：{made.packet}",
        f"版本 v{made.version}，SHA-256 {made.sha256}",
        f"签名：{made.level} {made.signer}",
        "写入后已重新打开并核对。",
    )


@click.command(help="用示例项目走完各环节，生成并核对报送包。")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="放到哪个文件夹。")
@click.pass_obj
def demo(session: Session, out: Path) -> None:
    """Walk the sample project through every stage."""
    from egov_desktop.app import demo as demonstration

    made = demonstration.run(session.workspace, out, session.progress())
    session.tell(
        {
            "project": made.project_id,
            "packets": [
                {"file": str(p.packet), "sha256": p.sha256, "verified": p.verified}
                for p in made.packets
            ],
            "report": str(made.report),
            "roots": str(made.root),
        },
        f"示例项目 {made.project_id} 已走完 {len(made.packets)} 个报件:",
        *(f"  {p.packet}" for p in made.packets),
        f"检查报告：{made.report}",
        f"示例根证书：{made.root}",
    )


def _tell_blocked(session: Session, project_id: str, filing: str, error: BlockedError) -> None:
    """Say what stands in the way: the findings as JSON, the sentence on standard error."""
    project = projects.load_project(session.workspace, project_id)
    found = projects.filing_of(project, filing)
    blocking = checks.check(session.workspace, project_id, found.id).blocking(found.id)
    session.tell({"packet": None, "findings": [finding_document(f) for f in blocking]})
    sys.stderr.write(f"{error}\n")
    session.blocks()


def _password(variable: str | None) -> str | None:
    if variable is None:
        return None
    if variable not in os.environ:
        raise InvalidInputError(f"环境变量“{variable}”没有设置，无法取得证书密码。")
    return os.environ[variable]
