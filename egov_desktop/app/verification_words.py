"""A verdict as lines to read: what is in the packet, and each signature with its certificate."""

from collections.abc import Iterator
from datetime import datetime

from egov_desktop.app.verification_json import Json
from egov_desktop.app.verification_verdict import VERDICT_WORDS
from egov_desktop.domain.printout import FormLine, FormPart, FormTable

_REVOCATION = {"unknown": "没有查询", "good": "未吊销", "revoked": "已吊销"}


def fact_lines(document: Json) -> tuple[FormLine, ...]:
    """Return what a packet says of itself; empty where it could not be read."""
    version = document.get("version")
    pack = f"{document.get('pack')} {document.get('pack_version')}"
    told = (
        ("项目", document.get("project")),
        ("报送单位", document.get("organization")),
        ("报件", filing_name(document)),
        ("版本", f"v{version}" if version else ""),
        ("报件编码", document.get("code")),
        ("固化时间", _moment(document.get("made_at"))),
        ("制度包", pack if document.get("pack") else ""),
        ("制度包摘要", document.get("pack_sha256")),
        ("前一版本摘要", document.get("previous_sha256")),
        ("签章扫描件", _scan_words(document.get("paper"))),
        ("文件摘要（SHA-256）", document.get("sha256")),
    )
    return tuple(FormLine(label, str(value)) for label, value in told if value)


def filing_name(document: Json) -> str:
    """Return the name of the filing; its id where the packet gives no name."""
    return document.get("filing_title") or document.get("filing") or ""


def _scan_words(paper: Json | None) -> str:
    return f"{paper['file']}，{paper['pages']} 页，由人与纸质原件核对" if paper else ""


def signature_parts(document: Json) -> tuple[FormPart, ...]:
    """Return each signature with what its certificate says."""
    signatures = document.get("signatures") or []
    parts = [
        FormPart(f"PDF 签名 {number}（共 {len(signatures)} 个）", tuple(_signature_lines(each)), ())
        for number, each in enumerate(signatures, start=1)
    ]
    if manifest := document.get("manifest_signature"):
        parts.append(FormPart("清单签名（覆盖整个报送包）", tuple(_signature_lines(manifest)), ()))
    if sm2 := document.get("sm2"):
        parts.append(FormPart("国密签名（SM2，覆盖 SM3 清单）", tuple(_sm2_lines(sm2)), ()))
    return tuple(parts)


def attachment_table(document: Json) -> FormTable:
    """Return the index of attachments (材料目录)."""
    rows = tuple(
        (each["title"], each["file"].removeprefix("attachments/"), f"{each['size']:,}")
        for each in document.get("attachments") or []
    )
    return FormTable("附件", ("名称", "包内文件", "字节"), (False, False, True), rows, None)


def _signature_lines(found: Json) -> Iterator[FormLine]:
    yield FormLine("签名人", found["signer"])
    yield FormLine("结论", "通过" if found["valid"] else "未通过")
    yield FormLine("颁发者", found["issuer"])
    yield FormLine("证书序列号", found["serial"])
    if found["fingerprint"]:
        yield FormLine("证书指纹", found["fingerprint"])
    yield FormLine("签名时间", _moment(found["time"]) or "没有注明")
    stamp = _moment(found["timestamp"])
    yield FormLine("时间戳", f"{stamp}（第三方证明）" if stamp else "无")
    yield FormLine("级别", found["level"])
    yield FormLine("证书链", _trust(found["trusted"]))
    yield FormLine("吊销", _REVOCATION[found["revocation"]])
    if found["reason"]:
        yield FormLine("签名原因", found["reason"])


def _sm2_lines(found: Json) -> Iterator[FormLine]:
    yield FormLine("签名人", found["signer"])
    yield FormLine("结论", "通过" if found["valid"] else "未通过")
    yield FormLine("颁发者", found["issuer"] or "没有证书，只有公钥")
    yield FormLine("公钥摘要", found["public_key"])
    yield FormLine("签名时间", _moment(found["time"]) or "没有注明")
    yield FormLine("证书链", _trust(found["trusted"]))


def _trust(trusted: bool | None) -> str:
    if trusted is None:
        return "没有给出根证书，没有核对"
    return "由给定的根证书签发" if trusted else "不是由给定的根证书签发"


def _moment(text: str | None) -> str:
    """Return a time as people write it; a packet may hold any text."""
    if not text:
        return ""
    try:
        return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M:%S %z}".rstrip()
    except ValueError:
        return text[:40]


def summary_text(document: Json) -> str:
    """Return a verdict as text to paste: file, verdict, reasons, what is in it, who signed."""
    words = {str(key): word for key, word in VERDICT_WORDS.items()}
    word = words.get(document["verdict"], "读不了")
    lines = [f"{document['file']}：{word}"]
    lines += [f"· {text}" for text in (*document["reasons"], *document["notes"])]
    lines += [f"{line.label}：{line.value}" for line in fact_lines(document)]
    for part in signature_parts(document):
        lines += ["", part.title, *(f"{line.label}：{line.value}" for line in part.lines)]
    return "\n".join(lines) + "\n"
