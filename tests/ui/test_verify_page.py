"""The page 验证: what is dropped is judged apart; the verdict is told in words, with reasons."""

import shutil
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from egov_desktop.app import data_files, policy_packs, signing_settings, submissions
from egov_desktop.app.signing_choices import signing_with_file
from egov_desktop.app.workspace import Workspace
from egov_desktop.signing.throwaway import make_throwaway_credential
from egov_desktop.ui import dialogs, file_choosing, page_building
from egov_desktop.ui.jobs import JobFailedError, Jobs
from egov_desktop.ui.routes import Verify
from egov_desktop.ui.verify_page import VerifyPage
from egov_desktop.ui.verify_table import Column

NOW = datetime(2026, 3, 2, 9, 30, 15, tzinfo=timezone(timedelta(hours=8)))
WAIT_MS = 60_000


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A signed packet, and the root that vouches for its signer."""
    folder = tmp_path_factory.mktemp("verify")
    p12, root = make_throwaway_credential(folder, "李四", NOW, password="x", elliptic=True)
    with Workspace.open(folder / "home", lambda: NOW, date(2026, 3, 2)) as ws:
        project = data_files.load_data_file(ws, policy_packs.sample("approval-platform"))
        signing = signing_with_file(p12, "x")
        plan = submissions.plan_submission(ws, project.id, "needs_analysis", folder, signing)
        return submissions.make_packet(plan).path, root


@pytest.fixture
def page(workspace: Workspace, jobs: Jobs, qtbot: QtBot) -> VerifyPage:
    made = page_building.build(workspace, jobs, Verify())
    assert isinstance(made, VerifyPage)
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.refresh()
    with qtbot.waitExposed(made):
        made.show()
    return made


def drop(page: VerifyPage, paths: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(page, event)


def judged(page: VerifyPage, paths: list[Path], qtbot: QtBot) -> None:
    drop(page, paths)
    assert page.progress_card.isVisible()
    assert not page.choose_button.isEnabled()
    qtbot.waitUntil(lambda: not page.progress_card.isVisible(), timeout=WAIT_MS)
    assert page.choose_button.isEnabled()


def words_on(page: VerifyPage) -> str:
    assert page.result is not None
    return "\n".join(
        label.text().replace("\u200b", "") for label in page.result.findChildren(QLabel)
    )


def test_a_dropped_packet_is_judged_and_its_signers_are_shown(
    page: VerifyPage, signed: tuple[Path, Path], qtbot: QtBot
) -> None:
    packet, root = signed
    judged(page, [packet], qtbot)
    assert page.result is not None
    assert page.result.verdict.text() == "有效，但有保留"
    assert "根证书" in page.result.notes.text()
    assert not page.many.isVisible()
    assert page.terms.again_button.isVisible()
    said = words_on(page)
    for expected in ("李四", "示例根证书", "PAdES B-B", "sichuan-egov", "附件", "清单签名"):
        assert expected in said
    assert "需求分析" in said
    assert "需求分析" in str(page.model.data(page.model.index(0, Column.FILING)))
    page.result.terms_button.click()
    assert page.terms.roots.add_button.hasFocus()
    page.terms.roots.set_paths([root])
    page.terms.again_button.click()
    qtbot.waitUntil(lambda: not page.progress_card.isVisible(), timeout=WAIT_MS)
    assert page.result.verdict.text() == "有效"


def test_the_verdict_is_copied_as_text(
    page: VerifyPage, signed: tuple[Path, Path], qtbot: QtBot
) -> None:
    judged(page, [signed[0]], qtbot)
    assert page.result is not None
    page.result.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert "有效，但有保留" in copied
    assert str(signed[0]) in copied
    assert "李四" in copied


def test_many_packets_stand_in_a_table_and_lead_to_their_details(
    page: VerifyPage, signed: tuple[Path, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    shutil.copy(signed[0], folder / "甲.zip")
    (folder / "乙.zip").write_bytes(b"no zip")
    (folder / "notes.txt").write_bytes(b"not looked at")
    judged(page, [folder, tmp_path / "没有.zip"], qtbot)
    assert page.many.isVisible()
    found = [(Path(str(each["file"])).name, each["verdict"]) for each in page.model.documents]
    assert found == [("乙.zip", "invalid"), ("甲.zip", "reserved"), ("没有.zip", "unread")]
    assert "无效 1" in page.counts.text()
    page.table.selectRow(0)
    assert page.result is not None
    assert page.result.verdict.text() == "无效"
    assert page.result.reasons.text()
    page.table.selectRow(1)
    assert page.result.verdict.text() == "有效，但有保留"


def test_the_report_is_written_beside_the_window(
    page: VerifyPage,
    signed: tuple[Path, Path],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged(page, [signed[0]], qtbot)
    out = tmp_path / "报告.pdf"
    told: list[str] = []
    monkeypatch.setattr(file_choosing, "file_to_write", lambda *_args: out)
    monkeypatch.setattr(dialogs, "show_message", lambda _parent, _head, text: told.append(text))
    assert page.result is not None
    page.result.report_button.click()
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    assert out.read_bytes().startswith(b"%PDF")
    assert str(out) in told[0]


def test_roots_are_remembered(
    page: VerifyPage,
    signed: tuple[Path, Path],
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(file_choosing, "files_to_open", lambda *_args: [signed[1]])
    page.terms.roots.add_button.click()
    assert signing_settings.load(workspace).roots == (signed[1],)
    page.terms.roots.set_paths([])
    page.refresh()
    assert page.terms.roots.paths == (signed[1],)
    page.terms.roots.clear_button.click()
    assert signing_settings.load(workspace).roots == ()


def test_a_signer_who_is_asked_for_must_have_signed(
    page: VerifyPage, signed: tuple[Path, Path], qtbot: QtBot
) -> None:
    judged(page, [signed[0]], qtbot)
    (found,) = page.model.documents[0]["signatures"]
    page.terms.signers.setText(f"{found['signer']}\u3001王五")
    judged(page, [signed[0]], qtbot)
    assert page.result is not None
    assert page.result.verdict.text() == "无效"
    assert "王五" in page.result.reasons.text()
    assert "李四" not in page.result.reasons.text()


def test_a_wrong_root_is_told_and_nothing_is_judged(
    page: VerifyPage,
    signed: tuple[Path, Path],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Exception] = []
    monkeypatch.setattr(dialogs, "show_error", lambda _parent, error: told.append(error))
    (tmp_path / "坏.pem").write_bytes(b"x")
    page.terms.roots.set_paths([tmp_path / "坏.pem"])
    judged(page, [signed[0]], qtbot)
    assert "坏.pem" in str(told[0])
    assert page.model.documents == []


def test_a_packet_that_kills_the_child_costs_one_line(
    page: VerifyPage, signed: tuple[Path, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    """The child is killed while it judges a packet; the others are judged all the same."""
    hostile = tmp_path / "a.zip"
    shutil.copy(signed[0], hostile)
    page.judge([hostile, signed[0]])
    job = page._job
    assert job is not None
    page._on_told("begun", hostile, 0, 2)
    job._on_arrived("error", JobFailedError("child process ended with exit code -9"))
    qtbot.waitUntil(lambda: len(page.model.documents) == 2, timeout=WAIT_MS)
    assert [each["verdict"] for each in page.model.documents] == ["invalid", "reserved"]
    assert "意外终止" in str(page.model.documents[0]["reasons"])


def test_judging_is_cancelled(
    page: VerifyPage, signed: tuple[Path, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    copies = [Path(shutil.copy(signed[0], tmp_path / f"{n:03}.zip")) for n in range(15)]
    drop(page, copies)
    qtbot.waitUntil(lambda: len(page.model.documents) > 1, timeout=WAIT_MS)
    page.cancel_button.click()
    qtbot.waitUntil(lambda: not page.progress_card.isVisible(), timeout=WAIT_MS)
    assert 1 < len(page.model.documents) < 15
    assert page.many.isVisible()


def test_it_works_while_the_database_is_busy(
    page: VerifyPage, signed: tuple[Path, Path], workspace: Workspace, qtbot: QtBot
) -> None:
    with workspace.store.writing():
        judged(page, [signed[0]], qtbot)
    assert page.result is not None
    assert page.result.verdict.text() == "有效，但有保留"


def test_thirty_reasons_and_long_names_stay_on_the_page(page: VerifyPage, qtbot: QtBot) -> None:
    reasons = [f"第 {number} 条原因：{'x' * 300}" for number in range(30)]
    file = f"/usb/{'very-long-name' * 20}.zip"
    page._add(
        Path(file),
        {"file": file, "verdict": "invalid", "valid": False, "reasons": reasons, "notes": []},
    )
    body = page._area.widget()
    assert body is not None
    qtbot.waitUntil(lambda: body.minimumSizeHint().width() < 700)
    assert "第 29 条" in words_on(page)


@pytest.mark.parametrize("verdict", ["valid", "reserved", "invalid", "unread"])
def test_every_verdict_has_a_word_and_a_shape(verdict: str, page: VerifyPage) -> None:
    document = {"file": "x.zip", "verdict": verdict, "valid": False, "reasons": [], "notes": []}
    page._add(Path("x.zip"), document)
    assert page.result is not None
    assert page.result.verdict.text()
    pictures = [each for each in page.result.findChildren(QLabel) if not each.pixmap().isNull()]
    assert pictures
