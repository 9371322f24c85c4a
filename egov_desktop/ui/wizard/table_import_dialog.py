"""What a file would change in a table, row by row, before anything happens (导入预览)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPlainTextEdit,
    QRadioButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.domain.fields import FieldDefinition, Raw
from egov_desktop.domain.table_changes import RowKind, TablePlan, plan_table
from egov_desktop.domain.table_sheets import ReadWorkbook
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.row_changes import KIND_WORDS, RowChanges

_WIDTH, _HEIGHT = 900, 620
_ROW_HEIGHT = 30
_SAMPLE = 100
_NARROWEST, _WIDEST = 90, 280
_LINES_SHOWN = 5


class TableImportDialog(QDialog):
    """Accepted: the rows of `plan` shall be taken."""

    def __init__(
        self, parent: QWidget | None, definition: FieldDefinition, before: Raw, read: ReadWorkbook
    ) -> None:
        super().__init__(parent)
        self._definition = definition
        self._before = before
        self._read = read
        self.plan: TablePlan = self._planned(is_append=False)
        self.setWindowTitle(_("导入预览：{table}").format(table=definition.label))
        self.resize(_WIDTH, _HEIGHT)
        self.counts = theme.strong("")
        self.rows = RowChanges(definition, self)
        self.view = self._table()
        self.all_rows = QCheckBox(_("也显示不变的行"))
        self.all_rows.toggled.connect(self._show)
        self.append_choice = QRadioButton(_("追加在现有的行之后"))
        self.replace_choice = QRadioButton(_("取代现有的行"))
        self.bad_words = theme.coloured(theme.strong(""), theme.ERROR)
        self.bad_list = _lines(_("有问题的单元格"))
        self.notices = _lines(_("读取时的说明"))
        self.take_button = theme.primary_button(_("导入"))
        self._lay_out()
        self._show()

    def _planned(self, is_append: bool) -> TablePlan:
        return plan_table(self._definition, self._before, self._read.tables[0], is_append)

    def _table(self) -> QTableView:
        view = QTableView()
        view.setModel(self.rows)
        view.setAccessibleName(_("逐行的变化"))
        view.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        view.horizontalHeader().setHighlightSections(False)
        view.horizontalHeader().setStretchLastSection(True)
        return view

    def _lay_out(self) -> None:
        plan = self.plan
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        rows.setSpacing(theme.SPACE)
        place = _("{file}，工作表“{sheet}”").format(file=self._read.file, sheet=plan.sheet)
        rows.addWidget(theme.note(place))
        rows.addLayout(self._choices())
        rows.addWidget(self.counts)
        rows.addWidget(self.view, 1)
        rows.addWidget(self.all_rows)
        rows.addWidget(self.bad_words)
        rows.addWidget(self.bad_list)
        rows.addWidget(self.notices)
        rows.addSpacing(theme.SPACE)
        rows.addWidget(self._buttons())

    def _choices(self) -> QHBoxLayout:
        group = QButtonGroup(self)
        line = QHBoxLayout()
        line.setSpacing(theme.GAP)
        self.replace_choice.setChecked(True)
        for choice in (self.replace_choice, self.append_choice):
            group.addButton(choice)
            line.addWidget(choice)
        line.addStretch(1)
        self.append_choice.toggled.connect(self._on_choice)
        return line

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        box.addButton(self.take_button, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(theme.button(_("取消")), QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        self.take_button.setDefault(True)
        return box

    def _on_choice(self, is_append: bool) -> None:
        self.plan = self._planned(is_append)
        self._show()

    def _show(self) -> None:
        plan = self.plan
        counted = [
            _("{kind} {count} 行").format(kind=_(KIND_WORDS[kind]), count=plan.count(kind))
            for kind in RowKind
            if plan.count(kind)
        ]
        words = _("，").join(counted) if plan.changes_anything else _("与现有内容相同，没有变化。")
        self.counts.setText(words)
        self.rows.show_rows(plan.rows, has_same=self.all_rows.isChecked())
        self._fit_columns()
        bad = [cell.sentence for cell in plan.bad_cells]
        self.bad_words.setText(
            _("{count} 个单元格看不懂，照原样导入，请之后在表中改正：").format(count=len(bad))
        )
        self.bad_words.setVisible(bool(bad))
        _fill(self.bad_list, bad)
        _fill(self.notices, [*plan.notices, *self._read.notices])
        self.take_button.setEnabled(plan.changes_anything)

    def _fit_columns(self) -> None:
        metrics = self.view.fontMetrics()
        rows = range(min(self.rows.rowCount(), _SAMPLE))
        for column in range(self.rows.columnCount()):
            words = [
                str(self.rows.headerData(column, Qt.Orientation.Horizontal)),
                *(str(self.rows.index(row, column).data() or "") for row in rows),
            ]
            widest = max(metrics.horizontalAdvance(each) for each in words) + 30
            self.view.setColumnWidth(column, min(max(widest, _NARROWEST), _WIDEST))


def _lines(name: str) -> QPlainTextEdit:
    """Return a place for lines that can be read and copied."""
    field = QPlainTextEdit()
    field.setReadOnly(True)
    field.setAccessibleName(name)
    field.setTabChangesFocus(True)
    return field


def _fill(field: QPlainTextEdit, lines: list[str]) -> None:
    field.setPlainText("\n".join(lines))
    shown = min(len(lines), _LINES_SHOWN)
    field.setFixedHeight(shown * field.fontMetrics().lineSpacing() + 30)
    field.setVisible(bool(lines))
