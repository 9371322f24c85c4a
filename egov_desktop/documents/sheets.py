"""Sheets of paper (页): running head, foot, bookmarks and a place to go on writing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, BinaryIO

from egov_desktop.documents import fonts, styles
from egov_desktop.documents.lines import break_lines
from egov_desktop.documents.styles import A4, HAIRLINE, MM, RUNNING, Style

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
        from reportlab.pdfgen.canvas import Canvas

        fonts.registered(fonts.SANS)
        self.canvas: Any = Canvas(
            stream,
            pagesize=A4,
            invariant=1,
            pageCompression=1,
            initialFontName=fonts.SANS,
            lang="zh-CN",
        )
        self._imprint = imprint
        self.advance = advance
        """Called for each row that is done; raises CancelledError when the user has cancelled."""
        self._state: tuple[str, float, str] | None = None
        self.is_landscape = False
        self._marks: list[Mark] = []
        self.page = 0
        self.y = 0.0
        self._describe()
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
        if self.page:
            self.canvas.showPage()
        if is_landscape is not None:
            self.is_landscape = is_landscape
        self.canvas.setPageSize(A4[::-1] if self.is_landscape else A4)
        self._state = None
        self.page += 1
        self.y = self.bottom + self.height
        if self._imprint.watermark:
            self.place_form(_WATERMARK, self.left + self.width / 2, self.bottom + self.height / 2)
        if has_head:
            self._draw_head()
        self._draw_foot()

    def ensure(self, height: float) -> None:
        """Start a new sheet when less than this height is left."""
        if self.free < height:
            self.start()

    def mark(self, title: str, level: int) -> None:
        """Set a bookmark at the present place."""
        mark = Mark(_key(len(self._marks)), title, level, self.page)
        self._marks.append(mark)
        self.canvas.bookmarkPage(mark.key, fit="XYZ", left=0, top=self.y + 12, zoom=0)
        self.canvas.addOutlineEntry(title, mark.key, level=level, closed=level > 0)

    def text(self, x: float, baseline: float, text: str, style: Style) -> None:
        """Draw one line from x to the right."""
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
        for line in wrap("\u3000\u3000" + text if indent_first else text, style, self.width):
            self.ensure(style.leading)
            self.text(self.left, self.y - style.rise, line, style)
            self.y -= style.leading

    def heading(self, text: str, style: Style, *, keep: float) -> None:
        """Write a heading that stays with at least `keep` points of what follows."""
        lines = wrap(text, style, self.width)
        self.ensure(len(lines) * style.leading + keep)
        for line in lines:
            self.text(self.left, self.y - style.rise, line, style)
            self.y -= style.leading

    def rule(self, y: float, *, colour: str = HAIRLINE, weight: float = 0.5) -> None:
        """Draw a line over the whole text width."""
        self.line(self.left, y, self.right, y, colour=colour, weight=weight)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, colour: str, weight: float
    ) -> None:
        """Draw a straight line."""
        self.canvas.setStrokeColor(_ink(colour))
        self.canvas.setLineWidth(weight)
        self.canvas.line(x1, y1, x2, y2)

    @contextmanager
    def form(self, name: str) -> Iterator[None]:
        """Define a drawing that sheets place by its name; it may follow its first use."""
        self.canvas.beginForm(name, -_FORM, -_FORM, _FORM, _FORM)
        self._state = None
        yield
        self.canvas.endForm()
        self._state = None

    def place_form(self, name: str, x: float, y: float) -> None:
        """Place a drawing with its origin at x, y."""
        self.canvas.saveState()
        self.canvas.translate(x, y)
        self.canvas.doForm(name)
        self.canvas.restoreState()

    def link(self, mark: int, place: tuple[float, float, float, float]) -> None:
        """Make a place on this sheet lead to a mark, counted from 0, that may be set later."""
        self.canvas.linkRect("", _key(mark), place, relative=0, thickness=0)

    def fill(self, colour: str) -> None:
        """Set the colour of what is filled next."""
        self._state = None
        self.canvas.setFillColor(_ink(colour))

    def finish(self) -> int:
        """Write the document and return the number of its sheets."""
        self.canvas.showPage()
        with self.form(_TOTAL):
            self.text(0, 0, f"共 {self.page} 页", RUNNING)
        self.canvas.showOutline()
        self.canvas.save()
        return self.page

    def _set_style(self, font: str, style: Style) -> None:
        if (font, style.size, style.colour) != self._state:
            self._state = (font, style.size, style.colour)
            fonts.registered(font)
            self.canvas.setFont(font, style.size)
            self.canvas.setFillColor(_ink(style.colour))

    def _describe(self) -> None:
        imprint, canvas = self._imprint, self.canvas
        canvas.setTitle(imprint.title)
        canvas.setAuthor(imprint.author)
        canvas.setSubject(imprint.subject)
        canvas.setKeywords(imprint.foot_right)
        canvas.setCreator("egov-desktop")
        canvas.setProducer("egov-desktop")
        canvas.setDateFormatter(lambda *_: f"D:{imprint.made_on:%Y%m%d}000000+08'00'")
        canvas.setViewerPreference("DisplayDocTitle", "true")

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
