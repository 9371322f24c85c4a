"""The report of a verification (核验报告): one packet in full, many as a table with details."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePath

from egov_desktop import __version__
from egov_desktop.app.verification_json import Json
from egov_desktop.app.verification_verdict import VERDICT_WORDS
from egov_desktop.app.verification_words import (
    attachment_table,
    fact_lines,
    filing_name,
    signature_parts,
)
from egov_desktop.domain.printout import FormLine, FormPart, FormTable
from egov_desktop.domain.verification_report import ReportedPacket, VerificationReport

_MOST_ROWS = 2_000
_MOST_DETAILS = 100
_WORDS: Mapping[str, str] = {**{str(k): w for k, w in VERDICT_WORDS.items()}, "unread": "读不了"}
_NOT_CHECKED = (
    "核验只说明报送包是否完整、未被改动、由谁签名，以及各部分是否一致；内容是否真实、是否符合规定，须由人审阅。",
    "数据、登记的印出文字与 packet.pdf 的文字逐项比较；"
    "申报函正文、别的报件的批复和操作记录的末端没有比较，只由签名担保。",
    "核验不联网：没有给出吊销列表时，不知道证书是否已被吊销；没有时间戳时，签名时间由签名人自己注明。",
)


def write_report(documents: Iterable[Json], out: Path, now: datetime) -> int:
    """Write the report on verdicts, given as JSON documents; return the number of pages."""
    from egov_desktop.documents.verification_report_pdf import render_verification_report

    return render_verification_report(compose(documents, now), out)


def compose(documents: Iterable[Json], now: datetime) -> VerificationReport:
    """Return what the report says; of very many packets it lists the first, and says so."""
    counts: Counter[str] = Counter()
    rows: list[tuple[str, ...]] = []
    details: list[ReportedPacket] = []
    first: ReportedPacket | None = None
    for document in documents:
        counts[document["verdict"]] += 1
        if first is None:
            first = _reported(document)
        if len(rows) < _MOST_ROWS:
            rows.append(_row(document))
        if document["verdict"] != "valid" and len(details) < _MOST_DETAILS:
            details.append(_in_brief(document))
    is_one = counts.total() == 1 and first is not None
    return VerificationReport(
        made_at=now,
        program=f"egov-desktop {__version__}",
        summary=_summary(counts, now),
        table=None if is_one else _table(rows),
        packets=(first,) if is_one and first else tuple(details),
        remarks=(*_left_out(counts, len(rows), len(details), is_one=is_one), *_NOT_CHECKED),
    )


def _summary(counts: Counter[str], now: datetime) -> tuple[FormLine, ...]:
    words = "，".join(f"{word} {counts[key]} 个" for key, word in _WORDS.items() if counts[key])
    return (
        FormLine("核验时间", f"{now:%Y-%m-%d %H:%M:%S %z}"),
        FormLine("核验程序", f"egov-desktop {__version__}，离线核验"),
        FormLine("报送包", f"共 {counts.total()} 个：{words}" if counts else "没有"),
    )


def _table(rows: list[tuple[str, ...]]) -> FormTable:
    columns = ("文件", "结论", "项目", "报件", "版本", "签名人")
    return FormTable("全部报送包", columns, (False,) * 6, tuple(rows), None)


def _row(document: Json) -> tuple[str, ...]:
    version = document.get("version")
    signers = [each["signer"] for each in document.get("signatures") or []]
    return (
        PurePath(document["file"]).name,
        _WORDS[document["verdict"]],
        document.get("project") or "—",
        filing_name(document) or "—",
        f"v{version}" if version else "—",
        "、".join(signers) or "—",
    )


def _reported(document: Json) -> ReportedPacket:
    facts = fact_lines(document)
    return ReportedPacket(
        name=document["file"],
        verdict=_WORDS[document["verdict"]],
        is_refused=not document["valid"],
        reasons=tuple(document["reasons"]),
        notes=tuple(document["notes"]),
        parts=(*((FormPart("报送包", facts, ()),) if facts else ()), *signature_parts(document)),
        attachments=attachment_table(document),
    )


def _in_brief(document: Json) -> ReportedPacket:
    """Return why a packet among many is not valid in full; the table says what it is."""
    return replace(_reported(document), parts=(), attachments=attachment_table({}))


def _left_out(counts: Counter[str], rows: int, details: int, *, is_one: bool) -> tuple[str, ...]:
    said = []
    if counts.total() > rows:
        said.append(f"表中只列出前 {rows} 个报送包，全部结论见核对时写下的结果文件。")
    wanted = counts.total() - counts["valid"]
    if not is_one and wanted > details:
        said.append(f"只列出前 {details} 个无效或有保留的报送包的详情，全部见结果文件。")
    return tuple(said)
