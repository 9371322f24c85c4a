"""Titles that are compared in order, and which paragraphs of a report are its chapters."""

import pytest

from egov_desktop.domain.policy import Evidence, Outline, OutlineChapter
from egov_desktop.domain.report_chapters import compare
from egov_desktop.domain.report_structure import structure_of
from egov_desktop.domain.report_text import ReportParagraph, ReportText

WANTED = ("概述", "单位概况", "需求分析", "建设方案", "实施进度", "投资估算和资金来源")
OUTLINE = Outline("o", "提纲", (), tuple(OutlineChapter(t, Evidence.VERIFIED) for t in WANTED))
PROSE = "本章说明具体的做法、依据和结论，内容完整，可以据此组织实施。"


def test_everything_is_there() -> None:
    result = compare(WANTED, [f"第{n}章 {title}" for n, title in enumerate(WANTED, start=1)])
    assert result.found == {n: n for n in range(6)}
    assert (result.missing, result.moved, result.renamed) == ([], [], {})


@pytest.mark.parametrize(
    ("found", "moved"),
    [
        ([1, 0, 2, 3, 4, 5], 1), ([0, 1, 3, 2, 4, 5], 1), ([5, 0, 1, 2, 3, 4], 1),
        ([0, 4, 2, 3, 1, 5], 2), ([0, 3, 2, 1, 4, 5], 2),
    ],
)  # fmt: skip
def test_the_fewest_chapters_are_said_to_have_moved(found: list[int], moved: int) -> None:
    result = compare(WANTED, [WANTED[n] for n in found])
    assert len(result.moved) == moved
    assert not {0, 2} & set(result.moved) or found[0] or found[2] == 3


def test_swapped_chapters_and_not_the_one_between() -> None:
    assert set(compare(WANTED, [WANTED[n] for n in (0, 3, 2, 1, 4, 5)]).moved) == {1, 3}


def test_renamed_in_its_place_and_missing_elsewhere() -> None:
    result = compare(WANTED, ["概述", "建设单位情况", "建设方案", "实施进度", "投资概算及资金筹措"])
    assert result.renamed == {1: 1, 5: 4}
    assert result.missing == [2]


def test_small_words() -> None:
    result = compare(["投资估算和资金来源", "其它系统"], ["投资估算与资金来源", "其他系统"])
    assert result.reworded == {0: 0, 1: 1}


def test_a_title_twice() -> None:
    result = compare(["概述", "方案"], ["概述", "概述", "方案"])
    assert result.found == {0: 0, 1: 2}


def report(*lines: str | tuple[str, int]) -> ReportText:
    """Return a report; a line with a number is a heading of that level by style."""
    both = [line if isinstance(line, tuple) else (line, None) for line in lines]
    return ReportText(
        tuple(ReportParagraph(t, n, level=level) for n, (t, level) in enumerate(both, start=1))
    )


def titles(text: ReportText, outline: Outline | None = OUTLINE) -> list[str]:
    return [heading.title for heading in structure_of(text, outline).chapters]


def test_chapters_may_be_at_the_second_level() -> None:
    text = report(("某项目可行性研究报告", 1), *((title, 2) for title in WANTED))
    assert titles(text) == list(WANTED)
    assert titles(text, None) == list(WANTED)


def test_lists_are_no_chapters() -> None:
    lines = [f"{n}、{title}" for n, title in enumerate(WANTED, start=1)]
    lines[3:3] = ["1、调研", "2、设计", "3、开发", "4、测试"]
    assert titles(report(*lines)) == list(WANTED)


def test_typed_contents_are_no_chapters() -> None:
    contents = [f"第{n}章 {title}" for n, title in enumerate(WANTED, start=1)]
    body = [line for title in contents for line in (title, PROSE)]
    found = structure_of(report(*contents, *body), OUTLINE).chapters
    assert [heading.title for heading in found] == list(WANTED)
    assert all(heading.characters > 20 for heading in found)


def test_where_a_paragraph_stands() -> None:
    structure = structure_of(report("封面", ("概述", 1), PROSE, ("需求分析", 1), PROSE), OUTLINE)
    chapters = [structure.chapter_of(index) for index in range(5)]
    assert [c and c.title for c in chapters] == [None, "概述", "概述", "需求分析", "需求分析"]


@pytest.mark.parametrize("outline", [OUTLINE, None])
def test_a_report_without_headings(outline: Outline | None) -> None:
    assert titles(report(PROSE, PROSE), outline) == []
    assert titles(report(), outline) == []
