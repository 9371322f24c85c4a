"""The Tab key goes through a form as it is laid out, also where parts were added later."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def follow_layout(whole: QWidget) -> None:
    """Put everything inside a widget that takes the focus in the order of its layouts."""
    layout = whole.layout()
    if layout is not None:
        for before, after in pairwise(_focusable(layout)):
            QWidget.setTabOrder(before, after)


def _focusable(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus:
                yield widget
            inner = widget.layout()
        if inner is not None:
            yield from _focusable(inner)
