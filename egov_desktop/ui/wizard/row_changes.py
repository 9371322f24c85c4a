"""The rows that an import changes, as a table on screen."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor

from egov_desktop.domain.fields import FieldDefinition
from egov_desktop.domain.table_changes import CellChange, RowChange, RowKind
from egov_desktop.domain.table_sheets import NUMBER_KINDS
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _, marked

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_FIXED = 2
"""What happens, and to which row; then come the columns of the table."""

KIND_WORDS = {
    RowKind.ADDED: marked("新增"),
    RowKind.CHANGED: marked("修改"),
    RowKind.REMOVED: marked("删除"),
    RowKind.MOVED: marked("移位"),
    RowKind.SAME: marked("不变"),
}


class RowChanges(QAbstractTableModel):
    """One line for each row: what happens to it, and what its cells say then."""

    def __init__(self, definition: FieldDefinition, parent: QObject) -> None:
        super().__init__(parent)
        self._columns = [
            (number, column)
            for number, column in enumerate(definition.columns)
            if not column.is_computed
        ]
        self._rows: list[RowChange] = []

    def show_rows(self, rows: Sequence[RowChange], has_same: bool) -> None:
        """Show other rows, those that stay the same only where asked for."""
        self.beginResetModel()
        self._rows = [row for row in rows if has_same or row.kind is not RowKind.SAME]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of rows shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the columns of the table and the two before them."""
        return 0 if parent.isValid() else _FIXED + len(self._columns)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> object:
        """Return the heading of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _Role.TextAlignmentRole:
            return self._alignment(section)
        if role != _Role.DisplayRole:
            return None
        if section < _FIXED:
            return (_("变化"), _("行"))[section]
        _number, column = self._columns[section - _FIXED]
        words = _("{label}（{unit}）") if column.unit else "{label}"
        return words.format(label=column.label, unit=column.unit)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> object:
        """Return what a cell shows."""
        row, column = self._rows[index.row()], index.column()
        if role in (_Role.DisplayRole, _Role.ToolTipRole):
            return self._words(row, column)
        if role == _Role.TextAlignmentRole:
            return self._alignment(column)
        if role == _Role.ForegroundRole:
            return _colour(row, column)
        return None

    def _words(self, row: RowChange, column: int) -> str:
        if column < _FIXED:
            return (_(KIND_WORDS[row.kind]), _place(row))[column]
        change = self._change(row, column)
        if change is None:
            return row.cells[self._columns[column - _FIXED][0]]
        blank = _("（空）")
        return f"{change.old or blank} → {change.new or blank}"

    def _change(self, row: RowChange, column: int) -> CellChange | None:
        if column < _FIXED:
            return None
        label = self._columns[column - _FIXED][1].label
        return next((change for change in row.changes if change.column == label), None)

    def _alignment(self, column: int) -> int:
        is_number = column >= _FIXED and self._columns[column - _FIXED][1].kind in NUMBER_KINDS
        return _RIGHT if is_number else _LEFT


def _colour(row: RowChange, column: int) -> QBrush | None:
    look = theme.colours()
    if row.kind is RowKind.REMOVED:
        return QBrush(QColor(look.muted))
    if row.kind is RowKind.SAME or column > 0:
        return None
    return QBrush(QColor(look.warning if row.kind is RowKind.CHANGED else look.accent))


def _place(row: RowChange) -> str:
    if row.new_number is None:
        return _("原第 {number} 行").format(number=row.old_number)
    return _("第 {number} 行").format(number=row.new_number)
