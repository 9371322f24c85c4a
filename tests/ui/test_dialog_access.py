"""The dialogs of signing and corrections by keyboard: names, Tab to every control, Esc to leave."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QDialog,
    QLineEdit,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from egov_desktop.app import corrections, projects, rendering, signing_views, submissions
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.corrections import CorrectionNotice, NoticeItem, NoticeKind
from egov_desktop.domain.project import Project
from egov_desktop.ui.correction_answers import CorrectionAnswersDialog
from egov_desktop.ui.correction_dialog import CorrectionDialog
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.paper_dialog import PaperDialog
from egov_desktop.ui.seal_dialog import SealDialog, SealTask
from egov_desktop.ui.timestamp_dialog import TimestampDialog

FILING = "feasibility_study"
NOTICE = CorrectionNotice(
    NoticeKind.CORRECTION,
    "川数补 3 号",
    "",
    date(2026, 3, 1),
    None,
    (NoticeItem("total_investment", "总投资与概算不一致"), NoticeItem("", "请补盖公章")),
)
WAIT_MS = 60_000
KINDS = (TimestampDialog, PaperDialog, SealDialog, CorrectionDialog, CorrectionAnswersDialog)


@pytest.fixture
def opened(
    workspace: Workspace, jobs: Jobs, finished: Project, qtbot: QtBot, tmp_path: Path
) -> Callable[[type[QDialog]], QDialog]:
    def make(kind: type[QDialog]) -> QDialog:
        if kind is SealDialog:
            image = tmp_path / "seal.png"
            Image.new("RGBA", (80, 80), (200, 0, 0, 128)).save(image)
            draft = rendering.plan_draft(workspace, finished.id, FILING)
            box = signing_views.seal_box("单位负责人")
            return SealDialog(None, jobs, SealTask(image, draft, tmp_path / "draft.pdf", box))
        if kind in (TimestampDialog, PaperDialog):
            return kind(None, workspace, jobs, tmp_path / "packet.zip")
        submissions.submit(workspace, finished.id, FILING, tmp_path, None)
        corrections.record_notice(workspace, finished.id, FILING, NOTICE)
        return kind(desk, workspace, projects.load_project(workspace, finished.id), FILING)

    desk = QWidget()
    qtbot.addWidget(desk)

    def open_dialog(kind: type[QDialog]) -> QDialog:
        dialog = make(kind)
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        if isinstance(dialog, SealDialog):
            qtbot.waitUntil(lambda: dialog.place is not None, timeout=WAIT_MS)
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return open_dialog


def name_of(widget: QWidget) -> str:
    spoken = widget.accessibleName()
    return spoken or (widget.text() if isinstance(widget, QAbstractButton) else "")


@pytest.mark.parametrize("kind", KINDS)
def test_tab_reaches_every_control_and_each_has_a_name(
    kind: type[QDialog], opened: Callable[[type[QDialog]], QDialog]
) -> None:
    dialog = opened(kind)
    wanted = {
        widget
        for widget in dialog.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLineEdit | QAbstractSpinBox)
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.objectName() != "qt_spinbox_lineedit"
        and widget.parentWidget().focusProxy() is not widget
    }
    met: list[QWidget] = []
    for _step in range(40):
        here = QApplication.focusWidget()
        assert here is not None
        met.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
    assert wanted
    assert [each for each in wanted if not name_of(each)] == []
    missed = [each for each in wanted - set(met) if not isinstance(each, QRadioButton)]
    assert [name_of(each) for each in missed] == []


@pytest.mark.parametrize("kind", KINDS)
def test_esc_leaves(kind: type[QDialog], opened: Callable[[type[QDialog]], QDialog]) -> None:
    dialog = opened(kind)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not dialog.isVisible()
