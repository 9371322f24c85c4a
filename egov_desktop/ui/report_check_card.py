"""Checking a written report (核对报告) against outline and forms, and attaching it."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar

from egov_desktop.domain.policy import Severity
from egov_desktop.domain.report_checking import ReportCheck
from egov_desktop.domain.report_findings import ReportFinding
from egov_desktop.ui import icons, theme
from egov_desktop.ui.finding_lines import FindingLine
from egov_desktop.ui.finding_list import FindingList
from egov_desktop.ui.routes import Route
from egov_desktop.ui.translation import _

_LISTED_HEIGHT = 420


class ReportCheckCard(theme.Card):
    """Takes a report by button or drop, shows what was found in it, offers to attach it."""

    choose_wanted = Signal()
    check_wanted = Signal()
    attach_wanted = Signal()
    dropped = Signal(object)

    def __init__(self, route: Route) -> None:
        super().__init__()
        self._route = route
        self.path: Path | None = None
        self.setAcceptDrops(True)
        self.choose_button = theme.button(_("选择报告…"))
        self.choose_button.clicked.connect(self.choose_wanted)
        self.again_button = theme.button(_("重新核对"))
        self.again_button.clicked.connect(self.check_wanted)
        self.attach_button = theme.button(_("附为材料"))
        self.attach_button.clicked.connect(self.attach_wanted)
        self.file_name = theme.plain("")
        self._picture = QLabel()
        self.summary = theme.plain("")
        self.findings = FindingList()
        self.findings.setAccessibleName(_("报告核对结果"))
        self.findings.setCursor(Qt.CursorShape.ArrowCursor)
        self.copy_button = theme.quiet_button(_("复制结果"))
        self.copy_button.clicked.connect(self.findings.copy)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.message = theme.plain("")
        self._lay_out()
        self.show_file(None)

    def _lay_out(self) -> None:
        files = QHBoxLayout()
        files.setSpacing(theme.SPACE)
        files.addWidget(self.choose_button)
        files.addWidget(self.file_name, 1)
        files.addWidget(self.again_button)
        files.addWidget(self.attach_button)
        outcome = QHBoxLayout()
        outcome.setSpacing(theme.SPACE)
        outcome.addWidget(self._picture)
        outcome.addWidget(self.summary, 1)
        outcome.addWidget(self.copy_button)
        self.rows.addWidget(theme.heading(_("二、核对写好的报告")))
        self.rows.addWidget(
            theme.note(
                _(
                    "选择 Word 或 WPS 存成的 docx 文件，也可以拖到这里。查缺章、空章、改名和次序、"
                    "占位符和编写提示、其他项目的名称、与表单不符的数字。"
                )
            )
        )
        self.rows.addLayout(files)
        self.rows.addWidget(self.bar)
        self.rows.addLayout(outcome)
        self.rows.addWidget(self.findings)
        self.rows.addWidget(self.message)

    def show_file(self, path: Path | None) -> None:
        """Show which report is looked at, nothing found yet."""
        self.path = path
        self.file_name.setText(path.name if path else _("尚未选择"))
        self.file_name.setToolTip(str(path) if path else "")
        theme.coloured(self.file_name, theme.PLAIN if path else theme.MUTED)
        for part in (self.again_button, self.attach_button):
            part.setVisible(path is not None)
        self._show_outcome(None)
        self.bar.hide()
        self.tell("")

    def show_busy(self, is_busy: bool) -> None:
        """Show that the report is being read."""
        self.bar.setVisible(is_busy)
        for part in (self.choose_button, self.again_button, self.attach_button):
            part.setDisabled(is_busy)

    def show_check(self, check: ReportCheck) -> None:
        """Show what was found, and put the keyboard there."""
        self._show_outcome(check)
        if self.isVisible():
            (self.findings if check.findings else self.again_button).setFocus()

    def tell(self, sentence: str, *, is_problem: bool = True) -> None:
        """Say what became of the last action; nothing when empty."""
        theme.coloured(self.message, theme.ERROR if is_problem else theme.ACCENT)
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def _show_outcome(self, check: ReportCheck | None) -> None:
        findings = check.findings if check else ()
        self.findings.show_lines([self._line(finding) for finding in findings])
        self.findings.setVisible(bool(findings))
        self.findings.setFixedHeight(min(self.findings.content_height() + 2, _LISTED_HEIGHT))
        self.copy_button.setVisible(bool(findings))
        self.summary.setVisible(check is not None)
        self._picture.setVisible(check is not None)
        if check is None:
            return
        look = theme.colours()
        shape, colour = ("error", look.error) if check.has_errors else ("ready", look.accent)
        self._picture.setPixmap(icons.pixmap(shape, colour, 18, self.devicePixelRatioF()))
        self.summary.setText(_summary(check))

    def _line(self, finding: ReportFinding) -> FindingLine:
        quoted = f"\u201c{finding.snippet}\u201d" if finding.snippet else ""
        return FindingLine(
            finding.severity,
            finding.where,
            "\n".join(filter(None, (finding.message, quoted))),
            finding.basis,
            self._route,
            "",
            "",
        )

    # Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take one Word file."""
        if _file_in(event) is not None and self.choose_button.isEnabled():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Check the file."""
        event.acceptProposedAction()
        self.dropped.emit(_file_in(event))


def _summary(check: ReportCheck) -> str:
    read = _("读到 {chapters} 章、{paragraphs} 段。").format(
        chapters=len(check.chapters), paragraphs=check.paragraphs
    )
    if not check.findings:
        return read + _("没有发现问题。内容是否真实、合理仍须由人审阅。")
    numbers = _("错误 {errors} 处，警告 {warnings} 处，提示 {notes} 处。").format(
        errors=len(check.of(Severity.ERROR)),
        warnings=len(check.of(Severity.WARNING)),
        notes=len(check.of(Severity.NOTE)),
    )
    return read + numbers


def _file_in(event: QDropEvent) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].is_file() else None
