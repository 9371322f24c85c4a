"""The line that says where one is: 工作台 › 项目 › 环节, each part a way back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from egov_desktop.ui import icons, theme
from egov_desktop.ui.routes import Route
from egov_desktop.ui.translation import _

_LONGEST = 24
"""Characters of a part before it is cut; the whole stands in the tool tip."""


class Breadcrumb(QWidget):
    """Shows the way to the page; every part but the last is a button."""

    navigate = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(2)
        self.parts: tuple[tuple[str, Route], ...] = ()

    def show_way(self, parts: tuple[tuple[str, Route], ...]) -> None:
        """Show the parts of the way, the page itself last; the same way stays as it is."""
        if parts == self.parts:
            return  # a button being pressed must not go away
        self.parts = parts
        self.setAccessibleName(_("当前位置"))
        while (item := self._line.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for words, route in parts[:-1]:
            self._line.addWidget(self._button(words, route))
            self._line.addWidget(self._arrow())
        here = theme.strong(_cut(parts[-1][0]))
        here.setWordWrap(False)
        here.setToolTip(parts[-1][0])
        here.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._line.addWidget(here, 1)

    def draw_again(self) -> None:
        """Draw the same way in other colours or another language."""
        parts, self.parts = self.parts, ()
        if parts:
            self.show_way(parts)

    def _button(self, words: str, route: Route) -> QPushButton:
        button = theme.quiet_button(_cut(words).replace("&", "&&"))
        button.setToolTip(words)
        button.setAccessibleName(_("回到 {place}").format(place=words))
        button.clicked.connect(lambda: self.navigate.emit(route))
        return button

    def _arrow(self) -> QLabel:
        arrow = QLabel()
        arrow.setPixmap(icons.pixmap("next", theme.colours().disabled, 14, self.devicePixelRatio()))
        arrow.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return arrow


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
