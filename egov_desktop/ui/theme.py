"""How the window looks: two palettes, one accent colour, a scale of spaces and of type."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.ui import style_rules
from egov_desktop.ui.colours import DARK, LIGHT, Colours

# Distances in device-independent pixels.
TIGHT, SPACE, GAP, MARGIN = 4, 8, 16, 24
RADIUS = 6
CONTENT_WIDTH = 1120
"""Widest a page of text and rows gets; what is wider only stands further apart."""

# Sizes of type in points: 五号 for reading, as in an office document.
SMALL, BODY, SUBTITLE, TITLE = 9.0, 10.5, 12.0, 16.0


# Palette roles that a label can ask for, so that its colour follows the appearance.
_Role = QPalette.ColorRole
PLAIN, MUTED, ACCENT, ERROR, WARNING = (
    _Role.WindowText,
    _Role.PlaceholderText,
    _Role.Link,
    _Role.BrightText,
    _Role.LinkVisited,
)


def colours() -> Colours:
    """Return the colours on screen now."""
    return DARK if QGuiApplication.palette().window().color().lightness() < 128 else LIGHT


def apply(application: QApplication, is_dark: bool) -> None:
    """Give the whole program its look."""
    look = DARK if is_dark else LIGHT
    application.setPalette(_palette(look))
    font = application.font()
    font.setPointSizeF(BODY)
    application.setFont(font)
    application.setStyleSheet(style_rules.rules(look))


def _palette(look: Colours) -> QPalette:
    palette = QPalette()
    plain = {
        _Role.Window: look.window,
        _Role.WindowText: look.text,
        _Role.Base: look.surface,
        _Role.AlternateBase: look.raised,
        _Role.Text: look.text,
        _Role.Button: look.surface,
        _Role.ButtonText: look.text,
        _Role.ToolTipBase: look.raised,
        _Role.ToolTipText: look.text,
        _Role.Highlight: look.accent,
        _Role.HighlightedText: look.on_accent,
        _Role.Accent: look.accent,
        MUTED: look.muted,
        ACCENT: look.accent,
        ERROR: look.error,
        WARNING: look.warning,
        _Role.Light: look.surface,
        _Role.Midlight: look.raised,
        _Role.Mid: look.border,
        _Role.Dark: look.strong_border,
        _Role.Shadow: look.strong_border,
    }
    for role, colour in plain.items():
        palette.setColor(role, QColor(colour))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(look.disabled))
    return palette


def sized(widget: QWidget, points: float, is_strong: bool = False) -> None:
    """Set the size of a widget's type, and whether it stands out."""
    font = QFont(widget.font())
    font.setPointSizeF(points)
    font.setWeight(QFont.Weight.Medium if is_strong else QFont.Weight.Normal)
    widget.setFont(font)


def _label(text: str, points: float, is_strong: bool) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    sized(label, points, is_strong)
    return label


def title(text: str) -> QLabel:
    """Return the heading of a page."""
    return _label(text, TITLE, is_strong=True)


def heading(text: str) -> QLabel:
    """Return the heading of a part of a page."""
    return _label(text, SUBTITLE, is_strong=True)


def strong(text: str) -> QLabel:
    """Return a line of text that stands out among others."""
    return _label(text, BODY, is_strong=True)


def plain(text: str) -> QLabel:
    """Return running text."""
    return _label(text, BODY, is_strong=False)


def note(text: str) -> QLabel:
    """Return small, quiet text: help, sources, times."""
    return coloured(_label(text, SMALL, is_strong=False), MUTED)


def coloured(label: QLabel, role: QPalette.ColorRole) -> QLabel:
    """Give a label one of the five roles of text; it follows a change of appearance."""
    label.setForegroundRole(role)
    return label


def button(text: str) -> QPushButton:
    """Return an ordinary button."""
    made = QPushButton(text)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def primary_button(text: str) -> QPushButton:
    """Return the one button of a page that takes the next step."""
    made = button(text)
    made.setProperty("kind", "primary")
    return made


def quiet_button(text: str) -> QPushButton:
    """Return a button that looks like text until it is touched."""
    made = button(text)
    made.setProperty("kind", "quiet")
    return made


def choice_button(text: str) -> QPushButton:
    """Return one of several buttons of which one is chosen."""
    made = button(text)
    made.setProperty("kind", "choice")
    made.setCheckable(True)
    return made


def in_the_middle(widget: QWidget) -> QWidget:
    """Return a widget that holds another a little above its middle."""
    whole = QWidget()
    line = QHBoxLayout()
    line.addStretch(1)
    line.addWidget(widget)
    line.addStretch(1)
    rows = QVBoxLayout(whole)
    rows.addStretch(1)
    rows.addLayout(line)
    rows.addStretch(2)
    return whole


class Card(QFrame):
    """A framed surface on the page, with a vertical layout in `.rows`."""

    def __init__(self, tone: str = "") -> None:
        """Make a card; `tone` is empty, `error`, `warning` or `accent`."""
        super().__init__()
        self.setProperty("card", tone or "plain")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(GAP, GAP, GAP, GAP)
        self.rows.setSpacing(SPACE)
