"""Freezing and exporting: what stands in the way, the certificate, the packet, its versions."""

import hashlib
import subprocess
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from typing_hands import press

from egov_desktop.app import projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.signing.throwaway import make_throwaway_credential
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.routes import Fill, Submit
from egov_desktop.ui.submit_page import SubmitPage

FILING = "feasibility_study"
PASSWORD = "tongguo-2026"
WAIT_MS = 60_000
NOW = datetime(2026, 3, 2, 9, 30, 15, tzinfo=timezone(timedelta(hours=8)))
"""The moment of the workspace."""


@pytest.fixture(scope="module")
def p12(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signer")
    return make_throwaway_credential(folder, "李四", NOW, password=PASSWORD, elliptic=True)[0]


def opened(workspace: Workspace, jobs: Jobs, project: Project, qtbot: QtBot) -> SubmitPage:
    page = SubmitPage(workspace, jobs, Submit(project.id, FILING))
    qtbot.addWidget(page)
    page.resize(1000, 800)
    page.refresh()
    with qtbot.waitExposed(page):
        page.show()
    return page


@pytest.fixture
def page(workspace: Workspace, jobs: Jobs, finished: Project, qtbot: QtBot) -> SubmitPage:
    return opened(workspace, jobs, finished, qtbot)


def unlock(page: SubmitPage, p12: Path, qtbot: QtBot, password: str = PASSWORD) -> None:
    file = page.signing.cards[0].file
    file.certificate.set_path(p12)
    file.password.setFocus()
    QTest.keyClicks(file.password, password)
    press(file.password, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: file.certificates.isVisible() or file.problem.isVisible(), timeout=WAIT_MS
    )


def export(page: SubmitPage, out: Path, qtbot: QtBot) -> None:
    page.folder.set_path(out)
    with qtbot.waitSignal(page.saved, timeout=WAIT_MS):
        page.go_button.click()


def test_errors_stand_in_the_way_and_lead_to_their_fields(
    workspace: Workspace, jobs: Jobs, project: Project, qtbot: QtBot
) -> None:
    page = opened(workspace, jobs, project, qtbot)
    assert not page.go_button.isEnabled()
    assert "错误" in page.obstacle.text()
    assert "处错误" in page.check_words.text()
    paths = [line.path for line in page.blocking.lines]
    page.blocking.setCurrentIndex(page.blocking.model().index(paths.index("funds_secured"), 0))
    with qtbot.waitSignal(page.navigate) as went:
        press(page.blocking, Qt.Key.Key_Return)
    assert went.args == [Fill(project.id, FILING, "funds_secured")]


def test_without_a_certificate_the_other_way_is_named(page: SubmitPage) -> None:
    assert not page.go_button.isEnabled()
    assert "不作电子签名" in page.obstacle.text()
    page.signing.on_paper.click()
    assert page.go_button.isEnabled()
    assert page.signing.paper_note.isVisible()
    assert not page.signing.cards[0].isVisible()


def test_the_certificate_is_shown_before_it_is_used(
    page: SubmitPage, p12: Path, qtbot: QtBot
) -> None:
    unlock(page, p12, qtbot)
    (row,) = page.signing.cards[0].file.certificates.rows
    facts = row.facts.text()
    assert "李四" in facts
    assert "示例根证书" in facts
    assert "2026年4月1日" in facts
    assert page.go_button.isEnabled()


def test_a_wrong_password_is_told_in_words(page: SubmitPage, p12: Path, qtbot: QtBot) -> None:
    unlock(page, p12, qtbot, "wrong")
    assert "密码" in page.signing.cards[0].file.problem.text()
    assert not page.go_button.isEnabled()


def test_an_expired_certificate_cannot_sign(page: SubmitPage, tmp_path: Path, qtbot: QtBot) -> None:
    old, _root = make_throwaway_credential(
        tmp_path, "王五", NOW - timedelta(days=90), password=PASSWORD, elliptic=True
    )
    unlock(page, old, qtbot)
    (row,) = page.signing.cards[0].file.certificates.rows
    assert "过期" in row.problems[0].text()
    assert not page.go_button.isEnabled()
    assert "过期" in page.obstacle.text()


def test_a_signed_packet_is_made_verified_and_told_honestly(
    page: SubmitPage, p12: Path, qtbot: QtBot, tmp_path: Path, finished: Project
) -> None:
    unlock(page, p12, qtbot)
    export(page, tmp_path, qtbot)
    (packet,) = tmp_path.glob("*.zip")
    card = page.result_card
    assert card.isVisible()
    assert card.path.text() == str(packet)
    assert card.digest.text() == hashlib.sha256(packet.read_bytes()).hexdigest()
    assert "PAdES B-B" in card.signature.text()
    assert "没有时间戳" in card.signature.text()
    assert "核对无误" in card.checked.text()
    assert page.signing.cards[0].file.password.text() == ""
    card.copy_button.click()
    assert QGuiApplication.clipboard().text() == card.digest.text()
    with zipfile.ZipFile(packet) as bag:
        name = next(each for each in bag.namelist() if each.endswith("data/packet.pdf"))
        pdf = Path(bag.extract(name, tmp_path / "out"))
    judged = subprocess.run(["pdfsig", str(pdf)], capture_output=True, check=False).stdout.decode()
    assert "Signature is Valid" in judged
    filing = projects.load_project(page.workspace, finished.id).filing(FILING)
    assert filing is not None
    assert [version.packet_path for version in filing.versions] == [str(packet)]


def test_versions_are_listed_and_a_later_edit_is_told(
    page: SubmitPage, qtbot: QtBot, tmp_path: Path, finished: Project, workspace: Workspace
) -> None:
    page.signing.on_paper.click()
    export(page, tmp_path, qtbot)
    assert "没有电子签名" in page.result_card.signature.text()
    projects.answer(workspace, finished.id, f"{FILING}.consultant", "另一家设计院")
    page.refresh()
    words = " ".join(label.text() for label in page.history.findChildren(QLabel))
    assert "又修改过" in words
    labels = page.history.findChildren(QLabel)
    place = [each for each in labels if ".zip" in each.text()][-1]
    qtbot.waitUntil(lambda: place.width() > page.history.width() / 2)
    export(page, tmp_path, qtbot)
    assert "v2" in page.result_card.headline.text()
    next(tmp_path.glob("*-v1.zip")).unlink()
    page.refresh()
    words = " ".join(label.text() for label in page.history.findChildren(QLabel))
    assert "v1" in words
    assert "文件已不在原处" in words


def test_cancelling_leaves_no_packet(page: SubmitPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.signing.on_paper.click()
    page.folder.set_path(tmp_path)
    page.go_button.click()
    assert page.cancel_button.isVisible()
    assert page.focusWidget() is page.cancel_button
    assert not page.go_button.isEnabled()
    page.cancel_button.click()
    qtbot.waitUntil(lambda: "已取消" in page.obstacle.text(), timeout=WAIT_MS)
    assert list(tmp_path.glob("*.zip")) == []
    assert not page.cancel_button.isVisible()
    assert page.go_button.isEnabled()


def test_a_page_that_is_left_keeps_no_password(page: SubmitPage, p12: Path, qtbot: QtBot) -> None:
    unlock(page, p12, qtbot)
    assert page.leave()
    assert page.signing.cards[0].file.password.text() == ""
    page.refresh()
    assert not page.go_button.isEnabled()


def test_the_button_is_in_sight_in_a_low_window(page: SubmitPage) -> None:
    page.resize(1000, 480)
    corner = page.go_button.mapTo(page, page.go_button.rect().bottomLeft())
    assert page.rect().contains(corner)
    assert page.go_button.visibleRegion().boundingRect() == page.go_button.rect()
