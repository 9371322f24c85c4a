"""How a packet is signed (签名方式): by one or several signers in order, or on paper."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QVBoxLayout, QWidget

from egov_desktop.app import signing_settings
from egov_desktop.app.signing_choices import Signing
from egov_desktop.domain.signing_guards import SigningPolicy
from egov_desktop.ui import theme
from egov_desktop.ui.signing_lists import ListsPart
from egov_desktop.ui.signing_signer import ROLES, Placing, SignerCard
from egov_desktop.ui.signing_sm2 import Sm2Part
from egov_desktop.ui.tab_order import follow_layout
from egov_desktop.ui.translation import _

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs

_MOST_SIGNERS = 8


class SigningForm(theme.Card):
    """The signers in order with their keys and seals, or the decision to sign on paper."""

    changed = Signal()

    def __init__(self, workspace: "Workspace", jobs: "Jobs", placing: Placing) -> None:
        super().__init__()
        self._workspace, self._jobs, self._placing = workspace, jobs, placing
        self._roles: tuple[str, ...] = ROLES
        self.policy = SigningPolicy()
        self.cards: list[SignerCard] = []
        self.electronic = QRadioButton(_("电子签名（证书文件或 UKey）"))
        self.on_paper = QRadioButton(_("不作电子签名（打印 — 签字盖章 — 扫描）"))
        self._ways = QButtonGroup(self)
        for button in (self.electronic, self.on_paper):
            self._ways.addButton(button)
        self.electronic.setChecked(True)
        self._ways.buttonClicked.connect(self._on_way)
        self.sm2 = Sm2Part(workspace, jobs)
        self.sm2.changed.connect(self.changed)
        self.lists = ListsPart(workspace, jobs)
        self.lists.changed.connect(self._on_lists)
        self._details = self._detail_rows()
        self.paper_note = theme.note(
            _("导出的报送包不含电子签名。导出后打印、签字盖章、扫描，纸质原件随材料一并报送。")
        )
        self.paper_note.hide()
        self.rows.addWidget(theme.heading(_("签名")))
        self.rows.addWidget(self.electronic, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows.addWidget(self._details)
        self.rows.addWidget(self.on_paper, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows.addWidget(self.paper_note)
        self.changed.connect(lambda: follow_layout(self))
        self._offer_settings()
        self.add_signer()

    def _detail_rows(self) -> QWidget:
        self._signers = QVBoxLayout()
        self._signers.setSpacing(theme.GAP)
        self.add_button = theme.quiet_button(_("再加一位签名人"))
        self.add_button.clicked.connect(self._on_add)
        self.order_note = theme.note(
            _("按上面的次序签名：后签的不使先签的失效；最后一位同时签报送包的清单。")
        )
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(theme.MARGIN, 0, 0, theme.SPACE)
        column.setSpacing(theme.SPACE)
        column.addLayout(self._signers)
        column.addWidget(self.order_note)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self.sm2, self.lists):
            column.addWidget(part)
        return box

    def _offer_settings(self) -> None:
        kept = signing_settings.load(self._workspace)
        if kept.crls:
            self.lists.files.show_files(kept.crls)
            self.lists.read()
        if kept.sm2_key:
            self.sm2.offer(kept.sm2_key, kept.sm2_certificate)

    @property
    def signing(self) -> Signing | None:
        """What to sign with; None when the packet is signed on paper."""
        if self.on_paper.isChecked():
            return None
        chosen = tuple(card.choice for card in self.cards)
        signers = tuple(choice for choice in chosen if choice is not None)
        if not signers:
            return None
        roots = signing_settings.load(self._workspace).roots
        return Signing(signers, sm2=self.sm2.source, revocation=self.lists.paths, roots=roots)

    @property
    def obstacle(self) -> str:
        """What is still missing before anything can be signed; empty when nothing is."""
        if self.on_paper.isChecked():
            return ""
        for number, card in enumerate(self.cards, start=1):
            words = card.obstacle or self._certificate_problem(card)
            if words:
                return self._of_signer(number, words)
        return self.lists.obstacle or self.sm2.obstacle

    def _of_signer(self, number: int, words: str) -> str:
        if len(self.cards) == 1:
            return words
        return _("签名人 {number}：{words}").format(number=number, words=words)

    def _certificate_problem(self, card: SignerCard) -> str:
        """Return what is wrong with a certificate and no reason can override."""
        problems = card.certificate.problems if card.certificate else ()
        return next((words for code, words in problems if code not in self.policy.may_override), "")

    def obey(self, policy: SigningPolicy) -> None:
        """Offer the roles that the pack names, and know what a reason may override."""
        self.policy = policy
        if policy.roles and policy.roles != self._roles:
            self._roles = policy.roles
            for card in self.cards:
                card.offer_roles(policy.roles)

    def add_signer(self) -> SignerCard:
        """Put one more signer at the end, in the first role that nobody has."""
        card = SignerCard(
            self._workspace, self._jobs, lambda: self.lists.paths, self._placing, self._roles
        )
        taken = {each.role_words for each in self.cards}
        card.set_role(next((role for role in self._roles if role not in taken), self._roles[0]))
        card.changed.connect(self.changed)
        card.move_wanted.connect(self._move)
        card.remove_wanted.connect(self._remove)
        self.cards.append(card)
        self._lay_out()
        return card

    def forget(self) -> None:
        """Keep no password and no PIN longer than needed."""
        for card in self.cards:
            card.forget()
        self.sm2.forget()

    def _lay_out(self) -> None:
        while item := self._signers.takeAt(0):
            if isinstance(line := item.widget(), QFrame) and not isinstance(line, SignerCard):
                line.deleteLater()
        for place, card in enumerate(self.cards):
            if place:
                self._signers.addWidget(_divider())
            self._signers.addWidget(card)
            card.number(place, len(self.cards))
        self.order_note.setVisible(len(self.cards) > 1)
        self.add_button.setEnabled(len(self.cards) < _MOST_SIGNERS)
        follow_layout(self)

    def _on_add(self) -> None:
        self.add_signer().role.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _move(self, card: SignerCard, places: int) -> None:
        place = self.cards.index(card)
        self.cards.insert(place + places, self.cards.pop(place))
        self._lay_out()
        card.role.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _remove(self, card: SignerCard) -> None:
        self.cards.remove(card)
        card.forget()
        card.hide()
        self._lay_out()
        card.deleteLater()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _on_lists(self) -> None:
        for card in self.cards:
            card.read_again()
        self.changed.emit()

    def _on_way(self) -> None:
        is_paper = self.on_paper.isChecked()
        self._details.setVisible(not is_paper)
        self.paper_note.setVisible(is_paper)
        self.changed.emit()


def _divider() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    line.setBackgroundRole(QPalette.ColorRole.Mid)
    line.setAutoFillBackground(True)
    return line
