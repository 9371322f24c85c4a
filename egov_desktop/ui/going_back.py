"""Going back to a backup while no window is open (恢复到备份)."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from egov_desktop.app import salvage
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import dialogs
from egov_desktop.ui.backup_dialog import BackupDialog
from egov_desktop.ui.translation import _


def offer_backup(home: Path, reason: str, clock: Callable[[], datetime]) -> bool:
    """Offer the backups of a data folder that cannot be opened; tell whether one was put back."""
    dialog = BackupDialog(None, home, reason)
    return bool(
        dialog.exec() and dialog.chosen is not None and go_back(dialog.chosen.folder, home, clock)
    )


def go_back(folder: Path, home: Path, clock: Callable[[], datetime]) -> bool:
    """Put a backup back, bring over what is newer, and say what is lost."""
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        recovery = salvage.recover(folder, home, clock)
    except EgovError as error:
        QApplication.restoreOverrideCursor()
        dialogs.show_error(None, error)
        return False
    QApplication.restoreOverrideCursor()
    dialogs.show_message(None, _("已恢复"), "\n".join(recovery.sentences))
    return True
