"""The window is there quickly: compared with an empty window of the same Qt, in the same run."""

import os
import resource
import statistics
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from egov_desktop.app.projects import create_project
from egov_desktop.app.workspace import Workspace

PAIRS = 7
ROUNDS = 6
"""Rounds at most: a machine that does other things as well only ever makes one longer."""
MOST = 2.0
PROJECTS = 40

BARE = """
import os, sys
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
application = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QLabel("电子政务项目报件"))
window.show()
application.processEvents()
assert not window.grab().isNull()
os._exit(0)
"""

OURS = """
import os
from PySide6.QtWidgets import QApplication
from egov_desktop.ui import application

def painted():
    QApplication.instance().processEvents()
    window = QApplication.topLevelWidgets()
    assert any(each.isVisible() and not each.grab().isNull() for each in window)
    os._exit(0)

QApplication.exec = staticmethod(painted)
application.run_window()
os._exit(9)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a data folder that was used before, with projects in it."""
    with Workspace.open(tmp_path / "home", lambda: datetime(2026, 8, 12, tzinfo=UTC)) as workspace:
        for number in range(PROJECTS):
            create_project(workspace, "sichuan-egov", f"省级政务信息化项目第 {number + 1} 期")
    return tmp_path / "home"


def processor_seconds(program: str, home: Path) -> float:
    """Run a program until its window is painted; return the processor time it took.

    It uses one thread and waits for nothing, so this is the time a person waits on a PC that
    does nothing else; what else runs on this machine does not count.
    """
    environment = {
        **os.environ,
        "EGOV_HOME": str(home),
        "PYTHONDONTWRITEBYTECODE": "",  # an installed program has its byte code
        "PYTHONPYCACHEPREFIX": str(home.with_name("bytecode")),
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-c", program], env=environment, check=True, stderr=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def test_the_window_takes_no_more_than_two_empty_ones(home: Path) -> None:
    for program in (BARE, OURS):  # once, so that byte code and caches are there
        processor_seconds(program, home)
    ratios = []
    while not ratios or (ratios[-1] > MOST and len(ratios) < ROUNDS):
        ratios.append(median_ratio(home))
    print("\nours to an empty window:", ", ".join(f"{ratio:.2f}" for ratio in ratios))
    assert ratios[-1] <= MOST


def median_ratio(home: Path) -> float:
    """Return the median over a round of pairs, each measured back to back."""
    pairs = [(processor_seconds(BARE, home), processor_seconds(OURS, home)) for _ in range(PAIRS)]
    return statistics.median(ours / bare for bare, ours in pairs)
