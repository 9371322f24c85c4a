"""Signing with a certificate file (证书文件): the file, its password, the certificates inside."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from egov_desktop.app import signing_views
from egov_desktop.app.signing_choices import CertificateFile
from egov_desktop.app.signing_views import CertificateChoice
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import dialogs, theme
from egov_desktop.ui.file_line import FileLine
from egov_desktop.ui.signing_certificates import CertificateList, ProblemLine, form_label
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.wizard.line_input import LineInput

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs

_PAUSE_MS = 600
_CERTIFICATES = marked("证书文件 (*.p12 *.pfx *.pem)")


class FileSource(QWidget):
    """A certificate file that is opened beside the window as soon as its password fits."""

    changed = Signal()

    def __init__(
        self, workspace: "Workspace", jobs: "Jobs", crls: Callable[[], Sequence[Path]]
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._jobs = jobs
        self._crls = crls
        self._asked = 0
        self.certificate = FileLine(_("证书文件"), _(_CERTIFICATES))
        self.password = LineInput()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(_("证书密码"))
        self.password.setMaximumWidth(260)
        self.certificates = CertificateList()
        self.certificates.chosen.connect(self.changed)
        self.problem = ProblemLine()
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(theme.GAP)
        form.setVerticalSpacing(theme.SPACE)
        rows: tuple[tuple[str, QWidget, QWidget], ...] = (
            (_("证书文件"), self.certificate, self.certificate.input),
            (_("密码"), self.password, self.password),
        )
        for words, part, buddy in rows:
            label = form_label(words, buddy)
            form.addRow(label, part)
        form.addRow("", self.certificates)
        form.addRow("", self.problem)
        self.certificate.changed.connect(self.read)
        self.password.left.connect(self._on_password_left)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.read(is_typing=True))
        self.password.textEdited.connect(lambda _text: self._pause.start())

    @property
    def choice(self) -> CertificateChoice | None:
        """The certificate to sign with."""
        return self.certificates.choice

    @property
    def source(self) -> CertificateFile | None:
        """What to sign with; None while there is no file."""
        path = self.certificate.path
        if path is None:
            return None
        chosen = self.choice.fingerprint if self.choice else None
        return CertificateFile(path, self.password.text() or None, chosen)

    @property
    def obstacle(self) -> str:
        """What is still missing before this file can sign."""
        if self.certificate.path is None:
            return _("还没有选择证书文件；没有证书时，请改选“不作电子签名”。")
        if not self.certificates.rows:
            return _("证书还没有打开，请检查文件和密码。")
        return "" if self.choice else _("文件里有几张证书，请选择一张。")

    def forget(self) -> None:
        """Keep no password longer than needed."""
        self._pause.stop()
        self._asked += 1
        self.password.clear()
        self._show(())

    def _on_password_left(self) -> None:
        if not self.certificates.rows:
            self.read()

    def read(self, is_typing: bool = False) -> None:
        """Open the file beside the window and show what is inside.

        While the password is being typed, one that does not fit is not complained of.
        """
        self._pause.stop()
        self._asked += 1
        source = self.source
        self._show(())
        if source is None:
            self.changed.emit()
            return
        asked = self._asked
        wanted = source.fingerprint
        self._jobs.run(
            signing_views.certificates_of,
            source,
            self._workspace.now(),
            tuple(self._crls()),
            on_done=lambda found: self._on_read(asked, found, wanted),
            on_error=lambda error: self._on_unreadable(asked, error, is_typing),
        )
        self.changed.emit()

    def _show(self, found: Sequence[CertificateChoice], wanted: str | None = None) -> None:
        self.certificates.show_certificates(found, wanted)
        self.problem.say("")

    def _on_read(self, asked: int, found: Sequence[CertificateChoice], wanted: str | None) -> None:
        if asked == self._asked:
            self._show(found, wanted)
            self.changed.emit()

    def _on_unreadable(self, asked: int, error: Exception, is_typing: bool) -> None:
        if asked != self._asked:
            return
        if not isinstance(error, EgovError):
            dialogs.show_error(self, error)
        self.problem.say("" if is_typing else str(error))
        self.changed.emit()
