"""The letter is written from the preview, where the stage has one."""

from pathlib import Path

import pypdfium2
from pytestqt.qtbot import QtBot

from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.preview_page import PreviewPage
from egov_desktop.ui.routes import Preview

WAIT_MS = 30_000


def shown(
    workspace: Workspace, jobs: Jobs, project: Project, stage: str, qtbot: QtBot
) -> PreviewPage:
    page = PreviewPage(workspace, jobs, Preview(project.id, stage))
    qtbot.addWidget(page)
    page.resize(1000, 700)
    with qtbot.waitExposed(page):
        page.show()
    page.refresh()
    return page


def test_the_letter_is_written_in_both_forms(
    workspace: Workspace, jobs: Jobs, project: Project, qtbot: QtBot, tmp_path: Path
) -> None:
    page = shown(workspace, jobs, project, "feasibility_study", qtbot)
    export = page.letter_export
    assert export.isVisible()
    assert [action.text()[:3] for action in export.button.menu().actions()] == ["PDF", "Wor"]

    for name in ("函.pdf", "函.docx"):
        export.write(tmp_path / name)
        assert not export.button.isEnabled()
        qtbot.waitUntil(export.button.isEnabled, timeout=WAIT_MS)
        assert export.words.text() == "已导出"
        assert name in export.words.toolTip()
        assert (tmp_path / name).stat().st_size > 5000
    assert len(pypdfium2.PdfDocument(tmp_path / "函.pdf")) >= 1
    qtbot.waitUntil(page.print_button.isEnabled, timeout=WAIT_MS)


def test_a_stage_without_a_letter_offers_none(
    workspace: Workspace, jobs: Jobs, project: Project, qtbot: QtBot
) -> None:
    page = shown(workspace, jobs, project, "registration", qtbot)
    assert not page.letter_export.isVisible()
    qtbot.waitUntil(page.print_button.isEnabled, timeout=WAIT_MS)
