"""Commands on certificates and timestamps (证书、时间戳)."""

import secrets
from pathlib import Path

import click

from egov_desktop.app import editions
from egov_desktop.app.signing_views import CertificateChoice, certificates_of, tokens_of
from egov_desktop.cli.session import Session, now
from egov_desktop.cli.signer_options import InOrder, signers_given, source_of

_FILE = click.Path(path_type=Path)


@click.command(
    cls=InOrder, help="列出证书文件或 UKey 里的证书：持有人、颁发者、有效期、用途、指纹。"
)
@click.option("--p12", type=_FILE, help="证书文件（.p12、.pfx，或带私钥的 PEM）。")
@click.option("--password-env", metavar="V", help="证书密码所在的环境变量名。")
@click.option("--pkcs11-lib", type=_FILE, help="UKey 的 PKCS#11 驱动。")
@click.option("--token", metavar="T", help="UKey 的标签；只插了一个时可不写。")
@click.option("--pin-env", metavar="V", help="PIN 所在的环境变量名；不写只列公开的证书。")
@click.option("--crl", "crls", multiple=True, type=_FILE, help="吊销列表文件，可多次。")
@click.pass_obj
def certificates(session: Session, crls: tuple[Path, ...], **options: object) -> None:
    """List certificates."""
    given = signers_given(click.get_current_context())
    if len(given) != 1:
        raise click.UsageError("请用 --p12 指定证书文件，或用 --pkcs11-lib 指定驱动（二者选一）。")
    found = certificates_of(source_of(given[0]), now(), crls)
    library = options["pkcs11_lib"]
    present = tokens_of(library) if isinstance(library, Path) else ()
    session.tell(
        {
            "certificates": [_document(each) for each in found],
            "tokens": [vars(each) for each in present],
        },
        *(
            f"UKey {each.label}（{each.maker} {each.model}，序列号 {each.serial}）"
            for each in present
        ),
        *(_lines(each) for each in found),
        *([] if found else ["没有找到证书。"]),
    )


@click.group(help="时间戳：生成请求文件，取得回复后补充到报送包。")
def timestamp() -> None:
    """Group the commands on timestamps."""


@timestamp.command("request", help="对报送包清单签名的时间戳请求（RFC 3161），送往时间戳机构。")
@click.argument("packet", metavar="PACKET", type=_FILE)
@click.option("--out", required=True, type=_FILE, help="写到哪个文件（.tsq）。")
@click.pass_obj
def request(session: Session, packet: Path, out: Path) -> None:
    """Write a timestamp request."""
    editions.request_timestamp(packet, out, secrets.randbits(63) | 1)
    session.tell(
        {"file": str(out)}, f"已写出时间戳请求 {out}。取得回复（.tsr）后用 timestamp add。"
    )


@timestamp.command("add", help="把时间戳回复、吊销列表补充到报送包，另存为新文件；原文件不变。")
@click.argument("packet", metavar="PACKET", type=_FILE)
@click.argument("reply", metavar="[F.tsr]", type=_FILE, required=False)
@click.option("--crl", "crls", multiple=True, type=_FILE, help="吊销列表文件，可多次。")
@click.option("--out", type=_FILE, help="写到哪个文件；缺省在原文件旁边。")
@click.pass_obj
def add(
    session: Session, packet: Path, reply: Path | None, crls: tuple[Path, ...], out: Path | None
) -> None:
    """Write a later edition of a packet."""
    progress = session.progress()
    made = editions.make_edition(
        packet,
        out or editions.edition_path(packet),
        now(),
        reply=reply,
        crls=crls,
        progress=lambda done, total: progress("核对", done, total),
    )
    is_ours = session.has_data and editions.record_edition(session.workspace, made)
    session.tell(
        {
            "packet": str(made.path),
            "sha256": made.sha256,
            "level": made.level,
            "previous_sha256": made.of_sha256,
            "recorded": is_ours,
        },
        f"新的报送包文件：{made.path}",
        f"SHA-256 {made.sha256}",
        f"清单签名：{made.level}",
        "已登记为本机固化版本的后续文本。" if is_ours else "不是本机固化的报送包，没有登记。",
    )


def _document(each: CertificateChoice) -> dict[str, object]:
    return {
        "holder": each.holder,
        "issuer": each.issuer,
        "serial": each.serial,
        "fingerprint": each.fingerprint,
        "key": each.key_kind,
        "usages": list(each.usages),
        "not_before": each.not_before.isoformat(),
        "not_after": each.not_after.isoformat(),
        "problems": [sentence for _, sentence in each.problems],
    }


def _lines(each: CertificateChoice) -> str:
    period = f"{each.not_before.astimezone():%Y-%m-%d} 至 {each.not_after.astimezone():%Y-%m-%d}"
    usages = "、".join(each.usages) or "不限"
    lines = [
        f"{each.holder}  {each.key_kind}",
        f"  颁发者：{each.issuer}，序列号：{each.serial}",
        f"  有效期：{period}，用途：{usages}",
        f"  指纹：{each.fingerprint}",
        *(f"  · {problem}" for _, problem in each.problems),
    ]
    return "\n".join(lines)
