"""The rows of a table field as a person types them: data rows, one empty row, the totals."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QBrush, QColor, QFont

from egov_desktop.domain import fields, money, printout
from egov_desktop.domain.fields import Answer, FieldDefinition, Raw, Row
from egov_desktop.domain.wizard import is_blank_row, typed_rows
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.reading import NUMBER_KINDS

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class TableModel(QAbstractTableModel):
    """The rows as typed; the last but one is empty and waits, the last holds the totals."""

    changed = QtSignal()
    """The person changed a row."""

    def __init__(self, definition: FieldDefinition, parent: QObject) -> None:
        super().__init__(parent)
        self.definition = definition
        self.columns = definition.columns
        self.rows: list[dict[str, Raw]] = []
        self._computed: dict[int, Row] = {}
        """Rows as the program worked them out, by their number on screen."""
        self._summed = [c.kind == "money" and c.id != "unit_price" for c in self.columns]

    @property
    def has_totals(self) -> bool:
        """Whether a column is summed up below the rows."""
        return any(self._summed)

    @property
    def entry_row(self) -> int:
        """The number of the empty row that waits for the next entry."""
        return len(self.rows)

    def raw(self) -> Raw:
        """Return the rows that hold something; None when there are none."""
        return typed_rows(self.rows) or None  # type: ignore[return-value]

    def show(self, raw: Raw) -> None:
        """Show other rows; where the same ones stand already, nothing moves."""
        rows = typed_rows(raw)
        if rows == typed_rows(self.rows):
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def filled_rows(self) -> list[int]:
        """Return the numbers of the rows that hold something."""
        return [n for n, row in enumerate(self.rows) if not is_blank_row(row)]

    def row_shown(self, filled_row: int) -> int:
        """Return where a row stands on screen; findings do not count empty rows."""
        filled = self.filled_rows()
        return filled[filled_row] if filled_row < len(filled) else self.entry_row

    def cell(self, row: int, column: int) -> Answer:
        """Return a cell as typed and judged."""
        definition = self.columns[column]
        if definition.is_computed:
            return self._computed.get(row, {}).get(definition.id, fields.BLANK)
        return fields.judge(definition, self.rows[row].get(definition.id))

    def show_computed(self, answer: Answer) -> None:
        """Show the computed columns of the stored rows."""
        if not any(column.is_computed for column in self.columns):
            return
        stored = answer.value if isinstance(answer.value, tuple) else ()
        self._computed = {self.row_shown(n): row for n, row in enumerate(stored)}
        last = self.index(self.rowCount() - 1, len(self.columns) - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def problems(self) -> list[str]:
        """Return what is wrong in the cells, each with its place."""
        found = []
        for number in range(len(self.rows)):
            for column, definition in enumerate(self.columns):
                problem = self.cell(number, column).problem
                if problem:
                    place = _("第 {row} 行 {column}:").format(
                        row=number + 1, column=definition.label
                    )
                    found.append(place + problem)
        return found

    def total(self, column: int) -> Decimal | None:
        """Return the sum of a column of amounts; None for the other columns."""
        if not self._summed[column]:
            return None
        cells = (self.cell(row, column).value for row in range(len(self.rows)))
        return sum((cell for cell in cells if isinstance(cell, Decimal)), Decimal(0))

    def left_out(self, column: int) -> int:
        """Return how many rows a total does not count: unreadable, or not to be worked out yet."""
        definition = self.columns[column]
        filled = [n for n, row in enumerate(self.rows) if not is_blank_row(row)]
        cells = [self.cell(row, column) for row in filled]
        return sum(bool(c.problem) or (definition.is_computed and c.is_blank) for c in cells)

    def insert_rows(self, row: int, new: Sequence[dict[str, Raw]]) -> None:
        """Put rows before a row."""
        if not new:
            return
        self.beginInsertRows(QModelIndex(), row, row + len(new) - 1)
        self.rows[row:row] = [dict(each) for each in new]
        self.endInsertRows()
        self._repaint_totals()
        self.changed.emit()

    def remove_rows(self, rows: Sequence[int]) -> None:
        """Take rows away."""
        held = sorted((row for row in set(rows) if row < len(self.rows)), reverse=True)
        for row in held:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self.rows[row]
            self.endRemoveRows()
        if held:
            self._repaint_totals()
            self.changed.emit()

    def move_row(self, row: int, by: int) -> bool:
        """Exchange a row with its neighbour; False at the end of the table."""
        target = row + by
        if not (0 <= row < len(self.rows) and 0 <= target < len(self.rows)):
            return False
        self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), target + (1 if by > 0 else 0))
        self.rows.insert(target, self.rows.pop(row))
        self.endMoveRows()
        self.changed.emit()
        return True

    def write(self, top: int, left: int, cells: Sequence[Sequence[str]]) -> None:
        """Write a range of cells as one change; rows are added below as needed."""
        missing = top + len(cells) - len(self.rows)
        if missing > 0:
            self._append([{} for _each in range(missing)])
        for number, texts in enumerate(cells):
            for column, text in zip(self.columns[left:], texts, strict=False):
                if not column.is_computed:
                    self.rows[top + number][column.id] = text.strip() or None
        last = self.index(self.rowCount() - 1, len(self.columns) - 1)
        self.dataChanged.emit(self.index(top, 0), last)
        self.changed.emit()

    def _append(self, new: list[dict[str, Raw]]) -> None:
        """Fill the empty row and those below it; the cursor stays where it is."""
        first = self.entry_row + 1
        self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
        self.rows += new
        self.endInsertRows()
        self._repaint_totals()

    def _repaint_totals(self) -> None:
        last = self.rowCount() - 1
        self.dataChanged.emit(self.index(last, 0), self.index(last, len(self.columns) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, last)

    def _is_totals(self, row: int) -> bool:
        return row > len(self.rows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the rows with the empty one and the totals."""
        return 0 if parent.isValid() else len(self.rows) + 1 + self.has_totals

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every cell but the totals be typed in."""
        if self._is_totals(index.row()):
            return Qt.ItemFlag.NoItemFlags
        if self.columns[index.column()].is_computed:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> object:
        """Return the label of a column with its unit, or the number of a row."""
        if orientation is Qt.Orientation.Vertical:
            if role == _Role.DisplayRole:
                return str(section + 1) if section < len(self.rows) else ""
            return None
        column = self.columns[section]
        if role == _Role.DisplayRole:
            mark = " *" if column.is_required else ""
            words = _("{label}（{unit}）") if column.unit else "{label}"
            return words.format(label=column.label, unit=column.unit) + mark
        if role == _Role.TextAlignmentRole:
            return _RIGHT if column.kind in NUMBER_KINDS else _LEFT
        if role == _Role.ToolTipRole:
            return (_("由程序计算") if column.is_computed else column.help) or None
        return None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        """Return what a cell shows."""
        row, column = index.row(), index.column()
        if role == _Role.TextAlignmentRole:
            return _RIGHT if self.columns[column].kind in NUMBER_KINDS else _LEFT
        if self._is_totals(row):
            return self._totals_data(column, role)
        if row == self.entry_row:
            return self._entry_data(column, role)
        return self._cell_data(row, column, role)

    def _cell_data(self, row: int, column: int, role: int) -> object:
        if role == _Role.EditRole:
            raw = self.rows[row].get(self.columns[column].id)
            return "" if raw is None else str(raw)
        answer = self.cell(row, column)
        if role == _Role.DisplayRole:
            return printout.shown(self.columns[column], answer)
        if role == _Role.BackgroundRole and self.columns[column].is_computed:
            return QBrush(QColor(theme.colours().raised))
        if role == _Role.ForegroundRole and answer.problem:
            return QBrush(QColor(theme.colours().error))
        if role == _Role.BackgroundRole and answer.problem:
            return QBrush(QColor(theme.colours().error_tint))
        if role in (_Role.ToolTipRole, _Role.AccessibleDescriptionRole):
            return answer.problem
        return None

    def _entry_data(self, column: int, role: int) -> object:
        if role == _Role.DisplayRole and column == 0:
            return _("在此填写新的一行")
        if role == _Role.ForegroundRole:
            return QBrush(QColor(theme.colours().muted))
        return "" if role == _Role.EditRole else None

    def _totals_data(self, column: int, role: int) -> object:
        if role == _Role.DisplayRole:
            total = self.total(column)
            if total is not None:
                missing = self.left_out(column)
                words = _("{total}（未计 {count} 行）") if missing else "{total}"
                return words.format(total=money.format_wan(total), count=missing)
            return _("合计") if column == 0 else ""
        if role == _Role.FontRole:
            font = QFont()
            font.setPointSizeF(theme.BODY)
            font.setWeight(QFont.Weight.Medium)
            return font
        if role == _Role.BackgroundRole:
            return QBrush(QColor(theme.colours().raised))
        return None

    def setData(self, index: Index, value: object, role: int = _Role.EditRole) -> bool:  # noqa: N802
        """Keep what was typed in a cell, whatever it is."""
        row, column = index.row(), self.columns[index.column()]
        text = str(value) if value not in (None, "") else None
        if role != _Role.EditRole or self._is_totals(row) or column.is_computed:
            return False
        if row == self.entry_row:
            if text is not None:
                self._append([{column.id: text}])
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
                self.changed.emit()
            return True
        if self.rows[row].get(column.id) == text:
            return True
        self.rows[row][column.id] = text
        self.dataChanged.emit(index, index)
        self._repaint_totals()
        self.changed.emit()
        return True
