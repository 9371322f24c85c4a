"""The pages as they will be printed (预览与打印): a draft, rendered beside the window."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app import preview, rendering
from egov_desktop.app.preview import PageSize
from egov_desktop.app.rendering import DraftPlan
from egov_desktop.domain.errors import CancelledError, EgovError
from egov_desktop.files import replacing
from egov_desktop.ui import dialogs, file_choosing, theme
from egov_desktop.ui.icons import icon
from egov_desktop.ui.letter_export import LetterExport
from egov_desktop.ui.page import Page
from egov_desktop.ui.page_view import LEAST_ZOOM, MOST_ZOOM, PageView
from egov_desktop.ui.routes import Preview
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.line_input import LineInput

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Job, Jobs

_ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)


class PreviewPage(Page):
    """The draft of one filing, page by page."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs", route: Preview) -> None:
        super().__init__(workspace, jobs, route)
        self._ids = (route.project_id, route.filing_id)
        self._plan: DraftPlan | None = None
        self._job: Job | None = None
        self._path = Path()
        self._sizes: tuple[PageSize, ...] = ()
        self.view = PageView()
        self.view.page_changed.connect(self._show_page_number)
        self.view.zoom_changed.connect(self._show_zoom)
        self._states = QStackedLayout()
        self._waiting = self._waiting_state()
        self._failed = self._failed_state()
        for state in (self.view, self._waiting, self._failed):
            self._states.addWidget(state)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._toolbar())
        layout.addLayout(self._states, 1)
        for keys, step in (("Ctrl++", 1.1), ("Ctrl+=", 1.1), ("Ctrl+-", 1 / 1.1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda by=step: self.view.set_zoom(self.view.zoom * by))
        QShortcut(QKeySequence.StandardKey.Print, self).activated.connect(self.print)

    def _toolbar(self) -> QHBoxLayout:
        self.page_input = LineInput()
        self.page_input.setFixedWidth(56)
        self.page_input.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.page_input.setAccessibleName(_("页码"))
        self.page_input.left.connect(self._on_page_typed)
        self.count_label = QLabel("")
        self.zoom_box = QComboBox()
        self.zoom_box.setAccessibleName(_("缩放"))
        self.zoom_box.addItem(_("适合宽度"), None)
        for zoom in _ZOOMS:
            self.zoom_box.addItem(f"{zoom:.0%}", zoom)
        self.zoom_box.activated.connect(self._on_zoom_chosen)
        self.zoom_label = theme.note("")
        self.letter_export = LetterExport(self.jobs)
        self.print_button = theme.button(_("打印…"))
        self.print_button.setIcon(icon("print", theme.colours().text))
        self.print_button.clicked.connect(self.print)
        self.save_button = theme.button(_("另存为"))
        menu = QMenu(self.save_button)
        menu.addAction(_("PDF…")).triggered.connect(self._on_save)
        menu.addAction(_("Word（可以修改）…")).triggered.connect(self._on_save_as_word)
        self.save_button.setMenu(menu)
        row = QHBoxLayout()
        row.setContentsMargins(theme.MARGIN, theme.SPACE, theme.MARGIN, theme.SPACE)
        row.setSpacing(theme.SPACE)
        row.addWidget(QLabel(_("第")))
        row.addWidget(self.page_input)
        row.addWidget(self.count_label)
        row.addSpacing(theme.GAP)
        row.addWidget(self.zoom_box)
        row.addWidget(self.zoom_label)
        row.addStretch(1)
        row.addWidget(self.letter_export)
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        return row

    def _waiting_state(self) -> QWidget:
        box = QWidget()
        self.waiting_words = theme.plain(_("正在生成预览…"))
        self.waiting_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._bar = QProgressBar()
        self._bar.setFixedWidth(320)
        self._bar.setTextVisible(False)
        self.cancel_button = theme.quiet_button(_("取消"))
        self.cancel_button.clicked.connect(self._cancel)
        column = QVBoxLayout(box)
        column.addStretch(1)
        column.addWidget(self.waiting_words)
        for part in (self._bar, self.cancel_button):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        return box

    def _failed_state(self) -> QWidget:
        box = QWidget()
        self.failed_words = theme.plain("")
        self.failed_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.again_button = theme.primary_button(_("重新生成"))
        self.again_button.clicked.connect(self._render)
        column = QVBoxLayout(box)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.addStretch(1)
        column.addWidget(self.failed_words)
        column.addWidget(self.again_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        return box

    def refresh(self) -> None:
        """Render again when something has changed since."""
        plan = rendering.plan_draft(self.workspace, *self._ids)
        if plan != self._plan:
            self._plan = plan
            self.letter_export.offer(plan.printout.letter)
            self._render()

    def _render(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._path = self.workspace.scratch / f"{self._ids[0]}-{self._ids[1]}.pdf"
        self._set_ready(False)
        self._bar.setRange(0, 0)
        self._states.setCurrentWidget(self._waiting)
        job = self.jobs.run_apart(
            preview.render_and_measure,
            self._plan,
            self._path,
            on_done=self._on_rendered,
            on_error=lambda error: self._on_failed(job, error),
            on_progress=self._on_progress,
        )
        self._job = job

    def _on_progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _on_rendered(self, sizes: tuple[PageSize, ...]) -> None:
        self._job = None
        self._sizes = sizes
        self.count_label.setText(_("页，共 {count} 页").format(count=len(sizes)))
        self.view.show_pages(self._path, sizes)
        self._states.setCurrentWidget(self.view)
        if self.view.fits_width:
            self.view.fit_width()
        self._set_ready(True)
        self._show_page_number(self.view.page)
        self._show_zoom(self.view.zoom)

    def _on_failed(self, job: "Job", error: Exception) -> None:
        if job is not self._job:
            return  # a newer draft is under way
        self._job = None
        if not isinstance(error, EgovError):
            raise error
        is_cancelled = isinstance(error, CancelledError)
        self.failed_words.setText(_("已取消生成预览。") if is_cancelled else str(error))
        self._states.setCurrentWidget(self._failed)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _set_ready(self, is_ready: bool) -> None:
        for part in (self.page_input, self.zoom_box, self.print_button, self.save_button):
            part.setEnabled(is_ready)

    def _show_page_number(self, number: int) -> None:
        self.page_input.setText(str(number + 1))

    def _show_zoom(self, zoom: float) -> None:
        is_listed = not self.view.fits_width and round(zoom, 2) in _ZOOMS
        self.zoom_label.setText("" if is_listed else f"{zoom:.0%}")
        known = self.zoom_box.findData(round(zoom, 2))
        self.zoom_box.setCurrentIndex(0 if self.view.fits_width else known)

    def _on_zoom_chosen(self) -> None:
        zoom = self.zoom_box.currentData()
        if zoom is None:
            self.view.fit_width()
        else:
            self.view.set_zoom(min(max(zoom, LEAST_ZOOM), MOST_ZOOM))

    def _on_page_typed(self) -> None:
        text = self.page_input.text().strip()
        if text.isdecimal() and 1 <= int(text) <= len(self._sizes):
            self.view.go_to_page(int(text) - 1)
        self._show_page_number(self.view.page)

    def print(self) -> None:
        """Ask for a printer and print."""
        from egov_desktop.ui.printing import ask_and_print

        if self.print_button.isEnabled():
            ask_and_print(self, self._path, self._sizes, self._suggested_name())

    def _on_save(self) -> None:
        suggested = f"{self._suggested_name()}.pdf"
        kinds = _("PDF 文件 (*.pdf)")
        path = file_choosing.file_to_write(self, _("另存为 PDF"), suggested, kinds)
        if path is not None:
            self.save_as(path)

    def save_as(self, path: Path) -> None:
        """Write the draft to another place."""
        target = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        try:
            with replacing(target) as stream:
                stream.write(self._path.read_bytes())
        except EgovError as error:
            dialogs.show_error(self, error)

    def _on_save_as_word(self) -> None:
        suggested = f"{self._suggested_name()}.docx"
        kinds = _("Word 文件 (*.docx)")
        path = file_choosing.file_to_write(self, _("另存为 Word"), suggested, kinds)
        if path is not None:
            self.save_as_word(path)

    def save_as_word(self, path: Path) -> None:
        """Write the form as a Word file beside the window."""
        target = path if path.suffix.lower() == ".docx" else path.with_name(f"{path.name}.docx")
        self.save_button.setEnabled(False)
        self.jobs.run_apart(
            rendering.write_word_draft,
            self._plan,
            target,
            on_done=lambda _none: self._on_word_ended(),
            on_error=self._on_word_ended,
        )

    def _on_word_ended(self, error: Exception | None = None) -> None:
        self.save_button.setEnabled(True)
        if error is not None:
            dialogs.show_error(self, error)

    def _suggested_name(self) -> str:
        if self._plan is None:
            return ""
        said = self._plan.printout
        return "-".join(part for part in (said.project_name, said.stage_title, _("草稿")) if part)
