"""The duties of a project beside its task list: what is due, when, and by which article."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel

from egov_desktop.domain.duties import Duty, DutyState
from egov_desktop.ui import duty_words, icons, theme
from egov_desktop.ui.row_button import RowButton
from egov_desktop.ui.translation import _

_MOST = 8
_ROLES = {
    DutyState.OVERDUE: theme.ERROR,
    DutyState.DUE_SOON: theme.WARNING,
}


class DutyPanel(theme.Card):
    """A card with the open duties, the next one first; each leads to its filing."""

    chosen = Signal(object)
    """A Duty was clicked."""

    def __init__(self, duties: Sequence[Duty], today: date) -> None:
        super().__init__()
        self.setAccessibleName(_("近期事项"))
        self.rows.setContentsMargins(theme.SPACE, theme.GAP, theme.SPACE, theme.GAP)
        self.rows.setSpacing(2)
        heading = theme.heading(_("近期事项"))
        heading.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.TIGHT)
        self.rows.addWidget(heading)
        undone = [duty for duty in duties if duty.state is not DutyState.DONE]
        for duty in undone[:_MOST]:
            row = _DutyRow(duty, today)
            row.clicked.connect(lambda _on=False, it=duty: self.chosen.emit(it))
            self.rows.addWidget(row)
        if words := _remark(len(duties), len(undone)):
            remark = theme.note(words)
            remark.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, 0)
            self.rows.addWidget(remark)


class _DutyRow(RowButton):
    def __init__(self, duty: Duty, today: date) -> None:
        super().__init__()
        mark = duty_words.duty_mark(duty.state)
        words = duty_words.due_words(duty.state, duty.due, today)
        when = f"{duty_words.day_words(duty.due)} · {words}" if duty.due else words
        if duty.is_estimated:
            when += _("（暂按法定节假日推算）")
        self.setAccessibleName(f"{duty.title}:{when}")
        self.setAccessibleDescription(duty.basis)
        self.setToolTip(duty.basis)
        drawing = QLabel()
        drawing.setPixmap(icons.pixmap(mark.shape, mark.colour, 18, self.devicePixelRatioF()))
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.SPACE, 6, theme.SPACE, 6)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(drawing, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(theme.plain(duty.title), 0, 1)
        role = _ROLES.get(duty.state, theme.MUTED)
        grid.addWidget(theme.coloured(theme.note(when), role), 1, 1)
        self.give_mouse_to_row()


def _remark(total: int, undone: int) -> str:
    if undone > _MOST:
        return _("另有 {count} 项更晚到期。").format(count=undone - _MOST)
    if total and not undone:
        return _("到期的事项都已办结。")
    if not total:
        return _("目前没有规定期限的事项；项目推进后，要办的事和日期会列在这里。")
    return ""
