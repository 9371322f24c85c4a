"""What is set once for signing (设置 · 签名): drivers, roots, revocation lists, the SM2 key."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel

from egov_desktop.app import signing_secrets, signing_settings
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import theme
from egov_desktop.ui.file_choosing import or_any
from egov_desktop.ui.file_line import FileLine
from egov_desktop.ui.file_list import FileList
from egov_desktop.ui.settings_drivers import DriverList
from egov_desktop.ui.signing_lists import LIST_KINDS
from egov_desktop.ui.signing_sm2 import CERTIFICATE_KINDS, KEY_KINDS
from egov_desktop.ui.tab_order import follow_layout
from egov_desktop.ui.translation import _
from egov_desktop.ui.while_there import while_there

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs


class SigningSection(theme.Card):
    """Files that signing offers by itself; no password and no PIN is kept here."""

    saved = Signal()

    def __init__(self, workspace: "Workspace", jobs: "Jobs") -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self.drivers = DriverList(workspace, jobs)
        self.drivers.saved.connect(self.saved)
        self.roots = FileList(_("根证书"), or_any(_(CERTIFICATE_KINDS)), _("添加根证书…"))
        self.lists = FileList(_("吊销列表"), or_any(_(LIST_KINDS)), _("添加吊销列表…"))
        self.sm2_key = FileLine(_("SM2 私钥文件"), or_any(_(KEY_KINDS)))
        self.sm2_certificate = FileLine(_("SM2 证书（可不选）"), or_any(_(CERTIFICATE_KINDS)))
        for part in (self.roots, self.lists, self.sm2_key, self.sm2_certificate):
            part.changed.connect(self._keep)
        self.saved.connect(lambda: follow_layout(self))
        self.rows.setSpacing(theme.SPACE)
        self.rows.addWidget(theme.heading(_("签名")))
        self.rows.addWidget(theme.note(_("这里只记文件在哪里；密码和 PIN 不记在这里。")))
        self._part(_("UKey 驱动"), "", self.drivers)
        self._part(
            _("根证书"),
            _("验证签名时信任的颁发机构；没有时，验证只能说签名完好，不能说签名人可信。"),
            self.roots,
        )
        self._part(
            _("证书吊销列表"),
            _("签名和验证时据此核对证书是否被吊销；请定期换成新下载的。"),
            self.lists,
        )
        self._sm2_part()
        self._keyring_part()

    def _part(self, words: str, note: str, part: "DriverList | FileList") -> None:
        self.rows.addSpacing(theme.SPACE)
        self.rows.addWidget(theme.strong(words))
        if note:
            self.rows.addWidget(theme.note(note))
        self.rows.addWidget(part)

    def _sm2_part(self) -> None:
        self.rows.addSpacing(theme.SPACE)
        self.rows.addWidget(theme.strong(_("国密 SM2 密钥")))
        form = QFormLayout()
        form.setHorizontalSpacing(theme.GAP)
        form.setVerticalSpacing(theme.SPACE)
        for words, part in (
            (_("SM2 私钥文件"), self.sm2_key),
            (_("SM2 证书（可不选）"), self.sm2_certificate),
        ):
            label = QLabel(words)
            label.setBuddy(part.input)
            form.addRow(label, part)
        self.rows.addLayout(form)

    def _keyring_part(self) -> None:
        self.rows.addSpacing(theme.SPACE)
        self.rows.addWidget(theme.strong(_("系统密钥环")))
        self.keyring = theme.note(_("正在查看…"))
        self.rows.addWidget(self.keyring)
        self._jobs.run(
            signing_secrets.keyring_name,
            on_done=while_there(self, self._on_keyring),
            on_error=while_there(self, self._on_no_keyring),
        )

    def _on_keyring(self, name: str | None) -> None:
        if name is None:
            self.keyring.setText(_("本机没有可用的系统密钥环：UKey 的 PIN 每次签名时输入。"))
        else:
            words = _("可用：{name}。签名时勾选“记住”，PIN 才会存进去。")
            self.keyring.setText(words.format(name=name))

    def _on_no_keyring(self, error: Exception) -> None:
        if not isinstance(error, EgovError):
            raise error
        self.keyring.setText(str(error))

    def refresh(self) -> None:
        """Show what is kept."""
        kept = signing_settings.load(self._workspace)
        self.drivers.show_drivers(kept.drivers)
        self.roots.show_files(kept.roots)
        self.lists.show_files(kept.crls)
        for line, path in (
            (self.sm2_key, kept.sm2_key),
            (self.sm2_certificate, kept.sm2_certificate),
        ):
            line.blockSignals(True)
            line.set_path(path)
            line.blockSignals(False)
        follow_layout(self)

    def _keep(self) -> None:
        kept = signing_settings.load(self._workspace)
        wanted = replace(
            kept,
            roots=self.roots.paths,
            crls=self.lists.paths,
            sm2_key=self.sm2_key.path,
            sm2_certificate=self.sm2_certificate.path,
        )
        if wanted != kept:
            signing_settings.save(self._workspace, wanted)
            self.saved.emit()
