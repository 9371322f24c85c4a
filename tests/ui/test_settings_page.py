"""The settings: drivers are tested, files are kept, look and language are changed."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from egov_desktop.app import signing_settings
from egov_desktop.app.workspace import Workspace
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.routes import Settings
from egov_desktop.ui.settings import Appearance
from egov_desktop.ui.settings_page import SettingsPage
from egov_desktop.ui.translation import Language

WAIT_MS = 30_000


@pytest.fixture
def page(workspace: Workspace, jobs: Jobs, qtbot: QtBot) -> SettingsPage:
    made = SettingsPage(workspace, jobs, Settings())
    qtbot.addWidget(made)
    made.resize(1000, 900)
    made.refresh()
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_a_driver_is_kept_and_its_test_names_the_tokens(
    page: SettingsPage, token: Path, qtbot: QtBot, workspace: Workspace
) -> None:
    assert page.signing.drivers.empty.isVisible()
    with qtbot.waitSignal(page.saved):
        page.signing.drivers.add(token)
    (row,) = page.signing.drivers.rows
    qtbot.waitUntil(lambda: "UKey-A" in row.result.text(), timeout=WAIT_MS)
    assert signing_settings.load(workspace).drivers == (token,)


def test_a_driver_that_is_none_is_told_in_words(
    page: SettingsPage, tmp_path: Path, qtbot: QtBot
) -> None:
    wrong = tmp_path / "libwrong.so"
    wrong.write_bytes(b"not a library")
    page.signing.drivers.add(wrong)
    (row,) = page.signing.drivers.rows
    qtbot.waitUntil(row.problem.isVisible, timeout=WAIT_MS)
    assert "PKCS#11" in row.problem.text()
    assert row.test_button.isEnabled()


def test_roots_and_lists_are_kept_as_they_are_chosen(
    page: SettingsPage, tmp_path: Path, workspace: Workspace, qtbot: QtBot
) -> None:
    root, crl = tmp_path / "root.pem", tmp_path / "ca.crl"
    page.signing.roots.add([root])
    page.signing.lists.add([crl, crl])
    page.signing.sm2_key.set_path(tmp_path / "sm2.pem")
    kept = signing_settings.load(workspace)
    assert (kept.roots, kept.crls, kept.sm2_key) == ((root,), (crl,), tmp_path / "sm2.pem")
    again = SettingsPage(workspace, page.jobs, Settings())
    qtbot.addWidget(again)
    again.refresh()
    words = {label.text() for label in again.findChildren(QLabel)}
    assert {"root.pem", "ca.crl"} <= words
    assert again.signing.sm2_key.path == tmp_path / "sm2.pem"


def test_look_and_language_are_handed_on(page: SettingsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.appearance_chosen) as look:
        page.look.appearances[Appearance.DARK].click()
    assert look.args == [Appearance.DARK]
    with qtbot.waitSignal(page.language_chosen) as said:
        page.look.languages[Language.ENGLISH].click()
    assert said.args == [Language.ENGLISH]
