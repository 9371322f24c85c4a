"""How a packet is signed (签名方式): with a certificate file, or on paper."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from egov_desktop.app import submissions
from egov_desktop.app.submissions import CertificateView, Signing
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import dialogs, theme
from egov_desktop.ui.duty_words import day_words
from egov_desktop.ui.file_line import FileLine
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.wizard.line_input import LineInput

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs

_PAUSE_MS = 600
_LINE_WIDTH = 420
"""Width of a sentence; the room it takes below follows from it."""
_CERTIFICATES = marked("证书文件 (*.p12 *.pfx)")
_PICTURES = marked("图片 (*.png *.jpg *.jpeg)")


class SigningForm(theme.Card):
    """The certificate with its password and seal, or the decision to sign on paper."""

    changed = Signal()

    def __init__(self, workspace: "Workspace", jobs: "Jobs") -> None:
        super().__init__()
        self._workspace = workspace
        self._jobs = jobs
        self._asked = 0
        self.view: CertificateView | None = None
        self.with_certificate = QRadioButton(_("用证书文件签名"))
        self.on_paper = QRadioButton(_("不作电子签名（打印 — 签字盖章 — 扫描）"))
        self._choice = QButtonGroup(self)
        for button in (self.with_certificate, self.on_paper):
            self._choice.addButton(button)
        self.with_certificate.setChecked(True)
        self._choice.buttonClicked.connect(self._on_choice)
        self.certificate = FileLine(_("证书文件"), _(_CERTIFICATES))
        self.password = LineInput()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(_("证书密码"))
        self.seal = FileLine(_("印章图片（可不选）"), _(_PICTURES))
        self.facts = theme.plain("")
        self.problem = theme.coloured(theme.plain(""), theme.ERROR)
        for label in (self.facts, self.problem):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setMinimumWidth(_LINE_WIDTH)
            label.hide()
        self._details = self._detail_rows()
        self.paper_note = theme.note(
            _("导出的报送包不含电子签名。请打印签名页，签字盖章后扫描，并随纸质材料一并报送。")
        )
        self.rows.addWidget(theme.heading(_("签名")))
        self.rows.addWidget(self.with_certificate, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows.addWidget(self._details)
        self.rows.addWidget(self.on_paper, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows.addWidget(self.paper_note)
        self.paper_note.hide()
        self.certificate.changed.connect(self._read)
        self.password.left.connect(self._read)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(lambda: self._read(is_typing=True))
        self.password.textEdited.connect(lambda _text: self._pause.start())
        self.seal.changed.connect(self.changed)

    def _detail_rows(self) -> QWidget:
        box = QWidget()
        form = QFormLayout(box)
        form.setContentsMargins(24, 0, 0, theme.SPACE)
        form.setHorizontalSpacing(theme.GAP)
        form.setVerticalSpacing(theme.SPACE)
        self.password.setMaximumWidth(260)
        rows = (
            (_("证书文件"), self.certificate, self.certificate.input),
            (_("密码"), self.password, self.password),
            (_("印章图片（可不选）"), self.seal, self.seal.input),
        )
        for words, part, buddy in rows:
            label = QLabel(words)
            label.setBuddy(buddy)
            form.addRow(label, part)
        form.insertRow(2, "", self.facts)
        form.insertRow(3, "", self.problem)
        return box

    @property
    def signing(self) -> Signing | None:
        """What to sign with; None when the packet is signed on paper."""
        path = self.certificate.path
        if self.on_paper.isChecked() or path is None:
            return None
        return submissions.signing_with_file(path, self.password.text() or None, self.seal.path)

    @property
    def obstacle(self) -> str:
        """What is still missing before anything can be signed; empty when nothing is."""
        if self.on_paper.isChecked():
            return ""
        if self.certificate.path is None:
            return _("还没有选择证书文件；没有证书时，请改选“不作电子签名”。")
        if self.view is None:
            return _("证书还没有打开，请检查文件和密码。")
        return self.view.problem or ""

    def forget_password(self) -> None:
        """Keep no password longer than needed."""
        self.password.clear()
        self.view = None
        self.facts.hide()

    def _on_choice(self) -> None:
        is_paper = self.on_paper.isChecked()
        self._details.setVisible(not is_paper)
        self.paper_note.setVisible(is_paper)
        self.changed.emit()

    def _read(self, is_typing: bool = False) -> None:
        """Open the certificate beside the window and show what it says.

        While the password is being typed, one that does not fit is not complained of.
        """
        self._pause.stop()
        self.view = None
        self._say("", "")
        self._asked += 1
        path = self.certificate.path
        if path is None:
            self.changed.emit()
            return
        asked = self._asked
        self._jobs.run(
            submissions.describe_certificate,
            path,
            self.password.text() or None,
            self._workspace.now(),
            on_done=lambda view: self._on_read(asked, view),
            on_error=lambda error: self._on_unreadable(asked, error, is_typing),
        )
        self.changed.emit()

    def _on_read(self, asked: int, view: CertificateView) -> None:
        if asked != self._asked:
            return
        self.view = view
        lines = (
            _("持有人：{holder}").format(holder=view.holder),
            _("颁发者：{issuer}").format(issuer=view.issuer),
            _("有效期：{start} 至 {end}").format(
                start=day_words(view.not_before.date()), end=day_words(view.not_after.date())
            ),
        )
        self._say("\n".join(lines), view.problem or "")
        self.changed.emit()

    def _on_unreadable(self, asked: int, error: Exception, is_typing: bool) -> None:
        if asked != self._asked:
            return
        if not isinstance(error, EgovError):
            dialogs.show_error(self, error)
        self._say("", "" if is_typing else str(error))
        self.changed.emit()

    def _say(self, facts: str, problem: str) -> None:
        for label, words in ((self.facts, facts), (self.problem, problem)):
            label.setText(words)
            label.setVisible(bool(words))
