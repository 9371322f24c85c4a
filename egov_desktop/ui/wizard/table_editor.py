"""A table field: rows typed in place or pasted from Excel and WPS, with the totals below."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.domain import wizard
from egov_desktop.domain.fields import Answer, FieldDefinition, Raw
from egov_desktop.ui import theme
from egov_desktop.ui.flow_layout import FlowLayout
from egov_desktop.ui.icons import icon
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.editors import FieldEditor
from egov_desktop.ui.wizard.pasting import read_range, write_cells
from egov_desktop.ui.wizard.table_cells import CellDelegate
from egov_desktop.ui.wizard.table_files import TableFiles
from egov_desktop.ui.wizard.table_model import Index, TableModel

_LEAST_ROWS, _MOST_ROWS = 4, 14
_ROW_HEIGHT = 32
_SAMPLE = 100
_WIDEST = 320


class _Grid(QTableView):
    """Shows all rows up to a screenful; Tab goes from cell to cell and out at the ends."""

    def __init__(self, rows: TableModel) -> None:
        super().__init__()
        self.rows = rows
        self.setModel(rows)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Leave the table from its empty row and, backwards, from its first cell."""
        here = self.currentIndex()
        is_first = here.row() <= 0 and here.column() <= 0
        is_end = here.row() >= self.rows.entry_row if forward else is_first
        self.setTabKeyNavigation(not is_end)
        return super().focusNextPrevChild(forward)

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """Keep the cell in view on the page as well, once new rows have their place."""
        super().currentChanged(current, previous)
        QTimer.singleShot(0, self, self._bring_into_view)

    def _bring_into_view(self) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        cell = self.visualRect(self.currentIndex())
        if area is None or not cell.isValid() or not self._has_focus_within():
            return
        at = self.viewport().mapTo(area.widget(), QPoint(max(cell.left(), 0), cell.center().y()))
        area.ensureVisible(at.x(), at.y(), 0, 2 * _ROW_HEIGHT)

    def _has_focus_within(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is self or (focused is not None and self.isAncestorOf(focused))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for the height of the rows, between a few and a screenful."""
        rows = min(max(self.rows.rowCount(), _LEAST_ROWS), _MOST_ROWS)
        height = self.horizontalHeader().sizeHint().height() + rows * _ROW_HEIGHT
        bar = self.horizontalScrollBar()
        return QSize(400, height + 2 * self.frameWidth() + bar.isVisible() * bar.height() + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Never show less."""
        return QSize(200, self.sizeHint().height())


class TableEditor(FieldEditor):
    """The rows of a table field."""

    preset_wanted = Signal()
    """The prescribed rows shall be put in."""

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__(definition)
        self.widget = QWidget()
        self.model = TableModel(definition, self)
        self.view = _Grid(self.model)
        self.input = self.view
        self.said = theme.note("")
        self._prepare_view()
        layout = QVBoxLayout(self.widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        layout.addLayout(self._buttons())
        self.said.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.TIGHT)
        self.said.hide()
        layout.addWidget(self.said)
        layout.addWidget(self.view)
        self.model.changed.connect(self._on_changed)
        for signal in (self.model.rowsInserted, self.model.rowsRemoved, self.model.modelReset):
            signal.connect(self.view.updateGeometry)

    def _prepare_view(self) -> None:
        view = self.view
        self.delegate = CellDelegate(view, self.definition.columns)
        view.setItemDelegate(self.delegate)
        self.delegate.range_wanted.connect(self.paste)
        view.doubleClicked.connect(
            lambda _cell: QTimer.singleShot(0, self, self.delegate.open_list)
        )
        view.setAccessibleName(self.definition.label)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        view.verticalHeader().setFixedWidth(40)
        view.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        view.installEventFilter(self)
        self._fit_columns()

    def _buttons(self) -> FlowLayout:
        row = FlowLayout(2)
        self.add_button = self._button("add", _("添加行"), self.add_row)
        self.delete_button = self._button("delete", _("删除行"), self.delete_rows)
        self.up_button = self._button("up", _("上移"), lambda: self.move_row(-1))
        self.down_button = self._button("down", _("下移"), lambda: self.move_row(1))
        self.paste_button = self._button("paste", _("从 Excel/WPS 粘贴"), self.paste)
        self.preset_button = self._button("document", _("补入规定的行"), self.preset_wanted.emit)
        self.preset_button.hide()
        self.files = TableFiles(self, self.model)
        self.files.said.connect(self.say)
        self.files.rows_chosen.connect(self.replace_rows)
        self.import_button = self._button("import", _("导入 Excel"), self.files.choose_import)
        self.export_button = self._button("export", _("导出 Excel"), self.files.choose_export)
        for button in (
            self.add_button,
            self.delete_button,
            self.up_button,
            self.down_button,
            self.paste_button,
            self.preset_button,
            self.import_button,
            self.export_button,
        ):
            row.addWidget(button)
        for button in (self.up_button, self.down_button):
            button.setToolTip(button.text())
            button.setText("")
        return row

    def _button(self, shape: str, words: str, action: Callable[[], None]) -> QPushButton:
        button = theme.quiet_button(words)
        button.setIcon(icon(shape, theme.colours().accent))
        button.setAccessibleName(
            _("{table}:{action}").format(table=self.definition.label, action=words)
        )
        button.clicked.connect(lambda _checked: action())
        return button

    def _fit_columns(self) -> None:
        """Make columns as wide as their heading and the first rows need."""
        metrics = QFontMetrics(self.view.font())
        rows = min(self.model.rowCount(), _SAMPLE)
        for number in range(len(self.definition.columns)):
            words = [
                str(self.model.headerData(number, Qt.Orientation.Horizontal)),
                *(str(self.model.index(row, number).data() or "") for row in range(rows)),
            ]
            widest = max(metrics.horizontalAdvance(each) for each in words) + 30
            self.view.setColumnWidth(number, min(max(widest, 90), _WIDEST))

    def raw(self) -> Raw:
        """Return the rows that hold something."""
        return self.model.raw()

    def show_answer(self, answer: Answer) -> None:
        """Show rows as they were typed."""
        was_empty = not self.model.rows
        self.model.show(answer.raw)
        if was_empty:
            self._fit_columns()

    def focus(self, path: str) -> None:
        """Go to the cell a path points at."""
        filled = wizard.row_of(path)
        row = 0 if filled is None else self.model.row_shown(filled)
        ids = [column.id for column in self.definition.columns]
        wanted = wizard.column_of(path)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        cell = self.model.index(row, ids.index(wanted) if wanted in ids else 0)
        self.view.setCurrentIndex(cell)
        self.view.scrollTo(cell)

    def commit(self) -> None:
        """Take over what is being typed in a cell."""
        self.delegate.commit()

    def add_row(self) -> None:
        """Put an empty row below the current one and go there."""
        current = self.view.currentIndex().row()
        row = min(current + 1, len(self.model.rows)) if current >= 0 else len(self.model.rows)
        if row < len(self.model.rows):
            self.model.insert_rows(row, [{}])
        self._go(row, 0)
        self.view.setFocus()

    def delete_rows(self) -> None:
        """Take the selected rows away."""
        rows = sorted({index.row() for index in self.view.selectedIndexes()})
        held = [row for row in rows if row < len(self.model.rows)]
        self.model.remove_rows(held)
        if held:
            self._go(held[0], self.view.currentIndex().column())
            self.say(_("已删除 {count} 行，可按“撤销”恢复").format(count=len(held)))

    def move_row(self, by: int) -> None:
        """Move the current row up or down."""
        current = self.view.currentIndex()
        if current.isValid() and self.model.move_row(current.row(), by):
            self._go(current.row() + by, current.column())

    def paste(self) -> None:
        """Write the cells of the clipboard from the current cell on."""
        text = QGuiApplication.clipboard().text()
        pasted = read_range(text, [column.label for column in self.definition.columns])
        if not pasted.rows:
            self.say(_("剪贴板中没有可粘贴的单元格，请先在 Excel 或 WPS 中复制"))
            return
        current = self.view.currentIndex()
        top = current.row() if current.isValid() else self.model.entry_row
        left = 0 if pasted.has_heading or not current.isValid() else current.column()
        columns = len(self.definition.columns)
        if pasted.width >= columns:
            left = 0  # whole rows start at the first column, wherever the cursor stands
        self.model.write(min(top, self.model.entry_row), left, pasted.rows)
        self._fit_columns()
        self.say(pasted.words(beyond=max(left + pasted.width - columns, 0)))

    def append(self, rows: list[dict[str, Raw]]) -> None:
        """Put rows below the others."""
        self.model.insert_rows(len(self.model.rows), rows)
        self._fit_columns()
        self.say(_("已补入 {count} 行").format(count=len(rows)))

    def replace_rows(self, rows: Raw, words: str) -> None:
        """Put other rows in the place of all there are, as one change that can be undone."""
        self.model.show(rows)
        self.model.changed.emit()
        self._fit_columns()
        self.say(words)

    def copy(self) -> None:
        """Put the selected cells on the clipboard."""
        indexes = sorted(self.view.selectedIndexes(), key=lambda i: (i.row(), i.column()))
        rows: dict[int, list[str]] = {}
        for index in indexes:
            is_entry = index.row() == self.model.entry_row
            rows.setdefault(index.row(), []).append("" if is_entry else str(index.data() or ""))
        QGuiApplication.clipboard().setText(write_cells(list(rows.values())))

    def clear_cells(self) -> None:
        """Empty the selected cells."""
        for index in self.view.selectedIndexes():
            self.model.setData(index, None)

    def say(self, words: str) -> None:
        """Tell what was just done to the rows."""
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def _go(self, row: int, column: int) -> None:
        row = min(row, self.model.entry_row)
        self.view.setCurrentIndex(self.model.index(row, max(column, 0)))

    def _on_changed(self) -> None:
        self.say("")
        self.typed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow the focus, and do what the keys of a table do."""
        kind = event.type()
        if kind == QEvent.Type.FocusIn:
            if not self.view.currentIndex().isValid() and not _is_by_mouse(event):
                self._go(0, 0)
            self.entered.emit()
        elif kind == QEvent.Type.FocusOut:
            self.left.emit()
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_Delete:
            self.clear_cells()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_return()
        else:
            return False
        return True

    def _on_return(self) -> None:
        """Open a cell; from one that was typed in, go to the one below, as in a sheet."""
        here = self.view.currentIndex()
        if self.view.state() is QAbstractItemView.State.EditingState:
            QTimer.singleShot(0, self, lambda: self._go(here.row() + 1, here.column()))
        elif here.flags() & Qt.ItemFlag.ItemIsEditable:
            self.view.edit(here)

    def _on_double_clicked(self) -> None:
        """Show the choices of a cell that was opened with the mouse."""
        QTimer.singleShot(0, self, self.delegate.open_list)


def _is_by_mouse(event: QEvent) -> bool:
    return isinstance(event, QFocusEvent) and event.reason() is Qt.FocusReason.MouseFocusReason
