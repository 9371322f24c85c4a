"""One signer (签名人) of a packet: in which role, with which key, with which seal."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app.signing_choices import SignerChoice
from egov_desktop.app.signing_views import CertificateChoice
from egov_desktop.ui import icons, theme
from egov_desktop.ui.signing_certificates import form_label
from egov_desktop.ui.signing_file import FileSource
from egov_desktop.ui.signing_seal import SealLine
from egov_desktop.ui.signing_token import TokenSource
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.wizard.line_input import ChoiceInput, LineInput

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs
    from egov_desktop.ui.seal_dialog import SealDialog
    from egov_desktop.ui.seal_place import SealPlace

ROLES = (marked("单位负责人"), marked("项目责任人"), marked("财务负责人"))
"""The roles in the order in which they usually sign; they stay Chinese in the packet."""
Placing = Callable[["SignerCard", Path, "SealPlace | None"], "SealDialog"]


class SignerCard(QWidget):
    """Role, key and seal of one signer, and the buttons that change the order."""

    changed = Signal()
    move_wanted = Signal(object, int)
    """This card, and by how many places."""
    remove_wanted = Signal(object)

    def __init__(
        self,
        workspace: "Workspace",
        jobs: "Jobs",
        crls: Callable[[], Sequence[Path]],
        placing: Placing,
        roles: Sequence[str] = ROLES,
    ) -> None:
        super().__init__()
        self.file = FileSource(workspace, jobs, crls)
        self.token = TokenSource(workspace, jobs, crls)
        self.seal = SealLine(lambda image, place: placing(self, image, place))
        for part in (self.file, self.token, self.seal):
            part.changed.connect(self.changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        column.addWidget(self._head())
        self.offer_roles(roles)
        column.addLayout(self._way_row())
        for part in (self.file, self.token):
            column.addWidget(part)
        self.token.hide()
        column.addLayout(self._seal_row())

    def _head(self) -> QWidget:
        self.title = theme.strong("")
        self.title.setWordWrap(False)
        self.role = ChoiceInput()
        self.role.setAccessibleName(_("签名人的身份"))
        self.role.activated.connect(self._on_role)
        self.other_role = LineInput()
        self.other_role.setAccessibleName(_("其他身份"))
        self.other_role.setPlaceholderText(_("写明身份，例如：总工程师"))
        self.other_role.textEdited.connect(lambda _text: self._on_role_known())
        self.other_role.hide()
        self.up = self._order_button("up", -1)
        self.down = self._order_button("down", 1)
        self.remove = _icon_button("delete")
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(self))
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.title)
        row.addWidget(self.role)
        row.addWidget(self.other_role, 1)
        row.addStretch(0)
        for button in (self.up, self.down, self.remove):
            row.addWidget(button)
        return head

    def _order_button(self, shape: str, places: int) -> QPushButton:
        button = _icon_button(shape)
        button.clicked.connect(lambda: self.move_wanted.emit(self, places))
        return button

    def _way_row(self) -> QHBoxLayout:
        self.by_file = QRadioButton(_("证书文件"))
        self.by_token = QRadioButton("UKey")
        self._ways = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        for button in (self.by_file, self.by_token):
            self._ways.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self.by_file.setChecked(True)
        self._ways.buttonClicked.connect(self._on_way)
        return row

    def _seal_row(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(theme.GAP)
        label = form_label(_("印章图片（可不选）"), self.seal.image.input)
        form.addRow(label, self.seal)
        return form

    @property
    def _way(self) -> FileSource | TokenSource:
        return self.token if self.by_token.isChecked() else self.file

    @property
    def role_words(self) -> str:
        """The role, as it is printed and signed."""
        return str(self.role.currentData() or self.other_role.text().strip())

    @property
    def certificate(self) -> CertificateChoice | None:
        """The certificate that was chosen."""
        return self._way.choice

    @property
    def choice(self) -> SignerChoice | None:
        """What this signer signs with; None while nothing is chosen."""
        source = self._way.source
        return None if source is None else SignerChoice(source, self.role_words, self.seal.seal)

    @property
    def obstacle(self) -> str:
        """What is still missing before this signer can sign."""
        if not self.role_words:
            return _("请写明签名人的身份。")
        return self._way.obstacle

    def offer_roles(self, roles: Sequence[str]) -> None:
        """Offer roles, and a line for any other."""
        chosen = self.role_words
        self.role.clear()
        for role in roles:
            self.role.addItem(_(role), role)
        self.role.addItem(_("其他"), "")
        self.set_role(chosen or roles[0])

    def set_role(self, role: str) -> None:
        """Choose a role; one that is not listed is written out."""
        known = self.role.findData(role)
        self.role.setCurrentIndex(known if known >= 0 else self.role.count() - 1)
        self.other_role.setText("" if known >= 0 else role)
        self.other_role.setVisible(known < 0)
        self.seal.say_role(self.role_words)

    def number(self, place: int, count: int) -> None:
        """Say which of how many signers this is."""
        several = count > 1
        self.title.setText(
            _("签名人 {number}").format(number=place + 1) if several else _("签名人")
        )
        for button in (self.up, self.down, self.remove):
            button.setVisible(several)
        self.up.setEnabled(place > 0)
        self.down.setEnabled(place < count - 1)
        self.setAccessibleName(self.title.text())
        names = (
            (self.up, _("签名人 {number} 提前")),
            (self.down, _("签名人 {number} 推后")),
            (self.remove, _("移除签名人 {number}")),
        )
        for button, words in names:
            button.setAccessibleName(words.format(number=place + 1))
            button.setToolTip(words.format(number=place + 1))

    def read_again(self) -> None:
        """Judge the certificates again, by other revocation lists."""
        if self.by_file.isChecked():
            self.file.read()

    def forget(self) -> None:
        """Keep no password and no PIN."""
        self.file.forget()
        self.token.forget()

    def _on_role(self) -> None:
        is_other = not self.role.currentData()
        self.other_role.setVisible(is_other)
        if is_other:
            self.other_role.setFocus()
        self._on_role_known()

    def _on_role_known(self) -> None:
        self.seal.say_role(self.role_words)
        self.changed.emit()

    def _on_way(self) -> None:
        is_token = self.by_token.isChecked()
        self.file.setVisible(not is_token)
        self.token.setVisible(is_token)
        (self.file if is_token else self.token).forget()
        if is_token:
            self.token.begin()
        self.changed.emit()


def _icon_button(shape: str) -> QPushButton:
    button = theme.quiet_button("")
    button.setIcon(icons.icon(shape, theme.colours().accent, 16))
    return button
