"""A list of findings: what is wrong, where, what to do, by which clause; Enter goes there."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from egov_desktop.ui.finding_lines import FindingLine
from egov_desktop.ui.finding_painting import FindingDelegate
from egov_desktop.ui.translation import _

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE = Qt.ItemDataRole.UserRole


class FindingModel(QAbstractListModel):
    """The lines of a list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: Sequence[FindingLine] = ()

    def show(self, lines: Sequence[FindingLine]) -> None:
        """Show other lines."""
        if tuple(lines) == tuple(self.lines):
            return
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a line, and its words for whoever cannot see it."""
        line = self.lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.text
        return None


class FindingList(QListView):
    """Findings one under the other; a click or Enter leads to the place."""

    chosen = Signal(object)
    """The person wants to go where a FindingLine leads."""

    def __init__(self, is_compact: bool = False) -> None:
        super().__init__()
        self._model = FindingModel(self)
        self.setModel(self._model)
        self.setItemDelegate(FindingDelegate(self, is_compact))
        self.setAccessibleName(_("检查结果"))
        self.setSelectionMode(
            QAbstractItemView.SelectionMode.SingleSelection
            if is_compact
            else QAbstractItemView.SelectionMode.ExtendedSelection
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._on_chosen)

    @property
    def lines(self) -> Sequence[FindingLine]:
        """The lines on screen, top to bottom."""
        return self._model.lines

    def show_lines(self, lines: Sequence[FindingLine]) -> None:
        """Show other lines; the cursor stays on its row."""
        row = self.currentIndex().row()
        self._model.show(lines)
        if 0 <= row < len(lines):
            self.setCurrentIndex(self._model.index(row))
        self.updateGeometry()

    def copy(self) -> str:
        """Copy the selected lines, or all of them; return the text."""
        selected = sorted({index.row() for index in self.selectedIndexes()})
        rows = selected if len(selected) > 1 else range(len(self.lines))
        text = "\n\n".join(self.lines[row].text for row in rows)
        QGuiApplication.clipboard().setText(text)
        return text

    def _on_chosen(self, index: QModelIndex) -> None:
        held = QGuiApplication.keyboardModifiers()
        if held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            return
        if index.isValid():
            self.chosen.emit(self.lines[index.row()])

    def content_height(self) -> int:
        """Return the height that shows every line at the present width."""
        rows = (self.sizeHintForRow(row) for row in range(len(self.lines)))
        return sum(rows) + 2 * self.frameWidth()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go to the place on Enter; copy on Ctrl+C."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_chosen(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Break the lines anew at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for a modest place; the list scrolls."""
        return QSize(280, 160)
