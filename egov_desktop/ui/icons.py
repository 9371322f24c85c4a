"""Icons: small drawings of our own, in the colour of the text beside them."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache

ICONS = Path(__file__).parents[2] / "resources" / "icons"


def icon(name: str, colour: str, size: int = 16) -> QIcon:
    """Return an icon in a colour (`#rrggbb`), sharp on every screen there is."""
    made = QIcon()
    for ratio in {screen.devicePixelRatio() for screen in QGuiApplication.screens()}:
        made.addPixmap(pixmap(name, colour, size, ratio))
    return made


def pixmap(name: str, colour: str, size: int = 16, ratio: float = 1) -> QPixmap:
    """Return a drawing of `size` device-independent pixels for a screen of that pixel ratio."""
    key = f"{name} {colour} {size} {ratio}"
    cached = QPixmap()
    if QPixmapCache.find(key, cached):
        return cached
    drawn = _draw(name, colour, size, ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def _draw(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    source = (ICONS / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(source.encode()))
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawn
