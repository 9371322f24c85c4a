"""A unit adds, renames, drops and moves chapters; the pack's own changes still come through."""

from dataclasses import replace

import pytest

from egov_desktop.domain import unit_outlines
from egov_desktop.domain.outlines import chapter_number, unnumbered
from egov_desktop.domain.policy import Evidence, Outline, OutlineChapter, OutlineSection
from egov_desktop.domain.unit_outlines import UnitChapter

_SECTION = OutlineSection("安全需求", Evidence.VERIFIED, "按等级保护写。", ("level",))
_OUTLINE = Outline(
    "annex",
    "提纲",
    ("art7",),
    (
        OutlineChapter("项目概述", Evidence.UNVERIFIED, guidance="写概况。"),
        OutlineChapter("需求分析", Evidence.VERIFIED, (_SECTION,), facts=("level",)),
        OutlineChapter("投资估算", Evidence.VERIFIED),
    ),
)


def _titles(outline: Outline) -> list[str]:
    return [chapter.title for chapter in outline.chapters]


def test_without_changes_the_outline_is_that_of_the_pack() -> None:
    chapters = unit_outlines.chapters_of(_OUTLINE)
    assert [each.is_verified for each in chapters] == [False, True, True]
    assert unit_outlines.adapted(_OUTLINE, chapters) == _OUTLINE


def test_chapters_are_added_renamed_dropped_and_moved() -> None:
    chapters = (
        UnitChapter("密码应用方案", guidance="写密码应用。", sections=("总体设计",)),
        UnitChapter("需求", "需求分析", sections=("业务需求", "安全需求")),
        UnitChapter("项目概述", "项目概述", is_verified=True),
        UnitChapter("投资估算", "投资估算", is_dropped=True),
    )
    mine = unit_outlines.adapted(_OUTLINE, chapters)
    assert _titles(mine) == ["密码应用方案", "需求", "项目概述"]
    added, renamed, verified = mine.chapters
    assert added.guidance == "写密码应用。"
    assert [section.title for section in added.sections] == ["总体设计"]
    assert renamed.evidence is Evidence.UNVERIFIED
    assert renamed.facts == ("level",)
    assert renamed.sections == (OutlineSection("业务需求", Evidence.UNVERIFIED), _SECTION)
    assert verified.evidence is Evidence.VERIFIED
    assert verified.guidance == "写概况。"


def test_rules_still_look_for_a_dropped_chapter_of_the_law_but_only_warn() -> None:
    chapters = [
        replace(each, is_dropped=each.title != "投资估算")
        for each in unit_outlines.chapters_of(_OUTLINE)
    ]
    seen = unit_outlines.for_rules(_OUTLINE, chapters)
    assert _titles(seen) == ["投资估算", "需求分析"]
    assert seen.chapters[1].evidence is Evidence.SECONDARY


def test_what_the_pack_gains_and_loses_comes_through() -> None:
    kept = (
        UnitChapter("需求分析", "需求分析"),
        UnitChapter("节能分析", "节能分析"),
        UnitChapter("补充"),
    )
    titles = [each.title for each in unit_outlines.chapters_of(_OUTLINE, kept)]
    assert titles == ["项目概述", "需求分析", "投资估算", "补充"]


def test_chapters_survive_being_kept_as_json() -> None:
    chapters = (
        UnitChapter("甲", "", is_dropped=True, is_verified=True, guidance="写", sections=("一",)),
        UnitChapter("乙", "需求分析"),
        UnitChapter("丙", sections=()),
    )
    document = unit_outlines.as_document(chapters)
    assert unit_outlines.from_document(document) == chapters


@pytest.mark.parametrize("value", [None, "x", 3, {"title": "x"}, ["x", 3]])
def test_json_of_another_shape_holds_no_chapters(value: object) -> None:
    assert unit_outlines.from_document(value) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("chapters", "word"),
    [
        ((), "至少"),
        ((UnitChapter("甲", is_dropped=True),), "至少"),
        ((UnitChapter(" "),), "不能为空"),
        ((UnitChapter("长" * 61),), "太长"),
        ((UnitChapter("第一章"),), "序号"),
        ((UnitChapter("第一章 需求"), UnitChapter("二、需求")), "重复"),
        ((UnitChapter("甲", "没有的章"),), "没有的章"),
    ],
)
def test_what_is_wrong_is_said(chapters: tuple[UnitChapter, ...], word: str) -> None:
    assert word in unit_outlines.problem_of(_OUTLINE, chapters)
    assert not unit_outlines.problem_of(_OUTLINE, unit_outlines.chapters_of(_OUTLINE))


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "第一章"), (10, "第十章"), (11, "第十一章"), (20, "第二十章"), (32, "第三十二章")],
)
def test_chapters_are_numbered_in_chinese(number: int, words: str) -> None:
    assert chapter_number(number) == words


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("第一章 需求分析", "需求分析"),
        ("三、投资", "投资"),
        ("1. 概述", "概述"),
        (" 节能 分析 ", "节能 分析"),
    ],
)
def test_numbers_typed_before_a_title_are_taken_off(typed: str, title: str) -> None:
    assert unnumbered(typed) == title
