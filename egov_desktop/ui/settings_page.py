"""设置: what is chosen once for the whole program, a card for each subject."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from egov_desktop.ui import theme
from egov_desktop.ui.page import Page
from egov_desktop.ui.routes import Settings
from egov_desktop.ui.settings import WindowSettings
from egov_desktop.ui.settings_backups import BackupSection
from egov_desktop.ui.settings_look import LookSection
from egov_desktop.ui.settings_signing import SigningSection
from egov_desktop.ui.translation import _

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs

_WIDTH = 860


class SettingsPage(Page):
    """All sections one under the other; each is kept as soon as it is changed."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs", route: Settings) -> None:
        super().__init__(workspace, jobs, route)
        self.signing = SigningSection(workspace, jobs)
        self.signing.saved.connect(self.saved)
        self.backups = BackupSection(workspace, jobs)
        self.backups.saved.connect(self.saved)
        self.look = LookSection(WindowSettings(workspace.home).appearance)
        self.look.appearance_chosen.connect(self.appearance_chosen)
        self.look.language_chosen.connect(self.language_chosen)
        body = QWidget()
        body.setMaximumWidth(_WIDTH + 2 * theme.MARGIN)
        column = QVBoxLayout(body)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.SPACE + theme.TIGHT)
        column.addWidget(theme.title(_("设置")))
        for section in (self.signing, self.backups, self.look):
            column.addWidget(section)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def refresh(self) -> None:
        """Show what is kept."""
        self.signing.refresh()
        self.backups.refresh()
