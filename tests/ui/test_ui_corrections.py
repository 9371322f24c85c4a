"""Notices in the window: entered by keyboard, shown where they belong, answered, compared."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from typing_hands import commit_text, press

from egov_desktop.app import corrections, projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.corrections import CorrectionNotice, NoticeItem, NoticeKind
from egov_desktop.domain.project import Filing, FrozenVersion, Project
from egov_desktop.domain.submission import answers_digest
from egov_desktop.storage import versions
from egov_desktop.ui import theme
from egov_desktop.ui.correction_answers import CorrectionAnswersDialog
from egov_desktop.ui.correction_dialog import CorrectionDialog
from egov_desktop.ui.dialogs import MessageDialog
from egov_desktop.ui.difference_dialog import DifferenceDialog
from egov_desktop.ui.filing_strip import FilingStrip
from egov_desktop.ui.history_card import HistoryCard
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.main_window import MainWindow
from egov_desktop.ui.materials_page import MaterialsPage
from egov_desktop.ui.project_page import ProjectPage
from egov_desktop.ui.routes import Fill, Materials, ProjectHome
from egov_desktop.ui.settings import WindowSettings
from egov_desktop.ui.stage_row import StageRow
from egov_desktop.ui.wizard.correction_mark import CorrectionMark
from egov_desktop.ui.wizard.fill_page import FillPage

FILING = "feasibility_study"
NOW = datetime(2026, 3, 2, 9, 30, 15, tzinfo=timezone(timedelta(hours=8)))
NOTICE = CorrectionNotice(
    NoticeKind.CORRECTION,
    "川数补 2026 年 3 号",
    "省大数据中心",
    date(2026, 3, 1),
    date(2026, 3, 20),
    (
        NoticeItem("total_investment", "总投资与概算不一致"),
        NoticeItem("investment_items[0].amount", "请附报价"),
        NoticeItem("feasibility_report", "缺单位公章"),
        NoticeItem("", "请补充联系方式"),
    ),
)


def freeze(workspace: Workspace, project: Project, number: int, total: str) -> Filing:
    """Put a version on record as a packet would; no packet is needed here."""
    projects.answer(workspace, project.id, f"{FILING}.total_investment", total)
    filing = filing_of(workspace, project)
    version = FrozenVersion(
        number, NOW, "ab" * 32, f"/nowhere/v{number}.zip", f"CODE-{number}", answers_digest(filing)
    )
    record = {
        "stage": FILING,
        "version": number,
        "code": version.code,
        "answers": {"total_investment": total},
        "values": {"total_investment": total},
        "attachments": [],
        "paper_materials": {},
        "signature": {"level": "PAdES B-B"},
    }
    versions.record_frozen_version(
        workspace.store, project.id, FILING, version, record, **workspace.stamp()
    )
    return filing_of(workspace, project)


def filing_of(workspace: Workspace, project: Project) -> Filing:
    return projects.filing_of(projects.load_project(workspace, project.id), FILING)


@pytest.fixture
def frozen(workspace: Workspace, project: Project) -> Project:
    freeze(workspace, project, 1, "2860")
    return projects.load_project(workspace, project.id)


@pytest.fixture
def asked(workspace: Workspace, frozen: Project) -> Project:
    corrections.record_notice(workspace, frozen.id, FILING, NOTICE)
    return projects.load_project(workspace, frozen.id)


@pytest.fixture
def desk(qtbot: QtBot) -> QWidget:
    """The window behind a dialog."""
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def dialog(qtbot: QtBot, desk: QWidget, workspace: Workspace, frozen: Project) -> CorrectionDialog:
    dialog = CorrectionDialog(desk, workspace, frozen, FILING)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def test_a_notice_is_entered_with_the_keyboard_alone(
    qtbot: QtBot, workspace: Workspace, frozen: Project, dialog: CorrectionDialog
) -> None:
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.number.input.hasFocus()
    commit_text(dialog.number.input, "川数补 3 号")
    for line, words in ((dialog.issued_on, "2026年3月1日"), (dialog.due_on, "20260320")):
        while not line.input.hasFocus():
            press(QApplication.focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClicks(line.input, "".join(c for c in words if c.isascii()))
        line.input.setText(words)
    first = dialog.items.rows[0]
    while not first.place.hasFocus():
        press(QApplication.focusWidget(), Qt.Key.Key_Tab)
    while first.place.currentData() != "total_investment":
        press(first.place, Qt.Key.Key_Down)
    press(first.place, Qt.Key.Key_Tab)
    commit_text(first.text, "总投资与概算不一致")
    press(dialog.add_button, Qt.Key.Key_Space)
    assert dialog.items.rows[1].place.hasFocus()
    commit_text(dialog.items.rows[1].text, "请补盖公章")
    press(dialog.items.rows[1].text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    (notice,) = filing_of(workspace, frozen).pending_notices
    assert (notice.number, notice.version) == ("川数补 3 号", 1)
    assert (notice.issued_on, notice.due_on) == (date(2026, 3, 1), date(2026, 3, 20))
    assert [(item.place, item.text) for item in notice.items] == [
        ("total_investment", "总投资与概算不一致"),
        ("", "请补盖公章"),
    ]


def test_what_is_missing_is_said_and_nothing_is_recorded(
    workspace: Workspace, frozen: Project, dialog: CorrectionDialog
) -> None:
    dialog.keep()
    assert dialog.number.input.hasFocus()
    dialog.number.input.setText("3 号")
    dialog.keep()
    assert "至少写明一项" in dialog.failure.text()
    dialog.items.rows[0].text.setText("请补正")
    dialog.issued_on.input.setText("2026-03-20")
    dialog.due_on.input.setText("2026-03-01")
    dialog.keep()
    assert "早于" in dialog.failure.text()
    dialog.due_on.input.setText("三月")
    dialog.keep()
    assert dialog.due_on.input.hasFocus()
    assert filing_of(workspace, frozen).notices == ()


def test_an_item_can_be_dropped_and_one_row_always_stays(dialog: CorrectionDialog) -> None:
    dialog.items.add()
    dialog.items.rows[0].drop.click()
    dialog.items.rows[0].drop.click()
    assert len(dialog.items.rows) == 1
    assert dialog.items.items == ()


def test_the_mark_stands_at_its_field_and_keeps_the_answer(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, asked: Project
) -> None:
    page = FillPage(workspace, jobs, Fill(asked.id, FILING))
    qtbot.addWidget(page)
    page.resize(1200, 900)
    page.refresh()
    with qtbot.waitExposed(page):
        page.show()
    page.go_to(Fill(asked.id, FILING, "total_investment"))
    marks = page.form.rows["total_investment"].corrections.marks
    (mark,) = marks
    assert mark.isVisible()
    said = " ".join(label.text() for label in mark.findChildren(QLabel))
    for words in ("总投资与概算不一致", "川数补 2026 年 3 号", "2026-03-01"):
        assert words in said
    (cell,) = page.form.rows["investment_items"].corrections.marks
    assert "第 1 行" in " ".join(label.text() for label in cell.findChildren(QLabel))
    commit_text(mark.answer, "已按批复改正")
    with qtbot.waitSignal(page.saved):
        press(mark.answer, Qt.Key.Key_Return)
    with qtbot.waitSignal(page.saved):
        press(mark.is_met, Qt.Key.Key_Space)
    stored = filing_of(workspace, asked).pending_notices[0].items[0]
    assert (stored.answer, stored.is_met) == ("已按批复改正", True)
    assert page.form.rows["total_investment"].corrections.marks == marks
    assert mark.property("card") == "plain"


def test_tab_goes_from_the_field_to_its_mark(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, asked: Project
) -> None:
    page = FillPage(workspace, jobs, Fill(asked.id, FILING))
    qtbot.addWidget(page)
    page.resize(1200, 900)
    page.refresh()
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.go_to(Fill(asked.id, FILING, "total_investment"))
    row = page.form.rows["total_investment"]
    (mark,) = row.corrections.marks
    row.editor.input.setFocus()
    press(row.editor.input, Qt.Key.Key_Tab)
    assert mark.answer.hasFocus()
    press(mark.answer, Qt.Key.Key_Tab)
    assert mark.is_met.hasFocus()


def test_the_mark_stands_at_its_material(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, asked: Project
) -> None:
    page = MaterialsPage(workspace, jobs, Materials(asked.id, FILING))
    qtbot.addWidget(page)
    page.refresh()
    with qtbot.waitExposed(page):
        page.show()
    (mark,) = page.cards["feasibility_report"].corrections.marks
    assert page.cards["fund_proof"].corrections.marks == ()
    mark.is_met.click()
    assert filing_of(workspace, asked).pending_notices[0].items[2].is_met


def test_the_task_list_says_how_many_are_open_and_records_from_its_menu(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, asked: Project
) -> None:
    page = ProjectPage(workspace, jobs, ProjectHome(asked.id))
    qtbot.addWidget(page)
    page.refresh()
    row = next(r for r in page.findChildren(StageRow) if "待补正 4 项" in r.accessibleName())
    assert row.line.filing is not None
    assert row.line.filing.id == FILING
    (state,) = (label for label in row.findChildren(QLabel) if "待补正" in label.text())
    assert state.foregroundRole() == theme.WARNING
    (record,) = (a for a in row.actions() if isinstance(a, QAction) and "补正" in a.text())
    seen: list[str] = []

    def close() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, CorrectionDialog)
        seen.append(dialog.windowTitle())
        dialog.reject()

    QTimer.singleShot(0, close)
    record.trigger()
    assert seen
    other = next(r for r in page.findChildren(StageRow) if "项目登记" in r.accessibleName())
    assert not [a for a in other.actions() if "补正" in a.text()]


def test_the_strip_under_the_steps_is_calm_and_true(
    qtbot: QtBot, workspace: Workspace, project: Project, tmp_path: Path
) -> None:
    window = MainWindow(workspace, WindowSettings(tmp_path))
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.go(Fill(project.id, FILING))
    assert not window.findChild(FilingStrip).isVisible()
    freeze(workspace, project, 1, "2860")
    window.go(Materials(project.id, FILING))
    strip = window.findChild(FilingStrip)
    assert strip.isVisible()
    assert "已固化 v1" in strip.words.text()
    assert "v2" in strip.words.text()
    assert not strip.answers_button.isVisible()
    projects.answer(workspace, project.id, f"{FILING}.total_investment", "2900")
    corrections.record_notice(workspace, project.id, FILING, NOTICE)
    window.go(Fill(project.id, FILING))
    assert "之后有改动" in strip.words.text()
    assert "待补正 4 项" in strip.asked.text()
    assert "2026-03-20" in strip.asked.text()
    assert strip.asked.y() > 0
    shown: list[int] = []

    def tick() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, CorrectionAnswersDialog)
        marks = dialog.findChildren(CorrectionMark)
        shown.append(len(marks))
        marks[-1].answer.setText("已补充")
        marks[-1].is_met.click()
        dialog.reject()

    QTimer.singleShot(0, tick)
    strip.answers_button.click()
    assert shown == [4]
    assert "待补正 3 项" in strip.asked.text()
    assert filing_of(workspace, project).pending_notices[0].items[3].answer == "已补充"
    window.go(ProjectHome(project.id))
    assert not strip.isVisible()


def test_a_notice_is_withdrawn_only_after_a_question(
    qtbot: QtBot, desk: QWidget, workspace: Workspace, asked: Project
) -> None:
    dialog = CorrectionAnswersDialog(desk, workspace, asked, FILING)
    with qtbot.waitExposed(dialog):
        dialog.show()

    def answer(words: str) -> None:
        def act() -> None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, MessageDialog)
            next(b for b in box.findChildren(QPushButton) if words in b.text()).click()

        QTimer.singleShot(0, act)
        button = next(b for b in dialog.findChildren(QPushButton) if b.text() == "撤销登记")
        button.click()

    answer("取消")
    assert filing_of(workspace, asked).notices
    answer("撤销登记")
    assert filing_of(workspace, asked).notices == ()


def test_the_history_shows_what_a_version_changed(
    qtbot: QtBot, workspace: Workspace, asked: Project
) -> None:
    filing = freeze(workspace, asked, 2, "2980.50")
    card = HistoryCard(workspace, asked.id, FILING)
    qtbot.addWidget(card)
    card.show_filing(filing, is_changed=False)
    card.show()
    (button,) = (b for b in card.findChildren(QPushButton) if "差异" in b.text())
    rows: list[list[str]] = []

    def read() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, DifferenceDialog)
        table = dialog.table
        rows.extend(
            [table.item(row, column).text() for column in range(table.columnCount())]
            for row in range(table.rowCount())
        )
        dialog.reject()

    QTimer.singleShot(0, read)
    button.click()
    ((kind, place, *texts),) = rows
    assert (kind, place[:3], texts) == ("修改", "总投资", ["2,860.00", "2,980.50"])
    assert filing.pending_notices == ()
