"""Typing in a cell of a table field."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from egov_desktop.domain.fields import Choice, FieldDefinition
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.pasting import holds_range

Index = QModelIndex | QPersistentModelIndex
_PADDING = 10
_YES_NO = (Choice("yes", "是"), Choice("no", "否"))


class _CellLine(QLineEdit):
    """The line of a cell; several cells of a sheet are not for one cell."""

    range_wanted = Signal()
    """A range of a sheet is to be pasted."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Hand a pasted range on to the table."""
        is_paste = event.matches(QKeySequence.StandardKey.Paste)
        if is_paste and holds_range(QGuiApplication.clipboard().text()):
            self.range_wanted.emit()
        else:
            super().keyPressEvent(event)


class CellDelegate(QStyledItemDelegate):
    """Opens a line or a list in a cell; a list takes any words as well."""

    range_wanted = Signal()
    """A range of a sheet is to be pasted over the cell that was being typed in."""

    def __init__(self, view: QAbstractItemView, columns: tuple[FieldDefinition, ...]) -> None:
        super().__init__(view)
        self._view = view
        self._columns = columns
        self._open: QWidget | None = None
        self.closeEditor.connect(self._on_closed)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell; a wrong one is underlined, the current one framed."""
        look = theme.colours()
        area: QRect = option.rect
        painter.save()
        background = index.data(Qt.ItemDataRole.BackgroundRole)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(look.accent_tint))
        elif isinstance(background, QBrush):
            painter.fillRect(area, background)
        font = index.data(Qt.ItemDataRole.FontRole)
        painter.setFont(font if isinstance(font, QFont) else self._view.font())
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setPen(colour.color() if isinstance(colour, QBrush) else QColor(look.text))
        room = area.adjusted(_PADDING, 0, -_PADDING, 0)
        words = painter.fontMetrics().elidedText(
            str(index.data() or "").replace("\n", " "), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), words)
        if index.data(Qt.ItemDataRole.AccessibleDescriptionRole):
            painter.fillRect(area.left(), area.bottom() - 1, area.width(), 2, QColor(look.error))
        if index == self._view.currentIndex() and self._view.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.restore()

    def commit(self) -> None:
        """Take over what is being typed, and close the cell."""
        if self._open is not None:
            editor = self._open
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)

    def open_list(self) -> None:
        """Show the choices of the cell that is being typed in."""
        if isinstance(self._open, QComboBox):
            self._open.showPopup()

    def createEditor(  # noqa: N802
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """Return a list where there are choices, a line otherwise."""
        del option
        column = self._columns[index.column()]
        choices = _YES_NO if column.kind == "yes_no" else column.choices
        editor = self._list(parent, choices) if choices else self._line(parent)
        editor.setStyleSheet("border-radius: 0; padding: 0 6px; min-height: 0;")
        editor.setAccessibleName(
            _("{column}，第 {row} 行").format(column=column.label, row=index.row() + 1)
        )
        self._open = editor
        return editor

    def _line(self, parent: QWidget) -> _CellLine:
        line = _CellLine(parent)
        line.range_wanted.connect(self._on_range_wanted)
        return line

    def _list(self, parent: QWidget, choices: tuple[Choice, ...]) -> QComboBox:
        box = QComboBox(parent)
        box.setEditable(True)
        box.setLineEdit(self._line(box))
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setCompleter(None)  # type: ignore[arg-type]
        for choice in choices:
            box.addItem(choice.label, choice.id)
        return box

    def _on_closed(self) -> None:
        self._open = None

    def _on_range_wanted(self) -> None:
        if self._open is not None:
            self.closeEditor.emit(self._open)
            self.range_wanted.emit()

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        """Show what is in the cell as it was typed."""
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            known = editor.findData(text)
            editor.setCurrentIndex(known)
            editor.setEditText(editor.itemText(known) if known >= 0 else text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(  # noqa: N802
        self, editor: QWidget, model: QAbstractItemModel, index: Index
    ) -> None:
        """Keep what was typed; the words of a choice are kept as its id."""
        if isinstance(editor, QComboBox):
            text = editor.currentText()
            known = editor.findText(text.strip())
            model.setData(index, editor.itemData(known) if known >= 0 else text)
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(  # noqa: N802
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Fill the cell."""
        del index
        editor.setGeometry(option.rect)
