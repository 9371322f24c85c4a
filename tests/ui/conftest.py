"""The look of the window, a real data folder with the Sichuan pack, work beside the window."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from ui_token import DRIVER, make_token, use_private_store

from egov_desktop.app import data_files, policy_packs, projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.ui import fonts, theme
from egov_desktop.ui.jobs import Jobs

NOW = datetime(2026, 3, 2, 9, 30, 15, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture(scope="session", autouse=True)
def _look(qapp: QApplication) -> None:
    """Draw tests as the window is drawn, in Chinese type."""
    fonts.ensure_chinese(qapp)
    theme.apply(qapp, is_dark=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Open a new data folder on 2026-03-02."""
    with Workspace.open(tmp_path / "home", lambda: NOW, date(2026, 3, 2)) as opened:
        yield opened


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    """Start work beside the window; whatever is left is stopped."""
    running = Jobs()
    yield running
    running.stop_all()


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """Make a project with its registration and feasibility study begun."""
    made = projects.create_project(workspace, "sichuan-egov", "智慧水利平台")
    projects.open_filing(workspace, made.id, "registration")
    for field, raw in (("project_name", "智慧水利平台"), ("construction_unit", "四川省水利厅")):
        projects.answer(workspace, made.id, f"registration.{field}", raw)
    projects.open_filing(workspace, made.id, "feasibility_study")
    return projects.load_project(workspace, made.id)


@pytest.fixture
def finished(workspace: Workspace) -> Project:
    """Load the sample project, whose filings are complete."""
    return data_files.load_data_file(workspace, policy_packs.sample("approval-platform"))


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Plug in a token with two certificates; return the driver that sees it."""
    monkeypatch.setenv("SOFTHSM2_CONF", "")
    folder = tmp_path / "softhsm"
    folder.mkdir()
    use_private_store(folder)
    make_token(folder, "UKey-A", ["四川省水利厅", "周八"], NOW)
    return DRIVER
