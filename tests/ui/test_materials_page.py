"""The materials of a filing: adding, refusing, taking away, opening, on paper."""

from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas
from typing_hands import commit_text, press

from egov_desktop.app import projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.project import Attachment, Project
from egov_desktop.ui.attachment_row import AttachmentRow
from egov_desktop.ui.dialogs import MessageDialog
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.materials_page import MaterialsPage
from egov_desktop.ui.routes import Materials

REPORT, PROOF = "feasibility_report", "fund_proof"
WAIT_MS = 15_000


@pytest.fixture
def page(workspace: Workspace, jobs: Jobs, project: Project, qtbot: QtBot) -> MaterialsPage:
    projects.answer(workspace, project.id, "feasibility_study.funds_secured", "yes")
    made = MaterialsPage(workspace, jobs, Materials(project.id, "feasibility_study"))
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.refresh()
    with qtbot.waitExposed(made):
        made.show()
    return made


def pdf(path: Path, pages: int) -> Path:
    canvas = Canvas(str(path))
    for number in range(pages):
        canvas.drawString(72, 700, f"page {number + 1} of a report")
        canvas.showPage()
    canvas.save()
    return path


def add(page: MaterialsPage, qtbot: QtBot, files: list[Path]) -> None:
    with qtbot.waitSignal(page.saved, timeout=WAIT_MS):
        page.add_files(REPORT, files)


def test_every_slot_tells_whether_it_is_needed(page: MaterialsPage) -> None:
    assert page.cards[REPORT].need.text() == "必交 · 尚未提交"
    assert page.cards["cryptography_plan"].need.text() == "建议提交"
    assert "还缺 2 项" in page.summary.text()
    assert "第十条" in page.cards[REPORT].basis.text()


def test_an_unanswered_condition_leaves_the_need_open(
    workspace: Workspace, jobs: Jobs, project: Project, qtbot: QtBot
) -> None:
    page = MaterialsPage(workspace, jobs, Materials(project.id, "feasibility_study"))
    qtbot.addWidget(page)
    page.refresh()
    assert "尚不能判断" in page.cards[PROOF].need.text()
    projects.answer(workspace, project.id, "feasibility_study.funds_secured", "no")
    page.refresh()
    assert page.cards[PROOF].need.text() == "本次不需要"


def test_files_are_inspected_and_shown(page: MaterialsPage, qtbot: QtBot, tmp_path: Path) -> None:
    report = pdf(tmp_path / "可行性研究报告.pdf", 3)
    empty = tmp_path / "空.pdf"
    empty.touch()
    add(page, qtbot, [report, empty])
    card = page.cards[REPORT]
    (row,) = card.attachment_rows
    assert row.name.text() == "可行性研究报告.pdf"
    assert "PDF · 3 页" in row.facts.text()
    assert "已添加 1 个文件" in card.need.text()
    assert "空.pdf" in card.message.text()
    assert "还缺 1 项" in page.summary.text()
    assert card.add_button.isEnabled()


def test_an_import_of_many_files_can_be_cancelled(
    page: MaterialsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    card = page.cards[REPORT]
    page.add_files(REPORT, [pdf(tmp_path / f"{number}.pdf", 1) for number in range(20)])
    assert "20 个文件" in card.busy_words.text()
    assert not card.stop_button.isHidden()
    press(card.stop_button, Qt.Key.Key_Space)
    assert card.busy_words.isHidden()
    assert card.add_button.isEnabled()
    assert card.attachment_rows == []
    page.refresh()
    assert card.attachment_rows == []


def test_remarks_of_the_inspector_are_shown(
    page: MaterialsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "扫描件.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n broken")
    add(page, qtbot, [broken])
    card = page.cards[REPORT]
    (row,) = card.attachment_rows
    assert "损坏" in row.remarks[0].sentence.text()
    assert row.remarks[0].accessibleName().startswith("错误")
    assert "1 个不能用" in card.need.text()


def test_the_gravest_remark_comes_first_and_long_ones_are_wrapped(
    page: MaterialsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    with pikepdf.open(pdf(tmp_path / "plain.pdf", 1)) as made:
        made.add_blank_page()
        made.attachments["一个很长的文件名" * 8 + ".xlsx"] = b"x"
        made.save(tmp_path / "报告.pdf")
    page.resize(500, 700)
    add(page, qtbot, [tmp_path / "报告.pdf"])
    (row,) = page.cards[REPORT].attachment_rows
    warning, note, *_dates = sorted(row.remarks, key=lambda each: "日期" in each.accessibleName())
    assert warning.accessibleName().startswith("警告 内嵌 1 个文件")
    assert note.accessibleName().startswith("提示 第 2 页是空白页")
    qtbot.waitUntil(lambda: warning.height() > 1.5 * note.height(), timeout=2000)


def test_a_remark_without_a_kind_warns() -> None:
    row = AttachmentRow(Attachment("a", REPORT, "a.pdf", "0" * 64, 1, "", remarks=("损坏。",)))
    assert [remark.accessibleName() for remark in row.remarks] == ["警告 损坏。"]


def test_files_are_dropped_on_their_slot(page: MaterialsPage, qtbot: QtBot, tmp_path: Path) -> None:
    card = page.cards[REPORT]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(pdf(tmp_path / "拖入.pdf", 1)))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(card, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none)
    with qtbot.waitSignal(page.saved, timeout=WAIT_MS):
        QApplication.sendEvent(card, drop)
    assert [row.name.text() for row in card.attachment_rows] == ["拖入.pdf"]


def test_on_paper_with_a_reason(page: MaterialsPage, project: Project) -> None:
    card = page.cards[PROOF]
    card.paper_button.click()
    press(card.reason, Qt.Key.Key_Return)
    assert "原因" in card.message.text()
    commit_text(card.reason, "财政部门只出具纸质原件")
    press(card.reason, Qt.Key.Key_Return)
    assert "纸质另交" in card.need.text()
    filing = projects.load_project(page.workspace, project.id).filing("feasibility_study")
    assert filing is not None
    assert filing.paper_materials == {PROOF: "财政部门只出具纸质原件"}
    card.paper_given.emit(PROOF, None)
    assert card.need.text() == "必交 · 尚未提交"


class Answer(QObject):
    """Answers the next question."""

    def __init__(self, accept: bool) -> None:
        super().__init__()
        self._accept = accept
        self.text = ""
        QTimer.singleShot(0, self._answer)

    def _answer(self) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, MessageDialog)
        self.text = dialog.accessibleDescription()
        (dialog.accept if self._accept else dialog.reject)()


@pytest.mark.timeout(60)
def test_a_file_is_taken_away_when_confirmed(
    page: MaterialsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    add(page, qtbot, [pdf(tmp_path / "报告.pdf", 1)])
    card = page.cards[REPORT]
    question = Answer(accept=False)
    card.attachment_rows[0].remove_button.click()
    assert "报告.pdf" in question.text
    assert len(card.attachment_rows) == 1
    answer = Answer(accept=True)
    card.attachment_rows[0].remove_button.click()
    assert answer.text
    assert card.attachment_rows == []


class Opener(QObject):
    """Stands where the system's PDF viewer would be."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(Path(url.toLocalFile()))


def test_a_copy_is_opened_under_its_own_name(
    page: MaterialsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    report = pdf(tmp_path / "报告.pdf", 1)
    add(page, qtbot, [report])
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "open")
    page.cards[REPORT].attachment_rows[0].open_button.click()
    qtbot.waitUntil(lambda: bool(opener.opened), timeout=WAIT_MS)
    QDesktopServices.unsetUrlHandler("file")
    (copy,) = opener.opened
    assert copy.name == "报告.pdf"
    assert copy.read_bytes() == report.read_bytes()


def test_a_route_leads_to_its_slot(page: MaterialsPage, project: Project, qtbot: QtBot) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.go_to(Materials(project.id, "feasibility_study", "cryptography_plan"))
    assert QApplication.focusWidget() is page.cards["cryptography_plan"].add_button


def test_the_cursor_stays_at_the_slot_that_got_a_file(
    page: MaterialsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.cards[REPORT].add_button.setFocus()
    add(page, qtbot, [pdf(tmp_path / "报告.pdf", 1)])
    assert page.cards[REPORT].add_button.hasFocus()
