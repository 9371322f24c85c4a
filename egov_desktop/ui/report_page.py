"""The report of a filing (报告): its skeleton, its check, and attaching it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from egov_desktop.app import attachments, outlines, projects, report_checks, report_skeletons
from egov_desktop.app.inspection import Outcome, surroundings
from egov_desktop.app.outlines import ReportOutlines
from egov_desktop.domain.errors import EgovError, NotFoundError
from egov_desktop.domain.report_checking import ReportCheck
from egov_desktop.ui import dialogs, file_choosing, theme
from egov_desktop.ui.inspecting import inspect_files
from egov_desktop.ui.outline_card import OutlineCard
from egov_desktop.ui.outline_dialog import OutlineDialog
from egov_desktop.ui.page import Page
from egov_desktop.ui.report_check_card import ReportCheckCard
from egov_desktop.ui.routes import Report
from egov_desktop.ui.translation import _, marked

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs

_WIDTH = 900
_WORD = marked("Word 文件 (*.docx)")


class ReportPage(Page):
    """From the outline to a checked report that is attached."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs", route: Report) -> None:
        super().__init__(workspace, jobs, route)
        self._ids = (route.project_id, route.filing_id)
        self._reports: tuple[ReportOutlines, ...] = ()
        self.which = QComboBox()
        self.which.setAccessibleName(_("哪份报告"))
        self.which.currentIndexChanged.connect(self._on_report_chosen)
        self.outline_card = OutlineCard()
        self.outline_card.write_wanted.connect(self._on_write)
        self.outline_card.edit_wanted.connect(self._on_edit)
        self.check_card = ReportCheckCard(route)
        self.check_card.choose_wanted.connect(self._on_choose)
        self.check_card.check_wanted.connect(lambda: self.check_file(self.check_card.path))
        self.check_card.attach_wanted.connect(self._on_attach)
        self.check_card.dropped.connect(self.check_file)
        self._lay_out()

    @property
    def report(self) -> ReportOutlines:
        """The report that is worked on."""
        return self._reports[max(self.which.currentIndex(), 0)]

    def _lay_out(self) -> None:
        body = QWidget()
        body.setMaximumWidth(_WIDTH + 2 * theme.MARGIN)
        column = QVBoxLayout(body)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.SPACE + theme.TIGHT)
        self.title = theme.title("")
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.which)
        column.addLayout(head)
        column.addWidget(self.outline_card)
        column.addWidget(self.check_card)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def refresh(self) -> None:
        """Read the outlines again: the unit may have changed them elsewhere."""
        project = projects.load_project(self.workspace, self._ids[0])
        filing = projects.filing_of(project, self._ids[1])
        self._pack_id = project.pack_id
        self._reports = outlines.outlines_for(self.workspace, project, filing)
        if not self._reports:
            raise NotFoundError(_("报件“{filing}”没有按提纲编写的报告。").format(filing=filing.id))
        if self.which.count() != len(self._reports):
            self.which.clear()
            self.which.addItems([report.material.title for report in self._reports])
        self.which.setVisible(len(self._reports) > 1)
        self._show_report()

    def _show_report(self) -> None:
        report = self.report
        self.title.setText(report.material.title)
        changed = frozenset(
            outline.id
            for outline in report.outlines
            if outlines.is_changed(self.workspace, self._pack_id, outline.id)
        )
        self.outline_card.show_outlines(report.outlines, changed)

    def _on_report_chosen(self) -> None:
        if self._reports:
            self._show_report()
            self.outline_card.show_written(None)
            self.check_card.show_file(None)

    def _on_write(self) -> None:
        try:
            skeleton = report_skeletons.plan_skeleton(
                self.workspace, *self._ids, self.outline_card.outline.id, self.report.material.id
            )
        except EgovError as error:
            dialogs.show_error(self, error)
            return
        name = f"{_file_name(skeleton.project_name)}-{_file_name(skeleton.title)}.docx"
        out = file_choosing.file_to_write(self, _("保存 Word 提纲"), name, _(_WORD))
        if out is None:
            return
        out = out if out.suffix.lower() == ".docx" else out.with_name(f"{out.name}.docx")
        self.outline_card.show_busy(True)
        self.jobs.run_apart(
            report_skeletons.write_skeleton,
            skeleton,
            out,
            on_done=lambda _none: self._on_written(out),
            on_error=self._on_write_failed,
        )

    def _on_written(self, out: Path | None) -> None:
        self.outline_card.show_busy(False)
        self.outline_card.show_written(out)

    def _on_write_failed(self, error: Exception) -> None:
        self._on_written(None)
        dialogs.show_error(self, error)

    def _on_edit(self) -> None:
        outline = self.outline_card.outline.id
        if OutlineDialog(self, self.workspace, self._pack_id, outline).exec():
            self.refresh()
            self.saved.emit()

    def _on_choose(self) -> None:
        title = _("选择写好的报告")
        kinds = ";;".join((_(_WORD), _("所有文件 (*)")))
        path = file_choosing.file_to_open(self, title, kinds)
        if path is not None:
            self.check_file(path)

    def check_file(self, path: Path | None) -> None:
        """Read a report beside the window and show what was found in it."""
        if path is None:
            return
        card = self.check_card
        card.show_file(path)
        try:
            plan = report_checks.plan_report_check(
                self.workspace, *self._ids, self.outline_card.outline.id, self.report.material.id
            )
        except EgovError as error:
            card.tell(str(error))
            return
        card.show_busy(True)
        self.jobs.run_apart(
            report_checks.run_report_check,
            plan,
            path,
            on_done=self._on_checked,
            on_error=self._on_check_failed,
        )

    def _on_checked(self, check: ReportCheck) -> None:
        self.check_card.show_busy(False)
        self.check_card.show_check(check)

    def _on_check_failed(self, error: Exception) -> None:
        self.check_card.show_busy(False)
        if isinstance(error, EgovError):
            self.check_card.tell(str(error))
        else:
            dialogs.show_error(self, error)

    def _on_attach(self) -> None:
        path = self.check_card.path
        if path is None:
            return
        self.check_card.show_busy(True)
        project_id, filing_id = self._ids
        project = projects.load_project(self.workspace, project_id)
        self.jobs.run(
            inspect_files,
            [path],
            surroundings(self.workspace, project, filing_id),
            on_done=self._on_inspected,
            on_error=self._on_check_failed,
            on_progress=lambda *_step: None,
        )

    def _on_inspected(self, found: list[tuple[Path, Outcome]]) -> None:
        card = self.check_card
        card.show_busy(False)
        ((path, outcome),) = found
        if isinstance(outcome, str):
            card.tell(outcome)
            return
        material = self.report.material
        try:
            attachments.store_inspected(self.workspace, *self._ids, material.id, [(path, outcome)])
        except EgovError as error:
            card.tell(str(error))
            return
        words = _("“{name}”已附为材料“{title}”。").format(name=path.name, title=material.title)
        card.tell(words, is_problem=False)
        self.saved.emit()


def _file_name(words: str) -> str:
    """Return words as part of a file name that every system takes."""
    return "".join(char for char in words if char not in '<>:"/\\|?*' and char.isprintable())[:60]
