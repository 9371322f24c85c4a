"""What stands in the way of signing (签名前检查): each in a sentence, with what to do about it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from egov_desktop.domain.signing_guards import Guard
from egov_desktop.ui import icons, theme
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.wizard.line_input import LineInput

_WAYS: Mapping[str, str] = {
    "changed-since-check": marked("重新检查"),
    "blocking-findings": marked("查看检查报告"),
    "attachment-unsound": marked("前往材料"),
    "certificate-expired": marked("更换证书"),
    "certificate-not-yet-valid": marked("更换证书"),
    "certificate-not-for-signing": marked("更换证书"),
    "certificate-revoked": marked("更换证书"),
    "revocation-list-out-of-date": marked("更换吊销列表"),
    "already-signed": marked("修改签名人"),
}
"""Guard → the words on the button that leads to where it is mended."""


class GuardRow(QWidget):
    """One guard: its sentences, a reason where a reason may override it, the way out."""

    reason_given = Signal()
    way_wanted = Signal(str)

    def __init__(self, guards: Sequence[Guard]) -> None:
        super().__init__()
        self.code = guards[0].code
        self.guards = tuple(guards)
        self.may_override = guards[0].may_override
        look = theme.colours()
        shape, colour = ("problem", look.warning) if self.may_override else ("error", look.error)
        picture = QLabel()
        picture.setPixmap(icons.pixmap(shape, colour, 18, self.devicePixelRatioF()))
        self.words = theme.plain("\n".join(guard.sentence for guard in guards))
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setMinimumWidth(360)
        self.reason = LineInput()
        self.reason.setAccessibleName(_("仍要签名的理由"))
        self.reason.setAccessibleDescription(self.words.text())
        self.reason.setPlaceholderText(_("写明理由，会记入审计、报送包和打印件"))
        self.reason.textEdited.connect(lambda _text: self.reason_given.emit())
        column = QVBoxLayout()
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.words)
        if self.may_override:
            form = QFormLayout()
            form.setHorizontalSpacing(theme.GAP)
            label = QLabel(_("仍要签名的理由"))
            label.setBuddy(self.reason)
            form.addRow(label, self.reason)
            column.addLayout(form)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        if self.code in _WAYS:
            row.addWidget(self._way_button(), 0, Qt.AlignmentFlag.AlignTop)

    def _way_button(self) -> QPushButton:
        self.way = theme.button(_(_WAYS[self.code]))
        self.way.setAccessibleDescription(self.words.text())
        self.way.clicked.connect(lambda: self.way_wanted.emit(self.code))
        return self.way

    @property
    def is_passed(self) -> bool:
        """Whether a reason stands against it."""
        return self.may_override and bool(self.reason.text().strip())


class GuardCard(theme.Card):
    """All guards that were found when signing was last tried; hidden while there are none."""

    changed = Signal()
    way_wanted = Signal(str)
    """The code of a guard: the person wants to go where it is mended."""

    def __init__(self) -> None:
        super().__init__("warning")
        self.guard_rows: list[GuardRow] = []
        self.rows.addWidget(theme.heading(_("签名前检查")))
        self.rows.addWidget(
            theme.note(_("下面的事项解决后，或允许时写明理由后，再点“固化并导出”。"))
        )
        self.hide()

    @property
    def reasons(self) -> Mapping[str, str]:
        """Guard → the reason why it is overridden."""
        return {row.code: row.reason.text().strip() for row in self.guard_rows if row.is_passed}

    @property
    def obstacle(self) -> str:
        """What is still to be written; a guard that no reason overrides is tried again."""
        is_waiting = any(row.may_override and not row.is_passed for row in self.guard_rows)
        return _("签名前检查有事项未处理，请写明理由或先改正。") if is_waiting else ""

    def show_guards(self, found: Sequence[Guard]) -> None:
        """Show what stands in the way now, keeping reasons that were given."""
        reasons = self.reasons
        kept = [guard for row in self.guard_rows if row.is_passed for guard in row.guards]
        codes = {guard.code for guard in found}
        every = [*(guard for guard in kept if guard.code not in codes), *found]
        self.clear()
        for code in dict.fromkeys(guard.code for guard in every):
            row = GuardRow([guard for guard in every if guard.code == code])
            row.reason.setText(reasons.get(code, ""))
            row.reason_given.connect(self.changed)
            row.way_wanted.connect(self.way_wanted)
            self.guard_rows.append(row)
            self.rows.addWidget(row)
        ways = [row.way for row in self.guard_rows if row.code in _WAYS]
        for way in ways:
            way.setMinimumWidth(max(each.sizeHint().width() for each in ways))
        self.setVisible(bool(self.guard_rows))

    def clear(self) -> None:
        """Forget what was found: something has changed since."""
        for row in self.guard_rows:
            row.hide()
            row.deleteLater()
        self.guard_rows = []
        self.hide()
