"""One file that was handed in: name, type, pages, size, and what the inspector remarks."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from egov_desktop.domain import attachment_flaws
from egov_desktop.domain.attachment_flaws import FlawWeight
from egov_desktop.domain.policy import Severity
from egov_desktop.domain.project import Attachment
from egov_desktop.ui import icons, theme
from egov_desktop.ui.severity import mark_of
from egov_desktop.ui.translation import _, marked

_TYPE_WORDS = {
    "application/pdf": "PDF",
    "image/png": marked("PNG 图片"),
    "image/jpeg": marked("JPEG 图片"),
    "image/tiff": marked("TIFF 图片"),
    "image/gif": marked("GIF 图片"),
    "image/bmp": marked("BMP 图片"),
    "application/zip": marked("ZIP 压缩包"),
    "application/msword": marked("Word 文档"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": marked("Word 文档"),
    "application/vnd.ms-excel": marked("Excel 表格"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": marked("Excel 表格"),
    "application/ofd": marked("OFD 版式文件"),
    "application/vnd.rar": marked("RAR 压缩包"),
    "application/x-7z-compressed": marked("7z 压缩包"),
    "application/vnd.ms-powerpoint": marked("演示文稿"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": marked("演示文稿"),
    "application/rtf": marked("RTF 文档"),
    "text/html": marked("网页"),
    "application/xml": marked("XML 文件"),
    "text/plain": marked("纯文本"),
    "application/x-executable": marked("可执行程序"),
    "application/x-encrypted-office": marked("加密的 Office 文件"),
    "application/octet-stream": marked("未知类型"),
}
_SEVERITIES = {
    FlawWeight.BLOCKS: Severity.ERROR,
    FlawWeight.WARNS: Severity.WARNING,
    FlawWeight.TELLS: Severity.NOTE,
}
_STEP = 1024


class AttachmentRow(QWidget):
    """A file on the card of its material."""

    open_wanted = Signal(object)
    remove_wanted = Signal(object)
    """Each hands on the Attachment."""

    def __init__(self, attachment: Attachment) -> None:
        super().__init__()
        self.attachment = attachment
        self.setAccessibleName(attachment.title)
        picture = QLabel()
        picture.setPixmap(icons.pixmap("document", theme.colours().muted, 16, 2))
        self.name = theme.plain(attachment.title)
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts = theme.note(facts_of(attachment))
        self.facts.setWordWrap(False)
        self.open_button = theme.quiet_button(_("打开"))
        self.open_button.setAccessibleName(_("打开 {name}").format(name=attachment.title))
        self.open_button.clicked.connect(lambda: self.open_wanted.emit(attachment))
        self.remove_button = theme.quiet_button(_("移除"))
        self.remove_button.setAccessibleName(_("移除 {name}").format(name=attachment.title))
        self.remove_button.clicked.connect(lambda: self.remove_wanted.emit(attachment))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.SPACE)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        parts = (picture, self.name, self.facts, self.open_button, self.remove_button)
        for column, part in enumerate(parts):
            grid.addWidget(part, 0, column)
        self.remarks = [_Remark(*each) for each in _by_weight(attachment)]
        for number, remark in enumerate(self.remarks, start=1):
            grid.addWidget(remark, number, 1, 1, 4)


class _Remark(QWidget):
    """One remark of the inspector: how much it weighs, as shape and word, and the sentence."""

    def __init__(self, sentence: str, weight: FlawWeight) -> None:
        super().__init__()
        mark = mark_of(_SEVERITIES[weight])
        picture = QLabel()
        picture.setPixmap(mark.picture(14, self.devicePixelRatioF()))
        picture.setContentsMargins(0, 3, 0, 0)
        word = QLabel(mark.word)
        palette = word.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(mark.colour))
        word.setPalette(palette)
        self.sentence = theme.plain(sentence)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAccessibleName(f"{mark.word} {sentence}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(word, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.sentence, 1, Qt.AlignmentFlag.AlignTop)


def _by_weight(attachment: Attachment) -> list[tuple[str, FlawWeight]]:
    """Return the remarks, the gravest first."""
    order = list(FlawWeight)
    return sorted(attachment_flaws.weighed(attachment), key=lambda each: order.index(each[1]))


def facts_of(attachment: Attachment) -> str:
    """Return type, pages and size in words."""
    known = _(_TYPE_WORDS.get(attachment.media_type, attachment.media_type))
    pages = _("{count} 页").format(count=attachment.pages) if attachment.pages else ""
    return " · ".join(part for part in (known, pages, size_words(attachment.size)) if part)


def size_words(size: int) -> str:
    """Return a number of bytes as people say it."""
    value = float(size)
    for unit in ("B", "KB", "MB"):
        if value < _STEP:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= _STEP
    return f"{value:.1f} GB"
