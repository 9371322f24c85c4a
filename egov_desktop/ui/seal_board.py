"""The pages of a packet with a seal (印章) on them, placed by mouse and by keyboard."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from egov_desktop.ui import theme
from egov_desktop.ui.page_view import PageView
from egov_desktop.ui.seal_place import POINTS_PER_MM, SealPlace
from egov_desktop.ui.translation import _

_HANDLE = 8
"""Side of a corner's handle in pixels."""
_STRIDE = 10
"""How many times farther a step goes while Shift is held."""
_ARROWS: Mapping[Qt.Key, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_SIZES: Mapping[Qt.Key, int] = {
    Qt.Key.Key_Plus: 1,
    Qt.Key.Key_Equal: 1,
    Qt.Key.Key_Minus: -1,
    Qt.Key.Key_Underscore: -1,
}


class SealBoard(PageView):
    """Pages to look at, and one seal to put on them."""

    placed = Signal(object)
    """The seal lies elsewhere: the new SealPlace."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._place: SealPlace | None = None
        self._grip: QPointF | None = None
        """Where in the seal it is held, in pixels from its lower left corner."""
        self._held_corner: QPointF | None = None
        """The corner that stays where it is while the opposite one is pulled, on screen."""
        self.setAccessibleName(_("印章的位置"))
        self.viewport().setMouseTracking(True)
        self.page_changed.connect(self._describe)

    @property
    def place(self) -> SealPlace | None:
        """Where the seal lies."""
        return self._place

    def show_seal(self, image: QImage, place: SealPlace) -> None:
        """Put a seal on a page and bring it into view."""
        self._image = image
        self._put(place)
        self._bring_into_view()

    def put(self, place: SealPlace) -> None:
        """Move the seal, as the fields beside the pages do."""
        self._put(place)

    def seal_rectangle(self) -> QRectF:
        """Return where the seal is on screen now."""
        if self._place is None:
            return QRectF()
        page = self.shown_box(self._place.page)
        scale = page.width() / self.page_size(self._place.page)[0]
        top = page.bottom() + 1 - (self._place.bottom + self._place.height) * scale
        return QRectF(
            page.left() + self._place.left * scale,
            top,
            self._place.width * scale,
            self._place.height * scale,
        )

    def _put(self, place: SealPlace) -> None:
        self._place = place
        self._describe()
        self.viewport().update()
        self.placed.emit(place)

    def _describe(self) -> None:
        if self._place is not None:
            self.setAccessibleDescription(place_words(self._place))

    def _bring_into_view(self) -> None:
        shown = self.seal_rectangle()
        room = self.viewport().height()
        bar = self.verticalScrollBar()
        if shown.top() < 0 or shown.bottom() > room:
            bar.setValue(round(bar.value() + shown.center().y() - room / 2))

    def _page_at(self, point: QPointF) -> int | None:
        for number in range(self.page_count):
            if self.shown_box(number).contains(point.toPoint()):
                return number
        return None

    def _corner_at(self, point: QPointF) -> QPointF | None:
        """Return the corner opposite to the handle under a point."""
        seal = self.seal_rectangle()
        opposite = (
            (seal.topLeft(), seal.bottomRight()),
            (seal.bottomRight(), seal.topLeft()),
            (seal.topRight(), seal.bottomLeft()),
            (seal.bottomLeft(), seal.topRight()),
        )
        for corner, other in opposite:
            if (corner - point).manhattanLength() <= _HANDLE:
                return other
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the seal or of a corner; a press on bare paper puts the seal there."""
        if self._place is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        point = event.position()
        self._held_corner = self._corner_at(point)
        seal = self.seal_rectangle()
        if self._held_corner is None:
            is_on_seal = seal.contains(point)
            self._grip = point - seal.bottomLeft() if is_on_seal else _middle(seal)
            self._drag(point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Carry the seal, pull its corner, or show what would happen."""
        point = event.position()
        if self._held_corner is not None:
            self._pull(point, self._held_corner)
        elif self._grip is not None:
            self._drag(point)
        else:
            self._show_pointer(point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        self._grip = self._held_corner = None
        self._show_pointer(event.position())

    def _show_pointer(self, point: QPointF) -> None:
        seal = self.seal_rectangle()
        if self._place is None:
            shape = Qt.CursorShape.ArrowCursor
        elif (other := self._corner_at(point)) is not None:
            is_falling = (point.x() - other.x()) * (point.y() - other.y()) > 0
            shape = Qt.CursorShape.SizeFDiagCursor if is_falling else Qt.CursorShape.SizeBDiagCursor
        else:
            shape = (
                Qt.CursorShape.SizeAllCursor if seal.contains(point) else Qt.CursorShape.CrossCursor
            )
        self.viewport().setCursor(shape)

    def _drag(self, point: QPointF) -> None:
        page = self._page_at(point)
        if page is None or self._place is None or self._grip is None:
            return
        paper, size = self.shown_box(page), self.page_size(page)
        scale = paper.width() / size[0]
        corner = point - self._grip
        left = (corner.x() - paper.left()) / scale
        bottom = (paper.bottom() + 1 - corner.y()) / scale
        here = replace(self._place, page=page, left=left, bottom=bottom)
        self._put(here.resized(here.width, size))

    def _pull(self, point: QPointF, fixed: QPointF) -> None:
        """Resize so that the corner that is held follows the pointer and the other one stays."""
        if self._place is None:
            return
        page = self._place.page
        paper, size = self.shown_box(page), self.page_size(page)
        scale = paper.width() / size[0]
        ratio = self._place.height / self._place.width
        across, down = point.x() - fixed.x(), point.y() - fixed.y()
        room_across = paper.right() + 1 - fixed.x() if across > 0 else fixed.x() - paper.left()
        room_down = paper.bottom() + 1 - fixed.y() if down > 0 else fixed.y() - paper.top()
        wide = min(max(abs(across), abs(down) / ratio), room_across, room_down / ratio) / scale
        grown = self._place.resized(wide, size)
        left = (fixed.x() - paper.left()) / scale - (0 if across > 0 else grown.width)
        bottom = (paper.bottom() + 1 - fixed.y()) / scale - (grown.height if down > 0 else 0)
        self._put(replace(grown, left=left, bottom=bottom).within(size))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows move a millimetre (ten with Shift), + and - resize, PageUp/PageDown turn pages."""
        key = Qt.Key(event.key())
        if self._place is None or not self._moved_by(key, event.modifiers()):
            super().keyPressEvent(event)
            return
        self._bring_into_view()

    def _moved_by(self, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        place = self._place
        if place is None:
            return False
        size = self.page_size(place.page)
        step = POINTS_PER_MM * (_STRIDE if held & Qt.KeyboardModifier.ShiftModifier else 1)
        if key in _ARROWS:
            right, up = _ARROWS[key]
            self._put(place.moved(right * step, up * step, size))
        elif key in _SIZES:
            self._put(place.resized(place.width + _SIZES[key] * POINTS_PER_MM, size))
        else:
            return self._turned_by(key, place)
        return True

    def _turned_by(self, key: Qt.Key, place: SealPlace) -> bool:
        target = {
            Qt.Key.Key_PageDown: place.page + 1,
            Qt.Key.Key_PageUp: place.page - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.page_count - 1,
        }.get(key)
        if target is None:
            return False
        if 0 <= target < self.page_count:
            self._put(place.on_page(target, self.page_size(target)))
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the pages, and the seal upon them."""
        super().paintEvent(event)
        if self._place is None:
            return
        accent = QColor(theme.colours().accent)
        seal = self.seal_rectangle()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(seal, self._image)
        painter.setPen(QPen(accent, 2 if self.hasFocus() else 1, Qt.PenStyle.DashLine))
        painter.drawRect(seal)
        painter.setPen(QPen(QColor("#ffffff"), 1))
        painter.setBrush(accent)
        for corner in (seal.topLeft(), seal.topRight(), seal.bottomLeft(), seal.bottomRight()):
            half = QPointF(_HANDLE / 2, _HANDLE / 2)
            painter.drawRect(QRectF(corner - half, corner + half))
        painter.end()


def place_words(place: SealPlace) -> str:
    """Return where a seal lies, in words."""
    return _("第 {page} 页，距左边 {left} 毫米，距下边 {bottom} 毫米，宽 {width} 毫米").format(
        page=place.page + 1,
        left=round(place.left / POINTS_PER_MM),
        bottom=round(place.bottom / POINTS_PER_MM),
        width=round(place.width / POINTS_PER_MM),
    )


def _middle(seal: QRectF) -> QPointF:
    return seal.center() - seal.bottomLeft()
