"""The sections of the form at the left: title, and in words how each stands."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from egov_desktop.domain.wizard import SectionState
from egov_desktop.ui import theme
from egov_desktop.ui.borrowed_words import in_window_language
from egov_desktop.ui.icons import pixmap
from egov_desktop.ui.translation import _

_STATE = Qt.ItemDataRole.UserRole
_PICTURE = 16
_WRAP = int(Qt.TextFlag.TextWordWrap)


class SectionList(QListWidget):
    """The sections; the one on screen is selected."""

    chosen = Signal(str)
    """The id of the section the person wants to see."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("章节"))
        self.setItemDelegate(_SectionDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.currentRowChanged.connect(self._on_row)

    def show_states(self, states: Sequence[SectionState]) -> None:
        """Show how the sections stand."""
        if self.count() != len(states):
            self.blockSignals(True)
            self.clear()
            for _each in states:
                self.addItem(QListWidgetItem())
            self.blockSignals(False)
        for number, state in enumerate(states):
            item = self.item(number)
            if item.data(_STATE) != state:
                item.setData(_STATE, state)
                words = f"{number + 1} {state.title}:{in_window_language(state.words)}"
                item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
                item.setToolTip(words)

    def select(self, number: int) -> None:
        """Mark a section as the one on screen."""
        self.blockSignals(True)
        self.setCurrentRow(number)
        self.blockSignals(False)

    def words(self, number: int) -> str:
        """Return the state of a section as it is shown."""
        state: SectionState = self.item(number).data(_STATE)
        return in_window_language(state.words)

    def _on_row(self, number: int) -> None:
        if number >= 0:
            state: SectionState = self.item(number).data(_STATE)
            self.chosen.emit(state.section)


class _SectionDelegate(QStyledItemDelegate):
    """Draws a section: shape, title, state."""

    def __init__(self, view: SectionList) -> None:
        super().__init__(view)
        self._view = view

    def _title_height(self, state: SectionState, width: int) -> int:
        room = QRect(0, 0, max(width - 48, 60), 400)
        return QFontMetrics(_font(theme.BODY)).boundingRect(room, _WRAP, state.title).height()

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height of title and state."""
        del option
        width = self._view.viewport().width()
        small = QFontMetrics(_font(theme.SMALL)).height()
        return QSize(80, self._title_height(index.data(_STATE), width) + small + 18)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a section."""
        state: SectionState = index.data(_STATE)
        look = theme.colours()
        area: QRect = option.rect
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if is_selected:
            painter.fillRect(area, QColor(look.accent_tint))
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), QColor(look.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(look.raised))
        shape, colour = _picture(state)
        picture = pixmap(shape, colour, _PICTURE, self._view.devicePixelRatioF())
        painter.drawPixmap(area.left() + 12, area.top() + 10, picture)
        height = self._title_height(state, area.width())
        title = QRect(area.left() + 36, area.top() + 7, area.width() - 48, height)
        painter.setFont(_font(theme.BODY, is_strong=is_selected))
        painter.setPen(QColor(look.text))
        painter.drawText(title, _WRAP, state.title)
        below = QRect(title.left(), title.bottom() + 3, title.width(), 20)
        painter.setFont(_font(theme.SMALL))
        painter.setPen(QColor(colour if state.errors else look.muted))
        words = in_window_language(state.words)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignTop), words)
        if option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        painter.restore()


def _font(points: float, is_strong: bool = False) -> QFont:
    font = QFont()
    font.setPointSizeF(points)
    font.setWeight(QFont.Weight.Medium if is_strong else QFont.Weight.Normal)
    return font


def _picture(state: SectionState) -> tuple[str, str]:
    look = theme.colours()
    if state.errors:
        return "error", look.error
    if state.is_untouched:
        return "not-started", look.muted
    if state.unfilled:
        return "drafting", look.accent
    return ("problem", look.warning) if state.warnings else ("ready", look.accent)
