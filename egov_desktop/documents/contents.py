"""The contents (目录): reserved before the parts are written, filled when their pages are known."""

from collections.abc import Sequence
from dataclasses import dataclass

from egov_desktop.documents import fonts, styles
from egov_desktop.documents.sheets import Mark, Sheets, shorten
from egov_desktop.documents.styles import FAINT, Style
from egov_desktop.documents.tagging import ARTIFACT, Element

_LEADING = 24.0
_ENTRIES = 24  # on a sheet
_TOP = styles.A4[1] - styles.MARGIN_HEAD
_FIRST = _TOP - 54
_LEFT = styles.MARGIN_BINDING
_RIGHT = _LEFT + styles.TEXT_SHORT
_PART = Style(fonts.SANS_BOLD, 11, 18)


@dataclass(frozen=True)
class Contents:
    """The sheets that were kept for the contents, and the links on them."""

    heading: Element
    places: tuple[int, ...]
    links: tuple[Element, ...]


def reserve_contents(sheets: Sheets, titles: Sequence[str]) -> Contents:
    """Start the sheets that a contents of these entries takes."""
    places, links = [], []
    heading, table = sheets.part("H1"), sheets.part("TOC")
    for first in range(0, len(titles), _ENTRIES):
        sheets.start(is_landscape=False)
        places.append(sheets.reserve())
        for place, title in enumerate(titles[first : first + _ENTRIES]):
            top = _FIRST - place * _LEADING
            with sheets.inside(table.part("TOCI")):
                links.append(
                    sheets.link(first + place, title, (_LEFT, top - _LEADING + 6, _RIGHT, top))
                )
    return Contents(heading, tuple(places), tuple(links))


def fill_contents(sheets: Sheets, contents: Contents) -> None:
    """Write the marks of all parts onto the sheets that were reserved."""
    entries = list(zip(sheets.marks, contents.links, strict=True))
    for number, place in enumerate(contents.places):
        with sheets.reserved(place):
            if number == 0:
                with sheets.inside(contents.heading):
                    sheets.text(_LEFT, _TOP - styles.PART.rise, "目\u3000录", styles.PART)
            _draw_entries(sheets, entries[number * _ENTRIES :][:_ENTRIES])


def _draw_entries(sheets: Sheets, entries: Sequence[tuple[Mark, Element]]) -> None:
    for place, (mark, link) in enumerate(entries):
        style = styles.BODY if mark.level else _PART
        left = _LEFT + mark.level * 20
        title = shorten(mark.title, style, _RIGHT - left - 60)
        baseline = _FIRST - place * _LEADING - style.rise
        with sheets.inside(link):
            sheets.text(left, baseline, title, style)
            sheets.text_right(_RIGHT, baseline, str(mark.page), style)
        start = left + fonts.text_width(title, style.font, style.size) + 8
        sheets.tags.mark(ARTIFACT)
        sheets.canvas.setDash(0.6, 3)
        sheets.line(start, baseline + 2, _RIGHT - 24, baseline + 2, colour=FAINT, weight=0.6)
        sheets.canvas.setDash()
