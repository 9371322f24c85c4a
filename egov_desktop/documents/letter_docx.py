"""An official letter (公文) as a Word file with the grid of GB/T 9704-2012."""

import re
from datetime import datetime, time
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from egov_desktop.documents.letter_grid import (
    CELLS,
    LINES,
    NUMBER_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
    cells,
)
from egov_desktop.documents.letter_layout import Align, Block, Face, Run, blocks
from egov_desktop.domain.letters import Letter
from egov_desktop.files import replacing

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section

_FONTS = {
    Face.TEXT: "仿宋_GB2312",
    Face.HEADING: "黑体",
    Face.SUBHEADING: "楷体_GB2312",
    Face.TITLE: "方正小标宋简体",
}
_ALTERNATIVES = {
    "仿宋_GB2312": ("仿宋", "FangSong", "Noto Serif SC"),
    "黑体": ("SimHei", "Noto Sans SC"),
    "楷体_GB2312": ("楷体", "KaiTi", "Egov Kai"),
    "方正小标宋简体": ("小标宋", "Noto Serif SC SemiBold"),
}
_LATIN = "Times New Roman"
_NUMBER_FONT = "宋体"
_TWIPS = 20
_SPACING = -5  # twips: 28 characters of 15.75 pt and 1 pt to spare, for programs that round
_CELL = TEXT_SIZE * _TWIPS + _SPACING
_LINE = 580  # twips; 22 of them are 225.1 mm
_PAGE = (11906, 16838)
_GRID = 316  # twips; 28 of them are 156.1 mm. LibreOffice narrows the text to whole cells.
_TOP, _LEFT = 2098, 1587
_RIGHT = _PAGE[0] - _LEFT - CELLS * _GRID - 2
_BOTTOM = _PAGE[1] - _TOP - LINES * _LINE
_CHARACTER_SPACE = round((_GRID / _TWIPS - TEXT_SIZE) * 4096)
_FOOTER = 1389  # the page number stands 7 mm below the text
_MARKS = (
    '<w:kinsoku/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
)
"""No mark hangs over the end of a line, nothing is added between Chinese and Latin."""
_LATIN_WORD = re.compile(r"((?![0-9]+(?![!-~]))[!-~\u00a1-\u024f][ -~\u00a1-\u024f]*)")
"""Latin with its marks; plain numbers are half a cell a digit by themselves."""
_SCRIPT_CHANGE = re.compile(
    r"(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u3400-\u9fff])"
)
_NO_WIDTH_BREAK = "\u200b"
"""LibreOffice (7.4) sets a gap between Chinese and Latin whatever the file says, but not here."""
_LANGUAGE = "x-none"
"""Of the Chinese text: LibreOffice lets marks hang over the end of a line of zh-CN."""
_MOST_SQUEEZE = 1.06
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ALIGNMENT = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


def write_letter_docx(letter: Letter, out: Path) -> None:
    """Write a letter that Word, WPS and LibreOffice set like the PDF."""
    from docx import Document

    document = Document()
    _describe(document, letter)
    _set_defaults(document)
    _set_page(document.sections[0])
    _add_footers(document)
    for block in blocks(letter):
        _add_block(document, block)
    with replacing(out) as stream:
        document.save(stream)


def _describe(document: "Document", letter: Letter) -> None:
    properties = document.core_properties
    properties.title = letter.title_text[:200]
    properties.author = properties.last_modified_by = letter.organ[:200]
    properties.comments = ""
    properties.created = properties.modified = datetime.combine(letter.signed_on, time())


def _set_defaults(document: "Document") -> None:
    """Make the standard's text the style of every paragraph, and its marks rules of the file."""
    normal = document.styles["Normal"].element
    for old in [*normal.findall(_tag("rPr")), *normal.findall(_tag("pPr"))]:
        normal.remove(old)
    normal.append(
        _xml(
            f'<w:pPr><w:widowControl w:val="0"/>{_MARKS}<w:snapToGrid w:val="0"/>'
            f'<w:spacing w:before="0" w:after="0" w:line="{_LINE}" w:lineRule="exact"/>'
            '<w:jc w:val="left"/></w:pPr>'
        )
    )
    normal.append(_xml(_look(_FONTS[Face.TEXT], TEXT_SIZE, (_SPACING, 100))))
    document.settings.odd_and_even_pages_header_footer = True
    document.settings.element.find(_tag("themeFontLang")).set(_tag("eastAsia"), "zh-CN")
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = _font_table().encode()


def _font_table() -> str:
    fonts = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(','.join(others))}/>"
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, others in _ALTERNATIVES.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><w:fonts {_NAMESPACE}>{fonts}</w:fonts>'


def _set_page(section: "Section") -> None:
    properties = section._sectPr
    for child in list(properties):
        properties.remove(child)
    width, height = _PAGE
    grid = f'w:linePitch="{_LINE}" w:charSpace="{_CHARACTER_SPACE}"'
    for text in (
        f'<w:pgSz w:w="{width}" w:h="{height}"/>',
        f'<w:pgMar w:top="{_TOP}" w:right="{_RIGHT}" w:bottom="{_BOTTOM}" w:left="{_LEFT}" '
        f'w:header="850" w:footer="{_FOOTER}" w:gutter="0"/>',
        f'<w:docGrid w:type="linesAndChars" {grid}/>',
    ):
        properties.append(_xml(text))


def _add_footers(document: "Document") -> None:
    """Add the page number at the outer edge, one cell in."""
    section = document.sections[0]
    for footer, is_odd in ((section.footer, True), (section.even_page_footer, False)):
        footer.is_linked_to_previous = False
        for paragraph in footer.paragraphs:
            paragraph._p.getparent().remove(paragraph._p)
        side, other = ("right", "left") if is_odd else ("left", "right")
        place = f'<w:ind w:{side}="{round(_CELL)}" w:{other}="0"/><w:jc w:val="{side}"/>'
        look = _look(_NUMBER_FONT, NUMBER_SIZE, latin=_NUMBER_FONT)
        footer._element.append(
            _xml(
                f'<w:p><w:pPr><w:spacing w:line="400" w:lineRule="exact"/>{place}</w:pPr>'
                f'<w:r>{look}<w:t xml:space="preserve">\u2014 </w:t></w:r>'
                f'<w:fldSimple w:instr="PAGE"><w:r>{look}<w:t>1</w:t></w:r></w:fldSimple>'
                f'<w:r>{look}<w:t xml:space="preserve"> \u2014</w:t></w:r></w:p>'
            )
        )


def _add_block(document: "Document", block: Block) -> None:
    keep = "<w:keepNext/>" if block.goes_on else ""
    keep += "<w:keepLines/>" if block.is_whole else ""
    indent = f'<w:ind w:left="{_twips(block.left)}" w:right="{_twips(block.right)}"'
    lead = _twips(block.first - block.left)
    indent += f' w:firstLine="{lead}"/>' if lead >= 0 else f' w:hanging="{-lead}"/>'
    align = f'<w:jc w:val="{_ALIGNMENT[block.align]}"/>'
    label = ""
    if block.label:
        label = _piece(block.label, _FONTS[Face.TEXT], TEXT_SIZE, (_SPACING, 100))
        label += "<w:r><w:tab/></w:r>"
    if block.runs:
        text = "".join(map(_run, block.runs))
    else:
        text = "<w:r><w:br/></w:r>".join("".join(map(_run, line.runs)) for line in block.lines)
    body = document.element.body
    paragraph = f"<w:p><w:pPr>{keep}{_MARKS}{indent}{align}</w:pPr>{label}{text}</w:p>"
    body.insert(len(body) - 1, _xml(paragraph))


def _run(run: Run) -> str:
    """Return a text as XML: Latin words in runs of their own, spaced to half cells."""
    size = TITLE_SIZE if run.face is Face.TITLE else TEXT_SIZE
    spacing = 0 if run.face is Face.TITLE else _SPACING
    pieces = _LATIN_WORD.split(_SCRIPT_CHANGE.sub(_NO_WIDTH_BREAK, run.text))
    return "".join(
        _piece(
            piece, _FONTS[run.face], size, _fitting(piece, size, spacing) if odd else (spacing, 100)
        )
        for odd, piece in zip(cycle((False, True)), pieces, strict=False)
        if piece
    )


def _fitting(word: str, size: float, spacing: int) -> tuple[int, int]:
    """Return the twips between characters and the per cent of width that fill half cells."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    natural = stringWidth(word, "Times-Roman", size) * _TWIPS
    room = cells(word) * (size * _TWIPS + spacing)
    if natural > room * _MOST_SQUEEZE:
        return 0, int(room / natural * 100)
    return round((room - natural) / len(word)), 100


def _piece(text: str, font: str, size: float, fit: tuple[int, int]) -> str:
    return f'<w:r>{_look(font, size, fit)}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _look(font: str, size: float, fit: tuple[int, int] = (0, 100), latin: str = _LATIN) -> str:
    """Return the properties of a run."""
    east, west = quoteattr(font), quoteattr(latin)
    spacing, width = fit
    return (
        f"<w:rPr><w:rFonts w:ascii={west} w:hAnsi={west} w:eastAsia={east} w:cs={west} "
        f'w:hint="eastAsia"/><w:spacing w:val="{spacing}"/><w:w w:val="{width}"/>'
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
        f'<w:lang w:val="en-US" w:eastAsia="{_LANGUAGE}"/></w:rPr>'
    )


def _twips(columns: float) -> int:
    return round(columns * _CELL)


def _tag(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(f"w:{name}")


def _xml(text: str) -> Any:
    from docx.oxml import parse_xml

    end = min(text.find(mark) for mark in " />" if mark in text)
    return parse_xml(f"{text[:end]} {_NAMESPACE}{text[end:]}")
