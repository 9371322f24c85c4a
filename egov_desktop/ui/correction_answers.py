"""补正办理: all that the next version has to answer, in one place."""

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app.corrections import answer_item, item_label, withdraw_notice
from egov_desktop.app.projects import filing_of, load_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.corrections import CorrectionNotice
from egov_desktop.domain.errors import EgovError
from egov_desktop.domain.project import Filing, Project
from egov_desktop.ui import dialogs, theme
from egov_desktop.ui.correction_dialog import CorrectionDialog
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.correction_mark import CorrectionMarks, notice_title, pending_items

_WIDTH, _HEIGHT = 680, 560


class CorrectionAnswersDialog(QDialog):
    """Lists the pending notices of a filing; what is answered is stored at once."""

    def __init__(
        self, parent: QWidget, workspace: Workspace, project: Project, filing_id: str
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._ids = (project.id, filing_of(project, filing_id).id)
        self.setWindowTitle(_("补正办理"))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self.marks: list[CorrectionMarks] = []
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        rows.setSpacing(theme.SPACE)
        rows.addWidget(theme.heading(_("补正办理")))
        rows.addWidget(theme.note(_("写明怎样办理并勾选；这些答复随下一版固化，之后不能再改。")))
        rows.addWidget(self._area, 1)
        rows.addWidget(self._buttons())
        room = self.screen().availableSize()
        self.resize(min(_WIDTH, room.width() - 40), min(_HEIGHT, room.height() - 80))
        self.refresh()

    def refresh(self) -> None:
        """Build the list anew."""
        project = load_project(self._workspace, self._ids[0])
        filing = filing_of(project, self._ids[1])
        self.marks = []
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, theme.SPACE, 0)
        column.setSpacing(theme.SPACE)
        for notice in filing.pending_notices:
            column.addLayout(self._head(project, notice))
            column.addWidget(self._marks_of(project, filing, notice))
        if not filing.pending_notices:
            column.addWidget(theme.plain(_("没有待办的补正或退件。")))
        column.addStretch(1)
        self._area.setWidget(whole)

    def _head(self, project: Project, notice: CorrectionNotice) -> QHBoxLayout:
        facts = [notice_title(notice), notice.issuer]
        if notice.due_on is not None:
            facts.append(_("期限 {day}").format(day=notice.due_on.isoformat()))
        change = theme.quiet_button(_("修改通知…"))
        change.setAutoDefault(False)
        change.clicked.connect(lambda: self._change(project, notice))
        withdraw = theme.quiet_button(_("撤销登记"))
        withdraw.setAutoDefault(False)
        withdraw.clicked.connect(lambda: self._withdraw(notice))
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(theme.strong(" · ".join(filter(None, facts))), 1)
        line.addWidget(change)
        line.addWidget(withdraw)
        return line

    def _marks_of(
        self, project: Project, filing: Filing, notice: CorrectionNotice
    ) -> CorrectionMarks:
        pack = self._workspace.pack(project.pack_id)
        marks = CorrectionMarks()
        marks.show_items(
            [
                (pending, item_label(pack, filing, pending.item))
                for pending in pending_items(filing)
                if pending.notice.id == notice.id
            ]
        )
        marks.answered.connect(self._on_answered)
        self.marks.append(marks)
        return marks

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        done = theme.primary_button(_("完成"))
        done.setAutoDefault(False)
        box.addButton(done, QDialogButtonBox.ButtonRole.AcceptRole)
        box.accepted.connect(self.accept)
        return box

    def accept(self) -> None:
        """Store what is still being typed."""
        for mark in (mark for marks in self.marks for mark in marks.marks):
            mark.commit()
        super().accept()

    def reject(self) -> None:
        """Close in the same way: every answer is kept as it is given."""
        self.accept()

    def _on_answered(self, notice_id: str, number: int, answer: str, is_met: bool) -> None:
        try:
            answer_item(self._workspace, self._ids[0], notice_id, number, answer, is_met)
        except EgovError as error:
            dialogs.show_error(self, error)
            return
        filing = filing_of(load_project(self._workspace, self._ids[0]), self._ids[1])
        stored = {(p.notice.id, p.number): p for p in pending_items(filing)}
        for mark in (mark for marks in self.marks for mark in marks.marks):
            mark.show_item(stored[mark.key])

    def _change(self, project: Project, notice: CorrectionNotice) -> None:
        fresh = filing_of(load_project(self._workspace, self._ids[0]), self._ids[1])
        now = next(each for each in fresh.pending_notices if each.id == notice.id)
        if CorrectionDialog(self, self._workspace, project, self._ids[1], now).exec():
            self.refresh()

    def _withdraw(self, notice: CorrectionNotice) -> None:
        if dialogs.confirm(
            self,
            _("撤销登记？"),
            _("“{notice}”和它的办理情况会从本机删去，审计记录仍保留。").format(
                notice=notice_title(notice)
            ),
            _("撤销登记"),
        ):
            try:
                withdraw_notice(self._workspace, self._ids[0], notice.id)
            except EgovError as error:
                dialogs.show_error(self, error)
            self.refresh()
