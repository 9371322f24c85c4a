"""Typing as people do: Chinese through an input method, keys one by one."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def commit_text(widget: QWidget, text: str) -> None:
    """Type text as an input method does: first as a draft, then committed."""
    widget.setFocus()
    QApplication.sendEvent(widget, QInputMethodEvent(text, []))
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def press(widget: QWidget, *keys: Qt.Key) -> None:
    """Press keys in a widget."""
    for key in keys:
        QTest.keyClick(widget, key)


def press_with_control(widget: QWidget, key: Qt.Key) -> None:
    """Press a key while Ctrl is held."""
    QTest.keyClick(widget, key, Qt.KeyboardModifier.ControlModifier)
