"""The check report (检查报告): what is wrong, where, what to do, by which clause."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from egov_desktop.app import checks, projects
from egov_desktop.domain.findings import CheckResult
from egov_desktop.domain.policy import Severity
from egov_desktop.ui import icons, theme
from egov_desktop.ui.finding_lines import FindingLine, line_of
from egov_desktop.ui.finding_list import FindingList
from egov_desktop.ui.page import Page
from egov_desktop.ui.routes import CheckReport
from egov_desktop.ui.severity import mark_of
from egov_desktop.ui.translation import _

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs

_UNDECIDED = "undecided"
_ALL = "all"
_FILTERS: Mapping[str, Severity | None] = {
    Severity.ERROR: Severity.ERROR,
    Severity.WARNING: Severity.WARNING,
    Severity.NOTE: Severity.NOTE,
    _UNDECIDED: None,
}


class CheckPage(Page):
    """The check of one filing, or of the whole project."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs", route: CheckReport) -> None:
        super().__init__(workspace, jobs, route)
        self._ids = (route.project_id, route.filing_id)
        self._lines: list[FindingLine] = []
        self._chosen = _ALL
        self.summary = theme.plain("")
        self.list = FindingList()
        self.list.chosen.connect(lambda line: self.navigate.emit(line.route))
        self.empty = self._empty_state()
        self.unchecked = QLabel()
        self.unchecked.setWordWrap(True)
        self.unchecked.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.filters: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.GAP)
        layout.setSpacing(theme.SPACE + theme.TIGHT)
        layout.addLayout(self._head())
        layout.addWidget(self.summary)
        layout.addLayout(self._filter_row())
        layout.addWidget(self.list, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self._unchecked_card())

    def _head(self) -> QHBoxLayout:
        words = _("检查报告") if self._ids[1] else _("整个项目的检查报告")
        self.copy_button = theme.button(_("复制"))
        self.copy_button.setToolTip(_("复制列表中的全部内容；选中多行时只复制选中的行"))
        self.copy_button.clicked.connect(self.list.copy)
        self.again_button = theme.button(_("重新检查"))
        self.again_button.clicked.connect(self.refresh)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(theme.title(words), 1)
        row.addWidget(self.copy_button)
        row.addWidget(self.again_button)
        return row

    def _filter_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        group = QButtonGroup(self)
        for key in (_ALL, *_FILTERS):
            button = theme.button("")
            button.setCheckable(True)
            button.clicked.connect(lambda _checked, chosen=key: self.show_only(chosen))
            group.addButton(button)
            self.filters[key] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _empty_state(self) -> QWidget:
        box = QWidget()
        picture = QLabel()
        colour = theme.colours().accent
        picture.setPixmap(icons.pixmap("ready", colour, 56, self.devicePixelRatioF()))
        self.empty_words = theme.heading(_("没有发现问题"))
        self.empty_note = theme.note("")
        column = QVBoxLayout(box)
        column.addStretch(1)
        for part in (picture, self.empty_words, self.empty_note):
            if isinstance(part, QLabel):
                part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        column.addStretch(2)
        return box

    def _unchecked_card(self) -> theme.Card:
        card = theme.Card()
        card.rows.setContentsMargins(theme.GAP, 12, theme.GAP, 12)
        card.rows.setSpacing(theme.TIGHT)
        card.rows.addWidget(theme.strong(_("以下各项机器没有检查，要由人核对")))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(_("机器没有检查的事项"))
        area.setFixedHeight(76)
        self.unchecked.setBackgroundRole(self.backgroundRole().Base)
        self.unchecked.setAlignment(Qt.AlignmentFlag.AlignTop)
        area.setWidget(self.unchecked)
        card.rows.addWidget(area)
        return card

    def refresh(self) -> None:
        """Check now and show what was found."""
        project_id, filing_id = self._ids
        project = projects.load_project(self.workspace, project_id)
        pack = self.workspace.pack(project.pack_id)
        if filing_id is not None:
            filing_id = projects.filing_of(project, filing_id).id
        result = checks.check_project(self.workspace, project, filing_id)
        outcomes = (*result.findings, *result.undecided)
        self._lines = [line_of(pack, project, outcome) for outcome in outcomes]
        self.summary.setText(_summary(result))
        self.unchecked.setText("\n".join(f"· {sentence}" for sentence in pack.unchecked))
        self._label_filters(result)
        self.show_only(self._chosen)

    def go_to(self, route: object) -> None:
        """Let the keyboard begin in the list."""
        del route
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_only(self, chosen: str) -> None:
        """Show the findings of one severity, or all of them."""
        self._chosen = chosen
        for key, button in self.filters.items():
            button.setChecked(key == chosen)
            button.setProperty("kind", "primary" if key == chosen else "")
            button.style().polish(button)
        lines = self._lines
        if chosen != _ALL:
            lines = [line for line in lines if line.severity == _FILTERS[chosen]]
        self.list.show_lines(lines)
        self.list.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        is_whole = chosen == _ALL
        words = _("没有发现问题") if is_whole else _("没有这一类结果")
        self.empty_words.setText(words)
        self.empty_note.setText(_("机器没有检查的事项见下方。") if is_whole else "")

    def _label_filters(self, result: CheckResult) -> None:
        counts = {severity: len(result.of(severity)) for severity in Severity}
        total = len(result.findings) + len(result.undecided)
        self.filters[_ALL].setText(_("全部 {count}").format(count=total))
        for key, severity in _FILTERS.items():
            count = len(result.undecided) if severity is None else counts[severity]
            mark = mark_of(severity)
            self.filters[key].setText(f"{mark.word} {count}")
            self.filters[key].setEnabled(count > 0)


def _summary(result: CheckResult) -> str:
    day = result.today
    when = _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)
    ran = _("{when}按 {count} 条规则检查。").format(when=when, count=result.rules_run)
    if result.errors:
        return ran + _("有 {count} 处错误，改正后才能固化。点一行或按回车即可前往修改。").format(
            count=len(result.errors)
        )
    if result.undecided:
        return ran + _("没有错误；{count} 条规则因相关内容未填，尚不能判断。").format(
            count=len(result.undecided)
        )
    return ran + _("没有错误。")
