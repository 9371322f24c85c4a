"""Pages as pixels for the window."""

from pathlib import Path

import pikepdf
import pytest
from pdf_samples import write_pdf

from egov_desktop.documents.preview import page_count, render_page
from egov_desktop.domain.errors import InvalidInputError, NotFoundError


def test_a_page_becomes_pixels_of_its_size(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["正文"], []])
    assert page_count(path) == 2
    page = render_page(path, 0, 2.0)
    assert (page.width, page.height) == (1191, 1684)
    assert len(page.pixels) == page.stride * page.height
    assert page.stride == 4 * page.width
    assert min(page.pixels) < 40
    assert set(render_page(path, 1, 0.5).pixels) == {255}


def test_colours_are_blue_green_red(tmp_path: Path) -> None:
    path = tmp_path / "red.pdf"
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(10, 10)).Contents = pikepdf.Stream(
        pdf, b"1 0 0 rg 0 0 10 10 re f"
    )
    pdf.save(path)
    assert render_page(path, 0, 1.0).pixels[:3] == b"\0\0\xff"


def test_an_enormous_page_is_drawn_smaller(tmp_path: Path) -> None:
    path = tmp_path / "big.pdf"
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14400, 14400))
    pdf.save(path)
    page = render_page(path, 0, 4.0)
    assert page.width * page.height <= 41_000_000


def test_what_cannot_be_shown_is_told(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [["正文"]])
    with pytest.raises(NotFoundError, match="没有第 2 页"):
        render_page(path, 1, 1.0)
    with pytest.raises(NotFoundError, match="找不到"):
        page_count(tmp_path / "b.pdf")
    path.write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(InvalidInputError, match="无法打开"):
        page_count(path)
