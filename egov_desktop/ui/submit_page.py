"""Freezing and exporting (固化导出): check, sign, make the packet, look at it again."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app import checks, projects, rendering, signing_views, submissions
from egov_desktop.app.signing_choices import Signing, Token
from egov_desktop.app.signing_facts import SigningFacts, read_signing_facts
from egov_desktop.app.submissions import STEPS, MadePacket, Submission, SubmissionPlan
from egov_desktop.domain.errors import CancelledError, EgovError
from egov_desktop.domain.findings import CheckResult
from egov_desktop.domain.project import Filing, Project
from egov_desktop.domain.signing_guards import Guard, GuardedError
from egov_desktop.domain.submission import answers_digest
from egov_desktop.ui import dialogs, icons, theme
from egov_desktop.ui.borrowed_words import in_window_language
from egov_desktop.ui.file_line import FileLine
from egov_desktop.ui.finding_lines import line_of
from egov_desktop.ui.finding_list import FindingList
from egov_desktop.ui.history_card import HistoryCard
from egov_desktop.ui.packet_cards import ResultCard
from egov_desktop.ui.page import Page
from egov_desktop.ui.routes import CheckReport, Materials, Submit
from egov_desktop.ui.seal_dialog import SealDialog, SealTask
from egov_desktop.ui.seal_place import SealPlace
from egov_desktop.ui.signing_form import SigningForm
from egov_desktop.ui.signing_guards_card import GuardCard
from egov_desktop.ui.signing_signer import SignerCard
from egov_desktop.ui.translation import _

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Job, Jobs

_WIDTH = 860
_LISTED_HEIGHT = 260


class SubmitPage(Page):
    """From a filled-in filing to a packet that can be carried away."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs", route: Submit) -> None:
        super().__init__(workspace, jobs, route)
        self._ids = (route.project_id, route.filing_id)
        self._result: CheckResult | None = None
        self._job: Job | None = None
        self.check_words = theme.plain("")
        self._check_picture = QLabel()
        self.blocking = FindingList()
        self.blocking.chosen.connect(lambda line: self.navigate.emit(line.route))
        self.signing = SigningForm(workspace, jobs, self._placing)
        self.signing.changed.connect(self._on_signing_changed)
        self.guards = GuardCard()
        self.guards.changed.connect(self._show_obstacle)
        self.guards.way_wanted.connect(self._on_way_wanted)
        self._checked = ""
        """Digest of what was checked before the person's eyes."""
        self.folder = FileLine(_("输出文件夹"))
        self.folder.changed.connect(self._show_obstacle)
        self.result_card = ResultCard(workspace, jobs)
        self.result_card.hide()
        self.history = HistoryCard(workspace, *self._ids)
        self.history.timestamp_wanted.connect(self._on_timestamp_wanted)
        self.history.scans_wanted.connect(self._on_scans_wanted)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self._body())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        layout.addWidget(self._foot())

    def _body(self) -> QWidget:
        body = QWidget()
        body.setMaximumWidth(_WIDTH + 2 * theme.MARGIN)
        column = QVBoxLayout(body)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.SPACE + theme.TIGHT)
        column.addWidget(theme.title(_("固化导出")))
        column.addWidget(
            theme.note(
                _(
                    "固化会冻结现在的内容，生成报送包（zip）。之后仍可修改，修改后再固化会成为新的版本。"
                )
            )
        )
        check, folder = self._check_card(), self._folder_card()
        parts = (self.result_card, self.guards, check, self.signing, folder)
        for part in parts:
            column.addWidget(part)
        column.addWidget(self.history)
        column.addStretch(1)
        return body

    def _foot(self) -> QWidget:
        """Return what stays in sight below the page: the button, and how far the work is."""
        foot = QWidget()
        foot.setMaximumWidth(_WIDTH + 2 * theme.MARGIN)
        column = QVBoxLayout(foot)
        column.setContentsMargins(theme.MARGIN, theme.SPACE, theme.MARGIN, theme.GAP)
        column.addWidget(self._progress_box())
        column.addLayout(self._action_row())
        return foot

    def _check_card(self) -> theme.Card:
        card = theme.Card()
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE)
        head.addWidget(self._check_picture)
        head.addWidget(self.check_words, 1)
        card.rows.addWidget(theme.heading(_("检查")))
        card.rows.addLayout(head)
        card.rows.addWidget(self.blocking)
        return card

    def _folder_card(self) -> theme.Card:
        card = theme.Card()
        card.rows.addWidget(theme.heading(_("输出")))
        card.rows.addWidget(self.folder)
        return card

    def _action_row(self) -> QHBoxLayout:
        self.go_button = theme.primary_button(_("固化并导出"))
        self.go_button.clicked.connect(self.start)
        self.obstacle = theme.plain("")
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.go_button)
        row.addWidget(self.obstacle, 1)
        return row

    def _progress_box(self) -> QWidget:
        self._progress = theme.Card()
        self._progress.hide()
        self.step_words = theme.plain("")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("进度"))
        self.cancel_button = theme.button(_("取消"))
        self.cancel_button.clicked.connect(self._cancel)
        row = QHBoxLayout()
        row.addWidget(self.step_words, 1)
        row.addWidget(self.cancel_button)
        self._progress.rows.addLayout(row)
        self._progress.rows.addWidget(self._bar)
        return self._progress

    def refresh(self) -> None:
        """Check again, and show the versions so far."""
        project = projects.load_project(self.workspace, self._ids[0])
        filing = projects.filing_of(project, self._ids[1])
        self._result = checks.check_project(self.workspace, project, filing.id)
        self._checked = answers_digest(filing)
        self._show_check(project, self._result)
        self.signing.obey(self.workspace.pack(project.pack_id).signing)
        latest = filing.versions[-1] if filing.versions else None
        is_changed = latest is not None and latest.answers_digest != answers_digest(filing)
        self.history.show_filing(filing, is_changed)
        if self.folder.path is None:
            self.folder.set_path(_first_folder(filing))
        self._show_obstacle()

    def leave(self) -> bool:
        """Keep no password on a page that is not on screen."""
        if self._job is None:
            self.signing.forget()
        return True

    def _show_check(self, project: Project, result: CheckResult) -> None:
        pack = self.workspace.pack(project.pack_id)
        blocking = result.blocking(self._ids[1])
        self.blocking.show_lines([line_of(pack, project, finding) for finding in blocking])
        self.blocking.setVisible(bool(blocking))
        height = min(self.blocking.content_height() + 2, _LISTED_HEIGHT)
        self.blocking.setFixedHeight(height)
        look = theme.colours()
        shape, colour = ("error", look.error) if blocking else ("ready", look.accent)
        self._check_picture.setPixmap(icons.pixmap(shape, colour, 18, self.devicePixelRatioF()))
        self.check_words.setText(_check_words(result, len(blocking)))

    def _placing(self, card: SignerCard, image: Path, chosen: SealPlace | None) -> SealDialog:
        """Return the dialog in which a signer's seal is put on the pages."""
        draft = rendering.plan_draft(self.workspace, *self._ids)
        scratch = self.workspace.scratch / f"seal-{self._ids[0]}-{self._ids[1]}.pdf"
        box = signing_views.seal_box(card.role_words)
        return SealDialog(self, self.jobs, SealTask(image, draft, scratch, box, chosen))

    def _on_timestamp_wanted(self, packet: Path) -> None:
        from egov_desktop.ui.timestamp_dialog import TimestampDialog

        dialog = TimestampDialog(self, self.workspace, self.jobs, packet)
        dialog.exec()
        dialog.deleteLater()

    def _on_scans_wanted(self, packet: Path) -> None:
        from egov_desktop.ui.paper_dialog import PaperDialog

        dialog = PaperDialog(self, self.workspace, self.jobs, packet)
        dialog.exec()
        dialog.deleteLater()

    def _show_obstacle(self) -> None:
        words = self._obstacle_words()
        self.go_button.setEnabled(not words and self._job is None)
        is_quiet = self._job is not None or self.result_card.isVisible()
        self.obstacle.setText("" if is_quiet else words)
        self.go_button.setToolTip(words)

    def _on_signing_changed(self) -> None:
        if self._job is None:
            self.guards.clear()
        self._show_obstacle()

    def _on_way_wanted(self, code: str) -> None:
        """Go where a guard is mended."""
        if code == "blocking-findings":
            self.navigate.emit(CheckReport(*self._ids))
        elif code == "attachment-unsound":
            self.navigate.emit(Materials(*self._ids))
        elif code == "changed-since-check":
            self.guards.clear()
            self.refresh()
        else:
            self._area.ensureWidgetVisible(self.signing)
            self.signing.setFocus(Qt.FocusReason.OtherFocusReason)

    def _obstacle_words(self) -> str:
        may_override = self.signing.policy.may_override
        is_blocked = self._result is None or bool(self._result.blocking(self._ids[1]))
        if is_blocked and "blocking-findings" not in may_override:
            return _("检查发现的错误改正后才能固化。")
        for words in (self.signing.obstacle, self.guards.obstacle):
            if words:
                return words
        if self.folder.path is None:
            return _("请选择输出文件夹。")
        return ""

    def start(self) -> None:
        """Open the keys beside the window, take down the plan here, make the packet beside it."""
        folder = self.folder.path
        if folder is None or self._job is not None:
            return
        self.result_card.hide()
        self.step_words.setText(_("正在打开证书…"))
        self._bar.setRange(0, 0)
        self._progress.show()
        chosen = self.signing.signing or Signing()
        signing = replace(chosen, overrides=dict(self.guards.reasons))
        has_token = any(isinstance(each.source, Token) for each in signing.signers)
        run = self.jobs.run_apart if has_token else self.jobs.run
        self._job = run(
            read_signing_facts,
            signing,
            on_done=lambda facts: self._on_opened(folder, signing, facts),
            on_error=self._on_failed,
        )
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._set_busy(True)

    def _on_opened(self, folder: Path, signing: Signing, facts: SigningFacts) -> None:
        try:
            plan = submissions.plan_submission(
                self.workspace, *self._ids, folder, signing, facts=facts, checked=self._checked
            )
        except GuardedError as error:
            self._end()
            self._show_guards(error.guards)
            return
        except EgovError as error:
            self._end()
            dialogs.show_error(self, error)
            self.refresh()
            return
        self._show_step(STEPS[0], 0, 0)
        self._job = self.jobs.run_apart(
            submissions.make_packet,
            plan,
            on_done=lambda made: self._on_made(plan, made),
            on_error=self._on_failed,
            on_progress=self._show_step,
        )

    def _show_guards(self, found: Sequence[Guard]) -> None:
        self.guards.show_guards(found)
        self._show_obstacle()
        self._area.verticalScrollBar().setValue(0)
        first = self.guards.guard_rows[0]
        (first.reason if first.may_override else self.go_button).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def _show_step(self, step: str, done: int, total: int) -> None:
        number = STEPS.index(step) + 1 if step in STEPS else 0
        self.step_words.setText(
            _("第 {number} 步，共 {count} 步：{step}").format(
                number=number, count=len(STEPS), step=in_window_language(step)
            )
        )
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _cancel(self) -> None:
        if self._job is not None:
            self.step_words.setText(_("正在取消…"))
            self._job.cancel()

    def _on_made(self, plan: SubmissionPlan, made: MadePacket) -> None:
        self._end()
        try:
            submission = submissions.record_submission(self.workspace, plan, made)
        except EgovError as error:
            dialogs.show_error(self, error)
            return
        self.show_result(submission)
        self.refresh()
        self.saved.emit()

    def show_result(self, submission: Submission) -> None:
        """Show the packet that was made."""
        self.result_card.show_submission(submission)
        self.result_card.show()
        self.guards.clear()
        self.signing.forget()
        self._area.verticalScrollBar().setValue(0)
        self.result_card.open_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        if isinstance(error, CancelledError):
            self.obstacle.setText(_("已取消，没有生成报送包。"))
        else:
            dialogs.show_error(self, error)

    def _end(self) -> None:
        self._job = None
        self._progress.hide()
        self._set_busy(False)
        self._show_obstacle()

    def _set_busy(self, is_busy: bool) -> None:
        for part in (self.signing, self.folder, self.go_button):
            part.setDisabled(is_busy)


def _check_words(result: CheckResult, blocking: int) -> str:
    if blocking:
        return _("有 {count} 处错误，改正后才能固化。点一行即可前往修改。").format(count=blocking)
    others = len(result.findings)
    undecided = len(result.undecided)
    return _(
        "没有错误。另有 {others} 条警告和提示、{undecided} 条尚不能判断，会如实写进检查报告。"
    ).format(others=others, undecided=undecided)


def _first_folder(filing: Filing) -> Path:
    """Return where the last version went, or the person's documents."""
    if filing.versions:
        last = Path(filing.versions[-1].packet_path).parent
        if last.is_dir():
            return last
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place))
