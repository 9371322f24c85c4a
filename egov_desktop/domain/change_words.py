"""Differences between two versions in words, one line each, for a list or a page."""

from collections.abc import Iterator
from dataclasses import dataclass

from egov_desktop.domain.differences import Changes, FileChange, RowChange, TableChange

NOTHING = "（空）"


@dataclass(frozen=True)
class ChangeLine:
    """One difference in words."""

    kind: str
    """新增, 修改, 删除, 移位, 替换 or 改名."""
    place: str
    """The field, the row of a table, or the material."""
    words: str
    """What it was and what it is."""


_ROWS = {"added": "新增", "changed": "修改", "removed": "删除", "moved": "移位"}
_FILES = {"added": "新增", "removed": "删除", "replaced": "替换", "renamed": "改名"}


def change_lines(changes: Changes) -> tuple[ChangeLine, ...]:
    """Return all differences in the order: fields, tables, attachments, paper materials."""
    return tuple(_lines(changes))


def _lines(changes: Changes) -> Iterator[ChangeLine]:
    for field in changes.fields:
        yield ChangeLine(_kind(field.old, field.new), field.label, _became(field.old, field.new))
    for table in changes.tables:
        for row in table.rows:
            yield _row_line(table, row)
    for file in changes.attachments:
        yield ChangeLine(_FILES[file.kind], file.label, _file_words(file))
    for paper in changes.paper:
        words = _became(paper.old, paper.new)
        yield ChangeLine(_kind(paper.old, paper.new), f"{paper.label}（纸质另交）", words)


def _kind(old: str, new: str) -> str:
    if not old:
        return "新增"
    return "修改" if new else "删除"


def _became(old: str, new: str) -> str:
    return f"{old or NOTHING} → {new or NOTHING}"


def _row_line(table: TableChange, row: RowChange) -> ChangeLine:
    number = f"第 {row.new_row} 行" if row.new_row else f"原第 {row.old_row} 行"
    if row.kind == "changed":
        words = "；".join(f"{cell.label} {_became(cell.old, cell.new)}" for cell in row.cells)
    elif row.kind == "moved":
        words = f"原第 {row.old_row} 行"
    else:
        words = "，".join(f"{cell.label} {cell.new or cell.old}" for cell in row.cells)
    return ChangeLine(_ROWS[row.kind], f"{table.label} {number}", words)


def _file_words(file: FileChange) -> str:
    old = file.old.title if file.old else ""
    new = file.new.title if file.new else ""
    return _became(old, new) if old and new and old != new else new or old
