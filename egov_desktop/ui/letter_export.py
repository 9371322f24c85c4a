"""A button that writes the letter (公文) of a filing as a PDF or a Word file."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from egov_desktop.app import letters
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import dialogs, file_choosing, theme
from egov_desktop.ui.translation import _

if TYPE_CHECKING:
    from egov_desktop.domain.letters import Letter
    from egov_desktop.ui.jobs import Jobs


class LetterExport(QWidget):
    """The button with its two ways, and beside it what became of the last one."""

    def __init__(self, jobs: "Jobs") -> None:
        super().__init__()
        self._jobs = jobs
        self._letter: Letter | None = None
        self.words = theme.note("")
        self.button = theme.quiet_button(_("导出申报函"))
        menu = QMenu(self.button)
        for name, suffix in ((_("PDF（打印盖章）…"), ".pdf"), (_("Word（可以修改）…"), ".docx")):
            menu.addAction(name).triggered.connect(partial(self._ask, suffix))
        self.button.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.words)
        row.addWidget(self.button)
        self.hide()

    def offer(self, letter: "Letter | None") -> None:
        """Offer to write a letter; without one there is no button."""
        if letter != self._letter:
            self.words.setText("")
        self._letter = letter
        self.setVisible(letter is not None)

    def _ask(self, suffix: str) -> None:
        if self._letter is None:
            return
        kinds = _("PDF 文件 (*.pdf)") if suffix == ".pdf" else _("Word 文件 (*.docx)")
        name = f"{self._letter.title_text}{suffix}"
        path = file_choosing.file_to_write(self, _("导出申报函"), name, kinds)
        if path is not None:
            self.write(
                path if path.suffix.lower() == suffix else path.with_name(path.name + suffix)
            )

    def write(self, path: Path) -> None:
        """Write the letter in the form that the ending of the name tells."""
        self.button.setEnabled(False)
        self.words.setText(_("正在导出…"))
        self._jobs.run_apart(
            letters.write_letter,
            self._letter,
            path,
            on_done=lambda _pages: self._on_written(path),
            on_error=self._on_failed,
        )

    def _on_written(self, path: Path) -> None:
        self.button.setEnabled(True)
        self.words.setText(_("已导出"))
        notes = letters.substitutes() if path.suffix.lower() == ".pdf" else ()
        self.words.setToolTip("\n".join((str(path), *notes)))

    def _on_failed(self, error: Exception) -> None:
        self.button.setEnabled(True)
        self.words.setText("")
        if not isinstance(error, EgovError):
            raise error
        dialogs.show_error(self, error)
