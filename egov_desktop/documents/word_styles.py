"""Styles of the Word files: typefaces, sizes and spacing of each kind of paragraph (样式)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from egov_desktop.documents.word_xml import parsed

if TYPE_CHECKING:
    from docx.document import Document

_LATIN = "Times New Roman"
_LANGUAGE = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
_BREAKING = (
    "<w:kinsoku/><w:wordWrap/><w:overflowPunct/><w:autoSpaceDE/><w:autoSpaceDN/>"
    '<w:snapToGrid w:val="0"/>'
)
"""No line begins with a closing mark, Latin words stay whole, and get a little air."""

SONG, HEI, KAI, FANG = "宋体", "黑体", "楷体", "仿宋"


@dataclass(frozen=True)
class Look:
    """One paragraph style; sizes and distances are points."""

    id: str
    name: str
    font: str = ""
    """East Asian typeface; empty: that of the style it is based on."""
    size: float = 0
    is_bold: bool | None = None
    colour: str = ""
    align: str = ""
    before: float = 0
    after: float = 0
    leading: float = 0
    """Exact distance of lines; 0: as the font has it."""
    first_indent: int = 0
    """Characters that the first line is set in."""
    hanging: float = 0
    """Distance that all lines but the first are set in."""
    left: float = 0
    level: int | None = None
    """Outline level of a heading, counted from 0."""
    is_numbered: bool = False
    keeps_next: bool = False
    starts_page: bool = False
    tabs: tuple[float, ...] = ()
    """Where text is led to by dots, ending there."""
    following: str = ""
    """Style of the paragraph after this one."""
    shade: str = ""
    rule: str = ""
    """Where a thin line stands: `top` or `bottom`."""

    @property
    def is_built_in(self) -> bool:
        """Whether Word and WPS know the style and show it under their own name (标题 1)."""
        return not self.id.startswith("Egov")


def install(document: "Document", looks: Sequence[Look]) -> None:
    """Replace the styles of a document by these; the first of them is the default."""
    styles = document.styles.element
    for child in list(styles):
        if not child.tag.endswith("latentStyles"):
            styles.remove(child)
    styles.insert(0, parsed(_defaults(looks[0])))
    for look in looks:
        styles.append(parsed(_paragraph_style(look, is_default=look is looks[0])))
    for text in _FURTHER:
        styles.append(parsed(text))


def _fonts(font: str) -> str:
    latin, east = quoteattr(_LATIN), quoteattr(font)
    return (
        f"<w:rFonts w:ascii={latin} w:hAnsi={latin} w:eastAsia={east} w:cs={latin}"
        ' w:hint="eastAsia"/>'
    )


def twips(points: float) -> int:
    """Return points in the unit of Word, a twentieth of a point."""
    return round(points * 20)


_FURTHER = (
    '<w:style w:type="character" w:customStyle="1" w:styleId="EgovAside"><w:name w:val="旁注"/>'
    '<w:rPr><w:color w:val="5F6872"/><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr></w:style>',
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    "</w:style>",
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>',
    '<w:style w:type="character" w:customStyle="1" w:styleId="EgovBlank"><w:name w:val="待填"/>'
    '<w:qFormat/><w:rPr><w:color w:val="9C5700"/>'
    '<w:shd w:val="clear" w:color="auto" w:fill="FFF2CC"/></w:rPr></w:style>',
)


def _defaults(look: Look) -> str:
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(look.font)}"
        f"{_size(look.size)}{_LANGUAGE}</w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
    )


def _paragraph_style(look: Look, *, is_default: bool) -> str:
    kind = ' w:default="1"' if is_default else ""
    kind += "" if look.is_built_in else ' w:customStyle="1"'
    based_on = "" if is_default else '<w:basedOn w:val="Normal"/>'
    following = f'<w:next w:val="{look.following}"/>' if look.following else ""
    return (
        f'<w:style w:type="paragraph"{kind} w:styleId="{look.id}"><w:name w:val="{look.name}"/>'
        f"{based_on}{following}<w:qFormat/>"
        f"<w:pPr>{_paragraph_properties(look, is_default=is_default)}</w:pPr>"
        f"<w:rPr>{_run_properties(look)}</w:rPr></w:style>"
    )


def _paragraph_properties(look: Look, *, is_default: bool) -> str:
    parts = [
        "<w:keepNext/><w:keepLines/>" if look.keeps_next else "",
        "<w:pageBreakBefore/>" if look.starts_page else "",
        f'<w:numPr><w:ilvl w:val="{look.level}"/><w:numId w:val="1"/></w:numPr>'
        if look.is_numbered
        else "",
        f'<w:pBdr><w:{look.rule} w:val="single" w:sz="4" w:space="3" w:color="D5DADF"/></w:pBdr>'
        if look.rule
        else "",
        f'<w:shd w:val="clear" w:color="auto" w:fill="{look.shade}"/>' if look.shade else "",
        _tabs(look),
        _BREAKING if is_default else "",
        _spacing(look),
        _indents(look),
        f'<w:jc w:val="{look.align}"/>' if look.align else "",
        f'<w:outlineLvl w:val="{look.level}"/>' if look.level is not None else "",
    ]
    return "".join(parts)


def _tabs(look: Look) -> str:
    stops = "".join(
        f'<w:tab w:val="right" w:leader="dot" w:pos="{twips(place)}"/>' for place in look.tabs
    )
    return f"<w:tabs>{stops}</w:tabs>" if stops else ""


def _spacing(look: Look) -> str:
    leading = f' w:line="{twips(look.leading)}" w:lineRule="exact"' if look.leading else ""
    return f'<w:spacing w:before="{twips(look.before)}" w:after="{twips(look.after)}"{leading}/>'


def _indents(look: Look) -> str:
    first = look.first_indent
    left = twips(look.left + look.hanging)
    text = f' w:left="{left}"' if left or look.is_numbered else ""
    if look.hanging:
        text += f' w:hanging="{twips(look.hanging)}"'
    else:
        text += f' w:firstLineChars="{first * 100}" w:firstLine="{twips(first * look.size)}"'
    return f"<w:ind{text}/>"


def _run_properties(look: Look) -> str:
    bold = "" if look.is_bold is None else f'<w:b w:val="{int(look.is_bold)}"/>'
    bold += bold.replace("w:b ", "w:bCs ")
    fonts = _fonts(look.font) if look.font else ""
    colour = f'<w:color w:val="{look.colour}"/>' if look.colour else ""
    return fonts + bold + colour + _size(look.size)


def _size(points: float) -> str:
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if half else ""
