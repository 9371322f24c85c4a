"""登记批复: what the approving authority answered; later checks read its date and amount."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app.approvals import approve
from egov_desktop.app.pack_names import stage_of
from egov_desktop.app.projects import filing_of
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import money
from egov_desktop.domain.errors import EgovError
from egov_desktop.domain.fields import FieldDefinition
from egov_desktop.domain.project import Approval, Project
from egov_desktop.ui import file_choosing, kept_files, theme
from egov_desktop.ui.judged_line import JudgedLine
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.wizard.date_button import DateButton

_NUMBER = FieldDefinition("number", "text", marked("批复文号"), is_required=True)
_DATE = FieldDefinition("issued_on", "date", marked("批复日期"), is_required=True)
_AMOUNT = FieldDefinition("amount", "money", marked("批复金额"), unit=marked("万元"))


class ApprovalDialog(QDialog):
    """Asks for number, date, amount and file; takes any text and judges when it is left."""

    def __init__(
        self, parent: QWidget, workspace: Workspace, project: Project, filing_id: str
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._project = project
        self._filing = filing_of(project, filing_id)
        self._file: Path | None = None
        stage = stage_of(workspace.pack(project.pack_id), self._filing.stage)
        self.setWindowTitle(_("登记批复"))
        self.setMinimumWidth(560)
        self._number = JudgedLine(_NUMBER)
        self._date = JudgedLine(_DATE)
        self._amount = JudgedLine(_AMOUNT)
        self._lines = (self._number, self._date, self._amount)
        self._amount.input.textChanged.connect(self._show_capital)
        self._capital = theme.note("")
        self._file_name = theme.note(_("尚未选择"))
        self._failure = theme.coloured(theme.plain(""), theme.ERROR)
        self._failure.hide()
        self._lay_out(stage.title)
        if self._filing.approval is not None:
            self._show(self._filing.approval)

    def choose_file(self, path: Path) -> None:
        """Take a file as the text of the approval."""
        self._file = path
        self._file_name.setText(path.name)

    def _lay_out(self, stage_title: str) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(theme.SPACE)
        calendar = DateButton(self._date.input, _(_DATE.label))
        calendar.picked.connect(lambda day: self._date.input.setText(day.isoformat()))
        for row, (line, beside) in enumerate(
            ((self._number, None), (self._date, calendar), (self._amount, None))
        ):
            line.add_to(grid, 2 * row, beside)
        grid.addWidget(self._capital, 6, 1)
        choose = theme.button(_("选择文件…"))
        choose.setAccessibleName(_("选择批复文件"))
        choose.setAutoDefault(False)
        choose.clicked.connect(self._on_choose)
        file_line = QHBoxLayout()
        file_line.setSpacing(theme.SPACE)
        file_line.addWidget(choose)
        file_line.addWidget(self._file_name, 1)
        grid.addWidget(theme.plain(_("批复文件")), 7, 0)
        grid.addLayout(file_line, 7, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        rows.setSpacing(theme.GAP)
        rows.addWidget(theme.heading(_("登记批复：{stage}").format(stage=stage_title)))
        rows.addWidget(theme.note(_("后面环节的检查以这里的日期和金额为准。")))
        rows.addLayout(grid)
        rows.addWidget(self._failure)
        rows.addStretch(1)
        rows.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        keep = theme.primary_button(_("登记"))
        keep.setDefault(True)
        box.addButton(keep, QDialogButtonBox.ButtonRole.AcceptRole)
        stay = theme.button(_("取消"))
        stay.setAutoDefault(False)
        box.addButton(stay, QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self._on_keep)
        box.rejected.connect(self.reject)
        return box

    def _show(self, approval: Approval) -> None:
        self._number.input.setText(approval.number)
        if approval.issued_on is not None:
            self._date.input.setText(approval.issued_on.isoformat())
        if approval.amount is not None:
            self._amount.input.setText(f"{approval.amount:f}")
        if approval.attachment is not None:
            self._file_name.setText(_("已有：{name}").format(name=approval.attachment.title))

    def _earlier_file(self) -> Path | None:
        """Return the file of the approval recorded before, which stays unless another is chosen."""
        earlier = self._filing.approval.attachment if self._filing.approval else None
        if earlier is None:
            return None
        return kept_files.copy(*kept_files.place_of_copy(self._workspace, earlier))

    def _show_capital(self) -> None:
        value = self._amount.judged().value
        words = ""
        if isinstance(value, Decimal):
            yuan = money.wan_to_yuan(value)
            words = _("{amount} 元  {capital}").format(
                amount=f"{yuan:,.2f}", capital=money.chinese_capital(yuan)
            )
        self._capital.setText(words)

    def _on_choose(self) -> None:
        kinds = _("PDF 或图片 (*.pdf *.png *.jpg *.jpeg *.tif *.tiff)")
        path = file_choosing.file_to_open(self, _("选择批复文件"), kinds)
        if path is not None:
            self.choose_file(path)

    def _on_keep(self) -> None:
        wrong = [line for line in self._lines if not line.show_problem()]
        issued_on = self._date.judged().value
        amount = self._amount.judged().value
        if wrong or not isinstance(issued_on, date):
            (wrong or [self._date])[0].input.setFocus()
            return
        try:
            approve(
                self._workspace,
                self._project.id,
                self._filing.id,
                self._number.input.text(),
                issued_on,
                amount if isinstance(amount, Decimal) else None,
                self._file or self._earlier_file(),
            )
        except EgovError as error:
            self._failure.setText(str(error))
            self._failure.show()
            return
        self.accept()
