"""The letter as it stands on paper: 22 lines of 28 characters, measured from the PDF."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from letter_reading import BOTTOM, CELL, LEFT, MM, PITCH, RIGHT, TOP, PrintedLine, printed
from letter_samples import letter, long_letter

from egov_desktop.documents import fonts
from egov_desktop.documents.letter_drawing import BUNDLED
from egov_desktop.documents.letter_grid import cells
from egov_desktop.documents.letter_pdf import faces_here, write_letter_pdf
from egov_desktop.domain.letters import Letter, LetterParagraph

NO_START = set("\uff0c\u3002\u3001\uff1b\uff1a\uff09\u300b\u201d")
NO_END = set("\uff08\u300a\u201c")


def plain_letter(characters: int) -> Letter:
    """Return a letter whose text is Chinese characters only, without any mark."""
    text = "".join(chr(0x4E00 + number % 3000) for number in range(characters))
    text = "".join(char for char in text if fonts.has_all(fonts.SERIF, char))
    return replace(letter(), paragraphs=(LetterParagraph(text), LetterParagraph("请予审批。")))


@pytest.fixture(scope="module")
def long_pages(tmp_path_factory: pytest.TempPathFactory) -> list[list[PrintedLine]]:
    out = tmp_path_factory.mktemp("letter") / "long.pdf"
    assert write_letter_pdf(long_letter(), out, BUNDLED) == 6
    return printed(out)


def test_a_full_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    out = tmp_path / "plain.pdf"
    write_letter_pdf(plain_letter(3000), out, BUNDLED)
    pages = printed(out)
    full = pages[1][:-1]

    assert len(pages) >= 4
    assert [len(line.text) for line in full] == [28] * 22
    for line in full:
        for number, each in enumerate(line.characters):
            assert each.left == pytest.approx(LEFT + number * CELL, abs=0.4)


def test_the_text_fills_156_by_225_millimetres(tmp_path: Path) -> None:
    out = tmp_path / "plain.pdf"
    write_letter_pdf(plain_letter(3000), out, BUNDLED)
    full = printed(out)[1][:-1]
    first, last = full[0], full[-1]

    assert first.left == pytest.approx(LEFT, abs=1 * MM)
    assert max(each.right for line in full for each in line.characters) == pytest.approx(
        RIGHT, abs=1 * MM
    )
    assert first.middle - PITCH / 2 == pytest.approx(TOP, abs=1 * MM)
    assert last.middle + PITCH / 2 == pytest.approx(BOTTOM, abs=1 * MM)
    for above, below in pairwise(full):
        assert below.middle - above.middle == pytest.approx(PITCH, abs=0.05)


def test_no_line_leaves_the_text_or_breaks_a_rule(long_pages: list[list[PrintedLine]]) -> None:
    lines = [line for page in long_pages for line in page[:-1]]

    assert len(lines) > 100
    for line in lines:
        assert line.characters[-1].right <= RIGHT + 0.5, line.text
        assert line.text[0] not in NO_START, line.text
        assert line.text[-1] not in NO_END, line.text
    assert all(len(page) <= 23 for page in long_pages)
    assert [len(page) for page in long_pages[1:4]] == [23, 23, 23]


def test_latin_and_digits_take_half_a_cell_and_marks_a_whole_one(
    long_pages: list[list[PrintedLine]],
) -> None:
    lines = [line for page in long_pages for line in page[:-1] if "2860" in line.text]
    chinese = 0
    assert lines
    for line in lines:
        start = round((line.left - LEFT) / CELL)
        for number, each in enumerate(line.characters):
            if "\u4e00" <= each.char <= "\u9fff":
                column = start + cells(line.text[:number])
                assert each.left == pytest.approx(LEFT + column * CELL, abs=0.5), line.text
                chinese += 1
    assert chinese > 100


def test_the_parts_stand_where_the_standard_puts_them(tmp_path: Path) -> None:
    out = tmp_path / "letter.pdf"
    write_letter_pdf(letter(), out, BUNDLED)
    first, second = printed(out)
    found = {line.text: line for line in (*first, *second)}

    def column(text: str) -> float:
        return (found[text].left - LEFT) / CELL

    number = found["川数函\u30142026\u301512号"]
    assert number.characters[-1].right == pytest.approx(RIGHT, abs=1)
    title = next(line for line in first if line.text.startswith("四川省政务数据共享"))
    assert title.characters[0].left - LEFT == pytest.approx(
        RIGHT - title.characters[-1].right, abs=1
    )
    assert found[first[4].text].text.startswith("四川省发展和改革委员会")
    assert column(first[4].text) == pytest.approx(0, abs=0.05)
    assert column("一、项目基本情况") == pytest.approx(2, abs=0.05)
    enclosures = [line for line in second if line.text.startswith(("附件", "研究报告", "2."))]
    assert [round((line.left - LEFT) / CELL, 1) for line in enclosures] == [2.0, 6.0, 5.0]
    date = found["2026年3月2日"]
    organ = next(line for line in second if line.text == "四川省大数据中心")
    assert (RIGHT - date.characters[-1].right) / CELL == pytest.approx(4, abs=0.1)
    middles = [(each.left + each.characters[-1].right) / 2 for each in (date, organ)]
    assert middles[0] == pytest.approx(middles[1], abs=1)
    assert (date.middle - organ.middle) == pytest.approx(PITCH, abs=0.5)


def test_page_numbers_stand_at_the_outer_edges(long_pages: list[list[PrintedLine]]) -> None:
    for number, page in enumerate(long_pages, 1):
        foot = page[-1]
        assert foot.text == f"\u2014{number}\u2014"
        if number % 2:
            assert (RIGHT - foot.characters[-1].right) / CELL == pytest.approx(1, abs=0.1)
        else:
            assert (foot.left - LEFT) / CELL == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("paragraphs", range(14, 30))
def test_no_page_holds_the_signature_alone(tmp_path: Path, paragraphs: int) -> None:
    text = LetterParagraph("项目按照批复的内容建设。")
    sample = replace(letter(), paragraphs=(*[text] * paragraphs, LetterParagraph("请予审批。")))
    out = tmp_path / "letter.pdf"
    write_letter_pdf(sample, out, BUNDLED)
    last = [line.text for line in printed(out)[-1]]

    assert "2026年3月2日" in last
    assert any(line.startswith("请予审批") for line in last)


def test_a_heading_does_not_end_a_page(tmp_path: Path) -> None:
    for before in range(12, 20):
        text = [LetterParagraph("项目按照批复的内容建设。")] * before
        heading = [LetterParagraph("二、投资"), LetterParagraph("（一）总投资")]
        sample = replace(letter(), paragraphs=(*text, *heading, *text))
        out = tmp_path / "letter.pdf"
        write_letter_pdf(sample, out, BUNDLED)
        for page in printed(out):
            assert not page[-2].text.startswith(("二、", "（一")), before


def test_a_long_organ_is_set_in_lines_and_its_date_below(tmp_path: Path) -> None:
    organ = "四川省某某自治州某某县人民政府政务服务和大数据管理局信息中心（筹）"
    out = tmp_path / "letter.pdf"
    write_letter_pdf(replace(letter(), organ=organ), out, BUNDLED)
    lines = printed(out)[-1]

    end = "".join(line.text for line in lines)
    assert organ in end
    assert all(line.characters[-1].right <= RIGHT + 0.5 for line in lines)


def test_the_same_letter_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one.pdf", tmp_path / "two.pdf"
    write_letter_pdf(letter(), one, BUNDLED)
    write_letter_pdf(letter(), two, BUNDLED)
    assert one.read_bytes() == two.read_bytes()


def test_the_fonts_of_this_pc_are_chosen_and_named() -> None:
    chosen = faces_here()
    assert set(chosen) == set(BUNDLED)
    for name in chosen.values():
        assert fonts.has_all(name, "关于报送项目材料的函")
