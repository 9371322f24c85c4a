"""Drawing the agenda: when at the left, what and for which project at the right."""

from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from egov_desktop.app.agenda import AgendaEntry
from egov_desktop.domain.duties import DutyState
from egov_desktop.ui import agenda_rows, duty_words, icons, theme
from egov_desktop.ui.agenda_model import AgendaModel
from egov_desktop.ui.agenda_rows import Heading
from egov_desktop.ui.translation import _

_PICTURE = 18
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_WIDEST_DAY = date(2028, 12, 27)


class AgendaDelegate(QStyledItemDelegate):
    """Draws a heading, or the three lines of a duty, each cut where the room ends."""

    def __init__(self, view: QAbstractItemView, model: AgendaModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._body, self._strong, self._small = QFont(), QFont(), QFont()
        for font, size in (
            (self._body, theme.BODY),
            (self._strong, theme.BODY),
            (self._small, theme.SMALL),
        ):
            font.setPointSizeF(size)
        self._strong.setWeight(QFont.Weight.Medium)
        self._heights = [QFontMetrics(f).height() for f in (self._strong, self._body, self._small)]
        words = (
            agenda_rows.day_and_weekday(_WIDEST_DAY),
            _("还有 {days} 个工作日").format(days=1000),
            _("暂按法定节假日推算"),
        )
        fonts = (self._strong, self._body, self._small)
        self._day_width = max(
            QFontMetrics(font).horizontalAdvance(text)
            for font, text in zip(fonts, words, strict=True)
        )

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height of a heading or of a duty."""
        del option
        if isinstance(self._model.rows[index.row()], Heading):
            return QSize(200, self._heights[0] + theme.GAP + theme.SPACE)
        return QSize(200, sum(self._heights) + 2 * theme.TIGHT + 2 * (theme.SPACE + 2))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a row."""
        row = self._model.rows[index.row()]
        painter.save()
        if isinstance(row, Heading):
            self._paint_heading(painter, option.rect, row)
        else:
            self._paint_ground(painter, option)
            self._paint_duty(painter, option.rect, row)
        painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRect, heading: Heading) -> None:
        look = theme.colours()
        painter.fillRect(area, QColor(look.raised))
        painter.setPen(QPen(QColor(look.border)))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        room = area.adjusted(theme.GAP, theme.SPACE, -theme.GAP, 0)
        painter.setFont(self._strong)
        painter.setPen(QColor(look.text))
        painter.drawText(room, _LEFT, heading.words)
        left = QFontMetrics(self._strong).horizontalAdvance(heading.words) + theme.SPACE
        painter.setFont(self._small)
        painter.setPen(QColor(look.muted))
        count = _("{count} 项").format(count=heading.count)
        painter.drawText(room.adjusted(left, 0, 0, 0), _LEFT, count)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        look = theme.colours()
        area: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(look.accent_tint))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(look.raised))
        painter.setPen(QPen(QColor(look.border)))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(QColor(look.accent), 2))
            painter.drawRect(area.adjusted(1, 1, -2, -2))

    def _paint_duty(self, painter: QPainter, area: QRect, entry: AgendaEntry) -> None:
        look = theme.colours()
        duty = entry.duty
        today, calendar = self._model.today, self._model.calendar
        mark = duty_words.duty_mark(duty.state)
        is_urgent = duty.state in (DutyState.OVERDUE, DutyState.DUE_SOON)
        left = area.left() + theme.GAP
        top = area.top() + theme.SPACE + 2
        picture = icons.pixmap(mark.shape, mark.colour, _PICTURE, self._view.devicePixelRatioF())
        painter.drawPixmap(left, top + max((self._heights[0] - _PICTURE) // 2, 0), picture)
        left += _PICTURE + theme.SPACE
        left_colour = mark.colour if is_urgent else look.muted
        when = (
            (agenda_rows.when_words(duty), look.text),
            (agenda_rows.left_words(duty, today, calendar), left_colour),
            (agenda_rows.estimated_words(duty), look.muted),
        )
        basis = _("依据：{basis}").format(basis=duty.basis) if duty.basis else ""
        what = ((duty.title, look.text), (entry.project, look.text), (basis, look.muted))
        self._paint_lines(painter, QRect(left, top, self._day_width, 0), when)
        left += self._day_width + theme.MARGIN
        self._paint_lines(painter, QRect(left, top, area.right() - theme.GAP - left, 0), what)

    def _paint_lines(
        self, painter: QPainter, column: QRect, lines: tuple[tuple[str, str], ...]
    ) -> None:
        top = column.top()
        fonts = (self._strong, self._body, self._small)
        for (words, colour), font, height in zip(lines, fonts, self._heights, strict=True):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            metrics = QFontMetrics(font)
            fitting = metrics.elidedText(words, Qt.TextElideMode.ElideRight, column.width())
            painter.drawText(QRect(column.left(), top, column.width(), height), _LEFT, fitting)
            top += height + theme.TIGHT
