"""The line below every page: whether what was typed is kept."""

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from egov_desktop.ui import icons, theme
from egov_desktop.ui.translation import _


class StatusLine(QWidget):
    """Says 已保存 with the time, or one other short sentence."""

    def __init__(self) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.MARGIN, theme.TIGHT, theme.MARGIN, theme.TIGHT)
        line.setSpacing(theme.TIGHT)
        self._icon = QLabel()
        self._words = theme.note("")
        self._icon.hide()
        line.addWidget(self._icon)
        line.addWidget(self._words, 1)
        self.begin()

    def begin(self) -> None:
        """Say what the line is for, in the language of now."""
        self.setAccessibleName(_("状态"))
        self.say(_("填写的内容会自动保存"))

    @property
    def words(self) -> str:
        """What the line says now."""
        return self._words.text()

    def say(self, words: str) -> None:
        """Say a sentence without a mark."""
        self._icon.hide()
        self._words.setText(words)

    def say_saved(self, moment: datetime) -> None:
        """Say that everything is kept, and since when."""
        tick = icons.pixmap("tick", theme.colours().accent, 14, self.devicePixelRatioF())
        self._icon.setPixmap(tick)
        self._icon.show()
        self._words.setText(_("已保存 {time}").format(time=f"{moment:%H:%M:%S}"))
