"""The certificates (证书) of a file or a token: by whom, until when, for what."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app.signing_views import CertificateChoice
from egov_desktop.ui import icons, theme
from egov_desktop.ui.duty_words import day_words
from egov_desktop.ui.translation import _

_LABEL_WIDTH = 132
_LINE_WIDTH = 420
"""Width of a sentence; the room it takes below follows from it."""


def form_label(words: str, buddy: QWidget) -> QLabel:
    """Return the label of a line; all forms about signing begin at the same place."""
    label = QLabel(words)
    label.setBuddy(buddy)
    label.setMinimumWidth(_LABEL_WIDTH)
    return label


class ProblemLine(QWidget):
    """A sentence that says what is wrong, with an icon; hidden while nothing is."""

    def __init__(self, tone: str = "error") -> None:
        super().__init__()
        role = theme.ERROR if tone == "error" else theme.WARNING
        self.words = theme.coloured(theme.plain(""), role)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setMinimumWidth(_LINE_WIDTH)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._picture = QLabel()
        look = theme.colours()
        shape, colour = ("error", look.error) if tone == "error" else ("problem", look.warning)
        self._picture.setPixmap(icons.pixmap(shape, colour, 16, self.devicePixelRatioF()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self.hide()

    def text(self) -> str:
        """Return the sentence."""
        return self.words.text()

    def say(self, sentence: str) -> None:
        """Show a sentence; an empty one hides the line."""
        self.words.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))


class CertificateRow(QWidget):
    """One certificate; with a button to choose it where there are several."""

    def __init__(self, choice: CertificateChoice, is_one_of_many: bool) -> None:
        super().__init__()
        self.choice = choice
        self.button = QRadioButton()
        self.button.setAccessibleName(_("使用 {holder} 的证书").format(holder=choice.holder))
        self.button.setAccessibleDescription(certificate_words(choice))
        self.button.setVisible(is_one_of_many)
        self.facts = theme.plain(certificate_words(choice))
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts.setMinimumWidth(_LINE_WIDTH)
        words = QVBoxLayout()
        words.setSpacing(theme.TIGHT)
        words.addWidget(self.facts)
        self.problems = [ProblemLine() for _each in choice.problems]
        for line, (_code, sentence) in zip(self.problems, choice.problems, strict=True):
            words.addWidget(line)
            line.say(sentence)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)


class CertificateList(QWidget):
    """All certificates that were found; the one that fits is chosen beforehand."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[CertificateRow] = []
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(lambda _button: self.chosen.emit())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE)
        self.hide()

    @property
    def choice(self) -> CertificateChoice | None:
        """The certificate to sign with."""
        return next((row.choice for row in self.rows if row.button.isChecked()), None)

    def show_certificates(
        self, choices: Sequence[CertificateChoice], wanted: str | None = None
    ) -> None:
        """Show certificates; `wanted` is the fingerprint that was chosen before."""
        for row in self.rows:
            self._group.removeButton(row.button)
            row.hide()
            row.deleteLater()
        several = len(choices) > 1
        self.rows = [CertificateRow(choice, several) for choice in choices]
        for row in self.rows:
            self._group.addButton(row.button)
            self._column.addWidget(row)
        first = _first_choice(choices, wanted)
        if first is not None:
            self.rows[first].button.setChecked(True)
        self.setVisible(bool(choices))


def certificate_words(choice: CertificateChoice) -> str:
    """Return holder, issuer, validity and use of a certificate, a line each."""
    usages = _("、").join(choice.usages) if choice.usages else _("没有限制")
    return "\n".join(
        (
            _("持有人：{holder}").format(holder=choice.holder),
            _("颁发者：{issuer}").format(issuer=choice.issuer),
            _("有效期：{start} 至 {end}").format(
                start=day_words(choice.not_before.date()), end=day_words(choice.not_after.date())
            ),
            _("用途：{usages}（{key}）").format(usages=usages, key=choice.key_kind),
        )
    )


def _first_choice(choices: Sequence[CertificateChoice], wanted: str | None) -> int | None:
    """Return which certificate to offer: the one of before, or the only one without a problem."""
    for number, choice in enumerate(choices):
        if choice.fingerprint == wanted:
            return number
    if len(choices) == 1:
        return 0
    sound = [number for number, choice in enumerate(choices) if not choice.problems]
    return sound[0] if len(sound) == 1 else None
