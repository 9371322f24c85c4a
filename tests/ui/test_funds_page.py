"""进度与资金: the figures a person sees, the charts in words, the report as a PDF."""

import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from egov_desktop.app import projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.ui import theme
from egov_desktop.ui.charts import AmountBars, ProgressChart
from egov_desktop.ui.figure_table import FigureTable
from egov_desktop.ui.funds_page import FundsPage
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.project_page import ProjectPage
from egov_desktop.ui.routes import Funds, ProjectHome


@pytest.fixture
def shown(qtbot: QtBot, workspace: Workspace, jobs: Jobs, finished: Project) -> FundsPage:
    return shown_page(qtbot, workspace, jobs, finished)


def shown_page(qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project) -> FundsPage:
    page = FundsPage(workspace, jobs, Funds(project.id))
    qtbot.addWidget(page)
    page.resize(1180, 1700)
    page.refresh()
    page.show()
    return page


def table(page: FundsPage, name: str) -> FigureTable:
    return next(t for t in page.findChildren(FigureTable) if name in t.accessibleName())


def row(found: FigureTable, label: str) -> list[str]:
    for number in range(found.rowCount()):
        cells = [found.item(number, column).text() for column in range(found.columnCount())]
        if cells[0].startswith(label):
            return cells
    raise AssertionError(label)


def texts(page: FundsPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def test_the_money_stands_side_by_side(shown: FundsPage) -> None:
    trail = table(shown, "估算")
    assert row(trail, "硬件设备购置")[1:4] == ["486.00", "472.00", "-14.00"]
    assert row(trail, "合计")[1:4] == ["2,860.00", "2,798.60", "-61.40"]
    assert row(trail, "批复")[1:5] == ["2,860.00", "2,798.60", "-61.40", "—"]
    assert row(trail, "填报")[6] == "2,180.00"


def test_each_report_is_a_line_of_the_table_and_of_the_words_of_the_chart(
    shown: FundsPage,
) -> None:
    history = table(shown, "各报告期")
    assert row(history, "2024年上半年")[1:3] == ["55%", "54%"]
    assert row(history, "2024年全年")[6] == "77.90%"
    (chart,) = shown.findChildren(ProgressChart)
    assert chart.accessibleName()
    assert "54%" in chart.accessibleDescription()
    (bars,) = shown.findChildren(AmountBars)
    assert "2,798.60" in bars.accessibleDescription()


def test_tables_stand_whole_and_scroll_sideways_only_where_it_is_narrow(
    shown: FundsPage, qtbot: QtBot
) -> None:
    trail = table(shown, "估算")
    assert trail.verticalScrollBar().maximum() == 0
    assert trail.horizontalScrollBar().maximum() == 0
    shown.resize(480, 900)
    qtbot.waitUntil(lambda: trail.horizontalScrollBar().maximum() > 0)
    assert trail.verticalScrollBar().maximum() == 0


def test_figures_can_be_copied_to_a_spreadsheet(shown: FundsPage, qtbot: QtBot) -> None:
    history = table(shown, "各报告期")
    history.selectAll()
    qtbot.keyClick(history, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["2023年全年", "10%", "10%"]
    assert len(lines) == 3


def test_the_keyboard_sees_where_it_is_and_can_leave_a_table(
    shown: FundsPage, qtbot: QtBot
) -> None:
    trail = table(shown, "估算")
    trail.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(trail.hasFocus)
    assert [item.row() for item in trail.selectedItems()] == [0]
    qtbot.keyClick(trail, Qt.Key.Key_Down)
    assert trail.currentRow() == 1
    qtbot.keyClick(trail, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert not trail.hasFocus()


def test_charts_are_drawn_in_both_appearances(
    shown: FundsPage, qapp: QApplication, qtbot: QtBot
) -> None:
    def inks() -> set[int]:
        found = set()
        for chart in (*shown.findChildren(ProgressChart), *shown.findChildren(AmountBars)):
            image = chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
            found |= {
                image.pixel(x, y)
                for x in range(0, image.width(), 3)
                for y in range(0, image.height(), 2)
            }
        return found

    light = inks()
    assert int("ff" + theme.colours().accent.lstrip("#"), 16) in light
    try:
        theme.apply(qapp, is_dark=True)
        assert int("ff" + theme.colours().accent.lstrip("#"), 16) in inks() - light
    finally:
        theme.apply(qapp, is_dark=False)


def test_the_chosen_report_is_exported(shown: FundsPage, qtbot: QtBot, tmp_path: Path) -> None:
    shown.period_box.setCurrentText("2024年上半年")
    shown.export_to(tmp_path / "报告")
    assert not shown.export_button.isEnabled()
    written = tmp_path / "报告.pdf"
    qtbot.waitUntil(shown.open_button.isVisible, timeout=30_000)
    assert shown.export_button.isEnabled()
    assert str(written) in shown.outcome.text()
    said = subprocess.run(["pdftotext", written, "-"], check=True, capture_output=True)
    assert "2024年上半年" in said.stdout.decode()


def test_the_chosen_report_stays_chosen(shown: FundsPage) -> None:
    assert shown.period_box.currentText() == "2024年全年"
    shown.period_box.setCurrentText("2023年全年")
    shown.refresh()
    assert shown.period_box.currentText() == "2023年全年"


def test_a_new_project_says_what_to_fill_in_and_leads_back(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs
) -> None:
    made = projects.create_project(workspace, "sichuan-egov", "新项目")
    page = shown_page(qtbot, workspace, jobs, made)
    assert "还没有可以对照的数据" in texts(page)
    assert page.findChildren(FigureTable) == []
    back = next(b for b in page.findChildren(QPushButton) if "环节" in b.text())
    with qtbot.waitSignal(page.navigate) as left:
        back.click()
    assert left.args == [ProjectHome(made.id)]


def test_without_a_report_the_rest_is_shown(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    rows = [{"item": "hardware", "amount": "100"}]
    projects.answer(workspace, project.id, "feasibility_study.investment_items", rows)
    page = shown_page(qtbot, workspace, jobs, project)
    assert "还没有进度报告" in texts(page)
    assert row(table(page, "估算"), "硬件设备购置")[1:3] == ["100.00", "—"]
    assert "起草" in page.period_box.currentText()


def test_the_project_page_leads_here(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, project: Project
) -> None:
    page = ProjectPage(workspace, jobs, ProjectHome(project.id))
    qtbot.addWidget(page)
    page.refresh()
    button = next(b for b in page.findChildren(QPushButton) if b.text() == "进度与资金")
    with qtbot.waitSignal(page.navigate) as left:
        button.click()
    assert left.args == [Funds(project.id)]


def test_every_control_has_a_name(shown: FundsPage) -> None:
    controls = [shown.period_box, *shown.findChildren(FigureTable)]
    assert all(each.accessibleName() for each in controls)
    assert all(b.text() for b in shown.findChildren(QPushButton))
