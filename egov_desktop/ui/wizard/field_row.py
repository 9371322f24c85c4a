"""One field of the form: its label, its editor, and under it what the program makes of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from egov_desktop.domain import fields
from egov_desktop.domain.fields import Answer, FieldDefinition
from egov_desktop.domain.printout import shown
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.computed_editor import ComputedEditor
from egov_desktop.ui.wizard.correction_mark import CorrectionMarks, PendingItem
from egov_desktop.ui.wizard.editors import EDITORS, FieldEditor, LineEditor, LongTextEditor
from egov_desktop.ui.wizard.focus_order import chain, last_in
from egov_desktop.ui.wizard.reading import Reading, read
from egov_desktop.ui.wizard.table_editor import TableEditor

if TYPE_CHECKING:
    from egov_desktop.app.carrying import CarriedField

LABEL_WIDTH = 168
_FIELD_WIDTH = 620
_LIST_WIDTH = 320
_LISTED_PROBLEMS = 4


class FieldRow(QObject):
    """A field in a form; it judges when it is left, never while something is typed."""

    typed = Signal(object)
    entered = Signal(object)
    left = Signal(object)
    take_over_wanted = Signal(object)
    preset_wanted = Signal(object)
    """Each hands on this row."""

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__()
        self.definition = definition
        self._carried: CarriedField | None = None
        self._shown: Answer = fields.BLANK
        self._parts: list[QWidget] = []
        self._again: QPushButton | None = None
        self._said: list[QLabel] = []
        self.corrections = CorrectionMarks()
        self._words = QVBoxLayout()
        self._words.setSpacing(2)
        self.editor = _editor_of(definition)
        self.editor.typed.connect(self._on_typed)
        self.editor.entered.connect(lambda: self.entered.emit(self))
        self.editor.left.connect(self._on_left)

    def place(self, grid: QGridLayout, row: int) -> None:
        """Put label, editor and words into a grid."""
        definition = self.definition
        label = QLabel(definition.label + (" *" if definition.is_required else ""))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setBuddy(self.editor.input)
        required = _("必填") if definition.is_required else ""
        name = " ".join(part for part in (definition.label, definition.unit, required) if part)
        self.editor.input.setAccessibleName(name)
        self.editor.input.setAccessibleDescription(definition.help)
        below = QVBoxLayout()
        below.setSpacing(3)
        parts: list[QWidget] = [self.editor.widget]
        if definition.help:
            parts.append(theme.note(definition.help))
        if isinstance(self.editor, TableEditor):
            self.editor.preset_wanted.connect(lambda: self.preset_wanted.emit(self))
        if definition.kind == "table":
            theme.sized(label, theme.BODY, is_strong=True)
            parts = [label, *reversed(parts)]
        self._parts = [label, *(part for part in parts if part is not label)]
        for part in parts:
            below.addWidget(part)
        below.addLayout(self._words)
        below.addWidget(self.corrections)
        if definition.kind == "table":
            grid.addLayout(below, row, 0, 1, 2)
            return
        label.setFixedWidth(LABEL_WIDTH)
        label.setContentsMargins(0, 6, 0, 0)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        widget = self.editor.widget
        if widget.minimumWidth() != widget.maximumWidth():
            is_list = definition.kind in ("choice", "open_choice")
            widget.setMaximumWidth(_LIST_WIDTH if is_list else _FIELD_WIDTH)
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(below, row, 1)

    def show_answer(self, answer: Answer, carried: "CarriedField | None" = None) -> None:
        """Show a stored answer, and what is to be said of it."""
        self._carried = carried
        self._shown = answer
        self.editor.show_answer(answer)
        self.judge()

    def show_computed(self, answer: Answer) -> None:
        """Show what the program worked out anew; what is being typed stays."""
        if self.definition.is_computed:
            self.show_answer(answer)
        elif isinstance(self.editor, TableEditor):
            self.editor.model.show_computed(answer)

    def set_shown(self, is_shown: bool) -> None:
        """Show the field, or hide it because it does not apply."""
        if self._parts and self._parts[0].isHidden() == is_shown:
            for part in self._parts:
                part.setVisible(is_shown)
            if is_shown:
                self.judge()
            else:
                for label in self._said:
                    label.hide()

    def show_corrections(self, items: Sequence[tuple[PendingItem, str]]) -> None:
        """Show what a notice (补正通知) asks for here; Tab goes there from the field."""
        self.corrections.show_items(items)
        before = last_in(self.editor.widget)
        for mark in self.corrections.marks:
            chain(before, mark.answer, mark.is_met)
            before = mark.is_met

    def judge(self) -> None:
        """Say what was read, what looks odd and what is wrong."""
        answer = self._answer()
        reading = read(self.definition, answer)
        self._mark(bool(reading.problem))
        self._say(reading, answer)

    @property
    def can_be_typed(self) -> bool:
        """Whether a person can put the cursor here."""
        is_hidden = bool(self._parts) and self._parts[0].isHidden()
        return not (self.definition.is_computed or is_hidden)

    @property
    def said(self) -> str:
        """The words under the field, line by line."""
        return "\n".join(label.text() for label in self._said if not label.isHidden())

    def _on_typed(self) -> None:
        """While typing, only good news: the amount in words, a problem that is gone.

        A table tells of whole cells that were left, so all of it is judged.
        """
        if self.definition.kind == "table":
            self.judge()
            self.typed.emit(self)
            return
        answer = self._answer()
        reading = read(self.definition, answer)
        if not reading.problem:
            self._mark(False)
            self._say(Reading(reading.understood), answer)
        self.typed.emit(self)

    def _answer(self) -> Answer:
        if self.definition.is_computed:
            return self._shown
        return fields.judge(self.definition, self.editor.raw())

    def _on_left(self) -> None:
        self.judge()
        self.left.emit(self)

    def _mark(self, has_problem: bool) -> None:
        """Give the input a border in the colour of errors, or take it away."""
        field = self.editor.input
        if bool(field.property("problem")) != has_problem:
            field.setProperty("problem", has_problem)
            field.style().polish(field)

    def _say(self, reading: Reading, answer: Answer) -> None:
        lines = [
            (reading.problem, theme.ERROR, theme.BODY),
            (reading.warning, theme.WARNING, theme.BODY),
            (reading.understood, theme.MUTED, theme.SMALL),
            (self._count(), theme.MUTED, theme.SMALL),
            (self._carried_words(answer), theme.MUTED, theme.SMALL),
            (self._changed_words(answer), theme.WARNING, theme.BODY),
            *((problem, theme.ERROR, theme.BODY) for problem in self._cell_problems()),
        ]
        spoken = [line for line in lines if line[0]]
        while len(self._said) < len(spoken):
            label = theme.plain("")
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._words.addWidget(label)
            self._said.append(label)
        for label, (words, role, size) in zip(self._said, spoken, strict=False):
            label.setText(words)
            theme.sized(label, size)
            theme.coloured(label, role)
            label.show()
        for label in self._said[len(spoken) :]:
            label.hide()
        self._offer_again(bool(self._changed_words(answer)))

    def _count(self) -> str:
        if isinstance(self.editor, LongTextEditor) and self.editor.characters:
            return _("{count} 字").format(count=self.editor.characters)
        return ""

    def _carried_words(self, answer: Answer) -> str:
        source = self._carried
        if source is None or answer.value is None or not _is_same(answer, source.value):
            return ""
        return _("沿用自 {source}").format(source=source.source)

    def _changed_words(self, answer: Answer) -> str:
        source = self._carried
        if source is None or not source.is_changed_since or _is_same(answer, source.value):
            return ""
        words = shown(self.definition, source.value)
        if self.definition.kind == "table" or not words:
            return _("带入后，{source} 已有改动。").format(source=source.source)
        unit = self.definition.unit
        return _("带入后，{source} 已改为 {value}。").format(
            source=source.source, value=f"{words} {unit}".strip()
        )

    def _offer_again(self, is_wanted: bool) -> None:
        """Offer to carry the answer over once more, where its source has changed."""
        if is_wanted and self._again is None:
            self._again = theme.quiet_button(_("重新带入"))
            self._again.setAccessibleName(
                _("{field}：重新带入").format(field=self.definition.label)
            )
            self._again.clicked.connect(lambda: self.take_over_wanted.emit(self))
            self._words.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        if self._again is not None:
            self._again.setVisible(is_wanted)

    def _cell_problems(self) -> list[str]:
        if not isinstance(self.editor, TableEditor):
            return []
        problems = self.editor.model.problems()
        rest = len(problems) - _LISTED_PROBLEMS
        more = (
            [_("另有 {count} 处单元格有问题，已用底色标出").format(count=rest)] if rest > 0 else []
        )
        return problems[:_LISTED_PROBLEMS] + more


def _is_same(answer: Answer, other: Answer) -> bool:
    return answer.value == other.value if answer.value is not None else answer.raw == other.raw


def _editor_of(definition: FieldDefinition) -> FieldEditor:
    if definition.is_computed:
        return ComputedEditor(definition)
    if definition.kind == "table":
        return TableEditor(definition)
    return EDITORS.get(definition.kind, LineEditor)(definition)
