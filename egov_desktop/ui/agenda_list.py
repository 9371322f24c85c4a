"""The agenda as a list: a click or Enter on a duty leads to its filing."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from egov_desktop.domain.calendars import WEEKENDS_ONLY, WorkCalendar
from egov_desktop.ui import agenda_rows
from egov_desktop.ui.agenda_painting import AgendaDelegate
from egov_desktop.ui.agenda_rows import Heading, Row
from egov_desktop.ui.translation import _

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_ROWS_AT_ONCE = 400


class AgendaModel(QAbstractListModel):
    """The rows of the list."""

    def __init__(self, parent: QWidget, today: date) -> None:
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


class AgendaList(QListView):
    """Duties under headings, top to bottom in time."""

    chosen = Signal(object)
    """The person wants to go to the filing of an AgendaEntry."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._model = AgendaModel(self, today)
        self.setModel(self._model)
        self.setItemDelegate(AgendaDelegate(self, self._model))
        self.setAccessibleName(_("日程"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_ROWS_AT_ONCE)
        self.setMouseTracking(True)
        self.clicked.connect(self._on_chosen)

    @property
    def rows(self) -> Sequence[Row]:
        """The rows, top to bottom."""
        return self._model.rows

    def show_rows(self, rows: Sequence[Row], today: date, calendar: WorkCalendar) -> None:
        """Show other rows; the cursor stays on its duty, the view where it is."""
        row = self.currentIndex().data(_Role.UserRole) if self.currentIndex().isValid() else None
        place = self.verticalScrollBar().value()
        self._model.show(rows, today, calendar)
        number = next((n for n, each in enumerate(rows) if each is row), None)
        if number is not None:
            self.setCurrentIndex(self._model.index(number))
        self.verticalScrollBar().setValue(place)

    def _on_chosen(self, index: QModelIndex) -> None:
        row = index.data(_Role.UserRole) if index.isValid() else None
        if row is not None and not isinstance(row, Heading):
            self.chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go to the filing on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_chosen(self.currentIndex())
        else:
            super().keyPressEvent(event)
