"""Drawing one finding: shape and word of its severity, place, sentence, clause."""

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from egov_desktop.ui import theme
from egov_desktop.ui.finding_lines import FindingLine
from egov_desktop.ui.severity import mark_of
from egov_desktop.ui.translation import _

_PICTURE = 16
_WRAP = int(Qt.TextFlag.TextWordWrap)


class _Text(NamedTuple):
    """A paragraph of a line: its words, its type, its colour."""

    words: str
    font: QFont
    colour: str


class FindingDelegate(QStyledItemDelegate):
    """Draws a finding over several lines of text, as wide as the list."""

    def __init__(self, view: QAbstractItemView, is_compact: bool) -> None:
        super().__init__(view)
        self._view = view
        self._is_compact = is_compact
        self._heights: dict[tuple[object, int], int] = {}

    def _texts(self, line: FindingLine) -> list[_Text]:
        look = theme.colours()
        body, strong, small = QFont(), QFont(), QFont()
        for font in (body, strong):
            font.setPointSizeF(theme.BODY)
        strong.setWeight(QFont.Weight.Medium)
        small.setPointSizeF(theme.SMALL)
        place = line.place.partition(" · ")[2] or line.place if self._is_compact else line.place
        texts = [_Text(place, strong, look.text), _Text(line.message, body, look.text)]
        if line.basis:
            basis = _("依据：{basis}").format(basis=line.basis)
            texts.append(_Text(basis, small, look.muted))
        return [text for text in texts if text.words]

    def _left(self, line: FindingLine) -> int:
        if self._is_compact:
            return theme.SPACE + _PICTURE + theme.SPACE
        words = QFontMetrics(self._view.font()).horizontalAdvance(mark_of(line.severity).word)
        return theme.GAP + _PICTURE + theme.SPACE + max(words, 5 * _PICTURE) + theme.GAP

    def _boxes(self, line: FindingLine, width: int) -> list[tuple[_Text, QRect]]:
        margin = theme.SPACE if self._is_compact else theme.SPACE + 2
        left, top = self._left(line), margin
        boxes = []
        for text in self._texts(line):
            room = QRect(0, 0, max(width - left - theme.GAP, 80), 10_000)
            needed = QFontMetrics(text.font).boundingRect(room, _WRAP, text.words)
            boxes.append((text, QRect(left, top, room.width(), needed.height() + 1)))
            top += needed.height() + theme.TIGHT
        return boxes

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height of a finding at the width of the list."""
        del option
        line = index.data(Qt.ItemDataRole.UserRole)
        width = self._view.viewport().width()
        key = (line, width)
        if key not in self._heights:
            bottom = self._boxes(line, width)[-1][1].bottom()
            self._heights[key] = bottom + (theme.SPACE if self._is_compact else theme.SPACE + 4)
        return QSize(min(width, 200), self._heights[key])

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a finding."""
        line = index.data(Qt.ItemDataRole.UserRole)
        look = theme.colours()
        area: QRect = option.rect
        painter.save()
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(look.accent_tint))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(look.raised))
        painter.setPen(QPen(QColor(look.border)))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        boxes = self._boxes(line, area.width())
        self._paint_mark(painter, area, line, boxes[0][1])
        for text, box in boxes:
            painter.setFont(text.font)
            painter.setPen(QColor(text.colour))
            painter.drawText(box.translated(area.topLeft()), _WRAP, text.words)
        if state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        painter.restore()

    def _paint_mark(self, painter: QPainter, area: QRect, line: FindingLine, first: QRect) -> None:
        mark = mark_of(line.severity)
        left = theme.SPACE if self._is_compact else theme.GAP
        row = QRect(QPoint(left, first.top()), QSize(first.left() - left, first.height()))
        row.translate(area.topLeft())
        top = row.top() + max((QFontMetrics(painter.font()).height() - _PICTURE) // 2, 0)
        picture = mark.picture(_PICTURE, self._view.devicePixelRatioF())
        painter.drawPixmap(row.left(), top, picture)
        if not self._is_compact:
            font = QFont()
            font.setPointSizeF(theme.BODY)
            font.setWeight(QFont.Weight.Medium)
            painter.setFont(font)
            painter.setPen(QColor(mark.colour))
            words = row.adjusted(_PICTURE + theme.SPACE, 0, 0, 0)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignTop), mark.word)
