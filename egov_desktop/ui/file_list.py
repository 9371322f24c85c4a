"""Several files in a list: added in a dialog, each with what it is and a button to remove it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from egov_desktop.ui import file_choosing, theme
from egov_desktop.ui.translation import _


class FileList(QWidget):
    """Paths that a person chose; `title` names them, `kinds` says which files they may be."""

    changed = Signal()

    def __init__(self, title: str, kinds: str, add_words: str) -> None:
        super().__init__()
        self._title, self._kinds = title, kinds
        self._paths: list[Path] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.TIGHT)
        self.add_button = theme.button(add_words)
        self.add_button.clicked.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        column.addLayout(self._rows)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files in the list."""
        return tuple(self._paths)

    def show_files(self, paths: Sequence[Path], words: Mapping[Path, str] | None = None) -> None:
        """Show files, and what is said of each."""
        self._paths = list(paths)
        while item := self._rows.takeAt(0):
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for path in paths:
            self._rows.addWidget(self._row(path, (words or {}).get(path, "")))

    def add(self, paths: Sequence[Path]) -> None:
        """Take files into the list; those that are there already are not doubled."""
        new = [path for path in dict.fromkeys(paths) if path not in self._paths]
        if new:
            self.show_files([*self._paths, *new])
            self.changed.emit()

    def _row(self, path: Path, words: str) -> QWidget:
        name = theme.plain(path.name)
        name.setToolTip(str(path))
        note = theme.note(words or str(path.parent))
        remove = theme.quiet_button(_("移除"))
        remove.setAccessibleName(_("移除 {name}").format(name=path.name))
        remove.clicked.connect(lambda: self._remove(path))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(name)
        texts.addWidget(note)
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(texts, 1)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)
        return box

    def _remove(self, path: Path) -> None:
        self.show_files([each for each in self._paths if each != path])
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _choose(self) -> None:
        self.add(file_choosing.files_to_open(self, self._title, self._kinds))
