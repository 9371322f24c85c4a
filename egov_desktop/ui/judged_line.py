"""One line of a dialog: its words, what is typed, and what is wrong with it."""

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from egov_desktop.domain import fields
from egov_desktop.domain.fields import Answer, FieldDefinition
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.line_input import LineInput


class JudgedLine:
    """Takes any text and judges when it is left."""

    def __init__(self, definition: FieldDefinition) -> None:
        self._definition = definition
        self.input = LineInput()
        self.input.setAccessibleName(_(definition.label))
        self.input.left.connect(self._on_left)
        self._problem = theme.coloured(theme.note(""), theme.ERROR)
        self._problem.hide()

    def add_to(self, grid: QGridLayout, row: int, beside: QWidget | None) -> None:
        """Put the line into two rows of a grid."""
        words, unit = _(self._definition.label), _(self._definition.unit)
        label = QLabel(_("{label}（{unit}）").format(label=words, unit=unit) if unit else words)
        label.setBuddy(self.input)
        grid.addWidget(label, row, 0)
        grid.addWidget(self.input, row, 1)
        if beside is not None:
            grid.addWidget(beside, row, 2)
        grid.addWidget(self._problem, row + 1, 1)

    def judged(self) -> Answer:
        """Return what is typed, normalised and judged."""
        return fields.judge(self._definition, self.input.text())

    def show_problem(self) -> bool:
        """Say what is wrong with the line; true when it can be kept."""
        answer = self.judged()
        words = answer.problem or ""
        if answer.is_blank and self._definition.is_required:
            words = _("请填写{label}。").format(label=_(self._definition.label))
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        return not words

    def _on_left(self) -> None:
        if self.input.text():
            self.show_problem()
