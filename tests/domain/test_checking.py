from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from egov_desktop.domain.checking import check, stopping_rules
from egov_desktop.domain.condition_compiler import Compiler
from egov_desktop.domain.conditions import Names, Tree
from egov_desktop.domain.fields import Choice, FieldDefinition, Raw, judge
from egov_desktop.domain.findings import CheckResult
from egov_desktop.domain.policy import (
    Check,
    Evidence,
    ForEach,
    MaterialRule,
    Outline,
    OutlineChapter,
    Parameter,
    PolicyPack,
    Provision,
    Rule,
    Section,
    Severity,
    StageRule,
)
from egov_desktop.domain.project import Attachment, Filing, Heading, Project

METHODS = (Choice("open", "公开招标"), Choice("single", "单一来源"))
STUDY = (
    FieldDefinition("name", "text", "名称", is_required=True),
    FieldDefinition("total", "money", "总投资", provisions=("art2",)),
    FieldDefinition("phone", "phone", "电话"),
    FieldDefinition("code", "credit_code", "代码"),
    FieldDefinition("secret", "yes_no", "涉密"),
    FieldDefinition(
        "contracts",
        "table",
        "合同",
        columns=(
            FieldDefinition("title", "text", "名称", is_required=True),
            FieldDefinition("method", "choice", "方式", choices=METHODS),
            FieldDefinition("approved", "choice", "核准", choices=METHODS),
        ),
    ),
)
DESIGN = (FieldDefinition("total", "money", "概算"),)
NAMES = Names(
    {"study": {f.id: f for f in STUDY}, "design": {f.id: f for f in DESIGN}},
    {"study": frozenset({"report", "proof", "plan"}), "design": frozenset()},
    {"limit": "money"},
)
OUTLINE = Outline(
    "annex",
    "提纲",
    ("art1",),
    (
        OutlineChapter("概述", Evidence.VERIFIED),
        OutlineChapter("需求", Evidence.VERIFIED),
        OutlineChapter("节能", Evidence.UNVERIFIED),
    ),
)
TODAY = date(2026, 6, 1)


def rule(
    name: str,
    stages: tuple[str, ...],
    fails: Tree,
    at: str,
    message: str = "有问题",
    *,
    applies: Tree = "always",
    for_each: ForEach | None = None,
    values: dict[str, Tree] | None = None,
    severity: Severity = Severity.ERROR,
    **others: Any,
) -> Rule:
    table = for_each.table if for_each else None
    columns = {c.id: c for f in STUDY if f.id == table for c in f.columns} if table else None
    compiler = Compiler(NAMES, stages, columns)
    made = Check(
        stages,
        compiler.condition(fails),
        at,
        message,
        compiler.condition(applies),
        for_each,
        {key: compiler.term(tree) for key, tree in (values or {}).items()},
    )
    return Rule(name, f"规则{name}", severity, ("art1",), (made,), **others)


def pack(*rules: Rule, materials: tuple[MaterialRule, ...] = ()) -> PolicyPack:
    stages = (
        StageRule("study", "可研", "g", "", ("art1",), (Section("s", "s", STUDY),), materials),
        StageRule("design", "初设", "g", "", ("art1",), (Section("s", "s", DESIGN),)),
    )
    provisions = {
        "art1": Provision("art1", "《办法》", "第一条", "", Evidence.VERIFIED),
        "art2": Provision("art2", "《办法》", "第二条", "", Evidence.SECONDARY),
    }
    limit = Parameter(
        "limit",
        "上限",
        "money",
        "万元",
        ("art1",),
        ((date(2000, 1, 1), Decimal(3000)), (date(2027, 1, 1), Decimal(5000))),
    )
    return PolicyPack(
        "law", "1", "t", "a", "s", Evidence.VERIFIED, "", {}, provisions, {"limit": limit},
        stages, rules, (), {"annex": OUTLINE}, (),
    )  # fmt: skip


def study(**answers: Raw) -> Filing:
    definitions = {f.id: f for f in STUDY}
    return Filing("study", answers={k: judge(definitions[k], raw) for k, raw in answers.items()})


def design(total: str) -> Filing:
    return Filing("design", answers={"total": judge(DESIGN[0], total)})


def project(*filings: Filing) -> Project:
    return Project("p", "项目", "law", datetime(2026, 1, 1, tzinfo=UTC), filings)


def run(law: PolicyPack, *filings: Filing, only: str | None = None) -> CheckResult:
    return check(law, project(*filings), TODAY, only)


def found(result: CheckResult) -> list[tuple[str, str]]:
    return [(f.rule, f.full_path) for f in result.findings]


LIMIT = rule(
    "limit",
    ("study",),
    {"greater": ["total", {"param": "limit"}]},
    "total",
    "总投资 {total} 万元超过 {limit} 万元",
    values={"total": "total", "limit": {"param": "limit"}},
)


def test_a_rule_passes_fails_or_waits() -> None:
    law = pack(LIMIT)

    assert run(law, study(name="甲", total="3000")).findings == ()
    failed = run(law, study(name="甲", total="3000.5"))
    assert found(failed) == [("law.limit", "study.total")]
    assert failed.findings[0].message == "总投资 3,000.50 万元超过 3,000.00 万元"
    assert failed.findings[0].basis == "《办法》第一条"
    waiting = run(law, study(name="甲"))
    assert waiting.findings == ()
    assert [(u.rule, u.full_path, u.waits_for) for u in waiting.undecided] == [
        ("law.limit", "study.total", ("total",))
    ]
    assert waiting.is_complete


def test_the_parameter_in_force_on_the_day_counts() -> None:
    filing = project(study(name="甲", total="4000"))

    assert check(pack(LIMIT), filing, date(2026, 12, 31)).errors
    assert not check(pack(LIMIT), filing, date(2027, 1, 1)).errors


def test_blank_required_fields_and_unreadable_answers() -> None:
    result = run(pack(), study(total="三千", phone="12"))

    assert found(result) == [
        ("law.answer-missing", "study.name"),
        ("law.answer-invalid", "study.total"),
        ("law.answer-invalid", "study.phone"),
    ]
    assert result.findings[1].basis == "《办法》第二条（待核对）"
    assert not result.is_complete


def test_a_wrong_identifier_is_left_to_its_own_rule() -> None:
    own = rule(
        "code",
        ("study",),
        {"invalid": "code"},
        "code",
        "{problem}。",
        values={"problem": {"problem": "code"}},
    )
    result = run(pack(own), study(name="甲", code="91350100M000100Y44"))

    assert found(result) == [("law.code", "study.code")]
    assert "校验码" in result.findings[0].message


def test_table_cells_are_named_by_row() -> None:
    result = run(pack(), study(name="甲", contracts=[{"title": "a"}, {"method": "议标"}]))

    assert found(result) == [
        ("law.answer-invalid", "study.contracts[1].method"),
        ("law.answer-missing", "study.contracts[1].title"),
    ]


METHOD = rule(
    "method",
    ("study",),
    {"not_equal": ["row.method", "row.approved"]},
    "row.method",
    "第 {row} 行 {method} 应为 {approved}",
    for_each=ForEach(table="contracts"),
    values={"method": "row.method", "approved": "row.approved"},
)


def test_rows_are_judged_one_by_one_in_the_words_of_the_choices() -> None:
    rows: list[Raw] = [
        {"title": "a", "method": "open", "approved": "公开招标"},
        {"title": "b", "method": "单一来源", "approved": "open"},
        {"title": "c", "method": "open"},
    ]
    result = run(pack(METHOD), study(name="甲", contracts=rows))

    assert found(result) == [("law.method", "study.contracts[1].method")]
    assert result.findings[0].message == "第 2 行 单一来源 应为 公开招标"
    assert [(u.path, u.waits_for) for u in result.undecided] == [
        ("contracts[2].method", ("row.approved",))
    ]


def test_a_rule_on_rows_waits_for_the_table() -> None:
    result = run(pack(METHOD), study(name="甲"))

    assert [(u.path, u.waits_for) for u in result.undecided] == [("contracts", ("contracts",))]


def test_a_check_that_does_not_apply_says_nothing() -> None:
    guarded = rule(
        "guarded",
        ("study",),
        {"greater": ["total", {"param": "limit"}]},
        "total",
        applies={"answered": "total"},
    )

    assert run(pack(guarded), study(name="甲")).undecided == ()


def test_materials() -> None:
    compiler = Compiler(NAMES, ("study",))
    law = pack(
        materials=(
            MaterialRule("report", "报告", ("art2",)),
            MaterialRule("proof", "证明", (), compiler.condition({"yes": "secret"})),
            MaterialRule("plan", "方案", (), severity_if_absent=Severity.WARNING),
        )
    )
    assert found(run(law, study(name="甲"))) == [
        ("law.material-missing", "study.report"),
        ("law.material-missing", "study.plan"),
    ]
    given = replace(
        study(name="甲", secret="是"), paper_materials={"report": "原件", "plan": "原件"}
    )
    assert found(run(law, given)) == [("law.material-missing", "study.proof")]


def test_a_material_with_its_own_rule_is_reported_once() -> None:
    own = rule("no-report", ("study",), {"not": {"supplied": "report"}}, "report")
    law = pack(own, materials=(MaterialRule("report", "报告", (), has_own_rule=True),))

    assert found(run(law, study(name="甲"))) == [("law.no-report", "study.report")]


def test_errors_come_first() -> None:
    note = rule("note", ("study",), "always", "total", severity=Severity.NOTE)
    warning = rule("warning", ("study",), "always", "total", severity=Severity.WARNING)
    error = rule("error", ("study",), "always", "total")
    result = run(pack(note, warning, error), study(name="甲"))

    assert [f.severity for f in result.findings] == ["error", "warning", "note"]
    assert (len(result.errors), result.rules_run) == (1, 3)


OVER = rule("over", ("design",), {"greater": ["total", "study.total"]}, "total")


@pytest.mark.parametrize(
    ("only", "rules"),
    [
        (None, ["law.answer-missing", "law.over"]),
        ("design", ["law.over"]),
        ("study", ["law.answer-missing", "law.over"]),
    ],
)
def test_one_filing_is_checked_with_the_rules_that_touch_it(
    only: str | None, rules: list[str]
) -> None:
    result = run(pack(OVER), study(total="1"), design("2"), only=only)

    assert [f.rule for f in result.findings] == rules


def test_a_cross_stage_rule_waits_for_the_other_stage() -> None:
    result = run(pack(OVER), design("2"))

    assert [u.waits_for for u in result.undecided] == [("study.total",)]


def test_only_stopping_rules_stop_entry() -> None:
    secret = rule("secret", ("study",), {"yes": "secret"}, "secret", stops_entry=True)
    law = pack(secret, LIMIT)

    assert stopping_rules(law, project(study(secret="否", total="9999")), TODAY) == ()
    stopped = stopping_rules(law, project(study(secret="是")), TODAY)
    assert [finding.rule for finding in stopped] == ["law.secret"]


def chapters(verified: bool, severity: Severity) -> Rule:
    return rule(
        "chapters",
        ("study",),
        "always",
        "",
        "缺“{chapter}”",
        for_each=ForEach(material="report", outline="annex", verified=verified),
        severity=severity,
    )


CHAPTERS = (chapters(True, Severity.ERROR), chapters(False, Severity.WARNING))


def with_report(*headings: tuple[str, int] | None) -> Filing:
    found_headings = tuple(Heading(*heading) for heading in headings if heading)
    readable = None if None in headings else found_headings
    file = Attachment("a", "report", "a.pdf", "0" * 64, 1, "application/pdf", headings=readable)
    return replace(study(name="甲"), attachments=(file,))


def test_missing_chapters_weigh_by_their_evidence() -> None:
    result = run(pack(*CHAPTERS), with_report(("概述", 100)))

    assert [(f.severity.value, f.path, f.message) for f in result.findings] == [
        ("error", "report", "缺“需求”"),
        ("warning", "report", "缺“节能”"),
    ]
    full = with_report(("概述", 100), ("需求", 100), ("节能", 100))
    assert run(pack(*CHAPTERS), full).findings == ()


def test_an_unreadable_report_is_undecided_once() -> None:
    result = run(pack(*CHAPTERS), with_report(None))

    assert result.findings == ()
    assert [(u.path, u.waits_for) for u in result.undecided] == [("report", ("report",))]


def test_without_a_report_there_is_nothing_to_say_about_chapters() -> None:
    result = run(pack(*CHAPTERS), study(name="甲"))

    assert (result.findings, result.undecided) == ((), ())
