"""Start and end of the window: environment, fonts, look, signals, data folder."""

import gc
import os
import signal
import sys
from collections.abc import MutableMapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from egov_desktop import __version__
from egov_desktop.domain.errors import DamagedDataError, EgovError
from egov_desktop.ui import fonts, input_method, theme
from egov_desktop.ui.backup_clock import BACKUP_WANTED, BackupClock
from egov_desktop.ui.language import speak
from egov_desktop.ui.settings import WindowSettings
from egov_desktop.ui.translation import _

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.main_window import MainWindow

EXPECTED = 3


def run_window() -> int:
    """Open the window on the data folder of this person; return the exit code."""
    from egov_desktop.app.workspace import Workspace, default_home
    from egov_desktop.ui.dialogs import show_error

    gc.disable()  # nothing that the start makes is garbage
    prepare_environment(os.environ)
    application = make_application(sys.argv[:1])
    home = default_home()
    settings = WindowSettings(home)
    speak(application, os.environ.get("EGOV_LANG") or settings.language)
    theme.apply(application, settings.is_dark)
    while True:
        try:
            workspace = Workspace.open(home, clock=_now)
        except DamagedDataError as error:
            from egov_desktop.ui.going_back import offer_backup

            if not offer_backup(home, str(error), _now):
                return EXPECTED
            continue
        except EgovError as error:
            show_error(None, error)
            return EXPECTED
        with workspace:
            wanted = _work(application, workspace, settings)
        if wanted is None:
            return 0
        from egov_desktop.ui.going_back import go_back

        go_back(wanted, home, _now)


def _work(
    application: QApplication, workspace: "Workspace", settings: WindowSettings
) -> Path | None:
    """Show the window until it is closed; return the backup to go back to, if one was chosen."""
    window = open_window(workspace, settings)
    clock = BackupClock(workspace, window)
    clock.said.connect(window.show_status)
    clock.damaged.connect(window.show_damage)
    gc.freeze()
    gc.enable()
    close_on_signal(window)
    clock.start()
    application.exec()
    clock.stop()
    wanted = window.property(BACKUP_WANTED)
    return Path(wanted) if wanted else None


def _now() -> datetime:
    return datetime.now().astimezone()


def open_window(workspace: "Workspace", settings: WindowSettings) -> "MainWindow":
    """Show the window on an open data folder, with every unexpected error reported."""
    from egov_desktop.ui.crash import CrashReporter, watch_hard_crashes
    from egov_desktop.ui.main_window import MainWindow

    CrashReporter(workspace.home / "logs").install()
    left_behind = watch_hard_crashes(workspace.home / "logs")
    window = MainWindow(workspace, settings)
    if left_behind:
        window.show_status(
            _("上次程序意外中断；已保存的内容都在。诊断信息在数据文件夹的 logs 中。")
        )
    window.show()
    return window


def prepare_environment(environment: MutableMapping[str, str]) -> None:
    """Mend desktop variables: `dxcb` (UOS) would stop Qt, fcitx would leave it without Chinese."""
    wanted = environment.get("QT_QPA_PLATFORM", "")
    if wanted.split(":")[0] == "dxcb":
        environment["QT_QPA_PLATFORM"] = "xcb"
    if sys.platform == "linux":
        input_method.use_what_is_there(environment)


def make_application(arguments: Sequence[str]) -> QApplication:
    """Return the application with Chinese type."""
    application = QApplication([*arguments, "-style", "fusion"])
    application.setApplicationName("egov-desktop")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("egov-desktop")
    fonts.ensure_chinese(application)
    return application


def close_on_signal(window: "MainWindow") -> None:
    """Close the window, keeping what is being typed, on SIGTERM and SIGINT."""
    if os.name == "nt":
        return  # nobody sends these signals there
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_received: None)
    notifier = QSocketNotifier(reading, QSocketNotifier.Type.Read, window)
    notifier.activated.connect(window.close)
