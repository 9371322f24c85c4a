"""PDFs with a text layer, written for the tests of inspection."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pytest
from reportlab.pdfgen.canvas import Canvas

from egov_desktop.documents import fonts


class WritePdf(Protocol):
    """Writes pages of lines as a PDF."""

    def __call__(self, pages: Sequence[Sequence[str]], name: str = ...) -> Path: ...


@pytest.fixture
def write_pdf(tmp_path: Path) -> WritePdf:
    def write(pages: Sequence[Sequence[str]], name: str = "report.pdf") -> Path:
        path = tmp_path / name
        fonts.registered(fonts.SANS)
        canvas = Canvas(str(path), initialFontName=fonts.SANS, invariant=1)
        for lines in pages:
            for number, line in enumerate(lines):
                canvas.drawString(60, 780 - 18 * number, line)
            canvas.showPage()
        canvas.save()
        return path

    return write
