"""The frozen versions of a filing (历史版本), the latest first; none of them ever changes."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from egov_desktop.app.paper_signatures import is_unsigned
from egov_desktop.domain.errors import EgovError
from egov_desktop.domain.project import Filing, FrozenVersion
from egov_desktop.ui import dialogs, theme
from egov_desktop.ui.packet_cards import open_folder
from egov_desktop.ui.translation import _

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace


class HistoryCard(theme.Card):
    """The frozen versions of a filing, the latest first; none of them ever changes."""

    timestamp_wanted = Signal(object)
    """The path of a packet that is to get a timestamp (时间戳)."""
    scans_wanted = Signal(object)
    """The path of an unsigned packet that is to get the scan of what was signed on paper."""

    def __init__(self, workspace: "Workspace", project_id: str, filing_id: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._ids = (project_id, filing_id)
        self.rows.addWidget(theme.heading(_("历史版本")))
        self._table = QWidget()
        self.rows.addWidget(self._table)

    def show_filing(self, filing: Filing, is_changed: bool) -> None:
        """Show the versions of a filing, and whether it was edited since the last one."""
        self._table.hide()
        self._table.deleteLater()
        self._table = QWidget()
        self.rows.addWidget(self._table)
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.MARGIN)
        grid.setVerticalSpacing(theme.TIGHT)
        grid.setColumnStretch(3, 1)
        versions = tuple(reversed(filing.versions))
        for number, version in enumerate(versions):
            row = 2 * number
            for column, part in enumerate(_facts(version)):
                grid.addWidget(part, row, column, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(_folder_button(version), row, 4)
            if version is not filing.versions[0]:
                grid.addWidget(self._difference_button(version.version), row, 5)
            grid.addWidget(self._evidence_button(version), row, 6)
            grid.addWidget(_path_label(version), row + 1, 1, 1, 6)
        if is_changed:
            words = _("固化之后又修改过内容：已固化的版本不变，再次固化会生成新的版本。")
            grid.addWidget(theme.note(words), 2 * len(versions), 0, 1, 7)
        self.setVisible(bool(versions))

    def _evidence_button(self, version: FrozenVersion) -> QPushButton:
        """Return the button for what can be added later: a scan, or else a timestamp."""
        if is_unsigned(self._workspace, *self._ids, version.version):
            return self._scan_button(version)
        return self._timestamp_button(version)

    def _scan_button(self, version: FrozenVersion) -> QPushButton:
        packet = Path(version.packet_path)
        button = theme.quiet_button(_("扫描件…"))
        button.setAccessibleName(_("给 v{version} 添加签章扫描件").format(version=version.version))
        button.setEnabled(packet.is_file())
        button.clicked.connect(lambda: self.scans_wanted.emit(packet))
        return button

    def _timestamp_button(self, version: FrozenVersion) -> QPushButton:
        packet = Path(version.packet_path)
        button = theme.quiet_button(_("时间戳…"))
        button.setAccessibleName(_("给 v{version} 加时间戳").format(version=version.version))
        button.setEnabled(packet.is_file())
        button.clicked.connect(lambda: self.timestamp_wanted.emit(packet))
        return button

    def _difference_button(self, version: int) -> QPushButton:
        button = theme.quiet_button(_("与上一版的差异…"))
        button.setAccessibleName(_("v{version} 与上一版的差异").format(version=version))
        button.clicked.connect(lambda: self.show_difference(version))
        return button

    def show_difference(self, version: int) -> None:
        """Show what a version changed."""
        from egov_desktop.app.corrections import differences_between
        from egov_desktop.ui.difference_dialog import DifferenceDialog

        try:
            changes = differences_between(self._workspace, *self._ids, version - 1, version)
        except EgovError as error:
            dialogs.show_error(self, error)
            return
        DifferenceDialog(self, changes, version).exec()


def _facts(version: FrozenVersion) -> list[QLabel]:
    facts = [
        theme.strong(f"v{version.version}"),
        theme.plain(f"{version.frozen_at.astimezone():%Y-%m-%d %H:%M}"),
        theme.plain(version.code),
    ]
    for each in facts:
        each.setWordWrap(False)
    return facts


def _folder_button(version: FrozenVersion) -> QPushButton:
    packet = Path(version.packet_path)
    button = theme.quiet_button(_("打开文件夹"))
    button.setAccessibleName(_("打开 v{version} 所在文件夹").format(version=version.version))
    button.setEnabled(packet.parent.is_dir())
    button.clicked.connect(lambda: open_folder(packet))
    return button


def _path_label(version: FrozenVersion) -> QLabel:
    packet = Path(version.packet_path)
    if packet.is_file():
        return _PathLabel(str(packet), packet)
    label = _PathLabel(_("文件已不在原处：{path}").format(path=packet), packet)
    return theme.coloured(label, theme.WARNING)


class _PathLabel(QLabel):
    """A path on one line; where it is too long its middle is left out."""

    def __init__(self, words: str, path: Path) -> None:
        super().__init__(words)
        self.setToolTip(str(path))
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.sized(self, theme.SMALL)
        theme.coloured(self, theme.MUTED)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw what fits."""
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.width()
        )
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()
