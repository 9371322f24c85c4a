"""The binding under our window counts references right."""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def test_qt_keeps_none_alive(qtbot: QtBot) -> None:
    """PySide6 6.12 on Python 3.11 drops a reference to None with every call, until it aborts."""
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(100):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) < 20
