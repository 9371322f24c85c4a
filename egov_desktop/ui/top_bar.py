"""The bar above every page: back, the way to the page, the menu."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from egov_desktop import __version__
from egov_desktop.ui import dialogs, icons, theme
from egov_desktop.ui.breadcrumb import Breadcrumb
from egov_desktop.ui.settings import Appearance
from egov_desktop.ui.translation import _


class TopBar(QWidget):
    """Back, breadcrumb and menu."""

    navigate = Signal(object)
    back_wanted = Signal()
    appearance_chosen = Signal(object)

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.breadcrumb = Breadcrumb()
        self.breadcrumb.navigate.connect(self.navigate)
        self._back = _icon_button(_("返回上一页"), _("返回上一页（Alt+左箭头）"))
        self._back.clicked.connect(self.back_wanted)
        self._more = _icon_button(_("更多"), _("外观、关于"))
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
        """Draw icons and menu in the colours of now."""
        look = theme.colours()
        self._back.setIcon(icons.icon("back", look.accent, 20))
        self._more.setIcon(icons.icon("more", look.accent, 20))
        self._menu.clear()
        group = QActionGroup(self._menu)
        words = {
            Appearance.SYSTEM: _("外观：跟随系统"),
            Appearance.LIGHT: _("外观：浅色"),
            Appearance.DARK: _("外观：深色"),
        }
        for each, text in words.items():
            action = self._menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(each is appearance)
            action.triggered.connect(lambda _on, it=each: self.appearance_chosen.emit(it))
            group.addAction(action)
        self._menu.addSeparator()
        self._menu.addAction(_("关于本程序")).triggered.connect(self._on_about)

    def _on_about(self) -> None:
        dialogs.show_message(
            self,
            _("电子政务项目报件"),
            _("版本 {version}。本程序不联网，所有数据只保存在本机。").format(version=__version__),
        )


def _icon_button(name: str, tip: str) -> QPushButton:
    button = theme.quiet_button("")
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setIconSize(QSize(20, 20))
    return button
