"""The wizard without a window: states of pages, paths, rows, needs of materials."""

from dataclasses import replace

import pytest
from small_pack import NOW, TODAY

from egov_desktop.domain import wizard
from egov_desktop.domain.conditions import ALWAYS, NEVER, Condition
from egov_desktop.domain.fields import BLANK, FieldDefinition, judge
from egov_desktop.domain.findings import Finding
from egov_desktop.domain.policy import MaterialRule, Section, Severity, StageRule
from egov_desktop.domain.project import Filing, Project
from egov_desktop.domain.scope import Scope
from egov_desktop.domain.wizard import Need

NAME = FieldDefinition("name", "text", "名称", is_required=True)
TOTAL = FieldDefinition("total", "money", "总投资")
ITEMS = FieldDefinition(
    "items", "table", "明细", columns=(FieldDefinition("item", "text", "项目"),)
)
STAGE = StageRule(
    "study",
    "可研",
    "g",
    "",
    (),
    (Section("basics", "基本情况", (NAME,)), Section("money", "投资", (TOTAL, ITEMS))),
)


def finding(path: str, severity: Severity = Severity.ERROR, rule: str = "p.sum") -> Finding:
    return Finding(severity, rule, "study", "study", path, "不对", "第一条")


def words(filing: Filing, *findings: Finding) -> list[str]:
    return [state.words for state in wizard.section_states(STAGE, filing, findings)]


def test_pages_tell_what_is_missing_and_what_is_wrong() -> None:
    filing = Filing("study", answers={"total": judge(TOTAL, "12")})
    assert words(
        filing,
        finding("name", rule=f"p.{wizard.ANSWER_MISSING}"),
        finding("items[3].item"),
        finding("total", Severity.WARNING),
        finding("total", Severity.NOTE),
    ) == ["未填 1", "有问题 1 · 警告 1"]


def test_a_page_without_findings_is_filled_or_untouched() -> None:
    filing = Filing("study", answers={"name": BLANK, "total": judge(TOTAL, "12")})
    assert words(filing) == ["未开始", "已填妥"]


def test_findings_of_other_filings_do_not_count() -> None:
    filing = Filing("study", answers={"name": judge(NAME, "甲")})
    assert words(filing, replace(finding("name"), filing="study@2"))[0] == "已填妥"


def test_a_path_leads_to_its_page_row_and_column() -> None:
    assert wizard.section_with(STAGE, "items[2].item") is STAGE.sections[1]
    assert wizard.section_with(STAGE, "unknown") is None
    assert wizard.row_of("items[2].item") == 2
    assert wizard.column_of("items[2].item") == "item"
    assert (wizard.row_of("total"), wizard.column_of("total")) == (None, "")


def test_rows_that_hold_nothing_are_left_out() -> None:
    typed = [{"item": "甲"}, {"item": " "}, {"item": None}, {}, {"item": 0}]
    assert wizard.typed_rows(typed) == [{"item": "甲"}, {"item": 0}]
    assert wizard.typed_rows("no table") == []
    assert wizard.typed_rows(None) == []


UNKNOWN = Condition(lambda _scope: None)


@pytest.mark.parametrize(
    ("condition", "severity", "need"),
    [
        (ALWAYS, Severity.ERROR, Need.REQUIRED),
        (ALWAYS, Severity.WARNING, Need.ADVISED),
        (NEVER, Severity.ERROR, Need.NOT_NOW),
        (UNKNOWN, Severity.ERROR, Need.UNDECIDED),
    ],
)
def test_whether_a_material_is_needed(condition: Condition, severity: Severity, need: Need) -> None:
    material = MaterialRule("proof", "证明", (), condition, severity)
    scope = Scope(Project("p1", "甲", "p", NOW), TODAY, {})
    assert wizard.need_of(material, scope) is need
