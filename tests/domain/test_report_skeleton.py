"""The skeleton of a report: known facts filled in, blanks left, 待核对 where it belongs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from small_pack import PACK

from egov_desktop.domain import fields, report_skeleton
from egov_desktop.domain.fields import FieldDefinition, Raw
from egov_desktop.domain.policy import (
    Evidence,
    MaterialRule,
    Outline,
    OutlineChapter,
    OutlineSection,
    PolicyPack,
    Section,
    StageRule,
)
from egov_desktop.domain.project import Filing, Project
from egov_desktop.domain.report_skeleton import Fact, Part

_MONEY = FieldDefinition("total", "money", "总投资", unit="万元")
_FIELDS = (
    _MONEY,
    FieldDefinition("why", "long_text", "必要性"),
    FieldDefinition("hidden", "text", "不适用的"),
    FieldDefinition(
        "items", "table", "分项", columns=(replace(_MONEY, id="amount", label="金额"),)
    ),
)
_REGISTRATION = (FieldDefinition("name", "text", "项目名称"), replace(_MONEY, label="登记的总投资"))
_MATERIAL = MaterialRule("report", "可行性研究报告", ())


def _stage(stage_id: str, *definitions: FieldDefinition) -> StageRule:
    return StageRule(stage_id, stage_id, "g", "", (), (Section("s", "s", definitions),))


_PACK: PolicyPack = replace(
    PACK, stages=(_stage("registration", *_REGISTRATION), _stage("study", *_FIELDS))
)


def _filing(stage: str, answers: Mapping[str, Raw], hidden: frozenset[str]) -> Filing:
    rule = _PACK.stage(stage)
    assert rule is not None
    known = {each.id: each for each in rule.fields}
    judged = {name: fields.judge(known[name], raw) for name, raw in answers.items()}
    return Filing(stage, answers=judged, hidden=hidden)


def _chapters(*chapters: OutlineChapter, **answers: Raw) -> tuple[Part, ...]:
    study = _filing("study", answers, frozenset({"hidden"}))
    registration = _filing("registration", {"name": "云平台", "total": "90"}, frozenset())
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    project = Project("p1", "云平台", "pack", moment, (registration, study))
    outline = Outline("annex", "提纲", (), chapters)
    made = report_skeleton.compose(_PACK, project, study, _MATERIAL, outline, date(2026, 3, 2))
    assert made.title == "可行性研究报告"
    assert made.unit == ""
    assert "annex" in made.source
    assert _PACK.version in made.source
    return made.chapters


def test_facts_come_from_the_filing_and_else_from_the_registration() -> None:
    chapter = OutlineChapter("概述", Evidence.VERIFIED, facts=("name", "total", "hidden", "none"))
    (blank,) = _chapters(chapter)
    assert blank.facts == (Fact("项目名称", "云平台"), Fact("登记的总投资", "90.00 万元"))
    (filled,) = _chapters(chapter, total="2860")
    assert filled.facts[1] == Fact("总投资", "2,860.00 万元")


def test_a_long_text_stands_by_itself_and_is_not_asked_for_twice() -> None:
    chapter = OutlineChapter("必要性", Evidence.VERIFIED, facts=("why",))
    (blank,) = _chapters(chapter)
    assert blank.facts == (Fact("必要性", "", is_prose=True),)
    (filled,) = _chapters(chapter, why="第一段。")
    assert filled.facts == (Fact("必要性", "第一段。", is_prose=True),)
    (guided,) = _chapters(replace(chapter, guidance="说明必要性。"))
    assert guided.facts == ()
    assert guided.needs_text


def test_an_empty_table_is_left_out_where_the_author_writes_anyway() -> None:
    chapter = OutlineChapter("投资", Evidence.VERIFIED, tables=("items",))
    plain, guided = _chapters(chapter, replace(chapter, guidance="列出投资。"))
    assert [table.title for table in plain.tables] == ["分项"]
    assert guided.tables == ()


def test_tables_come_with_their_totals() -> None:
    chapter = OutlineChapter("投资", Evidence.VERIFIED, tables=("items", "none"))
    (part,) = _chapters(chapter, items=[{"amount": "1"}, {"amount": "2.5"}])
    (table,) = part.tables
    assert table.rows == (("1.00",), ("2.50",))
    assert table.totals == ("3.50",)


def test_unverified_titles_are_marked_once() -> None:
    unsure = OutlineSection("背景", Evidence.UNVERIFIED, "写背景。")
    sure = OutlineSection("依据", Evidence.VERIFIED, "写依据。")
    first, second = _chapters(
        OutlineChapter("必要性", Evidence.VERIFIED, (unsure, sure)),
        OutlineChapter("风险", Evidence.SECONDARY, (unsure,), "写风险。"),
    )
    assert first.guidance == ""
    assert first.sections[0].guidance.startswith("待核对")
    assert first.sections[1].guidance == "写依据。"
    assert second.guidance.startswith("待核对")
    assert second.guidance.endswith("写风险。")
    assert second.sections[0].guidance == "写背景。"


def test_text_is_wanted_where_nothing_fills_the_part_or_guidance_asks_for_it() -> None:
    name = ("name",)
    chapters = _chapters(
        OutlineChapter("甲", Evidence.VERIFIED),
        OutlineChapter("乙", Evidence.VERIFIED, facts=name),
        OutlineChapter("丙", Evidence.VERIFIED, guidance="写。", facts=name),
        OutlineChapter("丁", Evidence.VERIFIED, (OutlineSection("节", Evidence.VERIFIED),), "写。"),
    )
    assert [part.needs_text for part in chapters] == [True, False, True, False]
