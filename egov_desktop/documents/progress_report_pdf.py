"""The progress and budget execution report (建设进度和概预算执行情况报告) as one PDF."""

from collections.abc import Callable, Sequence
from pathlib import Path

from egov_desktop.documents import styles
from egov_desktop.documents.charts import draw_bars, draw_progress
from egov_desktop.documents.closing_parts import SIGNATURE_BOXES, draw_signature_boxes
from egov_desktop.documents.form_parts import as_table, draw_form_part
from egov_desktop.documents.sheets import Imprint, Sheets, shorten, wrap
from egov_desktop.documents.styles import ACCENT, MM, RUNNING, Style
from egov_desktop.documents.tables import Table, draw_table
from egov_desktop.domain.calendars import chinese_date
from egov_desktop.domain.printout import FormLine, FormPart, FormTable
from egov_desktop.domain.progress_report import NOT_REPORTED, TITLE, ProgressReport
from egov_desktop.files import replacing

_KEEP = 90.0  # of what follows a heading
_CHART_KEEP = 190.0
_TABLE_HEAD, _ROW = 60.0, 24.0  # a small table is not divided
_FORMAT_REMARK = "办法没有附格式，章节按条文要求的内容编排（待核对）。"


def render_progress_report(report: ProgressReport, out: Path) -> int:
    """Write the report as PDF and return the number of its pages; the same bytes each time."""
    with replacing(out) as stream:
        sheets = Sheets(stream, _imprint(report), lambda: None)
        sheets.start(is_landscape=False)
        _draw_cover(sheets, report)
        for title, draw in _CHAPTERS:
            _draw_title(sheets, title)
            draw(sheets, report)
        _draw_closing(sheets, report)
        return sheets.finish()


def _imprint(report: ProgressReport) -> Imprint:
    name = " · ".join([report.project_id, report.project_name])
    return Imprint(
        title=f"{report.project_name} {TITLE} {report.period}",
        author=report.unit,
        subject=f"{TITLE} {report.period}",
        head_left=shorten(report.project_name, RUNNING, 90 * MM),
        head_right=f"{TITLE} {report.period}",
        foot_left=shorten(name, RUNNING, 54 * MM),
        foot_right=f"v{report.stamp.version} · {report.stamp.code}",
        made_on=report.stamp.made_on,
        watermark="草稿" if report.stamp.is_draft else "",
    )


def _draw_cover(sheets: Sheets, report: ProgressReport) -> None:
    """Draw the block at the head: whose report, of which period, which version."""
    middle = sheets.left + sheets.width / 2
    sheets.line(middle - 18, sheets.y, middle + 18, sheets.y, colour=ACCENT, weight=2.5)
    sheets.y -= 14
    for text, style in (
        (report.project_name, styles.SUBTITLE),
        (TITLE, styles.TITLES[-1]),
        (report.period, styles.SUBTITLE),
    ):
        _centred(sheets, middle, text, style)
    sheets.y -= 8
    version = f"第 {report.stamp.version} 版，报告编码 {report.stamp.code}"
    lines = (
        FormLine("项目建设单位", report.unit),
        FormLine("报送", f"{report.authority}、财政部门"),
        FormLine("报告期", f"{report.period}（截至 {report.until}，金额为累计数）"),
        FormLine("编制日期", chinese_date(report.stamp.made_on)),
        FormLine("版本", version + ("（草稿）" if report.stamp.is_draft else "")),
        FormLine("依据", report.basis, _FORMAT_REMARK),
        FormLine("制度包", report.pack_line),
    )
    draw_form_part(sheets, FormPart("报告信息", lines, ()))


def _centred(sheets: Sheets, middle: float, text: str, style: Style) -> None:
    for line in wrap(text, style, sheets.width):
        sheets.ensure(style.leading)
        sheets.text_centre(middle, sheets.y - style.rise, line, style)
        sheets.y -= style.leading


def _draw_title(sheets: Sheets, title: str) -> None:
    sheets.ensure(styles.PART.leading + 14 + _KEEP)
    sheets.mark(title, 0)
    sheets.heading(title, styles.PART, keep=_KEEP)
    sheets.y -= 8


def _draw_facts(sheets: Sheets, report: ProgressReport) -> None:
    draw_form_part(sheets, FormPart("项目基本情况", report.facts, ()))


def _draw_progress(sheets: Sheets, report: ProgressReport) -> None:
    draw_form_part(sheets, FormPart("本期进度", report.progress, ()))
    sheets.heading("计划与实际进度", styles.SECTION, keep=_CHART_KEEP)
    draw_progress(sheets, report.series)
    sheets.y -= 14
    _draw_table(sheets, report.milestones)


def _draw_execution(sheets: Sheets, report: ProgressReport) -> None:
    draw_form_part(sheets, FormPart("截至本期末", report.execution, ()))
    sheets.heading("概算、合同、到位、完成与支付（万元）", styles.SECTION, keep=_CHART_KEEP)
    draw_bars(sheets, report.bars)
    sheets.y -= 18
    _draw_table(sheets, report.history)
    _draw_table(sheets, report.trail, _trail_remark(report), numbered=False)
    _draw_table(sheets, report.totals, numbered=False)


def _trail_remark(report: ProgressReport) -> str:
    words = "“—”表示没有填报，不能计算的差额也记作“—”，不按 0 计；合同和已付为编制时的登记数。"
    return words + ("带 * 的合计有未填的金额。" if report.has_gaps else "")


def _draw_contracts(sheets: Sheets, report: ProgressReport) -> None:
    _draw_table(sheets, report.contracts)


def _draw_changes(sheets: Sheets, report: ProgressReport) -> None:
    for part in report.changes:
        draw_form_part(sheets, FormPart(part.title, part.lines, ()))
        for table in part.tables:
            _draw_table(sheets, table)
    if not report.changes:
        _say(sheets, "没有填报设计变更情况，截至本期末也没有登记调整报告。")


def _draw_problems(sheets: Sheets, report: ProgressReport) -> None:
    for line in report.problems:
        sheets.heading(line.label, styles.SECTION, keep=40)
        if line.value == NOT_REPORTED:
            _say(sheets, NOT_REPORTED)
            continue
        for paragraph in line.value.splitlines():
            sheets.paragraph(paragraph, styles.BODY, indent_first=True)
        sheets.y -= 16
    if not report.problems:
        _say(sheets, NOT_REPORTED)


_CHAPTERS: Sequence[tuple[str, Callable[[Sheets, ProgressReport], None]]] = (
    ("一、项目概况", _draw_facts),
    ("二、建设进度", _draw_progress),
    ("三、概预算执行", _draw_execution),
    ("四、合同执行", _draw_contracts),
    ("五、变更情况", _draw_changes),
    ("六、存在问题和下步安排", _draw_problems),
)


def _draw_table(
    sheets: Sheets, table: FormTable, remark: str = "", *, numbered: bool = True
) -> None:
    keep = min(_TABLE_HEAD + _ROW * len(table.rows), _CHART_KEEP)
    sheets.heading(table.title, styles.SECTION, keep=keep)
    if not table.rows:
        sheets.y -= 4
        _say(sheets, NOT_REPORTED)
        return
    if remark:
        sheets.paragraph(remark, styles.REMARK)
    sheets.y -= 4
    draw_table(sheets, as_table(table) if numbered else _plain(table))
    sheets.y -= 18


def _plain(table: FormTable) -> Table:
    return Table(table.columns, table.is_number, table.rows, table.totals)


def _say(sheets: Sheets, sentence: str) -> None:
    sheets.rule(sheets.y, colour=ACCENT, weight=1.0)
    sheets.y -= 6
    sheets.paragraph(sentence, styles.EMPTY)
    sheets.y -= 18


def _draw_closing(sheets: Sheets, report: ProgressReport) -> None:
    """Draw the last words and, on the same sheet, the places to sign and seal."""
    words = (
        f"本报告每页页脚印有版本号和报告编码 {report.stamp.code}，"
        "内容相同则编码相同，改动任何一处都会使编码改变。请项目责任人核对后签字。"
    )
    needed = SIGNATURE_BOXES[0][3] + 12 * MM + 3 * styles.REMARK.leading - sheets.bottom
    sheets.ensure(needed)
    sheets.paragraph(words, styles.REMARK)
    draw_signature_boxes(sheets)
