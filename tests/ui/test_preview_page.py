"""The preview: real pages, zoom, going from page to page, printing, saving."""

import subprocess
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from typing_hands import press

from egov_desktop.app import projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.preview_page import PreviewPage
from egov_desktop.ui.routes import Preview

WAIT_MS = 30_000


@pytest.fixture
def page(workspace: Workspace, jobs: Jobs, project: Project, qtbot: QtBot) -> PreviewPage:
    made = PreviewPage(workspace, jobs, Preview(project.id, "feasibility_study"))
    qtbot.addWidget(made)
    made.resize(1000, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.refresh()
    qtbot.waitUntil(made.print_button.isEnabled, timeout=WAIT_MS)
    return made


def text_of(path: Path) -> str:
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_the_draft_is_shown_page_by_page(page: PreviewPage, qtbot: QtBot) -> None:
    assert page.view.page_count >= 4
    assert page.count_label.text() == f"页，共 {page.view.page_count} 页"
    qtbot.waitUntil(lambda: page.view.is_drawn)
    press(page.view, Qt.Key.Key_End)
    assert page.page_input.text() == str(page.view.page_count)


def test_a_page_is_chosen_by_its_number(page: PreviewPage) -> None:
    page.page_input.setText("3")
    page.page_input.left.emit()
    assert page.view.page == 2
    page.page_input.setText("第九十页")
    page.page_input.left.emit()
    assert page.page_input.text() == "3"


def test_zoom_is_chosen_and_shown(page: PreviewPage) -> None:
    page.zoom_box.setCurrentIndex(page.zoom_box.findData(2.0))
    page.zoom_box.activated.emit(page.zoom_box.currentIndex())
    assert page.view.zoom == 2.0
    assert page.zoom_label.text() == ""
    page.view.set_zoom(1.1)
    assert page.zoom_label.text() == "110%"
    page.zoom_box.setCurrentIndex(0)
    page.zoom_box.activated.emit(0)
    assert page.view.fits_width


def test_the_form_is_saved_as_word(page: PreviewPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.save_as_word(tmp_path / "可研草稿")
    qtbot.waitUntil(page.save_button.isEnabled, timeout=WAIT_MS)
    texts = [paragraph.text for paragraph in Document(str(tmp_path / "可研草稿.docx")).paragraphs]
    assert "一、申报表" in texts


def test_the_draft_is_saved_elsewhere(page: PreviewPage, tmp_path: Path) -> None:
    page.save_as(tmp_path / "可研草稿")
    saved = tmp_path / "可研草稿.pdf"
    assert "草稿" in text_of(saved)
    assert "智慧水利平台" in text_of(saved).replace("\n", "")


def test_nothing_is_rendered_again_without_a_change(
    page: PreviewPage, jobs: Jobs, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    page.refresh()
    assert not jobs.is_busy
    projects.answer(workspace, project.id, "feasibility_study.consultant", "某设计院")
    page.refresh()
    assert jobs.is_busy
    assert not page.print_button.isEnabled()
    qtbot.waitUntil(page.print_button.isEnabled, timeout=WAIT_MS)


def test_cancelling_offers_to_try_again(
    page: PreviewPage, workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    projects.answer(workspace, project.id, "feasibility_study.consultant", "某设计院")
    page.refresh()
    page.cancel_button.click()
    qtbot.waitUntil(page.failed_words.isVisible, timeout=WAIT_MS)
    assert "已取消" in page.failed_words.text()
    page.again_button.click()
    qtbot.waitUntil(page.print_button.isEnabled, timeout=WAIT_MS)
    assert page.view.isVisible()
