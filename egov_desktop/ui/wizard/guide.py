"""Beside the form: the clause that asks for the field at hand, and what was found on this page."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from egov_desktop.domain.fields import FieldDefinition
from egov_desktop.domain.policy import Evidence, PolicyPack, StageRule
from egov_desktop.ui import theme
from egov_desktop.ui.finding_lines import FindingLine
from egov_desktop.ui.finding_list import FindingList
from egov_desktop.ui.translation import _


class Guide(QWidget):
    """The right side of the wizard."""

    chosen = Signal(object)
    """The person wants to go where a FindingLine leads."""

    def __init__(self, pack: PolicyPack, stage: StageRule) -> None:
        super().__init__()
        self._pack = pack
        self._stage = stage
        self._shown: FieldDefinition | None = None
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.SPACE)
        self.findings = FindingList(is_compact=True)
        self.findings.setAccessibleName(_("本节检查结果"))
        self.findings.chosen.connect(self.chosen)
        self._findings_title = theme.strong("")
        self._elsewhere = theme.note("")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.GAP, theme.GAP, theme.GAP)
        layout.setSpacing(theme.SPACE)
        layout.addWidget(self._provisions(), 2)
        layout.addWidget(self._findings_title)
        layout.addWidget(self.findings, 3)
        layout.addWidget(self._elsewhere)
        self.show_field(None)

    def _provisions(self) -> QScrollArea:
        body = QWidget()
        body.setBackgroundRole(QPalette.ColorRole.Base)
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(self._column)
        column.addStretch(1)
        area = QScrollArea()
        area.setProperty("card", "plain")
        area.setStyleSheet("QScrollArea { padding: 3px; }")
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        return area

    def show_field(self, definition: FieldDefinition | None) -> None:
        """Show help and clauses of a field; those of the stage without one."""
        if definition is self._shown and self._column.count():
            return
        self._shown = definition
        while item := self._column.takeAt(0):
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        labels = self._stage_words() if definition is None else self._field_words(definition)
        for label in labels:
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._column.addWidget(label)

    def show_findings(self, lines: Sequence[FindingLine], elsewhere: int) -> None:
        """Show the findings of this page, and how many there are on others."""
        self.findings.show_lines(lines)
        if lines:
            self._findings_title.setText(_("本节检查结果（{count}）").format(count=len(lines)))
        else:
            self._findings_title.setText(_("本节没有发现问题"))
        self.findings.setVisible(bool(lines))
        self._elsewhere.setVisible(elsewhere > 0)
        self._elsewhere.setText(_("本报件其他地方还有 {count} 项").format(count=elsewhere))

    @property
    def words(self) -> str:
        """Everything that is said of the field at hand."""
        items = (self._column.itemAt(number) for number in range(self._column.count()))
        labels = (item.widget() for item in items)
        return "\n".join(label.text() for label in labels if isinstance(label, QLabel))

    def _stage_words(self) -> list[QLabel]:
        words = [theme.strong(self._stage.title)]
        if self._stage.summary:
            words.append(theme.plain(self._stage.summary))
        return words + self._clauses(self._stage.provisions)

    def _field_words(self, definition: FieldDefinition) -> list[QLabel]:
        words = [theme.strong(definition.label)]
        columns = [column for column in definition.columns if column.help]
        words += [theme.note(f"{column.label}:{column.help}") for column in columns]
        return words + self._clauses(definition.provisions or self._stage.provisions)

    def _clauses(self, ids: Sequence[str]) -> list[QLabel]:
        words = []
        for provision in (self._pack.provisions[each] for each in ids):
            source = theme.note(f"{provision.source}{provision.article}")
            source.setContentsMargins(0, theme.SPACE, 0, 0)
            words.append(theme.coloured(source, theme.ACCENT))
            if provision.evidence is not Evidence.VERIFIED:
                unsure = theme.note(_("待核对：此条内容尚未与正式文本逐字核对，请以正式文本为准。"))
                words.append(theme.coloured(unsure, theme.WARNING))
            words.append(theme.plain(provision.summary))
        return words
