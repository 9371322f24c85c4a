"""与上一版的差异: what a frozen version changed, as a list that can be read and copied."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.domain.change_words import ChangeLine, change_lines
from egov_desktop.domain.differences import Changes
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _, marked

_WIDTH, _HEIGHT = 860, 560
_PLACE_WIDTH = 200
KINDS = (
    marked("新增"),
    marked("修改"),
    marked("删除"),
    marked("移位"),
    marked("替换"),
    marked("改名"),
)
"""What can happen to a field, a row or a file, as the domain says it."""


class DifferenceDialog(QDialog):
    """The differences between two versions, one row each."""

    def __init__(self, parent: QWidget, changes: Changes, new_version: int) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("与上一版的差异"))
        words = _("v{new} 与 v{old} 的差异：{count} 处").format(
            new=new_version, old=changes.since_version, count=changes.count
        )
        self.table = _table(change_lines(changes))
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self._copy)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        rows.setSpacing(theme.SPACE)
        rows.addWidget(theme.heading(words))
        if changes.count:
            rows.addWidget(self.table, 1)
        else:
            rows.addWidget(theme.plain(_("填写的内容、附件和纸质材料都相同。")))
            rows.addStretch(1)
        box = QDialogButtonBox()
        box.addButton(theme.primary_button(_("关闭")), QDialogButtonBox.ButtonRole.RejectRole)
        box.rejected.connect(self.reject)
        rows.addWidget(box)
        room = self.screen().availableSize()
        self.resize(min(_WIDTH, room.width() - 40), min(_HEIGHT, room.height() - 80))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Give every row the height its words need."""
        super().showEvent(event)
        self._fit_rows()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give every row the height its words need now."""
        super().resizeEvent(event)
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Make rows high enough; Qt forgets that the cells keep room at their sides."""
        more = self.table.fontMetrics().lineSpacing() + theme.SPACE
        usual = self.table.verticalHeader().defaultSectionSize()
        self.table.resizeRowsToContents()
        for row in range(self.table.rowCount()):
            height = self.table.rowHeight(row)
            if height > usual:
                self.table.setRowHeight(row, height + more)

    def _copy(self) -> None:
        chosen = sorted({index.row() for index in self.table.selectedIndexes()})
        columns = range(self.table.columnCount())
        lines = ["\t".join(self.table.item(row, c).text() for c in columns) for row in chosen]
        QApplication.clipboard().setText("\n".join(lines))


def _table(lines: Sequence[ChangeLine]) -> QTableWidget:
    table = QTableWidget(len(lines), 4)
    table.setAccessibleName(_("差异"))
    table.setHorizontalHeaderLabels([_("变化"), _("位置"), _("原来"), _("现在")])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(True)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    for column in (2, 3):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    table.setColumnWidth(1, _PLACE_WIDTH)
    for row, line in enumerate(lines):
        for column, words in enumerate((_(line.kind), line.place, line.old, line.new)):
            item = QTableWidgetItem(words)
            item.setToolTip(words)
            table.setItem(row, column, item)
    return table
