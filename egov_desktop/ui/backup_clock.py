"""Rolling backups and the look after an unclean end, beside the work of the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from egov_desktop.domain.errors import CancelledError, EgovError
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.translation import _

if TYPE_CHECKING:
    from egov_desktop.app.rolling_backups import Made
    from egov_desktop.app.startup_check import Verdict
    from egov_desktop.app.workspace import Workspace

BACKUP_WANTED = "backup_wanted"
"""Property of a window that closes: the backup that takes the place of the data then."""

_FIRST_MS = 15_000
"""The first backup waits until the window has settled."""
_LOOK_MS = 1_000
"""So does the look at the data, for which nobody waits."""
_EVERY_MS = 20 * 60_000


class BackupClock(QObject):
    """Makes a backup soon after the start and every few minutes, if anything was changed."""

    said = Signal(str)
    """A sentence for the status line."""
    damaged = Signal(object)
    """The database is damaged and can only be read: what was found."""

    def __init__(self, workspace: "Workspace", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.jobs = Jobs(self)
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.back_up)

    def start(self) -> None:
        """Begin; after an unclean end everything is looked at before the first backup."""
        self._timer.start()
        if self._workspace.store.was_left_open:
            QTimer.singleShot(_LOOK_MS, self, self.look)
        else:
            QTimer.singleShot(_FIRST_MS, self, self.back_up)

    def stop(self) -> None:
        """End what is under way; called before the data folder is closed."""
        self._timer.stop()
        self.jobs.stop_all()

    def look(self) -> None:
        """Look at all data, then make the first backup."""
        if not self._timer.isActive():
            return
        from egov_desktop.app import startup_check

        self.jobs.run(
            startup_check.look,
            self._workspace,
            on_done=self._on_looked,
            on_error=self._on_error,
            on_progress=lambda *_step: None,
        )

    def back_up(self) -> None:
        """Make a backup unless one is being made or nothing was changed."""
        if self.jobs.is_busy or self._workspace.store.is_read_only or not self._timer.isActive():
            return
        from egov_desktop.app import rolling_backups  # not needed to open the window

        self.jobs.run(
            rolling_backups.make_if_changed,
            self._workspace,
            on_done=self._on_made,
            on_error=self._on_error,
            on_progress=lambda *_step: None,
        )

    def _on_made(self, made: "Made") -> None:
        if made.remark:
            self.said.emit(made.remark)
        elif made.folder is not None:
            self.said.emit(_("已自动备份"))

    def _on_looked(self, verdict: "Verdict") -> None:
        if verdict.is_damaged:
            self.damaged.emit(verdict)
            return
        if verdict.problems:
            self.said.emit(verdict.problems[0])
        else:
            self.said.emit(_("上次意外中断后已检查：数据完好"))
        self.back_up()

    def _on_error(self, error: Exception) -> None:
        if isinstance(error, CancelledError):
            return
        if not isinstance(error, EgovError):
            raise error
        self.said.emit(str(error))
