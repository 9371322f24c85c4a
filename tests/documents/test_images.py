"""Pictures become PDFs that other programs read."""

import subprocess
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from egov_desktop.documents.images import image_to_pdf
from egov_desktop.documents.preview import render_page
from egov_desktop.domain.errors import InvalidInputError


def qpdf_check(path: Path) -> None:
    subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)


def test_a_photograph_keeps_its_bytes_and_turns_upright(tmp_path: Path) -> None:
    source, out = tmp_path / "a.jpg", tmp_path / "a.pdf"
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    Image.effect_noise((80, 40), 50).save(source, exif=exif)
    image_to_pdf(source, out)
    qpdf_check(out)
    with pikepdf.open(out) as pdf:
        (picture,) = pdf.pages[0].Resources.XObject.values()
        assert picture.read_raw_bytes() == source.read_bytes()
    page = render_page(out, 0, 1.0)
    assert page.width < page.height


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "RGB", "1", "P"])
def test_every_kind_of_picture_becomes_a_sheet(mode: str, tmp_path: Path) -> None:
    source, out = tmp_path / "a.png", tmp_path / "a.pdf"
    Image.new(mode, (300, 200)).save(source)
    image_to_pdf(source, out)
    qpdf_check(out)
    with pikepdf.open(out) as pdf:
        assert [round(float(edge)) for edge in pdf.pages[0].mediabox] == [0, 0, 842, 595]


def test_the_transparent_becomes_white(tmp_path: Path) -> None:
    source, out = tmp_path / "a.png", tmp_path / "a.pdf"
    Image.new("RGBA", (30, 30), (255, 0, 0, 0)).save(source)
    image_to_pdf(source, out)
    assert set(render_page(out, 0, 0.5).pixels) == {255}


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    Image.new("RGB", (30, 30), "red").save(source)
    for name in ("1.pdf", "2.pdf"):
        image_to_pdf(source, tmp_path / name)
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n" + b"\0" * 50])
def test_what_is_no_picture_is_refused_and_leaves_nothing(content: bytes, tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    source.write_bytes(content)
    with pytest.raises(InvalidInputError, match=r"a\.png"):
        image_to_pdf(source, tmp_path / "a.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_a_picture_that_ends_too_early_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    Image.effect_noise((80, 60), 50).save(source)
    source.write_bytes(source.read_bytes()[:1000])
    with pytest.raises(InvalidInputError):
        image_to_pdf(source, tmp_path / "a.pdf")
