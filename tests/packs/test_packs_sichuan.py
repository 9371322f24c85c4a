"""The shipped pack against the table of fixed ids, and a clean project through all stages."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from egov_desktop.domain.checking import check, stopping_rules
from egov_desktop.domain.deadlines import duties
from egov_desktop.domain.duties import DutyState
from egov_desktop.domain.fields import Raw, judge
from egov_desktop.domain.findings import CheckResult
from egov_desktop.domain.policy import Evidence, PolicyPack, Severity
from egov_desktop.domain.project import Approval, Attachment, Filing, Heading, Project

FIXED_FIELDS = {
    "registration": "project_name construction_unit unit_code project_code responsible_person "
    "unit_head implementing_body total_investment fund_sources is_classified jointly_built "
    "construction_start construction_end protection_level",
    "needs_analysis": "project_name total_investment planning_basis",
    "project_proposal": "project_name total_investment",
    "feasibility_study": "project_name total_investment investment_items fund_sources "
    "funds_secured consultant replaces_proposal contingency_rate tender_plan",
    "preliminary_design": "project_name total_investment investment_items designer major_change "
    "adjustment_amount",
    "fund_application": "application_date amount year",
    "procurement": "contracts supervision_contract",
    "progress_report": "period planned_percent actual_percent paid completed_investment milestones",
    "adjustment": "reason before_after effective_date report_date",
    "incident_report": "kind found_on reported_on measures",
    "risk_assessment": "completed_on trial_run_start assessed_on assessor protection_level",
    "preliminary_acceptance": "completed_on accepted_on experts conclusion open_issues",
    "final_acceptance": "application_date preliminary_accepted_on",
    "acceptance_extension": "original_due requested_due reason",
    "post_evaluation": "finding_items rectified_on",
    "operation": "operating_body annual_cost rules",
}
FIXED_COLUMNS = {
    ("registration", "fund_sources"): "source amount",
    ("feasibility_study", "investment_items"): "item amount",
    ("feasibility_study", "fund_sources"): "source amount",
    ("preliminary_design", "investment_items"): "item amount",
    ("procurement", "contracts"): "name supplier supplier_code amount method approved_method "
    "signed_on",
    ("adjustment", "before_after"): "item approved adjusted",
}
FIXED_MATERIALS = {
    "needs_analysis": "application_letter needs_report",
    "project_proposal": "proposal_report",
    "feasibility_study": "feasibility_report fund_proof cryptography_plan",
    "preliminary_design": "design_report adjustment_chapter",
    "fund_application": "fund_report feasibility_approval",
    "procurement": "tender_approval contract_files supervision_contract_file",
    "progress_report": "progress_report_file",
    "adjustment": "adjustment_report supervision_opinion",
    "incident_report": "incident_file",
    "risk_assessment": "risk_report protection_filing",
    "preliminary_acceptance": "preliminary_report",
    "final_acceptance": "application construction_summary preliminary_report financial_report "
    "audit_report risk_report",
    "acceptance_extension": "extension_application",
    "post_evaluation": "rectification_report",
}
FIXED_RULES = (
    "classified jointly-built needs-report-missing proposal-required proposal-replaceable "
    "funds-not-secured estimate-over-approval adjustment-over-limit adjustment-chapter-missing "
    "adjusted-before-report tender-method-differs supervision-missing progress-report-late "
    "incident-unreported funds-before-approval acceptance-late final-acceptance-late "
    "final-acceptance-annex-missing risk-assessment-early protection-undecided sum-mismatch "
    "name-mismatch date-order rate-out-of-range qualification-abolished identifier-invalid "
    "outline-chapter-missing"
)
TODAY = date(2028, 6, 1)


def test_stages_fields_and_materials_have_their_fixed_ids(sichuan: PolicyPack) -> None:
    assert [stage.id for stage in sichuan.stages] == list(FIXED_FIELDS)
    for stage in sichuan.stages:
        assert set(FIXED_FIELDS[stage.id].split()) <= {field.id for field in stage.fields}
        fixed = FIXED_MATERIALS.get(stage.id, "").split()
        assert [m.id for m in stage.materials if m.id in fixed] == fixed


def test_tables_have_their_fixed_columns(sichuan: PolicyPack) -> None:
    for (stage_id, field_id), columns in FIXED_COLUMNS.items():
        stage = sichuan.stage(stage_id)
        field = stage.field(field_id) if stage else None
        assert field is not None
        assert [c.id for c in field.columns][: len(columns.split())] == columns.split()


def test_all_rules_are_there(sichuan: PolicyPack) -> None:
    assert set(FIXED_RULES.split()) <= {rule.id for rule in sichuan.rules}


def test_parameters_have_their_values(sichuan: PolicyPack) -> None:
    values = {p.id: p.value_on(date(2026, 1, 1)) for p in sichuan.parameters.values()}

    assert values["proposal_threshold"] == Decimal(3000)
    assert values["adjustment_limit"] == Decimal(10)
    assert values["estimate_over_approval"] == "strict"
    assert values["progress_report_due"] == "07-31 01-31"
    assert values["preliminary_acceptance_within"] == Decimal(6)
    assert values["final_acceptance_within"] == Decimal(3)


def test_evidence_is_said_honestly(sichuan: PolicyPack) -> None:
    articles = {f"art{number}" for number in range(2, 38)}
    unverified = {"annex5", "annex3_rates", "design_qualification", "acceptance_guide"}

    assert articles <= set(sichuan.provisions)
    assert {sichuan.provisions[a].evidence for a in articles} == {Evidence.VERIFIED}
    assert {sichuan.provisions[a].evidence for a in unverified} == {Evidence.UNVERIFIED}
    assert sichuan.citation(("annex3_rates",)).endswith("（待核对）")
    assert sichuan.evidence is not Evidence.VERIFIED
    assert len(sichuan.unchecked) >= 5


def test_every_field_says_which_clause_asks_for_it_or_is_optional(sichuan: PolicyPack) -> None:
    for stage in sichuan.stages:
        for field in stage.fields:
            assert field.provisions or not field.is_required, field.id


# --- a clean project -------------------------------------------------------------------------

ITEMS: list[Raw] = [
    {"item": "hardware", "amount": "800"},
    {"item": "system_software", "amount": "200"},
    {"item": "application_software", "amount": "1300"},
    {"item": "integration", "amount": "70"},
    {"item": "management", "amount": "40"},
    {"item": "contingency", "amount": "340"},
]
CLEAN: dict[str, dict[str, Any]] = {
    "registration": {
        "project_name": "示例平台",
        "construction_unit": "示例厅",
        "unit_code": "91350100M000100Y43",
        "project_code": "2108-510104-04-01-123456",
        "responsible_person": "甲",
        "unit_head": "乙",
        "implementing_body": "信息中心",
        "total_investment": "2750",
        "fund_sources": [{"source": "省级财政", "amount": "2750"}],
        "is_classified": "否",
        "jointly_built": "否",
        "construction_start": "2026-08-01",
        "construction_end": "2027-05-31",
        "protection_level": "三级",
    },
    "needs_analysis": {
        "project_name": "示例平台",
        "total_investment": "2750",
        "planning_basis": ["某规划"],
    },
    "feasibility_study": {
        "project_name": "示例平台",
        "total_investment": "2750",
        "investment_items": ITEMS,
        "fund_sources": [{"source": "省级财政", "amount": "2750"}],
        "funds_secured": "是",
        "consultant": "某咨询公司",
        "replaces_proposal": "是",
        "contingency_rate": "5",
        "tender_plan": ["硬件"],
    },
    "preliminary_design": {
        "project_name": "示例平台",
        "total_investment": "2750",
        "investment_items": ITEMS,
        "designer": "某设计院",
        "major_change": "否",
        "adjustment_amount": "0",
    },
    "fund_application": {"application_date": "2026-04-01", "amount": "2750", "year": "2026"},
    "procurement": {
        "contracts": [
            {
                "name": "硬件",
                "supplier": "某公司",
                "supplier_code": "91350100M000100Y43",
                "amount": "900",
                "method": "公开招标",
                "approved_method": "公开招标",
                "signed_on": "2026-07-20",
            }
        ],
        "supervision_contract": "JL-01",
    },
    "progress_report@2026": {
        "period": "2026",
        "planned_percent": "40",
        "actual_percent": "40",
        "paid": "800",
        "completed_investment": "900",
        "reported_on": "2027-01-20",
    },
    "risk_assessment": {
        "completed_on": "2027-05-20",
        "trial_run_start": "2027-05-21",
        "assessed_on": "2027-07-01",
        "assessor": "某测评机构",
        "protection_level": "三级",
    },
    "preliminary_acceptance": {
        "completed_on": "2027-05-20",
        "accepted_on": "2027-08-02",
        "conclusion": "合格",
    },
    "final_acceptance": {
        "application_date": "2027-10-08",
        "preliminary_accepted_on": "2027-08-02",
    },
    "operation": {"operating_body": "信息中心", "annual_cost": "100", "rules": "制度"},
}
APPROVED = {
    "needs_analysis": date(2026, 1, 10),
    "feasibility_study": date(2026, 3, 2),
    "preliminary_design": date(2026, 6, 20),
    "fund_application": date(2026, 5, 6),
    "final_acceptance": date(2027, 12, 1),
}
REPORTS = {
    "needs_report": "annex1",
    "feasibility_report": "annex3",
    "design_report": "annex4",
}


def clean(pack: PolicyPack) -> Project:
    """Return a project that has gone through every stage without a flaw."""
    filings = [_filing(pack, name, answers) for name, answers in CLEAN.items()]
    return Project("p", "示例平台", pack.id, datetime(2026, 1, 1, tzinfo=UTC), tuple(filings))


def _filing(pack: PolicyPack, name: str, answers: dict[str, Raw]) -> Filing:
    stage_id, _, period = name.partition("@")
    stage = pack.stage(stage_id)
    assert stage is not None
    judged = {}
    for field_id, raw in answers.items():
        field = stage.field(field_id)
        assert field is not None, field_id
        judged[field_id] = judge(field, raw)
    attachments = tuple(
        _attachment(pack, material.id)
        for material in stage.materials
        if material.id != "adjustment_chapter"
    )
    day = APPROVED.get(stage_id)
    approval = Approval("2026-1", day, Decimal(2750)) if day else None
    return Filing(
        stage_id, period or None, answers=judged, attachments=attachments, approval=approval
    )


def _attachment(pack: PolicyPack, material: str) -> Attachment:
    chapters = pack.outlines[REPORTS[material]].chapters if material in REPORTS else ()
    headings = tuple(Heading(chapter.title, 500) for chapter in chapters)
    title = f"{material}.pdf"
    return Attachment(material, material, title, "0" * 64, 1, "application/pdf", 1, (), headings)


def changed(project: Project, pack: PolicyPack, path: str, raw: Raw) -> Project:
    """Return the project with one answer changed."""
    stage_id, field_id = path.split(".")
    stage = pack.stage(stage_id)
    field = stage.field(field_id) if stage else None
    assert field is not None
    answer = judge(field, raw)
    return replace(
        project,
        filings=tuple(
            replace(f, answers={**f.answers, field_id: answer}) if f.stage == stage_id else f
            for f in project.filings
        ),
    )


def rules_of(result: CheckResult) -> set[str]:
    return {finding.rule.partition(".")[2] for finding in result.findings}


def test_a_clean_project_has_no_error_no_warning_and_nothing_undecided(sichuan: PolicyPack) -> None:
    result = check(sichuan, clean(sichuan), TODAY)

    assert [(f.rule, f.full_path) for f in result.findings if f.severity is not Severity.NOTE] == []
    assert rules_of(result) == {"proposal-replaceable"}
    assert result.undecided == ()
    assert result.is_complete


@pytest.mark.parametrize(
    ("path", "rules"),
    [
        ("preliminary_design.total_investment", "estimate-over-approval sum-mismatch"),
        ("feasibility_study.total_investment", "proposal-required sum-mismatch"),
        ("registration.project_name", "name-mismatch"),
        ("preliminary_acceptance.completed_on", "acceptance-late"),
        ("registration.is_classified", "classified"),
    ],
)
def test_a_blank_answer_leaves_its_rules_undecided(
    sichuan: PolicyPack, path: str, rules: str
) -> None:
    result = check(sichuan, changed(clean(sichuan), sichuan, path, ""), TODAY)
    undecided = {each.rule.partition(".")[2] for each in result.undecided}

    assert set(rules.split()) <= undecided
    assert not set(rules.split()) & rules_of(result)
    assert "answer-missing" in rules_of(result)


@pytest.mark.parametrize(
    ("path", "raw", "rule", "found"),
    [
        ("registration.is_classified", "是", "classified", "registration.is_classified"),
        (
            "feasibility_study.funds_secured",
            "否",
            "funds-not-secured",
            "feasibility_study.funds_secured",
        ),
        (
            "preliminary_design.total_investment",
            "2751",
            "estimate-over-approval",
            "preliminary_design.total_investment",
        ),
        ("procurement.supervision_contract", "", "", ""),
        (
            "final_acceptance.application_date",
            "2027-11-03",
            "final-acceptance-late",
            "final_acceptance.application_date",
        ),
        (
            "fund_application.application_date",
            "2026-03-01",
            "funds-before-approval",
            "fund_application.application_date",
        ),
    ],
)
def test_one_flaw_gives_its_finding(
    sichuan: PolicyPack, path: str, raw: str, rule: str, found: str
) -> None:
    result = check(sichuan, changed(clean(sichuan), sichuan, path, raw), TODAY)
    paths = {f.full_path for f in result.findings if f.rule == f"{sichuan.id}.{rule}"}

    assert paths == ({found} if rule else set())


def test_only_the_classified_answer_stops_entry(sichuan: PolicyPack) -> None:
    project = clean(sichuan)

    assert stopping_rules(sichuan, project, TODAY) == ()
    stopped = stopping_rules(
        sichuan, changed(project, sichuan, "registration.is_classified", "是"), TODAY
    )
    assert [finding.rule for finding in stopped] == ["sichuan-egov.classified"]


def test_the_duties_of_the_clean_project(sichuan: PolicyPack) -> None:
    found = {duty.id: (duty.due, duty.state) for duty in duties(sichuan, clean(sichuan), TODAY)}

    assert found == {
        "progress_report@2026": (date(2027, 1, 31), DutyState.DONE),
        "risk_assessment": (date(2027, 11, 22), DutyState.DONE),
        "preliminary_acceptance": (date(2027, 11, 22), DutyState.DONE),
        "final_acceptance": (date(2027, 11, 2), DutyState.DONE),
        "self_evaluation": (date(2029, 12, 3), DutyState.UPCOMING),
    }


def test_the_proposal_is_asked_for_above_the_threshold_only(sichuan: PolicyPack) -> None:
    from egov_desktop.domain.deadlines import scope_of

    proposal = sichuan.stage("project_proposal")
    assert proposal is not None
    project = changed(clean(sichuan), sichuan, "feasibility_study.total_investment", "3000")
    assert proposal.required_when.evaluate(scope_of(sichuan, project, TODAY)) is False
    project = changed(project, sichuan, "feasibility_study.total_investment", "3000.01")
    assert proposal.required_when.evaluate(scope_of(sichuan, project, TODAY)) is True


def test_nothing_of_sichuan_stands_in_the_program() -> None:
    package = Path(__file__).parents[2] / "egov_desktop"
    named = [
        path.relative_to(package).as_posix()
        for room in ("packs", "domain")
        for path in (package / room).rglob("*.py")
        if any(word in path.read_text("utf-8").lower() for word in ("sichuan", "四川", "3000 万"))
    ]

    assert named == []
