"""What became of a filing: the packet that was just made."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel

from egov_desktop.app.submissions import Submission
from egov_desktop.ui import icons, theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.line_input import LineInput

_UNSIGNED = "unsigned"


class ResultCard(theme.Card):
    """The packet that was just made, and that it was looked at again."""

    def __init__(self) -> None:
        super().__init__("accent")
        self._submission: Submission | None = None
        self.headline = theme.heading("")
        self.path = _copyable(_("报送包文件"))
        self.digest = _copyable("SHA-256")
        self.signature = theme.plain("")
        self.checked = theme.plain("")
        self.notes = theme.note("")
        self.open_button = theme.button(_("打开所在文件夹"))
        self.open_button.clicked.connect(self._open_folder)
        self.copy_button = theme.quiet_button(_("复制校验码"))
        self.copy_button.clicked.connect(self._copy)
        picture = QLabel()
        picture.setPixmap(
            icons.pixmap("frozen", theme.colours().accent, 22, self.devicePixelRatioF())
        )
        head = QHBoxLayout()
        head.addWidget(picture)
        head.addWidget(self.headline, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        self.rows.addLayout(head)
        self.rows.addLayout(self._facts())
        self.rows.addWidget(self.notes)
        self.rows.addLayout(buttons)

    def _facts(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(theme.GAP)
        form.setVerticalSpacing(theme.SPACE)
        rows = (
            (_("文件"), self.path),
            ("SHA-256", self.digest),
            (_("签名"), self.signature),
            (_("核对"), self.checked),
        )
        for words, part in rows:
            form.addRow(QLabel(words), part)
        return form

    def show_submission(self, submission: Submission) -> None:
        """Show what was made, honestly."""
        self._submission = submission
        self.headline.setText(
            _("已固化为 v{version}，报送包已导出").format(version=submission.version)
        )
        checked = (
            _("写入后已重新打开，逐个文件核对无误")
            if submission.verified
            else _("写入后核对没有通过，请勿使用")
        )
        self.path.setText(str(submission.packet))
        self.digest.setText(submission.sha256)
        for line in (self.path, self.digest):
            line.setCursorPosition(0)
        self.signature.setText(signature_words(submission))
        self.checked.setText(checked)
        self.notes.setText("\n".join(submission.reasons))
        self.notes.setVisible(bool(submission.reasons))
        self.setAccessibleName(self.headline.text())

    def _open_folder(self) -> None:
        if self._submission is not None:
            open_folder(self._submission.packet)

    def _copy(self) -> None:
        if self._submission is not None:
            QGuiApplication.clipboard().setText(self._submission.sha256)


def signature_words(submission: Submission) -> str:
    """Return the level of the signature, saying neither more nor less than it is."""
    if submission.level == _UNSIGNED:
        return _("没有电子签名；请打印签字盖章，并随纸质材料报送")
    return _("{level}，签名人：{signer}。离线签署，没有时间戳，签名时间取自本机时钟").format(
        level=submission.level, signer=submission.signer
    )


def open_folder(packet: Path) -> None:
    """Show a packet's folder in the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(packet.parent)))


def _copyable(label: str) -> LineInput:
    line = LineInput()
    line.setReadOnly(True)
    line.setAccessibleName(label)
    return line
