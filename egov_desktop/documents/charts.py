"""Charts of the progress report (进度曲线、概算执行图): vectors, readable without colours."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from egov_desktop.documents import fonts, styles
from egov_desktop.documents.sheets import Sheets
from egov_desktop.documents.styles import ACCENT, FAINT, HAIRLINE, INK, MUTED
from egov_desktop.domain.chart_scales import Point, hatching, labelled, places, scale
from egov_desktop.domain.progress_figures import PeriodFigures
from egov_desktop.domain.progress_tables import amount_words, percent_words

_HEIGHT = 168.0
_AXIS = 34.0  # room for the labels of the upright axis
_FOOT, _HEAD = 30.0, 26.0
_SMALL = 7.5
_BAR, _BAR_GAP = 13.0, 10.0
_BAR_LABELS = 52.0
_VALUE_ROOM = 62.0
_HATCH = 4.0  # between the lines of a hatching
_NO_DATA = "未填报"


def draw_progress(sheets: Sheets, series: Sequence[PeriodFigures]) -> None:
    """Draw planned and actual percent of each report: dashes and squares, a line and dots."""
    drawn = [each for each in series if each.period]
    drawing = _drawing(sheets.width, _HEIGHT)
    planned = [each.planned_percent for each in drawn]
    actual = [each.actual_percent for each in drawn]
    ticks = scale([*planned, *actual], Decimal(100))
    _draw_grid(drawing, ticks)
    across = [
        _AXIS + 26 + place * (drawing.width - _AXIS - 52)
        for place in places([each.period for each in drawn])
    ]
    for index in labelled(len(drawn)):
        _draw_period(drawing, across[index], drawn[index].period)
    for values, others, is_plan in ((planned, actual, True), (actual, planned, False)):
        _draw_series(drawing, across, values, others, ticks[-1], is_plan=is_plan)
    _draw_legend(drawing)
    _place(sheets, drawing)


def draw_bars(sheets: Sheets, bars: Sequence[tuple[str, Decimal | None]]) -> None:
    """Draw amounts as bars to the right, each with its own filling and its value beside it."""
    height = len(bars) * (_BAR + _BAR_GAP) + _BAR_GAP
    drawing = _drawing(sheets.width, height)
    room = drawing.width - _BAR_LABELS - _VALUE_ROOM
    top = scale(value for _, value in bars)[-1]
    y = height
    for number, (label, value) in enumerate(bars):
        y -= _BAR + _BAR_GAP
        _text(drawing, _BAR_LABELS - 8, y + 3, label, anchor="end", size=8.5, colour=INK)
        length = 0.0 if value is None else max(float(value / top), 0.0) * room
        _draw_bar(drawing, y, length, number)
        words = _NO_DATA if value is None else amount_words(value)
        _text(drawing, _BAR_LABELS + length + 6, y + 3, words, size=8.5, colour=INK)
    _line(drawing, (_BAR_LABELS, 0), (_BAR_LABELS, height), FAINT, 0.75)
    _place(sheets, drawing)


def _drawing(width: float, height: float) -> Any:
    from reportlab.graphics.shapes import Drawing

    fonts.registered(fonts.SANS)
    return Drawing(width, height)


def _place(sheets: Sheets, drawing: Any) -> None:
    from reportlab.graphics import renderPDF

    sheets.ensure(drawing.height)
    sheets.y -= drawing.height
    renderPDF.draw(drawing, sheets.canvas, sheets.left, sheets.y)


def _draw_grid(drawing: Any, ticks: Sequence[Decimal]) -> None:
    for tick in ticks:
        y = _up(drawing, tick, ticks[-1])
        _line(drawing, (_AXIS, y), (drawing.width, y), FAINT if not tick else HAIRLINE, 0.6)
        _text(drawing, _AXIS - 6, y - 2.6, percent_words(tick), anchor="end")


def _draw_period(drawing: Any, x: float, period: str) -> None:
    half = "上半年" if period.endswith("H1") else "全年"
    _line(drawing, (x, _FOOT), (x, _FOOT - 3), FAINT, 0.6)
    _text(drawing, x, _FOOT - 12, f"{period[:4]}年", anchor="middle")
    _text(drawing, x, _FOOT - 22, half, anchor="middle")


def _draw_series(
    drawing: Any,
    across: Sequence[float],
    values: Sequence[Decimal | None],
    others: Sequence[Decimal | None],
    top: Decimal,
    *,
    is_plan: bool,
) -> None:
    """Draw one series; where the other one is higher, or the same and planned, labels go below."""
    before: Point | None = None
    for x, value, other in zip(across, values, others, strict=True):
        if value is None:
            before = None
            continue
        at = (x, _up(drawing, value, top))
        if before is not None:
            dashes = [4, 3] if is_plan else None
            _line(drawing, before, at, MUTED if is_plan else ACCENT, 1.4, dashes)
        before = at
        is_above = other is None or value > other or (value == other and is_plan)
        _draw_value(drawing, at, percent_words(value), is_above=is_above)
    for x, value in zip(across, values, strict=True):
        if value is not None:
            _draw_marker(drawing, (x, _up(drawing, value, top)), is_plan=is_plan)


def _draw_value(drawing: Any, at: Point, words: str, *, is_above: bool) -> None:
    """Write a value above or below its marker; beside it where the axis is too near."""
    x, y = at
    if is_above:
        _text(drawing, x, y + 6, words, anchor="middle", colour=INK)
    elif y - 13 > _FOOT:
        _text(drawing, x, y - 13, words, anchor="middle", colour=INK)
    else:
        _text(drawing, x + 7, max(y - 7, _FOOT + 2), words, colour=INK)


def _draw_marker(drawing: Any, at: Point, *, is_plan: bool) -> None:
    from reportlab.graphics.shapes import Circle, Rect
    from reportlab.lib.colors import HexColor, white

    x, y = at
    if is_plan:
        drawing.add(
            Rect(x - 3, y - 3, 6, 6, fillColor=white, strokeColor=HexColor(MUTED), strokeWidth=1.2)
        )
    else:
        ink = HexColor(ACCENT)
        drawing.add(Circle(x, y, 2.6, fillColor=ink, strokeColor=ink, strokeWidth=0.5))


def _draw_legend(drawing: Any) -> None:
    y = drawing.height - 9
    for x, words, is_plan in ((_AXIS, "计划进度", True), (_AXIS + 78, "实际进度", False)):
        dashes = [4, 3] if is_plan else None
        _line(drawing, (x, y), (x + 24, y), MUTED if is_plan else ACCENT, 1.4, dashes)
        _draw_marker(drawing, (x + 12, y), is_plan=is_plan)
        _text(drawing, x + 29, y - 2.8, words, colour=INK)


def _draw_bar(drawing: Any, y: float, length: float, number: int) -> None:
    """Draw a bar; its filling is solid, hatched one way, the other way, both ways or empty."""
    from reportlab.graphics.shapes import Rect
    from reportlab.lib.colors import HexColor, white

    if length <= 0:
        return
    ink = HexColor(ACCENT)
    filling = ink if number == 0 else white
    drawing.add(
        Rect(_BAR_LABELS, y, length, _BAR, fillColor=filling, strokeColor=ink, strokeWidth=0.8)
    )
    for is_rising in {1: (True,), 2: (False,), 3: (True, False)}.get(number, ()):
        for start, end in hatching(length, _BAR, _HATCH, is_rising=is_rising):
            _line(
                drawing,
                (_BAR_LABELS + start[0], y + start[1]),
                (_BAR_LABELS + end[0], y + end[1]),
                ACCENT,
                0.6,
            )


def _up(drawing: Any, value: Decimal, top: Decimal) -> float:
    share = max(float(value / top), 0.0)
    return _FOOT + share * float(drawing.height - _FOOT - _HEAD)


def _line(
    drawing: Any,
    start: Point,
    end: Point,
    colour: str,
    weight: float,
    dashes: list[int] | None = None,
) -> None:
    from reportlab.graphics.shapes import Line
    from reportlab.lib.colors import HexColor

    drawing.add(
        Line(*start, *end, strokeColor=HexColor(colour), strokeWidth=weight, strokeDashArray=dashes)
    )


def _text(
    drawing: Any,
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: float = _SMALL,
    colour: str = styles.MUTED,
) -> None:
    from reportlab.graphics.shapes import String
    from reportlab.lib.colors import HexColor

    drawing.add(
        String(
            x,
            y,
            words,
            fontName=fonts.SANS,
            fontSize=size,
            fillColor=HexColor(colour),
            textAnchor=anchor,
        )
    )
