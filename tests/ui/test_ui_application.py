"""Start and end of the program, seen from outside: a child process for each."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from egov_desktop.app.projects import create_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.ui import translation
from egov_desktop.ui.application import prepare_environment
from egov_desktop.ui.translation import _

HEAVY = {
    *("asn1crypto", "click", "cryptography", "docx", "img2pdf", "keyring", "multiprocessing"),
    *("openpyxl", "pikepdf", "PIL", "pyhanko", "pypdfium2", "reportlab", "sqlite_utils", "yaml"),
}

FIRST_PAINT = """
import json, os, sys
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
from egov_desktop.ui import application

def painted():
    QApplication.processEvents()
    window, = (w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow))
    table = window.findChild(QTableView)
    print(json.dumps({"modules": sorted(sys.modules), "rows": table.model().rowCount()}))
    sys.stdout.flush()
    os._exit(0)

QApplication.exec = staticmethod(painted)
application.run_window()
"""

WINDOW = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from PySide6.QtCore import QTimer
from egov_desktop.ui import application

application_made = application.make_application
def make(arguments):
    made = application_made(arguments)
    QTimer.singleShot(0, lambda: print("open", flush=True))
    return made
application.make_application = make
sys.exit(application.run_window())
"""


def run(program: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "EGOV_HOME": str(home), **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_only_what_is_shown_is_imported(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "home", lambda: datetime(2026, 3, 2, tzinfo=UTC)) as workspace:
        create_project(workspace, "sichuan-egov", "智慧水利平台")
    result = run(FIRST_PAINT, tmp_path / "home")
    assert result.returncode == 0, result.stderr
    seen = json.loads(result.stdout)
    assert seen["rows"] == 1
    assert sorted(HEAVY & set(seen["modules"])) == []


def test_the_command_line_does_not_load_qt() -> None:
    program = (
        "import sys; sys.argv = ['egov-desktop', '--help'];"
        "from egov_desktop.__main__ import main; main();"
        "sys.exit('PySide6' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False
    )
    assert result.returncode == 0
    assert "packs" in result.stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_the_window_and_leaves_one_whole_file(
    tmp_path: Path, number: signal.Signals
) -> None:
    window = subprocess.Popen(
        [sys.executable, "-c", WINDOW],
        env={**os.environ, "EGOV_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert window.stdout is not None
    assert window.stdout.readline() == "open\n"
    window.send_signal(number)
    assert window.wait(timeout=20) == 0
    window.stdout.close()
    assert list((tmp_path / "home" / "data").glob("*-wal")) == []


def test_a_second_window_on_the_same_folder_is_told(qtbot: QtBot, workspace: Workspace) -> None:
    program = WINDOW.replace(
        "sys.exit(",
        "from egov_desktop.ui import dialogs\n"
        "dialogs.MessageDialog.exec = lambda dialog: print(dialog.accessibleDescription())\n"
        "sys.exit(",
    )
    result = run(program, workspace.home)
    assert result.returncode == 3
    assert "打开" in result.stdout or "使用" in result.stdout


def test_dxcb_is_mended_and_other_platforms_are_left() -> None:
    for before, after in (("dxcb", "xcb"), ("dxcb:fontengine=x", "xcb"), ("wayland", "wayland")):
        environment = {"QT_QPA_PLATFORM": before}
        prepare_environment(environment)
        assert environment["QT_QPA_PLATFORM"] == after


def test_texts_without_a_translation_stay_chinese() -> None:
    translation.use_language("xx")
    assert _("工作台") == "工作台"
