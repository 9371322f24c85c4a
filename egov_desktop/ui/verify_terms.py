"""What packets are held against (核对依据): roots, lists, signers, the version before."""

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from egov_desktop.app.verification import Terms
from egov_desktop.ui import file_choosing, theme
from egov_desktop.ui.file_line import FileLine
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.line_input import LineInput

_CERTIFICATES = "*.pem *.crt *.cer *.der"
_LISTS = "*.crl *.pem *.der"
_SEPARATORS = re.compile(r"[,\uff0c\u3001;\uff1b]")


class FileSet(QWidget):
    """Any number of files of one kind: how many, which, adding and clearing."""

    changed = Signal()

    def __init__(self, label: str, kinds: str) -> None:
        super().__init__()
        self._label, self._kinds = label, kinds
        self.paths: tuple[Path, ...] = ()
        self.words = theme.plain("")
        self.add_button = theme.button(_("添加…"))
        self.add_button.setAccessibleName(_("添加{label}").format(label=label))
        self.add_button.clicked.connect(self._add)
        self.clear_button = theme.quiet_button(_("清除"))
        self.clear_button.setAccessibleName(_("清除{label}").format(label=label))
        self.clear_button.clicked.connect(lambda: self._change(()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.words, 1)
        row.addWidget(self.clear_button)
        row.addWidget(self.add_button)
        self.set_paths(())

    def set_paths(self, paths: Sequence[Path]) -> None:
        """Show these files."""
        self.paths = tuple(paths)
        self.words.setText(_("、").join(each.name for each in paths) or _("没有给出"))
        self.words.setToolTip("\n".join(map(str, paths)))
        theme.coloured(self.words, theme.PLAIN if paths else theme.MUTED)
        self.clear_button.setVisible(bool(paths))

    def _add(self) -> None:
        title = _("选择{label}").format(label=self._label)
        chosen = file_choosing.files_to_open(self, title, self._kinds)
        if chosen:
            self._change(tuple(dict.fromkeys((*self.paths, *chosen))))

    def _change(self, paths: tuple[Path, ...]) -> None:
        self.set_paths(paths)
        self.changed.emit()


class TermsCard(theme.Card):
    """All of it is optional; roots and lists are kept for the next time."""

    kept_changed = Signal()
    """The roots or the revocation lists are others now."""
    again_wanted = Signal()
    """The packets on the page are to be judged once more, by what stands here now."""

    def __init__(self) -> None:
        super().__init__()
        self.roots = FileSet(_("根证书"), _("证书 ({patterns})").format(patterns=_CERTIFICATES))
        self.crls = FileSet(_("吊销列表"), _("吊销列表 ({patterns})").format(patterns=_LISTS))
        self.signers = LineInput()
        self.signers.setAccessibleName(_("要求的签名人"))
        self.signers.setPlaceholderText(_("姓名、证书序列号或指纹，多人用顿号隔开；可不填"))
        self.previous = FileLine(_("前一版本的报送包"), _("报送包 (*.zip)"))
        self.previous.input.setPlaceholderText(_("核对单个报送包是否承接前一版本时选择；可不填"))
        self.roots.changed.connect(self.kept_changed)
        self.crls.changed.connect(self.kept_changed)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(theme.SPACE)
        grid.setColumnStretch(1, 1)
        parts = (
            (_("根证书"), self.roots),
            (_("吊销列表"), self.crls),
            (_("要求的签名人"), self.signers),
            (_("前一版本的报送包"), self.previous),
        )
        for row, (words, part) in enumerate(parts):
            grid.addWidget(QLabel(words), row, 0)
            grid.addWidget(part, row, 1)
        self.rows.addWidget(theme.heading(_("核对依据")))
        self.rows.addWidget(
            theme.note(
                _("没有根证书也能核对是否被改动，但不能核对证书由谁签发。根证书和吊销列表会记住。")
            )
        )
        self.rows.addLayout(grid)
        self.again_button = theme.button(_("按这些依据重新核对"))
        self.again_button.clicked.connect(self.again_wanted)
        self.again_button.hide()
        self.rows.addWidget(self.again_button, 0, Qt.AlignmentFlag.AlignLeft)

    def terms(self, *, is_single: bool) -> Terms:
        """Return what stands here; the version before counts for a single packet only."""
        names = _SEPARATORS.split(self.signers.text())
        return Terms(
            roots=self.roots.paths,
            crls=self.crls.paths,
            expected_signers=tuple(name.strip() for name in names if name.strip()),
            previous=self.previous.path if is_single else None,
        )
