"""A table field: typing row by row, pasting from a sheet, totals, problems."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from typing_hands import commit_text, press, press_with_control

from egov_desktop.domain.fields import Choice, FieldDefinition, Raw, judge
from egov_desktop.ui.wizard.table_editor import TableEditor

ITEMS = FieldDefinition(
    "investment_items",
    "table",
    "投资估算明细",
    columns=(
        FieldDefinition(
            "item", "open_choice", "费用名称", choices=(Choice("hardware", "硬件设备购置"),)
        ),
        FieldDefinition("unit_price", "money", "单价", unit="万元"),
        FieldDefinition("amount", "money", "金额", unit="万元", is_required=True),
    ),
)
ROWS: Raw = [{"item": "hardware", "amount": "900"}, {"item": "软件", "amount": "1,200.5"}]
Open = Callable[[Raw], TableEditor]


@pytest.fixture
def opened(qtbot: QtBot) -> Open:
    windows = []  # kept alive as long as the fixture

    def open_with(raw: Raw) -> TableEditor:
        editor = TableEditor(ITEMS)
        window = QWidget()
        layout = QVBoxLayout(window)
        layout.addWidget(editor.widget)
        layout.addWidget(QLineEdit())
        qtbot.addWidget(window)
        windows.append(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        editor.show_answer(judge(ITEMS, raw))
        return editor

    return open_with


def cells(editor: TableEditor) -> list[list[str]]:
    model = editor.model
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_rows_are_shown_in_words_with_a_total(opened: Open) -> None:
    assert cells(opened(ROWS)) == [
        ["硬件设备购置", "", "900.00"],
        ["软件", "", "1,200.50"],
        ["在此填写新的一行", "", ""],
        ["合计", "", "2,100.50"],
    ]


def test_amounts_stand_at_the_right(opened: Open) -> None:
    model = opened(ROWS).model
    alignment = model.index(0, 2).data(Qt.ItemDataRole.TextAlignmentRole)
    assert alignment & int(Qt.AlignmentFlag.AlignRight)


def test_a_new_row_is_typed_by_keyboard_alone(opened: Open, qtbot: QtBot) -> None:
    editor = opened(ROWS)
    editor.focus("investment_items[1].item")
    editor.add_button.click()
    press(editor.view, Qt.Key.Key_Return)
    box = editor.view.findChild(QComboBox)
    commit_text(box.lineEdit(), "系统集成费")
    press(box, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: editor.view.currentIndex().column() == 1)
    assert editor.view.currentIndex().row() == 2
    assert editor.model.rows[2] == {"item": "系统集成费"}
    assert cells(editor)[3][0] == "在此填写新的一行"


def test_chinese_from_an_input_method_reaches_a_cell(opened: Open) -> None:
    editor = opened(ROWS)
    editor.view.setCurrentIndex(editor.model.index(1, 2))
    press(editor.view, Qt.Key.Key_F2)
    line = next(w for w in editor.view.findChildren(QLineEdit) if w.isVisible())
    line.selectAll()
    commit_text(line, "\uff11\uff12\uff10\uff10万元")
    editor.commit()
    assert editor.model.rows[1]["amount"] == "\uff11\uff12\uff10\uff10万元"
    assert cells(editor)[1][2] == "1,200.00"


def test_a_range_of_a_sheet_is_pasted_with_heading_and_sum(opened: Open) -> None:
    editor = opened(None)
    QGuiApplication.clipboard().setText(
        "费用名称\t单价（万元）\t金额（万元）\r\n硬件设备购置\t3\t900\r\n监理费\t\t45.5\r\n合计\t\t945.5\r\n"
    )
    editor.view.setFocus()
    press_with_control(editor.view, Qt.Key.Key_V)
    assert cells(editor)[:2] == [["硬件设备购置", "3.00", "900.00"], ["监理费", "", "45.50"]]
    assert cells(editor)[-1] == ["合计", "", "945.50"]
    assert "已粘贴 2 行" in editor.said.text()


def test_pasting_in_the_middle_overwrites_and_adds(opened: Open) -> None:
    editor = opened(ROWS)
    editor.view.setCurrentIndex(editor.model.index(1, 2))
    QGuiApplication.clipboard().setText("10\n20\n30")
    editor.paste()
    assert [row[2] for row in cells(editor)] == ["900.00", "10.00", "20.00", "30.00", "", "960.00"]
    assert cells(editor)[1][0] == "软件"


def test_cells_are_copied_for_a_sheet(opened: Open) -> None:
    editor = opened(ROWS)
    editor.view.setFocus()
    editor.view.selectAll()
    press_with_control(editor.view, Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text().split("\n")[:2] == [
        "硬件设备购置\t\t900.00",
        "软件\t\t1,200.50",
    ]


def test_rows_are_moved_and_taken_away(opened: Open) -> None:
    editor = opened(ROWS)
    editor.view.setCurrentIndex(editor.model.index(0, 0))
    editor.down_button.click()
    assert [row[0] for row in cells(editor)][:2] == ["软件", "硬件设备购置"]
    assert editor.view.currentIndex().row() == 1
    editor.delete_button.click()
    assert [row[0] for row in cells(editor)] == ["软件", "在此填写新的一行", "合计"]
    assert "撤销" in editor.said.text()


def test_delete_empties_cells_and_keeps_rows(opened: Open) -> None:
    editor = opened(ROWS)
    editor.view.setFocus()
    editor.view.setCurrentIndex(editor.model.index(0, 2))
    press(editor.view, Qt.Key.Key_Delete)
    assert editor.raw() == [
        {"item": "hardware", "amount": None},
        {"item": "软件", "amount": "1,200.5"},
    ]


def test_a_wrong_cell_is_marked_and_named(opened: Open) -> None:
    editor = opened([{"item": "甲", "amount": "九百"}])
    cell = editor.model.index(0, 2)
    assert cell.data() == "九百"
    assert cell.data(Qt.ItemDataRole.BackgroundRole) is not None
    assert "九百" in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert editor.model.problems()[0].startswith("第 1 行 金额")


def test_a_finding_leads_to_its_cell_past_empty_rows(opened: Open) -> None:
    editor = opened(ROWS)
    editor.model.insert_rows(1, [{}])
    editor.focus("investment_items[1].amount")
    here = editor.view.currentIndex()
    assert (here.row(), here.column()) == (2, 2)


def test_tab_leaves_the_table_at_its_end(opened: Open) -> None:
    editor = opened(ROWS)
    editor.view.setFocus()
    editor.view.setCurrentIndex(editor.model.index(1, 2))
    press(editor.view, Qt.Key.Key_Tab)
    assert editor.view.currentIndex().row() == 2
    press(editor.view, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not editor.view


def test_typing_a_digit_opens_the_cell(opened: Open) -> None:
    editor = opened(ROWS)
    editor.view.setFocus()
    editor.view.setCurrentIndex(editor.model.index(0, 2))
    QTest.keyClicks(editor.view, "8")
    line = next(w for w in editor.view.findChildren(QLineEdit) if w.isVisible())
    assert line.text() == "8"
    editor.commit()
    assert cells(editor)[0][2] == "8.00"


def click(editor: TableEditor, row: int, column: int) -> None:
    place = editor.view.visualRect(editor.model.index(row, column)).center()
    QTest.mouseClick(editor.view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_the_first_click_into_a_table_chooses_a_cell_and_opens_none(
    opened: Open, qtbot: QtBot
) -> None:
    editor = opened(ROWS)
    click(editor, 0, 0)
    qtbot.wait(QApplication.doubleClickInterval() + 100)
    assert editor.view.currentIndex().row() == 0
    assert not [line for line in editor.view.findChildren(QLineEdit) if line.isVisible()]


def test_a_range_pasted_into_an_open_cell_fills_the_cells_of_the_table(opened: Open) -> None:
    editor = opened(ROWS)
    editor.view.setFocus()
    editor.view.setCurrentIndex(editor.model.index(1, 1))
    press(editor.view, Qt.Key.Key_F2)
    line = next(w for w in editor.view.findChildren(QLineEdit) if w.isVisible())
    QGuiApplication.clipboard().setText("1\t10\n2\t20\n")
    press_with_control(line, Qt.Key.Key_V)
    assert [row[1:] for row in cells(editor)[1:3]] == [["1.00", "10.00"], ["2.00", "20.00"]]


def test_whole_rows_are_pasted_from_the_first_column_on(opened: Open) -> None:
    editor = opened(None)
    editor.view.setCurrentIndex(editor.model.index(0, 2))
    QGuiApplication.clipboard().setText("服务器\t12\t168\n网关\t18\t74\n")
    editor.paste()
    assert cells(editor)[:2] == [["服务器", "12.00", "168.00"], ["网关", "18.00", "74.00"]]


def test_columns_that_find_no_place_are_told(opened: Open) -> None:
    editor = opened(ROWS)
    editor.view.setCurrentIndex(editor.model.index(0, 2))
    QGuiApplication.clipboard().setText("10\t20\n30\t40\n")
    editor.paste()
    assert [row[2] for row in cells(editor)[:2]] == ["10.00", "30.00"]
    assert "本表没有的 1 列" in editor.said.text()


def test_return_in_an_open_cell_goes_to_the_one_below(opened: Open, qtbot: QtBot) -> None:
    editor = opened(ROWS)
    editor.view.setFocus()
    editor.view.setCurrentIndex(editor.model.index(0, 2))
    QTest.keyClicks(editor.view, "7")
    press(next(w for w in editor.view.findChildren(QLineEdit) if w.isVisible()), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.view.currentIndex().row() == 1)
    assert cells(editor)[0][2] == "7.00"


def test_the_totals_cannot_be_gone_to(opened: Open) -> None:
    editor = opened(ROWS)
    editor.view.setCurrentIndex(editor.model.index(2, 0))
    click(editor, 3, 0)
    assert editor.view.currentIndex().row() == 2


def test_a_double_click_shows_the_choices(opened: Open, qtbot: QtBot) -> None:
    editor = opened(ROWS)
    place = editor.view.visualRect(editor.model.index(0, 0)).center()
    click(editor, 0, 0)
    QTest.mouseDClick(editor.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    box = editor.view.findChild(QComboBox)
    qtbot.waitUntil(lambda: box.view().isVisible())
    box.hidePopup()
