"""A part of a page that stays closed until it is wanted."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from egov_desktop.ui import icons, theme


class Disclosure(QWidget):
    """A heading that opens and closes what is below it; `.rows` takes the content."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.button = theme.quiet_button(words)
        self.button.setCheckable(True)
        self.button.toggled.connect(self._on_toggled)
        self.summary = theme.note("")
        self.summary.setWordWrap(False)
        self._inside = QWidget()
        self.rows = QVBoxLayout(self._inside)
        self.rows.setContentsMargins(theme.MARGIN, 0, 0, theme.SPACE)
        self.rows.setSpacing(theme.SPACE)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE)
        head.addWidget(self.button)
        head.addWidget(self.summary, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addLayout(head)
        column.addWidget(self._inside, 0, Qt.AlignmentFlag.AlignTop)
        self._on_toggled(False)

    @property
    def is_open(self) -> bool:
        """Whether the content is shown."""
        return self.button.isChecked()

    def open(self, is_open: bool = True) -> None:
        """Show the content, or hide it."""
        self.button.setChecked(is_open)

    def summarise(self, words: str) -> None:
        """Say beside the heading what was chosen inside."""
        self.summary.setText(words)

    def _on_toggled(self, is_open: bool) -> None:
        self._inside.setVisible(is_open)
        self.button.setIcon(
            icons.icon("expanded" if is_open else "next", theme.colours().accent, 14)
        )
