"""What a version says of the one before it (修改说明) and of the notice it answers (补正说明)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from egov_desktop.app.corrections import changes_since, correction_facts
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.printed_lines import printed_lines
from egov_desktop.domain.printout import ChangeLine, CorrectionLine, Printout
from egov_desktop.domain.project import Filing, Project
from egov_desktop.domain.submission import Json

_ROWS = {"added": "新增", "changed": "修改", "removed": "删除", "moved": "移位"}
_FILES = {"added": "新增", "removed": "删除", "replaced": "替换", "renamed": "改名"}
_NOTICES = {"correction": "补正通知", "return": "退件通知"}


def complete(
    ws: Workspace, project: Project, filing: Filing, record: Json, composed: Printout
) -> tuple[Json, Printout]:
    """Add what is printed, what changed since the last version and which notice is answered."""
    printed = [asdict(line) for line in printed_lines(composed)]
    record = {**record, "printed": printed}
    changes = changes_since(ws, project.id, filing.id, record)
    correction = correction_facts(ws, project, filing)
    record = {**record, "changes": changes, "correction": correction}
    return record, replace(
        composed,
        changes_note=_changes_note(changes),
        changes=tuple(_change_lines(changes)),
        correction_note=_correction_note(correction),
        correction=tuple(_correction_lines(correction)),
    )


def _changes_note(changes: Mapping[str, Any] | None) -> str:
    if changes is None:
        return ""
    since = changes["since"]
    return f"与第 {since['version']} 版（报件编码 {since['code']}）相比："


def _change_lines(changes: Mapping[str, Any] | None) -> Iterator[ChangeLine]:
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


def _correction_note(correction: Mapping[str, Any] | None) -> str:
    if correction is None:
        return ""
    return "；".join(_notice_words(notice) for notice in correction["notices"])


def _notice_words(notice: Mapping[str, Any]) -> str:
    parts = [notice["issuer"], notice["issued_on"] or ""]
    told = "，".join(part for part in parts if part)
    kind = _NOTICES[notice["kind"]]
    return f"{kind} {notice['number']}（{told}），针对第 {notice['version']} 版"


def _correction_lines(correction: Mapping[str, Any] | None) -> Iterator[CorrectionLine]:
    for notice in correction["notices"] if correction else ():
        for item in notice["items"]:
            yield CorrectionLine(item["label"], item["text"], item["answer"], item["met"])
