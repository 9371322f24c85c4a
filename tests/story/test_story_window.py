"""A clerk's first day in the window: a new project, two forms, materials, a signed packet.

Everything is done with the mouse, the keyboard and an input method; only the file dialogs, which
belong to the system, are stood in for by their result.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from story_runs import egov
from story_samples import APPROVAL_PLATFORM, sample_path

from egov_desktop.app.workspace import Workspace
from egov_desktop.signing.throwaway import make_throwaway_credential
from egov_desktop.ui import fonts, theme
from egov_desktop.ui.check_page import CheckPage
from egov_desktop.ui.main_window import MainWindow
from egov_desktop.ui.materials_page import MaterialsPage
from egov_desktop.ui.new_project_dialog import NewProjectDialog
from egov_desktop.ui.preview_page import PreviewPage
from egov_desktop.ui.project_page import ProjectPage
from egov_desktop.ui.routes import Fill
from egov_desktop.ui.row_button import RowButton
from egov_desktop.ui.settings import WindowSettings
from egov_desktop.ui.submit_page import SubmitPage
from egov_desktop.ui.wizard.editors import YesNoEditor
from egov_desktop.ui.wizard.fill_page import FillPage
from egov_desktop.ui.wizard.table_editor import TableEditor

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=8)))
NAME = "智慧水利综合监管平台建设项目"
PASSWORD = "zoucha-2026"
LONG_MS = 30_000
CODE = "2302-990000-04-04-100018"
INVESTMENT = (
    ("总投资", "2860"),
    ("建设期开始", "20231204"),
    ("建设期结束", "2025.3.28"),
)
UNIT = (
    ("项目建设单位", "四川省水利厅"),
    ("统一社会信用代码", "11990000000001011X"),
    ("单位主要负责人", "陈\u4dae，厅长"),
    ("项目实施机构", "省水利厅信息中心"),
    ("项目责任人", "李\u36c3，主任"),
)


class Clerk:
    """The hands of a person at the window."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())

    def press(self, key: Qt.Key, with_control: bool = False) -> None:
        """Press a key wherever the cursor is."""
        held = Qt.KeyboardModifier.ControlModifier if with_control else Qt.KeyboardModifier(0)
        QTest.keyClick(self.focused, key, held)

    @property
    def focused(self) -> QWidget:
        if QApplication.activeWindow() is None:  # a window manager chooses the next window
            self.window.activateWindow()
            self.qtbot.waitUntil(self.window.isActiveWindow)
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def type(self, text: str) -> None:
        """Type ASCII by keys, and anything else as an input method does."""
        if text.isascii():
            QTest.keyClicks(self.focused, text)
            return
        QApplication.sendEvent(self.focused, QInputMethodEvent(text, []))
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(self.focused, event)

    def tab_to(self, name: str) -> None:
        """Press Tab until the field with this accessible name has the cursor."""
        for _press in range(40):
            if self.focused.accessibleName().startswith(name):
                return
            self.press(Qt.Key.Key_Tab)
        pytest.fail(f"Tab never comes to {name}")

    def step(self, words: str) -> None:
        """Click the step of the filing whose tab begins with these words."""
        tabs = self.window.tabs
        number = next(n for n in range(tabs.count()) if tabs.tabText(n).startswith(words))
        self.click(tabs, tabs.tabRect(number).center())

    def tab_words(self) -> list[str]:
        tabs = self.window.tabs
        return [tabs.tabText(number) for number in range(tabs.count())]

    def page_down_to(self, page: FillPage, section_id: str) -> None:
        """Press Ctrl+PageDown until the form shows this section."""
        for _press in page.shown:
            if page.form.section.id == section_id:
                return
            self.press(Qt.Key.Key_PageDown, with_control=True)
        pytest.fail(f"Ctrl+PageDown never comes to {section_id}")

    def choose(self, editor: QObject, yes: bool) -> None:
        assert isinstance(editor, YesNoEditor)
        button = editor.yes if yes else editor.no
        self.click(button, QPoint(8, button.height() // 2))

    def paste(self, editor: QObject, text: str) -> None:
        """Click into the first cell of a table and paste a range of a sheet."""
        assert isinstance(editor, TableEditor)
        QGuiApplication.clipboard().setText(text)
        self.click(
            editor.view.viewport(), editor.view.visualRect(editor.model.index(0, 0)).center()
        )
        self.press(Qt.Key.Key_V, with_control=True)

    def click_line(self, view: QAbstractItemView, row: int) -> None:
        self.click(view.viewport(), view.visualRect(view.model().index(row, 0)).center())

    def page(self, kind: type) -> QWidget:
        assert isinstance(self.window.page, kind)
        return self.window.page


@pytest.fixture
def clerk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Clerk]:
    """Open the window on a new data folder."""
    fonts.ensure_chinese(qapp)
    theme.apply(qapp, is_dark=False)
    with Workspace.open(tmp_path / "home", lambda: NOW, date(2026, 3, 2)) as workspace:
        window = MainWindow(workspace, WindowSettings(workspace.home))
        qtbot.addWidget(window)
        window.resize(1280, 760)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        yield Clerk(window, qtbot)
        window.close()


def begin_project(clerk: Clerk) -> None:
    looking = QTimer(clerk.window, interval=20)

    def fill() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, NewProjectDialog) and dialog.isActiveWindow():
            looking.stop()
            clerk.type(NAME)
            clerk.press(Qt.Key.Key_Return)

    looking.timeout.connect(fill)
    looking.start()
    clerk.press(Qt.Key.Key_N, with_control=True)
    clerk.qtbot.waitUntil(lambda: isinstance(clerk.window.page, ProjectPage))


def open_filing(clerk: Clerk, title: str) -> FillPage:
    rows = clerk.page(ProjectPage).findChildren(RowButton)
    clerk.click(next(row for row in rows if title in row.accessibleName()))
    page = clerk.window.page
    assert isinstance(page, FillPage)
    return page


def register(clerk: Clerk) -> None:
    """Fill in 项目登记, one code wrong at first; mend it where the check leads to."""
    page = open_filing(clerk, "项目登记")
    for field in ("is_classified", "jointly_built"):
        clerk.choose(page.form.rows[field].editor, yes=False)
    clerk.page_down_to(page, "basics")
    clerk.tab_to("投资项目代码")
    clerk.type(CODE)
    clerk.page_down_to(page, "investment")
    for name, text in INVESTMENT:
        clerk.tab_to(name)
        clerk.type(text)
    clerk.paste(page.form.rows["fund_sources"].editor, "省级财政资金\t2600\n单位自筹\t260\n")
    clerk.page_down_to(page, "organisation")
    for name, text in UNIT:
        clerk.tab_to(name)
        clerk.type(text)
    clerk.step("检查")
    report = clerk.window.page
    assert isinstance(report, CheckPage)
    lines = report.list.lines
    (wrong,) = [line for line in lines if line.path == "unit_code"]
    assert "校验码" in wrong.message
    clerk.click_line(report.list, lines.index(wrong))
    assert clerk.window.route == Fill(page.project.id, "registration", "unit_code")
    clerk.press(Qt.Key.Key_Backspace)
    clerk.type("Q")
    clerk.press(Qt.Key.Key_Tab)
    clerk.qtbot.waitUntil(lambda: clerk.window.tabs.tabText(0) == "填写")


def fill_study(clerk: Clerk) -> None:
    """Fill in 可行性研究报告 from the sheets of the sample."""
    page = open_filing(clerk, "可行性研究报告")
    answers = next(
        each["answers"]
        for each in json.loads(sample_path(APPROVAL_PLATFORM).read_text("utf-8"))["filings"]
        if each["stage"] == "feasibility_study"
    )
    clerk.page_down_to(page, "investment")
    clerk.tab_to("总投资")
    clerk.type("2860")
    items = "".join(f"{row['item']}\t{row['amount']}\n" for row in answers["investment_items"])
    clerk.paste(page.form.rows["investment_items"].editor, f"费用名称\t金额（万元）\n{items}")
    clerk.page_down_to(page, "funds")
    clerk.choose(page.form.rows["funds_secured"].editor, yes=True)
    assert page.form.rows["fund_sources"].said.startswith("沿用自")


def attach(clerk: Clerk, material: str, file: str) -> None:
    page = clerk.page(MaterialsPage)
    assert isinstance(page, MaterialsPage)
    page.add_files(material, [sample_path(APPROVAL_PLATFORM).parent / "attachments" / file])
    card = page.cards[material]
    clerk.qtbot.waitUntil(lambda: "已添加" in card.need.text(), timeout=LONG_MS)


def export(clerk: Clerk, p12: Path, out: Path) -> Path:
    page = clerk.window.page
    assert isinstance(page, SubmitPage)
    file = page.signing.cards[0].file
    clerk.click(file.certificate.input)
    clerk.type(str(p12))
    clerk.tab_to("证书密码")
    clerk.type(PASSWORD)
    clerk.press(Qt.Key.Key_Return)
    clerk.qtbot.waitUntil(lambda: file.certificates.choice is not None, timeout=LONG_MS)
    assert "四川省水利厅" in file.certificates.rows[0].facts.text()
    clerk.tab_to("输出文件夹")
    clerk.press(Qt.Key.Key_A, with_control=True)
    clerk.type(str(out))
    clerk.press(Qt.Key.Key_Return)
    clerk.qtbot.waitUntil(page.go_button.isEnabled, timeout=LONG_MS)
    with clerk.qtbot.waitSignal(page.saved, timeout=LONG_MS):
        clerk.click(page.go_button)
    return Path(page.result_card.path.text())


@pytest.mark.timeout(120)
def test_from_a_new_project_to_a_packet_that_others_find_valid(
    clerk: Clerk, tmp_path: Path
) -> None:
    p12, root = make_throwaway_credential(
        tmp_path, "四川省水利厅", NOW, password=PASSWORD, elliptic=True
    )
    begin_project(clerk)
    register(clerk)
    up = clerk.window.top_bar.breadcrumb.findChildren(QPushButton)
    clerk.click(next(b for b in up if NAME in b.accessibleName() and b.isVisible()))
    fill_study(clerk)
    clerk.step("材料")
    attach(clerk, "feasibility_report", "可行性研究报告.pdf")
    attach(clerk, "fund_proof", "资金来源证明.pdf")
    clerk.qtbot.waitUntil(lambda: "检查" in clerk.tab_words())
    clerk.step("预览")
    preview = clerk.window.page
    assert isinstance(preview, PreviewPage)
    clerk.qtbot.waitUntil(lambda: not clerk.window.jobs.is_busy, timeout=LONG_MS)
    clerk.step("固化导出")
    packet = export(clerk, p12, tmp_path)
    clerk.qtbot.waitUntil(lambda: any("v1" in words for words in clerk.tab_words()))
    done = egov("verify", packet, "--roots", root, home=tmp_path / "receiver")
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)["packets"]
    assert found["valid"], found
    assert found["reasons"] == []
