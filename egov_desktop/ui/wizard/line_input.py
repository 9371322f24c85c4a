"""The bare inputs of the form: they take any text and say when they are entered and left."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

_LEAST_LINES = 3
_MOST_LINES = 12
_GONE = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.MouseFocusReason,
)
"""The person is in another field now, not in a menu or in another window."""


class LineInput(QLineEdit):
    """One line of text."""

    entered = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.returnPressed.connect(self.left)

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the page once there is nothing to undo in this line."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Say that the person came here."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Say that the person went elsewhere; a menu of this line is not elsewhere."""
        super().focusOutEvent(event)
        if event.reason() in _GONE:
            self.setCursorPosition(0)  # a long line shows how it begins
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class TextInput(QPlainTextEdit):
    """Several lines of text; grows with what is typed, Tab goes on to the next field."""

    entered = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(5)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        lines = round(self.document().documentLayout().documentSize().height())
        lines = min(max(lines, _LEAST_LINES), _MOST_LINES)
        margins = 2 * (self.frameWidth() + round(self.document().documentMargin()))
        height = lines * self.fontMetrics().lineSpacing() + margins
        if height != self.height():
            self.setFixedHeight(height)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Say that the person came here."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Say that the person went elsewhere; a menu of this text is not elsewhere."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class ChoiceInput(QComboBox):
    """A drop-down list; turning the wheel over it scrolls the page and changes nothing."""

    entered = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)

    def make_editable(self) -> None:
        """Let a person type words of their own; nothing completes under an input method."""
        line = LineInput(self)
        self.setEditable(True)
        self.setLineEdit(line)
        self.setCompleter(None)  # type: ignore[arg-type]
        line.entered.connect(self.entered)
        line.left.connect(self.left)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Pass the wheel on to the page."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Say that the person came here."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Say that the person went elsewhere; the open list is not elsewhere."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self.isEditable():
            self.left.emit()
