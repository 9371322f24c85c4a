"""The agenda as a list: a click or Enter on a duty leads to its filing."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from egov_desktop.domain.calendars import WorkCalendar
from egov_desktop.ui.agenda_model import AgendaModel
from egov_desktop.ui.agenda_painting import AgendaDelegate
from egov_desktop.ui.agenda_rows import Heading, Row
from egov_desktop.ui.translation import _

_Role = Qt.ItemDataRole
_ROWS_AT_ONCE = 400


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
