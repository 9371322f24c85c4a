"""Charts of the progress report (进度曲线、概算执行图): vectors, readable without colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from egov_desktop.documents import fonts
from egov_desktop.documents.sheets import Sheets
from egov_desktop.documents.styles import ACCENT, FAINT, HAIRLINE, INK, MUTED, Style
from egov_desktop.domain.chart_scales import Point, hatching, labelled, places, scale
from egov_desktop.domain.progress_figures import PeriodFigures
from egov_desktop.domain.progress_tables import amount_words, percent_words

_HEIGHT = 168.0
_AXIS = 34.0  # room for the labels of the upright axis
_FOOT, _HEAD = 30.0, 26.0
_MARGIN = 26.0  # between the axis and the first period
_BAR, _BAR_GAP = 13.0, 10.0
_BAR_LABELS = 52.0
_VALUE_ROOM = 76.0
_HATCH = 4.0  # between the lines of a hatching
_NO_DATA = "未填报"
_SCALE = Style(fonts.SANS, 7.5, 10, MUTED)
_VALUE = Style(fonts.SANS, 7.5, 10, INK)
_LABEL = Style(fonts.SANS, 8.5, 12, INK)
_FILLINGS: Sequence[tuple[bool, ...]] = ((), (True,), (False,), (True, False), ())
"""Slants of the hatching of each bar; the first bar is solid, the last one empty."""


@dataclass(frozen=True)
class _Plot:
    """A rectangle of the sheet for percentages from 0 to `top`; the origin is its lower left."""

    sheets: Sheets
    left: float
    bottom: float
    width: float
    height: float
    top: Decimal

    def at(self, x: float, percent: Decimal) -> Point:
        """Return where a percentage stands; below 0 it stands on the axis."""
        return x, self.bottom + max(float(percent / self.top), 0.0) * self.height


def draw_progress(sheets: Sheets, series: Sequence[PeriodFigures]) -> None:
    """Draw planned and actual percent of each report: dashes and squares, a line and dots."""
    drawn = [each for each in series if each.period]
    planned = [each.planned_percent for each in drawn]
    actual = [each.actual_percent for each in drawn]
    ticks = scale([*planned, *actual], Decimal(100))
    sheets.ensure(_HEIGHT)
    sheets.y -= _HEIGHT
    plot = _Plot(
        sheets,
        sheets.left + _AXIS,
        sheets.y + _FOOT,
        sheets.width - _AXIS,
        _HEIGHT - _FOOT - _HEAD,
        ticks[-1],
    )
    with sheets.figure(_progress_words(drawn)):
        _draw_plot(plot, drawn, ticks)


def _draw_plot(plot: _Plot, drawn: Sequence[PeriodFigures], ticks: Sequence[Decimal]) -> None:
    planned = [each.planned_percent for each in drawn]
    actual = [each.actual_percent for each in drawn]
    _draw_grid(plot, ticks)
    room = plot.width - 2 * _MARGIN
    across = [plot.left + _MARGIN + p * room for p in places([each.period for each in drawn])]
    for index in labelled(len(drawn)):
        _draw_period(plot, across[index], drawn[index].period)
    _draw_series(plot, across, planned, actual, is_plan=True)
    _draw_series(plot, across, actual, planned, is_plan=False)
    if not any(value is not None for value in (*planned, *actual)):
        middle = plot.left + plot.width / 2
        plot.sheets.text_centre(middle, plot.bottom + plot.height / 2 + 4, _NO_DATA, _LABEL)
    _draw_legend(plot.sheets)


def _progress_words(drawn: Sequence[PeriodFigures]) -> str:
    """Return what the chart shows, for who cannot see it."""
    points = [
        f"{each.period[:4]}年{_half(each.period)}计划 {_percent(each.planned_percent)}、"
        f"实际 {_percent(each.actual_percent)}"
        for each in drawn
    ]
    return "计划进度和实际进度折线图。" + "；".join(points)


def _percent(value: Decimal | None) -> str:
    return _NO_DATA if value is None else percent_words(value)


def draw_bars(sheets: Sheets, bars: Sequence[tuple[str, Decimal | None]]) -> None:
    """Draw amounts as bars to the right, each with its own filling and its value beside it."""
    height = len(bars) * (_BAR + _BAR_GAP) + _BAR_GAP
    sheets.ensure(height)
    with sheets.figure(_bar_words(bars)):
        _draw_all_bars(sheets, bars)


def _bar_words(bars: Sequence[tuple[str, Decimal | None]]) -> str:
    amounts = (
        f"{label} {_NO_DATA if value is None else amount_words(value)}" for label, value in bars
    )
    return "金额条形图（万元）。" + "；".join(amounts)


def _draw_all_bars(sheets: Sheets, bars: Sequence[tuple[str, Decimal | None]]) -> None:
    start = sheets.left + _BAR_LABELS
    room = sheets.width - _BAR_LABELS - _VALUE_ROOM
    top = scale(value for _, value in bars)[-1]
    axis = sheets.y
    for (label, value), slants in zip(bars, _FILLINGS, strict=True):
        sheets.y -= _BAR + _BAR_GAP
        sheets.text_right(start - 8, sheets.y + 3, label, _LABEL)
        length = 0.0 if value is None else max(float(value / top), 0.0) * room
        if length:
            _draw_bar(sheets, start, length, slants, is_solid=label == bars[0][0])
        words = _NO_DATA if value is None else amount_words(value)
        sheets.text(start + length + 6, sheets.y + 3, words, _LABEL)
    sheets.y -= _BAR_GAP
    sheets.line(start, axis, start, sheets.y, colour=FAINT, weight=0.75)


def _draw_grid(plot: _Plot, ticks: Sequence[Decimal]) -> None:
    for tick in ticks:
        x, y = plot.at(plot.left, tick)
        colour = HAIRLINE if tick else FAINT
        plot.sheets.line(x, y, x + plot.width, y, colour=colour, weight=0.6)
        plot.sheets.text_right(x - 6, y - 2.6, percent_words(tick), _SCALE)


def _draw_period(plot: _Plot, x: float, period: str) -> None:
    plot.sheets.line(x, plot.bottom, x, plot.bottom - 3, colour=FAINT, weight=0.6)
    plot.sheets.text_centre(x, plot.bottom - 12, f"{period[:4]}年", _SCALE)
    plot.sheets.text_centre(x, plot.bottom - 22, _half(period), _SCALE)


def _half(period: str) -> str:
    return "上半年" if period.endswith("H1") else "全年"


def _draw_series(
    plot: _Plot,
    across: Sequence[float],
    values: Sequence[Decimal | None],
    others: Sequence[Decimal | None],
    *,
    is_plan: bool,
) -> None:
    """Draw one series; a report without a value leaves a gap."""
    before: Point | None = None
    for x, value in zip(across, values, strict=True):
        here = None if value is None else plot.at(x, value)
        if before and here:
            _draw_stroke(plot.sheets, before, here, is_plan=is_plan)
        before = here
    for x, value, other in zip(across, values, others, strict=True):
        if value is not None:
            _draw_marker(plot.sheets, plot.at(x, value), is_plan=is_plan)
            is_above = other is None or value > other or (value == other and is_plan)
            _draw_value(plot, x, value, is_above=is_above)


def _draw_value(plot: _Plot, x: float, value: Decimal, *, is_above: bool) -> None:
    """Write a value above or below its marker; beside it where the axis is too near."""
    words = percent_words(value)
    y = plot.at(x, value)[1]
    if is_above:
        plot.sheets.text_centre(x, y + 6, words, _VALUE)
    elif y - 13 > plot.bottom:
        plot.sheets.text_centre(x, y - 13, words, _VALUE)
    else:
        plot.sheets.text_right(x - 7, max(y - 2.6, plot.bottom + 2), words, _VALUE)


def _draw_stroke(sheets: Sheets, start: Point, end: Point, *, is_plan: bool) -> None:
    if is_plan:
        sheets.canvas.setDash(4, 3)
    sheets.line(*start, *end, colour=MUTED if is_plan else ACCENT, weight=1.4)
    sheets.canvas.setDash()


def _draw_marker(sheets: Sheets, at: Point, *, is_plan: bool) -> None:
    """Draw an empty square for the plan, a smaller full dot for what was done."""
    x, y = at
    canvas = sheets.canvas
    canvas.setLineWidth(1.1)
    canvas.setStrokeColor(MUTED if is_plan else ACCENT)
    sheets.fill("#FFFFFF" if is_plan else ACCENT)
    if is_plan:
        canvas.rect(x - 3, y - 3, 6, 6, fill=1)
    else:
        canvas.circle(x, y, 2.2, fill=1)


def _draw_legend(sheets: Sheets) -> None:
    x, y = sheets.left + _AXIS, sheets.y + _HEIGHT - 9
    for words, is_plan in (("计划进度", True), ("实际进度", False)):
        _draw_stroke(sheets, (x, y), (x + 24, y), is_plan=is_plan)
        _draw_marker(sheets, (x + 12, y), is_plan=is_plan)
        sheets.text(x + 29, y - 2.8, words, _VALUE)
        x += 78


def _draw_bar(
    sheets: Sheets, left: float, length: float, slants: Sequence[bool], *, is_solid: bool
) -> None:
    sheets.canvas.setLineWidth(0.8)
    sheets.canvas.setStrokeColor(ACCENT)
    sheets.fill(ACCENT)
    sheets.canvas.rect(left, sheets.y, length, _BAR, fill=int(is_solid))
    for is_rising in slants:
        for (x1, y1), (x2, y2) in hatching(length, _BAR, _HATCH, is_rising=is_rising):
            sheets.line(
                left + x1, sheets.y + y1, left + x2, sheets.y + y2, colour=ACCENT, weight=0.6
            )
