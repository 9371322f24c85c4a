"""Answers of work beside the window that come after their widget has gone are dropped."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


def while_there(widget: QWidget, then: Callable[..., None]) -> Callable[..., None]:
    """Return a callback that does nothing once the widget was deleted."""

    def call(*what: Any) -> None:
        if isValid(widget):
            then(*what)

    return call
