"""The dialog that begins a project: its name and the rules it is under."""

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from egov_desktop.app.projects import create_project
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import EgovError
from egov_desktop.domain.policy import Evidence
from egov_desktop.ui import theme
from egov_desktop.ui.translation import _


class NewProjectDialog(QDialog):
    """Asks for the name and the policy pack; makes the project when 建立 is pressed."""

    def __init__(self, parent: QWidget, workspace: Workspace) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("新建项目"))
        self.setMinimumWidth(520)
        self.project_id = ""
        self._workspace = workspace
        self._name = QLineEdit()
        self._name.setAccessibleName(_("项目名称"))
        self._name.setPlaceholderText(_("与立项文件逐字一致，例如：四川省政务数据共享平台二期"))
        self._pack = QComboBox()
        self._pack.setAccessibleName(_("适用的制度"))
        self._about_pack = theme.note("")
        self._problem = theme.coloured(theme.plain(""), theme.ERROR)
        self._problem.setVisible(False)
        for pack in workspace.packs.values():
            self._pack.addItem(pack.title, pack.id)
        self._pack.currentIndexChanged.connect(self._on_pack_chosen)
        self._name.textEdited.connect(lambda: self._problem.setVisible(False))
        self._lay_out()
        self._on_pack_chosen()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        rows.setSpacing(theme.SPACE)
        rows.addWidget(theme.strong(_("项目名称")))
        rows.addWidget(self._name)
        rows.addWidget(self._problem)
        rows.addSpacing(theme.SPACE)
        rows.addWidget(theme.strong(_("适用的制度")))
        rows.addWidget(self._pack)
        rows.addWidget(self._about_pack)
        rows.addSpacing(theme.SPACE)
        rows.addWidget(theme.note(_("涉密项目不得录入本程序。")))
        rows.addSpacing(theme.SPACE)
        rows.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        make = theme.primary_button(_("建立"))
        make.setDefault(True)
        box.addButton(make, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(theme.button(_("取消")), QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self._on_make)
        box.rejected.connect(self.reject)
        return box

    def _on_pack_chosen(self) -> None:
        pack = self._workspace.pack(self._pack.currentData())
        mark = "" if pack.evidence is Evidence.VERIFIED else _("部分依据待核对。")
        self._about_pack.setText(f"{pack.authority} · {pack.version} · {pack.status}  {mark}")

    def _on_make(self) -> None:
        try:
            made = create_project(self._workspace, self._pack.currentData(), self._name.text())
        except EgovError as error:
            self._problem.setText(str(error))
            self._problem.setVisible(True)
            self._name.setFocus()
            return
        self.project_id = made.id
        self.accept()
