"""Differences between two versions in words, one line each, for a list or a page."""

from collections.abc import Iterator
from dataclasses import dataclass

from egov_desktop.domain.differences import Changes, RowChange, TableChange

NOTHING = "（空）"


@dataclass(frozen=True)
class ChangeLine:
    """One difference in words."""

    kind: str
    """新增, 修改, 删除, 移位, 替换 or 改名."""
    place: str
    """The field, the row of a table, or the material."""
    old: str
    new: str

    @property
    def words(self) -> str:
        """Return what it was and what it is in one."""
        return f"{self.old or NOTHING} → {self.new or NOTHING}"


_ROWS = {"added": "新增", "changed": "修改", "removed": "删除", "moved": "移位"}
_FILES = {"added": "新增", "removed": "删除", "replaced": "替换", "renamed": "改名"}


def change_lines(changes: Changes) -> tuple[ChangeLine, ...]:
    """Return all differences in the order: fields, tables, attachments, paper materials."""
    return tuple(_lines(changes))


def _lines(changes: Changes) -> Iterator[ChangeLine]:
    for field in changes.fields:
        yield ChangeLine(_kind(field.old, field.new), field.label, field.old, field.new)
    for table in changes.tables:
        for row in table.rows:
            yield _row_line(table, row)
    for file in changes.attachments:
        titles = [facts.title if facts else "" for facts in (file.old, file.new)]
        yield ChangeLine(_FILES[file.kind], file.label, *titles)
    for paper in changes.paper:
        kind, place = _kind(paper.old, paper.new), f"{paper.label}（纸质另交）"
        yield ChangeLine(kind, place, paper.old, paper.new)


def _kind(old: str, new: str) -> str:
    if not old:
        return "新增"
    return "修改" if new else "删除"


def _row_line(table: TableChange, row: RowChange) -> ChangeLine:
    number = f"第 {row.new_row} 行" if row.new_row else f"原第 {row.old_row} 行"
    place = f"{table.label} {number}"
    if row.kind == "moved":
        return ChangeLine(_ROWS[row.kind], place, f"第 {row.old_row} 行", f"第 {row.new_row} 行")
    is_whole = row.kind == "changed"
    old = "；".join(f"{c.label} {c.old or NOTHING}" for c in row.cells if c.old or is_whole)
    new = "；".join(f"{c.label} {c.new or NOTHING}" for c in row.cells if c.new or is_whole)
    return ChangeLine(_ROWS[row.kind], place, old, new)
