"""Reports as a consultant would write them over a skeleton, and what may go wrong with them."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path

from docx import Document
from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import Table
from docx.text.paragraph import Paragraph

PROSE = (
    "本节按照有关规定和现场调查的情况，说明具体的做法、依据和结论，内容完整，可以据此组织实施。",
    "建设单位已经组织业务处室和技术人员逐项核对，相关资料齐全，责任分工明确，进度安排合理。",
)
Damage = Callable[[Docx], None]


def write_out(skeleton: Path, out: Path) -> Path:
    """Replace guidance and blanks of a skeleton by prose, as a person would."""
    document = Document(str(skeleton))
    for number, paragraph in enumerate(list(document.paragraphs)):
        if style_id(paragraph) == "EgovGuidance":
            drop(paragraph)
        elif "【待填" in paragraph.text:
            say(paragraph, PROSE[number % len(PROSE)])
    document.save(str(out))
    return out


def damaged(report: Path, out: Path, *damages: Damage) -> Path:
    document = Document(str(report))
    for damage in damages:
        damage(document)
    document.save(str(out))
    return out


def style_id(paragraph: Paragraph) -> str:
    return paragraph.style.style_id if paragraph.style is not None else ""


def drop(paragraph: Paragraph) -> None:
    paragraph._p.getparent().remove(paragraph._p)


def say(paragraph: Paragraph, text: str) -> None:
    """Let a paragraph say something else in its first run's look."""
    for run in paragraph.runs[1:]:
        run._r.getparent().remove(run._r)
    if paragraph.runs:
        paragraph.runs[0].text = text
    else:
        paragraph.add_run(text)


def chapters(document: Docx) -> list[Paragraph]:
    return [p for p in document.paragraphs if style_id(p) == "Heading1"]


def heading(document: Docx, title: str) -> Paragraph:
    return next(p for p in chapters(document) if p.text == title)


def body_of(first: Paragraph) -> list:
    """Return the elements of a chapter without its heading; sections' ends stay."""
    found = []
    element = first._p.getnext()
    while element is not None and not _ends(element):
        found.append(element)
        element = element.getnext()
    return found


def _ends(element) -> bool:
    style = element.find("./{*}pPr/{*}pStyle")
    is_heading = style is not None and style.get(style.keys()[0]) == "Heading1"
    return is_heading or element.tag.endswith("}sectPr")


def _text_only(elements: list) -> Iterator:
    return (e for e in elements if e.find("./{*}pPr/{*}sectPr") is None)


def remove(title: str) -> Damage:
    def damage(document: Docx) -> None:
        first = heading(document, title)
        for element in list(_text_only(body_of(first))):
            element.getparent().remove(element)
        drop(first)

    return damage


def empty(title: str, keep_headings: bool = False, say_instead: str = "") -> Damage:
    def damage(document: Docx) -> None:
        first = heading(document, title)
        for element in list(_text_only(body_of(first))):
            style = element.find("./{*}pPr/{*}pStyle")
            is_heading = style is not None and "Heading" in style.get(style.keys()[0])
            if not (keep_headings and is_heading):
                element.getparent().remove(element)
        if say_instead:
            paragraph = document.add_paragraph(say_instead)
            first._p.addnext(paragraph._p)

    return damage


def swap(one: str, other: str) -> Damage:
    def damage(document: Docx) -> None:
        first, second = heading(document, one), heading(document, other)
        first_block, second_block = ([h._p, *body_of(h)] for h in (first, second))
        mark = parse_xml(f"<w:p {nsdecls('w')}/>")
        first._p.addprevious(mark)
        place = second_block[-1].getnext()
        for element in first_block:
            place.addprevious(element)
        for element in second_block:
            mark.addprevious(element)
        mark.getparent().remove(mark)

    return damage


def swap_titles(one: str, other: str) -> Damage:
    def damage(document: Docx) -> None:
        first, second = heading(document, one), heading(document, other)
        say(first, other)
        say(second, one)

    return damage


def rename(title: str, new: str) -> Damage:
    return lambda document: say(heading(document, title), new)


def add_chapter(before: str, title: str) -> Damage:
    def damage(document: Docx) -> None:
        at = heading(document, before)
        for text, style in ((title, "Heading 1"), (PROSE[0], None)):
            at._p.addprevious(document.add_paragraph(text, style)._p)

    return damage


def after(title: str, text: str) -> Damage:
    """Put a paragraph behind a chapter's heading."""

    def damage(document: Docx) -> None:
        heading(document, title)._p.addnext(document.add_paragraph(text)._p)

    return damage


def in_header(text: str) -> Damage:
    return lambda document: say(document.sections[-1].header.paragraphs[0], text)


def in_cell(text: str) -> Damage:
    def damage(document: Docx) -> None:
        cell = document.tables[0].cell(1, 0)
        cell.add_paragraph(text)

    return damage


def in_text_box(text: str) -> Damage:
    """Put a text box as Word writes it: a drawing, and a fallback that says the same."""
    box = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    run = (
        f"<w:p {nsdecls('w')} {spaces}><w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    return lambda document: chapters(document)[2]._p.addnext(parse_xml(run))


def in_text(old: str, new: str) -> Damage:
    """Write other words in every paragraph that has the old ones; at least one has."""

    def damage(document: Docx) -> None:
        found = [p for p in document.paragraphs if old in p.text]
        assert found, f"nothing says {old}"
        for paragraph in found:
            say(paragraph, paragraph.text.replace(old, new))

    return damage


def table_with(document: Docx, text: str) -> Table:
    return next(t for t in document.tables if any(text in c.text for r in t.rows for c in r.cells))


def in_row(name: str, old: str, new: str) -> Damage:
    """Change a cell in every row that begins with a name; at least one is changed."""

    def damage(document: Docx) -> None:
        changed = 0
        for table in document.tables:
            for row in table.rows:
                if any(cell.text == name for cell in row.cells):
                    for cell in (c for c in row.cells if c.text == old):
                        say(cell.paragraphs[0], new)
                        changed += 1
        assert changed, f"no row {name} has {old}"

    return damage


def plain(
    chapter_number: Callable[[int], str], section_number: Callable[[int, int], str]
) -> Damage:
    """Strip every heading style and type the numbers."""

    def damage(document: Docx) -> None:
        chapter = section = 0
        for paragraph in document.paragraphs:
            level = style_id(paragraph).removeprefix("Heading")
            if level == "1":
                chapter, section = chapter + 1, 0
                say(paragraph, chapter_number(chapter) + paragraph.text)
            elif level == "2":
                section += 1
                say(paragraph, section_number(chapter, section) + paragraph.text)
            if level in {"1", "2"}:
                paragraph.style = document.styles["Normal"]

    return damage


def unstyled(title: str) -> Damage:
    def damage(document: Docx) -> None:
        heading(document, title).style = document.styles["Normal"]

    return damage


def demoted(title: str) -> Damage:
    def damage(document: Docx) -> None:
        heading(document, title).style = document.styles["Heading 2"]

    return damage


def without_contents(document: Docx) -> None:
    for paragraph in list(document.paragraphs):
        if style_id(paragraph).startswith("TOC"):
            drop(paragraph)


def typed_contents(document: Docx) -> None:
    """Type the contents as plain lines without page numbers, as careless people do."""
    first = chapters(document)[0]
    for title in [p.text for p in chapters(document)]:
        first._p.addprevious(document.add_paragraph(title)._p)


def split_runs(document: Docx) -> None:
    """Cut every paragraph into runs of two characters, as editing does."""
    for paragraph in document.paragraphs:
        if len(paragraph.runs) == 1 and len(paragraph.text) > 4:
            run, text = paragraph.runs[0], paragraph.text
            run.text = text[:2]
            last = run._r
            for at in range(2, len(text), 2):
                piece = copy.deepcopy(run._r)
                last.addnext(piece)
                last = piece
                next(r for r in paragraph.runs if r._r is piece).text = text[at : at + 2]
