"""Signers on the submit page: several in order, a token, revocation lists, guards, handing over."""

import subprocess
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from typing_hands import press
from ui_token import PIN

from egov_desktop.app import projects, signing_settings
from egov_desktop.app.signing_choices import Seal, Token
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.signing.throwaway import make_throwaway_credential
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.routes import Submit
from egov_desktop.ui.seal_place import SealPlace
from egov_desktop.ui.signing_signer import SignerCard
from egov_desktop.ui.submit_page import SubmitPage

FILING = "feasibility_study"
WAIT_MS = 60_000
NOW = datetime(2026, 3, 2, 9, 30, 15, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Make a certificate file without a password for each of three persons."""
    made = {}
    for name in ("赵一", "钱二", "孙三"):
        folder = tmp_path_factory.mktemp("person")
        made[name] = make_throwaway_credential(folder, name, NOW, elliptic=True)[0]
    return made


@pytest.fixture
def page(workspace: Workspace, jobs: Jobs, finished: Project, qtbot: QtBot) -> SubmitPage:
    made = SubmitPage(workspace, jobs, Submit(finished.id, FILING))
    qtbot.addWidget(made)
    made.resize(1000, 900)
    made.refresh()
    with qtbot.waitExposed(made):
        made.show()
    return made


def use_file(card: SignerCard, path: Path, qtbot: QtBot) -> None:
    card.file.certificate.set_path(path)
    qtbot.waitUntil(lambda: card.certificate is not None, timeout=WAIT_MS)


def names_in(packet: Path, out: Path) -> list[str]:
    """Return the signers in the packet's PDF without what follows their names, by poppler."""
    with zipfile.ZipFile(packet) as bag:
        name = next(each for each in bag.namelist() if each.endswith("data/packet.pdf"))
        pdf = Path(bag.extract(name, out))
    judged = subprocess.run(["pdfsig", str(pdf)], capture_output=True, check=True).stdout.decode()
    assert judged.count("Signature is Valid") == judged.count("Signer Certificate Common Name")
    return [
        line.partition(": ")[2][:2]
        for line in judged.splitlines()
        if "Certificate Common Name" in line
    ]


def test_three_signers_sign_in_the_order_they_were_put(
    page: SubmitPage, people: dict[str, Path], qtbot: QtBot, tmp_path: Path
) -> None:
    form = page.signing
    assert not form.cards[0].up.isVisible()
    form.add_button.click()
    form.add_button.click()
    roles = [card.role_words for card in form.cards]
    assert len(set(roles)) == 3
    for card, path in zip(form.cards, people.values(), strict=True):
        use_file(card, path, qtbot)
    form.cards[2].up.click()
    form.cards[0].down.click()
    assert [card.role_words for card in form.cards] == [roles[2], roles[0], roles[1]]
    page.folder.set_path(tmp_path)
    with qtbot.waitSignal(page.saved, timeout=WAIT_MS):
        page.go_button.click()
    (packet,) = tmp_path.glob("*.zip")
    assert names_in(packet, tmp_path / "out") == ["孙三", "赵一", "钱二"]
    assert "赵一" in page.result_card.signature.text()
    form.cards[1].remove.click()
    assert [card.role_words for card in form.cards] == [roles[2], roles[1]]


def test_tab_goes_through_the_signers_in_their_order(page: SubmitPage) -> None:
    first, second = page.signing.cards[0], page.signing.add_signer()
    met = [page.signing.electronic.nextInFocusChain()]
    while met[-1] is not page.signing.sm2.button:
        met.append(met[-1].nextInFocusChain())
    names = (first.role, first.file.password, first.seal.image.input, second.role)
    places = [met.index(each) for each in (*names, second.file.password, page.signing.add_button)]
    assert places == sorted(places)


def test_a_role_of_ones_own_is_asked_for(
    page: SubmitPage, people: dict[str, Path], qtbot: QtBot
) -> None:
    (card,) = page.signing.cards
    use_file(card, people["赵一"], qtbot)
    card.set_role("")
    assert "身份" in page.signing.obstacle
    card.set_role("总工程师")
    assert page.signing.obstacle == ""
    signing = page.signing.signing
    assert signing is not None
    assert signing.signers[0].role == "总工程师"


def test_a_seal_keeps_the_place_that_was_chosen(
    page: SubmitPage, people: dict[str, Path], qtbot: QtBot, tmp_path: Path
) -> None:
    (card,) = page.signing.cards
    use_file(card, people["赵一"], qtbot)
    image = tmp_path / "seal.png"
    card.seal.image.set_path(image)
    assert card.choice is not None
    assert card.choice.seal == image
    card.seal.put(SealPlace(3, 100, 200, 90, 90), is_on_last_page=False)
    assert card.choice.seal == Seal(image, 3, (100, 200, 190, 290))
    assert "第 4 页" in card.seal.words.text()
    card.seal.put(SealPlace(9, 100, 200, 90, 90), is_on_last_page=True)
    assert card.choice.seal == Seal(image, -1, (100, 200, 190, 290))


def test_the_same_person_twice_is_stopped_before_anything_is_written(
    page: SubmitPage, people: dict[str, Path], qtbot: QtBot, tmp_path: Path
) -> None:
    page.signing.add_button.click()
    for card in page.signing.cards:
        use_file(card, people["赵一"], qtbot)
    page.folder.set_path(tmp_path)
    page.go_button.click()
    qtbot.waitUntil(page.guards.isVisible, timeout=WAIT_MS)
    (row,) = page.guards.guard_rows
    assert "赵一" in row.words.text()
    assert list(tmp_path.glob("*.zip")) == []
    if row.may_override:
        assert not page.go_button.isEnabled()
        QTest.keyClicks(row.reason, "twice by order")
        assert page.go_button.isEnabled()
    page.signing.cards[1].remove.click()
    assert not page.guards.isVisible()


def test_data_changed_since_the_check_are_checked_again(
    page: SubmitPage, qtbot: QtBot, tmp_path: Path, finished: Project, workspace: Workspace
) -> None:
    page.signing.on_paper.click()
    page.folder.set_path(tmp_path)
    projects.answer(workspace, finished.id, f"{FILING}.consultant", "另一家设计院")
    page.go_button.click()
    qtbot.waitUntil(page.guards.isVisible, timeout=WAIT_MS)
    (row,) = page.guards.guard_rows
    assert row.code == "changed-since-check"
    row.way.click()
    assert not page.guards.isVisible()
    with qtbot.waitSignal(page.saved, timeout=WAIT_MS):
        page.go_button.click()
    assert len(list(tmp_path.glob("*.zip"))) == 1


@pytest.mark.timeout(150)
def test_a_token_asks_for_its_pin_tells_the_tries_and_signs(
    page: SubmitPage, token: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    (card,) = page.signing.cards
    card.by_token.click()
    source = card.token
    assert "驱动" in page.obstacle.text()
    source.driver.set_path(tmp_path)
    qtbot.waitUntil(source.problem.isVisible, timeout=WAIT_MS)
    assert page.obstacle.text() == source.problem.text()
    source.driver.set_path(token)
    qtbot.waitUntil(lambda: len(source.certificates.rows) == 2, timeout=WAIT_MS)
    assert signing_settings.load(page.workspace).drivers == (token,)
    assert "UKey-A" in source.token.currentText()
    assert "证书" in page.obstacle.text()
    chosen = next(row for row in source.certificates.rows if "周八" in row.facts.text())
    chosen.button.click()
    assert "PIN" in page.obstacle.text()
    QTest.keyClicks(source.pin, "000000")
    press(source.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(source.problem.isVisible, timeout=WAIT_MS)
    assert "PIN" in source.problem.text()
    assert source.pin.text() == ""
    assert not page.go_button.isEnabled()
    QTest.keyClicks(source.pin, PIN)
    source.pin_button.click()
    qtbot.waitUntil(source.pin_words.isVisible, timeout=WAIT_MS)
    assert isinstance(source.source, Token)
    page.folder.set_path(tmp_path)
    with qtbot.waitSignal(page.saved, timeout=WAIT_MS):
        page.go_button.click()
    (packet,) = tmp_path.glob("*.zip")
    assert names_in(packet, tmp_path / "out") == ["周八"]
    assert source.pin.text() == ""
    assert page.signing.obstacle != ""


def test_a_packet_is_handed_over_on_a_stick(page: SubmitPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.signing.on_paper.click()
    page.folder.set_path(tmp_path)
    with qtbot.waitSignal(page.saved, timeout=WAIT_MS):
        page.go_button.click()
    (packet,) = tmp_path.glob("*.zip")
    card = page.result_card
    assert card.paper.isVisible()
    copying = card.copying
    assert not copying.copy_button.isEnabled()
    copying.folder.set_path(tmp_path / "not there")
    copying.copy_button.click()
    qtbot.waitUntil(copying.problem.isVisible, timeout=WAIT_MS)
    assert "文件夹" in copying.problem.text()
    stick = tmp_path / "stick"
    stick.mkdir()
    copying.folder.set_path(stick)
    with qtbot.waitSignal(copying.copied, timeout=WAIT_MS):
        copying.copy_button.click()
    assert (stick / packet.name).read_bytes() == packet.read_bytes()
    assert len(list(stick.iterdir())) == 3
    assert copying.result.isVisible()
