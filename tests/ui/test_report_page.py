"""The page of a report: its skeleton, the unit's own outline, the check, attaching."""

from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from egov_desktop.app import outlines, projects, report_skeletons
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import NotFoundError
from egov_desktop.domain.project import Project
from egov_desktop.ui import file_choosing
from egov_desktop.ui.dialogs import MessageDialog
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.outline_dialog import OutlineDialog
from egov_desktop.ui.report_page import ReportPage
from egov_desktop.ui.routes import Report

PACK, STAGE, OUTLINE = "sichuan-egov", "feasibility_study", "annex3"
WAIT_MS = 20_000


@pytest.fixture
def page(workspace: Workspace, jobs: Jobs, project: Project, qtbot: QtBot) -> ReportPage:
    made = ReportPage(workspace, jobs, Report(project.id, STAGE))
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.refresh()
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def skeleton(workspace: Workspace, project: Project, tmp_path: Path) -> Path:
    path = tmp_path / "报告.docx"
    report_skeletons.write_skeleton(
        report_skeletons.plan_skeleton(workspace, project.id, STAGE), path
    )
    return path


@pytest.fixture
def dialog(page: ReportPage, qtbot: QtBot) -> OutlineDialog:
    made = OutlineDialog(page, page.workspace, PACK, OUTLINE)
    qtbot.addWidget(made)
    made.show()
    return made


def _agree() -> None:
    question = QApplication.activeModalWidget()
    assert isinstance(question, MessageDialog)
    question.accept()


def test_the_chapters_and_what_is_to_be_verified_are_shown(page: ReportPage) -> None:
    card = page.outline_card
    assert page.title.text() == "可行性研究报告"
    assert card.choice.count() == 2
    assert card.state.text() == "共 13 章 · 其中 10 章的章名待核对"
    labels = [card.chapters.itemAt(n).widget().text() for n in range(card.chapters.count())]
    assert labels[1] == "第二章 项目建设单位概况"
    assert labels[0].startswith("第一章 项目概述")
    assert labels[0] != "第一章 项目概述"
    card.choice.setCurrentIndex(1)
    assert card.outline.id == "general2023"
    assert card.chapters.count() == 11


def test_the_skeleton_is_written_where_the_person_says(
    page: ReportPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []

    def choose(_parent: object, _title: str, name: str, _kinds: str) -> Path:
        offered.append(name)
        return tmp_path / "提纲"

    monkeypatch.setattr(file_choosing, "file_to_write", choose)
    page.outline_card.write_button.click()
    qtbot.waitUntil(page.outline_card.folder_button.isVisible, timeout=WAIT_MS)
    assert offered == ["智慧水利平台-可行性研究报告.docx"]
    headings = [
        paragraph.text
        for paragraph in Document(str(tmp_path / "提纲.docx")).paragraphs
        if paragraph.style.style_id == "Heading1"
    ]
    assert len(headings) == 13
    assert str(tmp_path / "提纲.docx") in page.outline_card.message.text()


def test_an_untouched_skeleton_is_full_of_findings(
    page: ReportPage, qtbot: QtBot, skeleton: Path
) -> None:
    page.check_file(skeleton)
    qtbot.waitUntil(page.check_card.summary.isVisible, timeout=WAIT_MS)
    lines = page.check_card.findings.lines
    assert any("编写提示" in line.message for line in lines)
    assert any("待填" in line.message for line in lines)
    assert any("第一章 项目概述" in line.place for line in lines)
    assert "读到 13 章" in page.check_card.summary.text()


def test_a_file_that_is_no_report_is_refused_in_words(
    page: ReportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    wrong = tmp_path / "报告.docx"
    wrong.write_bytes(b"not a document")
    page.check_file(wrong)
    qtbot.waitUntil(lambda: bool(page.check_card.message.text()), timeout=WAIT_MS)
    assert "报告.docx" in page.check_card.message.text()
    assert page.check_card.choose_button.isEnabled()


def test_a_dropped_report_is_checked_and_attached(
    page: ReportPage, qtbot: QtBot, skeleton: Path, project: Project
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(skeleton))])
    page.check_card.dropEvent(
        QDropEvent(
            QPointF(QPoint(9, 9)),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    qtbot.waitUntil(page.check_card.summary.isVisible, timeout=WAIT_MS)
    with qtbot.waitSignal(page.saved, timeout=WAIT_MS):
        page.check_card.attach_button.click()
    filing = projects.filing_of(projects.load_project(page.workspace, project.id), STAGE)
    assert [file.title for file in filing.attached("feasibility_report")] == ["报告.docx"]
    assert "已附为材料" in page.check_card.message.text()


def test_a_chapter_is_added_and_others_renamed_moved_and_left_out(
    page: ReportPage, dialog: OutlineDialog
) -> None:
    dialog.list.setCurrentRow(4)
    dialog.add_button.click()
    dialog.title.setText("密码应用方案")
    dialog.sections.setPlainText("密码应用需求\n\n 密码应用设计 ")
    dialog.up_button.click()
    dialog.list.setCurrentRow(0)
    dialog.title.setText("项目简介")
    dialog.list.setCurrentRow(8)
    assert dialog.title.text() == "节能分析"
    dialog.drop_button.click()
    assert dialog.list.item(8).font().strikeOut()
    assert dialog.list.item(9).text().startswith("第九章")
    dialog.keep_button.click()
    page.refresh()
    chapters = page.outline_card.outline.chapters
    assert [chapter.title for chapter in chapters][:6] == [
        "项目简介",
        "项目建设单位概况",
        "需求分析和项目建设的必要性",
        "总体建设方案",
        "密码应用方案",
        "本期项目建设方案",
    ]
    assert [section.title for section in chapters[4].sections] == ["密码应用需求", "密码应用设计"]
    assert "节能分析" not in [chapter.title for chapter in chapters]
    assert "本单位已修改" in page.outline_card.state.text()


def test_what_cannot_be_kept_is_said_in_the_dialog(dialog: OutlineDialog) -> None:
    dialog.title.setText("")
    dialog.keep_button.click()
    assert dialog.problem.isVisible()
    assert dialog.isVisible()
    dialog.title.setText("项目概述")
    assert not dialog.problem.isVisible()


def _decline() -> None:
    question = QApplication.activeModalWidget()
    assert isinstance(question, MessageDialog)
    question.reject()


def test_changes_are_not_lost_by_escape(dialog: OutlineDialog) -> None:
    dialog.add_button.click()
    QTimer.singleShot(100, _decline)
    dialog.reject()
    assert dialog.isVisible()
    QTimer.singleShot(100, _agree)
    dialog.reject()
    assert not dialog.isVisible()


def test_without_changes_escape_just_closes(dialog: OutlineDialog) -> None:
    dialog.reject()
    assert not dialog.isVisible()


def test_the_pack_s_outline_comes_back(
    page: ReportPage, dialog: OutlineDialog, qtbot: QtBot
) -> None:
    dialog.verified.setChecked(True)
    dialog.keep_button.click()
    assert outlines.is_changed(page.workspace, PACK, OUTLINE)
    again = OutlineDialog(page, page.workspace, PACK, OUTLINE)
    qtbot.addWidget(again)
    again.show()
    QTimer.singleShot(200, _agree)
    again.reset_button.click()
    assert not outlines.is_changed(page.workspace, PACK, OUTLINE)


def test_a_filing_without_a_report_has_no_such_page(
    workspace: Workspace, jobs: Jobs, project: Project, qtbot: QtBot
) -> None:
    page = ReportPage(workspace, jobs, Report(project.id, "registration"))
    qtbot.addWidget(page)
    with pytest.raises(NotFoundError, match="没有按提纲"):
        page.refresh()
