"""One material of a filing: what the law asks for, what has been handed in, on file or on paper."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from egov_desktop.domain import attachment_flaws
from egov_desktop.domain.policy import MaterialRule
from egov_desktop.domain.project import Attachment
from egov_desktop.domain.wizard import Need
from egov_desktop.ui import icons, theme
from egov_desktop.ui.attachment_row import AttachmentRow
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.wizard.correction_mark import CorrectionMarks
from egov_desktop.ui.wizard.line_input import LineInput

_NEED_WORDS = {
    Need.REQUIRED: marked("必交"),
    Need.ADVISED: marked("建议提交"),
    Need.NOT_NOW: marked("本次不需要"),
    Need.UNDECIDED: marked("是否需要尚不能判断"),
}


@dataclass(frozen=True)
class Slot:
    """How one material of a filing stands."""

    material: MaterialRule
    need: Need
    basis: str
    files: tuple[Attachment, ...]
    paper: str | None
    """The reason why it is handed in on paper, or None."""

    @property
    def is_supplied(self) -> bool:
        """Whether it is there, on file or on paper."""
        return bool(self.files) or self.paper is not None

    @property
    def unusable(self) -> tuple[Attachment, ...]:
        """Return the files that the receiver cannot use."""
        return tuple(file for file in self.files if attachment_flaws.blocking(file.flaws))


class MaterialCard(theme.Card):
    """The slot of one material; files can be dropped on it."""

    add_wanted = Signal(str)
    cancel_wanted = Signal(str)
    dropped = Signal(str, list)
    open_wanted = Signal(object)
    remove_wanted = Signal(object)
    paper_given = Signal(str, object)
    """Material id and the reason, or None to take it back."""

    def __init__(self, material: MaterialRule) -> None:
        super().__init__()
        self.material = material
        self.setAcceptDrops(True)
        self._picture = QLabel()
        self.title = theme.strong(material.title)
        self.need = theme.note("")
        self.need.setWordWrap(False)
        self.basis = theme.note("")
        self._files = QVBoxLayout()
        self._files.setSpacing(theme.TIGHT)
        self.message = theme.coloured(theme.plain(""), theme.ERROR)
        self.busy_words = theme.note("")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.stop_button = theme.quiet_button(_("取消"))
        self.stop_button.clicked.connect(lambda: self.cancel_wanted.emit(material.id))
        self.rows.addLayout(self._head())
        if material.help:
            self.rows.addWidget(theme.note(material.help))
        self.rows.addWidget(self.basis)
        self.corrections = CorrectionMarks()
        self.rows.addWidget(self.corrections)
        self.rows.addLayout(self._files)
        self._busy = self._busy_row()
        for part in (self.busy_words, self._busy, self.message):
            self.rows.addWidget(part)
            part.hide()
        self.paper_box = self._paper_box()
        self.rows.addWidget(self.paper_box)
        self.paper_box.hide()

    def _head(self) -> QHBoxLayout:
        self.add_button = theme.button(_("添加文件…"))
        self.add_button.setAccessibleName(
            _("为“{title}”添加文件").format(title=self.material.title)
        )
        self.add_button.clicked.connect(lambda: self.add_wanted.emit(self.material.id))
        self.paper_button = theme.quiet_button(_("纸质另交…"))
        self.paper_button.setAccessibleName(
            _("“{title}”纸质另交").format(title=self.material.title)
        )
        self.paper_button.clicked.connect(self.ask_reason)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self._picture)
        row.addWidget(self.title, 1)
        row.addWidget(self.need)
        row.addWidget(self.paper_button)
        row.addWidget(self.add_button)
        return row

    def _busy_row(self) -> QWidget:
        busy = QWidget()
        row = QHBoxLayout(busy)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self._bar, 1)
        row.addWidget(self.stop_button)
        return busy

    def _paper_box(self) -> QWidget:
        box = QWidget()
        self.reason = LineInput()
        self.reason.setPlaceholderText(_("说明原因，例如：原件含红头，纸质随报件一并报送"))
        self.reason.setAccessibleName(
            _("“{title}”纸质另交的原因").format(title=self.material.title)
        )
        keep = theme.button(_("确定"))
        keep.setAccessibleName(_("确定纸质另交"))
        cancel = theme.quiet_button(_("取消"))
        keep.clicked.connect(self._on_reason)
        self.reason.returnPressed.connect(self._on_reason)
        cancel.clicked.connect(box.hide)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), box)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(box.hide)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(_("纸质另交的原因")))
        row.addWidget(self.reason, 1)
        row.addWidget(keep)
        row.addWidget(cancel)
        return box

    def show_slot(self, slot: Slot) -> None:
        """Show how the material stands."""
        shape, colour = _mark(slot)
        self._picture.setPixmap(icons.pixmap(shape, colour, 18, self.devicePixelRatioF()))
        self.need.setText(_state_words(slot))
        is_missing = slot.need is Need.REQUIRED and not slot.is_supplied
        is_wrong = is_missing or bool(slot.unusable)
        theme.coloured(self.need, theme.ERROR if is_wrong else theme.MUTED)
        self.basis.setText(_("依据：{basis}").format(basis=slot.basis) if slot.basis else "")
        self.basis.setVisible(bool(slot.basis))
        self.setAccessibleName(f"{slot.material.title} {_state_words(slot)}")
        while item := self._files.takeAt(0):
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for attachment in slot.files:
            row = AttachmentRow(attachment)
            row.open_wanted.connect(self.open_wanted)
            row.remove_wanted.connect(self.remove_wanted)
            self._files.addWidget(row)
        if slot.paper is not None:
            self._files.addWidget(self._paper_row(slot.paper))
        elif not slot.files:
            self._files.addWidget(_drop_hint())
        self.paper_button.setVisible(slot.paper is None and not slot.files)

    def _paper_row(self, reason: str) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        words = theme.plain(_("纸质另交：{reason}").format(reason=reason))
        change = theme.quiet_button(_("修改原因"))
        change.clicked.connect(lambda: self.ask_reason(reason))
        back = theme.quiet_button(_("不再纸质另交"))
        back.clicked.connect(lambda: self.paper_given.emit(self.material.id, None))
        row.addWidget(words, 1)
        row.addWidget(change)
        row.addWidget(back)
        return box

    def ask_reason(self, reason: str | bool = "") -> None:
        """Ask why the material is handed in on paper."""
        self.reason.setText(reason if isinstance(reason, str) else "")
        self.paper_box.show()
        self.reason.setFocus()

    def _on_reason(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self.tell(_("请写明纸质另交的原因，接收方要据此查收。"))
            self.reason.setFocus()
            return
        self.paper_box.hide()
        self.tell("")
        self.paper_given.emit(self.material.id, reason)

    def tell(self, sentence: str) -> None:
        """Show what went wrong with the last action; nothing when empty."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def show_busy(self, words: str, done: int, total: int) -> None:
        """Show that files are being inspected; empty words end it."""
        self.busy_words.setText(words)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        for part in (self.busy_words, self._busy):
            part.setVisible(bool(words))
        self.add_button.setDisabled(bool(words))

    @property
    def attachment_rows(self) -> list[AttachmentRow]:
        """The files on the card."""
        widgets = (self._files.itemAt(n).widget() for n in range(self._files.count()))
        return [widget for widget in widgets if isinstance(widget, AttachmentRow)]

    def _tone(self, tone: str) -> None:
        self.setProperty("card", tone)
        self.style().unpolish(self)
        self.style().polish(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Show that files can be dropped here."""
        if _files_in(event) and self.add_button.isEnabled():
            event.acceptProposedAction()
            self._tone("accent")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """Look as before."""
        super().dragLeaveEvent(event)
        self._tone("plain")

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Take the files."""
        self._tone("plain")
        event.acceptProposedAction()
        self.dropped.emit(self.material.id, _files_in(event))


def _drop_hint() -> QLabel:
    hint = theme.note(_("把文件拖到这里，或点“添加文件…”"))
    hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
    border = theme.colours().strong_border
    hint.setStyleSheet(f"border: 1px dashed {border}; border-radius: 6px; padding: 10px;")
    return hint


def _files_in(event: QDropEvent) -> list[Path]:
    paths = (Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
    return [path for path in paths if path.is_file()]


def _state_words(slot: Slot) -> str:
    words = _(_NEED_WORDS[slot.need])
    if unusable := len(slot.unusable):
        return _("{need} · 已添加 {count} 个文件，其中 {unusable} 个不能用").format(
            need=words, count=len(slot.files), unusable=unusable
        )
    if slot.files:
        return _("{need} · 已添加 {count} 个文件").format(need=words, count=len(slot.files))
    if slot.paper is not None:
        return _("{need} · 纸质另交").format(need=words)
    return _("{need} · 尚未提交").format(need=words) if slot.need is Need.REQUIRED else words


def _mark(slot: Slot) -> tuple[str, str]:
    look = theme.colours()
    if slot.unusable:
        return "error", look.error
    if slot.is_supplied:
        return "ready", look.accent
    return {
        Need.REQUIRED: ("error", look.error),
        Need.ADVISED: ("problem", look.warning),
        Need.NOT_NOW: ("not-applicable", look.muted),
        Need.UNDECIDED: ("question", look.muted),
    }[slot.need]
