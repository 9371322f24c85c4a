"""A verdict on screen: a word, a shape and a colour, never the colour alone."""

from dataclasses import dataclass

from PySide6.QtGui import QPixmap

from egov_desktop.ui import theme
from egov_desktop.ui.icons import pixmap
from egov_desktop.ui.translation import _, marked

LABELS = (
    marked("项目"),
    marked("报送单位"),
    marked("报件"),
    marked("版本"),
    marked("报件编码"),
    marked("固化时间"),
    marked("制度包"),
    marked("制度包摘要"),
    marked("前一版本摘要"),
    marked("签章扫描件"),
    marked("文件摘要（SHA-256）"),
    marked("签名人"),
    marked("结论"),
    marked("颁发者"),
    marked("证书序列号"),
    marked("证书指纹"),
    marked("签名时间"),
    marked("时间戳"),
    marked("级别"),
    marked("证书链"),
    marked("吊销"),
    marked("签名原因"),
    marked("公钥摘要"),
)
"""Labels that verification hands over in Chinese."""

_RUN = 28
"""A longer run of Latin letters gets places where a line may end."""


@dataclass(frozen=True)
class VerdictMark:
    """The word, the shape and the tone of one verdict."""

    word: str
    meaning: str
    shape: str
    colour: str
    tone: str

    def picture(self, size: int, ratio: float) -> QPixmap:
        """Return the shape in its colour."""
        return pixmap(self.shape, self.colour, size, ratio)


def verdict_mark(verdict: str) -> VerdictMark:
    """Return the mark of a verdict: valid, reserved, invalid, or unread."""
    look = theme.colours()
    marks = {
        "valid": (
            _("有效"),
            _("报送包完整，没有被改动，签名经核对无误。"),
            "shield",
            look.accent,
            "accent",
        ),
        "reserved": (
            _("有效，但有保留"),
            _("没有发现改动，但有下列事项没有核对，或需要留意。"),
            "problem",
            look.warning,
            "warning",
        ),
        "invalid": (
            _("无效"),
            _("不要受理这个文件，请向报送单位索取原件。"),
            "error",
            look.error,
            "error",
        ),
    }
    unread = (_("读不了"), _("文件打不开，没有核对。"), "question", look.muted, "")
    return VerdictMark(*marks.get(verdict, unread))


def breakable(text: str) -> str:
    """Return a text whose long runs without blanks may be broken over lines."""
    return " ".join(
        "\u200b".join(run[i : i + _RUN] for i in range(0, len(run), _RUN))
        if len(run) > _RUN
        else run
        for run in text.split(" ")
    )
