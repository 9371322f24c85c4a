"""The shell: going to pages and back, the steps of a filing, 已保存, closing."""

from collections.abc import Iterator
from pathlib import Path

import job_functions
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from egov_desktop.app import projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.ui import theme
from egov_desktop.ui.approval_dialog import ApprovalDialog
from egov_desktop.ui.dialogs import MessageDialog
from egov_desktop.ui.main_window import MainWindow
from egov_desktop.ui.project_page import ProjectPage
from egov_desktop.ui.routes import (
    CheckReport,
    Fill,
    Materials,
    ProjectHome,
    Report,
    Verify,
    Workbench,
)
from egov_desktop.ui.settings import Appearance, WindowSettings
from egov_desktop.ui.workbench_page import WorkbenchPage

FILING = "feasibility_study"


@pytest.fixture
def window(qtbot: QtBot, workspace: Workspace) -> Iterator[MainWindow]:
    """Show the window on a new data folder."""
    made = MainWindow(workspace, WindowSettings(workspace.home))
    qtbot.addWidget(made)
    made.show()
    yield made
    theme.apply(QApplication.instance(), is_dark=False)


def way(window: MainWindow) -> list[str]:
    return [words for words, _route in window.top_bar.breadcrumb.parts]


def tab_texts(window: MainWindow) -> list[str]:
    tabs = window.tabs
    return [tabs.tabText(n) for n in range(tabs.count()) if tabs.isTabVisible(n)]


def in_dialog(kind: type, press: str, seen: list[str]) -> None:
    """Note the dialog that is about to open, and press one of its buttons."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, kind)
        seen.append(dialog.windowTitle())
        next(b for b in dialog.findChildren(QPushButton) if b.text() == press).click()

    QTimer.singleShot(0, act)


def test_it_opens_on_the_workbench(window: MainWindow) -> None:
    assert isinstance(window.page, WorkbenchPage)
    assert way(window) == ["工作台"]
    assert "tabs" not in vars(window)


def test_the_way_leads_down_to_a_filing_and_back(
    qtbot: QtBot, window: MainWindow, project: Project
) -> None:
    window.go(ProjectHome(project.id))
    assert isinstance(window.page, ProjectPage)
    window.go(Fill(project.id, FILING))
    assert way(window) == ["工作台", project.name, "可行性研究报告"]
    assert window.tabs.isVisible()

    def up() -> list[QPushButton]:
        parts = window.top_bar.breadcrumb.findChildren(QPushButton)
        return [b for b in parts if project.name in b.accessibleName() and b.isVisible()]

    qtbot.waitUntil(lambda: len(up()) == 1)
    qtbot.mouseClick(up()[0], Qt.MouseButton.LeftButton)
    assert window.route == ProjectHome(project.id)
    assert not window.tabs.isVisible()


def test_back_goes_where_the_person_was(qtbot: QtBot, window: MainWindow, project: Project) -> None:
    window.go(ProjectHome(project.id))
    window.go(Fill(project.id, FILING))
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.route == ProjectHome(project.id)
    window.go_back()
    assert window.route == Workbench()
    window.go_back()
    assert window.route == Workbench()


def test_the_steps_stand_in_the_order_of_work_with_their_state(
    window: MainWindow, project: Project
) -> None:
    window.go(Fill(project.id, FILING))
    texts = tab_texts(window)
    assert [text.split()[0] for text in texts] == [
        "填写",
        "材料",
        "报告",
        "检查",
        "预览",
        "固化导出",
        "批复",
    ]
    assert "缺" in texts[0]
    assert "缺" in texts[3]


def test_a_stage_without_a_packet_has_fewer_steps(window: MainWindow, project: Project) -> None:
    window.go(Fill(project.id, "registration"))
    assert [text.split()[0] for text in tab_texts(window)] == ["填写", "检查"]


def test_a_wrong_answer_makes_the_step_red(
    window: MainWindow, workspace: Workspace, project: Project
) -> None:
    projects.answer(workspace, project.id, f"{FILING}.total_investment", "很多钱")
    window.go(Fill(project.id, FILING))
    assert "有误" in tab_texts(window)[0]
    assert not window.tabs.tabIcon(0).isNull()


def test_keys_choose_the_steps(qtbot: QtBot, window: MainWindow, project: Project) -> None:
    window.go(Fill(project.id, FILING))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.route == Materials(project.id, FILING)
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.route == Report(project.id, FILING)
    qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert window.route == CheckReport(project.id, FILING)
    assert window.tabs.tabText(window.tabs.currentIndex()).startswith("检查")


def test_a_place_that_is_gone_is_told_and_one_stays(window: MainWindow, project: Project) -> None:
    window.go(ProjectHome(project.id))
    seen: list[str] = []
    in_dialog(MessageDialog, "知道了", seen)
    window.go(ProjectHome("p0000000000"))
    assert seen == ["没有完成"]
    assert window.route == ProjectHome(project.id)


def test_saving_is_said_with_the_time(window: MainWindow, project: Project) -> None:
    window.go(Fill(project.id, FILING))
    page = window.page
    assert page is not None
    page.saved.emit()
    assert window.status_line.words == "已保存 09:30:15"
    window.go(Verify())
    assert "不改动" in window.status_line.words
    window.go_back()
    assert "自动保存" in window.status_line.words


def test_an_approval_is_recorded_from_its_step(
    window: MainWindow, workspace: Workspace, project: Project
) -> None:
    window.go(Fill(project.id, FILING))

    def fill() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ApprovalDialog)
        dialog._number.input.setText("川发改高技（2026）12号")
        dialog._date.input.setText("2026年3月1日")
        dialog._amount.input.setText("2750")
        next(b for b in dialog.findChildren(QPushButton) if b.text() == "登记").click()

    QTimer.singleShot(0, fill)
    window.tabs.setCurrentIndex(6)
    approval = projects.load_project(workspace, project.id).approval(FILING)
    assert approval is not None
    assert (str(approval.amount), f"{approval.issued_on}") == ("2750", "2026-03-01")
    assert window.route == Fill(project.id, FILING)
    assert window.tabs.currentIndex() == 0
    assert "已登记" in tab_texts(window)[-1]


def test_pages_of_another_filing_are_forgotten(window: MainWindow, project: Project) -> None:
    window.go(Fill(project.id, FILING))
    window.go(Materials(project.id, FILING))
    window.go(Fill(project.id, "registration"))
    window.go(ProjectHome(project.id))
    assert len(window.findChildren(ProjectPage)) == 1
    assert len(window._pages) <= 3


def test_the_appearance_is_chosen_and_remembered(
    window: MainWindow, workspace: Workspace, project: Project
) -> None:
    window.go(ProjectHome(project.id))
    window.top_bar.appearance_chosen.emit(Appearance.DARK)
    assert theme.colours() is theme.DARK
    assert isinstance(window.page, ProjectPage)
    assert WindowSettings(workspace.home).appearance is Appearance.DARK
    assert WindowSettings(workspace.home).is_dark


def test_closing_asks_when_work_is_under_way(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    ended: list[object] = []
    started = tmp_path / "packet.pid"
    window.jobs.run_apart(
        job_functions.write_for_ever,
        tmp_path / "packet.zip",
        on_done=ended.append,
        on_error=ended.append,
    )
    qtbot.waitUntil(started.exists)
    seen: list[str] = []
    in_dialog(MessageDialog, "继续工作", seen)
    window.close()
    assert seen == ["还有工作在进行"]
    assert window.isVisible()
    in_dialog(MessageDialog, "停止工作并关闭", seen)
    window.close()
    assert not window.isVisible()
    assert list(tmp_path.glob("packet.zip")) == []


def test_the_window_fits_the_screen(window: MainWindow) -> None:
    room = window.screen().availableSize()
    assert window.frameGeometry().height() <= room.height()
    assert window.frameGeometry().width() <= room.width()


def test_the_appearance_waits_for_work(
    qtbot: QtBot, window: MainWindow, project: Project, tmp_path: Path
) -> None:
    window.go(ProjectHome(project.id))
    page = window.page
    started = tmp_path / "packet.pid"
    job = window.jobs.run_apart(
        job_functions.write_for_ever,
        tmp_path / "packet.zip",
        on_done=lambda _made: None,
        on_error=lambda _error: None,
    )
    qtbot.waitUntil(started.exists)
    window.top_bar.appearance_chosen.emit(Appearance.DARK)
    assert window.page is page
    assert "完成后" in window.status_line.words
    job.cancel()
    qtbot.waitUntil(lambda: theme.colours() is theme.DARK, timeout=10_000)
    assert window.page is not page


def test_the_page_has_the_focus_after_the_way_was_clicked(
    qtbot: QtBot, window: MainWindow, project: Project
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go(ProjectHome(project.id))
    up = next(
        b
        for b in window.top_bar.breadcrumb.findChildren(QPushButton)
        if "工作台" in b.accessibleName()
    )
    up.setFocus()
    qtbot.mouseClick(up, Qt.MouseButton.LeftButton)
    assert isinstance(window.page, WorkbenchPage)
    qtbot.wait(50)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert window.page.isAncestorOf(focused)


def test_the_way_stays_while_one_saves(qtbot: QtBot, window: MainWindow, project: Project) -> None:
    window.go(Fill(project.id, FILING))
    before = window.top_bar.breadcrumb.findChildren(QPushButton)
    page = window.page
    assert page is not None
    page.saved.emit()
    qtbot.wait(400)
    assert [b for b in before if b.isVisible()] == [
        b for b in window.top_bar.breadcrumb.findChildren(QPushButton) if b.isVisible()
    ]
    assert len([b for b in before if b.isVisible()]) == 2
