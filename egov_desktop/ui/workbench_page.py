"""工作台: all projects, what is due next, and how to begin or bring in another."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app.project_list import list_projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.duties import DutyState
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import dialogs, file_choosing, icons, theme
from egov_desktop.ui.borrowed_words import in_window_language
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.page import Page
from egov_desktop.ui.project_table import Column, ProjectTable
from egov_desktop.ui.routes import Agenda, ProjectHome, Route, UnitProfile, Verify
from egov_desktop.ui.search_field import search_field
from egov_desktop.ui.translation import _, marked

if TYPE_CHECKING:
    from egov_desktop.app.overviews import Overview

_SLICE_S = 0.008
"""How long the window may be busy with overviews at a time."""
_FIRST_PAINT_MS = 50
"""The list is shown before anything is computed for it."""
_ROW_HEIGHT = 48
"""Two lines of a long name."""
_WIDTHS = {
    Column.UNIT: 150,
    Column.STAGE: 136,
    Column.STATE: 150,
    Column.DUTY: 150,
    Column.DUE: 210,
}
_NAME_WIDTH = 240
"""The name keeps this width; in a narrow window the other columns give way."""
_ONLY_WORDS = {
    None: marked("全部"),
    DutyState.OVERDUE: marked("已逾期"),
    DutyState.DUE_SOON: marked("30 天内到期"),
}


class WorkbenchPage(Page):
    """The table of projects with search, or the first steps when there is none yet."""

    def __init__(self, workspace: Workspace, jobs: Jobs, route: Route) -> None:
        super().__init__(workspace, jobs, route)
        self._table = ProjectTable(self._overview, workspace.today())
        self._calendar_edition = workspace.calendar_edition
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._on_idle)
        self._search = self._search_field()
        self._only = {state: theme.choice_button(_(words)) for state, words in _ONLY_WORDS.items()}
        self._view = self._table_view()
        self._open = theme.button(_("打开"))
        self._open.clicked.connect(self._on_open)
        self._open.setEnabled(False)
        self._bodies = QStackedWidget()
        self._nothing_found = theme.in_the_middle(theme.plain(_("没有符合条件的项目。")))
        self._first_steps = self._first_steps_card()
        self._lay_out()

    def refresh(self) -> None:
        """Show the projects there are now."""
        if self._calendar_edition != self.workspace.calendar_edition:
            self._calendar_edition = self.workspace.calendar_edition
            self._table.forget()
        self._table.set_projects(list_projects(self.workspace))
        self._show_body()
        if self.isVisible():
            self._read_on()

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(theme.SPACE)
        heading.addWidget(theme.title(_("工作台")), 1)
        for button in self._heading_buttons():
            heading.addWidget(button)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(self._search)
        for state, choice in self._only.items():
            choice.clicked.connect(lambda _on, it=state: self._on_only_chosen(it))
            line.addWidget(choice)
        line.addStretch(1)
        line.addWidget(self._open)
        self._only[None].setChecked(True)
        self._filters = QWidget()
        self._filters.setLayout(line)
        line.setContentsMargins(0, 0, 0, 0)
        for body in (self._view, self._nothing_found, self._first_steps):
            self._bodies.addWidget(body)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        rows.setSpacing(theme.GAP)
        rows.addLayout(heading)
        rows.addWidget(self._filters)
        rows.addWidget(self._bodies, 1)

    def _heading_buttons(self) -> tuple[QPushButton, ...]:
        look = theme.colours()
        agenda = theme.button(_("日程"))
        agenda.setIcon(icons.icon("calendar", look.muted))
        agenda.setToolTip(_("全部项目的到期事项，按时间排列"))
        agenda.clicked.connect(lambda: self.navigate.emit(Agenda()))
        verify = theme.button(_("验证"))
        verify.setIcon(icons.icon("shield", look.muted))
        verify.setToolTip(_("核对收到的报送包是否完整、由谁签名"))
        verify.clicked.connect(lambda: self.navigate.emit(Verify()))
        load = theme.button(_("导入项目数据文件"))
        load.setIcon(icons.icon("import", look.muted))
        load.clicked.connect(self._on_load)
        new = theme.primary_button(_("新建项目"))
        new.setIcon(icons.icon("add", look.on_accent))
        new.setShortcut(QKeySequence.StandardKey.New)
        new.setToolTip(_("新建项目（Ctrl+N）"))
        new.clicked.connect(self._on_new)
        return agenda, verify, load, new

    def _search_field(self) -> QLineEdit:
        field = search_field(self, _("搜索项目"), _("搜索名称、单位、环节、事项"), 300)
        field.textChanged.connect(self._on_filter_changed)
        return field

    def _table_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self._table)
        view.setAccessibleName(_("项目列表"))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setShowGrid(False)
        view.setWordWrap(True)
        view.setTabKeyNavigation(False)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setIconSize(QSize(16, 16))
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = view.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        header.setHighlightSections(False)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        view.setSortingEnabled(True)
        view.activated.connect(lambda index: self._go_to(index.row()))
        view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        return view

    def _first_steps_card(self) -> QWidget:
        card = theme.Card()
        card.setFixedWidth(520)
        card.rows.setContentsMargins(32, 28, 32, 28)
        card.rows.setSpacing(theme.GAP)
        card.rows.addWidget(theme.heading(_("还没有项目")))
        card.rows.addWidget(
            theme.plain(_("从项目登记开始：填写名称和建设单位，程序会列出各环节要办的事和期限。"))
        )
        for step in (
            _("1  新建项目，填写项目登记"),
            _("2  按环节填写表格、添加材料，随时检查"),
            _("3  预览、签名固化，导出报送包"),
        ):
            card.rows.addWidget(theme.coloured(theme.plain(step), theme.MUTED))
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        self._begin = theme.primary_button(_("新建第一个项目"))
        self._begin.clicked.connect(self._on_new)
        load = theme.button(_("导入项目数据文件"))
        load.clicked.connect(self._on_load)
        unit = theme.quiet_button(_("先填单位信息"))
        unit.clicked.connect(lambda: self.navigate.emit(UnitProfile()))
        line.addWidget(self._begin)
        line.addWidget(load)
        line.addWidget(unit)
        line.addStretch(1)
        card.rows.addLayout(line)
        return theme.in_the_middle(card)

    def _show_body(self) -> None:
        has_projects = self._table.total > 0
        self._filters.setVisible(has_projects)
        if not has_projects:
            self._bodies.setCurrentWidget(self._first_steps)
        else:
            body = self._view if self._table.rowCount() else self._nothing_found
            self._bodies.setCurrentWidget(body)
        self.setFocusProxy(self._view if has_projects else self._begin)
        for state, choice in self._only.items():
            count = self._table.total if state is None else self._table.count(state)
            choice.setText(f"{_(_ONLY_WORDS[state])}  {count}")

    def _overview(self, project_id: str) -> "Overview":
        from egov_desktop.app.overviews import overview

        read = overview(self.workspace, project_id)
        return replace(read, state=in_window_language(read.state))

    def _go_to(self, row: int) -> None:
        self.navigate.emit(ProjectHome(self._table.project_at(row)))

    def _read_on(self) -> None:
        if not self._table.is_all_read:
            self._idle.start(_FIRST_PAINT_MS)

    def _on_idle(self) -> None:
        self._idle.setInterval(0)
        if not self._table.read_some(_SLICE_S):
            self._idle.stop()
            self._show_body()

    def _on_filter_changed(self) -> None:
        only = next(state for state, choice in self._only.items() if choice.isChecked())
        self._table.search(self._search.text(), only)
        self._show_body()

    def _on_only_chosen(self, chosen: DutyState | None) -> None:
        for state, choice in self._only.items():
            choice.setChecked(state is chosen)
        self._on_filter_changed()

    def _on_selection_changed(self) -> None:
        self._open.setEnabled(self._view.selectionModel().hasSelection())

    def _on_open(self) -> None:
        rows = self._view.selectionModel().selectedRows()
        if rows:
            self._go_to(rows[0].row())

    def _on_new(self) -> None:
        from egov_desktop.ui.new_project_dialog import NewProjectDialog

        dialog = NewProjectDialog(self, self.workspace)
        if dialog.exec():
            self.saved.emit()
            self.navigate.emit(ProjectHome(dialog.project_id))

    def _on_load(self) -> None:
        kinds = _("项目数据文件 (*.json)")
        path = file_choosing.file_to_open(self, _("导入项目数据文件"), kinds)
        if path is not None:
            self.load_file(path)

    def load_file(self, path: Path) -> None:
        """Make a project from a project data file and open it."""
        from egov_desktop.app.data_files import load_data_file

        try:
            project = load_data_file(self.workspace, path)
        except EgovError as error:
            dialogs.show_error(self, error)
            return
        self.saved.emit()
        self.navigate.emit(ProjectHome(project.id))

    def _fit_columns(self) -> None:
        room = self.width() - 2 * theme.MARGIN - _NAME_WIDTH
        share = min(room / sum(_WIDTHS.values()), 1)
        for column, width in _WIDTHS.items():
            self._view.setColumnWidth(column, round(width * share))

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave room for the names of the projects."""
        super().resizeEvent(event)
        self._fit_columns()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Compute what is missing once the page has been painted."""
        super().showEvent(event)
        self._read_on()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Compute nothing that nobody sees."""
        super().hideEvent(event)
        self._idle.stop()
