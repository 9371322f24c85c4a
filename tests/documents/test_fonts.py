"""Every character that is printed has a glyph, and is reported when it has none."""

import itertools

import pytest
from printout_samples import RARE

from egov_desktop.documents import fonts
from egov_desktop.documents.unicode_font import unicode_map

ALL = (fonts.SERIF, fonts.SERIF_BOLD, fonts.SANS, fonts.SANS_BOLD)


def gb2312() -> str:
    pairs = itertools.product(range(0xB0, 0xF8), range(0xA1, 0xFF))
    return "".join(bytes(pair).decode("gb2312", "ignore") for pair in pairs)


@pytest.mark.parametrize("name", ALL)
def test_each_font_has_common_and_rare_characters(name: str) -> None:
    text = gb2312() + RARE + "\uff0c\u3002\uff08\uff09\u201c\u201d\uff1a\uff1b…—·×①℃ABCabc0123"
    assert len(gb2312()) == 6763
    assert fonts.runs(text, name) == [(name, text)]


def test_the_fallback_draws_what_the_text_font_lacks() -> None:
    rare = "\u4e02"  # in GB 18030, in none of the smaller sets
    assert fonts.runs(f"甲{rare}乙", fonts.SERIF) == [
        (fonts.SERIF, "甲"),
        (fonts.SANS, rare),
        (fonts.SERIF, "乙"),
    ]
    assert fonts.missing_characters([f"甲{rare}乙"]) == set()


def test_what_no_font_has_is_reported_and_drawn_as_a_mark() -> None:
    unknown = "\U00030000"
    assert fonts.missing_characters(["甲乙", f"丙{unknown}", "\ud800"]) == {unknown, "\ud800"}
    assert fonts.runs(f"丙{unknown}", fonts.SERIF) == [(fonts.SERIF, f"丙{fonts.NO_GLYPH}")]
    assert fonts.text_width(unknown, fonts.SERIF, 10) == fonts.text_width("〓", fonts.SERIF, 10)


def test_invisible_characters_take_no_room_and_are_not_missing() -> None:
    text = "甲\ufe00\u200d\U000e0100\x07乙\ufeff"
    drawn = "".join(piece for _, piece in fonts.runs(text, fonts.SERIF))
    assert [char for char in drawn if not fonts.is_invisible(char)] == ["甲", "乙"]
    assert fonts.text_width(text, fonts.SERIF, 10) == 20
    assert fonts.missing_characters([text]) == set()


def test_widths_are_those_of_the_font() -> None:
    assert fonts.text_width("甲乙", fonts.SERIF, 10.5) == 21
    assert 0 < fonts.text_width("i", fonts.SANS, 10) < fonts.text_width("M", fonts.SANS, 10) < 10


def test_the_unicode_map_has_utf16_pairs_in_blocks_of_a_hundred() -> None:
    subset = [0, *range(0x4E00, 0x4E00 + 150), 0x2CB4A]
    content = unicode_map(subset)
    assert "<97> <D872DF4A>" in content
    assert "<00> <0000>" not in content
    assert "\n100 beginbfchar\n" in content
    assert "\n51 beginbfchar\n" in content
