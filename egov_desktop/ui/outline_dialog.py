"""Changing an outline for the unit (修改提纲): add, rename, move, drop chapters."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app import outlines
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import EgovError
from egov_desktop.domain.outlines import chapter_number
from egov_desktop.domain.policy import Outline, OutlineChapter
from egov_desktop.domain.unit_outlines import UnitChapter
from egov_desktop.ui import dialogs, theme
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.line_input import LineInput

_CHAPTER = Qt.ItemDataRole.UserRole
_LIST_WIDTH = 330


class OutlineDialog(QDialog):
    """The chapters of an outline on the left, the chosen one on the right."""

    def __init__(self, parent: QWidget, workspace: Workspace, pack_id: str, outline: str) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._ids = (pack_id, outline)
        self._of_pack: Outline = workspace.pack(pack_id).outlines[outline]
        self._is_showing = False
        """Whether the fields are being filled by the program, not by the person."""
        self.setWindowTitle(_("修改提纲"))
        self.resize(900, 620)
        self.list = self._chapter_list()
        self.title = LineInput()
        self.sections = _text_box()
        self.guidance = _text_box()
        self.verified = QCheckBox(_("章名已对照官方文本核对"))
        self.origin = theme.note("")
        self.problem = theme.coloured(theme.plain(""), theme.ERROR)
        self.problem.hide()
        self._lay_out()
        self._show_chapters(outlines.unit_chapters(workspace, pack_id, outline))
        self._before = self.chapters
        self._connect()
        self.list.setCurrentRow(0)

    @property
    def chapters(self) -> tuple[UnitChapter, ...]:
        """The chapters as they stand in the dialog, dropped ones too."""
        return tuple(self.list.item(row).data(_CHAPTER) for row in range(self.list.count()))

    def _chapter_list(self) -> QListWidget:
        chapters = QListWidget()
        chapters.setAccessibleName(_("提纲的各章"))
        chapters.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        chapters.setMinimumWidth(_LIST_WIDTH)
        chapters.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        chapters.setSpacing(theme.TIGHT // 2)
        chapters.setTextElideMode(Qt.TextElideMode.ElideRight)
        return chapters

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        rows.setSpacing(theme.SPACE)
        rows.addWidget(theme.heading(self._of_pack.title))
        rows.addWidget(
            theme.note(
                _(
                    "只改本单位用的提纲，各项目共用；制度包不变，随时可以恢复。"
                    "生成提纲、核对报告和完整性检查都按改后的章来做。"
                )
            )
        )
        both = QHBoxLayout()
        both.setSpacing(theme.MARGIN)
        both.addLayout(self._left(), 2)
        both.addLayout(self._right(), 3)
        rows.addLayout(both, 1)
        rows.addWidget(self.problem)
        rows.addWidget(self._buttons())

    def _left(self) -> QVBoxLayout:
        self.add_button = _small(_("添加一章"), self._on_add)
        self.up_button = _small(_("上移"), lambda: self._on_move(-1))
        self.down_button = _small(_("下移"), lambda: self._on_move(1))
        self.drop_button = _small(_("不用这一章"), self._on_drop)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.TIGHT)
        for button in (self.add_button, self.up_button, self.down_button, self.drop_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(theme.SPACE)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        return column

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.TIGHT)
        for label, part in (
            (_("章名"), self.title),
            (_("各节（每行一个节名）"), self.sections),
            (_("编写提示"), self.guidance),
        ):
            words = theme.strong(label)
            words.setBuddy(part)
            part.setAccessibleName(label)
            column.addWidget(words)
            column.addWidget(part, 0 if part is self.title else 1)
            if part is self.title:
                column.addWidget(self.verified)
                column.addWidget(self.origin)
            column.addSpacing(theme.SPACE)
        return column

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        self.keep_button = theme.primary_button(_("保存"))
        self.keep_button.setDefault(True)
        self.reset_button = _small(_("恢复为制度包的提纲"), self._on_reset)
        self.reset_button.setEnabled(outlines.is_changed(self._workspace, *self._ids))
        box.addButton(self.reset_button, QDialogButtonBox.ButtonRole.ResetRole)
        box.addButton(self.keep_button, QDialogButtonBox.ButtonRole.AcceptRole)
        stay = theme.button(_("取消"))
        stay.setAutoDefault(False)
        box.addButton(stay, QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self._on_keep)
        box.rejected.connect(self.reject)
        return box

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._on_chosen)
        self.list.model().rowsMoved.connect(self._label_all)
        self.title.textChanged.connect(self._on_edited)
        self.sections.textChanged.connect(self._on_edited)
        self.guidance.textChanged.connect(self._on_edited)
        self.verified.toggled.connect(self._on_edited)

    def _show_chapters(self, chapters: tuple[UnitChapter, ...]) -> None:
        self.list.clear()
        for chapter in chapters:
            item = QListWidgetItem()
            item.setData(_CHAPTER, chapter)
            self.list.addItem(item)
        self._label_all()

    def _label_all(self) -> None:
        """Give the chapters their numbers, and say which are dropped or still to be verified."""
        blocker = QSignalBlocker(self.list)
        number = 0
        for row in range(self.list.count()):
            item = self.list.item(row)
            chapter: UnitChapter = item.data(_CHAPTER)
            number += not chapter.is_dropped
            item.setText(_label(chapter, number))
            font = QFont(self.list.font())
            font.setStrikeOut(chapter.is_dropped)
            item.setFont(font)
        blocker.unblock()

    def _on_chosen(self, row: int) -> None:
        item = self.list.item(row)
        if item is None:
            return
        chapter: UnitChapter = item.data(_CHAPTER)
        self._is_showing = True
        of_pack = self._in_pack(chapter)
        self.title.setText(chapter.title)
        self.title.setCursorPosition(0)
        self.sections.setPlainText("\n".join(_section_titles(chapter, of_pack)))
        self.guidance.setPlainText(chapter.guidance or (of_pack.guidance if of_pack else ""))
        self.verified.setChecked(chapter.is_verified)
        for part in (self.title, self.sections, self.guidance, self.verified):
            part.setDisabled(chapter.is_dropped)
        self._is_showing = False
        self._show_origin(chapter)

    def _show_origin(self, chapter: UnitChapter) -> None:
        words = _("本单位添加的章") if not chapter.was else ""
        if chapter.was and chapter.was != chapter.title:
            words = _("制度包中的章名：{title}").format(title=chapter.was)
        self.origin.setText(words)
        self.drop_button.setText(_("恢复这一章") if chapter.is_dropped else _("不用这一章"))

    def _on_edited(self) -> None:
        item = self.list.currentItem()
        if item is None or self._is_showing:
            return
        chapter: UnitChapter = item.data(_CHAPTER)
        of_pack = self._in_pack(chapter)
        sections = tuple(filter(None, map(str.strip, self.sections.toPlainText().splitlines())))
        guidance = self.guidance.toPlainText().strip()
        changed = replace(
            chapter,
            title=self.title.text().strip(),
            is_verified=self.verified.isChecked(),
            guidance="" if of_pack and guidance == of_pack.guidance else guidance,
            sections=None if of_pack and sections == _titles(of_pack) else sections,
        )
        item.setData(_CHAPTER, changed)
        self._label_all()
        self._show_origin(changed)
        self.problem.hide()

    def _on_add(self) -> None:
        row = self.list.currentRow() + 1
        item = QListWidgetItem()
        item.setData(_CHAPTER, UnitChapter(_("新的一章"), sections=()))
        self.list.insertItem(row, item)
        self._label_all()
        self.list.setCurrentRow(row)
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.title.selectAll()

    def _on_move(self, step: int) -> None:
        row = self.list.currentRow()
        if 0 <= row + step < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + step, item)
            self._label_all()
            self.list.setCurrentRow(row + step)

    def _on_drop(self) -> None:
        """Take an own chapter away; mark one of the pack as not used, or use it again."""
        item = self.list.currentItem()
        if item is None:
            return
        chapter: UnitChapter = item.data(_CHAPTER)
        if not chapter.was:
            self.list.takeItem(self.list.row(item))
        else:
            item.setData(_CHAPTER, replace(chapter, is_dropped=not chapter.is_dropped))
        self._label_all()
        self._on_chosen(self.list.currentRow())

    def _on_reset(self) -> None:
        sentence = _("本单位对这个提纲的全部修改将被放弃。")
        if dialogs.confirm(self, _("恢复提纲"), sentence, _("恢复")):
            outlines.reset_unit_outline(self._workspace, *self._ids)
            self.accept()

    def _on_keep(self) -> None:
        try:
            outlines.save_unit_outline(self._workspace, *self._ids, self.chapters)
        except EgovError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.accept()

    def reject(self) -> None:
        """Close without keeping; ask when something would be lost."""
        sentence = _("对提纲的修改还没有保存。")
        if self.chapters == self._before or dialogs.confirm(
            self, _("放弃修改？"), sentence, _("放弃修改"), _("继续修改")
        ):
            super().reject()

    def _in_pack(self, chapter: UnitChapter) -> OutlineChapter | None:
        return next((c for c in self._of_pack.chapters if c.title == chapter.was), None)


def _label(chapter: UnitChapter, number: int) -> str:
    title = chapter.title or _("（无章名）")
    if chapter.is_dropped:
        return title
    is_sure = chapter.is_verified or not chapter.was  # its own chapters the unit need not verify
    doubt = "" if is_sure else _("（待核对）")
    return f"{chapter_number(number)} {title}{doubt}"


def _titles(chapter: OutlineChapter) -> tuple[str, ...]:
    return tuple(section.title for section in chapter.sections)


def _section_titles(chapter: UnitChapter, of_pack: OutlineChapter | None) -> tuple[str, ...]:
    if chapter.sections is not None:
        return chapter.sections
    return _titles(of_pack) if of_pack else ()


def _text_box() -> QPlainTextEdit:
    box = QPlainTextEdit()
    box.setTabChangesFocus(True)
    return box


def _small(words: str, action: object) -> QPushButton:
    button = theme.button(words)
    button.setAutoDefault(False)
    button.clicked.connect(action)
    return button
