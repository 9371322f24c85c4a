"""Charts of progress and money, in the colours of the window; patterns tell what colours tell."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from egov_desktop.domain.chart_scales import hatching, labelled, places, scale
from egov_desktop.domain.progress_figures import PeriodFigures
from egov_desktop.domain.progress_tables import amount_words, percent_words
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _

_HATCH = 6.0
_DOT = 3.5


class _Chart(QWidget):
    """What both charts share: a name, a size, and how words and lines are drawn."""

    def __init__(self, name: str, description: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setPointSizeF(theme.SMALL)
        self.setFont(font)

    def draw(self, painter: QPainter) -> None:
        """Draw the chart; colours are those on screen now."""
        raise NotImplementedError

    def _words(self, painter: QPainter, at: QPointF, text: str, side: str, colour: str) -> None:
        """Write a text with its vertical middle at a point: left of it, right of it, centred."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(text)
        left = {"left": at.x() - width, "right": at.x(), "middle": at.x() - width / 2}[side]
        baseline = at.y() + (metrics.ascent() - metrics.descent()) / 2
        painter.setPen(QColor(colour))
        painter.drawText(QPointF(left, baseline), text)

    # Qt

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw with smooth edges."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        self.draw(painter)


class ProgressChart(_Chart):
    """Planned (dashes, squares) and actual (line, dots) percent of each report."""

    def __init__(self, series: Sequence[PeriodFigures]) -> None:
        self._series = [each for each in series if each.period]
        said = (
            _("{period}：计划 {planned}，实际 {actual}").format(
                period=each.period,
                planned=percent_words(each.planned_percent),
                actual=percent_words(each.actual_percent),
            )
            for each in self._series
        )
        super().__init__(_("计划与实际进度图"), "\n".join(said))

    def draw(self, painter: QPainter) -> None:
        """Draw grid, periods, both series and the legend."""
        line = self.fontMetrics().height()
        planned = [each.planned_percent for each in self._series]
        actual = [each.actual_percent for each in self._series]
        ticks = scale([*planned, *actual], Decimal(100))
        left = self.fontMetrics().horizontalAdvance(percent_words(ticks[-1])) + theme.SPACE
        inner = QRectF(self.rect()).adjusted(left, 2.2 * line, -theme.SPACE, -2.6 * line)
        self._draw_grid(painter, inner, ticks)
        margin = 2.5 * line
        across = [
            inner.left() + margin + place * (inner.width() - 2 * margin)
            for place in places([each.period for each in self._series])
        ]
        for index in labelled(len(self._series)):
            self._draw_period(painter, across[index], inner.bottom(), self._series[index].period)
        for values, others, is_plan in ((planned, actual, True), (actual, planned, False)):
            points = [
                None if value is None else QPointF(x, _height(inner, value, ticks[-1]))
                for x, value in zip(across, values, strict=True)
            ]
            _draw_line(painter, points, is_plan=is_plan)
            for point, value, other in zip(points, values, others, strict=True):
                if point is not None:
                    self._draw_value(painter, point, value, other, inner.bottom(), is_plan)
        self._draw_legend(painter, QPointF(inner.left(), line * 0.7))

    def _draw_grid(self, painter: QPainter, inner: QRectF, ticks: Sequence[Decimal]) -> None:
        look = theme.colours()
        for tick in ticks:
            y = _height(inner, tick, ticks[-1])
            painter.setPen(QPen(QColor(look.border if tick else look.strong_border), 1))
            painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
            at = QPointF(inner.left() - theme.SPACE, y)
            self._words(painter, at, percent_words(tick), "left", look.muted)

    def _draw_period(self, painter: QPainter, x: float, y: float, period: str) -> None:
        line = self.fontMetrics().height()
        half = _("上半年") if period.endswith("H1") else _("全年")
        year = _("{year}年").format(year=period[:4])
        for number, text in enumerate((year, half)):
            at = QPointF(x, y + (0.8 + number) * line)
            self._words(painter, at, text, "middle", theme.colours().muted)

    def _draw_value(
        self,
        painter: QPainter,
        point: QPointF,
        value: Decimal | None,
        other: Decimal | None,
        floor: float,
        is_plan: bool,
    ) -> None:
        """Write the higher value above, the lower one below or, near the axis, beside."""
        _draw_marker(painter, point, is_plan=is_plan)
        line = self.fontMetrics().height()
        words, colour = percent_words(value), theme.colours().text
        if value is None or other is None or value > other or (value == other and is_plan):
            self._words(painter, point - QPointF(0, line), words, "middle", colour)
        elif point.y() + 1.5 * line < floor:
            self._words(painter, point + QPointF(0, line), words, "middle", colour)
        else:
            y = min(point.y(), floor - 0.6 * line)
            self._words(painter, QPointF(point.x() - 2.5 * _DOT, y), words, "left", colour)

    def _draw_legend(self, painter: QPainter, at: QPointF) -> None:
        for words, is_plan in ((_("计划进度"), True), (_("实际进度"), False)):
            end = at + QPointF(30, 0)
            _draw_line(painter, [at, end], is_plan=is_plan)
            _draw_marker(painter, at + QPointF(15, 0), is_plan=is_plan)
            self._words(painter, end + QPointF(6, 0), words, "right", theme.colours().text)
            at = end + QPointF(self.fontMetrics().horizontalAdvance(words) + 3 * theme.SPACE, 0)

    # Qt

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a height that follows the size of the type."""
        return QSize(420, 15 * self.fontMetrics().height())


class AmountBars(_Chart):
    """Amounts as bars to the right, each with its own filling and its value beside it."""

    def __init__(self, bars: Sequence[tuple[str, Decimal | None]]) -> None:
        self._bars = tuple(bars)
        said = (f"{label} {self._value(value)}" for label, value in self._bars)
        super().__init__(_("概算执行图"), "\n".join(said))

    def draw(self, painter: QPainter) -> None:
        """Draw the bars below each other from one axis."""
        metrics = self.fontMetrics()
        look = theme.colours()
        start = max(metrics.horizontalAdvance(label) for label, _v in self._bars) + theme.GAP
        values = max(metrics.horizontalAdvance(self._value(v)) for _l, v in self._bars)
        room = self.width() - start - values - theme.GAP
        top = scale(value for _label, value in self._bars)[-1]
        step = self.height() / len(self._bars)
        for number, (label, value) in enumerate(self._bars):
            middle = (number + 0.5) * step
            share = 0.0 if value is None else max(float(value / top), 0.0)
            place = QRectF(start, middle - step * 0.3, share * room, step * 0.6)
            at = QPointF(start - theme.SPACE, middle)
            self._words(painter, at, label, "left", look.text)
            _draw_bar(painter, place, number)
            beside = QPointF(place.right() + theme.SPACE, middle)
            colour = look.muted if value is None else look.text
            self._words(painter, beside, self._value(value), "right", colour)
        painter.setPen(QPen(QColor(look.strong_border), 1))
        painter.drawLine(QPointF(start, 0), QPointF(start, self.height()))

    @staticmethod
    def _value(value: Decimal | None) -> str:
        return _("未填报") if value is None else amount_words(value)

    # Qt

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a height that follows the number of bars and the size of the type."""
        return QSize(420, round(len(self._bars) * 2 * self.fontMetrics().height()))


def _height(inner: QRectF, value: Decimal, top: Decimal) -> float:
    return inner.bottom() - max(float(value / top), 0.0) * inner.height()


def _pen(*, is_plan: bool) -> QPen:
    look = theme.colours()
    pen = QPen(QColor(look.muted if is_plan else look.accent), 2)
    if is_plan:
        pen.setDashPattern([3, 2.5])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _draw_line(painter: QPainter, points: Sequence[QPointF | None], *, is_plan: bool) -> None:
    """Join neighbouring points; a report without a value leaves a gap."""
    painter.setPen(_pen(is_plan=is_plan))
    for start, end in pairwise(points):
        if start is not None and end is not None:
            painter.drawLine(start, end)


def _draw_marker(painter: QPainter, at: QPointF, *, is_plan: bool) -> None:
    look = theme.colours()
    if is_plan:
        painter.setPen(QPen(QColor(look.muted), 1.5))
        painter.setBrush(QColor(look.surface))
        painter.drawRect(
            QRectF(at.x() - _DOT - 0.5, at.y() - _DOT - 0.5, 2 * _DOT + 1, 2 * _DOT + 1)
        )
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.accent))
        painter.drawEllipse(at, _DOT - 0.5, _DOT - 0.5)


def _draw_bar(painter: QPainter, place: QRectF, number: int) -> None:
    """Fill a bar: solid, hatched one way, the other way, both ways, or empty."""
    if place.width() <= 0:
        return
    ink = QColor(theme.colours().accent)
    painter.setPen(QPen(ink, 1))
    if number == 0:
        painter.fillRect(place, ink)
    for is_rising in {1: (True,), 2: (False,), 3: (True, False)}.get(number, ()):
        for start, end in hatching(place.width(), place.height(), _HATCH, is_rising=is_rising):
            painter.drawLine(
                QPointF(place.left() + start[0], place.bottom() - start[1]),
                QPointF(place.left() + end[0], place.bottom() - end[1]),
            )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place)
