"""What a later version prints of the one before (修改说明) and of notices answered (补正说明)."""

from collections.abc import Iterator, Mapping
from typing import Any

from egov_desktop.domain.printout import ChangeLine, CorrectionLine

_ROWS = {"added": "新增", "changed": "修改", "removed": "删除", "moved": "移位"}
_FILES = {"added": "新增", "removed": "删除", "replaced": "替换", "renamed": "改名"}
_NOTICES = {"correction": "补正通知", "return": "退件通知"}

Part = Mapping[str, Any] | None
"""The `changes` or the `correction` of a submission.json."""


def changes_note(changes: Part) -> str:
    """Return with which version this one is compared; empty for a first version."""
    if changes is None:
        return ""
    since = changes["since"]
    return f"与第 {since['version']} 版（报件编码 {since['code']}）相比："


def change_lines(changes: Part) -> Iterator[ChangeLine]:
    """Yield the differences from the version before, as they are printed."""
    if changes is None:
        return
    for each in changes["fields"]:
        yield ChangeLine(each["label"], _kind(each), each["old"], each["new"])
    for table in changes["tables"]:
        for row in table["rows"]:
            yield _row_line(table["label"], row)
    for file in changes["attachments"]:
        titles = [(file[side] or {}).get("title", "") for side in ("old", "new")]
        yield ChangeLine(file["label"], _FILES[file["kind"]], *titles)
    for each in changes["paper"]:
        yield ChangeLine(f"{each['label']}（纸质另交）", _kind(each), each["old"], each["new"])


def correction_note(correction: Part) -> str:
    """Return which notices this version answers; empty when it answers none."""
    if correction is None:
        return ""
    return "；".join(_notice_words(notice) for notice in correction["notices"])


def correction_lines(correction: Part) -> Iterator[CorrectionLine]:
    """Yield the demands of the notices with the answers, as they are printed."""
    for notice in correction["notices"] if correction else ():
        for item in notice["items"]:
            yield CorrectionLine(item["label"], item["text"], item["answer"], item["met"])


def _kind(change: Mapping[str, Any]) -> str:
    if not change["old"]:
        return "新增"
    return "修改" if change["new"] else "删除"


def _row_line(table: str, row: Mapping[str, Any]) -> ChangeLine:
    number = row["new_row"] or row["old_row"]
    was = "原" if row["new_row"] is None else ""
    before, after = (
        "；".join(f"{cell['label']} {cell[side]}" for cell in row["cells"] if cell[side])
        for side in ("old", "new")
    )
    if row["kind"] == "moved":
        before, after = f"第 {row['old_row']} 行", f"第 {row['new_row']} 行"
    return ChangeLine(f"{table} {was}第 {number} 行", _ROWS[row["kind"]], before, after)


def _notice_words(notice: Mapping[str, Any]) -> str:
    parts = [notice["issuer"], notice["issued_on"] or ""]
    told = "，".join(part for part in parts if part)
    kind = _NOTICES[notice["kind"]]
    return f"{kind} {notice['number']}（{told}），针对第 {notice['version']} 版"
