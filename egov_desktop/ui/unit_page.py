"""单位信息: what every new project takes over from the unit, entered once."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from egov_desktop.app import unit_profile
from egov_desktop.domain.errors import EgovError
from egov_desktop.domain.policy import Section
from egov_desktop.domain.unit_profile import FIELDS
from egov_desktop.ui import dialogs, theme
from egov_desktop.ui.page import Page
from egov_desktop.ui.routes import UnitProfile, Workbench
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.autosave import clock
from egov_desktop.ui.wizard.field_row import FieldRow
from egov_desktop.ui.wizard.section_form import SectionForm

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs


class UnitPage(Page):
    """The form of the unit's profile; each line is stored when it is left."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs", route: UnitProfile) -> None:
        super().__init__(workspace, jobs, route)
        help_words = _(
            "填一次，以后新建的项目自动带入；已有的项目不会被改动，登记页会提示哪些内容变了。"
        )
        self.form = SectionForm(Section("unit", "", FIELDS, help_words))
        self.form.left.connect(self._on_left)
        self.saved_words = theme.note("")
        self.saved_words.setWordWrap(False)
        self.saved_words.setAccessibleName(_("保存状态"))
        self.done_button = theme.primary_button(_("完成"))
        self.done_button.clicked.connect(lambda: self.navigate.emit(Workbench()))
        head = QHBoxLayout()
        head.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, 0)
        head.addWidget(theme.title(_("单位信息")), 1)
        head.addWidget(self.saved_words)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.MARGIN, theme.SPACE, theme.MARGIN, theme.GAP)
        foot.addWidget(self.done_button)
        foot.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(head)
        rows.addWidget(self.form, 1)
        rows.addLayout(foot)
        self.setFocusProxy(self.form.rows["name"].editor.input)

    def refresh(self) -> None:
        """Show what is stored."""
        found = unit_profile.load(self.workspace)
        for field_id, row in self.form.rows.items():
            row.show_answer(found[field_id])

    def leave(self) -> bool:
        """Store the line that is being typed."""
        for row in self.form.rows.values():
            self._on_left(row)
        return True

    def _on_left(self, row: FieldRow) -> None:
        typed = row.editor.raw()
        if typed == unit_profile.load(self.workspace)[row.definition.id].raw:
            return
        try:
            unit_profile.answer(self.workspace, row.definition.id, typed)
        except EgovError as error:
            dialogs.show_error(self, error)
            return
        now = clock(self.workspace.now())
        self.saved_words.setText(_("已保存 {time}").format(time=now))
        self.saved.emit()
