"""An official letter (公文) as a PDF on the grid of GB/T 9704-2012."""

import struct
from collections.abc import Mapping
from pathlib import Path

from egov_desktop.documents import fonts
from egov_desktop.documents.archival_parts import Description, finish_archival, new_canvas
from egov_desktop.documents.fangsong import installed_fangsong
from egov_desktop.documents.letter_drawing import BUNDLED, draw_lines, draw_page_number
from egov_desktop.documents.letter_layout import Face, blocks, is_title, paged
from egov_desktop.documents.tagging import REPEATED, Tags
from egov_desktop.domain.letters import Letter
from egov_desktop.files import replacing


def write_letter_pdf(letter: Letter, out: Path, faces: Mapping[Face, str] | None = None) -> int:
    """Write a letter and return the number of its pages; in the fonts of this PC by default."""
    chosen = faces or faces_here()
    laid = blocks(letter)
    sheets = paged(laid)
    fonts.registered(fonts.SERIF)
    with replacing(out) as stream:
        described = Description(
            letter.title_text, letter.organ, letter.number, "", letter.signed_on
        )
        canvas = new_canvas(stream, described, fonts.SERIF)
        tags = Tags(canvas)
        parts = [tags.root.part("H1" if is_title(block) else "P") for block in laid]
        for number, lines in enumerate(sheets, 1):
            tags.begin_page()
            owners = [parts[each.block] for each in lines]
            drawn = [each.line for each in lines]
            draw_lines(canvas, drawn, chosen, lambda at, owners=owners: tags.mark(owners[at]))
            tags.mark(REPEATED)
            draw_page_number(canvas, number)
            tags.close()
            canvas.showPage()
        finish_archival(canvas, tags, described)
        canvas.save()
    return len(sheets)


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
