"""Dialogs that several pages use: an expected error, a question before something is lost."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.domain.errors import CancelledError, EgovError, EntryStoppedError
from egov_desktop.ui import icons, theme
from egov_desktop.ui.translation import _

_RULE_AT_END = re.compile(r"\[[\w.-]+\]$")


def show_error(parent: QWidget | None, error: Exception) -> None:
    """Tell the person of an expected error; anything else goes on to the crash report.

    A cancel is what the person asked for: it is not told again.
    """
    if isinstance(error, CancelledError):
        return
    if not isinstance(error, EgovError):
        raise error
    words = without_rule(str(error)) if isinstance(error, EntryStoppedError) else str(error)
    MessageDialog(parent, _("没有完成"), words, "problem", theme.colours().error).exec()


def without_rule(sentence: str) -> str:
    """Return a sentence without the id of the rule behind it, which says nothing to a person."""
    return _RULE_AT_END.sub("", sentence)


def show_message(parent: QWidget | None, headline: str, text: str) -> None:
    """Tell the person something that needs no decision."""
    MessageDialog(parent, headline, text, "info", theme.colours().accent).exec()


def confirm(parent: QWidget | None, headline: str, text: str, action: str, stay: str = "") -> bool:
    """Ask before something happens; `action` and `stay` are the words on the buttons."""
    dialog = MessageDialog(
        parent, headline, text, "question", theme.colours().warning, action=action, stay=stay
    )
    return dialog.exec() == QDialog.DialogCode.Accepted


class MessageDialog(QDialog):
    """An icon, a headline, a sentence that can be copied, and one or two buttons."""

    def __init__(
        self,
        parent: QWidget | None,
        headline: str,
        text: str,
        icon: str,
        colour: str,
        action: str = "",
        stay: str = "",
    ) -> None:
        """Make the dialog; with an `action` there is a choice, and `stay` (取消) is the default."""
        super().__init__(parent)
        self.setWindowTitle(headline)
        self.setAccessibleName(headline)
        self.setAccessibleDescription(text)
        drawing = QLabel()
        drawing.setPixmap(icons.pixmap(icon, colour, 28, self.devicePixelRatioF()))
        sentence = theme.plain(text)
        sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        sentence.setMinimumWidth(340)
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE)
        words.addWidget(theme.heading(headline))
        words.addWidget(sentence)
        line = QHBoxLayout()
        line.setSpacing(theme.GAP)
        line.addWidget(drawing, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        rows.setSpacing(theme.MARGIN)
        rows.addLayout(line)
        rows.addWidget(self._buttons(action, stay or _("取消")))

    def _buttons(self, action: str, stay: str) -> QDialogButtonBox:
        box = QDialogButtonBox()
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        if action:
            box.addButton(theme.button(action), QDialogButtonBox.ButtonRole.AcceptRole)
            default = theme.button(stay)
            box.addButton(default, QDialogButtonBox.ButtonRole.RejectRole)
        else:
            default = theme.primary_button(_("知道了"))
            box.addButton(default, QDialogButtonBox.ButtonRole.AcceptRole)
        default.setDefault(True)
        default.setFocus()
        return box
