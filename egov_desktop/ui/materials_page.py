"""The materials of a filing (材料页): a slot for each, with inspected files or 纸质另交."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from egov_desktop.app import attachments, corrections, projects
from egov_desktop.app.inspection import Outcome, surroundings
from egov_desktop.domain import deadlines, wizard
from egov_desktop.domain.errors import EgovError
from egov_desktop.domain.policy import MaterialRule
from egov_desktop.domain.project import Attachment
from egov_desktop.domain.wizard import Need
from egov_desktop.ui import dialogs, file_choosing, kept_files, theme
from egov_desktop.ui.inspecting import inspect_files
from egov_desktop.ui.material_card import MaterialCard, Slot
from egov_desktop.ui.page import Page
from egov_desktop.ui.routes import Materials
from egov_desktop.ui.translation import _, marked
from egov_desktop.ui.wizard.correction_mark import pending_items

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Job, Jobs

_TYPES = marked(
    "材料文件 (*.pdf *.ofd *.doc *.docx *.wps *.xls *.xlsx *.et *.png *.jpg *.jpeg *.tif *.tiff)"
)


class MaterialsPage(Page):
    """All materials of one filing."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs", route: Materials) -> None:
        super().__init__(workspace, jobs, route)
        self._ids = (route.project_id, route.filing_id)
        project = projects.load_project(workspace, route.project_id)
        self.pack = workspace.pack(project.pack_id)
        self.stage = projects.stage_of(self.pack, route.filing_id.partition("@")[0])
        self.summary = theme.plain("")
        self.cards = {material.id: MaterialCard(material) for material in self.stage.materials}
        self._inspections: dict[str, Job] = {}
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self._body())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)

    def _body(self) -> QWidget:
        body = QWidget()
        body.setMaximumWidth(theme.CONTENT_WIDTH)
        column = QVBoxLayout(body)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.SPACE + theme.TIGHT)
        column.addWidget(theme.title(_("材料")))
        column.addWidget(self.summary)
        for card in self.cards.values():
            card.add_wanted.connect(self._choose_files)
            card.cancel_wanted.connect(lambda material: self._inspections[material].cancel())
            card.dropped.connect(self.add_files)
            card.open_wanted.connect(self._open)
            card.remove_wanted.connect(self._remove)
            card.paper_given.connect(self._set_paper)
            card.corrections.answered.connect(self._on_item_answered)
            column.addWidget(card)
        if not self.cards:
            column.addWidget(theme.plain(_("本环节没有要提交的材料。")))
        column.addStretch(1)
        return body

    def refresh(self) -> None:
        """Show how every material stands."""
        slots = self._slots()
        for slot in slots:
            self.cards[slot.material.id].show_slot(slot)
        self.summary.setText(_summary(slots))
        self._show_corrections()

    def _show_corrections(self) -> None:
        """Show what a notice (补正通知) asks for at the materials it is about."""
        project = projects.load_project(self.workspace, self._ids[0])
        pending = list(pending_items(projects.filing_of(project, self._ids[1])))
        for card in self.cards.values():
            card.corrections.show_items(
                [(each, "") for each in pending if each.item.place == card.material.id]
            )

    def _on_item_answered(self, notice_id: str, number: int, answer: str, is_met: bool) -> None:
        try:
            corrections.answer_item(self.workspace, self._ids[0], notice_id, number, answer, is_met)
        except EgovError as error:
            dialogs.show_error(self, error)
        self._show_corrections()
        self.saved.emit()

    def go_to(self, route: object) -> None:
        """Bring the card of a material into view."""
        card = self.cards.get(route.material) if isinstance(route, Materials) else None
        if card is not None:
            card.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._area.ensureWidgetVisible(card, 0, theme.MARGIN)

    def _slots(self) -> list[Slot]:
        project_id, filing_id = self._ids
        project = projects.load_project(self.workspace, project_id)
        filing = projects.filing_of(project, filing_id)
        today, calendar = self.workspace.today(), self.workspace.calendar
        scope = replace(
            deadlines.scope_of(self.pack, project, today, calendar),
            filing=filing,
        )

        def slot(material: MaterialRule) -> Slot:
            return Slot(
                material,
                wizard.need_of(material, scope),
                self.pack.citation(material.provisions or self.stage.provisions),
                filing.attached(material.id),
                filing.paper_materials.get(material.id),
            )

        return [slot(material) for material in self.stage.materials]

    def _choose_files(self, material: str) -> None:
        title = _("选择“{title}”的文件").format(title=self.cards[material].material.title)
        kinds = ";;".join((_(_TYPES), _("所有文件 (*)")))
        self.add_files(material, file_choosing.files_to_open(self, title, kinds))

    def add_files(self, material: str, files: Sequence[Path]) -> None:
        """Inspect files beside the window, then add those that can be handed in."""
        card = self.cards[material]
        if not files:
            return
        card.tell("")
        card.show_busy(_("正在检查 {count} 个文件…").format(count=len(files)), 0, len(files))
        project_id, filing_id = self._ids
        project = projects.load_project(self.workspace, project_id)
        self._inspections[material] = self.jobs.run(
            inspect_files,
            list(files),
            surroundings(self.workspace, project, filing_id),
            on_done=lambda found: self._on_inspected(material, found),
            on_error=lambda error: self._on_inspection_failed(material, error),
            on_progress=lambda name, done, total: card.show_busy(
                _("正在检查 {name}({done}/{total})").format(name=name, done=done + 1, total=total),
                done,
                total,
            ),
        )

    def _on_inspected(self, material: str, found: Sequence[tuple[Path, Outcome]]) -> None:
        card = self.cards[material]
        card.show_busy("", 0, 1)
        refused = [outcome for _path, outcome in found if isinstance(outcome, str)]
        good = [(path, each) for path, each in found if not isinstance(each, str)]
        try:
            if good:
                attachments.store_inspected(self.workspace, *self._ids, material, good)
        except EgovError as error:
            refused.append(str(error))
        card.tell("\n".join(refused))
        self._changed()
        focused = QApplication.focusWidget()
        if focused is None or self.isAncestorOf(focused):
            card.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_inspection_failed(self, material: str, error: Exception) -> None:
        card = self.cards[material]
        card.show_busy("", 0, 1)
        card.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        dialogs.show_error(self, error)

    def _remove(self, attachment: Attachment) -> None:
        sentence = _("“{title}”将从本报件中移除。原来的文件不受影响。").format(
            title=attachment.title
        )
        if not dialogs.confirm(self, _("移除文件"), sentence, _("移除")):
            return
        attachments.detach(self.workspace, self._ids[0], attachment.id)
        self._changed()

    def _set_paper(self, material: str, reason: str | None) -> None:
        projects.set_paper(self.workspace, *self._ids, material, reason)
        self._changed()

    def _open(self, attachment: Attachment) -> None:
        """Open a copy: what was handed in stays as it is."""
        self.jobs.run(
            kept_files.copy,
            *kept_files.place_of_copy(self.workspace, attachment),
            on_done=lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
            on_error=lambda error: dialogs.show_error(self, error),
        )

    def _changed(self) -> None:
        self.refresh()
        self.saved.emit()


def _summary(slots: Sequence[Slot]) -> str:
    required = [slot for slot in slots if slot.need is Need.REQUIRED]
    missing = [slot.material.title for slot in required if not slot.is_supplied]
    if missing:
        return _("必交材料 {count} 项，还缺 {missing} 项：{names}。").format(
            count=len(required), missing=len(missing), names=_("、").join(missing)
        )
    if required:
        return _("必交材料 {count} 项已齐。").format(count=len(required))
    return _("按现在填写的内容，没有必交的材料。") if slots else ""
