"""Styles and numbering of reports in Word: chapters 第一章, sections 1、, items （1）."""

from typing import TYPE_CHECKING

from egov_desktop.documents import styles
from egov_desktop.documents.word_styles import FANG, HEI, KAI, SONG, Look
from egov_desktop.documents.word_tables import LOOKS
from egov_desktop.documents.word_xml import parsed

if TYPE_CHECKING:
    from docx.document import Document

GUIDANCE = "EgovGuidance"
"""Style 编写提示: what to write, to be deleted when it is written."""

TITLE_SIZE, REPORT_SIZE = 22.0, 26.0
_BODY = 14.0
_LEADING = 26.0

REPORT_LOOKS = (
    Look("Normal", "Normal", font=FANG, size=_BODY, leading=_LEADING),
    Look(
        "BodyText",
        "Body Text",
        size=_BODY,
        leading=_LEADING,
        first_indent=2,
        align="both",
    ),
    Look("Title", "Title", font=HEI, size=TITLE_SIZE, leading=34, align="center", before=96),
    Look(
        "Subtitle",
        "Subtitle",
        font=HEI,
        size=REPORT_SIZE,
        leading=42,
        align="center",
        before=56,
        after=190,
    ),
    Look(
        "Heading1",
        "heading 1",
        font=HEI,
        size=18,
        leading=30,
        before=4,
        after=14,
        align="center",
        level=0,
        is_numbered=True,
        keeps_next=True,
        starts_page=True,
        following="BodyText",
    ),
    Look(
        "Heading2",
        "heading 2",
        font=HEI,
        size=15,
        leading=26,
        before=10,
        after=4,
        level=1,
        is_numbered=True,
        keeps_next=True,
        following="BodyText",
    ),
    Look(
        "Heading3",
        "heading 3",
        font=KAI,
        size=_BODY,
        leading=_LEADING,
        before=6,
        level=2,
        is_numbered=True,
        keeps_next=True,
        following="BodyText",
    ),
    Look("TOCHeading", "TOC Heading", font=HEI, size=18, leading=30, align="center", after=14),
    Look("TOC1", "toc 1", font=HEI, size=12, leading=21, before=5, tabs=(styles.TEXT_SHORT,)),
    Look("TOC2", "toc 2", font=SONG, size=11, leading=19, left=24, tabs=(styles.TEXT_SHORT,)),
    Look(
        "Caption",
        "caption",
        font=HEI,
        size=10.5,
        leading=18,
        before=10,
        after=4,
        align="center",
        keeps_next=True,
    ),
    Look("Header", "header", font=SONG, size=9, leading=13, colour="5F6872", rule="bottom"),
    Look("Footer", "footer", font=SONG, size=10.5, leading=14),
    Look("EgovCover", "封面内容", font=FANG, size=15, leading=32, align="center"),
    Look(
        GUIDANCE,
        "编写提示",
        font=KAI,
        size=11,
        leading=18,
        before=2,
        after=4,
        colour="767676",
        shade="F5F5F5",
        following="BodyText",
    ),
    *LOOKS,
)
"""The styles of a report; the headings keep the names by which every program knows them."""

_LEVELS = (
    ("chineseCountingThousand", "第%1章", "Heading1"),
    ("decimal", "%2、", "Heading2"),
    ("decimal", "\uff08%3\uff09", "Heading3"),
)


def install_numbering(document: "Document") -> None:
    """Let headings be numbered by their style, so that chapters can be added and moved."""
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:pStyle w:val="{style}"/><w:suff w:val="{"space" if level == 0 else "nothing"}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for level, (kind, text, style) in enumerate(_LEVELS)
    )
    numbering.append(
        parsed(
            '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
            f"{levels}</w:abstractNum>"
        )
    )
    numbering.append(parsed('<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'))
