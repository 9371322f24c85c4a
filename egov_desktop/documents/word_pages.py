"""Pages of the Word files: paper, sections, running lines, fields, properties (Word 文件)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from egov_desktop.documents import fonts, styles, word_styles
from egov_desktop.documents.sheets import shorten
from egov_desktop.documents.word_styles import Look
from egov_desktop.documents.word_xml import element, tag

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

_SURPLUS = ("thumbnail", "customXml", "stylesWithEffects")
"""Parts of the template that say nothing of this document."""

_LEFT_MIDDLE_RIGHT = 3
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Properties:
    """What the properties of a Word file say."""

    title: str
    author: str
    subject: str
    comments: str
    made_at: datetime


@dataclass(frozen=True)
class Field:
    """Something the word processor counts: PAGE, NUMPAGES; `shown` stands there until it does."""

    instruction: str
    shown: str = "1"


def new_document(looks: Sequence[Look], properties: Properties) -> "Document":
    """Return an empty document on A4 with these styles and no others."""
    from docx import Document

    document = Document()
    _drop_surplus(document)
    word_styles.install(document, looks)
    _settle(document)
    _describe(document, properties)
    set_page(document.sections[0])
    return document


def set_page(section: "Section", *, is_landscape: bool = False) -> None:
    """Give a section A4 and the text area of GB/T 9704: 156 mm x 225 mm."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    width, height = (297, 210) if is_landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    top, bottom, left, right = (28, 26, 36, 36) if is_landscape else (37, 35, 28, 26)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.header_distance = Mm(16 if is_landscape else 24)
    section.footer_distance = Mm(14 if is_landscape else 20)


def next_section(document: "Document", *, is_landscape: bool = False) -> "Section":
    """Start a new sheet that lies as told; the running lines go on until they are set anew."""
    section = document.add_section()
    set_page(section, is_landscape=is_landscape)
    return section


def text_width(*, is_landscape: bool) -> float:
    """Return the width of the text area in points."""
    return styles.TEXT_LONG if is_landscape else styles.TEXT_SHORT


def add_paragraph(document: Any, text: str = "", style: str = "Normal") -> "Paragraph":
    """Add a paragraph, in a style named by its id, to a document, a cell or a running line."""
    paragraph: Paragraph = document.add_paragraph()
    set_style(paragraph, style)
    if text:
        add_text(paragraph, text)
    return paragraph


def set_style(paragraph: "Paragraph", style: str) -> None:
    """Give a paragraph a style named by its id."""
    paragraph._p.get_or_add_pPr().style = style


def add_text(paragraph: "Paragraph", text: str, style: str = "") -> "Run":
    """Add text whose quotation marks are of the East Asian font; `style` is a character style."""
    run = paragraph.add_run(writable(text))
    properties = run._r.get_or_add_rPr()
    if style:
        properties.style = style
    properties.append(element("rFonts", hint="eastAsia"))
    return run


def add_field(paragraph: "Paragraph", field: Field) -> None:
    """Add a field to a paragraph."""
    for kind in ("begin", "instruction", "separate", "shown", "end"):
        run = paragraph.add_run(field.shown if kind == "shown" else "")
        if kind == "instruction":
            run._r.append(field_code(field.instruction))
        elif kind != "shown":
            run._r.append(element("fldChar", fldCharType=kind))


def field_code(instruction: str) -> Any:
    """Return the element that holds what a field does."""
    code = element("instrText")
    code.text = f" {instruction} "
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return code


def add_title(document: "Document", text: str, style: str, size: float) -> None:
    """Add a centred title whose lines are about as long as each other."""
    from docx.shared import Pt

    paragraph = add_paragraph(document, text, style)
    length = fonts.text_width(text, fonts.SANS, size)
    lines = -(-length // (styles.TEXT_SHORT - size))
    spare = (styles.TEXT_SHORT - length / lines) / 2 - 1.5 * size
    if lines > 1 and spare > 0:
        paragraph.paragraph_format.left_indent = Pt(spare)
        paragraph.paragraph_format.right_indent = Pt(spare)


def set_running_line(
    line: Any, style: str, width: float, *parts: Sequence[str | Field] | str
) -> None:
    """Write a header of two parts, left and right, or a footer of three with one in the middle."""
    line.is_linked_to_previous = False
    paragraph = line.paragraphs[0]
    paragraph.clear()
    set_style(paragraph, style)
    _add_tab_stops(paragraph, width, has_middle=len(parts) == _LEFT_MIDDLE_RIGHT)
    for number, part in enumerate(parts):
        if number:
            paragraph.add_run("\t")
        for piece in (part,) if isinstance(part, str) else part:
            if isinstance(piece, Field):
                add_field(paragraph, piece)
            elif piece:
                add_text(paragraph, piece)


def running_words(text: str) -> str:
    """Return a text that fits a running line beside other words."""
    return shorten(writable(text), styles.RUNNING, 95 * styles.MM)


def writable(text: str) -> str:
    """Return text without the control characters and halves that XML has no place for."""
    return _UNWRITABLE.sub("", text)


def number_pages_from(section: "Section", first: int) -> None:
    """Let the page numbers of a section begin anew."""
    continue_pages(section)
    section._sectPr.find(tag("pgMar")).addnext(element("pgNumType", start=str(first)))


def continue_pages(section: "Section") -> None:
    """Let the page numbers of a section go on from those before."""
    for numbering in section._sectPr.findall(tag("pgNumType")):
        section._sectPr.remove(numbering)


def _add_tab_stops(paragraph: "Paragraph", width: float, *, has_middle: bool) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Pt

    stops = paragraph.paragraph_format.tab_stops
    if has_middle:
        stops.add_tab_stop(Pt(width / 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Pt(width), WD_TAB_ALIGNMENT.RIGHT)


def _drop_surplus(document: "Document") -> None:
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if relation.reltype.endswith(_SURPLUS):
                del owner.rels[key]


def _settle(document: "Document") -> None:
    """Set what the template leaves to another language and an older program."""
    settings = document.settings.element
    for option in settings.iter(tag("compatSetting")):
        if option.get(tag("name")) == "compatibilityMode":
            option.set(tag("val"), "15")
    settings.find(tag("characterSpacingControl")).set(tag("val"), "compressPunctuation")
    settings.find(tag("themeFontLang")).set(tag("eastAsia"), "zh-CN")
    zoom = settings.find(tag("zoom"))
    zoom.attrib.clear()
    zoom.set(tag("percent"), "100")


def _describe(document: "Document", properties: Properties) -> None:
    core = document.core_properties
    core.title = writable(properties.title)[:255]
    core.author = core.last_modified_by = writable(properties.author)[:255]
    core.subject = writable(properties.subject)[:255]
    core.comments = writable(properties.comments)[:255]
    core.keywords = ""
    core.language = "zh-CN"
    core.created = core.modified = properties.made_at
