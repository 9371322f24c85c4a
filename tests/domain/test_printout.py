"""What the printed packet says: labels, amounts in words, totals, materials."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from small_pack import PACK, REGISTRATION, STUDY, TODAY, attachment, project, study

from egov_desktop.domain import printout
from egov_desktop.domain.conditions import Condition
from egov_desktop.domain.fields import Answer, FieldDefinition, judge
from egov_desktop.domain.findings import CheckResult, Finding, Undecided
from egov_desktop.domain.policy import MaterialRule, Severity
from egov_desktop.domain.printout import FormLine, FormPart, Printout, Stamp
from egov_desktop.domain.project import Filing

STAMP = Stamp(1, "AAAA-BBBB-CCCC", TODAY, "未签名")


def composed(filing: Filing, result: CheckResult | None = None) -> Printout:
    result = result or CheckResult(TODAY, (), (), 7)
    return printout.compose(PACK, project(filing), filing, result, STAMP)


def lines_of(filing: Filing) -> dict[str, FormLine]:
    return {line.label: line for part in composed(filing).parts for line in part.lines}


def test_the_head_says_who_what_and_under_which_law() -> None:
    made = composed(study(period="2026H1"))
    assert made.unit == "成都市大数据局"
    assert made.project_name == "政务云平台"
    assert (made.stage_title, made.period) == ("可行性研究报告", "2026年上半年")
    assert made.authority == "发展改革部门"
    assert all(word in made.pack_line for word in ("小办法", "small", "1.2", "现行"))
    assert (made.checked_on, made.rules_run) == (TODAY, 7)
    assert made.unchecked == PACK.unchecked


def test_a_unit_that_is_not_registered_is_said_to_be_missing() -> None:
    filing = study()
    bare = project(filing)
    bare = type(bare)(bare.id, bare.name, bare.pack_id, bare.created_at, (filing,))
    made = printout.compose(PACK, bare, filing, CheckResult(TODAY, (), (), 0), STAMP)
    assert "未填" in made.unit


def test_a_stage_the_pack_has_not_is_a_bug() -> None:
    filing = Filing("unknown")
    with pytest.raises(KeyError, match="unknown"):
        composed(filing)


def test_every_field_is_printed_in_its_section() -> None:
    parts = composed(study()).parts
    assert [part.title for part in parts] == ["投资", "说明"]
    assert [t.title for t in parts[0].tables] == ["投资明细", "名单"]
    labels = [line.label for line in parts[0].lines]
    assert len(labels) == 6
    assert all(line.value == "（未填）" for part in parts for line in part.lines)


def test_amounts_have_their_words_beside_them() -> None:
    line = lines_of(study({"total": "2860.5"}))["总投资（万元）"]
    assert line.value == "2,860.50"
    assert line.remark == "人民币贰仟捌佰陆拾万伍仟元整"


def test_an_amount_beyond_words_is_printed_all_the_same() -> None:
    line = lines_of(study({"total": "9" * 15}))["总投资（万元）"]
    assert line.value == "999,999,999,999,999.00"
    assert "超出" in line.remark


@pytest.mark.parametrize(
    ("field", "raw", "shown"),
    [
        ("rate", "8.5%", "8.5"),
        ("secured", "yes", "是"),
        ("secured", False, "否"),
        ("method", "open", "公开招标"),
        ("period", "2026H1", "2026年上半年"),
        ("day", "2026年3月2日", "2026-03-02"),
        ("day", " 三月\u200b二日 ", "三月二日"),
        ("total", "约三千万", "约三千万"),
        ("remarks", "一\n\n二", "一\n\n二"),
    ],
)
def test_answers_are_shown_as_people_read_them(field: str, raw: str, shown: str) -> None:
    definition = STUDY.field(field)
    assert definition is not None
    assert printout.shown(definition, judge(definition, raw)) == shown


def test_a_blank_is_shown_as_nothing() -> None:
    assert printout.shown(FieldDefinition("f", "text", "字段"), Answer(None, None)) == ""
    assert printout.shown(FieldDefinition("f", "text", "字段"), Answer("", None)) == ""


def part_with_tables(answers: dict[str, object]) -> FormPart:
    return composed(study(answers)).parts[0]


def test_tables_show_words_and_totals() -> None:
    rows = [
        {"item": "hardware", "unit_price": "10", "amount": "900"},
        {"item": "自定费用", "amount": "0.0001"},
        {"item": "暂列", "amount": "待定"},
        {},
    ]
    table = part_with_tables({"items": rows}).tables[0]
    assert table.columns == ("费用名称", "单价（万元）", "金额（万元）")
    assert table.is_number == (False, True, True)
    assert table.rows == (
        ("硬件购置", "10.00", "900.00"),
        ("自定费用", "", "0.0001"),
        ("暂列", "", "待定"),
    )
    assert table.totals == ("合计", "", "900.0001")


def test_only_amounts_have_a_total() -> None:
    names = part_with_tables({"names": [{"name": "张三", "count": "3"}]}).tables[1]
    assert names.rows == (("张三", "3"),)
    assert names.totals is None


def test_an_empty_table_has_no_total() -> None:
    table = part_with_tables({}).tables[0]
    assert table.rows == ()
    assert table.totals is None


def test_a_column_is_summed_over_what_can_be_read() -> None:
    rows = judge(STUDY.field("items"), [{"amount": "0.1"}] * 3 + [{"amount": "x"}]).value
    assert printout.column_sum(rows, "amount") == Decimal("0.3")
    assert printout.column_sum(rows, "item") == 0
    assert printout.column_sum((), "amount") == 0


def test_materials_are_numbered_as_in_the_packet() -> None:
    """Attached in any order, they are listed by material; what is missing is said."""
    filing = study(
        attachments=(
            attachment(1, "proof", title="证明.pdf", pages=None),
            attachment(2, "report"),
            attachment(3, "proof"),
            attachment(4, "dropped_from_pack"),
        ),
        paper_materials={"plan": "原件过大", "proof": "另有原件"},
    )
    lines = composed(filing).materials
    assert [(m.number, m.material, m.status) for m in lines] == [
        (1, "可研报告", "电子件"),
        (2, "资金证明", "电子件"),
        (3, "资金证明", "电子件"),
        (0, "资金证明", lines[3].status),
        (0, "密码方案", lines[4].status),
        (4, "dropped_from_pack", "电子件"),
    ]
    assert "另有原件" in lines[3].status
    assert "原件过大" in lines[4].status
    assert (lines[0].title, lines[0].pages, lines[0].sha256) == ("可研报告.pdf", "3", f"{2:064x}")
    assert lines[1].pages == ""


def test_a_missing_material_is_listed_as_missing() -> None:
    assert {m.status for m in composed(study()).materials} == {"未提交"}


@pytest.mark.parametrize(
    ("is_needed", "status"), [(True, "未提交"), (False, "不需要"), (None, "是否需要尚不能判断")]
)
def test_an_absent_material_is_missing_only_where_it_is_needed(
    is_needed: bool | None, status: str
) -> None:
    needed = Condition(lambda _scope: is_needed)
    stage = replace(STUDY, materials=(MaterialRule("plan", "密码方案", (), needed),))
    pack = replace(PACK, stages=(stage,))
    nothing_found = CheckResult(TODAY, (), (), 0)
    made = printout.compose(pack, project(study()), study(), nothing_found, STAMP)
    (line,) = made.materials
    assert status in line.status


def test_findings_and_what_was_not_decided_are_listed_with_their_places() -> None:
    result = CheckResult(
        date(2026, 3, 1),
        (
            Finding(Severity.ERROR, "small.a", "study", "study", "total", "错了", "第十条"),
            Finding(Severity.NOTE, "small.b", "gone", "gone", "x", "注意", "第二条"),
        ),
        (Undecided("small.c", "合计", "study", "study", "items[0].amount", ("total",), "第十条"),),
        9,
    )
    made = composed(study(), result)
    assert [(f.severity, f.place) for f in made.findings] == [
        ("错误", "可行性研究报告 · 总投资"),
        ("提示", "x"),
    ]
    (undecided,) = made.undecided
    assert undecided.place == "可行性研究报告 · 投资明细 · 第 1 行 · 金额"
    assert undecided.message == "合计"
    assert made.checked_on == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("", "可行性研究报告"),
        ("total", "可行性研究报告 · 总投资"),
        ("report", "可行性研究报告 · 可研报告"),
        ("approval.date", "可行性研究报告 · 批复日期"),
        ("approval.amount", "可行性研究报告 · 批复金额"),
        ("approval.number", "可行性研究报告 · 批复文号"),
        ("items", "可行性研究报告 · 投资明细"),
        ("items[9].unit_price", "可行性研究报告 · 投资明细 · 第 10 行 · 单价"),
        ("items[0].gone", "可行性研究报告 · 投资明细 · 第 1 行"),
        ("gone", "可行性研究报告"),
    ],
)
def test_places_in_the_words_of_the_form(path: str, label: str) -> None:
    assert printout.place_label(PACK, "study", path) == label
    assert printout.place_label(PACK, "unknown_stage", path) == path


def test_registration_has_a_printed_form_too() -> None:
    made = printout.compose(
        PACK, project(), Filing("registration"), CheckResult(TODAY, (), (), 0), STAMP
    )
    assert made.parts[0].title == REGISTRATION.sections[0].title
    assert made.materials == ()
