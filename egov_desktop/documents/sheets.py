"""Sheets of paper (页): running head, foot, bookmarks and a place to go on writing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, BinaryIO

from egov_desktop.documents import fonts, styles
from egov_desktop.documents.archival_parts import Description, finish_archival, new_canvas
from egov_desktop.documents.lines import break_lines
from egov_desktop.documents.styles import A4, HAIRLINE, MM, RUNNING, Style
from egov_desktop.documents.tagging import ARTIFACT, REPEATED, Element, Tags, text_entry

_FOOT = 24 * MM
_HEAD = 10 * MM
_FORM = 1000.0  # a drawing may reach so far from its origin
_TOTAL = "total-pages"
_WATERMARK = "watermark"


@dataclass(frozen=True)
class Imprint:
    """What every sheet says of the document, and what its properties hold."""

    title: str
    author: str
    subject: str
    head_left: str
    head_right: str
    foot_left: str
    foot_right: str
    made_on: date
    watermark: str = ""


@dataclass(frozen=True)
class Mark:
    """A place that the contents and the bookmarks point to."""

    key: str
    title: str
    level: int
    page: int


class Sheets:
    """Writes from top to bottom and starts a new sheet when one is full.

    Lengths are points, y grows upwards as in PDF; `y` is the top of what is still free.
    """

    def __init__(self, stream: BinaryIO, imprint: Imprint, advance: Callable[[], None]) -> None:
        fonts.registered(fonts.SANS)
        self._description = _description(imprint)
        self.canvas: Any = new_canvas(stream, self._description, fonts.SANS)
        self.tags = Tags(self.canvas)
        self._section = self.tags.root
        self._element: Element | None = None
        self._imprint = imprint
        self.advance = advance
        """Called for each row that is done; raises CancelledError when the user has cancelled."""
        self._state: tuple[str, float, str] | None = None
        self.is_landscape = False
        self._marks: list[Mark] = []
        self._reserved: list[int] = []
        self.page = 0
        self.y = 0.0
        if imprint.watermark:
            self._define_watermark()

    @property
    def width(self) -> float:
        """Return the width of the text area of this sheet."""
        return styles.TEXT_LONG if self.is_landscape else styles.TEXT_SHORT

    @property
    def height(self) -> float:
        """Return the height of the text area of this sheet."""
        return styles.TEXT_SHORT if self.is_landscape else styles.TEXT_LONG

    @property
    def left(self) -> float:
        """Return the left edge of the text area."""
        return styles.MARGIN_BINDING if not self.is_landscape else 36 * MM

    @property
    def right(self) -> float:
        """Return the right edge of the text area."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Return the lower edge of the text area."""
        return (35 if not self.is_landscape else 26) * MM

    @property
    def free(self) -> float:
        """Return the height that is left on this sheet."""
        return self.y - self.bottom

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return the marks set so far, in order."""
        return tuple(self._marks)

    def start(self, *, is_landscape: bool | None = None, has_head: bool = True) -> None:
        """Start a new sheet; without `is_landscape` it lies as the last one did."""
        self.tags.close()
        if self.page:
            self.canvas.showPage()
        if is_landscape is not None:
            self.is_landscape = is_landscape
        self.canvas.setPageSize(A4[::-1] if self.is_landscape else A4)
        self._state = None
        self.page += 1
        self.tags.begin_page()
        self.y = self.bottom + self.height
        with self.inside(REPEATED):
            if self._imprint.watermark:
                middle = self.left + self.width / 2
                self.place_form(_WATERMARK, middle, self.bottom + self.height / 2)
            if has_head:
                self._draw_head()
            self._draw_foot()

    def ensure(self, height: float) -> None:
        """Start a new sheet when less than this height is left."""
        if self.free < height:
            self.start()

    def mark(self, title: str, level: int) -> None:
        """Set a bookmark at the present place."""
        if level == 0:
            self._section = self.tags.root.part("Sect", text_entry("T", title))
        mark = Mark(_key(len(self._marks)), title, level, self.page)
        self._marks.append(mark)
        self.canvas.bookmarkPage(mark.key, fit="XYZ", left=0, top=self.y + 12, zoom=0)
        self.canvas.addOutlineEntry(title, mark.key, level=level, closed=level > 0)

    @contextmanager
    def tagged(self, tag: str, details: str = "") -> Iterator[Element]:
        """Let what is drawn within be a part of the structure: a heading, a paragraph, a table."""
        with self.inside(self.part(tag, details)) as element:
            yield element

    @contextmanager
    def inside(self, element: Element) -> Iterator[Element]:
        """Let what is drawn within belong to a part that was made before."""
        before, self._element = self._element, element
        yield element
        self._element = before

    @contextmanager
    def figure(self, words: str) -> Iterator[None]:
        """Let what is drawn within, on one sheet, be a figure that these words stand for."""
        with self.tagged("Figure", text_entry("Alt", words)) as element:
            self.tags.mark(element)
            yield

    def part(self, tag: str, details: str = "") -> Element:
        """Make a part of the structure, below the one that is being drawn."""
        return (self._element or self._section).part(tag, details)

    def text(self, x: float, baseline: float, text: str, style: Style) -> None:
        """Draw one line from x to the right; a paragraph of its own where nothing else is said."""
        self.tags.mark(self._element or self.part("P"))
        for font, piece in fonts.runs(text, style.font):
            self._set_style(font, style)
            self.canvas.drawString(x, baseline, piece)
            if piece is not text:
                x += fonts.text_width(piece, font, style.size)

    def block(self, x: float, baseline: float, lines: Sequence[str], style: Style) -> None:
        """Draw lines below each other from x to the right; `baseline` is that of the first."""
        if not all(fonts.has_all(style.font, line) for line in lines):
            for number, line in enumerate(lines):
                self.text(x, baseline - number * style.leading, line, style)
            return
        self.tags.mark(self._element or self.part("P"))
        self._set_style(style.font, style)
        text = self.canvas.beginText(x, baseline)
        text.setLeading(style.leading)
        for line in lines:
            text.textLine(line)
        self.canvas.drawText(text)

    def text_right(self, x: float, baseline: float, text: str, style: Style) -> None:
        """Draw one line that ends at x."""
        self.text(x - fonts.text_width(text, style.font, style.size), baseline, text, style)

    def text_centre(self, x: float, baseline: float, text: str, style: Style) -> None:
        """Draw one line with its middle at x."""
        self.text(x - fonts.text_width(text, style.font, style.size) / 2, baseline, text, style)

    def paragraph(self, text: str, style: Style, *, indent_first: bool = False) -> None:
        """Write a text below the last, over as many sheets as it takes."""
        with self.tagged("P"):
            for line in wrap("\u3000\u3000" + text if indent_first else text, style, self.width):
                self.ensure(style.leading)
                self.text(self.left, self.y - style.rise, line, style)
                self.y -= style.leading

    def heading(self, text: str, style: Style, *, keep: float) -> None:
        """Write a heading that stays with at least `keep` points of what follows."""
        lines = wrap(text, style, self.width)
        self.ensure(len(lines) * style.leading + keep)
        with self.tagged("H1" if style is styles.PART else "H2"):
            for line in lines:
                self.text(self.left, self.y - style.rise, line, style)
                self.y -= style.leading

    def rule(self, y: float, *, colour: str = HAIRLINE, weight: float = 0.5) -> None:
        """Draw a line over the whole text width."""
        self.line(self.left, y, self.right, y, colour=colour, weight=weight)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, colour: str, weight: float
    ) -> None:
        """Draw a straight line; it says nothing but in a figure."""
        if self._element is None or self._element.tag != "Figure":
            self.tags.mark(ARTIFACT)
        self.canvas.setStrokeColor(_ink(colour))
        self.canvas.setLineWidth(weight)
        self.canvas.line(x1, y1, x2, y2)

    @contextmanager
    def form(self, name: str) -> Iterator[None]:
        """Define a drawing that sheets place by its name; it may follow its first use."""
        self.canvas.beginForm(name, -_FORM, -_FORM, _FORM, _FORM)
        self._state = None
        self.tags.is_paused = True
        with self.inside(REPEATED):
            yield
        self.tags.is_paused = False
        self.canvas.endForm()
        self._state = None

    def place_form(self, name: str, x: float, y: float) -> None:
        """Place a drawing with its origin at x, y."""
        self.tags.mark(self._element or ARTIFACT)
        self.canvas.saveState()
        self.canvas.translate(x, y)
        self.canvas.doForm(name)
        self.canvas.restoreState()

    def reserve(self) -> int:
        """Keep a place in the order of drawing of this sheet; return its number."""
        self.tags.close()
        self.canvas._code.append(_reserved(len(self._reserved)))
        self._reserved.append(self.page - 1)
        return len(self._reserved) - 1

    @contextmanager
    def reserved(self, number: int) -> Iterator[None]:
        """Draw into a place that was kept on an earlier sheet."""
        canvas, page = self.canvas, self._reserved[number]
        self.tags.turn_to(page)
        before, canvas._code = canvas._code, []
        self._state = None
        yield
        self.tags.turn_to(self.page - 1)
        drawn, canvas._code = "\n".join(canvas._code), before
        self._state = None
        sheet = canvas._doc.Pages.pages[page]
        sheet.stream = sheet.stream.replace(_reserved(number), drawn, 1)

    def link(self, mark: int, words: str, place: tuple[float, float, float, float]) -> Element:
        """Make a place on this sheet lead to a mark, counted from 0, that may be set later.

        Returns the link as part of the structure, so that its text can be drawn inside it.
        """
        from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFString

        element = self.part("Link")
        name = f"link-{mark}"
        entries = {
            "Type": "/Annot",
            "Subtype": "/Link",
            "Rect": PDFArray(place),
            "Border": "[0 0 0]",
            "F": 4,  # it is printed, as PDF/A asks
            "Contents": PDFString(words),
            "Dest": self.canvas._bookmarkReference(_key(mark)),
            "StructParent": self.tags.link_key(element, name),
        }
        self.canvas._addAnnotation(PDFDictionary(entries), name)
        return element

    def fill(self, colour: str) -> None:
        """Set the colour of what is filled next."""
        self._state = None
        self.canvas.setFillColor(_ink(colour))

    def finish(self) -> int:
        """Write the document and return the number of its sheets."""
        self.tags.close()
        self.canvas.showPage()
        with self.form(_TOTAL):
            self.text(0, 0, f"共 {self.page} 页", RUNNING)
        self.canvas.showOutline()
        finish_archival(self.canvas, self.tags, self._description)
        self.canvas.save()
        return self.page

    def _set_style(self, font: str, style: Style) -> None:
        if (font, style.size, style.colour) != self._state:
            self._state = (font, style.size, style.colour)
            fonts.registered(font)
            self.canvas.setFont(font, style.size)
            self.canvas.setFillColor(_ink(style.colour))

    def _define_watermark(self) -> None:
        style = Style(fonts.SANS_BOLD, 150, 150, styles.WATERMARK)
        with self.form(_WATERMARK):
            self.canvas.rotate(40)
            self.text_centre(0, -50, self._imprint.watermark, style)

    def _draw_head(self) -> None:
        y = self.y + _HEAD
        self.text(self.left, y, self._imprint.head_left, RUNNING)
        self.text_right(self.right, y, self._imprint.head_right, RUNNING)
        self.rule(y - 5)

    def _draw_foot(self) -> None:
        y = min(_FOOT, self.bottom - 7 * MM)
        middle = self.left + self.width / 2
        self.rule(y + 13)
        self.text(self.left, y, self._imprint.foot_left, RUNNING)
        self.text_right(self.right, y, self._imprint.foot_right, RUNNING)
        self.text_right(middle - 2, y, f"第 {self.page} 页", RUNNING)
        self.place_form(_TOTAL, middle + 2, y)


@cache
def _ink(colour: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(colour)


def _description(imprint: Imprint) -> Description:
    return Description(
        imprint.title, imprint.author, imprint.subject, imprint.foot_right, imprint.made_on
    )


def _reserved(number: int) -> str:
    return f"% reserved place {number}"


def _key(mark: int) -> str:
    return f"mark-{mark}"


def wrap(text: str, style: Style, width: float) -> list[str]:
    """Return the lines of a text in a style and a width in points."""
    return break_lines(text, fonts.widths(style.font), width / style.size)


def shorten(text: str, style: Style, width: float) -> str:
    """Return a text that fits one line, its end replaced by an ellipsis where it does not."""
    if fonts.text_width(text, style.font, style.size) <= width:
        return text
    while text and fonts.text_width(text + "…", style.font, style.size) > width:
        text = text[:-1]
    return text + "…"
