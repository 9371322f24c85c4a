"""The look of the printed packet: page, colours, sizes (GB/T 9704 for the text area)."""

from dataclasses import dataclass

from egov_desktop.documents import fonts

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
TEXT_SHORT, TEXT_LONG = 156 * MM, 225 * MM  # 版心 156 mm x 225 mm
MARGIN_HEAD, MARGIN_BINDING = 37 * MM, 28 * MM  # 上白边, 左白边

INK = "#1A1D21"
MUTED = "#5F6872"
FAINT = "#9AA3AC"
HAIRLINE = "#D5DADF"
ACCENT = "#1D4F76"
RED = "#B3261E"
WATERMARK = "#ECEEF0"


@dataclass(frozen=True)
class Style:
    """One kind of text: font, size and leading in points, colour."""

    font: str
    size: float
    leading: float
    colour: str = INK

    @property
    def rise(self) -> float:
        """Return the distance from the top of a line to its baseline."""
        return (self.leading - self.size) / 2 + 0.88 * self.size


TITLES = tuple(Style(fonts.SERIF_BOLD, size, size * 1.45) for size in (26.0, 22.0, 18.0))
SUBTITLE = Style(fonts.SANS, 15, 24, ACCENT)
PART = Style(fonts.SERIF_BOLD, 18, 26)
SECTION = Style(fonts.SANS_BOLD, 11.5, 18, ACCENT)
BODY = Style(fonts.SERIF, 10.5, 17)
LETTER = Style(fonts.SERIF, 12, 24)
LABEL = Style(fonts.SANS, 9.5, 17, MUTED)
REMARK = Style(fonts.SANS, 8.5, 14, MUTED)
EMPTY = Style(fonts.SERIF, 10.5, 17, MUTED)
RUNNING = Style(fonts.SANS, 8, 12, MUTED)
