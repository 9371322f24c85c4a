"""Whether a PDF of ours is fit for keeping (PDF/A-2b), asked before it is signed."""

from pathlib import Path
from typing import Any

from egov_desktop.domain.errors import InvalidInputError

LEVEL = "2b"
MOST_PAGES = 16
"""So many pages are read sign by sign; of a longer document the ends and a sample."""
_ENDS = 4
_MOST = 20


def archival_problems(path: Path) -> tuple[str, ...]:
    """Return in words what keeps a PDF from being PDF/A-2b; nothing when it is.

    Looks at the whole document, its fonts, properties and every page's description; at the drawing
    of at most MOST_PAGES pages, because all pages are drawn by the same few functions. Raises
    InvalidInputError when the file is no readable PDF.
    """
    import pikepdf
    from pikepdf import pdfa

    try:
        with pikepdf.open(path, inherit_page_attributes=False) as pdf:
            if not pdf.pages:
                raise InvalidInputError(f"“{path.name}”一页也没有，请重新生成。")
            _blank_others(pdf)
            report = pdfa.check(pdf, LEVEL)
    except (pikepdf.PdfError, OSError) as error:
        raise InvalidInputError(f"“{path.name}”不是完好的 PDF，请重新生成。") from error
    return tuple(f"{each.where}：{each.message}（{each.rule}）" for each in report.findings[:_MOST])


def sample(count: int) -> tuple[int, ...]:
    """Return the pages, counted from 0, that are looked at closely: both ends, some between."""
    if count <= MOST_PAGES:
        return tuple(range(count))
    between = MOST_PAGES - 2 * _ENDS
    step = (count - 2 * _ENDS) / between
    middle = (_ENDS + int((place + 0.5) * step) for place in range(between))
    return (*range(_ENDS), *middle, *range(count - _ENDS, count))


def _blank_others(pdf: Any) -> None:
    """Take the drawing out of the pages that are not looked at; the file stays as it is."""
    kept = set(sample(len(pdf.pages)))
    if len(kept) == len(pdf.pages):
        return
    blank = pdf.make_stream(b"")
    for number, page in enumerate(pdf.pages):
        if number not in kept:
            page.obj.Contents = blank
