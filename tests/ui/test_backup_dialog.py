"""Backups in the window: made, looked into, chosen; damage makes the data read-only."""

from datetime import datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from egov_desktop.app import projects, rolling_backups
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import DamagedDataError
from egov_desktop.domain.project import Project
from egov_desktop.ui import dialogs, going_back
from egov_desktop.ui.backup_clock import BackupClock
from egov_desktop.ui.backup_dialog import BackupDialog
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.settings_backups import BackupSection

WAIT_MS = 30_000


def clock() -> datetime:
    return datetime.now().astimezone()


def test_the_dialog_tells_what_is_in_a_backup(
    workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    made = rolling_backups.make_if_changed(workspace).folder
    assert made is not None
    dialog = BackupDialog(None, workspace.home)
    qtbot.addWidget(dialog)
    assert dialog.chosen is not None
    assert dialog.chosen.folder == made
    item = dialog.projects.item(0, 0)
    assert item is not None
    assert item.text() == project.name
    assert dialog.restore.isEnabled()
    (made / "egov.db").write_bytes(b"damaged")
    again = BackupDialog(None, workspace.home)
    qtbot.addWidget(again)
    assert not again.restore.isEnabled()
    assert "不能使用" in again.record.text()


def test_without_backups_nothing_can_be_restored(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = BackupDialog(None, workspace.home)
    qtbot.addWidget(dialog)
    assert dialog.chosen is None
    assert not dialog.restore.isEnabled()


def test_settings_make_one_and_keep_the_second_place(
    workspace: Workspace,
    project: Project,
    jobs: Jobs,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    section = BackupSection(workspace, jobs)
    qtbot.addWidget(section)
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr("egov_desktop.ui.settings_backups.folder_to_use", lambda *_: stick)
    section.choose.click()
    assert str(stick) in section.second.text()
    section.make.click()
    qtbot.waitUntil(section.make.isEnabled, timeout=WAIT_MS)
    assert "1" in section.last.text()
    assert list(stick.glob("egov-backups-*/2*/egov.db"))
    section.forget.click()
    assert rolling_backups.second_folder(workspace) is None


def test_the_clock_backs_up_beside_the_window(
    workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    clock = BackupClock(workspace)
    clock.start()
    with qtbot.waitSignal(clock.said, timeout=WAIT_MS):
        clock.back_up()
    clock.stop()
    (line,) = rolling_backups.found(rolling_backups.folder_of(workspace.home))
    assert line.projects == 1


def test_damage_after_an_unclean_end_stops_writing(
    workspace: Workspace, project: Project, qtbot: QtBot
) -> None:
    with workspace.store.writing() as database:
        database.execute("DROP TRIGGER audit_never_changes")
    workspace.store.was_left_open = True
    clock = BackupClock(workspace)
    with qtbot.waitSignal(clock.damaged, timeout=WAIT_MS) as told:
        clock.start()
    clock.stop()
    assert told.args is not None
    assert told.args[0].is_damaged
    assert workspace.store.is_read_only


def test_going_back_from_a_destroyed_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """The window cannot open: the newest backup is offered, put back, and the loss is told."""
    home = tmp_path / "home"
    with Workspace.open(home, clock) as ws:
        made = projects.create_project(ws, "sichuan-egov", "智慧水利平台")
        rolling_backups.make_if_changed(ws)
    (home / "data" / "egov.db").write_bytes(b"\xff" * 9000)
    with pytest.raises(DamagedDataError) as refused:
        Workspace.open(home, clock)
    told: list[str] = []
    monkeypatch.setattr(dialogs, "show_message", lambda _parent, _head, text: told.append(text))
    monkeypatch.setattr(BackupDialog, "exec", lambda _dialog: 1)
    assert going_back.offer_backup(home, str(refused.value), clock)
    assert "读不出来" in told[0]
    with Workspace.open(home, clock) as ws:
        assert projects.load_project(ws, made.id).name == "智慧水利平台"
        assert not ws.store.was_left_open
