"""项目页: the task list, what opens a row, the duties beside it."""

import json
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from egov_desktop.app import projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.ui.dialogs import MessageDialog
from egov_desktop.ui.duty_panel import DutyPanel
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.period_dialog import PeriodDialog, open_periods
from egov_desktop.ui.project_page import ProjectPage
from egov_desktop.ui.routes import CheckReport, Fill, ProjectHome
from egov_desktop.ui.row_button import RowButton
from egov_desktop.ui.stage_row import StageRow


def shown_page(qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project) -> ProjectPage:
    page = ProjectPage(workspace, jobs, ProjectHome(project.id))
    qtbot.addWidget(page)
    page.resize(1100, 900)
    page.refresh()
    page.show()
    return page


def row(page: ProjectPage, words: str) -> StageRow:
    return next(r for r in page.findChildren(StageRow) if words in r.accessibleName())


def texts(page: ProjectPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel)]


def building(workspace: Workspace, project: Project) -> None:
    """Answer that construction runs from January 2025 to December 2026."""
    for field, raw in (("construction_start", "2025-01-10"), ("construction_end", "2026-12-20")):
        projects.answer(workspace, project.id, f"registration.{field}", raw)
    projects.open_filing(workspace, project.id, "procurement")


def answer_dialog(kind: type, press: str) -> None:
    """Press a button of the dialog that is about to open."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, kind)
        buttons = dialog.findChildren(QPushButton)
        next(b for b in buttons if press in b.text()).click()

    QTimer.singleShot(0, act)


def test_the_stages_stand_in_four_groups_with_state_and_article(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    page = shown_page(qtbot, workspace, jobs, project)
    for words in ("申报审批", "建设管理", "验收", "运行", project.name):
        assert words in texts(page)
    assert len(page.findChildren(StageRow)) >= 16
    feasibility = row(page, "可行性研究报告")
    assert "缺" in feasibility.accessibleName()
    assert "第十条" in feasibility.accessibleDescription()
    assert "批复后" in row(page, "初步设计方案").accessibleDescription()
    assert "不适用" in row(page, "初步设计方案").accessibleName()


def test_a_click_anywhere_on_a_row_opens_the_filing(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    page = shown_page(qtbot, workspace, jobs, project)
    wanted = row(page, "可行性研究报告")
    label = wanted.findChildren(QLabel)[-1]
    with qtbot.waitSignal(page.navigate) as going:
        qtbot.mouseClick(wanted, Qt.MouseButton.LeftButton, pos=label.geometry().center())
    assert going.args == [Fill(project.id, "feasibility_study")]


def test_the_keyboard_walks_the_rows_and_opens_one(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    page = shown_page(qtbot, workspace, jobs, project)
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.setFocus()
    assert QApplication.focusWidget() is row(page, "项目登记")
    qtbot.keyClick(row(page, "项目登记"), Qt.Key.Key_Down)
    assert QApplication.focusWidget() is row(page, "需求分析")
    with qtbot.waitSignal(page.navigate) as going:
        qtbot.keyClick(row(page, "需求分析"), Qt.Key.Key_Return)
    assert going.args == [Fill(project.id, "needs_analysis")]
    assert projects.load_project(workspace, project.id).filing("needs_analysis")


def test_a_stage_that_does_not_apply_is_begun_only_when_confirmed(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    page = shown_page(qtbot, workspace, jobs, project)
    answer_dialog(MessageDialog, "取消")
    row(page, "初步设计方案").click()
    assert projects.load_project(workspace, project.id).filing("preliminary_design") is None
    answer_dialog(MessageDialog, "提前填写")
    with qtbot.waitSignal(page.navigate):
        row(page, "初步设计方案").click()
    assert projects.load_project(workspace, project.id).filing("preliminary_design")


def test_an_event_can_be_reported_a_second_time(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    page = shown_page(qtbot, workspace, jobs, project)
    for wanted in ("adjustment", "adjustment@2"):
        with qtbot.waitSignal(page.navigate) as going:
            row(page, "调整报告：新建一份").click()
        assert going.args == [Fill(project.id, wanted)]
        page.refresh()
    assert "第 2 份" in "".join(texts(page))


def test_a_report_is_begun_for_a_period_that_is_due(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    building(workspace, project)
    now = projects.load_project(workspace, project.id)
    stage = workspace.pack("sichuan-egov").stage("progress_report")
    assert stage is not None
    assert open_periods(workspace, now, stage) == ["2025", "2025H1", "2026H1"]
    page = shown_page(qtbot, workspace, jobs, project)
    answer_dialog(PeriodDialog, "开始填写")
    with qtbot.waitSignal(page.navigate) as going:
        row(page, "进度报告：开始一期").click()
    assert going.args == [Fill(project.id, "progress_report@2025")]


def test_a_period_that_is_none_is_told(qtbot: QtBot, workspace: Workspace) -> None:
    stage = workspace.pack("sichuan-egov").stage("progress_report")
    assert stage is not None
    parent = QLabel()
    qtbot.addWidget(parent)
    dialog = PeriodDialog(parent, stage, [])
    dialog.show()
    dialog._choice.setEditText("明年")
    answer = next(b for b in dialog.findChildren(QPushButton) if b.text() == "开始填写")
    answer.click()
    assert "不是报告期" in "".join(x.text() for x in dialog.findChildren(QLabel) if x.isVisible())
    dialog._choice.setEditText("2026 上半年")
    answer.click()
    assert dialog.period == "2026H1"


def test_duties_are_listed_and_lead_to_their_filing(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    building(workspace, project)
    page = shown_page(qtbot, workspace, jobs, project)
    panel = page.findChild(DutyPanel)
    assert isinstance(panel, DutyPanel)
    duty = panel.findChildren(RowButton)[0]
    assert "已逾期" in duty.accessibleName()
    with qtbot.waitSignal(page.navigate) as going:
        duty.click()
    assert going.args == [Fill(project.id, "progress_report@2025H1")]


def test_duties_stand_below_in_a_narrow_window(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    page = shown_page(qtbot, workspace, jobs, project)
    panel = page.findChild(DutyPanel)
    assert isinstance(panel, DutyPanel)
    last = page.findChildren(StageRow)[-1]

    def top(widget: QAbstractButton | DutyPanel) -> int:
        return widget.mapTo(page, widget.rect().topLeft()).y()

    qtbot.waitUntil(lambda: top(panel) < top(last))
    page.resize(640, 900)
    qtbot.waitUntil(lambda: top(panel) > top(last))
    assert panel.width() <= 640


def test_a_filing_begun_by_mistake_can_be_deleted(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    page = shown_page(qtbot, workspace, jobs, project)
    delete = row(page, "可行性研究报告").actions()[0]
    answer_dialog(MessageDialog, "取消")
    delete.trigger()
    assert projects.load_project(workspace, project.id).filing("feasibility_study")
    answer_dialog(MessageDialog, "删除")
    delete.trigger()
    assert projects.load_project(workspace, project.id).filing("feasibility_study") is None
    assert "未开始" in row(page, "可行性研究报告").accessibleName()


def test_the_whole_project_can_be_checked_and_exported(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project, tmp_path: Path
) -> None:
    page = shown_page(qtbot, workspace, jobs, project)
    with qtbot.waitSignal(page.navigate) as going:
        next(b for b in page.findChildren(QPushButton) if "检查整个项目" in b.text()).click()
    assert going.args == [CheckReport(project.id)]
    answer_dialog(MessageDialog, "知道了")
    page.dump_to(tmp_path / "project.json")
    written = json.loads((tmp_path / "project.json").read_text("utf-8"))
    assert written["project"]["project_name"] == project.name
