"""A small table of figures that is read, not edited, and stands whole on its page."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QKeySequence, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
)

from egov_desktop.ui import theme

_Align = Qt.AlignmentFlag


class FigureTable(QTableWidget):
    """Words in the first column, figures in the others; it is as high as its rows."""

    def __init__(
        self,
        name: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[str]],
        strong_rows: int = 0,
    ) -> None:
        """Make the table; the last `strong_rows` rows are totals and stand out."""
        super().__init__(len(rows), len(headings))
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(headings))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        for number, cells in enumerate(rows):
            self._fill(number, cells, is_strong=number >= len(rows) - strong_rows)
        self._arrange_columns(len(headings))
        if rows:
            self.setCurrentCell(0, 0)
            self.clearSelection()

    def _fill(self, number: int, cells: Sequence[str], *, is_strong: bool) -> None:
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            side = _Align.AlignRight if column else _Align.AlignLeft
            item.setTextAlignment(side | _Align.AlignVCenter)
            if is_strong:
                font = QFont(self.font())
                font.setWeight(QFont.Weight.DemiBold)
                item.setFont(font)
            self.setItem(number, column, item)

    def _arrange_columns(self, count: int) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in range(count):
            item = self.horizontalHeaderItem(column)
            side = _Align.AlignRight if column else _Align.AlignLeft
            item.setTextAlignment(side | _Align.AlignVCenter)

    def _fit(self) -> None:
        """Fill the width, or scroll where it is too small; take the height of all rows."""
        header = self.horizontalHeader()
        columns = range(self.columnCount())
        wanted = sum(max(self.sizeHintForColumn(c), header.sectionSizeHint(c)) for c in columns)
        is_narrow = wanted > self.width() - 2 * self.frameWidth()
        modes = QHeaderView.ResizeMode
        header.setSectionResizeMode(0, modes.ResizeToContents if is_narrow else modes.Stretch)
        row = self.fontMetrics().height() + 2 * theme.SPACE
        for number in range(self.rowCount()):
            self.setRowHeight(number, row)
        bar = self.horizontalScrollBar().sizeHint().height() if is_narrow else 0
        height = header.sizeHint().height() + row * self.rowCount()
        self.setFixedHeight(height + bar + 2 * self.frameWidth())

    def copied(self) -> str:
        """Return the selected cells as text that a spreadsheet takes."""
        chosen = self.selectedRanges()
        if not chosen:
            return ""
        part = chosen[0]
        return "\n".join(
            "\t".join(
                self.item(row, column).text()
                for column in range(part.leftColumn(), part.rightColumn() + 1)
            )
            for row in range(part.topRow(), part.bottomRow() + 1)
        )

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Lay out the columns anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copy the selection on Ctrl+C."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.copied())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show where the keys will start from."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason and not self.selectedRanges():
            self.setCurrentCell(max(self.currentRow(), 0), 0)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave the wheel to the page, which scrolls."""
        event.ignore()
