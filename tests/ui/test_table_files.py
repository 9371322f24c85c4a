"""A table to Excel and back in the window: a preview first, one change to undo, plain refusals."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from egov_desktop.app import projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.fields import FieldDefinition, Raw
from egov_desktop.domain.project import Project
from egov_desktop.domain.table_sheets import ReadCell, ReadRow, ReadTable, ReadWorkbook
from egov_desktop.ui.dialogs import MessageDialog
from egov_desktop.ui.jobs import Jobs
from egov_desktop.ui.routes import Fill
from egov_desktop.ui.wizard.fill_page import FillPage
from egov_desktop.ui.wizard.table_editor import TableEditor
from egov_desktop.ui.wizard.table_import_dialog import TableImportDialog

STAGE, TABLE = "feasibility_study", "fund_sources"
WAIT_MS = 20_000
FUNDS = FieldDefinition(
    "funds",
    "table",
    "资金来源",
    columns=(
        FieldDefinition("source", "text", "来源"),
        FieldDefinition("amount", "money", "金额", unit="万元"),
        FieldDefinition("share", "percent", "占比", is_computed=True),
    ),
)
OLD: Raw = [{"source": "省级", "amount": "2600"}, {"source": "自筹", "amount": "260"}]


@pytest.fixture
def page(workspace: Workspace, jobs: Jobs, finished: Project, qtbot: QtBot) -> FillPage:
    """The form of the sample project, at its sources of funds."""
    route = Fill(finished.id, STAGE, TABLE)
    made = FillPage(workspace, jobs, route)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.refresh()
    with qtbot.waitExposed(made):
        made.show()
    made.go_to(route)
    return made


@pytest.fixture
def editor(page: FillPage) -> TableEditor:
    found = page.form.rows[TABLE].editor
    assert isinstance(found, TableEditor)
    return found


def stored(page: FillPage) -> Raw:
    project = projects.load_project(page.workspace, page.project.id)
    return projects.filing_of(project, STAGE).answers[TABLE].raw


def exported(editor: TableEditor, path: Path, qtbot: QtBot) -> Path:
    editor.files.export_to(path)
    qtbot.waitUntil(lambda: "已导出" in editor.said.text(), timeout=WAIT_MS)
    return path


def previewed(editor: TableEditor, path: Path, qtbot: QtBot) -> TableImportDialog:
    editor.files.import_from(path)
    qtbot.waitUntil(lambda: editor.files.dialog is not None, timeout=WAIT_MS)
    assert editor.files.dialog is not None
    return editor.files.dialog


def test_out_to_a_file_in_after_a_look_and_back_by_undo(
    page: FillPage, editor: TableEditor, tmp_path: Path, qtbot: QtBot
) -> None:
    before = stored(page)
    path = exported(editor, tmp_path / "资金 来源.xlsx", qtbot)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    assert page.project.name in sheet["A2"].value
    (amount,) = (cell.column for cell in sheet[3] if str(cell.value).startswith("金额"))
    sheet.cell(4, amount).value = 2500
    sheet.cell(6, 1).value, sheet.cell(6, amount).value = "银行贷款", 100
    book.save(path)

    dialog = previewed(editor, path, qtbot)
    assert "新增 1 行" in dialog.counts.text()
    assert "修改 1 行" in dialog.counts.text()
    dialog.reject()
    assert editor.raw() == stored(page) == before

    previewed(editor, path, qtbot).take_button.click()
    qtbot.waitUntil(lambda: stored(page) != before, timeout=WAIT_MS)
    rows = stored(page)
    assert isinstance(rows, list)
    assert rows[2] == {"source": "银行贷款", "amount": "100"}
    assert "撤销" in editor.said.text()
    page.undo()
    assert stored(page) == before
    assert editor.raw() == before


def test_a_file_that_cannot_be_read_is_told_and_nothing_happens(
    page: FillPage, editor: TableEditor, tmp_path: Path, qtbot: QtBot
) -> None:
    before = stored(page)
    path = tmp_path / "表.xlsx"
    path.write_text("<html><table><tr><td>来源</td></tr></table></html>", "utf-8")
    told: list[str] = []
    timer = QTimer()

    def close() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, MessageDialog):
            told.append(dialog.accessibleDescription())
            dialog.accept()

    timer.timeout.connect(close)
    timer.start(30)
    editor.files.import_from(path)
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT_MS)
    timer.stop()
    assert "HTML" in told[0]
    assert editor.said.text() == ""
    assert editor.raw() == stored(page) == before


def read(*rows: tuple[str | None, str | None], notices: tuple[str, ...] = ()) -> ReadWorkbook:
    return ReadWorkbook(
        "来源.xlsx",
        (
            ReadTable(
                "funds",
                "Sheet1",
                ("source", "amount"),
                tuple(
                    ReadRow(
                        number,
                        {
                            key: ReadCell(f"{letter}{number}", str(text), text)
                            for letter, key, text in zip(
                                "AB", ("source", "amount"), row, strict=True
                            )
                            if text is not None
                        },
                    )
                    for number, row in enumerate(rows, 2)
                ),
                notices,
            ),
        ),
    )


@pytest.fixture
def preview(qtbot: QtBot) -> Callable[[ReadWorkbook], TableImportDialog]:
    def make(found: ReadWorkbook) -> TableImportDialog:
        dialog = TableImportDialog(None, FUNDS, OLD, found)
        qtbot.addWidget(dialog)
        return dialog

    return make


Preview = Callable[[ReadWorkbook], TableImportDialog]


def lines(dialog: TableImportDialog) -> list[list[str]]:
    model = dialog.rows
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_every_row_that_changes_is_shown(preview: Preview) -> None:
    dialog = preview(read(("省级", "2500"), ("贷款", "100")))
    assert lines(dialog) == [
        ["修改", "第 1 行", "省级", "2,600.00 → 2,500.00"],
        ["删除", "原第 2 行", "自筹", "260.00"],
        ["新增", "第 2 行", "贷款", "100.00"],
    ]
    model = dialog.rows
    headings = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(4)]
    assert headings[2:] == ["来源", "金额（万元）"]


def test_rows_that_stay_are_shown_on_request(preview: Preview) -> None:
    dialog = preview(read(("省级", "2600"), ("自筹", None)))
    assert lines(dialog) == [["修改", "第 2 行", "自筹", "260.00 → （空）"]]
    dialog.all_rows.setChecked(True)
    assert [line[0] for line in lines(dialog)] == ["不变", "修改"]


def test_rows_can_be_appended_instead(preview: Preview) -> None:
    dialog = preview(read(("贷款", "100")))
    assert dialog.plan.after == [{"source": "贷款", "amount": "100"}]
    dialog.append_choice.click()
    assert lines(dialog) == [["新增", "第 3 行", "贷款", "100.00"]]
    assert len(dialog.plan.after or ()) == 3  # type: ignore[arg-type]
    dialog.replace_choice.click()
    assert len(dialog.plan.after or ()) == 1  # type: ignore[arg-type]


def test_a_file_that_says_the_same_cannot_be_taken(preview: Preview) -> None:
    dialog = preview(read(("省级", "2,600.0"), ("自筹", "260")))
    assert not dialog.take_button.isEnabled()
    assert "没有变化" in dialog.counts.text()
    dialog.append_choice.click()
    assert dialog.take_button.isEnabled()


def test_bad_cells_and_notices_are_listed(preview: Preview) -> None:
    dialog = preview(
        read(("省级", "两千"), ("自筹", "260"), notices=("第 9 行是合计，没有读取。",))
    )
    assert "1 个单元格" in dialog.bad_words.text()
    assert "B2" in dialog.bad_list.toPlainText()
    assert "合计" in dialog.notices.toPlainText()
    assert dialog.take_button.isEnabled()
    fine = preview(read(("省级", "1"), ("自筹", "260")))
    assert fine.bad_list.isHidden()
    assert fine.notices.isHidden()
