"""Commands that make and judge packets."""

import sys
from pathlib import Path

import click

from egov_desktop.app import checks, projects, rendering, submissions
from egov_desktop.app.signing_choices import Sm2Key
from egov_desktop.cli.checking import finding_document
from egov_desktop.cli.session import Session
from egov_desktop.cli.signer_options import (
    InOrder,
    OtherChoices,
    from_environment,
    signers_given,
    signing_of,
)
from egov_desktop.domain.errors import BlockedError, InvalidInputError
from egov_desktop.domain.signing_guards import GuardedError

_FILE = click.Path(path_type=Path)


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


@click.command(
    cls=InOrder,
    help="检查、固化、生成、签名、打包并核对。几个人依次签名时，各人的选项写在各自的证书之后。",
)
@click.argument("project_id", metavar="P")
@click.argument("filing", metavar="FILING")
@click.option("--out", required=True, type=_FILE, help="放到哪个文件夹。")
@click.option("--p12", multiple=True, type=_FILE, help="签名证书文件（.p12、.pfx、PEM）。")
@click.option("--password-env", multiple=True, metavar="V", help="证书密码所在的环境变量名。")
@click.option("--pkcs11-lib", multiple=True, type=_FILE, help="UKey 的 PKCS#11 驱动。")
@click.option("--token", multiple=True, metavar="T", help="UKey 的标签；只插了一个时可不写。")
@click.option("--pin-env", multiple=True, metavar="V", help="PIN 所在的环境变量名。")
@click.option("--pin-keyring", count=True, help="密码或 PIN 取自系统密钥环。")
@click.option("--certificate", multiple=True, metavar="指纹", help="有几张证书时用哪一张。")
@click.option("--role", multiple=True, metavar="R", help="这个签名人的身份，如 单位负责人。")
@click.option("--seal", multiple=True, type=_FILE, help="这个签名人的印章图片（PNG、JPEG）。")
@click.option("--sm2-key", type=_FILE, help="签 SM3 清单的国密 SM2 私钥（PEM）。")
@click.option("--sm2-certificate", type=_FILE, help="SM2 证书（PEM、DER）。")
@click.option("--sm2-password-env", metavar="V", help="SM2 私钥密码所在的环境变量名。")
@click.option("--crl", "crls", multiple=True, type=_FILE, help="吊销列表文件，可多次。")
@click.option("--roots", multiple=True, type=_FILE, help="签名人证书须由其签发的根证书，可多次。")
@click.option(
    "--override", "overrides", multiple=True, metavar="代码=理由", help="写明理由后继续。"
)
@click.option("--unsigned", is_flag=True, help="不作电子签名，打印后签字盖章。")
@click.pass_context
def submit(
    context: click.Context,
    project_id: str,
    filing: str,
    out: Path,
    unsigned: bool,
    sm2_key: Path | None,
    sm2_certificate: Path | None,
    sm2_password_env: str | None,
    crls: tuple[Path, ...],
    roots: tuple[Path, ...],
    overrides: tuple[str, ...],
    **_of_signers: object,
) -> None:
    """Freeze a filing into a packet."""
    session: Session = context.obj
    if unsigned == bool(signers_given(context)):
        raise click.UsageError(
            "请用 --p12 或 --pkcs11-lib 指定证书，或用 --unsigned 表明不签名（二者选一）。"
        )
    if sm2_key is None and (sm2_certificate or sm2_password_env):
        raise click.UsageError("--sm2-certificate、--sm2-password-env 要与 --sm2-key 一起用。")
    sm2 = Sm2Key(sm2_key, from_environment(sm2_password_env), sm2_certificate) if sm2_key else None
    signing = signing_of(context, OtherChoices(sm2, crls, roots, overrides))
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
            "signature": {
                "level": made.level,
                "signer": made.signer or None,
                "signers": [dict(each) for each in made.signers],
                "sm2": made.sm2_signer,
            },
            "verified": made.verified,
        },
        f"报送包：{made.packet}",
        f"版本 v{made.version}，SHA-256 {made.sha256}",
        f"签名：{made.level} {'、'.join(each['signer'] for each in made.signers)}",
        *([f"国密 SM2 签名：{made.sm2_signer}"] if made.sm2_signer else []),
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
    """Say what stands in the way: findings and guards as JSON, the sentence on standard error."""
    project = projects.load_project(session.workspace, project_id)
    found = projects.filing_of(project, filing)
    blocking = checks.check(session.workspace, project_id, found.id).blocking(found.id)
    guards = error.guards if isinstance(error, GuardedError) else ()
    session.tell(
        {
            "packet": None,
            "findings": [finding_document(f) for f in blocking],
            "guards": [
                {"code": g.code, "sentence": g.sentence, "may_override": g.may_override}
                for g in guards
            ],
        }
    )
    sys.stderr.write(f"{error}\n")
    session.blocks()
