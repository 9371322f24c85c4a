"""The pages of a PDF one under the other; only those on screen are drawn, one at a time."""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea

from egov_desktop.app.preview import PageSize, render_page
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _

_GAP = 16
_SCREEN_DPI, _POINTS_PER_INCH = 96, 72
_KEPT = 12
"""Pages kept as pictures."""
LEAST_ZOOM, MOST_ZOOM = 0.5, 3.0
_SMALLEST = 0.1
"""A narrow window may need less to fit a page."""


class PageView(QAbstractScrollArea):
    """A PDF to look at: scroll, zoom, go to a page."""

    page_changed = Signal(int)
    zoom_changed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._path = Path()
        self._sizes: Sequence[PageSize] = ()
        self._zoom = 1.0
        self.fits_width = False
        self._page = -1
        self._pictures: OrderedDict[tuple[int, float], QImage] = OrderedDict()
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._draw_next)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setAccessibleName(_("预览"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @property
    def page_count(self) -> int:
        """The number of pages."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page at the middle of the view, counted from 0."""
        return max(self._page, 0)

    @property
    def zoom(self) -> float:
        """The zoom; 1.0 is the size on paper."""
        return self._zoom

    @property
    def is_drawn(self) -> bool:
        """Whether every page on screen is drawn."""
        return bool(self._sizes) and all(self._key(n) in self._pictures for n in self._on_screen())

    def show_pages(self, path: Path, sizes: Sequence[PageSize]) -> None:
        """Show a PDF; the place in it is kept where it has as many pages."""
        self._path, self._sizes = path, sizes
        self._pictures.clear()
        self._lay_out()

    def picture(self, number: int) -> QImage | None:
        """Return the picture of a page at the present zoom, if it is drawn."""
        return self._pictures.get(self._key(number))

    def set_zoom(self, zoom: float) -> None:
        """Zoom; what is at the top stays there."""
        self.fits_width = False
        self._apply_zoom(max(zoom, LEAST_ZOOM))

    def fit_width(self) -> None:
        """Make the widest page as wide as the view, and keep it so."""
        self.fits_width = True
        if self._sizes:
            widest = max(width for width, _height in self._sizes)
            room = self.viewport().width() - 2 * _GAP
            self._apply_zoom(room * _POINTS_PER_INCH / (widest * _SCREEN_DPI))

    def go_to_page(self, number: int) -> None:
        """Bring the top of a page into view."""
        if 0 <= number < self.page_count:
            self.verticalScrollBar().setValue(self._box(number).top() - _GAP // 2)

    def _apply_zoom(self, zoom: float) -> None:
        zoom = min(max(zoom, _SMALLEST), MOST_ZOOM)
        if zoom == self._zoom:
            return
        bar = self.verticalScrollBar()
        place = bar.value() / max(bar.maximum(), 1)
        self._zoom = zoom
        self._lay_out()
        bar.setValue(round(place * bar.maximum()))
        self.zoom_changed.emit(zoom)

    def _pixels(self, size: PageSize) -> QSize:
        scale = self._zoom * _SCREEN_DPI / _POINTS_PER_INCH
        return QSize(round(size[0] * scale), round(size[1] * scale))

    def _lay_out(self) -> None:
        sizes = [self._pixels(size) for size in self._sizes]
        self._tops = []
        top = _GAP
        for size in sizes:
            self._tops.append(top)
            top += size.height() + _GAP
        widest = max((size.width() for size in sizes), default=0) + 2 * _GAP
        view = self.viewport().size()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(top - view.height(), 0))
        vertical.setPageStep(view.height())
        vertical.setSingleStep(48)
        horizontal.setRange(0, max(widest - view.width(), 0))
        horizontal.setPageStep(view.width())
        self._on_scrolled()
        self.viewport().update()

    def _box(self, number: int) -> QRect:
        """Return where a page lies, measured from the top of the first one."""
        size = self._pixels(self._sizes[number])
        room = max(self.viewport().width(), self.horizontalScrollBar().maximum() + 1)
        left = max((room - size.width()) // 2, _GAP)
        return QRect(QPoint(left, self._tops[number]), size)

    def page_size(self, number: int) -> PageSize:
        """Return width and height of a page in points."""
        return self._sizes[number]

    def shown_box(self, number: int) -> QRect:
        """Return where a page is on screen now."""
        offset = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        return self._box(number).translated(-offset)

    def _on_screen(self) -> list[int]:
        area = self.viewport().rect()
        return [n for n in range(self.page_count) if self.shown_box(n).intersects(area)]

    def _on_scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        above = [n for n in range(self.page_count) if self._tops[n] <= middle]
        page = above[-1] if above else 0
        if page != self._page and self._sizes:
            self._page = page
            self.setAccessibleDescription(
                _("第 {page} 页，共 {count} 页").format(page=page + 1, count=self.page_count)
            )
            self.page_changed.emit(page)
        self._next.start()
        self.viewport().update()

    def _key(self, number: int) -> tuple[int, float]:
        return number, self._zoom * self.devicePixelRatioF()

    def _draw_next(self) -> None:
        """Draw one page that is on screen and not drawn yet, then let the window breathe."""
        missing = [n for n in self._on_screen() if self._key(n) not in self._pictures]
        if not missing:
            return
        ratio = self.devicePixelRatioF()
        scale = self._zoom * ratio * _SCREEN_DPI / _POINTS_PER_INCH
        page = render_page(self._path, missing[0], scale)
        image = QImage(
            page.pixels, page.width, page.height, page.stride, QImage.Format.Format_RGB32
        ).copy()
        image.setDevicePixelRatio(ratio)
        self._pictures[self._key(missing[0])] = image
        while len(self._pictures) > max(_KEPT, len(self._on_screen())):
            self._pictures.popitem(last=False)
        self.viewport().update()
        self._next.start()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw paper, and on it what is drawn already."""
        del event
        painter = QPainter(self.viewport())
        look = theme.colours()
        painter.fillRect(self.viewport().rect(), QColor(look.border))
        for number in self._on_screen():
            box = self.shown_box(number)
            painter.fillRect(box, QColor("#ffffff"))
            picture = self.picture(number)
            if picture is not None:
                painter.drawImage(box, picture)
            else:
                painter.setPen(QColor(look.disabled))
                words = _("第 {page} 页").format(page=number + 1)
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
            painter.setPen(QPen(QColor(look.strong_border)))
            painter.drawRect(box.adjusted(-1, -1, 0, 0))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep fitting the width."""
        super().resizeEvent(event)
        if self.fits_width:
            self.fit_width()
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom with Ctrl, scroll without."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom * (1.1 if event.angleDelta().y() > 0 else 1 / 1.1))
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go from page to page by keyboard."""
        target = {
            Qt.Key.Key_PageDown: self.page + 1,
            Qt.Key.Key_PageUp: self.page - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.page_count - 1,
        }.get(Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
        else:
            self.go_to_page(target)
