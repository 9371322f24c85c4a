"""The items of a notice while they are entered: where each belongs, and its words."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from egov_desktop.domain.corrections import NoticeItem
from egov_desktop.domain.policy import PolicyPack, StageRule
from egov_desktop.domain.printout import place_label
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.line_input import ChoiceInput, LineInput

_Adjust = QComboBox.SizeAdjustPolicy
_LEAST_LETTERS = 6


class ItemRow(QWidget):
    """One item: its place among the fields and materials, its words, a button to drop it."""

    def __init__(self, pack: PolicyPack, stage: StageRule, item: NoticeItem) -> None:
        super().__init__()
        self._item = item
        self.place = ChoiceInput()
        self.place.setAccessibleName(_("涉及的内容"))
        self.place.setSizeAdjustPolicy(_Adjust.AdjustToMinimumContentsLengthWithIcon)
        self.place.setMinimumContentsLength(_LEAST_LETTERS)
        for place, words in _places(pack, stage, item.place):
            self.place.addItem(words, place)
        self.place.setCurrentIndex(max(self.place.findData(item.place), 0))
        self.text = LineInput()
        self.text.setAccessibleName(_("要求补正的内容"))
        self.text.setPlaceholderText(_("通知的原话"))
        self.text.textChanged.connect(self.text.setToolTip)
        self.text.setText(item.text)
        self.text.setCursorPosition(0)
        self.drop = theme.quiet_button(_("删去"))
        self.drop.setAutoDefault(False)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.SPACE)
        line.addWidget(self.place, 2)
        line.addWidget(self.text, 4)
        line.addWidget(self.drop)

    @property
    def item(self) -> NoticeItem:
        """Return the item as it stands; its answer stays."""
        place = str(self.place.currentData() or "")
        return NoticeItem(place, self.text.text(), self._item.answer, self._item.is_met)


class ItemRows(QWidget):
    """All items of a notice, at least one."""

    def __init__(self, pack: PolicyPack, stage: StageRule) -> None:
        super().__init__()
        self._pack = pack
        self._stage = stage
        self.rows: list[ItemRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE)
        self._column.addStretch(1)

    def show_items(self, items: Sequence[NoticeItem]) -> None:
        """Show the items of a notice; an empty row when there are none."""
        for item in items or (NoticeItem("", ""),):
            self._insert(item)

    def add(self) -> None:
        """Begin another item, and put the cursor into it."""
        self._insert(NoticeItem("", "")).place.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def items(self) -> tuple[NoticeItem, ...]:
        """Return the items that say anything."""
        return tuple(row.item for row in self.rows if row.item.text.strip())

    def _insert(self, item: NoticeItem) -> ItemRow:
        row = ItemRow(self._pack, self._stage, item)
        row.drop.clicked.connect(lambda: self._drop(row))
        self.rows.append(row)
        self._column.insertWidget(len(self.rows) - 1, row)
        return row

    def _drop(self, row: ItemRow) -> None:
        number = self.rows.index(row)
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.deleteLater()
        if not self.rows:
            self._insert(NoticeItem("", ""))
        self.rows[min(number, len(self.rows) - 1)].text.setFocus()


def _places(pack: PolicyPack, stage: StageRule, own: str) -> list[tuple[str, str]]:
    places = [("", _("整个报件"))]
    places += [(field.id, field.label) for field in stage.fields]
    places += [
        (material.id, _("材料：{title}").format(title=material.title))
        for material in stage.materials
    ]
    if own not in (place for place, _words in places):
        places.append((own, place_label(pack, stage.id, own).partition(" · ")[2] or own))
    return places
