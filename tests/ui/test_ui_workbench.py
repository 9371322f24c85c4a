"""工作台: what a person sees of one, of no and of ten thousand projects."""

import time
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from egov_desktop.app import data_files, project_list, projects
from egov_desktop.app.overviews import Overview
from egov_desktop.app.project_list import ProjectSummary
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.duties import DutyState
from egov_desktop.domain.project import Project
from egov_desktop.ui import theme
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.project_table import Column, ProjectTable
from egov_desktop.ui.routes import ProjectHome, Workbench
from egov_desktop.ui.workbench_page import WorkbenchPage

TODAY = date(2026, 3, 2)


def shown_page(qtbot: QtBot, workspace: Workspace, jobs: Jobs) -> WorkbenchPage:
    page = WorkbenchPage(workspace, jobs, Workbench())
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.refresh()
    page.show()
    return page


def visible_texts(page: WorkbenchPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def button(page: WorkbenchPage, words: str) -> QPushButton:
    return next(b for b in page.findChildren(QPushButton) if words in b.text() and b.isVisible())


def names(table: ProjectTable | QTableView) -> list[str]:
    model = table.model() if isinstance(table, QTableView) else table
    return [model.index(row, Column.NAME).data() for row in range(model.rowCount(QModelIndex()))]


def view_of(page: WorkbenchPage) -> QTableView:
    found = page.findChild(QTableView)
    assert isinstance(found, QTableView)
    return found


def test_an_empty_workbench_shows_the_first_step(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs
) -> None:
    page = shown_page(qtbot, workspace, jobs)
    assert "还没有项目" in visible_texts(page)
    assert button(page, "新建第一个项目").isEnabled()
    assert not view_of(page).isVisible()


def test_a_project_is_shown_with_its_stage_and_state(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    page = shown_page(qtbot, workspace, jobs)
    view = view_of(page)
    model = view.model()
    assert model.index(0, Column.NAME).data() == project.name
    qtbot.waitUntil(lambda: model.index(0, Column.UNIT).data() == "四川省水利厅")
    assert model.index(0, Column.STAGE).data() == "项目登记"
    assert "缺" in model.index(0, Column.STATE).data()


def test_an_overdue_duty_is_said_in_words_and_colour(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    for field, raw in (("construction_start", "2025-01-10"), ("construction_end", "2026-12-20")):
        projects.answer(workspace, project.id, f"registration.{field}", raw)
    projects.open_filing(workspace, project.id, "procurement")
    page = shown_page(qtbot, workspace, jobs)
    due = view_of(page).model().index(0, Column.DUE)
    qtbot.waitUntil(lambda: "已逾期" in (due.data() or ""))
    assert due.data().splitlines()[1].startswith("已逾期")
    assert due.data(Qt.ItemDataRole.ForegroundRole) == QColor(theme.colours().error)
    assert not due.data(Qt.ItemDataRole.DecorationRole).isNull()
    qtbot.waitUntil(lambda: "1" in button(page, "已逾期").text())
    qtbot.mouseClick(button(page, "已逾期"), Qt.MouseButton.LeftButton)
    assert names(view_of(page)) == [project.name]
    qtbot.mouseClick(button(page, "30 天内到期"), Qt.MouseButton.LeftButton)
    assert "没有符合条件" in visible_texts(page)


def test_enter_opens_the_chosen_project(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    page = shown_page(qtbot, workspace, jobs)
    view_of(page).selectRow(0)
    with qtbot.waitSignal(page.navigate) as going:
        qtbot.keyClick(view_of(page), Qt.Key.Key_Return)
    assert going.args == [ProjectHome(project.id)]


def test_the_search_finds_by_unit_too(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    projects.create_project(workspace, "sichuan-egov", "另一个平台")
    page = shown_page(qtbot, workspace, jobs)
    view = view_of(page)
    first, second = (view.model().index(row, Column.UNIT) for row in (0, 1))
    qtbot.waitUntil(lambda: {first.data(), second.data()} == {"四川省水利厅", ""})
    field = page.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.setText("水利厅 登记")
    assert names(view) == [project.name]
    field.setText("没有这个")
    assert "没有符合条件" in visible_texts(page)


def test_a_data_file_becomes_a_project(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project, tmp_path: Path
) -> None:
    file = data_files.dump_project(workspace, project.id, tmp_path / "out" / "project.json")
    page = shown_page(qtbot, workspace, jobs)
    with qtbot.waitSignal(page.navigate) as going:
        page.load_file(file)
    assert going.args[0].project_id != project.id
    assert len(project_list.list_projects(workspace)) == 2


def summaries(count: int) -> list[ProjectSummary]:
    from datetime import UTC, datetime

    now = datetime(2026, 3, 2, tzinfo=UTC)
    return [
        ProjectSummary(f"p{n}", f"项目 {n:05d}", "sichuan-egov", now, now, 1, 0, 0, None)
        for n in range(count)
    ]


def overview_of(project_id: str) -> Overview:
    number = int(project_id[1:])
    is_late = number % 100 == 0
    return Overview(
        f"单位 {number % 7}",
        "可行性研究报告",
        "填写中",
        "报告进度" if is_late else "",
        date(2026, 1, 31) if is_late else None,
        DutyState.OVERDUE if is_late else None,
    )


@pytest.fixture
def table() -> ProjectTable:
    return ProjectTable(overview_of, TODAY)


def read_all(table: ProjectTable) -> None:
    while table.read_some(1.0):
        assert not table.is_all_read


def test_the_table_keeps_the_promises_of_a_model(
    table: ProjectTable, qtmodeltester: ModelTester
) -> None:
    table.set_projects(summaries(30))
    read_all(table)
    qtmodeltester.check(table)


def test_overviews_are_read_in_slices_and_visible_rows_first(table: ProjectTable) -> None:
    table.set_projects(summaries(5000))
    assert table.index(4321, Column.UNIT).data() == "…"
    assert table.read_some(0.0005)
    assert table.index(4321, Column.UNIT).data() == f"单位 {4321 % 7}"
    assert not table.is_all_read


def test_what_did_not_change_is_not_read_again() -> None:
    asked: list[str] = []

    def read(project_id: str) -> Overview:
        asked.append(project_id)
        return overview_of(project_id)

    table = ProjectTable(read, TODAY)
    table.set_projects(summaries(3))
    read_all(table)
    table.set_projects(summaries(4))
    read_all(table)
    assert sorted(asked) == ["p0", "p1", "p2", "p3"]


def test_rows_sort_by_pinyin_and_blank_dates_come_last(table: ProjectTable) -> None:
    rows = summaries(4)
    for number, name in enumerate(("智慧监管", "安全体系", "电子证照", "数据共享")):
        rows[number] = ProjectSummary(**{**vars(rows[number]), "name": name})
    table.set_projects(rows)
    table.sort(Column.NAME)
    assert names(table) == ["安全体系", "电子证照", "数据共享", "智慧监管"]
    read_all(table)
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        table.sort(Column.DUE, order)
        assert names(table)[0] == "智慧监管"
    table.sort(-1)
    assert names(table)[0] == "智慧监管"


def test_the_selection_follows_its_project(qtbot: QtBot, workspace: Workspace, jobs: Jobs) -> None:
    for name in ("安全体系", "智慧监管"):
        projects.create_project(workspace, "sichuan-egov", name)
    page = shown_page(qtbot, workspace, jobs)
    view = view_of(page)
    view.selectRow(0)
    chosen = view.selectionModel().selectedRows()[0].data()
    view.sortByColumn(Column.NAME, Qt.SortOrder.AscendingOrder)
    view.sortByColumn(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert view.selectionModel().selectedRows()[0].data() == chosen


def test_ten_thousand_projects_filter_and_sort_without_a_stutter(table: ProjectTable) -> None:
    table.set_projects(summaries(10_000))
    read_all(table)
    start = time.perf_counter()
    table.search("单位 3 可行性", DutyState.OVERDUE)
    filtered = time.perf_counter()
    table.search("", None)
    table.sort(Column.UNIT, Qt.SortOrder.DescendingOrder)
    end = time.perf_counter()
    assert table.rowCount() == 10_000
    assert filtered - start < 1.0  # no stutter is measured here, only that nothing is quadratic
    assert end - filtered < 3.0


def test_the_names_keep_room_in_a_narrow_window(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    page = shown_page(qtbot, workspace, jobs)
    page.resize(760, 600)
    view = view_of(page)
    qtbot.waitUntil(lambda: view.columnWidth(Column.NAME) >= 230)
    page.resize(1300, 600)
    qtbot.waitUntil(lambda: view.columnWidth(Column.DUE) == 210)
