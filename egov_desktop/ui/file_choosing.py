"""Asking for files: each question opens in the folder of the last answer, not of the program."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from egov_desktop.ui.translation import _

_last: list[Path] = []
"""The folder chosen from last; empty until something is chosen."""


def first_folder() -> Path:
    """Return where a question opens: the last folder, at first the person's documents."""
    if _last and _last[0].is_dir():
        return _last[0]
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place))


def remember(folder: Path) -> None:
    """Open the next question in this folder."""
    _last[:] = [folder]


def file_to_open(parent: QWidget, title: str, kinds: str, start: Path | None = None) -> Path | None:
    """Ask for one file; None when the person chose none."""
    place = str(start or first_folder())
    name, _kind = QFileDialog.getOpenFileName(parent, title, place, kinds)
    return _remembered(name)


def files_to_open(parent: QWidget, title: str, kinds: str) -> list[Path]:
    """Ask for any number of files."""
    names, _kind = QFileDialog.getOpenFileNames(parent, title, str(first_folder()), kinds)
    return [path for name in names if (path := _remembered(name))]


def file_to_write(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Ask where to write a file, offering a name; None when the person chose no place."""
    chosen, _kind = QFileDialog.getSaveFileName(parent, title, str(first_folder() / name), kinds)
    return _remembered(chosen)


def folder_to_use(parent: QWidget, title: str, start: Path | None = None) -> Path | None:
    """Ask for a folder; None when the person chose none."""
    name = QFileDialog.getExistingDirectory(parent, title, str(start or first_folder()))
    return Path(name) if name else None


def or_any(kinds: str) -> str:
    """Return kinds of files, and any other file at will: people name such files as they like."""
    return ";;".join((kinds, _("所有文件 (*)")))


def _remembered(name: str) -> Path | None:
    if not name:
        return None
    remember(Path(name).parent)
    return Path(name)
