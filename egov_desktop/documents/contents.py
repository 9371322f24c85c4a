"""The contents (目录): reserved before the parts are written, filled when their pages are known."""

from collections.abc import Sequence

from egov_desktop.documents import fonts, styles
from egov_desktop.documents.sheets import Mark, Sheets, shorten
from egov_desktop.documents.styles import FAINT, Style

_NAME = "contents"
_LEADING = 24.0
_ENTRIES = 24  # on a sheet
_TOP = styles.A4[1] - styles.MARGIN_HEAD
_FIRST = _TOP - 54
_LEFT = styles.MARGIN_BINDING
_RIGHT = _LEFT + styles.TEXT_SHORT
_PART = Style(fonts.SANS_BOLD, 11, 18)


def reserve_contents(sheets: Sheets, count: int) -> None:
    """Start the sheets that a contents of so many entries takes."""
    for first in range(0, count, _ENTRIES):
        sheets.start(is_landscape=False)
        sheets.place_form(f"{_NAME}-{first}", 0, 0)
        for place in range(min(_ENTRIES, count - first)):
            top = _FIRST - place * _LEADING
            sheets.link(first + place, (_LEFT, top - _LEADING + 6, _RIGHT, top))


def fill_contents(sheets: Sheets) -> None:
    """Write the marks of all parts onto the sheets that were reserved."""
    for first in range(0, len(sheets.marks), _ENTRIES):
        with sheets.form(f"{_NAME}-{first}"):
            if first == 0:
                sheets.text(_LEFT, _TOP - styles.PART.rise, "目\u3000录", styles.PART)
            _draw_entries(sheets, sheets.marks[first : first + _ENTRIES])


def _draw_entries(sheets: Sheets, marks: Sequence[Mark]) -> None:
    for place, mark in enumerate(marks):
        style = styles.BODY if mark.level else _PART
        left = _LEFT + mark.level * 20
        title = shorten(mark.title, style, _RIGHT - left - 60)
        baseline = _FIRST - place * _LEADING - style.rise
        sheets.text(left, baseline, title, style)
        sheets.text_right(_RIGHT, baseline, str(mark.page), style)
        start = left + fonts.text_width(title, style.font, style.size) + 8
        sheets.canvas.setDash(0.6, 3)
        sheets.line(start, baseline + 2, _RIGHT - 24, baseline + 2, colour=FAINT, weight=0.6)
        sheets.canvas.setDash()
