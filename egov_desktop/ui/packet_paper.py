"""The way without a key (纸质签章): print the packet, sign and seal it, hand in the scan."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from egov_desktop.app import packet_printing
from egov_desktop.app.preview import PageSize
from egov_desktop.ui import dialogs, theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.while_there import while_there

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs


class PaperPart(QWidget):
    """The three steps on paper, with a button for each that the program can help with."""

    scans_wanted = Signal()
    """The person has scans to add to the filing."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs") -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self._packet = Path()
        self.print_button = theme.button(_("打印报件…"))
        self.print_button.clicked.connect(self.start)
        self.scan_button = theme.button(_("添加扫描件…"))
        self.scan_button.clicked.connect(self.scans_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE)
        buttons.addWidget(self.print_button)
        buttons.addWidget(self.scan_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE, 0, 0)
        column.setSpacing(theme.SPACE)
        column.addWidget(theme.strong(_("纸质签章")))
        column.addWidget(
            theme.plain(
                _(
                    "1. 打印报件；2. 在最后一页签字、盖章；3. 扫描，在材料页添加，再固化成新版本；"
                    "纸质原件一并报送。每页页脚的编码与这个报送包一致，不要用别的版本代替。"
                )
            )
        )
        column.addLayout(buttons)

    def offer(self, packet: Path) -> None:
        """Offer to print a packet."""
        self._packet = packet

    def start(self) -> None:
        """Take the pages out of the packet beside the window, then ask for a printer."""
        self.print_button.setEnabled(False)
        out = self._workspace.scratch / f"{self._packet.stem}.pdf"
        self._jobs.run(
            packet_printing.pages_of_packet,
            self._packet,
            out,
            on_done=while_there(self, lambda sizes: self._on_pages(out, sizes)),
            on_error=while_there(self, self._on_failed),
        )

    def _on_pages(self, path: Path, sizes: tuple[PageSize, ...]) -> None:
        from egov_desktop.ui.printing import ask_and_print

        self.print_button.setEnabled(True)
        ask_and_print(self, path, sizes, path.stem)

    def _on_failed(self, error: Exception) -> None:
        self.print_button.setEnabled(True)
        dialogs.show_error(self, error)
