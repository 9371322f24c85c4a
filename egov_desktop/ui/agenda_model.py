"""The rows of the agenda as a model: headings, and duties that can be chosen."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from egov_desktop.domain.calendars import WEEKENDS_ONLY, WorkCalendar
from egov_desktop.ui import agenda_rows
from egov_desktop.ui.agenda_rows import Heading, Row

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class AgendaModel(QAbstractListModel):
    """The rows of the list."""

    def __init__(self, parent: QWidget | None, today: date) -> None:
        super().__init__(parent)
        self.rows: Sequence[Row] = ()
        self.today = today
        self.calendar = WEEKENDS_ONLY

    def show(self, rows: Sequence[Row], today: date, calendar: WorkCalendar) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows, self.today, self.calendar = rows, today, calendar
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let the keyboard pass over headings."""
        if isinstance(self.rows[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> object:
        """Return a row, and its words for whoever cannot see it."""
        row = self.rows[index.row()]
        if role == _Role.UserRole:
            return row
        if role not in (_Role.DisplayRole, _Role.AccessibleTextRole, _Role.ToolTipRole):
            return None
        if isinstance(row, Heading):
            return row.words
        return agenda_rows.spoken(row, self.today, self.calendar)
