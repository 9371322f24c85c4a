"""日程: what a person sees of what is due, and what the buttons do."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path

import pytest
from icalendar import Calendar
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QTableView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from egov_desktop.app import holidays, projects
from egov_desktop.app.agenda import AgendaEntry
from egov_desktop.app.project_list import ProjectSummary
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.calendars import WEEKENDS_ONLY, WorkCalendar, YearStanding
from egov_desktop.domain.duties import Duty, DutyState
from egov_desktop.domain.project import Project
from egov_desktop.ui import agenda_rows
from egov_desktop.ui.agenda_model import AgendaModel
from egov_desktop.ui.agenda_page import AgendaPage
from egov_desktop.ui.agenda_reading import AgendaReading
from egov_desktop.ui.agenda_rows import Heading
from egov_desktop.ui.dialogs import MessageDialog
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.main_window import MainWindow
from egov_desktop.ui.project_table import Column
from egov_desktop.ui.routes import Agenda, Fill, Workbench
from egov_desktop.ui.settings import WindowSettings
from egov_desktop.ui.workbench_page import WorkbenchPage

TODAY = date(2026, 3, 2)  # a Monday
Open = Callable[[], AgendaPage]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Open a new data folder; its clock goes on, as what is read again depends on it."""
    seconds = count()
    start = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8)))

    def clock() -> datetime:
        return start + timedelta(seconds=next(seconds))

    with Workspace.open(tmp_path / "home", clock, TODAY) as opened:
        yield opened


@pytest.fixture
def running(workspace: Workspace, project: Project) -> Project:
    """Bring the project under way: reports are due, and one acceptance in 2027."""
    for path, raw in (
        ("registration.construction_start", "2025-01-10"),
        ("registration.construction_end", "2026-12-20"),
        ("procurement.supervision_contract", "否"),
        ("risk_assessment.completed_on", "2026-12-10"),
    ):
        projects.answer(workspace, project.id, path, raw)
    return projects.load_project(workspace, project.id)


@pytest.fixture
def opened(workspace: Workspace, jobs: Jobs, qtbot: QtBot) -> Open:
    def open_page() -> AgendaPage:
        page = AgendaPage(workspace, jobs, Agenda())
        qtbot.addWidget(page)
        page.resize(1000, 700)
        page.refresh()
        page.show()
        qtbot.waitUntil(lambda: "正在读取" not in page.remark.text())
        return page

    return open_page


def entry(due: date | None, state: DutyState, name: str = "甲", number: int = 0) -> AgendaEntry:
    duty = Duty(f"d{number}", "报告进度", "s", "s", due, state, "《办法》第十八条")
    return AgendaEntry("p", name, duty)


def listed(page: AgendaPage) -> list[AgendaEntry]:
    return [row for row in page.list.rows if not isinstance(row, Heading)]


def headings(page: AgendaPage) -> list[str]:
    return [row.words for row in page.list.rows if isinstance(row, Heading)]


def answered(qtbot: QtBot, word: str, told: list[str]) -> Callable[[], None]:
    """Return what presses the button with a word on it once a dialog is open."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, MessageDialog)
        told.append(dialog.accessibleDescription())
        button = next(b for b in dialog.findChildren(QPushButton) if b.text() == word)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    return press


def test_duties_stand_under_the_span_they_are_due_in() -> None:
    entries = [
        entry(None, DutyState.UNDECIDED),
        entry(date(2026, 5, 9), DutyState.UPCOMING),
        entry(date(2026, 3, 9), DutyState.DUE_SOON),
        entry(date(2026, 3, 8), DutyState.DUE_SOON),
        entry(date(2026, 2, 1), DutyState.OVERDUE),
        entry(date(2026, 5, 2), DutyState.UPCOMING),
        entry(date(2025, 5, 2), DutyState.DONE),
    ]
    rows = agenda_rows.rows(entries, None, "", TODAY)

    assert [row.words for row in rows if isinstance(row, Heading)] == [
        "已逾期",
        "本周",
        "30 天内",
        "2026年5月",
        "期限待定",
    ]
    assert [row.count for row in rows if isinstance(row, Heading)] == [1, 1, 1, 2, 1]
    done = agenda_rows.rows(entries, DutyState.DONE, "", TODAY)
    assert done == [Heading("2025年5月", 1), entries[-1]]
    counts = agenda_rows.counts(entries)
    assert (counts[None], counts[DutyState.UPCOMING], counts[DutyState.DONE]) == (6, 2, 1)


@pytest.mark.parametrize(
    ("due", "state", "words"),
    [
        (date(2026, 3, 2), DutyState.DUE_SOON, "今天到期"),
        (date(2026, 3, 9), DutyState.DUE_SOON, "还有 5 个工作日"),
        (date(2026, 3, 10), DutyState.DUE_SOON, "还有 5 个工作日"),
        (date(2026, 2, 28), DutyState.OVERDUE, "已逾期 2 天"),
        (None, DutyState.UNDECIDED, "起算日还没有填"),
        (date(2026, 3, 9), DutyState.DONE, "已完成"),
    ],
)
def test_what_is_left_is_said_in_working_days(
    due: date | None, state: DutyState, words: str
) -> None:
    calendar = WorkCalendar(frozenset({date(2026, 3, 10)}), frozenset(), frozenset({2026}))
    assert agenda_rows.left_words(entry(due, state).duty, TODAY, calendar) == words


def test_a_weekend_before_the_last_day_has_no_working_day() -> None:
    sunday = entry(date(2026, 3, 8), DutyState.DUE_SOON).duty
    words = agenda_rows.left_words(sunday, date(2026, 3, 6), WEEKENDS_ONLY)
    assert "没有工作日" in words


def test_the_list_is_a_sound_model(qtmodeltester: ModelTester, qapp: QApplication) -> None:
    model = AgendaModel(None, TODAY)
    model.show([Heading("本周", 1), entry(TODAY, DutyState.DUE_SOON)], TODAY, WEEKENDS_ONLY)
    qtmodeltester.check(model)
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags
    spoken = str(model.index(1).data(Qt.ItemDataRole.AccessibleTextRole))
    assert "2026年3月2日 星期一" in spoken
    assert "今天到期" in spoken
    assert "第十八条" in spoken


def test_ten_thousand_projects_are_read_in_slices_and_shown_ever_more_rarely() -> None:
    now = datetime(2026, 3, 2, tzinfo=timezone(timedelta(hours=8)))
    summaries = [
        ProjectSummary(f"p{n}", f"项目 {n}", "pack", now, now, 1, 0, 0, None) for n in range(10_000)
    ]
    asked: list[str] = []

    def read(key: str) -> list[AgendaEntry]:
        asked.append(key)
        return [entry(TODAY, DutyState.DUE_SOON, key)]

    reading = AgendaReading(read)
    reading.set_projects(summaries)
    assert not reading.is_complete
    shown = 0
    while not reading.is_complete:
        shown += reading.read_some(0.0005)
    assert 1 <= shown < 20
    assert asked == [summary.id for summary in summaries]
    assert len(list(reading.entries())) == reading.done == reading.total == 10_000

    reading.set_projects(
        [
            ProjectSummary(**{**vars(summaries[0]), "updated_at": now + timedelta(seconds=1)}),
            *summaries[1:9000],
        ]
    )
    assert reading.read_some(1.0)
    assert asked[10_000:] == ["p0"]
    reading.forget()
    reading.set_projects(summaries[:5])
    assert reading.read_some(1.0)
    assert len(asked) == 10_006


def test_without_duties_the_page_says_what_will_come(opened: Open, qtbot: QtBot) -> None:
    page = opened()
    assert page.empty.isVisible()
    assert not page.export_button.isEnabled()
    button = page.empty.findChild(QPushButton)
    with qtbot.waitSignal(page.navigate) as going:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert going.args == [Workbench()]


def test_the_duties_of_a_project_are_listed_and_filtered(
    opened: Open, running: Project, qtbot: QtBot
) -> None:
    page = opened()
    assert page.list.isVisible()
    assert headings(page)[0] == "已逾期"
    assert "2026年7月" in headings(page)
    assert {row.project for row in listed(page)} == {running.name}
    whole = len(listed(page))
    overdue = page.choices[DutyState.OVERDUE]
    assert overdue.text().endswith("2")
    qtbot.mouseClick(overdue, Qt.MouseButton.LeftButton)
    assert headings(page) == ["已逾期"]
    assert len(listed(page)) == 2 < whole
    assert not page.choices[None].isChecked()
    page.search.setText("2025年上半年 水利")
    assert len(listed(page)) == 1
    page.search.setText("没有这个")
    assert page.nothing_found.isVisible()
    assert not page.export_button.isEnabled()


@pytest.mark.parametrize("by_key", [True, False])
def test_enter_and_click_open_the_filing_of_a_duty(
    opened: Open, running: Project, workspace: Workspace, qtbot: QtBot, by_key: bool
) -> None:
    page = opened()
    index = page.list.model().index(1, 0)
    first = listed(page)[0]
    assert running.filing(first.duty.filing) is None
    with qtbot.waitSignal(page.navigate) as going:
        if by_key:
            page.list.setCurrentIndex(index)
            qtbot.keyClick(page.list, Qt.Key.Key_Return)
        else:
            place = page.list.visualRect(index).center()
            qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert going.args == [Fill(running.id, first.duty.filing)]
    made = projects.load_project(workspace, running.id).filing(first.duty.filing)
    assert made is not None
    assert made.id == first.duty.filing


def test_every_control_has_a_name_and_can_be_reached(
    opened: Open, running: Project, qtbot: QtBot
) -> None:
    page = opened()
    reached = [page.search, *page.choices.values(), page.list, page.import_button]
    for widget in (*reached, page.export_button):
        words = widget.text() if isinstance(widget, QPushButton) else widget.accessibleName()
        assert words
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert widget.isEnabled()


def test_a_click_on_a_heading_leads_nowhere(opened: Open, running: Project, qtbot: QtBot) -> None:
    page = opened()
    place = page.list.visualRect(page.list.model().index(0, 0)).center()
    with qtbot.assertNotEmitted(page.navigate, wait=50):
        qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_what_changed_is_read_again_and_the_cursor_stays(
    opened: Open, running: Project, workspace: Workspace, qtbot: QtBot
) -> None:
    other = projects.create_project(workspace, "sichuan-egov", "另一个平台")
    page = opened()
    page.list.setCurrentIndex(page.list.model().index(2, 0))
    before = page.list.currentIndex().data(Qt.ItemDataRole.UserRole)
    for path, raw in (
        ("registration.construction_start", "2024-01-10"),
        ("registration.construction_end", "2024-12-20"),
        ("procurement.supervision_contract", "否"),
    ):
        projects.answer(workspace, other.id, path, raw)
    page.refresh()
    qtbot.waitUntil(lambda: "另一个平台" in {row.project for row in listed(page)})
    assert page.list.currentIndex().row() > 2
    assert page.list.currentIndex().data(Qt.ItemDataRole.UserRole) is before


def test_what_is_listed_becomes_a_calendar_file(
    opened: Open, running: Project, tmp_path: Path, qtbot: QtBot
) -> None:
    page = opened()
    page.show_only(DutyState.OVERDUE)
    out = tmp_path / "日程.ics"
    told: list[str] = []

    QTimer.singleShot(0, answered(qtbot, "知道了", told))
    page.export(out)
    assert len(Calendar.from_ical(out.read_bytes()).walk("VEVENT")) == 2
    assert str(out) in told[0]


def test_a_table_is_previewed_before_it_counts(
    opened: Open, running: Project, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:

    page = opened()
    table = tmp_path / "2027.csv"
    days = ["01-01", "05-01", "06-10", "06-11", "10-01"]
    table.write_text("\n".join([r"日期,类型", *(rf"2027-{day},休" for day in days)]), "utf-8")

    def acceptance() -> list[tuple[date | None, bool]]:
        found = [r.duty for r in listed(page) if r.duty.id == "preliminary_acceptance"]
        return [(duty.due, duty.is_estimated) for duty in found]

    assert acceptance() == [(date(2027, 6, 10), True)]
    told: list[str] = []
    QTimer.singleShot(0, answered(qtbot, "取消", told))
    page.import_holidays(table)
    assert "2027-06-10" in told[0]
    assert workspace.calendar.standing(2027) is YearStanding.COMPUTED

    QTimer.singleShot(0, answered(qtbot, "导入", told))
    with qtbot.waitSignal(page.saved):
        page.import_holidays(table)
    qtbot.waitUntil(lambda: acceptance() == [(date(2027, 6, 14), False)])


def test_a_wrong_table_is_told_and_changes_nothing(
    opened: Open, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:

    page = opened()
    table = tmp_path / "2027.csv"
    table.write_text(r"日期,类型" "\n" r"2027-13-01,休", "utf-8")
    told: list[str] = []
    QTimer.singleShot(0, answered(qtbot, "知道了", told))
    page.import_holidays(table)
    assert "2027.csv:2" in told[0]
    assert workspace.calendar.standing(2027) is YearStanding.COMPUTED


def test_the_workbench_leads_here_and_what_was_read_stays(
    workspace: Workspace, running: Project, qtbot: QtBot
) -> None:
    window = MainWindow(workspace, WindowSettings(workspace.home))
    qtbot.addWidget(window)
    window.show()
    page = window.page
    assert page is not None
    button = next(b for b in page.findChildren(QPushButton) if b.text() == "日程")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.route == Agenda()
    assert [words for words, _route in window.top_bar.breadcrumb.parts] == ["工作台", "日程"]
    agenda_page = window.page
    window.go(Fill(running.id, "registration"))
    window.go_back()
    assert window.page is agenda_page
    window.close()


def test_the_workbench_counts_with_imported_holidays(
    workspace: Workspace, project: Project, tmp_path: Path, qtbot: QtBot
) -> None:
    projects.answer(workspace, project.id, "risk_assessment.completed_on", "2026-12-10")
    window = MainWindow(workspace, WindowSettings(workspace.home))
    qtbot.addWidget(window)
    window.show()
    assert isinstance(window.page, WorkbenchPage)
    view = window.page.findChild(QTableView)
    assert view is not None

    def due() -> str:
        return str(view.model().index(0, Column.DUE).data())

    qtbot.waitUntil(lambda: due().startswith("2027-06-10"))
    table = tmp_path / "2027.csv"
    days = ["01-01", "05-01", "06-10", "06-11", "10-01"]
    table.write_text("\n".join([r"日期,类型", *(rf"2027-{day},休" for day in days)]), "utf-8")
    holidays.import_table(workspace, holidays.read_table(workspace, table))
    window.go(Workbench())
    qtbot.waitUntil(lambda: due().startswith("2027-06-14"))
    window.close()
