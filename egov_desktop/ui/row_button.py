"""A row of a list that is one button as a whole, whatever stands in it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from egov_desktop.ui import theme


class RowButton(QAbstractButton):
    """Holds a layout of labels; a click anywhere, Enter and Space press it."""

    def __init__(self) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def give_mouse_to_row(self) -> None:
        """Let clicks on the labels reach the row; called when they are all there."""
        for label in self.findChildren(QWidget):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    # Qt

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Return true: words wrap in a narrow window."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the height that the labels need at a width."""
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout else super().heightForWidth(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Open on Enter as well as on Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw what is under the pointer and what has the focus."""
        look = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        is_touched = self.underMouse() or self.isDown()
        painter.setPen(Qt.PenStyle.NoPen)
        if is_touched:
            painter.setBrush(QColor(look.accent_tint if self.isDown() else look.raised))
            painter.drawRoundedRect(inner, theme.RADIUS, theme.RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.drawRoundedRect(inner, theme.RADIUS, theme.RADIUS)
