"""验证: drop any packet and read the verdict; nothing of the sender's is needed."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app import signing_settings, verification_report, verification_runs
from egov_desktop.app.verification_words import summary_text
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import dialogs, file_choosing, icons, theme
from egov_desktop.ui.jobs import JobFailedError
from egov_desktop.ui.page import Page
from egov_desktop.ui.routes import Verify
from egov_desktop.ui.translation import _
from egov_desktop.ui.verify_apart import judge_packets
from egov_desktop.ui.verify_result import Document, ResultView
from egov_desktop.ui.verify_table import VerdictModel, fit_rows, verdict_table
from egov_desktop.ui.verify_terms import TermsCard

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Job, Jobs

_WIDTH = 900
_ROWS_SHOWN = 7


class VerifyPage(Page):
    """Where packets come in, what they are held against, and what was found."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs", route: Verify) -> None:
        super().__init__(workspace, jobs, route)
        self.setAcceptDrops(True)
        self._job: Job | None = None
        self._wanted: list[Path] = []
        self._done: set[Path] = set()
        self._begun: Path | None = None
        self.model = VerdictModel(self)
        self.terms = TermsCard()
        self.terms.kept_changed.connect(self._keep_terms)
        self.terms.again_wanted.connect(lambda: self.judge(self._wanted))
        self.result: ResultView | None = None
        self.table = verdict_table(self.model)
        self.table.selectionModel().currentRowChanged.connect(
            lambda index, _before: self._show_result(index.row())
        )
        self._results = QVBoxLayout()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self._body())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)

    def _body(self) -> QWidget:
        body = QWidget()
        body.setMaximumWidth(_WIDTH + 2 * theme.MARGIN)
        column = QVBoxLayout(body)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.SPACE + theme.TIGHT)
        column.addWidget(theme.title(_("验证报送包")))
        words = _("核对报送包是否完整、有没有改动、由谁签名。不需要报送单位的数据，也不联网。")
        column.addWidget(theme.note(words))
        column.addWidget(self._drop_card())
        column.addWidget(self._progress_card())
        column.addWidget(self._many_card())
        self._results.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._results)
        column.addWidget(self.terms)
        column.addStretch(1)
        return body

    def _drop_card(self) -> theme.Card:
        self.drop_card = theme.Card()
        picture = QLabel()
        look = theme.colours()
        picture.setPixmap(icons.pixmap("import", look.muted, 28, self.devicePixelRatioF()))
        self.choose_button = theme.primary_button(_("选择报送包…"))
        self.choose_button.clicked.connect(self._choose)
        self.folder_button = theme.button(_("选择文件夹…"))
        self.folder_button.clicked.connect(self._choose_folder)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(picture)
        row.addWidget(theme.plain(_("把报送包（zip）拖到这里，可以一次拖入多个或整个文件夹。")), 1)
        row.addWidget(self.folder_button)
        row.addWidget(self.choose_button)
        self.drop_card.rows.addLayout(row)
        return self.drop_card

    def _progress_card(self) -> theme.Card:
        self.progress_card = theme.Card()
        self.step_words = theme.plain("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("进度"))
        self.cancel_button = theme.button(_("取消"))
        self.cancel_button.clicked.connect(self._cancel)
        row = QHBoxLayout()
        row.addWidget(self.step_words, 1)
        row.addWidget(self.cancel_button)
        self.progress_card.rows.addLayout(row)
        self.progress_card.rows.addWidget(self.bar)
        self.progress_card.hide()
        return self.progress_card

    def _many_card(self) -> QWidget:
        self.many = QWidget()
        self.counts = theme.strong("")
        self.report_button = theme.button(_("全部的核验报告…"))
        self.report_button.clicked.connect(lambda: self._save_report(self.model.documents))
        head = QHBoxLayout()
        head.addWidget(self.counts, 1)
        head.addWidget(self.report_button)
        column = QVBoxLayout(self.many)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        column.addLayout(head)
        column.addWidget(self.table)
        column.addWidget(theme.note(_("选择一行，下面显示它的全部结论。")))
        self.many.hide()
        return self.many

    def refresh(self) -> None:
        """Offer the roots and lists that were kept; a data folder that is busy offers none."""
        try:
            kept = signing_settings.load(self.workspace)
        except EgovError:
            return
        self.terms.roots.set_paths(kept.roots)
        self.terms.crls.set_paths(kept.crls)

    def _keep_terms(self) -> None:
        try:
            kept = signing_settings.load(self.workspace)
            mine = replace(kept, roots=self.terms.roots.paths, crls=self.terms.crls.paths)
            signing_settings.save(self.workspace, mine)
        except EgovError as error:
            dialogs.show_error(self, error)

    def _choose(self) -> None:
        kinds = _("报送包 (*.zip);;全部文件 (*)")
        if chosen := file_choosing.files_to_open(self, _("选择报送包"), kinds):
            self.judge(chosen)

    def _choose_folder(self) -> None:
        if chosen := file_choosing.folder_to_use(self, _("选择文件夹")):
            self.judge([chosen])

    def judge(self, paths: list[Path]) -> None:
        """Judge packets, one after another, beside the window."""
        if self._job is not None:
            return
        self._wanted, self._done, self._begun = paths, set(), None
        self.model.clear()
        self._clear_result()
        self.many.hide()
        self._area.verticalScrollBar().setValue(0)
        self._start()

    def _start(self) -> None:
        is_single = len(self._wanted) == 1 and self._wanted[0].is_file()
        self.step_words.setText(_("正在准备…"))
        self.bar.setRange(0, 0)
        self.progress_card.show()
        self._set_busy(True)
        self._job = self.jobs.run_apart(
            judge_packets,
            self._wanted,
            frozenset(self._done),
            self.terms.terms(is_single=is_single),
            self.workspace.now(),
            on_done=self._on_done,
            on_error=self._on_failed,
            on_progress=self._on_told,
        )
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_told(self, kind: str, what: Any, first: Any, second: Any) -> None:
        if kind == "begun":
            self._begun = what
            words = _("正在核对第 {number} 个，共 {count} 个：{name}")
            self.step_words.setText(words.format(number=first + 1, count=second, name=what.name))
        elif kind == "read":
            self.bar.setRange(0, first)
            self.bar.setValue(what)
        else:
            self._add(what, first or _unread(what, second))

    def _add(self, path: Path, document: Document) -> None:
        self._done.add(path)
        self._begun = None
        self.model.add(document)
        count = len(self.model.documents)
        if count == 1:
            self._show_result(0)
            return
        if not self.many.isVisible():
            self.many.show()
            self.table.selectRow(0)
        fit_rows(self.table, _ROWS_SHOWN)
        self.counts.setText(_counts_words(self.model.documents))

    def _on_done(self, count: int) -> None:
        self._end()
        if not count and not self._done:
            dialogs.show_message(
                self, _("没有报送包"), _("所选的文件夹里没有 zip 文件，请选择别的文件夹。")
            )

    def _on_failed(self, error: Exception) -> None:
        """Go on with the others where a packet has ended the child process."""
        culprit = self._begun
        self._end()
        if isinstance(error, JobFailedError) and culprit is not None:
            self._add(culprit, verification_runs.died(culprit).document or {})
            self._start()
            return
        dialogs.show_error(self, error)

    def _end(self) -> None:
        self._job = None
        self.progress_card.hide()
        self._set_busy(False)
        self.terms.again_button.setVisible(bool(self._done))
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cancel(self) -> None:
        if self._job is not None:
            self.step_words.setText(_("正在取消…"))
            self._job.cancel()

    def _set_busy(self, is_busy: bool) -> None:
        for part in (self.choose_button, self.folder_button, self.terms):
            part.setDisabled(is_busy)

    def _clear_result(self) -> None:
        if self.result is not None:
            self.result.hide()
            self.result.deleteLater()
            self.result = None

    def _show_result(self, row: int) -> None:
        self._clear_result()
        if not 0 <= row < len(self.model.documents):
            return
        document = self.model.documents[row]
        shown = ResultView(document)
        shown.copy_wanted.connect(
            lambda: QGuiApplication.clipboard().setText(summary_text(document))
        )
        shown.report_wanted.connect(lambda: self._save_report([document]))
        shown.terms_wanted.connect(self._show_terms)
        self.result = shown
        self._results.addWidget(shown)

    def _show_terms(self) -> None:
        """Lead to what packets are held against."""
        self._area.ensureWidgetVisible(self.terms, 0, theme.MARGIN)
        self.terms.roots.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_report(self, documents: list[Document]) -> None:
        name = _("核验报告.pdf")
        out = file_choosing.file_to_write(self, _("核验报告"), name, _("PDF 文件 (*.pdf)"))
        if out is None:
            return
        self.jobs.run_apart(
            verification_report.write_report,
            list(documents),
            out,
            self.workspace.now(),
            on_done=lambda _pages: dialogs.show_message(
                self, _("核验报告已保存"), _("可以打开打印：{path}").format(path=out)
            ),
            on_error=lambda error: dialogs.show_error(self, error),
        )

    # Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Show that packets can be dropped here."""
        if _files_in(event) and self._job is None:
            event.acceptProposedAction()
            self._tone("accent")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """Look as before."""
        super().dragLeaveEvent(event)
        self._tone("plain")

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Judge what was dropped."""
        self._tone("plain")
        event.acceptProposedAction()
        self.judge(_files_in(event))

    def _tone(self, tone: str) -> None:
        self.drop_card.setProperty("card", tone)
        self.drop_card.style().unpolish(self.drop_card)
        self.drop_card.style().polish(self.drop_card)


def _files_in(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _unread(path: Path, error: str) -> Document:
    return {"file": str(path), "verdict": "unread", "reasons": [error], "notes": [], "valid": False}


def _counts_words(documents: list[Document]) -> str:
    verdicts = [document["verdict"] for document in documents]
    return _(
        "共 {count} 个：有效 {valid}，有保留 {reserved}，无效 {invalid}，读不了 {unread}"
    ).format(
        count=len(verdicts),
        **{kind: verdicts.count(kind) for kind in ("valid", "reserved", "invalid", "unread")},
    )
