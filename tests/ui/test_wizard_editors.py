"""Each kind of field takes whatever is typed, shows it as typed, and judges after leaving."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from typing_hands import commit_text, press

from egov_desktop.domain.fields import KINDS, Choice, FieldDefinition, Raw, judge
from egov_desktop.ui.wizard.date_button import DateButton
from egov_desktop.ui.wizard.editors import ChoiceEditor, YesNoEditor
from egov_desktop.ui.wizard.field_row import FieldRow

CHOICES = (Choice("public", "公开招标"), Choice("single", "单一来源"))
LINES = sorted(set(KINDS) - {"table", "yes_no", "choice", "open_choice", "long_text"})


class Form(QWidget):
    """A form of one field and another place to go to."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        choices = CHOICES if "choice" in kind else ()
        self.row = FieldRow(FieldDefinition("f", kind, "字段", is_required=True, choices=choices))
        grid = QGridLayout(self)
        self.row.place(grid, 0)
        self.elsewhere = QLineEdit()
        grid.addWidget(self.elsewhere, 1, 1)

    def leave(self) -> None:
        self.elsewhere.setFocus()


def shown(qtbot: QtBot, kind: str) -> Form:
    form = Form(kind)
    qtbot.addWidget(form)
    with qtbot.waitExposed(form):
        form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    return form


def show(form: Form, raw: Raw) -> None:
    form.row.show_answer(judge(form.row.definition, raw))


@pytest.mark.parametrize("kind", LINES)
def test_a_line_takes_any_words_of_an_input_method(kind: str, qtbot: QtBot) -> None:
    form = shown(qtbot, kind)
    words = "\uff12\uff18\uff16\uff10万元左右，待定" * 20
    commit_text(form.row.editor.input, words)
    assert form.row.editor.raw() == words
    form.leave()
    assert form.row.editor.raw() == words


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"table"}))
def test_every_kind_has_a_name_for_screen_readers(kind: str, qtbot: QtBot) -> None:
    form = shown(qtbot, kind)
    assert "字段" in form.row.editor.input.accessibleName()


def test_a_problem_is_told_after_leaving_not_while_typing(qtbot: QtBot) -> None:
    form = shown(qtbot, "money")
    line = form.row.editor.input
    commit_text(line, "三千")
    assert form.row.said == ""
    form.leave()
    assert "三千" in form.row.said
    assert line.property("problem")


def test_a_mended_problem_goes_at_once(qtbot: QtBot) -> None:
    form = shown(qtbot, "money")
    show(form, "三千")
    line = form.row.editor.input
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "3000")
    assert "人民币叁仟万元整" in form.row.said
    assert not line.property("problem")


def test_suspicious_magnitude_is_told_after_leaving(qtbot: QtBot) -> None:
    form = shown(qtbot, "money")
    QTest.keyClicks(form.row.editor.input, "28600000")
    assert "误把元填成了万元" not in form.row.said
    form.leave()
    assert "误把元填成了万元" in form.row.said


def test_long_text_counts_characters_and_tab_goes_on(qtbot: QtBot) -> None:
    form = shown(qtbot, "long_text")
    text = form.row.editor.input
    assert isinstance(text, QPlainTextEdit)
    commit_text(text, "存在问题和下步安排")
    assert "9 字" in form.row.said
    low = text.height()
    commit_text(text, "\n行" * 8)
    assert text.height() > low
    press(text, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.elsewhere
    assert "\t" not in text.toPlainText()


def test_yes_and_no_by_keyboard_and_taken_back(qtbot: QtBot) -> None:
    form = shown(qtbot, "yes_no")
    editor = form.row.editor
    assert isinstance(editor, YesNoEditor)
    editor.focus("")
    press(editor.yes, Qt.Key.Key_Space)
    assert editor.raw() == "yes"
    press(editor.yes, Qt.Key.Key_Right)
    assert editor.raw() == "no"
    press(editor.no, Qt.Key.Key_Delete)
    assert editor.raw() is None


def test_neither_yes_nor_no_stays_as_it_came(qtbot: QtBot) -> None:
    form = shown(qtbot, "yes_no")
    show(form, "不好说")
    assert form.row.editor.raw() == "不好说"
    assert "不好说" in form.row.said


def test_a_choice_is_kept_by_its_id(qtbot: QtBot) -> None:
    form = shown(qtbot, "choice")
    editor = form.row.editor
    assert isinstance(editor, ChoiceEditor)
    with qtbot.waitSignal(form.row.left):
        press(editor.box, Qt.Key.Key_Down)
    assert editor.raw() == "public"
    show(form, "单一来源")
    assert editor.raw() == "single"


def test_a_choice_that_is_none_stays_visible(qtbot: QtBot) -> None:
    form = shown(qtbot, "choice")
    show(form, "竞争性磋商")
    assert form.row.editor.raw() == "竞争性磋商"
    assert "不在可选范围内" in form.row.said


def test_the_wheel_changes_no_choice(qtbot: QtBot) -> None:
    form = shown(qtbot, "choice")
    editor = form.row.editor
    assert isinstance(editor, ChoiceEditor)
    editor.box.setFocus()
    place = QPointF(5, 5)
    wheel = QWheelEvent(
        place,
        place,
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(editor.box, wheel)
    assert editor.raw() is None


def test_own_words_beside_choices(qtbot: QtBot) -> None:
    form = shown(qtbot, "open_choice")
    line = form.row.editor.input
    commit_text(line, "公开招标")
    assert form.row.editor.raw() == "public"
    show(form, "框架协议采购")
    assert form.row.editor.raw() == "框架协议采购"


def test_a_date_is_picked_from_the_calendar(qtbot: QtBot) -> None:
    form = shown(qtbot, "date")
    show(form, "2026年3月2日")
    button = form.findChild(DateButton)
    calendar = button.open_calendar()
    assert calendar.selectedDate().toPython() == date(2026, 3, 2)
    calendar.setSelectedDate(calendar.selectedDate().addDays(3))
    with qtbot.waitSignal(form.row.left):
        calendar.activated.emit(calendar.selectedDate())
    assert form.row.editor.raw() == "2026-03-05"


def test_an_answer_is_shown_exactly_as_typed(qtbot: QtBot) -> None:
    form = shown(qtbot, "credit_code")
    show(form, " 91510000ma6xxxxx1x ")
    assert form.row.editor.raw() == " 91510000ma6xxxxx1x "


def test_the_calendar_stands_on_the_screen(qtbot: QtBot) -> None:
    form = shown(qtbot, "date")
    button = form.findChild(DateButton)
    room = button.screen().availableGeometry()
    window = button.window()
    window.move(room.right() - window.width() + 1, room.bottom() - window.height() + 1)
    popup = button.open_calendar().window()
    drawn = popup.frameGeometry().translated(-2, -2)  # the offscreen platform adds a frame of two
    assert room.contains(drawn)
    popup.close()
