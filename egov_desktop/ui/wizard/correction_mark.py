"""What a notice (补正通知、退件) asks for at one place, and a line for how it was met."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from egov_desktop.domain.corrections import CorrectionNotice, NoticeItem, NoticeKind
from egov_desktop.domain.project import Filing
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.wizard.line_input import LineInput

KIND_WORDS = {NoticeKind.CORRECTION: marked("补正通知"), NoticeKind.RETURN: marked("退件")}


@dataclass(frozen=True)
class PendingItem:
    """One item of a notice that the next version answers."""

    notice: CorrectionNotice
    number: int
    """Counted from 1."""
    item: NoticeItem


def pending_items(filing: Filing) -> Iterator[PendingItem]:
    """Yield what the next version has to answer, notice by notice."""
    for notice in filing.pending_notices:
        for number, item in enumerate(notice.items, 1):
            yield PendingItem(notice, number, item)


def notice_title(notice: CorrectionNotice) -> str:
    """Return how a notice is cited, in the language of the window."""
    day = notice.issued_on.isoformat() if notice.issued_on else ""
    return " · ".join(filter(None, (_(KIND_WORDS[notice.kind]), notice.number, day)))


class CorrectionMark(theme.Card):
    """One item: the words of the notice, how it was met, whether it is done."""

    answered = Signal(str, int, str, bool)
    """Notice id, number of the item, how it was met, whether it is done."""

    def __init__(self, pending: PendingItem, place: str = "") -> None:
        """Make the mark; `place` says where it belongs, when it does not stand there."""
        super().__init__("warning")
        self._pending = pending
        self.rows.setContentsMargins(12, theme.SPACE, 12, theme.SPACE)
        self.rows.setSpacing(theme.TIGHT)
        source = notice_title(pending.notice)
        words = _("第 {number} 项").format(number=pending.number)
        self.rows.addWidget(theme.note(" · ".join(filter(None, (source, words, place)))))
        self.rows.addWidget(theme.plain(pending.item.text))
        self.answer = LineInput()
        self.answer.setPlaceholderText(_("怎样办理的，例如：已按批复改为 2,980 万元"))
        self.answer.setAccessibleName(_("办理情况"))
        self.answer.setAccessibleDescription(f"{source} {pending.item.text}")
        self.is_met = QCheckBox(_("已办妥"))
        self.is_met.setAccessibleDescription(pending.item.text)
        line = QHBoxLayout()
        line.setSpacing(theme.GAP)
        line.addWidget(self.answer, 1)
        line.addWidget(self.is_met)
        self.rows.addLayout(line)
        self.setAccessibleName(f"{source} {pending.item.text}")
        self.show_item(pending)
        self.answer.left.connect(self.commit)
        self.is_met.clicked.connect(self.commit)

    @property
    def key(self) -> tuple[str, int]:
        """Return the notice and the number of the item."""
        return self._pending.notice.id, self._pending.number

    def show_item(self, pending: PendingItem) -> None:
        """Show what is stored; what is being typed stays."""
        self._pending = pending
        if not self.answer.hasFocus():
            self.answer.setText(pending.item.answer)
            self.answer.setCursorPosition(0)
        self.is_met.setChecked(pending.item.is_met)
        self.setProperty("card", "plain" if pending.item.is_met else "warning")
        self.style().polish(self)

    def commit(self) -> None:
        """Hand on what was entered, if it is not what is stored."""
        item, answer, is_met = self._pending.item, self.answer.text(), self.is_met.isChecked()
        if (answer, is_met) != (item.answer, item.is_met):
            self.answered.emit(self._pending.notice.id, self._pending.number, answer, is_met)


class CorrectionMarks(QWidget):
    """The marks of one place, one under the other; it takes no room while there are none."""

    answered = Signal(str, int, str, bool)

    def __init__(self) -> None:
        super().__init__()
        self._marks: dict[tuple[str, int, str], CorrectionMark] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE)
        self.hide()

    @property
    def marks(self) -> tuple[CorrectionMark, ...]:
        """Return the marks on screen."""
        return tuple(self._marks.values())

    def show_items(self, items: Sequence[tuple[PendingItem, str]]) -> None:
        """Show other items, each with its place; a mark that stays is not built again."""
        wanted = {(p.notice.id, p.number, p.item.text): (p, place) for p, place in items}
        for key in self._marks.keys() - wanted.keys():
            gone = self._marks.pop(key)
            self._column.removeWidget(gone)
            gone.deleteLater()
        for key, (pending, place) in wanted.items():
            if key in self._marks:
                self._marks[key].show_item(pending)
            else:
                mark = CorrectionMark(pending, place)
                mark.answered.connect(self.answered)
                self._marks[key] = mark
                self._column.addWidget(mark)
        self.setVisible(bool(wanted))
