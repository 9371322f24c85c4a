"""What a packet prints besides its form (封面、检查报告、材料目录、签名说明), told from its record.

The record does not have the titles of rules and materials: those stay uncompared.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from egov_desktop.domain import printed_versions
from egov_desktop.domain.calendars import chinese_date

NOTHING = "—"
_SEVERITIES = {"error": "错误", "warning": "警告", "note": "提示"}
_CORRECTION, _CHANGES = "补正要求的落实情况", "与上一版的差异"
_OVERRIDES = "签名前经说明理由后继续的事项"
_CHANGE_HEAD = "序号位置类别修改前修改后"
_CORRECTION_HEAD = "序号位置要求落实情况状态"


@dataclass(frozen=True)
class Piece:
    """A text that is printed; not whole when other words follow it without any gap."""

    text: str
    is_whole: bool = True


@dataclass(frozen=True)
class Passage:
    """Texts that stand behind each other, in this order."""

    name: str
    pieces: tuple[Piece, ...]
    ends_before: str = ""
    """What does not stand right behind it: the number of a row that the record does not have."""


def passages(record: Mapping[str, Any], info: Mapping[str, str]) -> Iterator[Passage]:
    """Yield what the packet prints, in the order of its pages, each told from the record.

    `info` is bag-info.txt, which names the unit and the day.
    """
    yield _cover(record, info)
    yield from _versions(record)
    yield _findings(record)
    yield _undecided(record)
    yield _unchecked(record)
    yield _materials(record)
    yield from _signatures(record)


def absent_passages(record: Mapping[str, Any]) -> Iterator[Passage]:
    """Yield what must not be printed, because the record does not have it."""
    if not record.get("correction"):
        for kind in ("补正通知 ", "退件通知 "):
            yield Passage(_CORRECTION, (Piece(_CORRECTION + kind, is_whole=False),))
    if not record.get("changes"):
        yield Passage(_CHANGES, (Piece(f"{_CHANGES}与第", is_whole=False),))
    if not record.get("overrides"):
        yield Passage(_OVERRIDES, (Piece(f"{_OVERRIDES}序号提示理由", is_whole=False),))


def _cover(record: Mapping[str, Any], info: Mapping[str, str]) -> Passage:
    pack = record["pack"]
    texts = (
        f"项目建设单位{info.get('Source-Organization', '')}"[:40],
        f"项目编号{record['project']['id']}",
        f"第 {record['version']} 版",
        f"编制日期{_day(info.get('Bagging-Date', ''))}",
        f"（制度包 {pack['id']} {pack['version']}，",
        str(record["code"]),
    )
    return Passage("封面", tuple(Piece(text, is_whole=False) for text in texts))


def _versions(record: Mapping[str, Any]) -> Iterator[Passage]:
    if correction := record.get("correction"):
        rows = [
            (
                line.place or NOTHING,
                line.demand,
                line.answer or NOTHING,
                "已落实" if line.is_met else "未落实",
            )
            for line in printed_versions.correction_lines(correction)
        ]
        note = printed_versions.correction_note(correction).rstrip("。")
        yield _numbered(_CORRECTION, rows, f"{note}。", _CORRECTION_HEAD)
    if changes := record.get("changes"):
        rows = [
            (line.place, line.kind, line.before or NOTHING, line.after or NOTHING)
            for line in printed_versions.change_lines(changes)
        ]
        note = printed_versions.changes_note(changes)
        if not rows:
            note += "填报内容、附件和纸质材料均与上一版相同。"
        yield _numbered(_CHANGES, rows, note, _CHANGE_HEAD)


def _findings(record: Mapping[str, Any]) -> Passage:
    counts = Counter(_SEVERITIES[each["severity"]] for each in record["findings"])
    numbers = "\uff0c".join(f"{word} {counts[word]} 条" for word in _SEVERITIES.values())
    undecided = f"，未判断 {len(record['undecided'])} 条" if record["undecided"] else ""
    pieces = [
        Piece(f"检查结果检查日期 {_day(record['checked_on'])}，运行规则", is_whole=False),
        Piece(f"条：{numbers}{undecided}。", is_whole=False),
    ]
    for each in record["findings"]:
        pieces.append(Piece(_SEVERITIES[each["severity"]]))
        pieces += [Piece(each["message"])] if each["message"] else []
        pieces += [Piece(f"依据：{each['basis']}")] if each["basis"] else []
    if not record["findings"]:
        pieces.append(Piece("没有发现错误、警告或提示。"))
    return Passage("检查结果", tuple(pieces))


def _undecided(record: Mapping[str, Any]) -> Passage:
    """Only their number is told twice: the record names rules, the print their titles."""
    pieces = [Piece("未判断") for _ in record["undecided"]]
    return Passage(
        "未能判断的规则", (*pieces, *(() if pieces else (Piece("全部规则均已得出结论。"),)))
    )


def _unchecked(record: Mapping[str, Any]) -> Passage:
    note = "下列事项须由人审阅，本报告不作结论。"
    note += "" if record["unchecked"] else "制度包没有列出此类事项"
    return _numbered("机器未检查的事项", [(text,) for text in record["unchecked"]], note)


def _materials(record: Mapping[str, Any]) -> Passage:
    rows = (
        f"{each['title'] or NOTHING}{each['sha256']}{each['pages'] or NOTHING}电子件"
        for each in record["attachments"]
    )
    return Passage("材料目录", tuple(map(Piece, rows)))


def _signatures(record: Mapping[str, Any]) -> Iterator[Passage]:
    signature = record["signature"]
    tie = f"本件为第 {record['version']} 版，报件编码 {record['code']}。"
    note = Piece(f"{signature['note']}{signature.get('sm2_note', '')}", is_whole=False)
    yield Passage("签名说明", (note, Piece(tie, is_whole=False)))
    signers = [
        (
            each["role"] or NOTHING,
            each["signer"],
            f"证书颁发者：{each['issuer']}，序列号：{each['serial']}",
        )
        for each in signature.get("signers", ())
    ]
    if signers:
        yield _numbered("电子签名人", signers, "", "顺序身份签名人证书")
    overrides = [(each["sentence"], each["reason"]) for each in record.get("overrides", ())]
    if overrides:
        yield _numbered(_OVERRIDES, overrides, "", "序号提示理由")


def _numbered(
    name: str, rows: Sequence[tuple[str, ...]], note: str = "", head: str = ""
) -> Passage:
    """Return a table whose rows are numbered; behind the last there is no further number."""
    pieces = [Piece(name + note + (head if rows else ""), is_whole=False)]
    for number, row in enumerate(rows, start=1):
        pieces.append(Piece(f"{number}{row[0]}"))
        pieces += map(Piece, row[1:])
    return Passage(name, tuple(pieces), str(len(rows) + 1))


def _day(text: str) -> str:
    try:
        return chinese_date(date.fromisoformat(text))
    except ValueError:
        return text
