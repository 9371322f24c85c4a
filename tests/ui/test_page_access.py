"""Every control of the pages of a filing can be reached by Tab and has a name."""

from collections.abc import Callable
from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from typing_hands import press

from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.ui import page_building
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.page import Page
from egov_desktop.ui.routes import (
    CheckReport,
    Fill,
    Materials,
    Report,
    Settings,
    Submit,
    UnitProfile,
    Verify,
)

STAGE = "feasibility_study"
ROUTES = (Fill, Materials, Report, CheckReport, Submit, Verify, Settings, UnitProfile)


@pytest.fixture
def opened(
    workspace: Workspace, jobs: Jobs, project: Project, qtbot: QtBot
) -> Callable[[type], Page]:
    def open_page(kind: type) -> Page:
        page = page_building.build(
            workspace, jobs, kind(project.id, STAGE) if fields(kind) else kind()
        )
        qtbot.addWidget(page)
        page.resize(1100, 2000)
        page.refresh()
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        return page

    return open_page


def controls(page: Page) -> list[QWidget]:
    """Return what Tab should reach; a list or an area that only scrolls is not a control."""
    return [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.isEnabled()
        and not isinstance(widget, QScrollArea)
        and widget.focusProxy() is None
        and not (isinstance(widget, QLineEdit) and widget.parentWidget().focusProxy() is widget)
    ]


def name_of(widget: QWidget) -> str:
    spoken = widget.accessibleName()
    return spoken or (widget.text() if isinstance(widget, QAbstractButton) else "")


@pytest.mark.parametrize("kind", ROUTES)
def test_every_control_has_a_name(kind: type, opened: Callable[[type], Page]) -> None:
    page = opened(kind)
    nameless = [widget for widget in controls(page) if not name_of(widget)]
    assert controls(page)
    assert nameless == []


@pytest.mark.parametrize("kind", [Fill, Materials, Report, Submit, Verify, Settings, UnitProfile])
def test_tab_goes_round_through_many_controls(kind: type, opened: Callable[[type], Page]) -> None:
    page = opened(kind)
    visited: list[QWidget] = []
    for _step in range(80):
        here = QApplication.focusWidget()
        if here is not None and here not in visited:
            visited.append(here)
        press(here or page, Qt.Key.Key_Tab)
    buttons = [w for w in controls(page) if type(w).__name__ == "QPushButton"]
    assert {name_of(each) for each in buttons} <= {name_of(each) for each in visited}
