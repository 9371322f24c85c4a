"""One page of the form: the fields of a section, one under the other."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.domain.fields import BLANK
from egov_desktop.domain.policy import Section
from egov_desktop.domain.project import Filing
from egov_desktop.domain.wizard import field_of
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.correction_mark import pending_items
from egov_desktop.ui.wizard.field_row import FieldRow
from egov_desktop.ui.wizard.table_editor import TableEditor

if TYPE_CHECKING:
    from egov_desktop.app.carrying import CarriedField


class SectionForm(QScrollArea):
    """The fields of a section; built when the section is first opened."""

    typed = Signal(object)
    entered = Signal(object)
    left = Signal(object)
    take_over_wanted = Signal(object)
    preset_wanted = Signal(object)
    """Each hands on the FieldRow."""
    item_answered = Signal(str, int, str, bool)
    """What a notice asks for was answered: notice, number of the item, words, whether done."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.section = section
        self.rows = {definition.id: FieldRow(definition) for definition in section.fields}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setWidget(self._body())
        for row in self.rows.values():
            row.typed.connect(self.typed)
            row.entered.connect(self._on_entered)
            row.left.connect(self.left)
            row.take_over_wanted.connect(self.take_over_wanted)
            row.preset_wanted.connect(self.preset_wanted)
            row.corrections.answered.connect(self.item_answered)

    def _body(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(theme.MARGIN, theme.SPACE, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.SPACE)
        if self.section.help:
            column.addWidget(theme.note(self.section.help))
        if any(definition.is_required for definition in self.section.fields):
            column.addWidget(theme.note(_("带 * 的为必填项。")))
        grid = QGridLayout()
        grid.setContentsMargins(0, theme.SPACE, 0, 0)
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(14)
        grid.setColumnStretch(1, 1)
        for number, row in enumerate(self.rows.values()):
            row.place(grid, number)
        fill = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        grid.addItem(fill, len(self.rows), 1)  # the fields begin at the left, however few
        column.addLayout(grid)
        column.addStretch(1)
        return body

    def show_answers(
        self, filing: Filing, carried: Mapping[str, "CarriedField"], kept: frozenset[str]
    ) -> None:
        """Show stored answers, but in the fields whose typing is not stored yet (`kept`)."""
        for field_id, row in self.rows.items():
            if field_id not in kept:
                row.show_answer(filing.answers.get(field_id, BLANK), carried.get(field_id))
        self.show_derived(filing)

    def show_derived(self, filing: Filing) -> None:
        """Show computed values, and only the fields that apply."""
        for field_id, row in self.rows.items():
            row.show_computed(filing.answer(field_id))
            row.set_shown(field_id not in filing.hidden)
        self.show_corrections(filing)

    def show_corrections(self, filing: Filing) -> None:
        """Show what a notice (补正通知) asks for beside the fields it is about."""
        for field_id, row in self.rows.items():
            row.show_corrections(
                [
                    (p, _cell(p.item.place))
                    for p in pending_items(filing)
                    if p.item.field == field_id
                ]
            )

    def show_presets(self, tables: frozenset[str]) -> None:
        """Offer the prescribed rows in the tables that have any."""
        for field_id, row in self.rows.items():
            if isinstance(row.editor, TableEditor):
                row.editor.preset_button.setVisible(field_id in tables)

    def focus(self, path: str) -> None:
        """Put the cursor into the field of a path; into the first one without a path."""
        typed = (row for row in self.rows.values() if row.can_be_typed)
        row = self.rows.get(field_of(path)) or next(typed, None)
        if row is not None:
            row.editor.focus(path)
            self.ensureWidgetVisible(row.editor.widget, 0, 60)

    def commit(self) -> None:
        """Take over what is half typed in a cell."""
        for row in self.rows.values():
            row.editor.commit()

    def _measure_again(self) -> None:
        """Ask all labels for their heights anew: they took on their type when first shown."""
        for label in self.findChildren(QLabel):
            label.updateGeometry()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Give every label the height it needs on screen."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._measure_again)

    def _on_entered(self, row: FieldRow) -> None:
        self.ensureWidgetVisible(row.editor.input, 0, 24)
        self.entered.emit(row)


def _cell(place: str) -> str:
    """Return the row of a table that an item is about, in words."""
    row = place.partition("[")[2].partition("]")[0]
    return _("第 {number} 行").format(number=int(row) + 1) if row.isdecimal() else ""
