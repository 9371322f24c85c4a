"""登记补正或退件: a notice of the authority, entered item by item."""

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app.corrections import record_notice
from egov_desktop.app.pack_names import stage_of
from egov_desktop.app.projects import filing_of
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.corrections import CorrectionNotice, NoticeKind
from egov_desktop.domain.errors import EgovError
from egov_desktop.domain.fields import FieldDefinition
from egov_desktop.domain.project import Project
from egov_desktop.ui import theme
from egov_desktop.ui.correction_items import ItemRows
from egov_desktop.ui.judged_line import JudgedLine
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.wizard.correction_mark import KIND_WORDS
from egov_desktop.ui.wizard.date_button import DateButton

_NUMBER = FieldDefinition("number", "text", marked("通知文号"), is_required=True)
_ISSUER = FieldDefinition("issuer", "text", marked("发出机关"))
_DATE = FieldDefinition("issued_on", "date", marked("通知日期"))
_DUE = FieldDefinition("due_on", "date", marked("补正期限"))
_WIDTH, _HEIGHT = 720, 560


class CorrectionDialog(QDialog):
    """Asks for a notice on the latest frozen version, or changes one that is recorded."""

    def __init__(
        self,
        parent: QWidget,
        workspace: Workspace,
        project: Project,
        filing_id: str,
        notice: CorrectionNotice | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._project_id = project.id
        self._filing = filing_of(project, filing_id)
        self._earlier = notice
        pack = workspace.pack(project.pack_id)
        stage = stage_of(pack, self._filing.stage)
        self.setWindowTitle(_("登记补正或退件"))
        self.number = JudgedLine(_NUMBER)
        self.issuer = JudgedLine(_ISSUER)
        self.issued_on = JudgedLine(_DATE)
        self.due_on = JudgedLine(_DUE)
        self._lines = (self.number, self.issuer, self.issued_on, self.due_on)
        self.kinds = {kind: QRadioButton(_(words)) for kind, words in KIND_WORDS.items()}
        self.items = ItemRows(pack, stage)
        self.failure = theme.coloured(theme.plain(""), theme.ERROR)
        self.failure.hide()
        self._show(notice)
        self._lay_out(stage.title)
        room = self.screen().availableSize()
        self.resize(min(_WIDTH, room.width() - 40), min(_HEIGHT, room.height() - 80))
        self.number.input.setFocus()

    def _lay_out(self, stage_title: str) -> None:
        version = self._filing.versions[-1].version
        words = _("登记补正或退件：{stage} v{version}").format(stage=stage_title, version=version)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        rows.setSpacing(theme.SPACE)
        rows.addWidget(theme.heading(words))
        rows.addWidget(
            theme.note(
                _("逐项登记后，会显示在相应的字段和材料旁边；下一版附有办理情况和改动清单。")
            )
        )
        rows.addLayout(self._facts())
        rows.addWidget(theme.strong(_("要求补正的内容")))
        rows.addWidget(self._items_area(), 1)
        rows.addWidget(self.failure)
        rows.addWidget(self._buttons())

    def _facts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(theme.TIGHT)
        grid.setColumnStretch(1, 1)
        group = QButtonGroup(self)
        kinds = QHBoxLayout()
        kinds.setSpacing(theme.GAP)
        for choice in self.kinds.values():
            group.addButton(choice)
            kinds.addWidget(choice)
        kinds.addStretch(1)
        grid.addWidget(theme.plain(_("种类")), 0, 0)
        grid.addLayout(kinds, 0, 1)
        for number, line in enumerate(self._lines):
            line.add_to(grid, 2 * number + 1, self._calendar(line))
        return grid

    def _calendar(self, line: JudgedLine) -> DateButton | None:
        if line not in (self.issued_on, self.due_on):
            return None
        calendar = DateButton(line.input, line.input.accessibleName())
        calendar.picked.connect(lambda day: line.input.setText(day.isoformat()))
        return calendar

    def _items_area(self) -> QWidget:
        self.add_button = theme.button(_("再加一项"))
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self.items.add)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self.items)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area, 1)
        line = QHBoxLayout()
        line.addWidget(self.add_button)
        line.addStretch(1)
        column.addLayout(line)
        return whole

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        keep = theme.primary_button(_("登记"))
        keep.setDefault(True)
        box.addButton(keep, QDialogButtonBox.ButtonRole.AcceptRole)
        stay = theme.button(_("取消"))
        stay.setAutoDefault(False)
        box.addButton(stay, QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self.keep)
        box.rejected.connect(self.reject)
        return box

    def _show(self, notice: CorrectionNotice | None) -> None:
        self.kinds[notice.kind if notice else NoticeKind.CORRECTION].setChecked(True)
        self.items.show_items(notice.items if notice else ())
        if notice is None:
            return
        self.number.input.setText(notice.number)
        self.issuer.input.setText(notice.issuer)
        for line, day in ((self.issued_on, notice.issued_on), (self.due_on, notice.due_on)):
            line.input.setText(day.isoformat() if day else "")

    def keep(self) -> None:
        """Record the notice, or say what is missing."""
        wrong = [line for line in self._lines if not line.show_problem()]
        if wrong:
            wrong[0].input.setFocus()
            return
        kind = next(kind for kind, choice in self.kinds.items() if choice.isChecked())
        notice = CorrectionNotice(
            kind,
            self.number.input.text(),
            self.issuer.input.text(),
            _day(self.issued_on),
            _day(self.due_on),
            self.items.items,
        )
        if self._earlier is not None:
            notice = replace(notice, id=self._earlier.id)
        try:
            record_notice(self._workspace, self._project_id, self._filing.id, notice)
        except EgovError as error:
            self.failure.setText(str(error))
            self.failure.show()
            return
        self.accept()


def _day(line: JudgedLine) -> date | None:
    value = line.judged().value
    return value if isinstance(value, date) else None
