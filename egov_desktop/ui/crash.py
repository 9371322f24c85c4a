"""What happens when the program stumbles over a bug of its own: one dialog, one log file."""

import faulthandler
import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout

from egov_desktop import __version__
from egov_desktop.app.masked_logs import log_to
from egov_desktop.domain.errors import EgovError
from egov_desktop.domain.masking import masked
from egov_desktop.ui import dialogs, theme
from egov_desktop.ui.translation import _

_log = logging.getLogger(__name__)


class CrashReporter:
    """Logs errors that nobody expected, and shows the first of each kind."""

    def __init__(self, folder: Path) -> None:
        """Prepare to write into `folder`; nothing happens before `install`."""
        self.folder = folder
        self.log = folder / "program.log"
        self._told: set[tuple[str, int]] = set()

    def install(self) -> None:
        """Watch from now on."""
        self.folder.mkdir(parents=True, exist_ok=True)
        log_to(self.log, logging.WARNING)
        sys.excepthook = self.report

    def report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an error and show it once: a painting error would repeat for each cell."""
        if isinstance(error, EgovError):
            dialogs.show_error(None, error)
            return
        if not isinstance(error, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        details = masked("".join(traceback.format_exception(kind, error, trace)))
        _log.error("unexpected error in version %s\n%s", __version__, details)
        frames = traceback.extract_tb(trace)
        place = (frames[-1].filename, frames[-1].lineno or 0) if frames else (str(error), 0)
        if place not in self._told:
            self._told.add(place)
            CrashDialog(details, self.log).exec()


def watch_hard_crashes(folder: Path) -> str:
    """Let a crash that Python cannot catch be written down; return what the last one left."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "crash.log"
    left_behind = file.read_text("utf-8", "replace") if file.exists() else ""
    faulthandler.enable(file.open("w", encoding="utf-8"))
    return left_behind


class CrashDialog(QDialog):
    """Says that the fault is ours, that the work is safe, and where the log is."""

    def __init__(self, details: str, log: Path) -> None:
        super().__init__()
        self.setWindowTitle(_("程序出错了"))
        self._details = details
        report = QPlainTextEdit(details)
        report.setReadOnly(True)
        report.setTabChangesFocus(True)
        report.setAccessibleName(_("错误详情"))
        report.setMinimumSize(560, 180)
        where = theme.note(_("日志：{path}").format(path=log))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        rows.setSpacing(theme.SPACE)
        rows.addWidget(theme.heading(_("程序出错了，这是我们的问题")))
        rows.addWidget(
            theme.plain(_("已填写的内容都已保存，可以继续使用；请把下面的详情发给技术支持。"))
        )
        rows.addWidget(report)
        rows.addWidget(where)
        rows.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        copy = theme.button(_("复制详情"))
        copy.setAutoDefault(False)
        copy.clicked.connect(self._on_copy)
        go_on = theme.primary_button(_("继续"))
        go_on.setDefault(True)
        box.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        box.addButton(go_on, QDialogButtonBox.ButtonRole.AcceptRole)
        box.accepted.connect(self.accept)
        return box

    def _on_copy(self) -> None:
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(self._details)
