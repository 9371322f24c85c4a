"""A timestamp (时间戳) for a frozen packet: the request and the reply are carried by hand."""

import secrets
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from egov_desktop.app import editions
from egov_desktop.app.editions import Edition
from egov_desktop.domain.errors import CancelledError, EgovError
from egov_desktop.ui import dialogs, file_choosing, theme
from egov_desktop.ui.file_choosing import or_any
from egov_desktop.ui.file_line import FileLine
from egov_desktop.ui.signing_certificates import ProblemLine, form_label
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.while_there import while_there

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Job, Jobs

_REQUESTS = marked("时间戳请求 (*.tsq)")
_REPLIES = marked("时间戳回复 (*.tsr)")
_NONCE_BITS = 63
_WIDTH = 620


class TimestampDialog(QDialog):
    """Step one writes the request, step two takes in the reply as a later edition."""

    def __init__(
        self, parent: QWidget | None, workspace: "Workspace", jobs: "Jobs", packet: Path
    ) -> None:
        super().__init__(parent)
        self._workspace, self._jobs, self._packet = workspace, jobs, packet
        self._job: Job | None = None
        self.setWindowTitle(_("时间戳"))
        self.setAccessibleName(self.windowTitle())
        self.setMinimumWidth(_WIDTH)
        self.request_button = theme.button(_("生成请求文件…"))
        self.request_button.clicked.connect(self._ask_place)
        self.reply = FileLine(_("时间戳回复"), or_any(_(_REPLIES)))
        self.reply.changed.connect(self._show_parts)
        self.add_button = theme.primary_button(_("写入时间戳"))
        self.add_button.clicked.connect(self.add_reply)
        self.problem = ProblemLine()
        self.result = theme.plain("")
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("进度"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        column.setSpacing(theme.SPACE + theme.TIGHT)
        for part in self._words():
            column.addWidget(part)
        column.addWidget(self.request_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(theme.strong(_("二、取回回复，写入报送包")))
        column.addLayout(self._reply_row())
        for part in (self._bar, self.problem, self.result):
            column.addWidget(part)
        column.addLayout(self._buttons())
        self.finished.connect(self._stop)
        self._show_parts()

    def _words(self) -> tuple[QWidget, ...]:
        return (
            theme.heading(_("给报送包加时间戳")),
            theme.note(str(self._packet)),
            theme.plain(
                _(
                    "时间戳由第三方证明这个报送包在那时已经存在。本机不联网：请求和回复用文件人工传递。"
                    "写入后成为新的文件，原来的报送包不变，签名仍然有效。"
                )
            ),
            theme.strong(_("一、生成请求，交给时间戳机构")),
            theme.note(
                _("请求里只有签名的摘要，没有报件的内容。把 .tsq 文件交给机构，取回 .tsr 文件。")
            ),
        )

    def _reply_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(form_label(_("时间戳回复"), self.reply.input))
        row.addWidget(self.reply, 1)
        return row

    def _buttons(self) -> QHBoxLayout:
        close = theme.button(_("关闭"))
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.add_button)
        row.addWidget(close)
        return row

    def _ask_place(self) -> None:
        name = f"{self._packet.stem}.tsq"
        path = file_choosing.file_to_write(self, _("生成请求文件"), name, _(_REQUESTS))
        if path is not None:
            self.write_request(path)

    def write_request(self, path: Path) -> None:
        """Write the request beside the window: the packet is read through for it."""
        self._begin(
            self._jobs.run(
                editions.request_timestamp,
                self._packet,
                path,
                secrets.randbits(_NONCE_BITS),
                on_done=while_there(self, lambda _none: self._on_requested(path)),
                on_error=while_there(self, self._on_failed),
            )
        )

    def add_reply(self) -> None:
        """Write the later edition with the reply in it, and look at it again."""
        reply = self.reply.path
        if reply is None or self._job is not None:
            return
        make = partial(editions.make_edition, reply=reply)
        self._begin(
            self._jobs.run_apart(
                make,
                self._packet,
                editions.edition_path(self._packet),
                self._workspace.now(),
                on_done=while_there(self, self._on_added),
                on_error=while_there(self, self._on_failed),
                on_progress=while_there(self, self._on_progress),
            )
        )

    def _begin(self, job: "Job") -> None:
        self._job = job
        self.problem.say("")
        self.result.setText("")
        self._bar.setRange(0, 0)
        self._show_parts()

    def _on_progress(self, done: int, total: int) -> None:
        most = 1000
        self._bar.setRange(0, most)
        self._bar.setValue(done * most // max(total, 1))

    def _on_requested(self, path: Path) -> None:
        self._job = None
        self.result.setText(_("请求已写到 {path}").format(path=path))
        self._show_parts()

    def _on_added(self, edition: Edition) -> None:
        self._job = None
        try:
            editions.record_edition(self._workspace, edition)
        except EgovError as error:
            self.problem.say(str(error))
        words = _("已写成 {path}，清单签名的级别：{level}。写入后已重新打开，核对无误。")
        self.result.setText(words.format(path=edition.path, level=edition.level))
        self._show_parts()

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self._show_parts()
        if isinstance(error, CancelledError):
            return
        if not isinstance(error, EgovError):
            dialogs.show_error(self, error)
        self.problem.say(str(error))

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _show_parts(self) -> None:
        is_busy = self._job is not None
        self._bar.setVisible(is_busy)
        self.result.setVisible(bool(self.result.text()))
        self.request_button.setDisabled(is_busy)
        self.reply.setDisabled(is_busy)
        self.add_button.setEnabled(not is_busy and self.reply.path is not None)
