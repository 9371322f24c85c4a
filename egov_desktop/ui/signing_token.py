"""Signing with a token (UKey): its driver, the token, the certificate, the PIN."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from egov_desktop.app import signing_secrets, signing_settings, signing_views
from egov_desktop.app.signing_choices import Token
from egov_desktop.app.signing_views import CertificateChoice, TokenView
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import icons, theme
from egov_desktop.ui.file_choosing import or_any
from egov_desktop.ui.file_line import FileLine
from egov_desktop.ui.signing_certificates import CertificateList, ProblemLine, form_label
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.while_there import while_there
from egov_desktop.ui.wizard.line_input import ChoiceInput, LineInput

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Job, Jobs

DRIVER_KINDS = marked("UKey 驱动 (*.dll *.so *.so.* *.dylib)")
_PIN_STATES = {
    "ok": "",
    "low": marked("PIN 曾被输错，剩余次数已减少；请核对后再输入。"),
    "last": marked("PIN 只剩最后一次机会，再输错就会锁定；请务必核对。"),
    "locked": marked("PIN 已锁定，不能签名；请持证件到证书颁发机构解锁后再用。"),
}


class TokenSource(QWidget):
    """A token that is asked beside the window; its PIN is tried only when the person says so."""

    changed = Signal()

    def __init__(
        self, workspace: "Workspace", jobs: "Jobs", crls: Callable[[], Sequence[Path]]
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._jobs = jobs
        self._crls = crls
        self._job: Job | None = None
        self._is_unlocked = False
        self._has_looked = False
        self._has_keyring = False
        self._is_kept = False
        """Whether the PIN came from the keyring."""
        self.driver = FileLine(_("UKey 驱动"), or_any(_(DRIVER_KINDS)))
        self.driver.changed.connect(self.look)
        self.token = ChoiceInput()
        self.token.setAccessibleName("UKey")
        self.token.activated.connect(self._on_token_chosen)
        self.look_button = theme.button(_("重新查找"))
        self.look_button.setAccessibleName(_("重新查找 UKey"))
        self.look_button.clicked.connect(self.look)
        self.certificates = CertificateList()
        self.certificates.chosen.connect(self.changed)
        self.warning = ProblemLine("warning")
        self.problem = ProblemLine()
        self.busy_words = theme.note("")
        self.busy_words.hide()
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(theme.GAP)
        self._form.setVerticalSpacing(theme.SPACE)
        self._add(_("驱动"), self.driver, self.driver.input)
        self._add("UKey", self._token_row(), self.token)
        self._form.addRow("", self.busy_words)
        self._form.addRow("", self.certificates)
        self._form.addRow("", self.warning)
        self._add("PIN", self._pin_row(), self.pin)
        self._form.addRow("", self.problem)
        self._show_parts()

    def _add(self, words: str, part: QWidget, buddy: QWidget) -> None:
        label = form_label(words, buddy)
        self._form.addRow(label, part)

    def _token_row(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.token, 1)
        row.addWidget(self.look_button)
        return box

    def _pin_row(self) -> QWidget:
        self.pin = LineInput()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setAccessibleName(_("UKey 的 PIN"))
        self.pin.setMaximumWidth(180)
        self.pin.textEdited.connect(self._on_pin_edited)
        self.pin.returnPressed.connect(self.try_pin)
        self.pin_button = theme.button(_("核对 PIN"))
        self.pin_button.clicked.connect(self.try_pin)
        self._pin_picture = QLabel()
        self._pin_picture.setPixmap(
            icons.pixmap("ready", theme.colours().accent, 16, self.devicePixelRatioF())
        )
        self.pin_words = QLabel(_("PIN 正确"))
        self.remember = QCheckBox(_("记住在系统密钥环"))
        self.remember.toggled.connect(lambda is_on: self._keep_pin() if is_on else None)
        self.remember.setToolTip(_("下次不必再输入；能登录这台电脑账户的人都能用它签名"))
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        for part in (self.pin, self.pin_button, self._pin_picture, self.pin_words, self.remember):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        return box

    @property
    def choice(self) -> CertificateChoice | None:
        """The certificate to sign with."""
        return self.certificates.choice

    @property
    def source(self) -> Token | None:
        """What to sign with; None while no token is chosen."""
        meant = self._meant()
        if meant is None:
            return None
        chosen = self.choice.fingerprint if self.choice else None
        return replace(meant, pin=self.pin.text() or None, fingerprint=chosen)

    @property
    def obstacle(self) -> str:
        """What is still missing before this token can sign."""
        if self.driver.path is None:
            return _("还没有选择 UKey 的驱动。")
        if self._job is not None:
            return _("正在读取 UKey，请稍候。")
        view = self.token.currentData()
        if view is None:
            return self.problem.text() or _("没有找到 UKey，请插好后点“重新查找”。")
        if view.pin == "locked":
            return _(_PIN_STATES["locked"])
        if not self.choice:
            return _("请选择 UKey 里的一张证书。")
        return "" if self._is_unlocked else _("请输入 PIN，再点“核对 PIN”。")

    def begin(self) -> None:
        """Look for tokens behind the known driver when this way is chosen for the first time."""
        self._jobs.run(
            signing_secrets.keyring_name,
            on_done=while_there(self, self._on_keyring),
            on_error=while_there(self, self._on_no_keyring),
        )
        if self.driver.path is None:
            known = signing_settings.load(self._workspace).drivers
            if known:
                self.driver.set_path(known[0])
        elif not self._has_looked:
            self.look()

    def forget(self) -> None:
        """Keep no PIN longer than needed."""
        self._stop()
        self.pin.clear()
        self.remember.setChecked(False)
        self._is_unlocked = self._is_kept = False
        self.problem.say("")
        self._show_parts()

    def look(self) -> None:
        """Ask the driver which tokens are there."""
        self.forget()
        self.token.clear()
        self.certificates.show_certificates(())
        path = self.driver.path
        if path is None:
            self._show_parts()
            self.changed.emit()
            return
        self._has_looked = True
        self._ask(
            _("正在查找 UKey…"), self._on_tokens, self._on_no_tokens, signing_views.tokens_of, path
        )

    def try_pin(self) -> None:
        """Log in with the PIN that was typed: it costs a try when it is wrong."""
        meant = self._meant()
        if meant is None or not self.pin.text() or self._job is not None:
            return
        self.problem.say("")
        self._ask(
            _("正在核对 PIN…"),
            self._on_unlocked,
            self._on_refused,
            signing_views.certificates_of,
            replace(meant, pin=self.pin.text()),
            self._workspace.now(),
            tuple(self._crls()),
        )

    def read(self) -> None:
        """Read the public certificates of the chosen token."""
        meant = self._meant()
        if meant is not None:
            self._ask(
                _("正在读取证书…"),
                self._on_read,
                self._on_no_tokens,
                signing_views.certificates_of,
                meant,
                self._workspace.now(),
                tuple(self._crls()),
            )

    def _ask(
        self,
        words: str,
        on_done: Callable[..., None],
        on_error: Callable[[Exception], None],
        function: Callable[..., object],
        *args: object,
    ) -> None:
        """Ask the driver in a child process: some of them crash or hang."""
        self._stop()
        self.busy_words.setText(words)

        def ended(then: Callable[..., None], what: object) -> None:
            if self._job is job:
                self._job = None
                then(what)
                self._show_parts()
                self.changed.emit()

        job = self._jobs.run_apart(
            function,
            *args,
            on_done=lambda found: ended(on_done, found),
            on_error=lambda error: ended(on_error, error),
        )
        self._job = job
        self._show_parts()
        self.changed.emit()

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _meant(self) -> Token | None:
        view: TokenView | None = self.token.currentData()
        path = self.driver.path
        if view is None or path is None:
            return None
        return Token(path, view.label or None, view.serial or None)

    def _on_tokens(self, found: Sequence[TokenView]) -> None:
        driver = self.driver.path
        if found and driver is not None:
            signing_settings.remember_driver(self._workspace, driver)
        for view in found:
            self.token.addItem(token_words(view), view)
        if len(found) > 1:
            self.token.setCurrentIndex(-1)
            self.token.setPlaceholderText(_("请选择"))
        self._on_token_chosen()

    def _on_no_tokens(self, error: Exception) -> None:
        self._tell(error)

    def _on_token_chosen(self) -> None:
        self.pin.clear()
        self._is_unlocked = self._is_kept = False
        self.certificates.show_certificates(())
        self.problem.say("")
        self.read()

    def _on_read(self, found: Sequence[CertificateChoice]) -> None:
        self.certificates.show_certificates(found)
        self.problem.say("" if found else _("这个 UKey 里没有证书；请先到证书颁发机构办理。"))
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
        meant = self._meant()
        if self._has_keyring and meant is not None:
            self._jobs.run(
                signing_secrets.with_kept,
                meant,
                on_done=while_there(self, self._on_kept_pin),
                on_error=while_there(self, self._on_no_keyring),
            )

    def _on_keyring(self, name: str | None) -> None:
        self._has_keyring = name is not None
        self._show_parts()

    def _on_no_keyring(self, error: Exception) -> None:
        """Go on without the keyring; whoever wants it finds its state in the settings."""
        if not isinstance(error, EgovError):
            raise error
        self._has_keyring = False
        self._show_parts()

    def _on_kept_pin(self, source: Token) -> None:
        """Try the PIN that is kept once; a wrong one is taken out of the keyring."""
        meant = self._meant()
        is_meant = meant is not None and replace(source, pin=None) == meant
        if is_meant and source.pin and not self.pin.text():
            self.pin.setText(source.pin)
            self._is_kept = True
            self.try_pin()

    def _on_unlocked(self, found: Sequence[CertificateChoice]) -> None:
        wanted = self.choice.fingerprint if self.choice else None
        self.certificates.show_certificates(found, wanted)
        self._is_unlocked = bool(found)
        self._keep_pin()
        self.problem.say("" if found else _("这个 UKey 里没有能签名的证书。"))
        self._set_pin_state("ok")

    def _keep_pin(self) -> None:
        """Keep a PIN that fits, when the person asks for it."""
        source = self.source
        wants = self._is_unlocked and self.remember.isChecked() and not self._is_kept
        if source is not None and wants:
            self._is_kept = True
            self._jobs.run(
                signing_secrets.keep,
                source,
                on_done=lambda _where: None,
                on_error=while_there(self, self._tell),
            )

    def _on_refused(self, error: Exception) -> None:
        self._is_unlocked = False
        self.pin.clear()
        state = signing_views.pin_left(error)
        meant = self._meant()
        if state is not None:
            self._set_pin_state(state)
            if self._is_kept and meant is not None:
                self._is_kept = False
                self._jobs.run(
                    signing_secrets.forget,
                    meant,
                    on_done=lambda _none: None,
                    on_error=while_there(self, self._on_no_keyring),
                )
        self._tell(error)
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_pin_state(self, state: str) -> None:
        view: TokenView | None = self.token.currentData()
        if view is not None:
            self.token.setItemData(self.token.currentIndex(), replace(view, pin=state))

    def _on_pin_edited(self) -> None:
        self.problem.say("")
        if self._is_unlocked:
            self._is_unlocked = False
            self.changed.emit()
        self._show_parts()

    def _tell(self, error: Exception) -> None:
        if not isinstance(error, EgovError):
            self.problem.say(_("驱动没有回答或已崩溃；请重新插拔 UKey，或换用厂商的驱动。"))
        else:
            self.problem.say(str(error))

    def _show_parts(self) -> None:
        is_busy = self._job is not None
        view: TokenView | None = self.token.currentData()
        self.busy_words.setVisible(is_busy)
        self.look_button.setEnabled(not is_busy and self.driver.path is not None)
        self.token.setEnabled(self.token.count() > 0)
        has_token = view is not None
        is_locked = has_token and view.pin == "locked"
        self._form.setRowVisible(5, has_token and not is_locked)
        is_quiet = not self._is_unlocked and not self.problem.text()
        self.pin_button.setEnabled(bool(self.pin.text()) and not is_busy)
        self.pin_button.setVisible(not self._is_unlocked)
        self._pin_picture.setVisible(self._is_unlocked)
        self.remember.setVisible(self._has_keyring and not self._is_kept)
        self.pin_words.setVisible(self._is_unlocked)
        self.warning.say(_(_PIN_STATES[view.pin]) if has_token and is_quiet else "")


def token_words(view: TokenView) -> str:
    """Return what tells a token from others: label, maker, serial number."""
    named = " · ".join(part for part in (view.label, view.maker, view.serial) if part)
    return named or "UKey"
