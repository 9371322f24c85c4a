"""Chapters are found in the text of reports as people write them."""

from egov_desktop.documents.headings import find_headings
from egov_desktop.domain.outlines import missing_chapters
from egov_desktop.domain.policy import Evidence, Outline, OutlineChapter
from egov_desktop.domain.project import Attachment

BODY = "本章说明项目的背景和依据\u3002"


def titles(*pages: str) -> list[str] | None:
    found = find_headings(pages)
    return None if found is None else [heading.title for heading in found]


def test_chapters_are_found_and_counted() -> None:
    found = find_headings(
        [f"第一章 概述\n{BODY}\n{BODY}", f"第二章 需求分析\n第三章 总体方案\n{BODY}"]
    )
    assert found is not None
    assert [(heading.title, heading.characters) for heading in found] == [
        ("第一章 概述", 2 * len(BODY)),
        ("第二章 需求分析", 0),
        ("第三章 总体方案", len(BODY)),
    ]


def test_the_contents_are_not_taken_for_chapters() -> None:
    contents = "目录\n第一章 概述........1\n第二章 需求分析 …………… 3\n第三章 总体方案\t12"
    body = ["第一章 概述\n背景", "第二章 需求分析\n业务需求", "第三章 总体方案\n架构"]
    found = find_headings([contents, *body])
    assert found is not None
    assert [heading.characters for heading in found] == [2, 4, 2]


def test_contents_whose_page_numbers_were_lost_are_not_taken_either() -> None:
    contents = "目录\n第一章 概述\n1\n第二章 需求分析\n3"
    found = find_headings([contents, f"第一章 概述\n{BODY}", "第二章 需求分析"])
    assert found is not None
    assert [heading.characters for heading in found] == [len(BODY), 0]


def test_a_running_head_and_page_numbers_count_for_nothing() -> None:
    head = "某市共享平台可行性研究报告书"
    texts = ["第一章 概述", BODY, "第二章 需求分析", BODY]
    pages = [f"{head}\n{text}\n- {number} -" for number, text in enumerate(texts, start=1)]
    found = find_headings(pages)
    assert found is not None
    assert [heading.characters for heading in found] == [len(BODY)] * 2


def test_chapters_go_before_sections() -> None:
    text = f"第一章 概述\n一、背景\n{BODY}\n二、依据\n第二章 方案\n一、目标\n{BODY}"
    assert titles(text) == ["第一章 概述", "第二章 方案"]


def test_other_numbering_makes_up_the_chapters_when_there_are_none() -> None:
    assert titles(f"一、项目概况\n{BODY}\n（一）背景\n二、需求\n{BODY}") == [
        "一、 项目概况",
        "二、 需求",
    ]
    assert titles(f"1 概述\n1.1 背景\n{BODY}\n2\uff0e需求分析\n2.1 业务") == [
        "1. 概述",
        "2. 需求分析",
    ]


def test_spaces_width_and_radicals_of_other_programs_are_understood() -> None:
    assert titles("第 ⼀ 章\u3000概述\n第\uff12章 需求") == ["第一章 概述", "第2章 需求"]
    assert titles("第一章\n概述\n第二章\n需求") == ["第一章 概述", "第二章 需求"]


def test_sentences_are_no_headings() -> None:
    assert titles("第一章 概述\n第三章 的内容见后\uff0c此处从略\u3002\n第二章 需求") == [
        "第一章 概述",
        "第二章 需求",
    ]


def test_nothing_comes_of_text_without_chapters() -> None:
    assert titles(BODY, "") is None
    assert titles() is None
    assert titles("一、只有一个") is None


def test_the_outline_finds_what_is_missing_or_empty() -> None:
    names = ("概述", "需求分析", "总体方案", "投资估算")
    chapters = tuple(OutlineChapter(name, Evidence.VERIFIED) for name in names)
    outline = Outline("o", "提纲", (), chapters)
    pages = [f"第一章 概述\n{BODY * 3}", "第二章 需求分析", f"第三章 总体方案\n{BODY * 3}"]
    report = Attachment(
        "a", "m", "t.pdf", "0" * 64, 1, "application/pdf", headings=find_headings(pages)
    )
    missing = missing_chapters(outline, [report])
    assert missing is not None
    assert [chapter.title for chapter in missing] == ["需求分析", "投资估算"]
