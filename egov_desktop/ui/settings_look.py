"""How the window looks and speaks (设置 · 外观和语言)."""

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton

from egov_desktop.ui import theme
from egov_desktop.ui.settings import Appearance
from egov_desktop.ui.translation import Language, _, language


class LookSection(theme.Card):
    """Light or dark, Chinese or English."""

    appearance_chosen = Signal(object)
    language_chosen = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.rows.addWidget(theme.heading(_("外观和语言")))
        appearances = {
            Appearance.SYSTEM: _("跟随系统"),
            Appearance.LIGHT: _("浅色"),
            Appearance.DARK: _("深色"),
        }
        languages = {Language.CHINESE: _("中文"), Language.ENGLISH: "English"}
        self.appearances = self._choice(_("外观"), appearances, appearance, self.appearance_chosen)
        self.languages = self._choice(_("语言"), languages, language(), self.language_chosen)

    def _choice(
        self, words: str, options: Mapping[StrEnum, str], now: StrEnum, chosen: SignalInstance
    ) -> dict[StrEnum, QRadioButton]:
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        title = theme.plain(words)
        title.setFixedWidth(72)
        row.addWidget(title)
        buttons = {}
        for each, text in options.items():
            button = QRadioButton(text)
            button.setAccessibleName(f"{words} {text}")
            button.setChecked(each is now)
            button.clicked.connect(lambda _on, it=each: chosen.emit(it))
            group.addButton(button)
            row.addWidget(button)
            buttons[each] = button
        row.addStretch(1)
        self.rows.addLayout(row)
        return buttons
