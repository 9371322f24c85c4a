"""The check report: order, filters, ways to the fields, copying, what is not checked."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from typing_hands import press

from egov_desktop.app import checks, projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import NotFoundError
from egov_desktop.domain.policy import Severity
from egov_desktop.domain.project import Project
from egov_desktop.ui.check_page import CheckPage
from egov_desktop.ui.finding_lines import line_of
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.routes import CheckReport, Fill, Materials

Open = Callable[[Project, str | None], CheckPage]


@pytest.fixture
def opened(workspace: Workspace, jobs: Jobs, qtbot: QtBot) -> Open:
    def open_for(project: Project, filing: str | None) -> CheckPage:
        page = CheckPage(workspace, jobs, CheckReport(project.id, filing))
        qtbot.addWidget(page)
        page.resize(1100, 700)
        page.refresh()
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        page.go_to(None)
        return page

    return open_for


def test_errors_come_first_and_what_is_undecided_last(opened: Open, project: Project) -> None:
    page = opened(project, None)
    order = [Severity.ERROR, Severity.WARNING, Severity.NOTE, None]
    weights = [order.index(line.severity) for line in page.list.lines]
    assert weights == sorted(weights)
    assert weights[0] == 0
    assert weights[-1] == 3


def test_every_line_says_where_what_and_by_which_clause(opened: Open, project: Project) -> None:
    page = opened(project, "registration")
    line = next(line for line in page.list.lines if line.path == "total_investment")
    shown = line.text
    assert "[错误] 项目登记 · 总投资" in shown
    assert "尚未填写" in shown
    assert "第八条" in shown


def test_enter_leads_to_the_field_or_the_material(
    opened: Open, project: Project, qtbot: QtBot
) -> None:
    page = opened(project, "feasibility_study")
    paths = [line.path for line in page.list.lines]
    wanted = {
        "funds_secured": Fill(project.id, "feasibility_study", "funds_secured"),
        "feasibility_report": Materials(project.id, "feasibility_study", "feasibility_report"),
    }
    for path, route in wanted.items():
        page.list.setCurrentIndex(page.list.model().index(paths.index(path), 0))
        with qtbot.waitSignal(page.navigate) as went:
            press(page.list, Qt.Key.Key_Return)
        assert went.args == [route]


def test_one_severity_alone(opened: Open, project: Project) -> None:
    page = opened(project, None)
    everything = len(page.list.lines)
    page.filters[Severity.ERROR].click()
    errors = page.list.lines
    assert {line.severity for line in errors} == {Severity.ERROR}
    assert page.filters[Severity.ERROR].text() == f"错误 {len(errors)}"
    page.filters["all"].click()
    assert len(page.list.lines) == everything
    assert page.filters["all"].text() == f"全部 {everything}"


def test_what_is_undecided_names_the_answers_it_waits_for(opened: Open, project: Project) -> None:
    page = opened(project, None)
    page.filters["undecided"].click()
    assert any("之后才能判断" in line.message for line in page.list.lines)


def test_the_report_is_copied_as_text(opened: Open, project: Project) -> None:
    page = opened(project, "registration")
    page.copy_button.click()
    text = QGuiApplication.clipboard().text()
    assert text.count("[") == len(page.list.lines)
    assert "依据" in text


def test_nothing_wrong_is_said_in_words(opened: Open, finished: Project) -> None:
    page = opened(finished, "registration")
    assert page.list.lines == ()
    assert page.empty.isVisible()
    assert page.empty_words.text() == "没有发现问题"
    assert "没有错误" in page.summary.text()


def test_it_ends_with_what_no_machine_checked(
    opened: Open, project: Project, workspace: Workspace
) -> None:
    page = opened(project, None)
    for sentence in workspace.pack(project.pack_id).unchecked:
        assert sentence in page.unchecked.text()
    assert page.unchecked.isVisible()


def test_a_filing_that_is_not_there_is_an_error(opened: Open, project: Project) -> None:
    with pytest.raises(NotFoundError):
        opened(project, "operation")


def test_what_is_waited_for_is_named(workspace: Workspace, project: Project) -> None:
    projects.answer(workspace, project.id, "feasibility_study.total_investment", "10")
    loaded = projects.load_project(workspace, project.id)
    pack = workspace.pack(loaded.pack_id)
    result = checks.check_project(workspace, loaded, "feasibility_study")
    said = [line_of(pack, loaded, undecided).message for undecided in result.undecided]
    assert any("投资估算明细" in words for words in said)
    assert not [words for words in said if "填写  之后" in words]
