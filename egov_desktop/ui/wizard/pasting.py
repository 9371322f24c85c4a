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
    foreign_columns: int = 0
    """Columns of the sheet whose heading the table has not."""

    @property
    def width(self) -> int:
        """How many columns hold something in at least one row."""
        filled = (n + 1 for row in self.rows for n, cell in enumerate(row) if cell.strip())
        return max(filled, default=0)

    def words(self, beyond: int = 0) -> str:
        """Return the sentence that tells what was pasted; `beyond` columns found no place."""
        left_out = [_("表头 1 行")] if self.has_heading else []
        left_out += [_("合计 {count} 行").format(count=self.sum_rows)] if self.sum_rows else []
        beyond += self.foreign_columns
        left_out += [_("本表没有的 {count} 列").format(count=beyond)] if beyond else []
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
    sum_rows = len(data) - len(kept)
    foreign = 0
    if has_heading:
        kept, foreign = _under_own_headings(kept, rows[0], labels)
    return PastedRange(tuple(tuple(row) for row in kept), has_heading, sum_rows, foreign)


def holds_range(text: str) -> bool:
    """Return whether clipboard text is more than one cell."""
    rows = read_cells(text)
    return len(rows) > 1 or len(rows[0]) > 1


def _under_own_headings(
    rows: Sequence[Sequence[str]], heading: Sequence[str], labels: Sequence[str]
) -> tuple[list[list[str]], int]:
    """Put the cells in the order of the table's own columns; count columns it has not."""
    given = [_without_unit(cell) for cell in heading]
    places = [given.index(own) if own in given else None for own in map(_without_unit, labels)]
    placed = [["" if n is None or n >= len(row) else row[n] for n in places] for row in rows]
    return placed, sum(n not in places for n, cell in enumerate(given) if cell)


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
    known = {_without_unit(label) for label in labels}
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
