"""Lines end where Chinese typesetting lets them (避头尾)."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egov_desktop.documents.lines import break_lines, may_break

EM: defaultdict[str, float] = defaultdict(lambda: 1.0)
NOT_FIRST = "\uff0c\u3002\u3001\uff1b\uff1a\uff1f\uff01\uff09\u300b\u201d\u2019\u3011\u2026%"
NOT_LAST = "\uff08\u300a\u201c\u2018\u3010"


@pytest.mark.parametrize("mark", NOT_FIRST)
def test_no_line_begins_with_closing_punctuation(mark: str) -> None:
    assert break_lines(f"一二三四五{mark}六", EM, 5) == ["一二三四", f"五{mark}六"]


@pytest.mark.parametrize("mark", NOT_LAST)
def test_no_line_ends_with_opening_punctuation(mark: str) -> None:
    assert break_lines(f"一二三四{mark}五六", EM, 5) == ["一二三四", f"{mark}五六"]


@pytest.mark.parametrize("word", ["2,860.00", "GB/T22239", "v1.2-rc3", "\uff12\uff10\uff12\uff16"])
def test_words_and_numbers_stay_whole(word: str) -> None:
    lines = break_lines(f"一二三四五六七八{word}九", EM, 11)
    assert lines[0] == "一二三四五六七八"
    assert lines[1] == f"{word}九"


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert break_lines("一" + "x" * 12, EM, 5) == ["一", "xxxxx", "xxxxx", "xx"]


def test_blanks_hang_over_the_end_and_start_no_line() -> None:
    assert break_lines("ab cd  ef", EM, 5) == ["ab cd", "ef"]
    assert break_lines("一二三四五 六", EM, 5) == ["一二三四五", "六"]


def test_breaks_in_the_text_are_kept() -> None:
    assert break_lines("一\n\n二\r\n三", EM, 5) == ["一", "", "二", "三"]
    assert break_lines("", EM, 5) == [""]


def test_a_character_beyond_the_plane_is_one_and_keeps_its_selector() -> None:
    assert break_lines("\U0002cb5a" * 7, EM, 5) == ["\U0002cb5a" * 5, "\U0002cb5a" * 2]
    assert break_lines("一二三四五\U000e0100六", EM, 5) == ["一二三四", "五\U000e0100六"]


def test_nothing_but_punctuation_still_ends() -> None:
    assert break_lines("\uff01" * 7, EM, 3) == ["\uff01" * 3, "\uff01" * 3, "\uff01"]
    assert break_lines("一二", EM, 0.5) == ["一", "二"]


ALPHABET = "一二三\uff0c\u3002\uff08\u300aab1.-% \u3000\u201c\u201d…\U0002cb5a\u0301\n"


@given(st.text(ALPHABET, max_size=120), st.integers(4, 20))
def test_no_character_is_lost_and_every_line_fits(text: str, width: int) -> None:
    lines = break_lines(text, EM, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= width for line in lines)


@given(st.text(ALPHABET.replace("\n", ""), min_size=2, max_size=60), st.integers(10, 20))
def test_a_line_ends_where_it_may_or_where_nothing_else_was_possible(text: str, width: int) -> None:
    at = 0
    lines = break_lines(text, EM, width)
    for line in lines[:-1]:
        start = text.index(line, at) if line else at
        at = start + len(line)
        while text[at : at + 1] in (" ", "\u3000"):
            at += 1
        allowed = [place for place in range(start + 1, start + width + 1) if may_break(text, place)]
        assert may_break(text, at) or not allowed
