"""Fields that apply or are computed, prescribed rows, fee tables and the words they bring."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from egov_desktop import packs
from egov_desktop.domain import checking
from egov_desktop.domain.derived import derived
from egov_desktop.domain.fields import judge
from egov_desktop.domain.policy import PolicyPack
from egov_desktop.domain.project import Attachment, Filing, Heading, Project

TODAY = date(2026, 7, 1)

STAGES = """\
stages:
  study:
    title: 可研
    group: first
    summary: 可研
    provisions: [art1]
    reports: {report: [outline1]}
    sections:
      money:
        title: 投资
        fields:
          is_cloud: {kind: yes_no, label: 上云}
          cloud: {kind: text, label: 云平台, required: yes, visible_when: {yes: is_cloud}}
          equipment:
            kind: table
            label: 设备
            columns:
              name: {kind: text, label: 名称, required: yes}
              unit_price: {kind: money, label: 单价}
              quantity: {kind: decimal, label: 数量}
              bought_on: {kind: date, label: 日期}
              amount:
                kind: money
                label: 金额
                computed: {multiply: [row.unit_price, row.quantity]}
            presets:
              - rows: [{name: 服务器}, {name: 交换机}]
              - when: {yes: is_cloud}
                rows: [{name: 云主机}]
          total:
            kind: money
            label: 合计
            computed: {sum: {in: equipment, of: row.amount, blank: skip}}
          share: {kind: percent, label: 占比, computed: {percent_of: [total, {param: limit}]}}
          fee: {kind: money, label: 参考费, computed: {fee: [management, total]}}
          last: {kind: date, label: 最晚, computed: {latest: {in: equipment, of: row.bought_on}}}
          after: {kind: date, label: 之后, computed: {days_after: [last, {number: 30}]}}
          days: {kind: integer, label: 天数, computed: {days_between: [last, after]}}
    materials:
      report: {title: 报告}
outlines:
  outline1:
    title: 提纲
    provisions: [art1]
    chapters:
      - title: 概述
        evidence: verified
        guidance: 写清楚
        facts: [total]
        tables: [equipment]
        sections: [目标, {title: 内容, evidence: unverified, guidance: 列出}]
fee_tables:
  management:
    title: 管理费
    provisions: [art1]
    method: progressive
    points: {"1000": 2, "5000": 1.5}
    beyond: 1.2
  supervision:
    title: 监理
    provisions: [art1]
    method: interpolated
    points: {"500": 16.5, "1000": 30.1}
"""
RULES = """\
rules:
  security-chapter:
    title: 安全
    provisions: [art1]
    checks:
      - stages: [study]
        applies: {supplied: report}
        fails_when: {not: {heading_mentions: [report, [安全, 密码]]}}
        at: report
        message: 没有安全章。
  large-file:
    title: 文件过大
    severity: note
    provisions: [art1]
    checks:
      - stages: [study]
        for_each: {files: yes}
        fails_when: {any: [{greater: [file.size_mb, {number: 5}]}, {no: file.is_pdf}]}
        values: {name: file.title}
        message: 文件 {name} 不合要求。
"""


@pytest.fixture
def pack(small: Path) -> PolicyPack:
    (small / "study.yaml").write_text(STAGES, "utf-8")
    (small / "more.yaml").write_text(RULES, "utf-8")
    return packs.load(small)


def filing(pack: PolicyPack, answers: Mapping[str, Any], *files: Attachment) -> Filing:
    stage = pack.stage("study")
    assert stage is not None
    judged = {f.id: judge(f, answers[f.id]) for f in stage.fields if f.id in answers}
    return Filing("study", answers=judged, attachments=files)


def worked_out(pack: PolicyPack, answers: Mapping[str, Any], *files: Attachment) -> Filing:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    project = Project("p1", "项目", pack.id, begun, (filing(pack, answers, *files),))
    return derived(pack, project, TODAY).filings[0]


def checked(pack: PolicyPack, found: Filing) -> checking.CheckResult:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    return checking.check(pack, Project("p1", "项目", pack.id, begun, (found,)), TODAY)


ROWS = [
    {"name": "服务器", "unit_price": "12.5", "quantity": "4", "bought_on": "2026-03-01"},
    {"name": "交换机", "unit_price": "3", "bought_on": "2026-02-01"},
]


def test_columns_and_fields_are_computed_in_the_order_of_the_form(pack: PolicyPack) -> None:
    found = worked_out(pack, {"equipment": ROWS})
    rows = found.answer("equipment").value
    assert isinstance(rows, tuple)
    assert [row["amount"].value for row in rows] == [Decimal(50), None]
    assert found.answer("total").value == Decimal(50)
    assert found.answer("share").value == Decimal("250.00")
    assert found.answer("fee").value == Decimal(1)
    assert found.answer("after").value == date(2026, 3, 31)
    assert found.answer("days").value == Decimal(30)
    assert "total" not in found.answers


def test_nothing_is_computed_from_blanks(pack: PolicyPack) -> None:
    found = worked_out(pack, {})
    assert all(found.answer(each).is_blank for each in ("total", "share", "fee", "last", "days"))


def test_what_is_typed_in_a_computed_column_is_not_believed(pack: PolicyPack) -> None:
    found = worked_out(pack, {"equipment": [{"name": "甲", "amount": "999"}]})
    rows = found.answer("equipment").value
    assert isinstance(rows, tuple)
    assert rows[0]["amount"].value is None


def test_a_field_that_does_not_apply_is_neither_asked_for_nor_read(pack: PolicyPack) -> None:
    hidden = worked_out(pack, {"is_cloud": "no", "cloud": "旧答案"})
    assert hidden.answer("cloud").is_blank
    assert hidden.answers["cloud"].value == "旧答案"
    assert not [f for f in checked(pack, hidden).findings if f.path == "cloud"]
    shown = worked_out(pack, {"is_cloud": "yes"})
    assert [f.path for f in checked(pack, shown).findings if f.path == "cloud"] == ["cloud"]


@pytest.mark.parametrize(
    ("amount", "fee"),
    [("0", "0"), ("1000", "20"), ("3000", "50"), ("5000", "80"), ("6000", "92")],
)
def test_progressive_fees_take_each_slice_at_its_rate(
    pack: PolicyPack, amount: str, fee: str
) -> None:
    assert pack.fee_tables["management"].fee(Decimal(amount)) == Decimal(fee)


def test_interpolated_fees_say_nothing_outside_the_table(pack: PolicyPack) -> None:
    table = pack.fee_tables["supervision"]
    assert table.fee(Decimal(750)) == Decimal("23.3")
    assert table.fee(Decimal(499)) is None
    assert table.fee(Decimal(1001)) is None


def report(*titles: str) -> Attachment:
    headings = tuple(Heading(title, 100) for title in titles) or None
    return Attachment(
        "a1", "report", "报告.pdf", "0" * 64, 6 * 2**20, "application/pdf", 3, (), headings
    )


def test_chapter_titles_can_be_asked_for_words(pack: PolicyPack) -> None:
    def verdict(*titles: str) -> tuple[int, int]:
        result = checked(pack, worked_out(pack, {}, report(*titles)))
        rule = "small.security-chapter"
        found = [f for f in result.findings if f.rule == rule]
        return len(found), sum(u.rule == rule for u in result.undecided)

    assert verdict("第一章 概述", "第二章 密码应用") == (0, 0)
    assert verdict("第一章 概述") == (1, 0)
    assert verdict() == (0, 1)


def test_every_attached_file_is_looked_at(pack: PolicyPack) -> None:
    result = checked(pack, worked_out(pack, {}, report("第一章 概述")))
    found = [f for f in result.findings if f.rule == "small.large-file"]
    assert [(f.path, "报告.pdf" in f.message) for f in found] == [("report", True)]


def test_outlines_carry_guidance_facts_and_sections(pack: PolicyPack) -> None:
    chapter = pack.outlines["outline1"].chapters[0]
    assert (chapter.guidance, chapter.facts, chapter.tables) == (
        "写清楚",
        ("total",),
        ("equipment",),
    )
    assert [(s.title, str(s.evidence)) for s in chapter.sections] == [
        ("目标", "verified"),
        ("内容", "unverified"),
    ]
    stage = pack.stage("study")
    assert stage is not None
    assert stage.reports == {"report": ("outline1",)}


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("visible_when: {yes: is_cloud}", "visible_when: {yes: is_clod}", "is_clod"),
        ("percent_of: [total, {param: limit}]", "percent_of: [name, {param: limit}]", "name"),
        ("kind: percent, label: 占比", "kind: date, label: 占比", "应算出 date"),
        ("{fee: [management, total]}", "{fee: [managment, total]}", "management"),
        ("rows: [{name: 云主机}]", "rows: [{nome: 云主机}]", "nome"),
        ("reports: {report: [outline1]}", "reports: {report: [outline2]}", "outline2"),
        ("facts: [total]", "facts: [totl]", "totl"),
        ("method: progressive", "method: progresive", "progressive"),
        ("blank: skip", "blank: zero", "skip"),
    ],
)
def test_mistakes_are_named_with_their_place(small: Path, good: str, bad: str, said: str) -> None:
    assert good in STAGES
    (small / "study.yaml").write_text(STAGES.replace(good, bad), "utf-8")
    problems = packs.lint(small)
    assert any(said in each.message for each in problems)
    assert all(each.file == "study.yaml" and each.line > 1 for each in problems)
