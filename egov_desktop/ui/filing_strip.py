"""Under the steps of a filing: that it was frozen or approved, and what is to be corrected."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from egov_desktop.domain.project import Filing
from egov_desktop.domain.submission import answers_digest
from egov_desktop.ui import icons, theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.correction_mark import notice_title


class FilingStrip(QWidget):
    """One calm line; it takes no room before a filing is frozen or approved."""

    record_wanted = Signal()
    """A notice came in."""
    answers_wanted = Signal()
    """The person wants to see what is to be corrected."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QLabel()
        self.words = theme.note("")
        self.asked = theme.plain("")
        theme.sized(self.asked, theme.SMALL, is_strong=True)
        self.answers_button = theme.quiet_button(_("补正办理…"))
        self.answers_button.clicked.connect(self.answers_wanted)
        self.record_button = theme.quiet_button(_("登记补正或退件…"))
        self.record_button.clicked.connect(self.record_wanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.MARGIN, theme.TIGHT, theme.GAP, theme.TIGHT)
        line.setSpacing(theme.SPACE)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self.asked)
        said.addWidget(self.words)
        line.addWidget(self._picture)
        line.addLayout(said, 1)
        line.addWidget(self.answers_button)
        line.addWidget(self.record_button)

    def show_filing(self, filing: Filing) -> None:
        """Say how the filing stands."""
        self.words.setText(standing_words(filing))
        pending = filing.pending_notices
        self.asked.setText(asked_words(filing))
        self.asked.setVisible(bool(pending))
        self.answers_button.setVisible(bool(pending))
        self.record_button.setVisible(bool(filing.versions))
        look = theme.colours()
        shape, colour = ("approved" if filing.approval else "frozen"), look.muted
        if any(notice.open_items for notice in pending):
            shape, colour = "problem", look.warning
        self._picture.setPixmap(icons.pixmap(shape, colour, 16, self.devicePixelRatioF()))
        self.setAccessibleName(_("报件状态"))
        self.setAccessibleDescription(f"{self.words.text()} {self.asked.text()}".strip())
        self.setVisible(bool(filing.versions or filing.approval))


def standing_words(filing: Filing) -> str:
    """Return that the filing was frozen or approved, and what becomes of changes."""
    latest = filing.versions[-1] if filing.versions else None
    number = filing.approval.number if filing.approval else ""
    if latest is None:
        return _("已登记批复 {number}。现在的改动不影响批复。").format(number=number)
    facts = {"version": latest.version, "next": latest.version + 1, "number": number}
    facts["day"] = f"{latest.frozen_at.astimezone():%Y-%m-%d}"
    if latest.answers_digest != answers_digest(filing):
        words = _("v{version} 固化（{day}）之后有改动：再次固化会成为 v{next}，v{version} 不变。")
    elif filing.approval:
        words = _("已批复 {number}，固化版本 v{version}（{day}）。改动要再次固化，成为 v{next}。")
    else:
        words = _("已固化 v{version}（{day}），不会再变。改动要再次固化，成为 v{next}。")
    return words.format(**facts)


def asked_words(filing: Filing) -> str:
    """Return what the authority asks to be corrected, and by when."""
    said = []
    for notice in filing.pending_notices:
        count = len(notice.open_items)
        state = _("待补正 {number} 项").format(number=count) if count else _("补正已办")
        due = _("期限 {day}").format(day=notice.due_on.isoformat()) if notice.due_on else ""
        said.append(" · ".join(filter(None, (notice_title(notice), due, state))))
    return "\n".join(said)
