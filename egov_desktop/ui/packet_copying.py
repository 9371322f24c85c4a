"""Handing a packet over (移交): copied to a USB stick, read again, with notes for the receiver."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from egov_desktop.app import packet_copies
from egov_desktop.domain.errors import CancelledError, EgovError
from egov_desktop.ui import dialogs, icons, theme
from egov_desktop.ui.file_line import FileLine
from egov_desktop.ui.signing_certificates import ProblemLine
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.while_there import while_there

if TYPE_CHECKING:
    from egov_desktop.ui.jobs import Job, Jobs

_RECEIVER_WORDS = (
    marked("· 用本程序：打开“验证”页，把 zip 拖进去，结论和理由逐条列出；不需要本机的数据。"),
    marked("· 没有本程序：按“…-核对说明.txt”，用 sha256sum、unzip、openssl 等通用工具核对。"),
    marked("· 请接收方用电话或当面核对 SHA-256 的末几位，不要只信 U 盘上的文件。"),
)


class CopyPart(QWidget):
    """Choose a folder, copy, compare, and what the receiver does then."""

    copied = Signal(object)
    """The path of the copy."""

    def __init__(self, jobs: "Jobs") -> None:
        super().__init__()
        self._jobs = jobs
        self._job: Job | None = None
        self._packet = Path()
        self.folder = FileLine(_("U 盘或其他文件夹"))
        self.folder.changed.connect(self._show_ready)
        self.copy_button = theme.button(_("复制并核对"))
        self.copy_button.clicked.connect(self.start)
        self.cancel_button = theme.button(_("取消"))
        self.cancel_button.setAccessibleName(_("取消复制"))
        self.cancel_button.clicked.connect(self.stop)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("复制进度"))
        self.problem = ProblemLine()
        self._picture = QLabel()
        self.result = theme.plain("")
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE, 0, 0)
        column.setSpacing(theme.SPACE)
        column.addWidget(theme.strong(_("交给接收方")))
        column.addLayout(self._action_row())
        for part in (self._bar, self._result_box(), self.problem):
            column.addWidget(part)
        column.addWidget(theme.plain(_("接收方这样核对：")))
        for words in _RECEIVER_WORDS:
            column.addWidget(theme.note(_(words)))
        self._show_parts()

    def _action_row(self) -> QHBoxLayout:
        label = QLabel(_("U 盘或其他文件夹"))
        label.setBuddy(self.folder.input)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(label)
        row.addWidget(self.folder, 1)
        row.addWidget(self.copy_button)
        row.addWidget(self.cancel_button)
        return row

    def _result_box(self) -> QWidget:
        self._picture.setPixmap(
            icons.pixmap("ready", theme.colours().accent, 18, self.devicePixelRatioF())
        )
        self._done = QWidget()
        row = QHBoxLayout(self._done)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.result, 1)
        self._done.hide()
        return self._done

    def offer(self, packet: Path) -> None:
        """Offer to copy a packet."""
        self.stop()
        self._packet = packet
        self._done.hide()
        self.problem.say("")
        self._show_parts()

    def start(self) -> None:
        """Copy beside the window."""
        folder = self.folder.path
        if folder is None or self._job is not None:
            return
        self._done.hide()
        self.problem.say("")
        self._bar.setRange(0, 0)
        self._job = self._jobs.run_apart(
            packet_copies.copy_to_medium,
            self._packet,
            folder,
            on_done=while_there(self, self._on_copied),
            on_error=while_there(self, self._on_failed),
            on_progress=while_there(self, self._on_progress),
        )
        self._show_parts()
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop(self) -> None:
        """Copy no further; what was written of the copy is removed."""
        if self._job is not None:
            self._job.cancel()

    def _on_progress(self, done: int, total: int) -> None:
        most = 1000
        self._bar.setRange(0, most)
        self._bar.setValue(done * most // max(total, 1))

    def _on_copied(self, copy: Path) -> None:
        self._job = None
        words = _(
            "已复制到 {path}，重新读出后与原文件逐字节一致。"
            "旁边有校验码文件（.sha256）和“…-核对说明.txt”。请用系统的“安全弹出”取下 U 盘。"
        )
        self.result.setText(words.format(path=copy))
        self._done.show()
        self._show_parts()
        self.copy_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.copied.emit(copy)

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self._show_parts()
        self.copy_button.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(error, CancelledError):
            self.problem.say(_("已取消，没有留下副本。"))
        elif isinstance(error, EgovError):
            self.problem.say(str(error))
        else:
            dialogs.show_error(self, error)

    def _show_ready(self) -> None:
        self._show_parts()

    def _show_parts(self) -> None:
        is_busy = self._job is not None
        self._bar.setVisible(is_busy)
        self.cancel_button.setVisible(is_busy)
        self.copy_button.setVisible(not is_busy)
        self.copy_button.setEnabled(self.folder.path is not None)
        self.folder.setDisabled(is_busy)
