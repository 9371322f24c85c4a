"""PDFs to be inspected."""

from collections.abc import Sequence
from pathlib import Path

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from egov_desktop.documents import fonts


def write_pdf(path: Path, pages: Sequence[Sequence[str]]) -> Path:
    """Write pages of lines as a PDF with a text layer."""
    fonts.registered(fonts.SANS)
    canvas = Canvas(str(path), initialFontName=fonts.SANS, invariant=1)
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(60, 780 - 18 * number, line)
        canvas.showPage()
    canvas.save()
    return path


def write_scan(path: Path, pages: int, picture_bytes: int) -> Path:
    """Write a PDF of pages with one uncompressed picture each."""
    pdf = pikepdf.new()
    for number in range(pages):
        image = pikepdf.Stream(
            pdf,
            bytes([number]) * picture_bytes,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=1000,
            Height=picture_bytes // 1000,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
        )
        page = pdf.add_blank_page()
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
        page.Contents = pikepdf.Stream(pdf, b"q 500 0 0 700 0 0 cm /I Do Q")
    pdf.save(path, compress_streams=False)
    return path
