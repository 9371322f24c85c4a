"""A line that names a file or a folder: typed, pasted or chosen in a dialog."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from egov_desktop.ui import file_choosing, theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.line_input import LineInput


class FileLine(QWidget):
    """The path of a file (`kinds` says which) or, without kinds, of a folder."""

    changed = Signal()
    """Another path stands here, and the person has left the line."""

    def __init__(self, label: str, kinds: str = "") -> None:
        super().__init__()
        self._label = label
        self._kinds = kinds
        self._told = ""
        self.input = LineInput()
        self.input.setAccessibleName(label)
        self.input.left.connect(self._on_left)
        self.button = theme.button(_("选择…"))
        self.button.setAccessibleName(_("选择{label}").format(label=label))
        self.button.clicked.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.input, 1)
        row.addWidget(self.button)

    @property
    def path(self) -> Path | None:
        """The path that stands here, or None."""
        text = self.input.text().strip().strip('"')
        return Path(text) if text else None

    def set_path(self, path: Path | None) -> None:
        """Put a path here."""
        self.input.setText("" if path is None else str(path))
        self._on_left()

    def _on_left(self) -> None:
        if self.input.text() != self._told:
            self._told = self.input.text()
            self.changed.emit()

    def _choose(self) -> None:
        title = _("选择{label}").format(label=self._label)
        if self._kinds:
            chosen = file_choosing.file_to_open(self, title, self._kinds, self.path)
        else:
            chosen = file_choosing.folder_to_use(self, title, self.path)
        if chosen is not None:
            self.set_path(chosen)
