"""The fonts of the program: where they are, which one has a character, how wide it is."""

import sys
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from egov_desktop.documents.fangsong import installed_fangsong
from egov_desktop.domain.errors import NotFoundError

SERIF = "NotoSerifSC-Regular"
SERIF_BOLD = "NotoSerifSC-SemiBold"
SANS = "NotoSansSC-Regular"
SANS_BOLD = "NotoSansSC-Medium"
KAI = "EgovKai-Regular"
FANGSONG = "FangSong"
"""The FangSong of the PC; usable only where `fangsong.installed_fangsong` finds one."""

NO_GLYPH = "\u3013"
"""Printed, as printers do (〓), where no font has the character."""

_FALLBACKS = {
    SERIF: (SANS,),
    SERIF_BOLD: (SANS_BOLD, SANS),
    SANS: (SERIF,),
    SANS_BOLD: (SANS,),
    KAI: (SERIF, SANS),
    FANGSONG: (SERIF, SANS),
}


def resource_folder() -> Path:
    """Return the folder of fonts and icons: of the frozen program, the checkout, or installed."""
    candidates = [
        Path(getattr(sys, "_MEIPASS", sys.prefix)) / "resources",
        Path(__file__).parents[2] / "resources",
        Path(sys.prefix) / "share" / "egov-desktop" / "resources",
    ]
    for folder in candidates:
        if (folder / "fonts").is_dir():
            return folder
    raise NotFoundError("找不到程序自带的字体（resources/fonts），请重新安装程序。")


def font_file(name: str) -> Path:
    """Return the TrueType file of one of the fonts named here."""
    if name == FANGSONG and (installed := installed_fangsong()):
        return installed
    path = resource_folder() / "fonts" / f"{name}.ttf"
    if not path.is_file():
        raise NotFoundError(f"缺少程序自带的字体文件 {path.name}，请重新安装程序。")
    return path


def missing_characters(texts: Iterable[str]) -> set[str]:
    """Return the characters that none of our fonts can print."""
    missing = set().union(*texts) - _characters(SANS)
    for name in (SERIF, SERIF_BOLD, SANS_BOLD):
        missing -= _characters(name) if missing else set()
    return {char for char in missing if not is_invisible(char)}


def is_invisible(char: str) -> bool:
    """Whether a character has no shape of its own: controls, joiners, variation selectors."""
    return (
        unicodedata.category(char) in ("Cc", "Cf")
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )


class Widths(dict[str, float]):
    """Character → advance width at 1 pt in the font that will draw it; filled on first use."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def __missing__(self, char: str) -> float:
        font, drawn = glyph(self._name, char)
        width = registered(font).face.getCharWidth(ord(drawn)) / 1000 if drawn else 0.0
        self[char] = width
        return width


@cache
def widths(name: str) -> Widths:
    """Return the character widths of a font with its fallbacks."""
    return Widths(name)


def text_width(text: str, name: str, size: float) -> float:
    """Return how wide a text is in points."""
    return sum(map(widths(name).__getitem__, text)) * size


def has_all(name: str, text: str) -> bool:
    """Whether a font has every character of a text itself."""
    return _characters(name).issuperset(text)


def runs(text: str, name: str) -> list[tuple[str, str]]:
    """Return the text as (font, text) pieces, each of which its font has whole."""
    if has_all(name, text):
        return [(name, text)]
    pieces: list[tuple[str, str]] = []
    for char in text:
        font, drawn = glyph(name, char)
        if pieces and pieces[-1][0] == font:
            pieces[-1] = (font, pieces[-1][1] + drawn)
        elif drawn:
            pieces.append((font, drawn))
    return pieces


def glyph(name: str, char: str) -> tuple[str, str]:
    """Return the font that draws a character and what it draws; nothing for invisible ones."""
    if char in _characters(name):
        return name, char
    if is_invisible(char):
        return name, ""
    font = next((each for each in _FALLBACKS[name] if char in _characters(each)), None)
    return (font, char) if font else (name, NO_GLYPH)


@cache
def registered(name: str) -> Any:
    """Return a font, registered with reportlab when it is first needed."""
    from reportlab.pdfbase import pdfmetrics

    from egov_desktop.documents.unicode_font import UnicodeFont

    font = UnicodeFont(name, str(font_file(name)))
    pdfmetrics.registerFont(font)
    return font


@cache
def _characters(name: str) -> frozenset[str]:
    return frozenset(map(chr, registered(name).face.charToGlyph))
