"""An official letter (公文) as a PDF on the grid of GB/T 9704-2012."""

import struct
from collections.abc import Mapping
from pathlib import Path

from egov_desktop.documents import fonts
from egov_desktop.documents.fangsong import installed_fangsong
from egov_desktop.documents.letter_drawing import BUNDLED, draw_lines, draw_page_number
from egov_desktop.documents.letter_layout import Face, blocks, pages
from egov_desktop.documents.styles import A4
from egov_desktop.domain.letters import Letter
from egov_desktop.files import replacing


def write_letter_pdf(letter: Letter, out: Path, faces: Mapping[Face, str] | None = None) -> int:
    """Write a letter and return the number of its pages; in the fonts of this PC by default."""
    from reportlab.pdfgen.canvas import Canvas

    chosen = faces or faces_here()
    laid = pages(blocks(letter))
    fonts.registered(fonts.SERIF)
    with replacing(out) as stream:
        canvas = Canvas(stream, pagesize=A4, invariant=1, initialFontName=fonts.SERIF, lang="zh-CN")
        canvas.setTitle(letter.title_text)
        canvas.setAuthor(letter.organ)
        canvas.setCreator("egov-desktop")
        canvas.setProducer("egov-desktop")
        canvas.setDateFormatter(lambda *_: f"D:{letter.signed_on:%Y%m%d}000000+08'00'")
        for number, lines in enumerate(laid, 1):
            draw_lines(canvas, lines, chosen)
            draw_page_number(canvas, number)
            canvas.showPage()
        canvas.save()
    return len(laid)


def faces_here() -> dict[Face, str]:
    """Return the fonts that letters are printed in here: with the FangSong of the PC if any."""
    return {**BUNDLED, Face.TEXT: fonts.FANGSONG if _has_fangsong() else fonts.SERIF}


def substitutes() -> tuple[str, ...]:
    """Return in words which typefaces of the standard are replaced by others here."""
    fangsong = "这台电脑没有可以嵌入的仿宋字体，正文以思源宋体代替仿宋。"
    always = "标题以思源宋体粗体代替小标宋，二级标题以霞鹜文楷的字形代替楷体。"
    return (always,) if _has_fangsong() else (fangsong, always)


def _has_fangsong() -> bool:
    """Whether this PC has a FangSong that may be embedded and can be read."""
    from reportlab.pdfbase.ttfonts import TTFError

    if installed_fangsong() is None:
        return False
    try:
        fonts.registered(fonts.FANGSONG)
    except (TTFError, LookupError, ValueError, struct.error):  # whatever a damaged font causes
        return False
    return True
