"""The letter inside the packet: on sheets of its own that bear number, version and code."""

from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
from letter_reading import printed
from letter_samples import letter
from printout_samples import sample_printout

from egov_desktop.documents.letter_drawing import BUNDLED
from egov_desktop.documents.letter_pdf import write_letter_pdf
from egov_desktop.documents.packet_pdf import render_packet

CODE = "K7QF-2MZD-X4TB"


def pages_of(pdf: Path) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_the_letter_stands_between_contents_and_form(tmp_path: Path) -> None:
    out = tmp_path / "packet.pdf"
    render_packet(replace(sample_printout(), letter=letter()), out)
    pages = pages_of(out)

    assert "关于审批" in pages[2]
    assert "2026年3月2日" in pages[3]
    assert "二、申报表" in pages[4]
    assert "一、申报函" not in pages[2]
    for page in pages[2:4]:
        assert CODE in page
    with pikepdf.open(out) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root][:2] == ["一、申报函", "二、申报表"]


def test_the_letter_has_the_same_lines_as_alone(tmp_path: Path) -> None:
    packet, alone = tmp_path / "packet.pdf", tmp_path / "letter.pdf"
    render_packet(replace(sample_printout(), letter=letter()), packet)
    write_letter_pdf(letter(), alone, BUNDLED)
    inside = [line.text for line in printed(packet)[2]]
    for line in printed(alone)[0][:-1]:
        assert line.text in inside


def test_the_same_packet_gives_the_same_bytes(tmp_path: Path) -> None:
    printout = replace(sample_printout(), letter=letter())
    for name in ("one.pdf", "two.pdf"):
        render_packet(printout, tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
