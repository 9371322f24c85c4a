"""日程: what is due in all projects, sooner before later; for the calendar of the office too."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app import agenda
from egov_desktop.app.agenda import AgendaEntry
from egov_desktop.app.project_list import list_projects
from egov_desktop.domain.duties import DutyState
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import agenda_rows, dialogs, file_choosing, icons, theme
from egov_desktop.ui.agenda_list import AgendaList
from egov_desktop.ui.agenda_reading import AgendaReading
from egov_desktop.ui.agenda_rows import Heading
from egov_desktop.ui.flow_layout import FlowLayout
from egov_desktop.ui.page import Page
from egov_desktop.ui.routes import Agenda, Fill, Workbench
from egov_desktop.ui.search_field import search_field
from egov_desktop.ui.translation import _, marked

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs

_SLICE_S = 0.008
"""How long the window may be busy reading at a time."""
_FIRST_PAINT_MS = 20
_SHOWN_CHANGES = 12
_ONLY_WORDS = {
    None: marked("未办结"),
    DutyState.OVERDUE: marked("已逾期"),
    DutyState.DUE_SOON: marked("30 天内到期"),
    DutyState.UPCOMING: marked("更晚到期"),
    DutyState.UNDECIDED: marked("期限待定"),
    DutyState.DONE: marked("已完成"),
}


class AgendaPage(Page):
    """The duties of all projects under the week or month they are due in."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs", route: Agenda) -> None:
        super().__init__(workspace, jobs, route)
        self._reading = AgendaReading(lambda key: agenda.duties_of_project(workspace, key))
        self._read_for: tuple[object, ...] = ()
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._on_idle)
        self._only: DutyState | None = None
        self.search = self._search_field()
        self.choices = {
            state: theme.choice_button(_(words)) for state, words in _ONLY_WORDS.items()
        }
        self.list = AgendaList(workspace.today())
        self.list.chosen.connect(self._on_chosen)
        self.remark = theme.note("")
        self.export_button = theme.button(_("导出日历"))
        self.import_button = theme.button(_("导入节假日表"))
        self._bodies = QStackedWidget()
        self.nothing_found = theme.in_the_middle(theme.plain(_("没有符合条件的事项。")))
        self.empty = theme.in_the_middle(self._empty_card())
        self._lay_out()

    def _lay_out(self) -> None:
        look = theme.colours()
        self.export_button.setIcon(icons.icon("export", look.muted))
        self.export_button.setToolTip(
            _("把列出的事项写成日历文件（.ics），导入日历程序后到期前提醒")
        )
        self.export_button.clicked.connect(self._on_export)
        self.import_button.setIcon(icons.icon("import", look.muted))
        self.import_button.setToolTip(_("导入国务院办公厅公布的放假安排（.csv、.yaml、.ics）"))
        self.import_button.clicked.connect(self._on_import)
        heading = QHBoxLayout()
        heading.setSpacing(theme.SPACE)
        heading.addWidget(theme.title(_("日程")), 1)
        heading.addWidget(self.import_button)
        heading.addWidget(self.export_button)
        self._filters = QWidget()
        line = FlowLayout(theme.SPACE)
        self._filters.setLayout(line)
        line.addWidget(self.search)
        for state, choice in self.choices.items():
            choice.clicked.connect(lambda _on, it=state: self.show_only(it))
            line.addWidget(choice)
        self.choices[None].setChecked(True)
        for body in (self.list, self.nothing_found, self.empty):
            self._bodies.addWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        column.setSpacing(theme.GAP)
        column.addLayout(heading)
        column.addWidget(self._filters)
        column.addWidget(self._bodies, 1)
        column.addWidget(self.remark)

    def _search_field(self) -> QLineEdit:
        field = search_field(self, _("搜索日程"), _("搜索项目、事项、依据"), 240)
        field.textChanged.connect(self._show)
        return field

    def _empty_card(self) -> QWidget:
        card = theme.Card()
        card.setFixedWidth(480)
        card.rows.setContentsMargins(32, 28, 32, 28)
        card.rows.setSpacing(theme.GAP)
        card.rows.addWidget(theme.heading(_("还没有规定期限的事项")))
        card.rows.addWidget(
            theme.plain(_("项目推进后，各环节要办的事和到期日会按时间列在这里，逾期的排在最前。"))
        )
        self._to_workbench = theme.button(_("回到工作台"))
        self._to_workbench.clicked.connect(lambda: self.navigate.emit(Workbench()))
        line = QHBoxLayout()
        line.addWidget(self._to_workbench)
        line.addStretch(1)
        card.rows.addLayout(line)
        return card

    def refresh(self) -> None:
        """Show the duties there are now; only what changed is read again."""
        read_for = (self.workspace.today(), self.workspace.calendar)
        if read_for != self._read_for:
            self._reading.forget()
            self._read_for = read_for
        self._reading.set_projects(list_projects(self.workspace))
        self._show()
        if self.isVisible():
            self._read_on()

    def show_only(self, chosen: DutyState | None) -> None:
        """Show the duties in one state, or all that are open."""
        self._only = chosen
        for state, choice in self.choices.items():
            choice.setChecked(state is chosen)
        self._show()

    def _show(self) -> None:
        today = self.workspace.today()
        entries = list(self._reading.entries())
        found = agenda_rows.rows(entries, self._only, self.search.text(), today)
        self.list.show_rows(found, today, self.workspace.calendar)
        counts = agenda_rows.counts(entries)
        for state, choice in self.choices.items():
            choice.setText(f"{_(_ONLY_WORDS[state])}  {counts[state]}")
        is_complete = self._reading.is_complete
        self._filters.setVisible(bool(entries) or not is_complete)
        self.export_button.setEnabled(is_complete and bool(found))
        if entries or not is_complete:
            body = self.list if found or not is_complete else self.nothing_found
        else:
            body = self.empty
        self._bodies.setCurrentWidget(body)
        self.remark.setVisible(body is not self.empty)
        self.setFocusProxy(self.list if body is self.list else self._to_workbench)
        self._show_progress()

    def _show_progress(self) -> None:
        if not self._reading.is_complete:
            words = _("正在读取各项目的期限：{done}/{total}")
            self.remark.setText(words.format(done=self._reading.done, total=self._reading.total))
        else:
            self.remark.setText(
                _("点一行或按回车即可打开报件。日期落在尚无放假通知的年份时，暂按法定节假日推算。")
            )

    def _read_on(self) -> None:
        if not self._reading.is_complete:
            self._idle.start(_FIRST_PAINT_MS)

    def _on_idle(self) -> None:
        self._idle.setInterval(0)
        if self._reading.read_some(_SLICE_S):
            self._show()
        else:
            self._show_progress()
        if self._reading.is_complete:
            self._idle.stop()

    def _on_chosen(self, entry: AgendaEntry) -> None:
        from egov_desktop.app.projects import begun_filing

        try:
            filing = begun_filing(self.workspace, entry.project_id, entry.duty.filing)
        except EgovError as error:
            dialogs.show_error(self, error)
            return
        self.navigate.emit(Fill(entry.project_id, filing.id))

    def _on_export(self) -> None:
        kinds = _("日历文件 (*.ics)")
        name = _("电子政务项目日程") + ".ics"
        path = file_choosing.file_to_write(self, _("导出日历"), name, kinds)
        if path is not None:
            self.export(path)

    def export(self, path: Path) -> None:
        """Write the duties that are listed as a calendar file."""
        from egov_desktop.app.calendar_export import export_calendar

        listed = [row for row in self.list.rows if not isinstance(row, Heading)]
        try:
            count = export_calendar(self.workspace, listed, path)
        except EgovError as error:
            dialogs.show_error(self, error)
            return
        dialogs.show_message(
            self,
            _("日历文件已写好"),
            _(
                "{count} 项写到了 {path}。\n在日历程序里导入它，到期前 30、7、1 天会提醒；"
                "以后再导出、再导入，原有的会更新，不会重复。"
            ).format(count=count, path=path),
        )

    def _on_import(self) -> None:
        kinds = _("节假日表 (*.csv *.yaml *.yml *.ics)")
        path = file_choosing.file_to_open(self, _("导入节假日表"), kinds)
        if path is not None:
            self.import_holidays(path)

    def import_holidays(self, path: Path) -> None:
        """Show what a table of holidays would change, and count with it once that is agreed."""
        from egov_desktop.app import holidays

        try:
            table = holidays.read_table(self.workspace, path)
            lines = [table.summary, *(each.words for each in table.changes[:_SHOWN_CHANGES])]
            if len(table.changes) > _SHOWN_CHANGES:
                lines.append(
                    _("另有 {count} 天。").format(count=len(table.changes) - _SHOWN_CHANGES)
                )
            headline = _("按这份表推算期限？")
            if not dialogs.confirm(self, headline, "\n".join(lines), _("导入")):
                return
            holidays.import_table(self.workspace, table)
        except EgovError as error:
            dialogs.show_error(self, error)
            return
        self.saved.emit()
        self.refresh()

    # Qt

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Read what is missing once the page has been painted."""
        super().showEvent(event)
        self._read_on()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Read nothing that nobody sees."""
        super().hideEvent(event)
        self._idle.stop()
