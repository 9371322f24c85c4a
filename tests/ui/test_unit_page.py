"""The unit's profile in the window: stored line by line, carried into the next project."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from typing_hands import commit_text, press

from egov_desktop.app import projects, unit_profile
from egov_desktop.app.workspace import Workspace
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.routes import UnitProfile, Workbench
from egov_desktop.ui.unit_page import UnitPage


def opened(workspace: Workspace, jobs: Jobs, qtbot: QtBot) -> UnitPage:
    page = UnitPage(workspace, jobs, UnitProfile())
    qtbot.addWidget(page)
    page.refresh()
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


def line(page: UnitPage, field: str) -> QLineEdit:
    found = page.form.rows[field].editor.input
    assert isinstance(found, QLineEdit)
    return found


def test_a_line_is_stored_when_it_is_left(workspace: Workspace, jobs: Jobs, qtbot: QtBot) -> None:
    page = opened(workspace, jobs, qtbot)
    line(page, "name").setFocus()
    commit_text(line(page, "name"), "四川省示例厅")
    assert unit_profile.load(workspace)["name"].is_blank
    press(line(page, "name"), Qt.Key.Key_Tab)
    assert unit_profile.load(workspace)["name"].value == "四川省示例厅"
    assert page.saved_words.text() == "已保存 09:30:15"
    made = projects.create_project(workspace, "sichuan-egov", "示例平台")
    assert made.filings[0].answer("construction_unit").value == "四川省示例厅"


def test_what_is_wrong_is_kept_and_said(workspace: Workspace, jobs: Jobs, qtbot: QtBot) -> None:
    page = opened(workspace, jobs, qtbot)
    line(page, "code").setFocus()
    commit_text(line(page, "code"), "9151")
    press(line(page, "code"), Qt.Key.Key_Tab)
    assert unit_profile.load(workspace)["code"].raw == "9151"
    assert "18" in page.form.rows["code"].said


def test_leaving_the_page_stores_what_is_being_typed(
    workspace: Workspace, jobs: Jobs, qtbot: QtBot
) -> None:
    page = opened(workspace, jobs, qtbot)
    line(page, "address").setFocus()
    commit_text(line(page, "address"), "成都市示例路 1 号")
    with qtbot.waitSignal(page.navigate) as went:
        page.done_button.click()
    assert went.args == [Workbench()]
    assert page.leave()
    assert unit_profile.load(workspace)["address"].value == "成都市示例路 1 号"
