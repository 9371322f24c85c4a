"""How duties stand, on screen: words, a shape and a colour, never the colour alone."""

from dataclasses import dataclass
from datetime import date

from egov_desktop.domain.duties import DutyState
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _


@dataclass(frozen=True)
class Mark:
    """The shape (an icon's name) and the colour of the state of a duty."""

    shape: str
    colour: str


def duty_mark(state: DutyState) -> Mark:
    """Return how the state of a duty is drawn."""
    look = theme.colours()
    return {
        DutyState.DONE: Mark("tick", look.muted),
        DutyState.OVERDUE: Mark("problem", look.error),
        DutyState.DUE_SOON: Mark("clock", look.warning),
        DutyState.UPCOMING: Mark("clock", look.muted),
        DutyState.UNDECIDED: Mark("question", look.muted),
    }[state]


def due_words(state: DutyState, due: date | None, today: date) -> str:
    """Return when a duty is due, in words: 已逾期 12 天, 还有 8 天."""
    if state is DutyState.DONE:
        return _("已完成")
    if due is None:
        return _("期限待定")
    days = (due - today).days
    if days < 0:
        return _("已逾期 {days} 天").format(days=-days)
    return _("今天到期") if days == 0 else _("还有 {days} 天").format(days=days)


def day_words(day: date) -> str:
    """Return a date as it is written in an office: 2026年7月31日."""
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)
