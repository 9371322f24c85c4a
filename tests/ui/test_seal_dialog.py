"""Placing a seal: by mouse, by keyboard, by numbers; it never leaves the paper."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from egov_desktop.app import rendering, signing_views
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.seal_dialog import SealDialog, SealTask
from egov_desktop.ui.seal_place import LEAST_WIDTH, POINTS_PER_MM, SealPlace, fitted

A4 = (595.0, 842.0)
WAIT_MS = 60_000


def test_a_seal_stays_on_the_paper() -> None:
    place = SealPlace(0, 500, 10, 90, 60)
    assert place.moved(50, -50, A4) == SealPlace(0, 505, 0, 90, 60)
    assert place.resized(5, A4).width == LEAST_WIDTH
    huge = place.resized(5000, A4)
    assert (huge.left, huge.width) == (0, 595)
    assert huge.height / huge.width == pytest.approx(60 / 90)
    assert huge.bottom + huge.height <= 842
    small = place.on_page(2, (300, 400))
    assert small == SealPlace(2, 210, 10, 90, 60)


def test_a_seal_fills_its_box_without_being_stretched() -> None:
    wide = fitted(3, (100, 200, 200, 300), 2.0)
    assert wide == SealPlace(3, 100, 225, 100, 50)
    assert wide.box == (100, 225, 200, 275)
    assert fitted(3, (100, 200, 200, 300), 0.5).box == (125, 200, 175, 300)


@pytest.mark.parametrize("role", ["单位负责人", "项目责任人", "财务负责人", "总工程师"])
def test_every_role_has_a_place_on_the_page(role: str) -> None:
    left, bottom, right, top = signing_views.seal_box(role)
    assert 0 < left < right < A4[0]
    assert 0 < bottom < top < A4[1]


def test_seals_of_the_usual_roles_do_not_cover_each_other() -> None:
    boxes = [signing_views.seal_box(role) for role in ("单位负责人", "项目责任人", "财务负责人")]
    for number, (left, bottom, right, top) in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = right <= other[0] or other[2] <= left or top <= other[1] or other[3] <= bottom
            assert apart


@pytest.fixture
def dialog(
    workspace: Workspace, jobs: Jobs, project: Project, qtbot: QtBot, tmp_path: Path
) -> SealDialog:
    image = tmp_path / "seal.png"
    Image.new("RGBA", (200, 100), (200, 0, 0, 128)).save(image)
    draft = rendering.plan_draft(workspace, project.id, "feasibility_study")
    box = signing_views.seal_box("单位负责人")
    made = SealDialog(None, jobs, SealTask(image, draft, tmp_path / "draft.pdf", box))
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.place is not None, timeout=WAIT_MS)
    return made


def place_of(dialog: SealDialog) -> SealPlace:
    assert dialog.place is not None
    return dialog.place


def test_the_seal_begins_in_its_box_and_moves_by_keys(dialog: SealDialog) -> None:
    start = place_of(dialog)
    assert dialog.is_on_last_page
    assert start.height == pytest.approx(start.width / 2)
    board = dialog.board
    assert dialog.focusWidget() is board
    QTest.keyClick(board, Qt.Key.Key_Left)
    QTest.keyClick(board, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    moved = place_of(dialog)
    assert moved.left == pytest.approx(start.left - POINTS_PER_MM)
    assert moved.bottom == pytest.approx(start.bottom + 10 * POINTS_PER_MM)
    QTest.keyClick(board, Qt.Key.Key_Plus)
    assert place_of(dialog).width == pytest.approx(start.width + POINTS_PER_MM)
    QTest.keyClick(board, Qt.Key.Key_Minus)
    assert place_of(dialog).width == pytest.approx(start.width)
    QTest.keyClick(board, Qt.Key.Key_PageUp)
    assert place_of(dialog).page == start.page - 1
    assert not dialog.is_on_last_page
    assert "毫米" in board.accessibleDescription()
    dialog.default_button.click()
    assert place_of(dialog) == start


def at(point: QPointF) -> QPoint:
    return point.toPoint()


def test_the_seal_is_dragged_and_its_corner_pulled(dialog: SealDialog) -> None:
    board = dialog.board
    start, shown = place_of(dialog), board.seal_rectangle()
    view = board.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=at(shown.center()))
    QTest.mouseMove(view, at(shown.center() - QPointF(60, 40)))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at(shown.center() - QPointF(60, 40)))
    moved = place_of(dialog)
    assert moved.left < start.left
    assert moved.bottom > start.bottom
    assert moved.width == pytest.approx(start.width)
    shown = board.seal_rectangle()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=at(shown.bottomLeft()))
    QTest.mouseMove(view, at(shown.bottomLeft() + QPointF(20, 0)))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at(shown.bottomLeft()))
    pulled = place_of(dialog)
    assert pulled.height == pytest.approx(pulled.width / 2)
    assert pulled.left + pulled.width == pytest.approx(moved.left + moved.width, abs=2)


def test_the_place_can_be_typed(dialog: SealDialog) -> None:
    dialog.left_box.setValue(50)
    dialog.bottom_box.setValue(120)
    dialog.page_box.setValue(1)
    typed = place_of(dialog)
    assert typed.page == 0
    assert typed.left == pytest.approx(50 * POINTS_PER_MM)
    assert typed.bottom == pytest.approx(120 * POINTS_PER_MM)
    dialog.keep_button.click()
    assert dialog.result() == SealDialog.DialogCode.Accepted


def test_an_image_that_is_none_is_told(
    workspace: Workspace, jobs: Jobs, project: Project, qtbot: QtBot, tmp_path: Path
) -> None:
    image = tmp_path / "seal.png"
    image.write_bytes(b"no picture")
    draft = rendering.plan_draft(workspace, project.id, "feasibility_study")
    task = SealTask(image, draft, tmp_path / "draft.pdf", (0, 0, 100, 100))
    made = SealDialog(None, jobs, task)
    qtbot.addWidget(made)
    made.show()
    assert "seal.png" in made.failed_words.text()
    assert made.failed_words.isVisible()
    assert not made.keep_button.isEnabled()
