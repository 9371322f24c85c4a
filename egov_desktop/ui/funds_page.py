"""进度与资金: how far construction is, and the way of the money from estimate to payment."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from egov_desktop.app import reports
from egov_desktop.app.projects import load_project
from egov_desktop.app.reports import Funds
from egov_desktop.domain import calendars, progress_tables
from egov_desktop.domain.errors import EgovError
from egov_desktop.domain.money_trail import MoneyTrail, TrailLine
from egov_desktop.domain.progress_figures import UNAPPROVED
from egov_desktop.ui import dialogs, file_choosing, routes, theme
from egov_desktop.ui.charts import AmountBars, ProgressChart
from egov_desktop.ui.figure_table import FigureTable
from egov_desktop.ui.page import Page
from egov_desktop.ui.routes import ProjectHome, Route
from egov_desktop.ui.translation import _

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs


class FundsPage(Page):
    """Charts, the figures of each report, the money trail; and the report as a PDF."""

    def __init__(self, workspace: "Workspace", jobs: "Jobs", route: Route) -> None:
        super().__init__(workspace, jobs, route)
        self._project_id = routes.project_of(route) or ""
        self._name = ""
        self._written = Path()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._toolbar())
        rows.addWidget(self._outcome_line())
        rows.addWidget(self._area, 1)

    def refresh(self) -> None:
        """Read the figures of now; the scroll position and the chosen report stay."""
        project = load_project(self.workspace, self._project_id)
        self._name = project.name
        funds = reports.funds(self.workspace, project)
        position = self._area.verticalScrollBar().value()
        self._area.setWidget(self._content(funds))
        self._area.verticalScrollBar().setValue(position)
        self._offer_reports(funds)

    def _toolbar(self) -> QHBoxLayout:
        self.period_box = QComboBox()
        self.period_box.setAccessibleName(_("哪一期报告"))
        self.export_button = theme.primary_button(_("导出报告 PDF"))
        self.export_button.clicked.connect(self._on_export)
        row = QHBoxLayout()
        row.setContentsMargins(theme.MARGIN, theme.GAP, theme.MARGIN, theme.SPACE)
        row.setSpacing(theme.SPACE)
        row.addWidget(theme.title(_("进度与资金")), 1)
        row.addWidget(self.period_box)
        row.addWidget(self.export_button)
        return row

    def _outcome_line(self) -> QWidget:
        self._line = QWidget()
        self.outcome = theme.note("")
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_button = theme.quiet_button(_("打开"))
        self.open_button.clicked.connect(self._on_open)
        row = QHBoxLayout(self._line)
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, theme.SPACE)
        row.addWidget(self.outcome, 1)
        row.addWidget(self.open_button)
        self._line.hide()
        return self._line

    def _offer_reports(self, funds: Funds) -> None:
        """List the reports that can be exported, the latest one first."""
        chosen = self.period_box.currentData()
        self.period_box.clear()
        for each in reversed(funds.series):
            self.period_box.addItem(calendars.period_label(each.period), each.filing)
        if not funds.series:
            self.period_box.addItem(_("还没有报告，按项目起草"), None)
        self.period_box.setCurrentIndex(max(self.period_box.findData(chosen), 0))

    def _content(self, funds: Funds) -> QWidget:
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(theme.MARGIN, theme.SPACE, theme.MARGIN, theme.MARGIN)
        rows.setSpacing(theme.GAP)
        if funds.trail.is_empty and not funds.series:
            rows.addWidget(self._empty_state())
        else:
            rows.addWidget(_progress_card(funds))
            rows.addWidget(_execution_card(funds))
            rows.addWidget(_trail_card(funds.trail))
        rows.addStretch(1)
        return whole

    def _empty_state(self) -> QWidget:
        card = theme.Card()
        card.rows.addWidget(theme.heading(_("还没有可以对照的数据")))
        card.rows.addWidget(
            theme.plain(
                _(
                    "填写可研的投资估算明细、初步设计的投资概算明细、合同清单或进度报告后，"
                    "这里会把估算、概算、合同和支付并排列出。"
                )
            )
        )
        back = theme.button(_("回到环节列表"))
        back.clicked.connect(lambda: self.navigate.emit(ProjectHome(self._project_id)))
        card.rows.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _on_export(self) -> None:
        words = self.period_box.currentText() if self.period_box.currentData() else _("草稿")
        name = f"{self._name}-{_('进度报告')}-{words}.pdf"
        kinds = _("PDF 文件 (*.pdf)")
        path = file_choosing.file_to_write(self, _("导出报告 PDF"), name, kinds)
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the chosen report beside the window and say where it is."""
        target = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        filing = self.period_box.currentData()
        try:
            plan = reports.plan_report(self.workspace, self._project_id, filing)
        except EgovError as error:
            dialogs.show_error(self, error)
            return
        self._written = target
        self._say(_("正在生成报告…"), is_busy=True)
        self.jobs.run_apart(
            reports.render_report, plan, target, on_done=self._on_written, on_error=self._on_failed
        )

    def _on_written(self, pages: int) -> None:
        words = _("已导出 {pages} 页：{path}").format(pages=pages, path=self._written)
        self._say(words, is_busy=False)
        self.open_button.setVisible(True)

    def _on_failed(self, error: Exception) -> None:
        self._say("", is_busy=False)
        dialogs.show_error(self, error)

    def _say(self, words: str, *, is_busy: bool) -> None:
        self.outcome.setText(words)
        self._line.setVisible(bool(words))
        self.open_button.setVisible(False)
        self.export_button.setEnabled(not is_busy)

    def _on_open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written)))


def _progress_card(funds: Funds) -> theme.Card:
    card = theme.Card()
    card.rows.addWidget(theme.heading(_("建设进度")))
    if not funds.series:
        card.rows.addWidget(theme.note(_("还没有进度报告。")))
        return card
    card.rows.addWidget(ProgressChart(funds.series))
    headings = (
        _("报告期"),
        _("计划进度"),
        _("实际进度"),
        _("完成投资"),
        _("到位资金"),
        _("累计支付"),
        _("概算执行率"),
    )
    table = progress_tables.history_table(funds.series)
    card.rows.addWidget(FigureTable(_("各报告期情况"), headings, table.rows))
    card.rows.addWidget(
        theme.note(_("金额单位：万元，各期均为累计数。执行率为累计支付除以批复概算。"))
    )
    return card


def _execution_card(funds: Funds) -> theme.Card:
    card = theme.Card()
    card.rows.addWidget(theme.heading(_("概预算执行（万元）")))
    latest = funds.series[-1] if funds.series else None
    bars = (
        (_("批复概算"), funds.approved.amount if funds.approved else None),
        (_("合同金额"), funds.trail.total.contracted.amount),
        (_("到位资金"), latest.received if latest else None),
        (_("完成投资"), latest.completed if latest else None),
        (_("累计支付"), latest.paid if latest else None),
    )
    card.rows.addWidget(AmountBars(bars))
    if funds.approved and funds.approved.stage == UNAPPROVED:
        card.rows.addWidget(theme.note(_("没有登记批复金额，暂按申报的概算。")))
    return card


def _trail_card(trail: MoneyTrail) -> theme.Card:
    card = theme.Card()
    card.rows.addWidget(theme.heading(_("估算、概算、合同与支付（万元）")))
    headings = (
        _("费用名称"),
        _("投资估算"),
        _("投资概算"),
        _("概算较估算"),
        _("合同"),
        _("合同较概算"),
        _("已付"),
        _("未付"),
    )
    lines = [(line.label, line) for line in trail.items]
    if trail.unassigned is not None:
        lines.append((_("未归入费用项"), trail.unassigned))
    totals = [
        (_("合计（按明细）"), trail.total),
        (_("填报的总额"), trail.stated),
        (_("批复的总额"), trail.approved),
    ]
    rows = [_cells(label, line) for label, line in (*lines, *totals)]
    card.rows.addWidget(FigureTable(_("估算、概算、合同与支付"), headings, rows, len(totals)))
    words = _("“—”表示没有填报，不按 0 计。差额只在两边都填全时计算。")
    if progress_tables.has_gaps(trail):
        words += _("带 * 的合计有未填的金额。")
    if trail.unassigned is not None:
        words += _("合同清单里填了费用名称的合同，才归入各费用项。")
    card.rows.addWidget(theme.note(words))
    return card


def _cells(label: str, line: TrailLine) -> tuple[str, ...]:
    return (label, *progress_tables.trail_cells(line)[1:])
