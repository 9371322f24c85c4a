"""The duties of a project beside its task list: what is due, when, and by which article."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from egov_desktop.domain.deadlines import Duty, DutyState
from egov_desktop.ui import icons, states, theme
from egov_desktop.ui.translation import _

_MOST = 8
_ROLES = {
    DutyState.OVERDUE: theme.ERROR,
    DutyState.DUE_SOON: theme.WARNING,
}


class DutyPanel(theme.Card):
    """A card with the open duties, the next one first."""

    def __init__(self, duties: Sequence[Duty], today: date) -> None:
        super().__init__()
        self.setAccessibleName(_("近期事项"))
        self.rows.addWidget(theme.heading(_("近期事项")))
        undone = [duty for duty in duties if duty.state is not DutyState.DONE]
        for duty in undone[:_MOST]:
            self.rows.addWidget(_DutyLine(duty, today))
        if not undone:
            words = _("还没有期限。填写项目登记中的建设起止日期后,这里列出要办的事。")
            if duties:
                words = _("到期的事项都已办结。")
            self.rows.addWidget(theme.coloured(theme.plain(words), theme.MUTED))
        if len(undone) > _MOST:
            self.rows.addWidget(
                theme.note(_("另有 {count} 项更晚到期。").format(count=len(undone) - _MOST))
            )
        self.rows.addStretch(1)


class _DutyLine(QWidget):
    def __init__(self, duty: Duty, today: date) -> None:
        super().__init__()
        mark = states.duty_mark(duty.state)
        words = states.due_words(duty.state, duty.due, today)
        when = f"{states.day_words(duty.due)} · {words}" if duty.due else words
        if duty.is_estimated:
            when += _("(暂按法定节假日推算)")
        self.setAccessibleName(f"{duty.title}:{when}")
        self.setToolTip(duty.basis)
        drawing = QLabel()
        drawing.setPixmap(icons.pixmap(mark.shape, mark.colour, 18, self.devicePixelRatioF()))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, theme.TIGHT, 0, theme.TIGHT)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(drawing, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(theme.plain(duty.title), 0, 1)
        role = _ROLES.get(duty.state, theme.MUTED)
        grid.addWidget(theme.coloured(theme.note(when), role), 1, 1)
