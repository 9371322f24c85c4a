"""Projects, filings and answers in a real data folder: kept as typed, never judged."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from app_samples import PACK, clock, filing_of, stored_bytes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egov_desktop.app import checks, project_list, projects
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain import fields
from egov_desktop.domain.conditions import Condition
from egov_desktop.domain.errors import EntryStoppedError, InvalidInputError, NotFoundError
from egov_desktop.domain.project import Filing
from egov_desktop.storage import audit
from egov_desktop.storage import projects as stored_projects

ITEMS = "feasibility_study.investment_items"


def raw(ws: Workspace, project: str, path: str) -> fields.Raw:
    owner, _, field = path.partition(".")
    return filing_of(ws, project, owner).answer(field).raw


def test_a_new_project_has_its_registration_begun(ws: Workspace) -> None:
    made = projects.create_project(ws, PACK, "  政务云\u3000平台\n二期 ")
    assert made.name == "政务云 平台 二期"
    assert [f.id for f in made.filings] == ["registration"]
    assert made.filings[0].answer("project_name").value == made.name
    (summary,) = project_list.list_projects(ws)
    assert (summary.id, summary.name, summary.pack_id) == (made.id, made.name, PACK)


@pytest.mark.parametrize("name", ["", " \u3000\n", "\u200b"])
def test_a_project_needs_a_name(ws: Workspace, name: str) -> None:
    with pytest.raises(InvalidInputError, match="项目名称"):
        projects.create_project(ws, PACK, name)
    assert project_list.list_projects(ws) == []


def test_an_unknown_pack_is_refused_with_the_nearest(ws: Workspace) -> None:
    with pytest.raises(NotFoundError, match=PACK):
        projects.create_project(ws, "sichuan-egv", "名称")
    assert project_list.list_projects(ws) == []


def test_what_is_answered_survives_the_end_of_the_program(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "home", clock) as ws:
        project = projects.create_project(ws, PACK, "名称").id
        projects.answer(ws, project, "registration.total_investment", "约 2860 万")
    with Workspace.open(tmp_path / "home", clock) as ws:
        kept = filing_of(ws, project, "registration").answer("total_investment")
    assert kept.raw == "约 2860 万"
    assert kept.value is None
    assert kept.problem


def test_an_answer_tells_how_it_reads(ws: Workspace, project: str) -> None:
    saved = projects.answer(ws, project, "feasibility_study.total_investment", "2,860万元")
    assert (saved.path, saved.filing) == (
        "feasibility_study.total_investment",
        "feasibility_study",
    )
    assert saved.answer.value == Decimal(2860)
    assert saved.answer.raw == "2,860万元"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.text())
def test_whatever_is_typed_is_kept(ws: Workspace, project: str, typed: str) -> None:
    for path in ("feasibility_study.consultant", "feasibility_study.total_investment"):
        saved = projects.answer(ws, project, path, typed)
        kept = filing_of(ws, project, "feasibility_study").answer(path.partition(".")[2])
        assert saved.answer == kept
        assert kept.raw == (typed if fields.clean(typed) else None)


def test_a_blank_takes_the_answer_away(ws: Workspace, project: str) -> None:
    for blank in (None, "", "  ", []):
        projects.answer(ws, project, "feasibility_study.consultant", "某公司")
        if blank == []:
            projects.answer(ws, project, ITEMS, [{"item": "硬件"}])
            projects.answer(ws, project, ITEMS, blank)
        else:
            projects.answer(ws, project, "feasibility_study.consultant", blank)
            assert "consultant" not in filing_of(ws, project, "feasibility_study").answers
    assert "investment_items" not in filing_of(ws, project, "feasibility_study").answers


def test_answering_begins_the_filing_and_carries_over(ws: Workspace, project: str) -> None:
    projects.answer(ws, project, "registration.construction_unit", "成都市大数据局")
    projects.answer(ws, project, "registration.fund_sources", [{"source": "自筹", "amount": "1"}])
    projects.answer(ws, project, "feasibility_study.consultant", "某公司")
    begun = filing_of(ws, project, "feasibility_study")
    assert begun.answer("project_name").raw == "政务云平台"
    assert begun.answer("construction_unit").raw == "成都市大数据局"
    assert begun.answer("fund_sources").raw == [{"source": "自筹", "amount": "1"}]
    assert begun.answer("consultant").raw == "某公司"


def test_what_was_carried_over_is_a_copy(ws: Workspace, project: str) -> None:
    projects.open_filing(ws, project, "needs_analysis")
    projects.answer(ws, project, "registration.construction_unit", "新单位")
    assert filing_of(ws, project, "needs_analysis").answer("construction_unit").raw is None
    assert filing_of(ws, project, "needs_analysis").answer("project_name").raw == "政务云平台"


def test_a_cell_is_answered_in_a_table_that_was_carried_over(ws: Workspace, project: str) -> None:
    rows = [{"source": "财政", "amount": "1"}, {"source": "自筹", "amount": "2"}]
    projects.answer(ws, project, "registration.fund_sources", rows)
    saved = projects.answer(ws, project, "feasibility_study.fund_sources[1].amount", "3")
    assert saved.answer.value == Decimal(3)
    assert raw(ws, project, "feasibility_study.fund_sources") == [
        rows[0],
        {"source": "自筹", "amount": "3"},
    ]


def test_cells_are_counted_as_findings_count_them(ws: Workspace, project: str) -> None:
    """Blank rows are not kept, so a row has one number everywhere."""
    projects.answer(ws, project, ITEMS, ["硬件", {}, {"item": "", "amount": None}, "软件"])
    assert raw(ws, project, ITEMS) == [{"item": "硬件"}, {"item": "软件"}]
    saved = projects.answer(ws, project, f"{ITEMS}[1].amount", "12.5")
    assert saved.answer.value == Decimal("12.5")
    projects.answer(ws, project, f"{ITEMS}[2].item", "集成")
    assert raw(ws, project, ITEMS) == [
        {"item": "硬件"},
        {"item": "软件", "amount": "12.5"},
        {"item": "集成"},
    ]
    projects.answer(ws, project, f"{ITEMS}[2].amount", "很多")
    findings = checks.check(ws, project, "feasibility_study").findings
    assert any(f.path == "investment_items[2].amount" for f in findings)


def test_a_cleared_cell_reads_blank(ws: Workspace, project: str) -> None:
    projects.answer(ws, project, ITEMS, [{"item": "硬件"}])
    assert projects.answer(ws, project, f"{ITEMS}[0].item", "").answer.is_blank
    assert raw(ws, project, ITEMS) is None


@pytest.mark.parametrize(
    ("path", "error", "word"),
    [
        ("total_investment", InvalidInputError, "路径"),
        ("feasibility_study.", InvalidInputError, "路径"),
        ("feasibility_study.total_investment.x", InvalidInputError, "路径"),
        ("feasibility_study.items[-1].item", InvalidInputError, "路径"),
        ("feasibility_study.items[99999].item", InvalidInputError, "路径"),
        ("feasibility_stud.total_investment", NotFoundError, "feasibility_study"),
        ("feasibility_study.total_investmen", NotFoundError, "total_investment"),
        ("feasibility_study.total_investment[0].x", NotFoundError, "x"),
        (f"{ITEMS}[0].amuont", NotFoundError, "amount"),
        (f"{ITEMS}[1].amount", InvalidInputError, "0 行"),
        ("adjustment@2.reason", NotFoundError, "adjustment@2"),
        ("progress_report.paid", InvalidInputError, "2026H1"),
        ("progress_report@2026Q1.paid", InvalidInputError, "2026Q1"),
        ("feasibility_study@2026.consultant", NotFoundError, "feasibility_study@2026"),
    ],
)
def test_a_path_that_leads_nowhere_is_explained(
    ws: Workspace, project: str, path: str, error: type[Exception], word: str
) -> None:
    with pytest.raises(error, match=word):
        projects.answer(ws, project, path, "1")
    assert [f.id for f in projects.load_project(ws, project).filings] == ["registration"]


@pytest.mark.parametrize("value", [["a"], {"a": "b"}])
def test_one_value_is_wanted_where_there_is_no_table(
    ws: Workspace, project: str, value: Any
) -> None:
    with pytest.raises(InvalidInputError, match="consultant"):
        projects.answer(ws, project, "feasibility_study.consultant", value)


def test_a_column_that_is_not_there_is_refused(ws: Workspace, project: str) -> None:
    with pytest.raises(InvalidInputError, match=r"是不是.amount"):
        projects.answer(ws, project, ITEMS, [{"amuont": "1"}])
    assert raw_or_none(ws, project) is None


def raw_or_none(ws: Workspace, project: str) -> Filing | None:
    return projects.load_project(ws, project).filing("feasibility_study")


def test_there_is_no_such_project(ws: Workspace) -> None:
    for act in (
        lambda: projects.answer(ws, "p0", "registration.project_name", "x"),
        lambda: projects.load_project(ws, "p0"),
        lambda: projects.delete_project(ws, "p0"),
        lambda: projects.open_filing(ws, "p0", "registration"),
        lambda: checks.check(ws, "p0"),
    ):
        with pytest.raises(NotFoundError, match="p0"):
            act()


def test_reports_are_filed_by_period(ws: Workspace, project: str) -> None:
    saved = projects.answer(ws, project, "progress_report@2026h1.paid", "1")
    assert saved.filing == "progress_report@2026H1"
    assert raw(ws, project, "progress_report@2026H1.period") == "2026H1"
    again = projects.open_filing(ws, project, "progress_report", "2026年上半年")
    assert again.id == "progress_report@2026H1"
    projects.answer(ws, project, "progress_report.paid", "2")
    assert raw(ws, project, "progress_report@2026H1.paid") == "2"


def test_a_bare_stage_is_not_guessed_among_several_reports(ws: Workspace, project: str) -> None:
    for period in ("2026", "2026H1"):
        projects.open_filing(ws, project, "progress_report", period)
    for act in (
        lambda: projects.answer(ws, project, "progress_report.paid", "1"),
        lambda: checks.check(ws, project, "progress_report"),
    ):
        with pytest.raises(
            InvalidInputError, match=r"progress_report@2026H1.*progress_report@2026"
        ):
            act()


@pytest.mark.parametrize(
    ("stage", "period", "word"),
    [
        ("progress_report", None, "报告期"),
        ("progress_report", "去年", "去年"),
        ("feasibility_study", "2026H1", "报告期"),
        ("adjustment", "2026H1", "报告期"),
    ],
)
def test_a_period_is_for_reports_only(
    ws: Workspace, project: str, stage: str, period: str | None, word: str
) -> None:
    with pytest.raises(InvalidInputError, match=word):
        projects.open_filing(ws, project, stage, period)


def test_an_event_can_happen_again(ws: Workspace, project: str) -> None:
    opened = [
        projects.open_filing(ws, project, "adjustment", again=again).id
        for again in (False, False, True, True)
    ]
    assert opened == ["adjustment", "adjustment", "adjustment@2", "adjustment@3"]
    projects.answer(ws, project, "adjustment@2.reason", "第二次")
    assert raw(ws, project, "adjustment@2.reason") == "第二次"
    projects.delete_filing(ws, project, "adjustment@2")
    assert projects.open_filing(ws, project, "adjustment", again=True).id == "adjustment@4"


def test_once_is_once(ws: Workspace, project: str) -> None:
    first = projects.open_filing(ws, project, "needs_analysis")
    assert projects.open_filing(ws, project, "needs_analysis", again=True) == first


def test_the_project_follows_its_registered_name(ws: Workspace, project: str) -> None:
    projects.answer(ws, project, "registration.project_name", " 新名称\n一期 ")
    assert projects.load_project(ws, project).name == "新名称 一期"
    projects.answer(ws, project, "registration.project_name", "")
    projects.answer(ws, project, "needs_analysis.project_name", "别名")
    assert projects.load_project(ws, project).name == "新名称 一期"


def test_indexed_answers_can_be_searched(ws: Workspace, project: str) -> None:
    for typed in ("2860万", "30"):
        projects.answer(ws, project, "registration.total_investment", typed)
    projects.answer(ws, project, "registration.construction_unit", "成都市大数据局")
    for field, value in (("total_investment", "30"), ("construction_unit", "成都市大数据局")):
        (found,) = stored_projects.indexed_values(ws.store, field, "registration")
        assert found.value == value


def test_a_deleted_project_leaves_nothing_it_said(ws: Workspace, project: str) -> None:
    projects.answer(ws, project, "feasibility_study.consultant", "绝无仅有咨询公司")
    projects.delete_project(ws, project)
    assert project_list.list_projects(ws) == []
    assert "绝无仅有".encode() not in stored_bytes(ws.home)
    assert audit.verify_chain(ws.store) is None


def test_a_filing_begun_by_mistake_is_removed(ws: Workspace, project: str) -> None:
    projects.answer(ws, project, "needs_analysis.necessity", "x")
    projects.delete_filing(ws, project, "needs_analysis")
    assert projects.load_project(ws, project).filing("needs_analysis") is None
    with pytest.raises(NotFoundError, match="needs_analysis"):
        projects.delete_filing(ws, project, "needs_analysis")


def test_paper_needs_a_known_material_and_a_reason(ws: Workspace, project: str) -> None:
    projects.open_filing(ws, project, "needs_analysis")
    place = (ws, project, "needs_analysis")
    projects.set_paper(*place, "needs_report", " 原件\u3000过大 ")
    assert filing_of(*place).paper_materials == {"needs_report": "原件 过大"}
    with pytest.raises(InvalidInputError, match="needs_report"):
        projects.set_paper(*place, "needs_reprt", "x")
    with pytest.raises(InvalidInputError, match="原因"):
        projects.set_paper(*place, "application_letter", " ")
    with pytest.raises(NotFoundError, match="operation"):
        projects.set_paper(ws, project, "operation", "needs_report", "x")
    projects.set_paper(*place, "needs_report", None)
    assert filing_of(*place).paper_materials == {}


@pytest.mark.parametrize("typed", ["是", "yes", True, " 是 ", "√"])
def test_a_classified_project_is_stopped_and_the_answer_not_kept(
    ws: Workspace, project: str, typed: fields.Raw
) -> None:
    before = audit.head(ws.store)
    with pytest.raises(EntryStoppedError, match=r"涉密.*第三十二条.*classified"):
        projects.answer(ws, project, "registration.is_classified", typed)
    assert filing_of(ws, project, "registration").answer("is_classified").is_blank
    assert audit.head(ws.store) == before
    assert b"is_classified" not in stored_bytes(ws.home / "data")
    projects.answer(ws, project, "registration.is_classified", "否")
    assert filing_of(ws, project, "registration").answer("is_classified").value is False


def test_a_rule_over_several_answers_stops_entry_too(ws: Workspace, project: str) -> None:
    """The pack's rule judged with the answers that are there, not with the new one alone."""
    pack = ws.pack(PACK)
    (rule,) = (r for r in pack.rules if r.stops_entry)
    jointly = next(r for r in pack.rules if r.id == "jointly-built")
    both = replace(rule.checks[0], applies=jointly.checks[0].fails_when)
    strict = replace(pack, rules=(replace(rule, checks=(both,)),))
    ws._packs[PACK] = strict
    projects.answer(ws, project, "registration.is_classified", "是")
    with pytest.raises(EntryStoppedError):
        projects.answer(ws, project, "registration.jointly_built", "是")
    assert filing_of(ws, project, "registration").answer("jointly_built").is_blank


def test_a_rule_over_several_stages_stops_entry_too(ws: Workspace, project: str) -> None:
    pack = ws.pack(PACK)
    (rule,) = (r for r in pack.rules if r.stops_entry)
    begun = Condition(
        lambda scope: bool(scope.project.of_stage("operation")), (), frozenset({"operation"})
    )
    ws._packs[PACK] = replace(
        pack, rules=(replace(rule, checks=(replace(rule.checks[0], applies=begun),)),)
    )
    projects.answer(ws, project, "registration.is_classified", "是")
    with pytest.raises(EntryStoppedError):
        projects.answer(ws, project, "operation.rules", "x")
    assert projects.load_project(ws, project).filing("operation") is None
    projects.answer(ws, project, "registration.is_classified", "否")
    projects.answer(ws, project, "operation.rules", "x")
    with pytest.raises(EntryStoppedError):
        projects.answer(ws, project, "registration.is_classified", "是")


def test_saving_is_on_record(ws: Workspace, project: str) -> None:
    projects.answer(ws, project, "registration.unit_head", "张三")
    newest = audit.history(ws.store, project)[0]
    assert newest.change.path == "unit_head"
    assert newest.change.new == '"张三"'
    assert newest.actor
    assert newest.at == clock()


def test_today_is_the_clock_unless_given(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "a", clock) as ws:
        assert ws.today() == clock().date()
    with Workspace.open(tmp_path / "a", clock, date(2027, 1, 1)) as ws:
        assert ws.today() == date(2027, 1, 1)
        assert ws.now() == clock()


def test_new_ids_are_ascii_and_new(ws: Workspace) -> None:
    ids = {ws.new_id() for _ in range(50)}
    assert len(ids) == 50
    assert all(each.isascii() and each.startswith("p") and len(each) == 11 for each in ids)
