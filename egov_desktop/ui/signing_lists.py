"""Revocation lists (证书吊销列表) by which the signers' certificates are judged: optional."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from egov_desktop.app import signing_views
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import dialogs, theme
from egov_desktop.ui.disclosure import Disclosure
from egov_desktop.ui.file_choosing import or_any
from egov_desktop.ui.file_list import FileList
from egov_desktop.ui.signing_certificates import ProblemLine
from egov_desktop.ui.translation import _, marked

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs

LIST_KINDS = marked("吊销列表 (*.crl *.pem *.der)")

_USE_WORDS = (
    marked("从证书颁发机构下载的 CRL 文件：签名前据此核对证书是否被吊销，并写进签名。"),
    marked("不选时，报送包如实写明未核对吊销状态。"),
)


class ListsPart(Disclosure):
    """Revocation lists as files; closed until they are wanted."""

    changed = Signal()
    """Other lists: certificates are to be judged again."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs") -> None:
        super().__init__(_("证书吊销列表（可不选）"))
        self._workspace, self._jobs = workspace, jobs
        self._asked = 0
        self._words: Sequence[str] = ()
        self.files = FileList(_("吊销列表"), or_any(_(LIST_KINDS)), _("添加吊销列表…"))
        self.files.changed.connect(self.read)
        self.words = theme.note("")
        self.words.hide()
        self.problem = ProblemLine()
        for words in _USE_WORDS:
            self.rows.addWidget(theme.note(_(words)))
        for part in (self.files, self.words, self.problem):
            self.rows.addWidget(part)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The lists to judge by."""
        return self.files.paths

    @property
    def obstacle(self) -> str:
        """What is wrong with a list."""
        return self.problem.text()

    def read(self) -> None:
        """Look into the lists beside the window."""
        self._asked += 1
        asked = self._asked
        self.problem.say("")
        self._say(())
        if self.paths:
            self._jobs.run(
                signing_views.revocation_list_words,
                self.paths,
                self._workspace.now(),
                on_done=lambda words: self._on_read(asked, words),
                on_error=lambda error: self._on_unreadable(asked, error),
            )
        else:
            self.changed.emit()

    def _on_read(self, asked: int, words: Sequence[str]) -> None:
        if asked == self._asked:
            self._say(words)
            self.changed.emit()

    def _on_unreadable(self, asked: int, error: Exception) -> None:
        if asked != self._asked:
            return
        if not isinstance(error, EgovError):
            dialogs.show_error(self, error)
        self.problem.say(str(error))
        self.changed.emit()

    def _say(self, words: Sequence[str]) -> None:
        self.words.setText("\n".join(words))
        self.words.setVisible(bool(words))
        count = len(self.paths)
        self.summarise(_("{count} 个文件").format(count=count) if count else "")
