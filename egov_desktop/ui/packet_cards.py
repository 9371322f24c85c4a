"""What became of a filing: the packet that was just made."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel

from egov_desktop.app.submissions import Submission
from egov_desktop.ui import icons, theme
from egov_desktop.ui.packet_copying import CopyPart
from egov_desktop.ui.packet_paper import PaperPart
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.line_input import LineInput

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs

_UNSIGNED = "unsigned"


class ResultCard(theme.Card):
    """The packet that was just made, and that it was looked at again."""

    scans_wanted = Signal()

    def __init__(self, workspace: "Workspace", jobs: "Jobs") -> None:
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
        self.copying = CopyPart(jobs)
        self.paper = PaperPart(workspace, jobs)
        self.paper.scans_wanted.connect(self.scans_wanted)
        for part in (self.paper, self.copying):
            self.rows.addWidget(part)

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
        self.copying.offer(submission.packet)
        self.paper.offer(submission.packet)
        self.paper.setVisible(submission.level == _UNSIGNED)

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
    signers = _("、").join(_signer_words(each) for each in submission.signers) or submission.signer
    words = _("{level}，签名人：{signer}。离线签署，没有时间戳，签名时间取自本机时钟").format(
        level=submission.level, signer=signers
    )
    if submission.sm2_signer is None:
        return words
    sm2 = _("另有 SM3 清单和 SM2 签名：{signer}").format(signer=submission.sm2_signer)
    return f"{words}\n{sm2}"


def _signer_words(signer: Mapping[str, str]) -> str:
    role = signer.get("role", "")
    return f"{role} {signer['signer']}" if role else signer["signer"]


def open_folder(packet: Path) -> None:
    """Show a packet's folder in the file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(packet.parent)))


def _copyable(label: str) -> LineInput:
    line = LineInput()
    line.setReadOnly(True)
    line.setAccessibleName(label)
    return line
