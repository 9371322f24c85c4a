"""An SM2 key (国密) that also signs the packet's manifest: optional, said for what it is."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from egov_desktop.app import signing_views
from egov_desktop.app.signing_choices import Sm2Key
from egov_desktop.app.signing_views import Sm2View
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import dialogs, theme
from egov_desktop.ui.disclosure import Disclosure
from egov_desktop.ui.duty_words import day_words
from egov_desktop.ui.file_choosing import or_any
from egov_desktop.ui.file_line import FileLine
from egov_desktop.ui.signing_certificates import ProblemLine, form_label
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.wizard.line_input import LineInput

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs

KEY_KINDS = marked("SM2 私钥 (*.pem *.key)")
CERTIFICATE_KINDS = marked("证书 (*.pem *.cer *.crt *.der)")
_FINGERPRINT = 16
_HONEST_WORDS = (
    marked("报送包另带 SM3 校验清单，并用 SM2 软件密钥签名（原始签名和 GB/T 35275 各一份）。"),
    marked("它证明清单没有改动；PDF 里的签名仍用上面的证书。软件密钥不等于经认证的密码产品。"),
)


class Sm2Part(Disclosure):
    """File, password and certificate of an SM2 key; closed until it is wanted."""

    changed = Signal()

    def __init__(self, workspace: "Workspace", jobs: "Jobs") -> None:
        super().__init__(_("另用国密 SM2 签清单（可不选）"))
        self._workspace, self._jobs = workspace, jobs
        self._asked = 0
        self.view: Sm2View | None = None
        self.key = FileLine(_("SM2 私钥文件"), or_any(_(KEY_KINDS)))
        self.password = LineInput()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(_("SM2 私钥的密码"))
        self.password.setMaximumWidth(260)
        self.certificate = FileLine(_("SM2 证书（可不选）"), or_any(_(CERTIFICATE_KINDS)))
        self.facts = theme.plain("")
        self.problem = ProblemLine()
        for words in _HONEST_WORDS:
            self.rows.addWidget(theme.note(_(words)))
        box = QWidget()
        form = QFormLayout(box)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(theme.GAP)
        form.setVerticalSpacing(theme.SPACE)
        rows: tuple[tuple[str, QWidget, QWidget], ...] = (
            (_("SM2 私钥文件"), self.key, self.key.input),
            (_("密码"), self.password, self.password),
            (_("SM2 证书（可不选）"), self.certificate, self.certificate.input),
        )
        for words, part, buddy in rows:
            label = form_label(words, buddy)
            form.addRow(label, part)
        form.addRow("", self.facts)
        form.addRow("", self.problem)
        self.facts.hide()
        self.rows.addWidget(box)
        self.key.changed.connect(self.read)
        self.certificate.changed.connect(self.read)
        self.password.left.connect(self.read)

    @property
    def source(self) -> Sm2Key | None:
        """The key to sign with; None when none was chosen."""
        path = self.key.path
        if path is None:
            return None
        return Sm2Key(path, self.password.text() or None, self.certificate.path)

    @property
    def obstacle(self) -> str:
        """What is wrong with the key that was chosen."""
        if self.source is None:
            return ""
        if self.view is None:
            return _("SM2 私钥还没有打开；请检查文件和密码，或清空这一项。")
        return self.view.problem or ""

    def offer(self, key: Path, certificate: Path | None) -> None:
        """Put in the files that the settings name."""
        self.certificate.set_path(certificate)
        self.key.set_path(key)
        self.open()

    def forget(self) -> None:
        """Keep no password longer than needed."""
        self._asked += 1
        self.password.clear()
        self._show(None)

    def read(self) -> None:
        """Open the key beside the window."""
        self._asked += 1
        asked, source = self._asked, self.source
        self._show(None)
        if source is not None:
            self._jobs.run(
                signing_views.sm2_key,
                source,
                self._workspace.now(),
                on_done=lambda view: self._on_read(asked, view),
                on_error=lambda error: self._on_unreadable(asked, error),
            )
        self.changed.emit()

    def _on_read(self, asked: int, view: Sm2View) -> None:
        if asked == self._asked:
            self._show(view)
            self.changed.emit()

    def _on_unreadable(self, asked: int, error: Exception) -> None:
        if asked != self._asked:
            return
        if not isinstance(error, EgovError):
            dialogs.show_error(self, error)
        self.problem.say(str(error))
        self.changed.emit()

    def _show(self, view: Sm2View | None) -> None:
        self.view = view
        words = sm2_words(view) if view else ""
        self.facts.setText(words)
        self.facts.setVisible(bool(words))
        self.problem.say((view.problem or "") if view else "")
        self.summarise(words.splitlines()[0] if words else "")


def sm2_words(view: Sm2View) -> str:
    """Return whose key it is, or that nobody vouches for it."""
    key = _("公钥指纹：{fingerprint}…").format(fingerprint=view.public_key[:_FINGERPRINT])
    if view.holder is None or view.not_before is None or view.not_after is None:
        return "\n".join((_("没有证书：只能凭公钥核对，不能证明是谁的。"), key))
    return "\n".join(
        (
            _("持有人：{holder}").format(holder=view.holder),
            _("颁发者：{issuer}").format(issuer=view.issuer),
            _("有效期：{start} 至 {end}").format(
                start=day_words(view.not_before.date()), end=day_words(view.not_after.date())
            ),
            key,
        )
    )
