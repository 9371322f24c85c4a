"""The application form as an editable Word file (申报表), with the parts and order of the PDF."""

from collections import Counter
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.documents import styles, word_pages
from egov_desktop.documents.form_parts import as_table, is_wide
from egov_desktop.documents.word_pages import Field, Properties, add_paragraph, add_text
from egov_desktop.documents.word_styles import HEI, KAI, SONG, Look
from egov_desktop.documents.word_tables import (
    CELL,
    HEAD,
    LABEL,
    LOOKS,
    NUMBER,
    REMARK,
    VALUE,
    add_grid,
    add_row,
    add_table,
    repeat_as_head,
    shade,
)
from egov_desktop.domain.calendars import chinese_date
from egov_desktop.domain.printout import FindingLine, FormLine, FormPart, FormTable, Printout
from egov_desktop.files import replacing

if TYPE_CHECKING:
    from docx.section import Section

_TITLE_SIZE = 22
_LABEL_WIDTH = 46 * styles.MM
_COVER_LABEL, _COVER_VALUE, _NOTE = "EgovCoverLabel", "EgovCoverValue", "EgovNote"
_LOOKS = (
    Look("Normal", "Normal", font=SONG, size=10.5, leading=18),
    Look(
        "Title",
        "Title",
        font=HEI,
        size=_TITLE_SIZE,
        leading=34,
        align="center",
        before=110,
        after=14,
    ),
    Look("Subtitle", "Subtitle", font=KAI, size=16, leading=26, align="center", after=80),
    Look(
        "Heading1",
        "heading 1",
        font=HEI,
        size=16,
        leading=26,
        before=6,
        after=10,
        level=0,
        keeps_next=True,
        following="Normal",
    ),
    Look(
        "Heading2",
        "heading 2",
        font=HEI,
        size=12,
        leading=20,
        before=14,
        after=6,
        colour="1D4F76",
        level=1,
        keeps_next=True,
        following="Normal",
    ),
    Look("Header", "header", font=SONG, size=9, leading=13, colour="5F6872", rule="bottom"),
    Look("Footer", "footer", font=SONG, size=9, leading=13, colour="5F6872", rule="top"),
    Look(
        _COVER_LABEL, "封面栏目", font=SONG, size=11, leading=20, colour="3C454E", before=3, after=3
    ),
    Look(_COVER_VALUE, "封面内容", font=SONG, size=12, leading=20, before=3, after=3),
    Look(_NOTE, "说明", font=SONG, size=9, leading=15, colour="5F6872", after=6),
    *LOOKS,
)
_NUMERALS = "一二三四五六七八九十"


def write_form(printout: Printout, out: Path) -> None:
    """Write cover, form, detail tables, check report and list of materials."""
    _Form(printout).write(out)


class _Form:
    """One Word form in the making."""

    def __init__(self, printout: Printout) -> None:
        self._printout = printout
        self._document = word_pages.new_document(_LOOKS, _properties(printout))
        self._numbers = iter(_NUMERALS)
        self._is_landscape = False

    def write(self, out: Path) -> None:
        """Add every part in order and save."""
        self._add_cover()
        self._start_chapter("申报表")
        for part in self._printout.parts:
            self._add_part(part)
        self._add_tables()
        self._add_check_report()
        self._add_materials()
        with replacing(out) as stream:
            self._document.save(stream)

    def _add_cover(self) -> None:
        printout, document = self._printout, self._document
        section = document.sections[0]
        self._set_footer(section)
        word_pages.add_title(document, printout.project_name, "Title", _TITLE_SIZE)
        title = " ".join(filter(None, [printout.stage_title, printout.period]))
        add_paragraph(document, title, "Subtitle")
        draft = "（草稿，未签名）" if printout.stamp.is_draft else ""
        facts = (
            ("项目建设单位", printout.unit),
            ("项目编号", printout.project_id),
            ("审批部门", printout.authority),
            ("版本", f"第 {printout.stamp.version} 版{draft}"),
            ("报件编码", printout.stamp.code),
            ("编制日期", chinese_date(printout.stamp.made_on)),
            ("依据", printout.pack_line),
        )
        width = word_pages.text_width(is_landscape=False)
        grid = add_grid(document, (_LABEL_WIDTH, width - _LABEL_WIDTH))
        for label, value in facts:
            if value:
                row = add_row(grid, (label, value), (_COVER_LABEL, _COVER_VALUE))
                shade(row.cells[0])

    def _start_chapter(self, title: str, *, is_landscape: bool = False) -> None:
        """Start a new sheet with the heading of a part of the form."""
        self._start_sheet(is_landscape=is_landscape)
        add_paragraph(self._document, f"{next(self._numbers)}、{title}", "Heading1")

    def _start_sheet(self, *, is_landscape: bool) -> None:
        self._is_landscape = is_landscape
        section = word_pages.next_section(self._document, is_landscape=is_landscape)
        width = word_pages.text_width(is_landscape=is_landscape)
        name = word_pages.running_words(self._printout.project_name)
        word_pages.set_running_line(section.header, "Header", width, name, self._head_right())
        self._set_footer(section)

    def _head_right(self) -> str:
        draft = " · 草稿" if self._printout.stamp.is_draft else ""
        return self._printout.stage_title + draft

    def _set_footer(self, section: "Section") -> None:
        width = word_pages.text_width(is_landscape=self._is_landscape)
        stamp = self._printout.stamp
        word_pages.set_running_line(
            section.footer,
            "Footer",
            width,
            self._printout.project_id,
            ("第 ", Field("PAGE"), " 页\u3000共 ", Field("NUMPAGES"), " 页"),
            f"v{stamp.version} · {stamp.code}",
        )

    def _add_part(self, part: FormPart) -> None:
        """Add a section of the form: labels on the left, what was filled in on the right."""
        add_paragraph(self._document, part.title, "Heading2")
        width = word_pages.text_width(is_landscape=False)
        grid = add_grid(self._document, (_LABEL_WIDTH, width - _LABEL_WIDTH))
        counts = (
            FormLine(t.title, f"共 {len(t.rows)} 行，见“明细表”" if t.rows else "没有填写")
            for t in part.tables
        )
        for line in (*part.lines, *counts):
            row = add_row(grid, (line.label, line.value), (LABEL, VALUE))
            shade(row.cells[0])
            if line.remark:
                add_paragraph(row.cells[1], line.remark, REMARK)

    def _add_tables(self) -> None:
        tables = [
            (part.title, table) for part in self._printout.parts for table in part.filled_tables
        ]
        if not tables:
            return
        self._start_chapter("明细表", is_landscape=bool(is_wide(tables[0][1])))
        for section, table in tables:
            self._add_detail_table(section, table)

    def _add_detail_table(self, section: str, table: FormTable) -> None:
        wide = is_wide(table)
        if wide not in (None, self._is_landscape):
            self._start_sheet(is_landscape=bool(wide))
        heading = add_paragraph(self._document, table.title, "Heading2")
        add_text(heading, f"\u3000{section}", "EgovAside")
        add_table(self._document, as_table(table), is_landscape=self._is_landscape)

    def _add_check_report(self) -> None:
        printout = self._printout
        self._start_chapter("检查报告")
        counts = Counter(finding.severity for finding in printout.findings)
        numbers = "，".join(f"{word} {counts[word]} 条" for word in ("错误", "警告", "提示"))
        day = chinese_date(printout.checked_on)
        add_paragraph(self._document, "检查结果", "Heading2")
        summary = f"检查日期 {day}，运行规则 {printout.rules_run} 条，{numbers}。"
        add_paragraph(self._document, summary, _NOTE)
        self._add_findings(printout.findings, "没有发现错误、警告或提示。")
        add_paragraph(self._document, "未能判断的规则", "Heading2")
        self._add_findings(printout.undecided, "全部规则均已得出结论。")
        add_paragraph(self._document, "机器未检查的事项", "Heading2")
        add_paragraph(self._document, "下列事项须由人审阅，本报告不作结论。", _NOTE)
        for number, sentence in enumerate(printout.unchecked, start=1):
            add_paragraph(self._document, f"{number}. {sentence}")

    def _add_findings(self, findings: tuple[FindingLine, ...], when_empty: str) -> None:
        if not findings:
            add_paragraph(self._document, when_empty, _NOTE)
            return
        width = word_pages.text_width(is_landscape=False)
        grid = add_grid(self._document, (44, 130, width - 174))
        repeat_as_head(add_row(grid, ("级别", "位置", "说明和依据"), (HEAD, HEAD, HEAD)))
        for finding in findings:
            texts = (finding.severity, finding.place, finding.message)
            row = add_row(grid, texts, (CELL, CELL, CELL))
            if finding.basis:
                add_paragraph(row.cells[2], f"依据：{finding.basis}", REMARK)

    def _add_materials(self) -> None:
        self._start_chapter("材料目录")
        materials = self._printout.materials
        if not materials:
            add_paragraph(self._document, "本环节没有规定材料，也没有附件。", _NOTE)
            return
        note = "文件以 SHA-256 摘要识别，摘要相同，文件即逐字节相同。"
        add_paragraph(self._document, note, _NOTE)
        width = word_pages.text_width(is_landscape=False)
        grid = add_grid(self._document, (36, 120, width - 286, 40, 90))
        titles = ("序号", "材料", "文件和 SHA-256", "页数", "状态")
        repeat_as_head(add_row(grid, titles, (HEAD,) * 5))
        for line in materials:
            texts = (str(line.number or "—"), line.material, line.title, line.pages, line.status)
            row = add_row(grid, texts, (CELL, CELL, CELL, NUMBER, CELL))
            if line.sha256:
                add_paragraph(row.cells[2], _grouped(line.sha256), REMARK)


def _properties(printout: Printout) -> Properties:
    stamp = printout.stamp
    return Properties(
        title=f"{printout.project_name} {printout.stage_title}",
        author=printout.unit,
        subject=" ".join(filter(None, [printout.stage_title, printout.period])),
        comments=f"第 {stamp.version} 版，报件编码 {stamp.code}，{printout.pack_line}",
        made_at=datetime.combine(stamp.made_on, time(), UTC),
    )


def _grouped(sha256: str) -> str:
    """Return a digest in groups of eight digits, so that lines can break."""
    return " ".join(sha256[start : start + 8] for start in range(0, len(sha256), 8))
