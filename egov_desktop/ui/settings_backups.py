"""Backups (设置 · 备份): when the last one was made, a second place, going back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from egov_desktop.app import rolling_backups
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import dialogs, theme
from egov_desktop.ui.backup_clock import BACKUP_WANTED
from egov_desktop.ui.file_choosing import folder_to_use
from egov_desktop.ui.translation import _

if TYPE_CHECKING:
    from pathlib import Path

    from egov_desktop.app.rolling_backups import Made
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs


class BackupSection(theme.Card):
    """Backups are made by themselves; here is when, and where else."""

    saved = Signal()

    def __init__(self, workspace: "Workspace", jobs: "Jobs") -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self.last = theme.plain("")
        self.second = theme.plain("")
        self.make = theme.button(_("现在备份"))
        self.look = theme.button(_("查看和恢复…"))
        self.choose = theme.button(_("选择第二备份位置…"))
        self.forget = theme.quiet_button(_("不用第二备份位置"))
        self.make.clicked.connect(self._on_make)
        self.look.clicked.connect(self.show_backups)
        self.choose.clicked.connect(self._on_choose)
        self.forget.clicked.connect(lambda: self._keep(None))
        self.rows.setSpacing(theme.SPACE)
        self.rows.addWidget(theme.heading(_("备份")))
        self.rows.addWidget(
            theme.note(_("有改动时自动备份，每份写后核对；保留最近几份、每天一份和每月一份。"))
        )
        for words, buttons in (
            (self.last, (self.make, self.look)),
            (self.second, (self.choose, self.forget)),
        ):
            self.rows.addWidget(words)
            line = QHBoxLayout()
            line.setSpacing(theme.SPACE)
            for button in buttons:
                line.addWidget(button)
            line.addStretch(1)
            self.rows.addLayout(line)
        self.refresh()

    def refresh(self) -> None:
        """Show what there is now."""
        lines = rolling_backups.found(rolling_backups.folder_of(self._workspace.home))
        self.last.setText(
            _("最近一份：{time}，共 {count} 份").format(
                time=f"{lines[0].made_at.astimezone():%Y-%m-%d %H:%M}", count=len(lines)
            )
            if lines
            else _("还没有备份")
        )
        second = rolling_backups.second_folder(self._workspace)
        self.second.setText(
            _("第二备份位置：{folder}").format(folder=second)
            if second
            else _("没有第二备份位置：这块磁盘坏了，备份也会一起丢失。")
        )
        self.forget.setVisible(second is not None)

    def show_backups(self) -> None:
        """Show all backups; when one is chosen the window closes to go back to it."""
        from egov_desktop.ui.backup_dialog import BackupDialog

        dialog = BackupDialog(self, self._workspace.home)
        if dialog.exec() and dialog.chosen is not None:
            self.window().setProperty(BACKUP_WANTED, str(dialog.chosen.folder))
            if not self.window().close():
                self.window().setProperty(BACKUP_WANTED, None)

    def _on_make(self) -> None:
        self.make.setEnabled(False)
        self._jobs.run(
            rolling_backups.make_if_changed,
            self._workspace,
            on_done=self._on_made,
            on_error=self._on_error,
        )

    def _on_made(self, made: "Made") -> None:
        self.make.setEnabled(True)
        self.refresh()
        if made.remark:
            dialogs.show_message(self, _("备份要留意"), made.remark)

    def _on_error(self, error: Exception) -> None:
        self.make.setEnabled(True)
        dialogs.show_error(self, error)

    def _on_choose(self) -> None:
        folder = folder_to_use(self, _("选择第二备份位置"))
        if folder is not None:
            self._keep(folder)

    def _keep(self, folder: "Path | None") -> None:
        try:
            rolling_backups.choose_second_folder(self._workspace, folder)
        except EgovError as error:
            dialogs.show_error(self, error)
            return
        self.refresh()
        self.saved.emit()
