"""The calendar that opens beside a date field; the date itself is typed as one likes."""

from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QToolButton, QVBoxLayout, QWidget

from egov_desktop.domain import fields
from egov_desktop.domain.fields import FieldDefinition
from egov_desktop.ui import theme
from egov_desktop.ui.icons import icon
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.line_input import LineInput

_ANY_DATE = FieldDefinition("date", "date", "")


class DateButton(QToolButton):
    """Opens a calendar on the date that is typed in a line."""

    picked = Signal(object)
    """A datetime.date was chosen."""

    def __init__(self, line: LineInput, label: str) -> None:
        super().__init__()
        self._line = line
        self.setIcon(icon("calendar", theme.colours().muted))
        self.setToolTip(_("从日历中选择（F4）"))
        self.setAccessibleName(_("{label}：打开日历").format(label=label))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self.open_calendar)
        key = QShortcut(QKeySequence(Qt.Key.Key_F4), line)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(self.open_calendar)

    def open_calendar(self) -> QCalendarWidget:
        """Show the calendar at the button."""
        popup = QWidget(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(1, 1, 1, 1)
        calendar = QCalendarWidget(popup)
        calendar.setLocale(QLocale())
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(
            QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames
        )
        calendar.setMinimumSize(308, 268)
        _dress(calendar)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setAccessibleName(_("日历"))
        typed = fields.judge(_ANY_DATE, self._line.text()).value
        if isinstance(typed, date):
            calendar.setSelectedDate(QDate(typed.year, typed.month, typed.day))
        layout.addWidget(calendar)

        def choose(day: QDate) -> None:
            popup.close()
            self.picked.emit(date(day.year(), day.month(), day.day()))

        calendar.clicked.connect(choose)
        calendar.activated.connect(choose)
        popup.setFixedSize(calendar.minimumSize() + QSize(2, 2))
        popup.move(self._place_of(popup))
        popup.show()
        calendar.setFocus()
        return calendar

    def _place_of(self, popup: QWidget) -> QPoint:
        """Return where the calendar stands whole on the screen: below the button, or above it."""
        room = self.screen().availableGeometry()
        below = self.mapToGlobal(QPoint(0, self.height()))
        above = self.mapToGlobal(QPoint(0, -popup.height()))
        fits = below.y() + popup.height() <= room.bottom() + 1
        y = below.y() if fits else max(above.y(), room.top())
        x = max(min(below.x(), room.right() + 1 - popup.width()), room.left())
        return QPoint(x, y)


def _dress(calendar: QCalendarWidget) -> None:
    """Use our own arrows, and no red for weekends: red says error."""
    look = theme.colours()
    for name, shape in (("qt_calendar_prevmonth", "previous"), ("qt_calendar_nextmonth", "next")):
        arrow = calendar.findChild(QToolButton, name)
        if isinstance(arrow, QToolButton):
            arrow.setIcon(icon(shape, look.on_accent))
    weekend = QTextCharFormat()
    weekend.setForeground(QColor(look.muted))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, weekend)
