"""Cells from Excel or WPS: the clipboard text of a range, and back."""

from collections.abc import Sequence
from dataclasses import dataclass

from egov_desktop.domain.typed_text import compacted
from egov_desktop.ui.translation import _

_SUM_WORDS = {"合计", "总计", "小计", "总和"}


@dataclass(frozen=True)
class PastedRange:
    """The rows that are data, and what was left out."""

    rows: tuple[tuple[str, ...], ...]
    has_heading: bool
    sum_rows: int

    @property
    def words(self) -> str:
        """Return the sentence that tells what was pasted."""
        left_out = [_("表头 1 行")] if self.has_heading else []
        left_out += [_("合计 {count} 行").format(count=self.sum_rows)] if self.sum_rows else []
        words = _("已粘贴 {count} 行").format(count=len(self.rows))
        if left_out:
            words += _("（略过{rows}）").format(rows=_("、").join(left_out))
        return words


def read_cells(text: str) -> list[list[str]]:
    """Split clipboard text into rows and cells; quoted cells may hold tabs and line ends."""
    rows: list[list[str]] = [[]]
    position = 0
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    while position <= len(text):
        cell, position = _next_cell(text, position)
        rows[-1].append(cell)
        if position < len(text) and text[position] == "\n":
            rows.append([])
        position += 1
    return rows


def read_range(text: str, labels: Sequence[str]) -> PastedRange:
    """Return the data rows of a pasted range; its heading and sum rows are left out and counted."""
    rows = [row for row in read_cells(text) if any(cell.strip() for cell in row)]
    has_heading = bool(rows) and _is_heading(rows[0], labels)
    data = rows[1:] if has_heading else rows
    kept = [row for row in data if not _is_sum(row)]
    if len(data) == 1:
        kept = data
    return PastedRange(tuple(tuple(row) for row in kept), has_heading, len(data) - len(kept))


def write_cells(rows: Sequence[Sequence[str]]) -> str:
    """Return clipboard text that Excel and WPS split into the same cells."""
    return "\n".join("\t".join(_quoted(cell) for cell in row) for row in rows)


def _next_cell(text: str, start: int) -> tuple[str, int]:
    """Return the cell that starts here and the position of the mark that ends it."""
    if text[start : start + 1] == '"':
        end = _closing_quote(text, start + 1)
        if end is not None:
            return text[start + 1 : end].replace('""', '"'), end + 1
    ends = [found for mark in "\t\n" if (found := text.find(mark, start)) >= 0]
    end = min(ends, default=len(text))
    return text[start:end], end


def _closing_quote(text: str, start: int) -> int | None:
    """Return where a quoted cell ends; None when the quote is just a character of the text."""
    position = text.find('"', start)
    while position >= 0 and text[position : position + 2] == '""':
        position = text.find('"', position + 2)
    if position < 0 or text[position + 1 : position + 2] not in ("", "\t", "\n"):
        return None
    return position


def _is_heading(row: Sequence[str], labels: Sequence[str]) -> bool:
    known = {compacted(label) for label in labels}
    cells = [_without_unit(cell) for cell in row if cell.strip()]
    return bool(cells) and sum(cell in known for cell in cells) * 2 >= len(cells)


def _without_unit(cell: str) -> str:
    return compacted(cell).partition("(")[0]


def _is_sum(row: Sequence[str]) -> bool:
    first = next((compacted(cell) for cell in row if cell.strip()), "")
    return first in _SUM_WORDS


def _quoted(cell: str) -> str:
    if any(mark in cell for mark in '\t\n"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
