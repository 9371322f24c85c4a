"""Which period a new recurring report is for (报告期)."""

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from egov_desktop.app.checks import duties_of
from egov_desktop.app.projects import load_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import calendars
from egov_desktop.domain.policy import StageRule
from egov_desktop.domain.project import Project
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _


def ask_period(
    parent: QWidget, workspace: Workspace, project_id: str, stage: StageRule
) -> str | None:
    """Return the period the person chose, normalised, or None."""
    project = load_project(workspace, project_id)
    dialog = PeriodDialog(parent, stage, open_periods(workspace, project, stage))
    return dialog.period if dialog.exec() else None


def open_periods(workspace: Workspace, project: Project, stage: StageRule) -> list[str]:
    """Return the periods that are asked for and not begun, the earliest first."""
    begun = {filing.period for filing in project.of_stage(stage.id)}
    wanted = [
        duty.filing.partition("@")[2]
        for duty in duties_of(workspace, project)
        if duty.stage == stage.id
    ]
    today = workspace.today()
    latest = f"{today.year}H1" if today.month > 6 else str(today.year - 1)
    return sorted({period for period in (*wanted, latest) if period and period not in begun})


class PeriodDialog(QDialog):
    """Offers the periods that are due and takes any other."""

    def __init__(self, parent: QWidget, stage: StageRule, periods: list[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(stage.title)
        self.setMinimumWidth(400)
        self.period = ""
        self._choice = QComboBox()
        self._choice.setEditable(True)
        self._choice.setAccessibleName(_("报告期"))
        self._choice.addItems([calendars.period_label(period) for period in periods])
        self._problem = theme.coloured(theme.plain(""), theme.ERROR)
        self._problem.setVisible(False)
        self._choice.currentTextChanged.connect(lambda: self._problem.setVisible(False))
        begin = theme.primary_button(_("开始填写"))
        begin.setDefault(True)
        box = QDialogButtonBox()
        box.addButton(begin, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(theme.button(_("取消")), QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self._on_begin)
        box.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        rows.setSpacing(theme.SPACE)
        rows.addWidget(theme.strong(_("报告期")))
        rows.addWidget(self._choice)
        rows.addWidget(self._problem)
        rows.addWidget(theme.note(_("例如：2026年上半年、2026年全年。")))
        rows.addSpacing(theme.SPACE)
        rows.addWidget(box)

    def _on_begin(self) -> None:
        text = self._choice.currentText()
        problem = calendars.period_problem(text)
        if problem:
            self._problem.setText(problem)
            self._problem.setVisible(True)
            return
        self.period = calendars.normalise_period(text)
        self.accept()
