"""What the receiver of a packet is told (核对说明): how to check it without this program."""

import shlex
from collections.abc import Iterator, Sequence

from egov_desktop.packaging.bag_structure import (
    PAPER_PATH,
    SIGNATURE_PATH,
    SM3_MANIFEST,
    SM3_SIGNATURE_PATHS,
    SM3_TAGMANIFEST,
)

_NOTES_END = "-核对说明.txt"
COMMAND_MARK = "    $ "
"""Before every line that can be typed into a shell."""

_IDENTITY = "distid:1234567812345678"


def notes_name(packet: str) -> str:
    """Return the name of the notes beside a packet: each packet on a medium has its own."""
    return f"{packet.removesuffix('.zip')}{_NOTES_END}"


def notes_for(name: str, digest: str, members: Sequence[str]) -> str:
    """Return the text for a packet with this file name, hash and zip members."""
    top = members[0].split("/", 1)[0]
    inner = {member.split("/", 1)[-1] for member in members}
    lines = [
        *_whole(name, digest),
        *_every_file(name, top),
        *(_signature() if SIGNATURE_PATH in inner else _no_signature(PAPER_PATH in inner)),
        *(_sm3() if SM3_MANIFEST in inner else ["五、国密：这个报送包没有 SM3 清单和 SM2 签名。"]),
        "",
        "六、用本程序核对：在“验证”页打开这个 zip，结论和理由会逐条列出，并可打印核对报告。",
    ]
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def _whole(name: str, digest: str) -> Iterator[str]:
    yield f"报送包“{name}”核对说明"
    yield ""
    yield "不需要安装本程序，用通用工具就能核对。"
    yield "下面的命令在 Linux 终端里逐条输入；Windows 可在 Git Bash 或 WSL 里输入。"
    yield "应当向报送单位另行索取 SHA-256 值（例如电话核对末几位），不要只信 U 盘上的文件。"
    yield ""
    yield "一、整个文件没有损坏，也没有被替换："
    yield _command(f"sha256sum -c {shlex.quote(name)}.sha256")
    yield f"  SHA-256：{digest}"
    yield f'  Windows 也可用：certutil -hashfile "{name}" SHA256'
    yield ""


def _every_file(name: str, top: str) -> Iterator[str]:
    yield "二、解开后是一个 BagIt 包（RFC 8493）："
    yield _command(f"unzip -q {shlex.quote(name)}")
    yield _command(f"cd {shlex.quote(top)}")
    yield ""
    yield "三、每个文件都与清单一致："
    yield _command("sha256sum -c manifest-sha256.txt")
    yield _command("sha256sum -c tagmanifest-sha256.txt")
    yield "  装有 bagit（pip install bagit）时，还能查出清单以外多出的文件："
    yield _command("bagit.py --validate .")
    yield ""


def _signature() -> Iterator[str]:
    command = f"openssl cms -verify -binary -inform DER -in {SIGNATURE_PATH}"
    content = "-content tagmanifest-sha256.txt -purpose any -out /dev/null"
    yield "四、清单由签名人签名，因而全部文件都在签名之下："
    yield "  只核对签名与文件一致，不核对证书由谁签发："
    yield _command(f"{command} {content} -noverify")
    yield "  核对证书由谁签发（root.pem 换成您信任的根证书；不要用 U 盘上的）："
    yield _command(f"{command} {content} -CAfile root.pem")
    yield "  data/packet.pdf 另有 PDF 签名，可用 PDF 阅读器查看。"
    yield ""


def _no_signature(has_scan: bool) -> Iterator[str]:
    yield "四、签名：这个报送包没有电子签名，只能核对完整，不能核对由谁报送。"
    if has_scan:
        yield f"  {PAPER_PATH} 是签字盖章页的扫描件，请与纸质原件核对签字、印章和报件编码。"
    yield ""


def _sm3() -> Iterator[str]:
    raw, _, pem = SM3_SIGNATURE_PATHS
    yield "五、国密：SM3 清单和 SM2 签名（PDF 里的签名不是国密签名）。"
    yield "  每个文件的 SM3 值，不一致的会列出来："
    for manifest in (SM3_MANIFEST, SM3_TAGMANIFEST):
        yield _command(
            'while read -r value file; do openssl dgst -sm3 -r "$file" | grep -q "^$value "'
            f' || echo "不一致：$file"; done < {manifest}'
        )
    yield "  取出公钥，核对 SM2 签名（OpenSSL 1.1.1 或更新）："
    yield _command(
        f"openssl x509 -in {pem} -pubkey -noout > sm2-public.pem 2> /dev/null"
        f" || cp {pem} sm2-public.pem"
    )
    yield _command(
        f"openssl dgst -sm3 -verify sm2-public.pem -sigopt {_IDENTITY}"
        f" -signature {raw} {SM3_TAGMANIFEST}"
    )
    yield "  公钥是谁的，要看证书由谁签发，或向报送单位核对。"


def _command(line: str) -> str:
    return f"{COMMAND_MARK}{line}"
