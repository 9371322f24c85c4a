"""The drivers of tokens (UKey 驱动) in the settings: added, tested, removed."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from egov_desktop.app import signing_settings, signing_views
from egov_desktop.app.signing_views import TokenView
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import file_choosing, theme
from egov_desktop.ui.file_choosing import or_any
from egov_desktop.ui.signing_certificates import ProblemLine
from egov_desktop.ui.signing_token import DRIVER_KINDS, token_words
from egov_desktop.ui.translation import _
from egov_desktop.ui.while_there import while_there

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Job, Jobs


class DriverRow(QWidget):
    """One driver, and which tokens it sees when it is tested."""

    remove_wanted = Signal(object)

    def __init__(self, jobs: "Jobs", path: Path) -> None:
        super().__init__()
        self.path = path
        self._jobs = jobs
        self._job: Job | None = None
        self.name = theme.plain(path.name)
        self.name.setToolTip(str(path))
        self.test_button = theme.button(_("测试"))
        self.test_button.setAccessibleName(_("测试驱动 {name}").format(name=path.name))
        self.test_button.clicked.connect(self.test)
        remove = theme.quiet_button(_("移除"))
        remove.setAccessibleName(_("移除 {name}").format(name=path.name))
        remove.clicked.connect(lambda: self.remove_wanted.emit(self.path))
        self.result = theme.plain("")
        self.result.hide()
        self.problem = ProblemLine()
        texts = QVBoxLayout()
        texts.setSpacing(theme.TIGHT)
        for part in (self.name, theme.note(str(path.parent)), self.result, self.problem):
            texts.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addLayout(texts, 1)
        row.addWidget(self.test_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)

    def test(self) -> None:
        """Ask the driver, in a child process, which tokens are there."""
        if self._job is not None:
            return
        self.test_button.setEnabled(False)
        self.problem.say("")
        self._say(_("正在查找 UKey…"))
        self._job = self._jobs.run_apart(
            signing_views.tokens_of,
            self.path,
            on_done=while_there(self, self._on_tokens),
            on_error=while_there(self, self._on_failed),
        )

    def stop(self) -> None:
        """Ask no longer."""
        if self._job is not None:
            self._job.cancel()

    def _on_tokens(self, found: Sequence[TokenView]) -> None:
        self._end()
        if found:
            lines = [_("驱动可用，找到 {count} 个 UKey：").format(count=len(found))]
            self._say("\n".join([*lines, *(f"· {token_words(each)}" for each in found)]))
        else:
            self._say(_("驱动可用，但没有插着 UKey。"))

    def _on_failed(self, error: Exception) -> None:
        self._end()
        self._say("")
        is_told = isinstance(error, EgovError)
        words = str(error) if is_told else _("驱动崩溃了；请换用厂商提供的 64 位驱动。")
        self.problem.say(words)

    def _end(self) -> None:
        self._job = None
        self.test_button.setEnabled(True)

    def _say(self, words: str) -> None:
        self.result.setText(words)
        self.result.setVisible(bool(words))


class DriverList(QWidget):
    """All drivers that are known."""

    saved = Signal()

    def __init__(self, workspace: "Workspace", jobs: "Jobs") -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self.rows: list[DriverRow] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.SPACE)
        self.empty = theme.note(_("还没有驱动。UKey 的厂商会随 UKey 提供，安装后在这里选择。"))
        self.add_button = theme.button(_("添加驱动…"))
        self.add_button.clicked.connect(self._choose)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.SPACE)
        whole.addWidget(self.empty)
        whole.addLayout(self._column)
        whole.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_drivers(self, paths: Sequence[Path]) -> None:
        """Show the drivers; those that are there already keep what a test found."""
        if tuple(row.path for row in self.rows) == tuple(paths):
            return
        for row in self.rows:
            row.stop()
            row.hide()
            row.deleteLater()
        self.rows = [DriverRow(self._jobs, path) for path in paths]
        for row in self.rows:
            row.remove_wanted.connect(self._remove)
            self._column.addWidget(row)
        self.empty.setVisible(not paths)

    def add(self, path: Path) -> None:
        """Take a driver into the settings and test it."""
        signing_settings.remember_driver(self._workspace, path)
        self._refresh()
        self.rows[0].test()

    def _remove(self, path: Path) -> None:
        kept = signing_settings.load(self._workspace)
        others = tuple(each for each in kept.drivers if each != path)
        signing_settings.save(self._workspace, replace(kept, drivers=others))
        self._refresh()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refresh(self) -> None:
        self.show_drivers(signing_settings.load(self._workspace).drivers)
        self.saved.emit()

    def _choose(self) -> None:
        path = file_choosing.file_to_open(self, _("UKey 驱动"), or_any(_(DRIVER_KINDS)))
        if path is not None:
            self.add(path)
