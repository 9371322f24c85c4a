"""One row of the task list: the whole row is one button."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel

from egov_desktop.app.checks import FilingState, StageLine
from egov_desktop.domain import calendars
from egov_desktop.domain.policy import PolicyPack, Recurrence
from egov_desktop.ui import icons, theme
from egov_desktop.ui.borrowed_words import in_window_language
from egov_desktop.ui.row_button import RowButton
from egov_desktop.ui.translation import _

_STATE_WIDTH = 150
_LOOKS = {
    FilingState.NOT_APPLICABLE: ("not-applicable", theme.MUTED),
    FilingState.NOT_STARTED: ("not-started", theme.MUTED),
    FilingState.DRAFTING: ("drafting", QPalette.ColorRole.WindowText),
    FilingState.HAS_PROBLEMS: ("problem", theme.ERROR),
    FilingState.READY: ("ready", theme.ACCENT),
    FilingState.FROZEN: ("frozen", theme.ACCENT),
    FilingState.APPROVED: ("approved", theme.ACCENT),
}
"""The shape and the colour of each state; the words stand beside them."""


class StageRow(RowButton):
    """Shape and title of a stage, the articles, and how it stands; Enter or a click opens it."""

    def __init__(self, pack: PolicyPack, line: StageLine) -> None:
        super().__init__()
        self.line = line
        name, words = row_title(line), row_words(line)
        self.setAccessibleName(f"{name}:{words}")
        self.setAccessibleDescription(_below(pack, line))
        self.setToolTip(pack.citation(line.stage.provisions))
        shape, role = _LOOKS[line.state]
        if _is_asked(line):
            shape, role = "problem", theme.WARNING
        colour = self.palette().color(role).name()
        drawing = QLabel()
        drawing.setPixmap(icons.pixmap(shape, colour, 20, self.devicePixelRatioF()))
        is_quiet = line.filing is None
        title = theme.coloured(theme.plain(name), theme.MUTED) if is_quiet else theme.strong(name)
        state = theme.coloured(theme.plain(words), role)
        state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid = QGridLayout(self)
        grid.setContentsMargins(theme.GAP, 7, theme.GAP, 7)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(2, _STATE_WIDTH)
        grid.addWidget(drawing, 0, 0, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(title, 0, 1)
        grid.addWidget(theme.note(_below(pack, line)), 1, 1)
        grid.addWidget(state, 0, 2, 2, 1)
        self.give_mouse_to_row()


def _is_asked(line: StageLine) -> bool:
    """Whether the authority waits for corrections."""
    return line.filing is not None and any(n.open_items for n in line.filing.pending_notices)


def row_title(line: StageLine) -> str:
    """Return the name of a row: the stage, with the period or number where there are several."""
    title, filing = line.stage.title, line.filing
    if filing is None:
        offers = {
            Recurrence.HALF_YEARLY: _("{title}：开始一期"),
            Recurrence.EVENT: _("{title}：新建一份"),
        }
        return offers.get(line.stage.recurrence, "{title}").format(title=title)
    if filing.period:
        return f"{title} · {calendars.period_label(filing.period)}"
    if filing.sequence > 1:
        return _("{title} · 第 {number} 份").format(title=title, number=filing.sequence)
    return title


def row_words(line: StageLine) -> str:
    """Return how a row stands; a stage that only an event calls for is not inapplicable."""
    if line.filing is None and line.stage.recurrence is Recurrence.EVENT:
        return _("需要时办理")
    return in_window_language(line.words)


def _below(pack: PolicyPack, line: StageLine) -> str:
    """Return the second line: why a stage does not apply, or the articles and what they ask."""
    articles = pack.citation(line.stage.provisions).replace(f"《{pack.title}》", "")
    return "  ".join(filter(None, (articles, line.reason or line.stage.summary)))
