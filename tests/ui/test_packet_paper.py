"""The way without a key in the window: the scan comes back into the packet as a new file."""

import hashlib
import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from egov_desktop.app import submissions
from egov_desktop.app.signing_choices import signing_with_file
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Project
from egov_desktop.signing.throwaway import make_throwaway_credential
from egov_desktop.storage import audit
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.packet_paper import PaperPart
from egov_desktop.ui.paper_dialog import PaperDialog
from egov_desktop.ui.routes import Submit
from egov_desktop.ui.submit_page import SubmitPage

FILING = "feasibility_study"
WAIT_MS = 60_000


def scanned(path: Path, width: int = 300) -> Path:
    page = Image.new("L", (width, 420), 255)
    ImageDraw.Draw(page).text((40, 60), "signed", fill=0)
    page.save(path)
    return path


@pytest.fixture
def page(workspace: Workspace, jobs: Jobs, finished: Project, qtbot: QtBot) -> SubmitPage:
    made = SubmitPage(workspace, jobs, Submit(finished.id, FILING))
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.refresh()
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def packet(page: SubmitPage, qtbot: QtBot, tmp_path: Path) -> Path:
    """Freeze without a signature; the page shows the result."""
    page.signing.on_paper.click()
    page.folder.set_path(tmp_path / "out")
    with qtbot.waitSignal(page.saved, timeout=WAIT_MS):
        page.go_button.click()
    (made,) = (tmp_path / "out").glob("*.zip")
    return made


def choose(monkeypatch: pytest.MonkeyPatch, *scans: Path) -> None:
    names = [str(scan) for scan in scans]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_asked: (names, ""))


def wait_for_end(part: PaperPart, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: part.result.isVisible() or part.problem.isVisible(), timeout=WAIT_MS)


def test_the_card_speaks_of_the_file_with_the_scans(
    page: SubmitPage,
    packet: Path,
    workspace: Workspace,
    finished: Project,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    card, before = page.result_card, packet.read_bytes()
    assert card.paper.isVisible()
    choose(monkeypatch, *(scanned(tmp_path / f"{n}.png", 300 + n) for n in (10, 2)))
    card.paper.scan_button.click()
    assert card.paper.cancel_button.isVisible()
    assert not card.paper.scan_button.isEnabled()
    wait_for_end(card.paper, qtbot)
    made = packet.with_name(f"{packet.stem}-scanned.zip")
    assert not card.paper.problem.isVisible(), card.paper.problem.text()
    assert "2 页" in card.paper.result.text()
    assert str(made) in card.paper.result.text()
    assert "由人与纸质原件核对" in card.paper.result.text()
    assert packet.read_bytes() == before
    assert card.path.text() == str(made)
    assert card.digest.text() == hashlib.sha256(made.read_bytes()).hexdigest()
    assert "扫描件 2 页" in card.signature.text()
    assert "另存为新的文件" in card.headline.text()
    card.copy_button.click()
    assert QGuiApplication.clipboard().text() == card.digest.text()
    with zipfile.ZipFile(made) as bag:
        scan = next(bag.read(n) for n in bag.namelist() if n.endswith("/paper-signature.pdf"))
    with pikepdf.open(io.BytesIO(scan)) as pdf:
        widths = [next(iter(page.get_images().values())).Width for page in pdf.pages]
    assert widths == [302, 310]
    entry = audit.history(workspace.store, finished.id, 1)[0].change
    assert entry.action == "packet_edition_made"
    stick = tmp_path / "stick"
    stick.mkdir()
    card.copying.folder.set_path(stick)
    with qtbot.waitSignal(card.copying.copied, timeout=WAIT_MS):
        card.copying.copy_button.click()
    assert [path.name for path in stick.glob("*.zip")] == [made.name]


def test_what_does_not_work_is_told_in_words_and_another_try_may_follow(
    page: SubmitPage,
    packet: Path,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    part = page.result_card.paper
    choose(monkeypatch)
    part.scan_button.click()
    assert not part.cancel_button.isVisible()
    wrong = tmp_path / "scan.pdf"
    wrong.write_text("已盖章")
    choose(monkeypatch, wrong)
    part.scan_button.click()
    wait_for_end(part, qtbot)
    assert "纯文本" in part.problem.text()
    assert part.scan_button.isEnabled()
    assert page.result_card.path.text() == str(packet)
    choose(monkeypatch, scanned(tmp_path / "a.png"))
    part.scan_button.click()
    assert not part.problem.isVisible()
    part.cancel_button.click()
    wait_for_end(part, qtbot)
    assert "已取消" in part.problem.text()
    assert list(packet.parent.glob("*.zip")) == [packet]
    part.scan_button.click()
    wait_for_end(part, qtbot)
    assert part.result.isVisible()


def test_days_later_the_scan_comes_in_from_the_history(
    page: SubmitPage,
    packet: Path,
    workspace: Workspace,
    jobs: Jobs,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    (button,) = [b for b in page.history.findChildren(QPushButton) if b.text() == "扫描件…"]
    page.history.scans_wanted.disconnect()
    with qtbot.waitSignal(page.history.scans_wanted) as wanted:
        button.click()
    assert wanted.args == [packet]
    dialog = PaperDialog(None, workspace, jobs, packet)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.paper.add_scans([scanned(tmp_path / "a.png")])
    wait_for_end(dialog.paper, qtbot)
    assert packet.with_name(f"{packet.stem}-scanned.zip").is_file()
    label = dialog.paper.result
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    dialog.paper.add_scans([scanned(tmp_path / "b.png")])
    wait_for_end(dialog.paper, qtbot)
    assert f"{packet.stem}-scanned-2.zip" in dialog.paper.result.text()


def test_a_signed_version_gets_a_timestamp_and_no_scan(
    workspace: Workspace, jobs: Jobs, finished: Project, qtbot: QtBot, tmp_path: Path
) -> None:
    p12, _root = make_throwaway_credential(tmp_path, "赵一", workspace.now(), elliptic=True)
    made = submissions.submit(
        workspace, finished.id, FILING, tmp_path, signing_with_file(p12, None)
    )
    page = SubmitPage(workspace, jobs, Submit(finished.id, FILING))
    qtbot.addWidget(page)
    page.refresh()
    words = [button.text() for button in page.history.findChildren(QPushButton)]
    assert "时间戳…" in words
    assert "扫描件…" not in words
    part = PaperPart(workspace, jobs)
    qtbot.addWidget(part)
    part.offer(made.packet)
    part.show()
    part.add_scans([scanned(tmp_path / "a.png")])
    wait_for_end(part, qtbot)
    assert "有电子签名" in part.problem.text()
