"""What the window remembers between two runs: its place, look and language."""

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QGuiApplication

from egov_desktop.ui.translation import Language


class Appearance(StrEnum):
    """Which of the two palettes is used."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class WindowSettings:
    """A small file beside the data; losing it loses no work."""

    def __init__(self, home: Path) -> None:
        self._file = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)

    @property
    def appearance(self) -> Appearance:
        """The appearance that was chosen; what the system has by default."""
        stored = str(self._file.value("appearance", ""))
        return Appearance(stored) if stored in set(Appearance) else Appearance.SYSTEM

    @appearance.setter
    def appearance(self, chosen: Appearance) -> None:
        self._file.setValue("appearance", chosen.value)

    @property
    def is_dark(self) -> bool:
        """Whether the dark palette is to be used now."""
        if self.appearance is Appearance.SYSTEM:
            return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self.appearance is Appearance.DARK

    @property
    def language(self) -> Language:
        """The language that was chosen; Chinese by default."""
        stored = str(self._file.value("language", ""))
        return Language(stored) if stored in set(Language) else Language.CHINESE

    @language.setter
    def language(self, chosen: Language) -> None:
        self._file.setValue("language", chosen.value)

    @property
    def geometry(self) -> QByteArray:
        """Size and place of the window; empty on the first run."""
        stored = self._file.value("geometry")
        return stored if isinstance(stored, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, place: QByteArray) -> None:
        self._file.setValue("geometry", place)
