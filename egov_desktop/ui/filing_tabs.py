"""The steps of one filing in the order of work: 填写 材料 报告 检查 预览 固化导出 批复."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QTabBar, QWidget

from egov_desktop.app.checks import check_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import checking
from egov_desktop.domain.findings import CheckResult, Finding
from egov_desktop.domain.policy import StageRule
from egov_desktop.domain.project import Filing, Project
from egov_desktop.ui import icons, theme
from egov_desktop.ui.routes import CheckReport, Fill, Materials, Preview, Report, Route, Submit
from egov_desktop.ui.translation import _, marked

_STEPS: tuple[tuple[str, Callable[[str, str], Route] | None], ...] = (
    (marked("填写"), Fill),
    (marked("材料"), Materials),
    (marked("报告"), Report),
    (marked("检查"), CheckReport),
    (marked("预览"), Preview),
    (marked("固化导出"), Submit),
    (marked("批复"), None),
)
_GAPS = (checking.ANSWER_MISSING, checking.MATERIAL_MISSING)


@dataclass(frozen=True)
class StepState:
    """What a tab says beside its name."""

    words: str = ""
    shape: str = ""
    is_problem: bool = False
    is_needed: bool = True


class FilingTabs(QTabBar):
    """Tabs of one filing, each with how far that step is."""

    navigate = Signal(object)
    approval_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setIconSize(QSize(16, 16))
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self._filing: tuple[str, str] = ("", "")
        for number, (words, _route) in enumerate(_STEPS):
            self.addTab(_(words))
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number + 1}"), parent)
            shortcut.activated.connect(lambda step=number: self._go(step))
        self.currentChanged.connect(self._go)

    def show_filing(self, project_id: str, filing_id: str, route: Route) -> None:
        """Show the tabs of a filing with the tab of a route chosen."""
        self._filing = (project_id, filing_id)
        chosen = next(n for n, (_w, kind) in enumerate(_STEPS) if kind is type(route))
        blocker = QSignalBlocker(self)
        self.setCurrentIndex(chosen)
        blocker.unblock()

    def show_states(self, workspace: Workspace, project: Project) -> None:
        """Say at each tab how far its step is."""
        self.setAccessibleName(_("报件的步骤"))
        filing = project.filing(self._filing[1])
        stage = workspace.pack(project.pack_id).stage(filing.stage) if filing else None
        if filing is None or stage is None:
            return
        states = step_states(stage, filing, check_project(workspace, project, filing.id))
        blocker = QSignalBlocker(self)
        for number, ((words, _kind), state) in enumerate(zip(_STEPS, states, strict=True)):
            self.setTabText(number, "  ".join(filter(None, (_(words), state.words))))
            self.setTabIcon(number, _icon(state))
            self.setTabVisible(number, state.is_needed)
        blocker.unblock()

    def _go(self, step: int) -> None:
        kind = _STEPS[step][1]
        if not self.isVisible() or not self.isTabVisible(step):
            return
        if kind is None:
            self.approval_wanted.emit()
        else:
            self.navigate.emit(kind(*self._filing))


def step_states(stage: StageRule, filing: Filing, result: CheckResult) -> tuple[StepState, ...]:
    """Return how far each step of a filing is."""
    own = [f for f in result.errors if f.filing == filing.id]
    in_form = [f for f in own if stage.field(f.path.partition("[")[0])]
    in_materials = [f for f in own if stage.material(f.path)]
    frozen = f"v{filing.versions[-1].version}" if filing.versions else ""
    approved = _("已登记") if filing.approval else ""
    materials = _open_or_done(in_materials) if stage.materials else StepState(is_needed=False)
    return (
        _open_or_done(in_form),
        materials,
        StepState(is_needed=bool(stage.reports)),
        _open_or_done(result.errors),
        StepState(is_needed=stage.has_packet),
        StepState(frozen, "frozen" if frozen else "", is_needed=stage.has_packet),
        StepState(approved, "approved" if approved else "", is_needed=stage.has_approval),
    )


def _open_or_done(errors: Sequence[Finding]) -> StepState:
    """Return red for what is wrong, and quiet words for what is not there yet."""
    wrong = sum(f.rule.partition(".")[2] not in _GAPS for f in errors)
    if wrong:
        return StepState(_("有误 {count}").format(count=wrong), "problem", is_problem=True)
    if errors:
        return StepState(_("缺 {count}").format(count=len(errors)))
    return StepState(shape="tick")


def _icon(state: StepState) -> QIcon:
    if not state.shape:
        return QIcon()
    look = theme.colours()
    return icons.icon(state.shape, look.error if state.is_problem else look.accent)
