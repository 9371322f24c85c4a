"""The wizard on a real data folder: saved while typing, judged after leaving, never lost."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from typing_hands import commit_text, press, press_with_control

from egov_desktop.app import project_list, projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.ui.dialogs import MessageDialog
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.routes import CheckReport, Fill, Materials, Workbench
from egov_desktop.ui.wizard.editors import YesNoEditor
from egov_desktop.ui.wizard.fill_page import FillPage
from egov_desktop.ui.wizard.stop_dialog import StopDialog
from egov_desktop.ui.wizard.table_editor import TableEditor

Open = Callable[..., FillPage]


class Listener(QObject):
    """Keeps what a signal handed on."""

    def __init__(self, signal: Signal) -> None:
        super().__init__()
        self.values: list[object] = []
        signal.connect(self.values.append)


@pytest.fixture
def opened(workspace: Workspace, jobs: Jobs, project: Project, qtbot: QtBot) -> Open:
    def open_at(filing: str, field: str = "") -> FillPage:
        route = Fill(project.id, filing, field)
        page = FillPage(workspace, jobs, route)
        qtbot.addWidget(page)
        page.resize(1180, 700)
        page.refresh()
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.go_to(route)
        return page

    return open_at


def stored(page: FillPage, field: str) -> object:
    project = projects.load_project(page.workspace, page.project.id)
    filing = project.filing(page.filing.id)
    assert filing is not None
    return filing.answer(field).raw


def line(page: FillPage, field: str) -> QLineEdit:
    found = page.form.rows[field].editor.input
    assert isinstance(found, QLineEdit)
    return found


def test_leaving_a_field_stores_it_and_says_when(opened: Open) -> None:
    page = opened("registration", "construction_site")
    commit_text(line(page, "construction_site"), "成都市青羊区")
    assert stored(page, "construction_site") is None
    press(line(page, "construction_site"), Qt.Key.Key_Tab)
    assert stored(page, "construction_site") == "成都市青羊区"
    assert page.saved_words.text() == "已保存 09:30:15"


def test_a_pause_stores_what_is_typed_so_far(opened: Open, qtbot: QtBot) -> None:
    page = opened("registration", "total_investment")
    QTest.keyClicks(line(page, "total_investment"), "28")
    assert "正在填写" in page.saved_words.text()
    qtbot.waitUntil(lambda: stored(page, "total_investment") == "28", timeout=3000)
    qtbot.waitUntil(lambda: "已保存" in page.saved_words.text())
    assert QApplication.focusWidget() is line(page, "total_investment")


def test_what_is_wrong_is_stored_as_typed_and_told(opened: Open) -> None:
    page = opened("registration", "construction_end")
    commit_text(line(page, "construction_end"), "明年底")
    press(line(page, "construction_end"), Qt.Key.Key_Tab)
    assert stored(page, "construction_end") == "明年底"
    assert "明年底" in page.form.rows["construction_end"].said
    assert any("明年底" in found.message for found in page.guide.findings.lines)


def test_the_clause_that_asks_for_the_field_is_shown(opened: Open) -> None:
    page = opened("registration", "protection_level")
    assert "网络安全保护等级" in page.guide.words
    assert "第三十三条" in page.guide.words
    page = opened("registration", "unit_code")
    assert "统一社会信用代码" in page.guide.words


def test_a_clause_that_is_not_verified_says_so(opened: Open) -> None:
    page = opened("feasibility_study", "contingency_rate")
    assert "待核对" in page.guide.words


def test_a_finding_leads_to_its_field(opened: Open) -> None:
    page = opened("registration", "total_investment")
    page.form.rows["fund_sources"].editor.focus("")
    row = next(
        number
        for number, found in enumerate(page.guide.findings.lines)
        if found.path == "total_investment"
    )
    page.guide.findings.setCurrentIndex(page.guide.findings.model().index(row, 0))
    press(page.guide.findings, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is line(page, "total_investment")


def test_sections_tell_how_they_stand(opened: Open) -> None:
    page = opened("registration", "construction_end")
    assert page.sections.words(0) == "未填 2"
    commit_text(line(page, "construction_end"), "后年")
    press(line(page, "construction_end"), Qt.Key.Key_Tab)
    number = [section.id for section in page.shown].index(page.form.section.id)
    assert "有问题 1" in page.sections.words(number)


def test_only_the_section_on_screen_is_built(opened: Open) -> None:
    page = opened("feasibility_study")
    assert page.stack.count() == 1
    page.show_section("investment")
    assert page.stack.count() == 2


def test_keys_lead_through_all_sections_and_on(opened: Open) -> None:
    page = opened("feasibility_study", "project_name")
    went = Listener(page.navigate)
    titles = [page.title.text()]
    for _section in page.shown[1:]:
        press_with_control(QApplication.focusWidget(), Qt.Key.Key_PageDown)
        titles.append(page.title.text())
    assert [title.split()[-1] for title in titles] == [s.title for s in page.shown]
    press_with_control(QApplication.focusWidget(), Qt.Key.Key_PageDown)
    assert went.values == [Materials(page.project.id, "feasibility_study")]
    press_with_control(QApplication.focusWidget(), Qt.Key.Key_PageUp)
    assert page.title.text() == titles[-2]


def test_without_materials_the_check_comes_next(opened: Open) -> None:
    page = opened("registration", "unit_head")
    page.show_section(page.shown[-1].id)
    went = Listener(page.navigate)
    page.next_button.click()
    assert went.values == [CheckReport(page.project.id, "registration")]


def test_a_stored_change_is_taken_back(opened: Open) -> None:
    page = opened("registration", "construction_site")
    commit_text(line(page, "construction_site"), "成都市")
    press(line(page, "construction_site"), Qt.Key.Key_Tab)
    page.undo()
    assert stored(page, "construction_site") is None
    assert line(page, "construction_site").text() == ""
    assert QApplication.focusWidget() is line(page, "construction_site")


def test_deleted_rows_come_back(opened: Open) -> None:
    page = opened("registration", "fund_sources")
    editor = page.form.rows["fund_sources"].editor
    assert isinstance(editor, TableEditor)
    editor.model.write(0, 0, [["省级财政资金", "2000"], ["单位自筹", "860"]])
    page.autosave.flush()
    editor.view.setCurrentIndex(editor.model.index(0, 0))
    editor.delete_button.click()
    page.autosave.flush()
    assert len(editor.model.rows) == 1
    page.undo()
    assert [row["amount"] for row in editor.model.rows] == ["2000", "860"]


def test_leaving_the_page_takes_a_half_typed_cell_along(opened: Open) -> None:
    page = opened("registration", "fund_sources")
    editor = page.form.rows["fund_sources"].editor
    assert isinstance(editor, TableEditor)
    editor.view.setCurrentIndex(editor.model.index(0, 1))
    QTest.keyClicks(editor.view, "8")
    cell = next(w for w in editor.view.findChildren(QLineEdit) if w.isVisible())
    QTest.keyClicks(cell, "60")
    assert page.leave()
    assert stored(page, "fund_sources") == [{"amount": "860"}]


def test_carried_over_answers_name_their_source(opened: Open) -> None:
    page = opened("feasibility_study", "project_name")
    row = page.form.rows["project_name"]
    assert line(page, "project_name").text() == "智慧水利平台"
    assert "沿用自 项目登记 · 项目名称" in row.said
    QTest.keyClicks(line(page, "project_name"), "2")
    assert "沿用自" not in row.said


def say_classified(page: FillPage) -> StopDialog:
    editor = page.form.rows["is_classified"].editor
    assert isinstance(editor, YesNoEditor)
    editor.yes.click()
    dialog = page.findChild(StopDialog)
    assert dialog is not None
    return dialog


def test_a_classified_project_is_stopped_and_nothing_kept(opened: Open) -> None:
    page = opened("registration", "is_classified")
    dialog = say_classified(page)
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "停止" in dialog.windowTitle()
    assert "第三十二条" in words
    assert "保密" in words
    dialog.back.click()
    assert stored(page, "is_classified") is None
    editor = page.form.rows["is_classified"].editor
    assert editor.raw() is None


def test_a_classified_project_can_be_erased(opened: Open, workspace: Workspace) -> None:
    page = opened("registration", "is_classified")
    went = Listener(page.navigate)
    say_classified(page).erase.click()
    assert went.values == [Workbench()]
    assert project_list.list_projects(workspace) == []


def test_answers_changed_elsewhere_are_shown_on_return(opened: Open, workspace: Workspace) -> None:
    page = opened("registration", "construction_site")
    projects.answer(workspace, page.project.id, "registration.construction_site", "德阳市")
    page.refresh()
    assert line(page, "construction_site").text() == "德阳市"


@pytest.mark.timeout(60)
def test_what_cannot_be_stored_is_told_and_not_left_silently(
    opened: Open, workspace: Workspace
) -> None:
    page = opened("registration", "construction_site")
    projects.delete_project(workspace, page.project.id)
    commit_text(line(page, "construction_site"), "成都市")
    press(line(page, "construction_site"), Qt.Key.Key_Tab)
    assert "没有保存" in page.saved_words.text()
    assert line(page, "construction_site").text() == "成都市"
    asked: list[str] = []

    def stay() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, MessageDialog)
        asked.append(dialog.accessibleName())
        dialog.reject()

    QTimer.singleShot(0, stay)
    assert not page.leave()
    assert asked == ["有内容没有保存"]


def after_tab() -> QWidget | None:
    focused = QApplication.focusWidget()
    assert focused is not None
    press(focused, Qt.Key.Key_Tab)
    return QApplication.focusWidget()


def test_tab_goes_from_the_last_field_to_the_buttons_below(opened: Open) -> None:
    page = opened("registration", "contact_email")
    page.show_section(page.stage.sections[1].id)
    page.go_to(Fill(page.project.id, "registration", "contact_email"))
    assert after_tab() is page.back_button
    assert after_tab() is page.next_button


def test_a_deleted_row_takes_its_sentence_along(opened: Open) -> None:
    page = opened("registration", "fund_sources")
    projects.answer(
        page.workspace,
        page.project.id,
        "registration.fund_sources",
        [{"source": "provincial", "amount": "九百"}],
    )
    page.refresh()
    row = page.form.rows["fund_sources"]
    assert "九百" in row.said
    editor = row.editor
    assert isinstance(editor, TableEditor)
    editor.view.setCurrentIndex(editor.model.index(0, 1))
    editor.delete_button.click()
    assert "九百" not in row.said


def test_a_refused_answer_is_no_longer_being_typed(opened: Open) -> None:
    page = opened("registration", "is_classified")
    dialog = say_classified(page)
    assert "正在填写" not in page.saved_words.text()
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "[" not in words
    dialog.back.click()


def test_a_long_line_shows_how_it_begins(opened: Open) -> None:
    page = opened("registration", "construction_site")
    field = line(page, "construction_site")
    commit_text(field, "成都市青羊区" * 40)
    assert field.cursorPosition() == 240
    press(field, Qt.Key.Key_Tab)
    assert field.cursorPosition() == 0
    page.go_to(Fill(page.project.id, "registration", "construction_site"))
    assert field.cursorPosition() == 240


def test_the_cell_typed_in_is_in_view(opened: Open, qtbot: QtBot) -> None:
    page = opened("feasibility_study", "investment_items")
    page.resize(1180, 420)
    editor = page.form.rows["investment_items"].editor
    assert isinstance(editor, TableEditor)
    editor.model.insert_rows(0, [{"item": "hardware", "amount": "1"}] * 12)
    editor.view.setFocus()
    editor.view.setCurrentIndex(editor.model.index(11, 1))

    def is_in_view() -> bool:
        cell = editor.view.visualRect(editor.view.currentIndex())
        corner = editor.view.viewport().mapTo(page.form.viewport(), cell.bottomLeft())
        return 0 <= corner.y() <= page.form.viewport().height()

    qtbot.waitUntil(is_in_view)
