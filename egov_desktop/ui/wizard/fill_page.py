"""The wizard (填报向导): sections at the left, the form, the clauses and findings at the right."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app import carrying, checks, corrections, projects
from egov_desktop.app.carrying import CarriedField
from egov_desktop.domain import wizard
from egov_desktop.domain.errors import EgovError, NotFoundError
from egov_desktop.domain.fields import BLANK
from egov_desktop.domain.findings import Finding
from egov_desktop.domain.policy import PolicyPack, StageRule
from egov_desktop.domain.printout import place_label
from egov_desktop.domain.project import Filing, Project
from egov_desktop.ui import dialogs, theme
from egov_desktop.ui.finding_lines import FindingLine, line_of
from egov_desktop.ui.icons import icon
from egov_desktop.ui.page import Page
from egov_desktop.ui.routes import CheckReport, Fill, Materials, Workbench
from egov_desktop.ui.translation import _
from egov_desktop.ui.wizard.autosave import Autosave, clock
from egov_desktop.ui.wizard.field_row import FieldRow
from egov_desktop.ui.wizard.focus_order import chain, last_in
from egov_desktop.ui.wizard.guide import Guide
from egov_desktop.ui.wizard.section_form import SectionForm
from egov_desktop.ui.wizard.section_list import SectionList
from egov_desktop.ui.wizard.stop_dialog import StopDialog
from egov_desktop.ui.wizard.table_editor import TableEditor

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs


class FillPage(Page):
    """The form of one filing; any section in any order, saved while typing."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs", route: Fill) -> None:
        super().__init__(workspace, jobs, route)
        self._ids = (route.project_id, route.filing_id)
        self._load()
        self._forms: dict[str, SectionForm] = {}
        self._current = 0
        self._findings: tuple[Finding, ...] = ()
        self._saved_at = ""
        self.autosave = Autosave(self, workspace, *self._ids)
        self.autosave.saved.connect(self._on_saved)
        self.autosave.failed.connect(self._on_failed)
        self.autosave.stopped.connect(self._on_stopped)
        self.sections = SectionList()
        self.sections.chosen.connect(self.show_section)
        self.stack = QStackedWidget()
        self.guide = Guide(self.pack, self.stage)
        self.guide.chosen.connect(self._on_finding)
        self._build()
        self._add_keys()

    def _load(self) -> None:
        project_id, filing_id = self._ids
        self.project: Project = projects.load_project(self.workspace, project_id)
        self.pack: PolicyPack = self.workspace.pack(self.project.pack_id)
        filing = self.project.filing(filing_id)
        stage = self.pack.stage(filing_id.partition("@")[0])
        if filing is None or stage is None:
            raise NotFoundError(_("没有报件“{id}”，请从项目页打开。").format(id=filing_id))
        self.filing: Filing = filing
        self.stage: StageRule = stage
        self.shown = wizard.shown_sections(stage, filing)

    def _build(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, theme.GAP, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self.stack, 1)
        column.addLayout(self._foot())
        left = QWidget()
        left_column = QVBoxLayout(left)
        left_column.setContentsMargins(theme.GAP, theme.GAP, 0, theme.GAP)
        left_column.addWidget(self.sections)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(theme.TIGHT)
        for part, least in ((left, 180), (middle, 420), (self.guide, 230)):
            part.setMinimumWidth(least)
            splitter.addWidget(part)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([220, 760, 300])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def _head(self) -> QHBoxLayout:
        self.title = theme.heading("")
        self.saved_words = theme.note("")
        self.saved_words.setWordWrap(False)
        self.saved_words.setAccessibleName(_("保存状态"))
        self.undo_button = theme.quiet_button(_("撤销"))
        self.undo_button.setIcon(icon("undo", theme.colours().accent))
        self.undo_button.setAccessibleName(_("撤销上一处修改"))
        self.undo_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.undo_button.clicked.connect(self.undo)
        row = QHBoxLayout()
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, theme.TIGHT)
        row.addWidget(self.title, 1)
        row.addWidget(self.saved_words)
        row.addWidget(self.undo_button)
        return row

    def _foot(self) -> QHBoxLayout:
        self.back_button = theme.button(_("上一节"))
        self.next_button = theme.primary_button(_("下一节"))
        self.back_button.setToolTip("Ctrl+PgUp")
        self.next_button.setToolTip("Ctrl+PgDn")
        self.back_button.clicked.connect(lambda: self.step(-1))
        self.next_button.clicked.connect(lambda: self.step(1))
        row = QHBoxLayout()
        row.setContentsMargins(theme.MARGIN, theme.SPACE, theme.MARGIN, theme.GAP)
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.next_button)
        return row

    def _add_keys(self) -> None:
        keys = (
            ("Ctrl+PgUp", lambda: self.step(-1)),
            ("Ctrl+PgDown", lambda: self.step(1)),
            ("Ctrl+Z", self.undo),
            ("Ctrl+S", self.autosave.flush),
        )
        for words, action in keys:
            shortcut = QShortcut(QKeySequence(words), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    @property
    def form(self) -> SectionForm:
        """The section on screen."""
        return self._form(self._current)

    def _form(self, number: int) -> SectionForm:
        section = self.shown[number]
        if section.id not in self._forms:
            form = SectionForm(section)
            form.show_answers(self.filing, self._carried(), frozenset())
            form.show_presets(self._tables_with_presets())
            form.typed.connect(self._on_typed)
            form.entered.connect(self._on_entered)
            form.left.connect(self._on_left)
            form.take_over_wanted.connect(self._on_take_over)
            form.preset_wanted.connect(self._on_preset)
            form.item_answered.connect(self._on_item_answered)
            self._forms[section.id] = form
            self.stack.addWidget(form)
            self._order_focus(form)
        return self._forms[section.id]

    def _order_focus(self, form: SectionForm) -> None:
        """Let Tab go from the last field to the buttons below it, then to the findings."""
        chain(last_in(form), self.back_button, self.next_button, self.guide.findings)

    def refresh(self) -> None:
        """Read the filing again; what is typed and not stored yet stays."""
        here = self.shown[self._current].id
        self._load()
        carried = self._carried()
        for definition in self.stage.fields:
            if not definition.is_computed:
                typed = self.filing.answers.get(definition.id, BLANK)
                self.autosave.know(definition.id, typed.raw)
        for form in self._forms.values():
            form.show_answers(self.filing, carried, self.autosave.pending)
        self._check()
        self.show_section(here)

    def go_to(self, route: object) -> None:
        """Open the section of a field and put the cursor there."""
        if not isinstance(route, Fill):
            return
        section = wizard.section_with(self.stage, route.field_path)
        if section is not None:
            self.show_section(section.id)
            self.form.focus(route.field_path)

    def leave(self) -> bool:
        """Store what is still being typed; ask when that is not possible."""
        self.form.commit()
        if self.autosave.flush() or not self.autosave.pending:
            return True
        return dialogs.confirm(
            self,
            _("有内容没有保存"),
            _("离开后会丢失没有保存的内容。建议先排除故障，再离开本页。"),
            _("放弃并离开"),
        )

    def show_section(self, section_id: str) -> None:
        """Show a section; the first one when it does not apply any more."""
        number = next((n for n, s in enumerate(self.shown) if s.id == section_id), 0)
        if number != self._current:
            self.form.commit()
            self.autosave.flush()
        self._current = number
        self.guide.show_field(None)
        self.stack.setCurrentWidget(self._form(number))
        section = self.shown[number]
        count = len(self.shown)
        self.title.setText(f"{number + 1}/{count}  {section.title}" if count > 1 else section.title)
        self.sections.select(number)
        self.back_button.setEnabled(number > 0)
        self.next_button.setText(_("下一节") if number + 1 < count else self._next_words())
        self._show_findings()

    def step(self, by: int) -> None:
        """Go to a neighbouring section; after the last one, to the next step of work."""
        target = self._current + by
        if 0 <= target < len(self.shown):
            self.show_section(self.shown[target].id)
            self.form.focus("")
        elif by > 0:
            page = Materials if self.stage.materials else CheckReport
            self.navigate.emit(page(*self._ids))

    def _next_words(self) -> str:
        return _("下一步：材料") if self.stage.materials else _("下一步：检查")

    def undo(self) -> None:
        """Take back the last stored change, and go where it was."""
        self.form.commit()
        step = self.autosave.undo()
        if step is None:
            return
        self.refresh()
        self.go_to(Fill(*self._ids, step.path))

    def _on_typed(self, row: FieldRow) -> None:
        self.saved_words.setText(_("正在填写…"))
        self.autosave.note(row.definition.id, row.editor.raw())

    def _on_left(self, row: FieldRow) -> None:
        self.autosave.note(row.definition.id, row.editor.raw())
        if not self.autosave.pending:
            self._say_state()
        self.autosave.flush()

    def _on_entered(self, row: FieldRow) -> None:
        self.guide.show_field(row.definition)

    def _on_saved(self, moment: datetime) -> None:
        self._saved_at = clock(moment)
        self._say_state()
        self._show_derived()
        self._check()
        self.saved.emit()

    def _show_derived(self) -> None:
        """Show what follows from the stored answers: computed values, fields that apply now."""
        here, shown_before = self.shown[self._current].id, self.shown
        self._load()
        for form in self._forms.values():
            form.show_derived(self.filing)
        if self.shown != shown_before:
            self._current = next((n for n, s in enumerate(self.shown) if s.id == here), 0)

    def _carried(self) -> dict[str, CarriedField]:
        return carrying.carried_fields(self.workspace, self.pack, self.project, self.filing)

    def _tables_with_presets(self) -> frozenset[str]:
        return frozenset(self.stage.presets)

    def _on_take_over(self, row: FieldRow) -> None:
        """Carry an answer over anew; one step back undoes it."""
        source = self._carried().get(row.definition.id)
        if source is not None:
            self.autosave.note(row.definition.id, source.value.raw)
            self.autosave.flush()
            projects.take_over(self.workspace, *self._ids, row.definition.id)
            self.refresh()

    def _on_preset(self, row: FieldRow) -> None:
        """Put the prescribed rows into a table that are not there yet."""
        self.autosave.flush()
        self._load()
        editor = row.editor
        if isinstance(editor, TableEditor):
            rows = carrying.missing_rows(
                self.workspace, self.pack, self.project, self.filing, row.definition.id
            )
            if rows:
                editor.append(rows)
                self._on_left(row)
            else:
                editor.say(_("规定的行都在了"))

    def _on_item_answered(self, notice_id: str, number: int, answer: str, is_met: bool) -> None:
        """Keep how an item of a notice was met."""
        try:
            corrections.answer_item(self.workspace, self._ids[0], notice_id, number, answer, is_met)
        except EgovError as error:
            dialogs.show_error(self, error)
        self._show_derived()
        self._check()
        self.saved.emit()

    def _say_state(self) -> None:
        theme.coloured(self.saved_words, theme.MUTED)
        self.saved_words.setWordWrap(False)
        self.saved_words.setText(
            _("已保存 {time}").format(time=self._saved_at) if self._saved_at else ""
        )
        step = self.autosave.last_step
        self.undo_button.setEnabled(step is not None)
        if step is not None:
            place = place_label(self.pack, self.stage.id, step.path).partition(" · ")[2]
            self.undo_button.setToolTip(_("撤销对“{place}”的修改（Ctrl+Z）").format(place=place))

    def _on_failed(self, sentence: str) -> None:
        theme.coloured(self.saved_words, theme.ERROR)
        self.saved_words.setWordWrap(True)
        self.saved_words.setText(_("没有保存，稍后自动重试：{why}").format(why=sentence))

    def _on_stopped(self, path: str, sentence: str) -> None:
        form = next((f for f in self._forms.values() if path in f.rows), None)
        if form is not None:
            form.rows[path].show_answer(self.filing.answer(path))
        self._say_state()
        dialog = StopDialog(self, sentence)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._erase)
        dialog.open()

    def _erase(self) -> None:
        self.autosave.forget()
        projects.delete_project(self.workspace, self.project.id)
        self.navigate.emit(Workbench())

    def _on_finding(self, line: FindingLine) -> None:
        self.go_to(line.route)

    def _check(self) -> None:
        result = checks.check_project(self.workspace, self.project, self.filing.id)
        self._findings = result.findings
        states = wizard.section_states(self.stage, self.filing, self._findings)
        self.sections.show_states(states)
        self.sections.select(self._current)
        self._show_findings()
        self._say_state()

    def _show_findings(self) -> None:
        own = [f for f in self._findings if f.filing == self.filing.id]
        here = wizard.findings_of(self.shown[self._current], own)
        lines = [line_of(self.pack, self.project, finding) for finding in here]
        self.guide.show_findings(lines, len(self._findings) - len(here))
