"""Dialogs: an expected error is a sentence, a bug is one report, an approval takes any text."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from typing_hands import commit_text

from egov_desktop.app import project_list, projects
from egov_desktop.app.approvals import approve
from egov_desktop.app.attachments import path_of
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import CancelledError, EntryStoppedError, StorageError
from egov_desktop.domain.project import Project
from egov_desktop.ui import dialogs
from egov_desktop.ui.approval_dialog import ApprovalDialog
from egov_desktop.ui.crash import CrashDialog, CrashReporter
from egov_desktop.ui.new_project_dialog import NewProjectDialog


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def visible(dialog: QDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def press(dialog: QDialog, words: str) -> None:
    next(b for b in dialog.findChildren(QPushButton) if b.text() == words).click()


def when_open(seen: list[str], words: str) -> None:
    """Note what the dialog that is about to open says, and press one of its buttons."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        seen.append(visible(dialog))
        press(dialog, words)

    QTimer.singleShot(0, act)


def test_an_expected_error_is_told_as_its_sentence(parent: QWidget) -> None:
    seen: list[str] = []
    when_open(seen, "知道了")
    dialogs.show_error(parent, StorageError("无法写入“D:/报送包”：磁盘空间不足，请清理后重试。"))
    assert "磁盘空间不足" in seen[0]
    assert "没有完成" in seen[0]


def test_a_cancel_is_not_told_again(parent: QWidget) -> None:
    dialogs.show_error(parent, CancelledError("已取消。"))
    assert QApplication.activeModalWidget() is None


def test_a_bug_goes_on_to_the_crash_report(parent: QWidget) -> None:
    with pytest.raises(ZeroDivisionError):
        dialogs.show_error(parent, ZeroDivisionError("a bug"))


@pytest.mark.parametrize(("press_words", "is_confirmed"), [("删除", True), ("取消", False)])
def test_a_question_is_answered(parent: QWidget, press_words: str, is_confirmed: bool) -> None:
    seen: list[str] = []
    when_open(seen, press_words)
    assert dialogs.confirm(parent, "删除“调整报告”？", "不能恢复。", "删除") is is_confirmed
    assert "不能恢复" in seen[0]


def test_enter_on_a_question_keeps_everything(qtbot: QtBot, parent: QWidget) -> None:
    dialog = dialogs.MessageDialog(parent, "删除？", "不能恢复。", "question", "#000000", "删除")
    defaults = [b.text() for b in dialog.findChildren(QPushButton) if b.isDefault()]
    assert defaults == ["取消"]


@pytest.fixture
def reporter(tmp_path: Path) -> Iterator[CrashReporter]:
    """Catch what nobody catches, and give the hook and the log back afterwards."""
    hook, handlers = sys.excepthook, list(logging.getLogger().handlers)
    made = CrashReporter(tmp_path / "logs")
    made.install()
    yield made
    sys.excepthook = hook
    for handler in logging.getLogger().handlers[:]:
        if handler not in handlers:
            logging.getLogger().removeHandler(handler)
            handler.close()


def stumble() -> None:
    raise ZeroDivisionError("a bug of ours")


def report_one(reporter: CrashReporter) -> None:
    try:
        stumble()
    except ZeroDivisionError as error:
        reporter.report(type(error), error, error.__traceback__)


@pytest.mark.expects_log("unexpected error")
def test_a_bug_is_shown_once_with_the_log(reporter: CrashReporter) -> None:
    shown: list[CrashDialog] = []

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, CrashDialog)
        shown.append(dialog)
        assert str(reporter.log) in visible(dialog)
        press(dialog, "复制详情")
        press(dialog, "继续")

    QTimer.singleShot(0, act)
    report_one(reporter)
    report_one(reporter)
    assert len(shown) == 1
    assert "a bug of ours" in QGuiApplication.clipboard().text()


def test_an_expected_error_that_slips_through_is_a_sentence(reporter: CrashReporter) -> None:
    seen: list[str] = []
    when_open(seen, "知道了")
    error = StorageError("数据文件夹已满，请清理后重试。")
    reporter.report(StorageError, error, None)
    assert "请清理后重试" in seen[0]


CRASHES = """
import os, sys
from pathlib import Path
from egov_desktop.ui.crash import watch_hard_crashes
print(watch_hard_crashes(Path(sys.argv[1])))
sys.stdout.flush()
if "abort" in sys.argv:
    os.abort()
"""


def test_a_hard_crash_is_found_at_the_next_start(tmp_path: Path) -> None:
    def start(*words: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", CRASHES, str(tmp_path), *words],
            capture_output=True,
            encoding="utf-8",
            check=False,
        ).stdout

    assert start("abort").strip() == ""
    assert "Aborted" in start()
    assert start().strip() == ""


def test_a_new_project_needs_a_name(parent: QWidget, workspace: Workspace) -> None:
    dialog = NewProjectDialog(parent, workspace)
    dialog.show()
    press(dialog, "建立")
    assert "请填写项目名称" in visible(dialog)
    assert project_list.list_projects(workspace) == []
    commit_text(dialog._name, "  智慧水利平台  ")
    press(dialog, "建立")
    assert projects.load_project(workspace, dialog.project_id).name == "智慧水利平台"


def test_the_rules_of_a_new_project_say_what_is_not_verified(
    parent: QWidget, workspace: Workspace
) -> None:
    dialog = NewProjectDialog(parent, workspace)
    dialog.show()
    assert "四川省发展和改革委员会" in visible(dialog)
    assert "待核对" in visible(dialog)


@pytest.fixture
def approving(parent: QWidget, workspace: Workspace, project: Project) -> ApprovalDialog:
    dialog = ApprovalDialog(parent, workspace, project, "feasibility_study")
    dialog.show()
    return dialog


def test_an_approval_without_number_and_date_is_not_kept(
    approving: ApprovalDialog, workspace: Workspace, project: Project
) -> None:
    commit_text(approving._date.input, "二〇二六年")
    press(approving, "登记")
    assert "请填写批复文号" in visible(approving)
    assert "不是日期" in visible(approving)
    assert projects.load_project(workspace, project.id).approval("feasibility_study") is None


def test_an_amount_is_shown_in_capitals(approving: ApprovalDialog) -> None:
    commit_text(approving._amount.input, "\uff12\uff17\uff15\uff10")
    assert "人民币贰仟柒佰伍拾万元整" in visible(approving)


def test_an_approval_file_that_is_gone_is_told_and_nothing_is_kept(
    approving: ApprovalDialog, workspace: Workspace, project: Project, tmp_path: Path
) -> None:
    commit_text(approving._number.input, "川发改（2026）1号")
    commit_text(approving._date.input, "2026-03-01")
    approving.choose_file(tmp_path / "批复.pdf")
    press(approving, "登记")
    assert approving.isVisible()
    assert "批复.pdf" in visible(approving)
    assert projects.load_project(workspace, project.id).approval("feasibility_study") is None


def test_a_rule_that_stops_is_told_without_its_id(parent: QWidget) -> None:
    seen: list[str] = []
    when_open(seen, "知道了")
    dialogs.show_error(parent, EntryStoppedError("涉密项目不得录入。[sichuan-egov.classified]"))
    assert "涉密项目不得录入" in seen[0]
    assert "classified" not in seen[0]


def test_the_file_of_an_approval_stays_when_it_is_recorded_again(
    parent: QWidget, workspace: Workspace, project: Project, tmp_path: Path
) -> None:
    scan = tmp_path / "批复.png"
    QPixmap(40, 40).save(str(scan))
    approve(workspace, project.id, "feasibility_study", "1号", date(2026, 3, 1), None, scan)
    scan.unlink()
    loaded = projects.load_project(workspace, project.id)
    dialog = ApprovalDialog(parent, workspace, loaded, "feasibility_study")
    dialog.show()
    assert "批复.png" in visible(dialog)
    commit_text(dialog._number.input, "补")
    press(dialog, "登记")
    approval = projects.load_project(workspace, project.id).approval("feasibility_study")
    assert approval is not None
    assert "补" in approval.number
    assert approval.attachment is not None
    assert approval.attachment.title == "批复.png"
    assert path_of(workspace, approval.attachment).is_file()
