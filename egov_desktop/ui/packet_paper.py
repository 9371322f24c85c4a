"""The way without a key (纸质签章): print the packet, sign and seal it, put the scan into it."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from egov_desktop.app import editions, packet_printing, paper_signatures
from egov_desktop.app.editions import Edition
from egov_desktop.app.preview import PageSize
from egov_desktop.domain.errors import CancelledError, EgovError
from egov_desktop.ui import dialogs, file_choosing, icons, theme
from egov_desktop.ui.file_choosing import or_any
from egov_desktop.ui.signing_certificates import ProblemLine
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.while_there import while_there

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Job, Jobs

_STEPS = (
    marked("1. 打印报件。"),
    marked("2. 在需要签章的页上签字、盖章；每页页脚的编码与这个报送包一致，不要用别的版本代替。"),
    marked("3. 扫描签章的页，添加扫描件：内容和编码不变，另存为新的文件。纸质原件一并报送。"),
)
_SCANS = marked("扫描件 (*.pdf *.jpg *.jpeg *.png)")
_NUMBERS = re.compile(r"([0-9]+)")


class PaperPart(QWidget):
    """The three steps on paper, with a button for each that the program can help with."""

    made = Signal(object)
    """A later edition of the packet, with the scan in it."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs") -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self._packet = Path()
        self._job: Job | None = None
        self.print_button = theme.button(_("打印报件…"))
        self.print_button.clicked.connect(self.start)
        self.scan_button = theme.button(_("添加扫描件…"))
        self.scan_button.setToolTip(_("可以一次选几个文件，依文件名的次序排列"))
        self.scan_button.clicked.connect(self._ask_scans)
        self.cancel_button = theme.button(_("取消"))
        self.cancel_button.setAccessibleName(_("取消添加扫描件"))
        self.cancel_button.clicked.connect(self.stop)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("进度"))
        self.problem = ProblemLine()
        self.result = theme.plain("")
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE, 0, 0)
        column.setSpacing(theme.SPACE)
        column.addWidget(theme.strong(_("纸质签章")))
        for words in _STEPS:
            column.addWidget(theme.plain(_(words)))
        column.addLayout(self._button_row())
        for part in (self._bar, self._result_box(), self.problem):
            column.addWidget(part)
        self._show_parts()

    def _button_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        for button in (self.print_button, self.scan_button, self.cancel_button):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _result_box(self) -> QWidget:
        picture = QLabel()
        picture.setPixmap(
            icons.pixmap("ready", theme.colours().accent, 18, self.devicePixelRatioF())
        )
        self._done = QWidget()
        row = QHBoxLayout(self._done)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.result, 1)
        return self._done

    def offer(self, packet: Path) -> None:
        """Offer to print a packet and to take in what was signed on paper."""
        self.stop()
        self._packet = packet
        self.result.setText("")
        self.problem.say("")
        self._show_parts()

    def start(self) -> None:
        """Take the pages out of the packet beside the window, then ask for a printer."""
        self.print_button.setEnabled(False)
        out = self._workspace.scratch / f"{self._packet.stem}.pdf"
        self._jobs.run(
            packet_printing.pages_of_packet,
            self._packet,
            out,
            on_done=while_there(self, lambda sizes: self._on_pages(out, sizes)),
            on_error=while_there(self, self._on_unprinted),
        )

    def _on_pages(self, path: Path, sizes: tuple[PageSize, ...]) -> None:
        from egov_desktop.ui.printing import ask_and_print

        self._show_parts()
        ask_and_print(self, path, sizes, path.stem)

    def _on_unprinted(self, error: Exception) -> None:
        self._show_parts()
        dialogs.show_error(self, error)

    def _ask_scans(self) -> None:
        scans = file_choosing.files_to_open(self, _("添加扫描件"), or_any(_(_SCANS)))
        if scans:
            self.add_scans(sorted(scans, key=_as_people_count))

    def add_scans(self, scans: Sequence[Path]) -> None:
        """Look into scans and put them together, then write the packet again with them."""
        if self._job is not None:
            return
        self.result.setText("")
        self.problem.say("")
        self._bar.setRange(0, 0)
        whole = self._workspace.scratch / f"{self._packet.stem}-scan.pdf"
        self._job = self._jobs.run(
            paper_signatures.prepare_scan,
            list(scans),
            whole,
            on_done=while_there(self, lambda _pages: self._on_prepared(whole)),
            on_error=while_there(self, self._on_failed),
            on_progress=while_there(self, lambda _name, done, of: self._on_progress(done, of)),
        )
        self._show_parts()
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_prepared(self, whole: Path) -> None:
        self._bar.setRange(0, 0)
        self._job = self._jobs.run_apart(
            paper_signatures.make_scan_edition,
            self._packet,
            whole,
            paper_signatures.scan_edition_path(self._packet),
            self._workspace.now(),
            on_done=while_there(self, self._on_made),
            on_error=while_there(self, self._on_failed),
            on_progress=while_there(self, self._on_progress),
        )

    def stop(self) -> None:
        """Add no scans any more; what was written is removed."""
        if self._job is not None:
            self._job.cancel()

    def _on_progress(self, done: int, total: int) -> None:
        most = 1000
        self._bar.setRange(0, most)
        self._bar.setValue(done * most // max(total, 1))

    def _on_made(self, edition: Edition) -> None:
        self._end()
        try:
            editions.record_edition(self._workspace, edition)
        except EgovError as error:
            self.problem.say(str(error))
        paper = edition.verification.paper
        words = _(
            "已附上扫描件 {pages} 页，另存为 {path}。写入后已重新打开，核对无误；原来的文件不变。"
            "扫描件上的签字、印章和编码，须由人与纸质原件核对。"
        )
        pages = paper.pages if paper else 0
        self.result.setText(words.format(pages=pages, path=edition.path))
        self._show_parts()
        self.made.emit(edition)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        if isinstance(error, CancelledError):
            self.problem.say(_("已取消，没有添加扫描件。"))
        elif isinstance(error, EgovError):
            self.problem.say(str(error))
        else:
            dialogs.show_error(self, error)

    def _end(self) -> None:
        self._job = None
        self._show_parts()
        self.scan_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_parts(self) -> None:
        is_busy = self._job is not None
        self._bar.setVisible(is_busy)
        self.cancel_button.setVisible(is_busy)
        self._done.setVisible(bool(self.result.text()))
        for button in (self.print_button, self.scan_button):
            button.setDisabled(is_busy)


def _as_people_count(path: Path) -> list[tuple[int, str]]:
    """Return what puts page 2 before page 10."""
    parts = _NUMBERS.split(path.name.lower())
    return [(int(part), "") if part.isascii() and part.isdecimal() else (0, part) for part in parts]
