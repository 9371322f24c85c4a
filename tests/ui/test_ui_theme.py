"""The look: legible in both appearances, and no drawing that is not there."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from egov_desktop.ui import icons, theme
from egov_desktop.ui.theme import DARK, LIGHT, Colours


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.1."""
    channels = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "error", "warning"])
@pytest.mark.parametrize("paper", ["window", "surface", "raised"])
def test_type_is_legible(look: Colours, ink: str, paper: str) -> None:
    assert contrast(getattr(look, ink), getattr(look, paper)) >= 4.5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("on_accent", "accent_pressed"),
        ("accent", "accent_tint"),
        ("text", "accent_tint"),
        ("text", "error_tint"),
        ("text", "warning_tint"),
    ],
)
def test_type_on_colour_is_legible(look: Colours, ink: str, paper: str) -> None:
    assert contrast(getattr(look, ink), getattr(look, paper)) >= 4.5


@pytest.mark.parametrize("name", sorted(path.stem for path in icons.ICONS.glob("*.svg")))
def test_every_icon_draws_something_in_its_colour(qapp: QApplication, name: str) -> None:
    image = icons.pixmap(name, "#ff0000", 24, 2).toImage()
    assert image.width() == 48
    drawn = [
        image.pixelColor(x, y)
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha()
    ]
    assert len(drawn) > 20


def test_a_coloured_label_follows_the_appearance(qtbot: QtBot) -> None:
    application = QApplication.instance()
    label = theme.coloured(QLabel("错误"), theme.ERROR)
    qtbot.addWidget(label)
    for is_dark, look in ((True, DARK), (False, LIGHT)):
        theme.apply(application, is_dark)
        assert label.palette().color(label.foregroundRole()) == QColor(look.error)
        assert theme.colours() is look
