import pytest

from egov_desktop.domain.outlines import MINIMUM_CHARACTERS, bare_title, missing_chapters
from egov_desktop.domain.policy import Evidence, Outline, OutlineChapter
from egov_desktop.domain.project import Attachment, Heading

OUTLINE = Outline(
    "annex",
    "提纲",
    ("art1",),
    tuple(
        OutlineChapter(title, Evidence.VERIFIED)
        for title in ("项目概述", "项目建设单位概况", "需求分析", "项目实施进度")
    ),
)


def report(*headings: tuple[str, int]) -> Attachment:
    found = tuple(Heading(title, characters) for title, characters in headings)
    return Attachment("a", "report", "报告.pdf", "0" * 64, 1, "application/pdf", headings=found)


FULL = [("项目概述", 300), ("项目建设单位概况", 300), ("需求分析", 300), ("项目实施进度", 300)]


def missing(*headings: tuple[str, int]) -> list[str] | None:
    chapters = missing_chapters(OUTLINE, [report(*headings)])
    return None if chapters is None else [chapter.title for chapter in chapters]


def test_nothing_is_missing_from_a_full_report() -> None:
    assert missing(*FULL) == []


def test_order_does_not_matter_and_more_chapters_are_welcome() -> None:
    assert missing(*reversed(FULL), ("节能分析", 100)) == []


def test_a_missing_and_an_empty_chapter() -> None:
    assert missing(*FULL[:3]) == ["项目实施进度"]
    assert missing(*FULL[:3], ("项目实施进度", MINIMUM_CHARACTERS - 1)) == ["项目实施进度"]
    assert missing(*FULL[:3], ("项目实施进度", MINIMUM_CHARACTERS)) == []


def test_a_table_of_contents_is_not_the_chapter() -> None:
    assert missing(*((title, 0) for title, _ in FULL), *FULL) == []


def test_it_cannot_be_told_without_text_or_known_chapters() -> None:
    unreadable = Attachment("a", "report", "扫描.pdf", "0" * 64, 1, "application/pdf")

    assert missing_chapters(OUTLINE, [unreadable]) is None
    assert missing(("前言", 300), ("附录", 300)) is None
    assert missing(("项目概述", 300)) is None
    assert missing(*FULL[:2]) == ["需求分析", "项目实施进度"]


def test_chapters_may_be_spread_over_several_files() -> None:
    assert missing_chapters(OUTLINE, [report(*FULL[:2]), report(*FULL[2:])]) == []


@pytest.mark.parametrize(
    "title",
    [
        "项目概述",
        "第一章 项目概述",
        "第十二章项目概述",
        "第1章 项目概述",
        "一、项目概述",
        "1 项目概述",
        "1. 项目概述",
        "1.项目概述",
        "1、项目概述",
        " 项 目 概 述 ",
        "\uff11\uff0e\u3000项目概述",
    ],
)
def test_numbering_and_blanks_are_not_part_of_a_title(title: str) -> None:
    assert bare_title(title) == "项目概述"


def test_a_number_that_belongs_to_the_title_stays() -> None:
    assert bare_title("2026年度计划") == "2026年度计划"
