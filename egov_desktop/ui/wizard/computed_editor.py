"""A value that the program works out: shown like an answer, never typed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from egov_desktop.domain.fields import Answer, FieldDefinition, Raw
from egov_desktop.domain.printout import shown
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.editors import FieldEditor


class ComputedEditor(FieldEditor):
    """Shows the value with its unit; a dash while an answer it needs is blank."""

    def __init__(self, definition: FieldDefinition) -> None:
        super().__init__(definition)
        self.value = QLabel()
        self.value.setTextFormat(Qt.TextFormat.PlainText)
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.value.setContentsMargins(0, 6, 0, 4)
        theme.sized(self.value, theme.BODY, is_strong=True)
        self.input = self.value
        self.widget = self.value
        self.show_answer(Answer(None, None))

    def raw(self) -> Raw:
        """Return nothing: a computed value is not stored."""
        return None

    def show_answer(self, answer: Answer) -> None:
        """Show what was worked out."""
        words = shown(self.definition, answer)
        unit = self.definition.unit
        text = f"{words} {unit}".strip() if words else _("待填写相关内容后自动计算")
        self.value.setText(text)
        self.value.setToolTip(_("由程序计算"))
        theme.coloured(self.value, theme.PLAIN if words else theme.MUTED)
