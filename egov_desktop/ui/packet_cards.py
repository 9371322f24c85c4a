"""What became of a filing: the packet that was just made."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel

from egov_desktop.app.editions import Edition
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

    def __init__(self, workspace: "Workspace", jobs: "Jobs") -> None:
        super().__init__("accent")
        self._packet: Path | None = None
        self._version = 0
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
        self.paper.made.connect(self.show_edition)
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
        self._version = submission.version
        self.headline.setText(
            _("已固化为 v{version}，报送包已导出").format(version=submission.version)
        )
        checked = (
            _("写入后已重新打开，逐个文件核对无误")
            if submission.verified
            else _("写入后核对没有通过，请勿使用")
        )
        self._show_file(submission.packet, submission.sha256)
        self.signature.setText(signature_words(submission))
        self.checked.setText(checked)
        self._say("\n".join(submission.reasons))
        self.paper.offer(submission.packet)
        self.paper.setVisible(submission.level == _UNSIGNED)

    def show_edition(self, edition: Edition) -> None:
        """Show the file with the scan in it, which is what goes to the receiver now."""
        paper = edition.verification.paper
        self.headline.setText(
            _("已附上签章扫描件，v{version} 另存为新的文件").format(version=self._version)
        )
        self._show_file(edition.path, edition.sha256)
        self.signature.setText(
            _("没有电子签名；附有签字盖章页的扫描件 {pages} 页，纸质原件一并报送").format(
                pages=paper.pages if paper else 0
            )
        )
        self._say(_("请交出这个新文件；原来的报送包不变，仍在原处。"))

    def _show_file(self, packet: Path, digest: str) -> None:
        self._packet = packet
        self.path.setText(str(packet))
        self.digest.setText(digest)
        for line in (self.path, self.digest):
            line.setCursorPosition(0)
        self.copying.offer(packet)

    def _say(self, notes: str) -> None:
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))
        self.setAccessibleName(self.headline.text())

    def _open_folder(self) -> None:
        if self._packet is not None:
            open_folder(self._packet)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.digest.text())


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
