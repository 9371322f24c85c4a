"""One field of the form: its label, its editor, and under it what the program makes of it."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from egov_desktop.domain import fields
from egov_desktop.domain.fields import Answer, FieldDefinition
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.editors import EDITORS, FieldEditor, LineEditor, LongTextEditor
from egov_desktop.ui.wizard.reading import Reading, read
from egov_desktop.ui.wizard.table_editor import TableEditor

LABEL_WIDTH = 168
_FIELD_WIDTH = 620
_LIST_WIDTH = 320
_LISTED_PROBLEMS = 4


class FieldRow(QObject):
    """A field in a form; it judges when it is left, never while something is typed."""

    typed = Signal(object)
    entered = Signal(object)
    left = Signal(object)
    """Each hands on this row."""

    def __init__(self, definition: FieldDefinition, source: str = "") -> None:
        super().__init__()
        self.definition = definition
        self._source = source
        """Where a carried-over answer comes from, in words."""
        self._carried: object = None
        self._said: list[QLabel] = []
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
        if definition.kind == "table":
            theme.sized(label, theme.BODY, is_strong=True)
            parts = [label, *reversed(parts)]
        for part in parts:
            below.addWidget(part)
        below.addLayout(self._words)
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

    def show_answer(self, answer: Answer, carried: Answer | None = None) -> None:
        """Show a stored answer, and what is to be said of it."""
        self._carried = carried.value if carried is not None else None
        self.editor.show_answer(answer)
        self.judge()

    def judge(self) -> None:
        """Say what was read, what looks odd and what is wrong."""
        answer = fields.judge(self.definition, self.editor.raw())
        reading = read(self.definition, answer)
        self._mark(bool(reading.problem))
        self._say(reading, answer)

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
        answer = fields.judge(self.definition, self.editor.raw())
        reading = read(self.definition, answer)
        if not reading.problem:
            self._mark(False)
            self._say(Reading(reading.understood), answer)
        self.typed.emit(self)

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

    def _count(self) -> str:
        if isinstance(self.editor, LongTextEditor) and self.editor.characters:
            return _("{count} 字").format(count=self.editor.characters)
        return ""

    def _carried_words(self, answer: Answer) -> str:
        if not self._source or answer.value is None or answer.value != self._carried:
            return ""
        return _("沿用自 {source}").format(source=self._source)

    def _cell_problems(self) -> list[str]:
        if not isinstance(self.editor, TableEditor):
            return []
        problems = self.editor.model.problems()
        rest = len(problems) - _LISTED_PROBLEMS
        more = (
            [_("另有 {count} 处单元格有问题，已用底色标出").format(count=rest)] if rest > 0 else []
        )
        return problems[:_LISTED_PROBLEMS] + more


def _editor_of(definition: FieldDefinition) -> FieldEditor:
    if definition.kind == "table":
        return TableEditor(definition)
    return EDITORS.get(definition.kind, LineEditor)(definition)
