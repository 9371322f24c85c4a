"""Placing a seal (印章): the real pages of the packet, and the seal image on them."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QSpinBox,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app import preview
from egov_desktop.app.preview import PageSize
from egov_desktop.app.rendering import DraftPlan
from egov_desktop.domain.errors import EgovError
from egov_desktop.ui import theme
from egov_desktop.ui.seal_board import SealBoard, place_words
from egov_desktop.ui.seal_place import LEAST_WIDTH, POINTS_PER_MM, Box, SealPlace, fitted
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.while_there import while_there

if TYPE_CHECKING:
    from egov_desktop.ui.jobs import Job, Jobs

_USUAL_SIZE = QSize(1000, 720)
_SIDE_WIDTH = 250
_HINTS = (
    marked("用鼠标拖动印章，拉四角改变大小；点纸面空白处，印章移到那里。"),
    marked(
        "键盘：方向键移动 1 毫米，按住 Shift 为 10 毫米，+ 和 - 改变大小，PageUp 和 PageDown 换页。"
    ),
    marked("页面按现在的内容生成；以后内容有增减时，签章页仍是最后一页，其他页可能移动。"),
)


@dataclass(frozen=True)
class SealTask:
    """What is to be placed: the image, the pages it goes on, the box that waits for it."""

    image: Path
    draft: DraftPlan
    scratch: Path
    """Where the draft is rendered to."""
    default_box: Box
    """On the last page."""
    chosen: SealPlace | None = None


class SealDialog(QDialog):
    """Pages at the left, place and size in numbers at the right."""

    def __init__(self, parent: QWidget | None, jobs: "Jobs", task: SealTask) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._task = task
        self._job: Job | None = None
        self._image = QImage(str(task.image))
        self._sizes: tuple[PageSize, ...] = ()
        self.setWindowTitle(_("摆放印章"))
        self.setAccessibleName(self.windowTitle())
        room = self.screen().availableSize() - QSize(theme.MARGIN, 2 * theme.MARGIN)
        self.resize(_USUAL_SIZE.boundedTo(room))
        self.board = SealBoard()
        self.board.placed.connect(self._show_numbers)
        self._states = QStackedLayout()
        for state in (self._waiting_state(), self.board, self._failed_state()):
            self._states.addWidget(state)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(self._states, 1)
        row.addWidget(self._side())
        self.finished.connect(self._stop)
        self._zoom_shortcuts()
        self._render()

    @property
    def place(self) -> SealPlace | None:
        """Where the seal was put."""
        return self.board.place

    @property
    def is_on_last_page(self) -> bool:
        """Whether the seal is on the page for signatures."""
        return self.place is not None and self.place.page == len(self._sizes) - 1

    def _waiting_state(self) -> QWidget:
        words = theme.plain(_("正在生成页面…"))
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("进度"))
        box = QWidget()
        box.setFixedWidth(320)
        column = QVBoxLayout(box)
        column.addWidget(words)
        column.addWidget(self._bar)
        return theme.in_the_middle(box)

    def _failed_state(self) -> QWidget:
        self.failed_words = theme.coloured(theme.plain(""), theme.ERROR)
        self.failed_words.setMinimumWidth(320)
        return theme.in_the_middle(self.failed_words)

    def _side(self) -> QWidget:
        side = QWidget()
        side.setObjectName("side")
        side.setFixedWidth(_SIDE_WIDTH)
        self.page_box = _number(_("页"), 1)
        self.left_box = _number(_("距左边"), 0, _("毫米"))
        self.bottom_box = _number(_("距下边"), 0, _("毫米"))
        self.width_box = _number(_("宽度"), round(LEAST_WIDTH / POINTS_PER_MM), _("毫米"))
        self.default_button = theme.button(_("放回签章处"))
        self.default_button.clicked.connect(self.put_back)
        form = QFormLayout()
        form.setHorizontalSpacing(theme.GAP)
        form.setVerticalSpacing(theme.SPACE)
        for box in (self.page_box, self.left_box, self.bottom_box, self.width_box):
            box.valueChanged.connect(self._on_typed)
            label = QLabel(box.accessibleName())
            label.setBuddy(box)
            form.addRow(label, box)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.GAP, theme.MARGIN, theme.GAP, theme.SPACE)
        column.setSpacing(theme.SPACE + theme.TIGHT)
        column.addWidget(theme.heading(_("印章的位置")))
        column.addLayout(form)
        column.addWidget(self.default_button)
        for hint in _HINTS:
            column.addWidget(theme.note(_(hint)))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        for part in (inside, area.viewport()):
            part.setAutoFillBackground(False)
        whole = QVBoxLayout(side)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area, 1)
        whole.addLayout(self._buttons())
        self._set_ready(False)
        return side

    def _buttons(self) -> QHBoxLayout:
        self.keep_button = theme.primary_button(_("就放这里"))
        self.keep_button.clicked.connect(self.accept)
        self.keep_button.setDefault(True)
        cancel = theme.button(_("取消"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(theme.GAP, theme.SPACE, theme.GAP, theme.GAP)
        buttons.addWidget(self.keep_button, 1)
        buttons.addWidget(cancel)
        return buttons

    def _zoom_shortcuts(self) -> None:
        for keys, step in (("Ctrl++", 1.1), ("Ctrl+=", 1.1), ("Ctrl+-", 1 / 1.1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda by=step: self.board.set_zoom(self.board.zoom * by))

    def _render(self) -> None:
        if self._image.isNull():
            words = _("“{name}”不是可用的 PNG 或 JPEG 图片，请重新选择。")
            self._fail(words.format(name=self._task.image.name))
            return
        self._job = self._jobs.run_apart(
            preview.render_and_measure,
            self._task.draft,
            self._task.scratch,
            on_done=while_there(self, self._on_rendered),
            on_error=while_there(self, self._on_failed),
            on_progress=while_there(self, self._on_progress),
        )

    def _on_progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _on_rendered(self, sizes: tuple[PageSize, ...]) -> None:
        self._job = None
        self._sizes = sizes
        self._states.setCurrentWidget(self.board)
        self.board.show_pages(self._task.scratch, sizes)
        self.board.fit_width()
        self.page_box.setMaximum(len(sizes))
        self.page_box.setSuffix(_(" / {count}").format(count=len(sizes)))
        self._set_ready(True)
        chosen = self._task.chosen
        if chosen is None:
            self.put_back()
        else:
            page = min(chosen.page % len(sizes), len(sizes) - 1)
            again = chosen.on_page(page, sizes[page])
            self.board.show_seal(self._image, self._in_proportion(again))
        self.board.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        if not isinstance(error, EgovError):
            raise error
        self._fail(str(error))

    def _fail(self, words: str) -> None:
        self.failed_words.setText(words)
        self._states.setCurrentIndex(self._states.count() - 1)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def put_back(self) -> None:
        """Put the seal into the box on the signature page that waits for it."""
        proportion = self._image.width() / self._image.height()
        last = len(self._sizes) - 1
        self.board.show_seal(self._image, fitted(last, self._task.default_box, proportion))

    def _in_proportion(self, place: SealPlace) -> SealPlace:
        """Return a place that was kept, for the image of now."""
        high = place.width * self._image.height() / self._image.width()
        return replace(place, height=high).resized(place.width, self._sizes[place.page])

    def _set_ready(self, is_ready: bool) -> None:
        boxes = (self.page_box, self.left_box, self.bottom_box, self.width_box)
        for part in (*boxes, self.default_button, self.keep_button):
            part.setEnabled(is_ready)

    def _show_numbers(self, place: SealPlace) -> None:
        numbers = {
            self.page_box: place.page + 1,
            self.left_box: round(place.left / POINTS_PER_MM),
            self.bottom_box: round(place.bottom / POINTS_PER_MM),
            self.width_box: round(place.width / POINTS_PER_MM),
        }
        for box, number in numbers.items():
            box.blockSignals(True)
            box.setValue(number)
            box.blockSignals(False)
        self.board.setToolTip(place_words(place))

    def _on_typed(self) -> None:
        place = self.place
        if place is None:
            return
        page = self.page_box.value() - 1
        size = self._sizes[page]
        moved = replace(
            place.on_page(page, size),
            left=self.left_box.value() * POINTS_PER_MM,
            bottom=self.bottom_box.value() * POINTS_PER_MM,
        )
        wide = self.width_box.value() * POINTS_PER_MM
        if abs(wide - moved.width) > POINTS_PER_MM / 2:
            moved = moved.resized(wide, size)
        self.board.show_seal(self._image, moved.within(size))


def _number(label: str, least: int, unit: str = "") -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, 999)
    box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    box.setKeyboardTracking(False)
    box.setAccessibleName(label)
    if unit:
        box.setSuffix(f" {unit}")
    return box
