"""A table to Excel and back (导出、导入 Excel): files are read and written beside the window."""

import re
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from egov_desktop.app import table_files
from egov_desktop.domain.fields import Row
from egov_desktop.domain.table_sheets import ReadWorkbook, filled_table, sheet_table
from egov_desktop.ui import dialogs, file_choosing
from egov_desktop.ui.page import Page
from egov_desktop.ui.routes import Fill
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.editors import FieldEditor
from egov_desktop.ui.wizard.table_import_dialog import TableImportDialog
from egov_desktop.ui.wizard.table_model import TableModel

_FORBIDDEN_IN_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


class TableFiles(QObject):
    """What the two buttons of a table do."""

    said = Signal(str)
    """What is going on, in words."""
    rows_chosen = Signal(object, str)
    """These rows shall take the place of those there are, and what is to be said of it."""

    def __init__(self, editor: FieldEditor, model: TableModel) -> None:
        super().__init__(editor)
        self._editor = editor
        self._model = model
        self.dialog: TableImportDialog | None = None
        """The preview that is open now."""

    def choose_export(self) -> None:
        """Ask where to, then write the rows on screen."""
        label = self._editor.definition.label
        name = _FORBIDDEN_IN_NAME.sub(" ", label).strip()
        title = _("导出“{table}”").format(table=label)
        path = file_choosing.file_to_write(
            self._editor.widget, title, f"{name}.xlsx", _("Excel 工作簿 (*.xlsx)")
        )
        if path is not None:
            self.export_to(path if path.suffix.lower() == ".xlsx" else Path(f"{path}.xlsx"))

    def export_to(self, path: Path) -> None:
        """Write the rows on screen."""
        editor = self._editor
        editor.commit()
        filled = filled_table(editor.definition, self._rows())
        page, route = self._page()
        subject = table_files.subject_of(page.workspace, route.project_id, route.filing_id)
        self.said.emit(_("正在导出…"))
        page.jobs.run_apart(
            table_files.write_tables,
            [filled],
            subject,
            path,
            on_done=lambda _none: self._say(
                _("已导出 {count} 行，空行可在 Excel 或 WPS 中续填").format(count=len(filled.rows))
            ),
            on_error=self._on_error,
        )

    def choose_import(self) -> None:
        """Ask for a file, then show what it would change."""
        title = _("导入“{table}”").format(table=self._editor.definition.label)
        kinds = ";;".join((_("Excel 工作簿 (*.xlsx *.xlsm)"), _("所有文件 (*)")))
        path = file_choosing.file_to_open(self._editor.widget, title, kinds)
        if path is not None:
            self.import_from(path)

    def import_from(self, path: Path) -> None:
        """Read a file beside the window; then show what it would change."""
        editor = self._editor
        editor.commit()
        self.said.emit(_("正在读取…"))
        page, _route = self._page()
        page.jobs.run_apart(
            table_files.read_tables,
            path,
            [sheet_table(editor.definition)],
            on_done=self._on_read,
            on_error=self._on_error,
        )

    def _on_read(self, read: ReadWorkbook) -> None:
        if not isValid(self._editor.widget):
            return
        editor = self._editor
        self.said.emit("")
        editor.commit()
        dialog = TableImportDialog(editor.widget, editor.definition, editor.raw(), read)
        dialog.accepted.connect(lambda: self._take(dialog))
        dialog.finished.connect(lambda _result: self._forget(dialog))
        self.dialog = dialog
        dialog.open()

    def _take(self, dialog: TableImportDialog) -> None:
        plan = dialog.plan
        self.rows_chosen.emit(
            plan.after, _("已导入工作表“{sheet}”，可按“撤销”恢复").format(sheet=plan.sheet)
        )

    def _forget(self, dialog: TableImportDialog) -> None:
        self.dialog = None
        dialog.deleteLater()
        self._editor.input.setFocus()

    def _rows(self) -> tuple[Row, ...]:
        columns = list(enumerate(self._model.columns))
        return tuple(
            {column.id: self._model.cell(row, number) for number, column in columns}
            for row in self._model.filled_rows()
        )

    def _say(self, words: str) -> None:
        if isValid(self._editor.widget):
            self.said.emit(words)

    def _on_error(self, error: Exception) -> None:
        if isValid(self._editor.widget):
            self.said.emit("")
            dialogs.show_error(self._editor.widget, error)

    def _page(self) -> tuple[Page, Fill]:
        """Return the page on which the table stands."""
        widget: QWidget | None = self._editor.widget
        while widget is not None and not isinstance(widget, Page):
            widget = widget.parentWidget()
        if widget is None or not isinstance(widget.route, Fill):
            raise TypeError("a table stands on the page of a filing")
        return widget, widget.route
