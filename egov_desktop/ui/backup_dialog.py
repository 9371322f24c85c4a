"""备份与恢复: which backups there are, what is in each, and going back to one."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app import rolling_backups
from egov_desktop.app.rolling_backups import BackupLine, Preview
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import dialogs, theme
from egov_desktop.ui.translation import _

_WIDTH, _HEIGHT = 880, 620
_MEGABYTE = 1 << 20


class BackupDialog(QDialog):
    """The backups above, the projects of the chosen one below."""

    def __init__(self, parent: QWidget | None, home: Path, reason: str = "") -> None:
        """Make the dialog; a `reason` tells why there is something to restore."""
        super().__init__(parent)
        self._home = home
        self._lines = rolling_backups.found(rolling_backups.folder_of(home))
        self.setWindowTitle(_("备份与恢复"))
        self.backups = _table(
            (_("时间"), _("项目"), _("报件"), _("附件"), _("大小"), _("电脑"), _("程序"))
        )
        for line in self._lines:
            _add(self.backups, _cells(line))
        self.projects = _table((_("项目"), _("报件"), _("最后修改")))
        self.record = theme.note("")
        self.restore = theme.primary_button(_("恢复到这一份…"))
        self.restore.clicked.connect(self._on_restore)
        self.backups.itemSelectionChanged.connect(self._show_chosen)
        self._lay_out(reason)
        if self._lines:
            self.backups.selectRow(0)
        else:
            self._show_chosen()

    @property
    def chosen(self) -> BackupLine | None:
        """The backup that is selected."""
        row = self.backups.currentRow()
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def _lay_out(self, reason: str) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        rows.setSpacing(theme.SPACE)
        rows.addWidget(theme.heading(_("备份与恢复")))
        if reason:
            rows.addWidget(theme.plain(reason))
        elif not self._lines:
            rows.addWidget(theme.plain(_("还没有备份；程序开着时每 20 分钟自动备份一次。")))
        self.backups.setAccessibleName(_("备份"))
        self.projects.setAccessibleName(_("备份里的项目"))
        rows.addWidget(self.backups, 3)
        rows.addWidget(theme.strong(_("这一份里有")))
        rows.addWidget(self.projects, 2)
        rows.addWidget(self.record)
        box = QDialogButtonBox()
        box.addButton(self.restore, QDialogButtonBox.ButtonRole.ActionRole)
        box.addButton(theme.button(_("关闭")), QDialogButtonBox.ButtonRole.RejectRole)
        box.rejected.connect(self.reject)
        rows.addWidget(box)
        room = self.screen().availableSize()
        self.resize(min(_WIDTH, room.width() - 40), min(_HEIGHT, room.height() - 80))

    def _show_chosen(self) -> None:
        self.projects.setRowCount(0)
        self.record.setText("")
        line = self.chosen
        self.restore.setEnabled(line is not None)
        if line is None:
            return
        try:
            self._show_preview(rolling_backups.preview(line.folder, self._home))
        except EgovError as error:
            self.record.setText(str(error))
            self.restore.setEnabled(False)

    def _show_preview(self, preview: Preview) -> None:
        for each in preview.projects:
            moment = datetime.fromisoformat(each.updated_at).astimezone()
            _add(self.projects, (each.name, str(each.filings), f"{moment:%Y-%m-%d %H:%M}"))
        words = _("修改记录到第 {number} 条，校验值 {hash}").format(
            number=preview.line.changes, hash=preview.line.audit_hash[:16]
        )
        if preview.line.missing:
            words += _("；备份时已缺附件 {count} 个").format(count=preview.line.missing)
        self.record.setText(words)

    def _on_restore(self) -> None:
        if dialogs.confirm(
            self,
            _("恢复到这一份备份？"),
            _(
                "窗口会先关闭再打开。现在的数据不会删除，会移到数据文件夹旁边；"
                "备份以后的修改会尽量找回，找不回的逐条列出。"
            ),
            _("恢复"),
        ):
            self.accept()


def _cells(line: BackupLine) -> tuple[str, ...]:
    return (
        f"{line.made_at.astimezone():%Y-%m-%d %H:%M}",
        str(line.projects),
        str(line.filings),
        str(line.attachments),
        f"{line.size / _MEGABYTE:.1f} MB",
        line.host,
        line.program,
    )


def _table(headers: tuple[str, ...]) -> QTableWidget:
    table = QTableWidget(0, len(headers))
    table.setHorizontalHeaderLabels(headers)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    return table


def _add(table: QTableWidget, cells: tuple[str, ...]) -> None:
    row = table.rowCount()
    table.insertRow(row)
    for column, words in enumerate(cells):
        table.setItem(row, column, QTableWidgetItem(words))
