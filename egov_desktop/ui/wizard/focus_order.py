"""The order in which Tab goes through the parts of a form."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def last_in(whole: QWidget) -> QWidget:
    """Return the part of a widget that Tab comes to last; the widget itself when there is none."""
    parts = [part for part in _chain(whole) if part.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return parts[-1] if parts else whole


def chain(*parts: QWidget) -> None:
    """Let Tab go from each part to the next."""
    for here, following in pairwise(parts):
        QWidget.setTabOrder(here, following)


def _chain(whole: QWidget) -> Iterator[QWidget]:
    yield whole
    following = whole.nextInFocusChain()
    while following is not None and whole.isAncestorOf(following):
        yield following
        following = following.nextInFocusChain()
