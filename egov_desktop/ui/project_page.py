"""项目页: the task list of all stages, and what is due."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app.checks import FilingState, StageLine, duties_of, stage_lines
from egov_desktop.app.projects import delete_filing, load_project, open_filing
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.duties import Duty
from egov_desktop.domain.errors import EgovError
from egov_desktop.domain.policy import PolicyPack, Recurrence
from egov_desktop.domain.project import Filing, Project
from egov_desktop.ui import dialogs, file_choosing, routes, theme
from egov_desktop.ui.duty_panel import DutyPanel
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.page import Page
from egov_desktop.ui.routes import CheckReport, Fill, Funds, Route
from egov_desktop.ui.stage_row import StageRow, row_title
from egov_desktop.ui.translation import _

_PANEL_WIDTH = 300
_NARROW = 860
"""Below this width the duties stand under the task list."""


class ProjectPage(Page):
    """All stages in four groups with their states; the duties at the right."""

    def __init__(self, workspace: Workspace, jobs: Jobs, route: Route) -> None:
        super().__init__(workspace, jobs, route)
        self._project_id = routes.project_of(route) or ""
        self._last_opened: str | None = None
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._area)

    def refresh(self) -> None:
        """Build the task list of now; the scroll position stays."""
        project = load_project(self.workspace, self._project_id)
        position = self._area.verticalScrollBar().value()
        self._area.setWidget(self._content(project))
        rows = self.findChildren(StageRow)
        opened = (r for r in rows if r.line.filing and r.line.filing.id == self._last_opened)
        self.setFocusProxy(next(opened, rows[0]))
        self._area.verticalScrollBar().setValue(position)
        self._arrange()

    def _content(self, project: Project) -> QWidget:
        pack = self.workspace.pack(project.pack_id)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        rows.setSpacing(theme.GAP)
        rows.addLayout(self._heading(project, pack))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(theme.GAP)
        self._columns.addLayout(self._task_list(project, pack), 1)
        self._panel = DutyPanel(duties_of(self.workspace, project), self.workspace.today())
        self._panel.chosen.connect(lambda duty: self._on_duty_chosen(project, duty))
        self._columns.addWidget(self._panel, 0, Qt.AlignmentFlag.AlignTop)
        rows.addLayout(self._columns)
        rows.addStretch(1)
        return whole

    def _heading(self, project: Project, pack: PolicyPack) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(theme.title(project.name))
        words.addWidget(theme.note(f"{pack.title} · {pack.authority} · {pack.version}"))
        dump = theme.button(_("导出项目数据文件"))
        dump.clicked.connect(self._on_dump)
        funds = theme.button(_("进度与资金"))
        funds.clicked.connect(lambda: self.navigate.emit(Funds(project.id)))
        check = theme.primary_button(_("检查整个项目"))
        check.clicked.connect(lambda: self.navigate.emit(CheckReport(project.id)))
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addLayout(words, 1)
        for button in (dump, funds, check):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _task_list(self, project: Project, pack: PolicyPack) -> QVBoxLayout:
        lines = list(_with_offers(stage_lines(self.workspace, project)))
        groups = QVBoxLayout()
        groups.setSpacing(theme.SPACE)
        for group, words in pack.groups.items():
            groups.addWidget(theme.heading(words))
            groups.addWidget(self._group(pack, [x for x in lines if x.stage.group == group]))
            groups.addSpacing(theme.SPACE)
        groups.addStretch(1)
        return groups

    def _group(self, pack: PolicyPack, lines: Sequence[StageLine]) -> QWidget:
        card = theme.Card()
        card.rows.setContentsMargins(4, 4, 4, 4)
        card.rows.setSpacing(0)
        for number, line in enumerate(lines):
            if number:
                card.rows.addWidget(_thin_line())
            row = StageRow(pack, line)
            row.clicked.connect(lambda _on=False, it=line: self._on_row_clicked(it))
            if line.filing is not None and not line.filing.versions:
                delete = QAction(_("删除这份报件"), row)
                delete.triggered.connect(lambda _on=False, it=line: self._on_delete(it))
                row.addAction(delete)
            if line.filing is not None and line.filing.versions:
                record = QAction(_("登记补正或退件…"), row)
                record.triggered.connect(lambda _on=False, it=line.filing: self._on_notice(it))
                row.addAction(record)
            row.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
            card.rows.addWidget(row)
        return card

    def _on_row_clicked(self, line: StageLine) -> None:
        if line.filing is not None:
            self._open(line.filing)
            return
        period = None
        if line.stage.recurrence is Recurrence.HALF_YEARLY:
            from egov_desktop.ui.period_dialog import ask_period

            period = ask_period(self, self.workspace, self._project_id, line.stage)
            if period is None:
                return
        elif not self._may_begin(line):
            return
        self._begin(line.stage.id, period)

    def _on_duty_chosen(self, project: Project, duty: Duty) -> None:
        """Go to the filing that meets a duty, beginning it when it is not there."""
        filing = project.filing(duty.filing)
        if filing is not None:
            self._open(filing)
        else:
            self._begin(duty.stage, duty.filing.partition("@")[2] or None)

    def _may_begin(self, line: StageLine) -> bool:
        is_once = line.stage.recurrence is Recurrence.ONCE
        if line.state is not FilingState.NOT_APPLICABLE or not is_once:
            return True
        return dialogs.confirm(
            self,
            _("这个环节目前不适用"),
            _("{stage}:{reason}。仍可提前填写，检查时会再判断。").format(
                stage=line.stage.title, reason=line.reason.rstrip("。")
            ),
            _("提前填写"),
        )

    def _begin(self, stage: str, period: str | None) -> None:
        try:
            filing = open_filing(self.workspace, self._project_id, stage, period, again=True)
        except EgovError as error:
            dialogs.show_error(self, error)
            return
        self.saved.emit()
        self._open(filing)

    def _open(self, filing: Filing) -> None:
        self._last_opened = filing.id
        self.navigate.emit(Fill(self._project_id, filing.id))

    def _on_delete(self, line: StageLine) -> None:
        if line.filing is None or not dialogs.confirm(
            self,
            _("删除“{filing}”？").format(filing=row_title(line)),
            _("其中填写的内容和添加的材料会一并删除，不能恢复。"),
            _("删除"),
        ):
            return
        try:
            delete_filing(self.workspace, self._project_id, line.filing.id)
        except EgovError as error:
            dialogs.show_error(self, error)
            return
        self.saved.emit()
        self.refresh()

    def _on_notice(self, filing: Filing) -> None:
        from egov_desktop.ui.correction_dialog import CorrectionDialog

        project = load_project(self.workspace, self._project_id)
        if CorrectionDialog(self, self.workspace, project, filing.id).exec():
            self._last_opened = filing.id
            self.saved.emit()
            self.refresh()

    def _on_dump(self) -> None:
        kinds = _("项目数据文件 (*.json)")
        path = file_choosing.file_to_write(self, _("导出项目数据文件"), "project.json", kinds)
        if path is not None:
            self.dump_to(path)

    def dump_to(self, path: Path) -> None:
        """Write the project data file, with the attachments beside it."""
        from egov_desktop.app.data_files import dump_project

        try:
            written = dump_project(self.workspace, self._project_id, path)
        except EgovError as error:
            dialogs.show_error(self, error)
            return
        dialogs.show_message(
            self,
            _("已导出"),
            _("项目数据文件：{path}。附件在旁边的文件夹中。").format(path=written),
        )

    def _arrange(self) -> None:
        is_narrow = self.width() < _NARROW
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)
        self._panel.setFixedWidth(self.width() - 2 * theme.MARGIN if is_narrow else _PANEL_WIDTH)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Put the duties beside or under the task list."""
        super().resizeEvent(event)
        if self._area.widget() is not None:
            self._arrange()


def _with_offers(lines: Sequence[StageLine]) -> Iterator[StageLine]:
    """Yield the lines, and after the filings of an event stage one that begins the next."""
    for number, line in enumerate(lines):
        yield line
        is_last = number + 1 == len(lines) or lines[number + 1].stage.id != line.stage.id
        is_event = line.stage.recurrence is Recurrence.EVENT
        if is_event and is_last and line.filing is not None:
            yield StageLine(line.stage, None, FilingState.NOT_STARTED, "")


def _thin_line() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    line.setStyleSheet(f"background: {theme.colours().border};")
    return line
