"""What the main window expects of every page."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs
    from egov_desktop.ui.routes import Route


class Page(QWidget):
    """A page of the window, built when it is first shown.

    A page builds its widgets in `__init__` (after `super().__init__(...)`) and reads what it
    shows in `refresh`, which the main window calls each time before the page comes on screen.
    """

    navigate = Signal(object)
    """The person wants to go to a Route."""
    saved = Signal()
    """Something was stored: the status line says 已保存 and the tabs show the new state."""
    appearance_chosen = Signal(object)
    language_chosen = Signal(object)
    """The person wants another Appearance, or another Language, for the whole window."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs", route: "Route") -> None:
        super().__init__()
        self.workspace = workspace
        self.jobs = jobs
        self.route = route

    def refresh(self) -> None:
        """Read again what the page shows."""

    def go_to(self, route: "Route") -> None:
        """Show the place within this page that a route names; called after `refresh`."""

    def leave(self) -> bool:
        """Keep what is still being typed; False when the person chose to stay."""
        return True
