"""The skeleton of a report as a Word file: real headings, known facts, guidance, blanks (提纲)."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from egov_desktop.documents import word_pages
from egov_desktop.documents.form_parts import as_table, is_wide
from egov_desktop.documents.word_outline_styles import (
    GUIDANCE,
    REPORT_LOOKS,
    TITLE_SIZE,
    install_numbering,
)
from egov_desktop.documents.word_pages import (
    Field,
    Properties,
    add_field,
    add_paragraph,
    add_text,
    field_code,
)
from egov_desktop.documents.word_tables import add_table
from egov_desktop.documents.word_xml import element
from egov_desktop.domain.outlines import chapter_number
from egov_desktop.domain.printout import FormTable
from egov_desktop.domain.report_skeleton import Fact, Part, Skeleton
from egov_desktop.files import replacing

if TYPE_CHECKING:
    from docx.section import Section
    from docx.text.paragraph import Paragraph

_HOW_TO = (
    "灰底文字是编写提示，写好后请删去；“待填”处请改为正文。章节序号自动生成，增删章节后不必改号。"
    "全文写好后在目录上点右键，选“更新域”（WPS 选“更新目录”），即得页码。"
)


def write_outline(skeleton: Skeleton, out: Path) -> None:
    """Write the skeleton as a Word file."""
    _Report(skeleton).write(out)


def blank(label: str) -> str:
    """Return what stands where something is still to be filled in."""
    return f"【待填\uff1a{label}】"


class _Report:
    """One report skeleton in the making."""

    def __init__(self, skeleton: Skeleton) -> None:
        self._skeleton = skeleton
        self._document = word_pages.new_document(REPORT_LOOKS, _properties(skeleton))
        install_numbering(self._document)
        self._bookmarks = self._tables = 0
        self._is_landscape = False

    def write(self, out: Path) -> None:
        """Add cover, contents and chapters, and save."""
        self._add_cover()
        self._add_contents()
        self._start_body()
        for chapter in self._skeleton.chapters:
            self._add_part(chapter, 1)
        with replacing(out) as stream:
            self._document.save(stream)

    def _add_cover(self) -> None:
        skeleton, document = self._skeleton, self._document
        word_pages.add_title(document, skeleton.project_name, "Title", TITLE_SIZE)
        add_paragraph(document, skeleton.title, "Subtitle")
        unit = add_paragraph(document, "项目建设单位\uff1a", "EgovCover")
        if skeleton.unit:
            add_text(unit, skeleton.unit)
        else:
            add_text(unit, blank("项目建设单位"), "EgovBlank")
        day = skeleton.made_on
        add_paragraph(document, f"{day.year}年{day.month}月", "EgovCover")

    def _add_contents(self) -> None:
        """Add a contents field that shows the entries before the word processor counts pages."""
        title = add_paragraph(self._document, "目\u3000录", "TOCHeading")
        title.paragraph_format.page_break_before = True
        add_paragraph(self._document, _HOW_TO, GUIDANCE)
        entries = list(self._entries())
        for number, (text, level) in enumerate(entries):
            paragraph = add_paragraph(self._document, "", f"TOC{level}")
            if number == 0:
                _open_field(paragraph, 'TOC \\o "1-2" \\h \\z \\u')
            _add_link(paragraph, text, _bookmark_name(number))
        _close_field(paragraph)

    def _entries(self) -> Iterator[tuple[str, int]]:
        for number, chapter in enumerate(self._skeleton.chapters, start=1):
            yield f"{chapter_number(number)} {chapter.title}", 1
            for place, section in enumerate(chapter.sections, start=1):
                yield f"{place}、{section.title}", 2

    def _start_body(self) -> None:
        section = word_pages.next_section(self._document)
        word_pages.number_pages_from(section, 1)
        self._set_running_lines(section)

    def _set_running_lines(self, section: "Section") -> None:
        width = word_pages.text_width(is_landscape=self._is_landscape)
        name = word_pages.running_words(self._skeleton.project_name)
        title = self._skeleton.title
        word_pages.set_running_line(section.header, "Header", width, name, title)
        number = ("— ", Field("PAGE"), " —")
        word_pages.set_running_line(section.footer, "Footer", width, "", number, "")

    def _add_part(self, part: Part, level: int) -> None:
        self._turn(is_landscape=False)
        heading = add_paragraph(self._document, "", f"Heading{level}")
        self._add_bookmarked(heading, part.title)
        if part.guidance:
            add_paragraph(self._document, part.guidance, GUIDANCE)
        for fact in part.facts:
            self._add_fact(fact)
        if part.needs_text:
            self._add_blank(part.title)
        for table in part.tables:
            self._add_table(table)
        for section in part.sections:
            self._add_part(section, level + 1)

    def _add_bookmarked(self, heading: "Paragraph", text: str) -> None:
        name, number = _bookmark_name(self._bookmarks), str(self._bookmarks)
        heading._p.append(element("bookmarkStart", id=number, name=name))
        add_text(heading, text)
        heading._p.append(element("bookmarkEnd", id=number))
        self._bookmarks += 1

    def _add_fact(self, fact: Fact) -> None:
        if fact.is_prose and fact.value:
            for line in filter(None, map(str.strip, fact.value.splitlines())):
                add_paragraph(self._document, line, "BodyText")
            return
        paragraph = add_paragraph(self._document, f"{fact.label}\uff1a", "BodyText")
        if fact.value:
            add_text(paragraph, fact.value)
        else:
            add_text(paragraph, blank(fact.label), "EgovBlank")

    def _add_blank(self, label: str) -> None:
        paragraph = add_paragraph(self._document, "", "BodyText")
        add_text(paragraph, blank(label), "EgovBlank")

    def _add_table(self, table: FormTable) -> None:
        if table.rows:
            self._turn(is_landscape=bool(is_wide(table)))
        caption = add_paragraph(self._document, "表 ", "Caption")
        self._tables += 1
        add_field(caption, Field("SEQ 表 \\* ARABIC", str(self._tables)))
        add_text(caption, f"\u3000{table.title}")
        if table.rows:
            add_table(self._document, as_table(table), is_landscape=self._is_landscape)
            add_paragraph(self._document, "", "BodyText")
        else:
            self._add_blank(table.title)

    def _turn(self, *, is_landscape: bool) -> None:
        """Go on on a sheet that lies as told."""
        if is_landscape != self._is_landscape:
            self._is_landscape = is_landscape
            section = word_pages.next_section(self._document, is_landscape=is_landscape)
            word_pages.continue_pages(section)
            self._set_running_lines(section)


def _properties(skeleton: Skeleton) -> Properties:
    return Properties(
        title=f"{skeleton.project_name}{skeleton.title}",
        author=skeleton.unit,
        subject=skeleton.title,
        comments=f"按{skeleton.source}生成",
        made_at=datetime.combine(skeleton.made_on, time(), UTC),
    )


def _bookmark_name(number: int) -> str:
    return f"_Toc{number + 1:08d}"


def _open_field(paragraph: "Paragraph", instruction: str) -> None:
    paragraph.add_run()._r.append(element("fldChar", fldCharType="begin"))
    paragraph.add_run()._r.append(field_code(instruction))
    paragraph.add_run()._r.append(element("fldChar", fldCharType="separate"))


def _close_field(paragraph: "Paragraph") -> None:
    paragraph.add_run()._r.append(element("fldChar", fldCharType="end"))


def _add_link(paragraph: "Paragraph", text: str, anchor: str) -> None:
    link = element("hyperlink", anchor=anchor, history="1")
    run = add_text(paragraph, text)
    link.append(run._r)
    paragraph._p.append(link)
