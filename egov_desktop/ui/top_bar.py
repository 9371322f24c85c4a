"""The bar above every page: back, the way to the page, the menu."""

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import QSize, Signal, SignalInstance
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from egov_desktop import __version__
from egov_desktop.ui import dialogs, icons, theme
from egov_desktop.ui.breadcrumb import Breadcrumb
from egov_desktop.ui.routes import Settings, UnitProfile, Verify
from egov_desktop.ui.settings import Appearance
from egov_desktop.ui.translation import Language, _, language


class TopBar(QWidget):
    """Back, breadcrumb and menu."""

    navigate = Signal(object)
    back_wanted = Signal()
    appearance_chosen = Signal(object)
    language_chosen = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.breadcrumb = Breadcrumb()
        self.breadcrumb.navigate.connect(self.navigate)
        self._back = _icon_button()
        self._back.clicked.connect(self.back_wanted)
        self._more = _icon_button()
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.GAP, theme.SPACE, theme.GAP, theme.SPACE)
        line.setSpacing(theme.TIGHT)
        line.addWidget(self._back)
        line.addWidget(self.breadcrumb, 1)
        line.addWidget(self._more)
        self._menu = QMenu(self)
        self._more.setMenu(self._menu)
        self.draw(appearance)

    def can_go_back(self, is_possible: bool) -> None:
        """Offer the way back, or not."""
        self._back.setEnabled(is_possible)

    def draw(self, appearance: Appearance) -> None:
        """Draw icons and menu in the colours and the language of now."""
        look = theme.colours()
        self._back.setIcon(icons.icon("back", look.accent, 20))
        self._more.setIcon(icons.icon("more", look.accent, 20))
        _name(self._back, _("返回上一页"), _("返回上一页（Alt+左箭头）"))
        _name(self._more, _("更多"), _("外观、语言、单位信息、设置、关于"))
        self._menu.clear()
        appearances = {
            Appearance.SYSTEM: _("外观：跟随系统"),
            Appearance.LIGHT: _("外观：浅色"),
            Appearance.DARK: _("外观：深色"),
        }
        languages = {
            Language.CHINESE: _("语言：中文"),
            Language.ENGLISH: _("语言：English"),
        }
        self._add_choice(appearances, appearance, self.appearance_chosen)
        self._add_choice(languages, language(), self.language_chosen)
        verify = self._menu.addAction(_("验证报送包"))
        verify.triggered.connect(lambda: self.navigate.emit(Verify()))
        unit = self._menu.addAction(_("单位信息"))
        unit.triggered.connect(lambda: self.navigate.emit(UnitProfile()))
        settings = self._menu.addAction(_("设置"))
        settings.triggered.connect(lambda: self.navigate.emit(Settings()))
        self._menu.addSeparator()
        self._menu.addAction(_("关于本程序")).triggered.connect(self._on_about)

    def _add_choice(
        self, words: Mapping[StrEnum, str], now: StrEnum, chosen: SignalInstance
    ) -> None:
        group = QActionGroup(self._menu)
        for each, text in words.items():
            action = self._menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(each is now)
            action.triggered.connect(lambda _on, it=each: chosen.emit(it))
            group.addAction(action)
        self._menu.addSeparator()

    def _on_about(self) -> None:
        dialogs.show_message(
            self,
            _("电子政务项目报件"),
            _("版本 {version}。本程序不联网，所有数据只保存在本机。").format(version=__version__),
        )


def _icon_button() -> QPushButton:
    button = theme.quiet_button("")
    button.setIconSize(QSize(20, 20))
    return button


def _name(button: QPushButton, name: str, tip: str) -> None:
    button.setAccessibleName(name)
    button.setToolTip(tip)
