"""A packet that was frozen earlier (纸质签章): printed once more, or its scan put into it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from egov_desktop.ui import theme
from egov_desktop.ui.packet_paper import PaperPart
from egov_desktop.ui.translation import _

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs

_WIDTH = 620


class PaperDialog(QDialog):
    """The steps on paper for one of the versions so far."""

    def __init__(
        self, parent: QWidget | None, workspace: "Workspace", jobs: "Jobs", packet: Path
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("签章扫描件"))
        self.setAccessibleName(self.windowTitle())
        self.setMinimumWidth(_WIDTH)
        self.paper = PaperPart(workspace, jobs)
        self.paper.offer(packet)
        close = theme.button(_("关闭"))
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        column.setSpacing(theme.SPACE + theme.TIGHT)
        column.addWidget(theme.heading(_("给报送包附上签章扫描件")))
        column.addWidget(theme.note(str(packet)))
        column.addWidget(self.paper)
        column.addStretch(1)
        column.addLayout(row)
        self.finished.connect(self.paper.stop)

    def event(self, event: QEvent) -> bool:
        """Grow with the sentences that come."""
        is_known = super().event(event)
        layout = self.layout()
        if event.type() is QEvent.Type.LayoutRequest and layout is not None:
            height = layout.totalHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), height))
        return is_known
