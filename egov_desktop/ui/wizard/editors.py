"""One editor for each field kind: shows an answer as typed, and hands back what is typed now."""

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QRadioButton, QWidget

from egov_desktop.domain.fields import Answer, Choice, FieldDefinition, Raw
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.date_button import DateButton
from egov_desktop.ui.wizard.line_input import ChoiceInput, LineInput, TextInput

_WIDTHS = {
    "money": 14,
    "percent": 9,
    "decimal": 12,
    "integer": 9,
    "date": 14,
    "period": 16,
    "credit_code": 24,
    "project_code": 30,
    "phone": 18,
    "email": 30,
}
"""Width of a one-line field in digits, by kind; the others take what there is."""


class FieldEditor(QObject):
    """What the form knows of an editor: one widget, one input, what is typed."""

    typed = Signal()
    """The person changed something."""
    entered = Signal()
    left = Signal()

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__()
        self.definition = definition
        self.widget: QWidget
        self.input: QWidget

    def raw(self) -> Raw:
        """Return what is typed now."""
        raise NotImplementedError

    def show_answer(self, answer: Answer) -> None:
        """Show an answer exactly as it was typed."""
        raise NotImplementedError

    def focus(self, path: str) -> None:
        """Put the cursor where a path points."""
        del path
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def commit(self) -> None:
        """Finish what is half typed."""

    def _watch(self, field: LineInput | TextInput | ChoiceInput) -> None:
        field.entered.connect(self.entered)
        field.left.connect(self.left)


class LineEditor(FieldEditor):
    """A line of text, a number, a code or a date."""

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__(definition)
        line = LineInput()
        self.line = line
        self.input = line
        self.widget = line
        line.textEdited.connect(self.typed)
        self._watch(line)
        if definition.kind in _WIDTHS:
            digit = line.fontMetrics().horizontalAdvance("0")
            line.setFixedWidth(digit * _WIDTHS[definition.kind] + 18)
        if definition.kind in ("money", "percent", "decimal", "integer"):
            line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if definition.unit or definition.kind == "date":
            self.widget = self._beside(line)

    def _beside(self, line: LineInput) -> QWidget:
        """Return the line with its unit or its calendar button at the right."""
        box = QWidget()
        layout = QHBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(line)
        if self.definition.kind == "date":
            button = DateButton(line, self.definition.label)
            button.picked.connect(self._on_picked)
            layout.addWidget(button)
        if self.definition.unit:
            layout.addWidget(QLabel(self.definition.unit))
        layout.addStretch(1)
        return box

    def _on_picked(self, day: date) -> None:
        self.line.setText(day.isoformat())
        self.typed.emit()
        self.left.emit()

    def raw(self) -> Raw:
        """Return the line; None when it is empty."""
        return self.line.text() or None

    def show_answer(self, answer: Answer) -> None:
        """Show the line as it was typed."""
        text = _as_line(answer.raw)
        if text != self.line.text():
            self.line.setText(text)
            if not self.line.hasFocus():
                self.line.setCursorPosition(0)  # a long line shows how it begins

    def focus(self, path: str) -> None:
        """Put the cursor behind what is typed, ready to be mended."""
        super().focus(path)
        self.line.end(False)


class LongTextEditor(FieldEditor):
    """Several lines of text with a count of the characters (字数)."""

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__(definition)
        self.text = TextInput()
        self.input = self.text
        self.widget = self.text
        self.text.textChanged.connect(self._on_changed)
        self._watch(self.text)
        self._is_showing = False

    def _on_changed(self) -> None:
        if not self._is_showing:
            self.typed.emit()

    def raw(self) -> Raw:
        """Return the text; None when it is empty."""
        return self.text.toPlainText() or None

    def show_answer(self, answer: Answer) -> None:
        """Show the text as it was typed."""
        text = _as_line(answer.raw)
        if text != self.text.toPlainText():
            self._is_showing = True
            self.text.setPlainText(text)
            self._is_showing = False

    @property
    def characters(self) -> int:
        """The number of characters without blanks."""
        return len("".join(self.text.toPlainText().split()))


class ChoiceEditor(FieldEditor):
    """One of the given choices; a text from elsewhere that is none of them stays visible."""

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__(definition)
        self.box = ChoiceInput()
        self.input = self.box
        self.widget = self.box
        self.box.addItem(_("（请选择）"), None)
        for choice in definition.choices:
            self.box.addItem(choice.label, choice.id)
        self.box.activated.connect(self._on_activated)
        self._watch(self.box)

    def _on_activated(self) -> None:
        self.typed.emit()
        self.left.emit()

    def raw(self) -> Raw:
        """Return the id of the choice; None when nothing is chosen."""
        data = self.box.currentData()
        return None if data is None else str(data)

    def show_answer(self, answer: Answer) -> None:
        """Select the choice; a text that is none of them gets a line of its own."""
        wanted = answer.value if isinstance(answer.value, str) else answer.raw
        if wanted in (None, ""):
            self.box.setCurrentIndex(0)
            return
        index = self.box.findData(wanted)
        if index < 0:
            self.box.addItem(str(wanted), wanted)
            index = self.box.count() - 1
        self.box.setCurrentIndex(index)


class OpenChoiceEditor(FieldEditor):
    """Given choices, or words of one's own."""

    def __init__(self, definition: FieldDefinition, choices: tuple[Choice, ...] = ()) -> None:
        super().__init__(definition)
        self.box = ChoiceInput()
        self.input = self.box
        self.widget = self.box
        self._choices = choices or definition.choices
        for choice in self._choices:
            self.box.addItem(choice.label, choice.id)
        self.box.make_editable()
        self.box.setCurrentIndex(-1)
        self.box.editTextChanged.connect(self._on_edited)
        self.box.activated.connect(lambda _index: self.left.emit())
        self._watch(self.box)
        self._is_showing = False

    def _on_edited(self) -> None:
        if not self._is_showing:
            self.typed.emit()

    def raw(self) -> Raw:
        """Return the id of the choice whose words stand there, else the words."""
        text = self.box.currentText()
        return next((c.id for c in self._choices if c.label == text.strip()), text or None)

    def show_answer(self, answer: Answer) -> None:
        """Show the words of the choice, or the own words as they were typed."""
        raw = _as_line(answer.raw)
        text = next((c.label for c in self._choices if c.id == raw), raw)
        if text != self.box.currentText():
            self._is_showing = True
            self.box.setEditText(text)
            self._is_showing = False


class YesNoEditor(FieldEditor):
    """是 or 否; Delete takes the answer back."""

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__(definition)
        self.widget = QWidget()
        layout = QHBoxLayout(self.widget)
        layout.setContentsMargins(0, 5, 0, 5)
        layout.setSpacing(24)
        self._group = QButtonGroup(self)
        self.yes = QRadioButton(_("是"))
        self.no = QRadioButton(_("否"))
        for button in (self.yes, self.no):
            button.setAccessibleName(f"{definition.label} {button.text()}")
            button.setToolTip(_("按 Delete 键可取消选择"))
            button.installEventFilter(self)
            self._group.addButton(button)
            layout.addWidget(button)
        layout.addStretch(1)
        self.input = self.yes
        self._other: Raw = None
        self._group.buttonClicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.typed.emit()
        self.left.emit()

    def raw(self) -> Raw:
        """Return "yes" or "no"; what else was handed in while nothing is chosen."""
        if self.yes.isChecked():
            return "yes"
        return "no" if self.no.isChecked() else self._other

    def show_answer(self, answer: Answer) -> None:
        """Choose the answer; neither of the two when it is blank or something else."""
        self._other = answer.raw if answer.value is None else None
        if answer.value is None:
            self._clear()
        else:
            (self.yes if answer.value else self.no).setChecked(True)

    def focus(self, path: str) -> None:
        """Go to the chosen button."""
        del path
        (self.no if self.no.isChecked() else self.yes).setFocus()

    def _clear(self) -> None:
        self._group.setExclusive(False)
        for button in (self.yes, self.no):
            button.setChecked(False)
        self._group.setExclusive(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take the answer back on Delete, and say when the pair is entered."""
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
        elif (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        ):
            self._other = None
            self._clear()
            self._on_clicked()
            return True
        return super().eventFilter(watched, event)


EDITORS: Mapping[str, Callable[[FieldDefinition], FieldEditor]] = {
    "long_text": LongTextEditor,
    "choice": ChoiceEditor,
    "open_choice": OpenChoiceEditor,
    "yes_no": YesNoEditor,
}
"""The editors of single answers that are more than a line; tables have their own module."""


def _as_line(raw: Raw) -> str:
    if raw is None:
        return ""
    return raw if isinstance(raw, str) else str(raw)
