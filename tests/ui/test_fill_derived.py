"""What follows from the answers in the wizard: fields that apply, values, sources, fixed rows."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from typing_hands import commit_text, press

from egov_desktop.app import projects, unit_profile
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.routes import Fill
from egov_desktop.ui.wizard.computed_editor import ComputedEditor
from egov_desktop.ui.wizard.editors import ChoiceEditor
from egov_desktop.ui.wizard.fill_page import FillPage
from egov_desktop.ui.wizard.table_editor import TableEditor

Open = Callable[..., FillPage]


@pytest.fixture
def opened(workspace: Workspace, jobs: Jobs, project: Project, qtbot: QtBot) -> Open:
    def open_at(filing: str, field: str) -> FillPage:
        projects.open_filing(workspace, project.id, filing)
        page = FillPage(workspace, jobs, Fill(project.id, filing, field))
        qtbot.addWidget(page)
        page.resize(1180, 700)
        page.refresh()
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.go_to(Fill(project.id, filing, field))
        return page

    return open_at


def table(page: FillPage, field: str) -> TableEditor:
    editor = page.form.rows[field].editor
    assert isinstance(editor, TableEditor)
    return editor


def computed(page: FillPage, field: str) -> str:
    editor = page.form.rows[field].editor
    assert isinstance(editor, ComputedEditor)
    return editor.value.text()


def type_into(page: FillPage, field: str, text: str) -> None:
    line = page.form.rows[field].editor.input
    assert isinstance(line, QLineEdit)
    line.selectAll()
    commit_text(line, text)
    press(line, Qt.Key.Key_Tab)


def test_a_field_appears_once_it_applies_and_keeps_what_it_held(opened: Open) -> None:
    page = opened("registration", "production_mode")
    rows = page.form.rows
    mode = rows["production_mode"].editor
    assert isinstance(mode, ChoiceEditor)
    assert not rows["service_years"].editor.widget.isVisible()
    mode.box.setCurrentIndex(mode.box.findData("purchase"))
    mode.box.activated.emit(mode.box.currentIndex())
    assert rows["service_years"].editor.widget.isVisible()
    assert "自动计算" in computed(page, "service_fee")
    type_into(page, "service_years", "3")
    type_into(page, "annual_service_fee", "120.5")
    assert computed(page, "service_fee") == "361.50 万元"
    mode.box.setCurrentIndex(mode.box.findData("own"))
    mode.box.activated.emit(mode.box.currentIndex())
    assert not rows["service_years"].editor.widget.isVisible()
    assert page.filing.answer("service_years").is_blank
    assert page.filing.answers["service_years"].raw == "3"


def test_a_computed_column_follows_what_is_typed_and_takes_no_typing(
    opened: Open, workspace: Workspace
) -> None:
    page = opened("feasibility_study", "software_list")
    editor = table(page, "software_list")
    ids = [column.id for column in editor.definition.columns]
    amount = ids.index("amount")
    for column, text in (("name", "数据库"), ("unit_price", "12.5"), ("quantity", "4")):
        editor.model.setData(editor.model.index(0, ids.index(column)), text)
    page.form.commit()
    page.autosave.flush()
    assert editor.model.index(0, amount).data() == "50.00"
    assert computed(page, "software_sum") == "50.00 万元"
    assert not editor.model.flags(editor.model.index(0, amount)) & Qt.ItemFlag.ItemIsEditable
    assert not editor.model.setData(editor.model.index(0, amount), "999")
    totals = editor.model.rowCount() - 1
    assert editor.model.index(totals, amount).data() == "50.00"
    editor.model.setData(editor.model.index(1, ids.index("name")), "中间件")
    page.autosave.flush()
    assert editor.model.index(totals + 1, amount).data() == "50.00（未计 1 行）"


def test_a_changed_source_is_told_and_taken_over_by_one_click(
    opened: Open, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    projects.delete_filing(workspace, project.id, "feasibility_study")
    projects.answer(workspace, project.id, "registration.fund_sources", [])
    projects.answer(workspace, project.id, "registration.construction_unit", "四川省水利厅")
    page = opened("feasibility_study", "construction_unit")
    row = page.form.rows["construction_unit"]
    assert "沿用自" in row.said
    projects.answer(workspace, project.id, "registration.construction_unit", "四川省示例厅")
    page.refresh()
    assert "已改为 四川省示例厅" in row.said
    again = next(b for b in page.findChildren(QPushButton) if b.text() == "重新带入")
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    assert page.filing.answer("construction_unit").value == "四川省示例厅"
    assert "沿用自" in row.said
    assert not again.isVisible()
    page.undo()
    assert page.filing.answer("construction_unit").value == "四川省水利厅"


def test_prescribed_rows_are_there_and_come_back_by_a_button(opened: Open) -> None:
    page = opened("final_acceptance", "self_check")
    editor = table(page, "self_check")
    assert editor.preset_button.isVisible()
    count = len(editor.model.rows)
    assert count > 15
    gone = editor.model.rows[0]["item"]
    editor.model.remove_rows([0])
    editor.preset_button.click()
    assert len(editor.model.rows) == count
    assert editor.model.rows[-1]["item"] == gone
    editor.preset_button.click()
    assert len(editor.model.rows) == count
    assert "都在" in editor.said.text()


def test_no_word_under_a_field_is_cut(
    opened: Open, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    unit_profile.answer(workspace, "code", "123")
    projects.answer(workspace, project.id, "registration.unit_code", "123")
    page = opened("registration", "unit_code")

    def is_whole() -> bool:
        labels = [each for each in page.form.findChildren(QLabel) if each.isVisible()]
        return all(each.height() >= each.heightForWidth(each.width()) for each in labels)

    qtbot.waitUntil(is_whole)
