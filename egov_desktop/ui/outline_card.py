"""The outline of a report (编制提纲): which one, its chapters, and the Word skeleton made of it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from egov_desktop.domain.outlines import chapter_number
from egov_desktop.domain.policy import Evidence, Outline
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _

_COLUMNS = 2


class OutlineCard(theme.Card):
    """Chooses an outline, shows its chapters, asks for the skeleton or for changes."""

    write_wanted = Signal()
    edit_wanted = Signal()
    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._outlines: Sequence[Outline] = ()
        self._changed: frozenset[str] = frozenset()
        self._path: Path | None = None
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("编制提纲"))
        self.choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.choice.setMinimumContentsLength(16)
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.currentIndexChanged.connect(self._on_chosen)
        self.state = theme.note("")
        self.chapters = QGridLayout()
        self.chapters.setHorizontalSpacing(theme.MARGIN)
        self.chapters.setVerticalSpacing(theme.TIGHT)
        self.edit_button = theme.button(_("修改提纲…"))
        self.edit_button.clicked.connect(self.edit_wanted)
        self.write_button = theme.primary_button(_("生成 Word 提纲…"))
        self.write_button.clicked.connect(self.write_wanted)
        self.message = theme.plain("")
        self._result = self._result_row()
        self.rows.addWidget(theme.heading(_("一、生成 Word 提纲")))
        self.rows.addWidget(
            theme.note(
                _(
                    "按提纲生成带标题样式、目录和编写提示的 Word 文件，"
                    "已知的内容和表单中的表直接填入。"
                )
            )
        )
        self.rows.addLayout(self._choice_row())
        self.rows.addWidget(self.state)
        self.rows.addLayout(self.chapters)
        self.rows.addLayout(self._action_row())
        self.rows.addWidget(self._result)

    @property
    def outline(self) -> Outline:
        """The outline chosen."""
        return self._outlines[max(self.choice.currentIndex(), 0)]

    def show_outlines(self, outlines: Sequence[Outline], changed: frozenset[str]) -> None:
        """Show the outlines; `changed` are those the unit has changed."""
        wanted = self.choice.currentIndex()
        self._outlines, self._changed = outlines, changed
        blocker = QSignalBlocker(self.choice)
        self.choice.clear()
        self.choice.addItems([outline.title for outline in outlines])
        self.choice.setCurrentIndex(wanted if 0 <= wanted < len(outlines) else 0)
        blocker.unblock()
        self._show_chapters()

    def show_busy(self, is_busy: bool) -> None:
        """Show whether the skeleton is being written."""
        self.write_button.setDisabled(is_busy)
        if is_busy:
            self.message.setText(_("正在生成…"))
            self._result.show()
            self.open_button.hide()
            self.folder_button.hide()

    def show_written(self, path: Path | None) -> None:
        """Show the file that was written; None when none was."""
        self._path = path
        self.message.setText(_("已生成 {path}").format(path=path) if path else "")
        self._result.setVisible(path is not None)
        self.open_button.setVisible(path is not None)
        self.folder_button.setVisible(path is not None)

    def _choice_row(self) -> QHBoxLayout:
        words = theme.plain(_("编制提纲"))
        words.setWordWrap(False)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(words)
        row.addWidget(self.choice, 1)
        row.addWidget(self.edit_button)
        return row

    def _action_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.write_button)
        row.addStretch(1)
        return row

    def _result_row(self) -> QWidget:
        self.open_button = theme.button(_("打开文件"))
        self.open_button.clicked.connect(lambda: _open(self._path))
        self.folder_button = theme.quiet_button(_("打开所在文件夹"))
        self.folder_button.clicked.connect(lambda: _open(self._path and self._path.parent))
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.message, 1)
        row.addWidget(self.open_button)
        row.addWidget(self.folder_button)
        box.hide()
        return box

    def _on_chosen(self) -> None:
        self._show_chapters()
        self.show_written(None)
        self.chosen.emit()

    def _show_chapters(self) -> None:
        outline = self.outline
        doubtful = sum(c.evidence is not Evidence.VERIFIED for c in outline.chapters)
        parts = [_("共 {count} 章").format(count=len(outline.chapters))]
        if doubtful:
            parts.append(_("其中 {count} 章的章名待核对").format(count=doubtful))
        if outline.id in self._changed:
            parts.append(_("本单位已修改"))
        self.state.setText(" · ".join(parts))
        self._list_chapters(outline)

    def _list_chapters(self, outline: Outline) -> None:
        """List the chapters in two columns, those still to be verified in a quiet colour."""
        while item := self.chapters.takeAt(0):
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        half = (len(outline.chapters) + 1) // _COLUMNS
        for place, chapter in enumerate(outline.chapters):
            is_sure = chapter.evidence is Evidence.VERIFIED
            doubt = "" if is_sure else _("（待核对）")
            label = theme.plain(f"{chapter_number(place + 1)} {chapter.title}{doubt}")
            theme.coloured(label, theme.PLAIN if is_sure else theme.MUTED)
            self.chapters.addWidget(label, place % half, place // half)


def _open(path: Path | None) -> None:
    if path is not None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
