"""One defect each: what is changed in a sample, and all that the check must say of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from story_samples import APPROVAL_PLATFORM, DATA_HUB

A, B = APPROVAL_PLATFORM, DATA_HUB
Told = tuple[str, str, str]
FS, PD = "feasibility_study", "preliminary_design"
FINAL = "final_acceptance"


@dataclass(frozen=True)
class Mutant:
    """A sample with one defect, or with a value right on the boundary."""

    name: str
    sample: str
    edits: Mapping[str, Any]
    found: tuple[Told, ...] = ()
    undecided: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    says: str = ""
    """A word that must stand in the finding's message."""


def error(rule: str, path: str) -> tuple[Told, ...]:
    return (("error", rule, path),)


def warning(rule: str, path: str) -> tuple[Told, ...]:
    return (("warning", rule, path),)


def note(rule: str, path: str) -> tuple[Told, ...]:
    return (("note", rule, path),)


def missing(path: str) -> tuple[Told, ...]:
    return error("answer-missing", path)


def waits(*places: str) -> frozenset[tuple[str, str]]:
    """Return (rule, path) pairs from `rule path` words."""
    return frozenset((rule, path) for rule, _, path in (place.partition(" ") for place in places))


def study_total(total: str, contingency: str, provincial: str) -> dict[str, str]:
    """Change the total of the study and what must add up to it."""
    return {
        f"{FS}.total_investment": total,
        f"{FS}.investment_items[18].amount": contingency,
        f"{FS}.fund_sources[0].amount": provincial,
    }


def design_items(**amounts: str) -> dict[str, str]:
    """Change items of the estimate by their id."""
    rows = {"integration": 2, "application_software": 3, "management": 7, "contingency": 18}
    return {f"{PD}.investment_items[{rows[i]}].amount": amount for i, amount in amounts.items()}


def incident(**answers: str) -> dict[str, Any]:
    return {"stage": "incident_report", "period": None, "answers": answers}


def incident_file() -> list[dict[str, str]]:
    return [{"material": "incident_file", "file": "attachments/调整说明.pdf"}]


_INCIDENT = {"kind": "delay", "found_on": "2024-05-08", "measures": "增派人员、按周检查。"}
_BOTH_ACCEPTED = ("preliminary_acceptance.accepted_on", f"{FINAL}.preliminary_accepted_on")

DECLARATION = [
    Mutant(
        "jointly built",
        A,
        {"registration.jointly_built": True},
        warning("jointly-built", "registration.jointly_built"),
    ),
    Mutant(
        "jointly built not answered",
        A,
        {"registration.jointly_built": None},
        missing("registration.jointly_built"),
        waits("jointly-built registration.jointly_built"),
    ),
    Mutant(
        "classified not answered",
        A,
        {"registration.is_classified": None},
        missing("registration.is_classified"),
        waits("classified registration.is_classified"),
    ),
    Mutant(
        "no needs report",
        A,
        {"needs_analysis.attachments.needs_report": None},
        error("needs-report-missing", "needs_analysis.needs_report"),
    ),
    Mutant(
        "needs report on paper",
        B,
        {
            "needs_analysis.attachments.needs_report": None,
            "needs_analysis.paper.needs_report": "已随文报送纸质件",
        },
    ),
    Mutant(
        "no application letter",
        B,
        {"needs_analysis.attachments.application_letter": None},
        error("material-missing", "needs_analysis.application_letter"),
    ),
    Mutant(
        "proposal not approved",
        B,
        {"project_proposal.approval": None},
        error("proposal-required", f"{FS}.total_investment"),
    ),
    Mutant(
        "no proposal at all",
        B,
        {"project_proposal": None},
        error("proposal-required", f"{FS}.total_investment"),
    ),
    Mutant("just below the threshold", A, study_total("2999.99", "276.19", "2739.99")),
    Mutant(
        "exactly at the threshold",
        A,
        study_total("3000.00", "276.20", "2740.00"),
        says="边界",
    ),
    Mutant(
        "just above the threshold",
        A,
        study_total("3000.01", "276.21", "2740.01"),
        error("proposal-required", f"{FS}.total_investment"),
    ),
    Mutant(
        "funds not secured",
        A,
        {f"{FS}.funds_secured": False},
        error("funds-not-secured", f"{FS}.funds_secured"),
    ),
    Mutant(
        "funds not answered",
        A,
        {f"{FS}.funds_secured": None},
        missing(f"{FS}.funds_secured"),
        waits(f"funds-not-secured {FS}.funds_secured"),
    ),
    Mutant(
        "no proof of funds",
        A,
        {f"{FS}.attachments.fund_proof": None},
        error("material-missing", f"{FS}.fund_proof"),
    ),
    Mutant(
        "no cryptography plan",
        B,
        {f"{FS}.attachments.cryptography_plan": None},
        warning("material-missing", f"{FS}.cryptography_plan"),
    ),
    Mutant(
        "protection level undetermined",
        A,
        {"registration.protection_level": "undetermined"},
        warning("protection-undecided", "registration.protection_level"),
    ),
    Mutant(
        "protection level blank",
        B,
        {"registration.protection_level": None},
        warning("protection-undecided", "registration.protection_level"),
    ),
    Mutant(
        "consultant proven by an old certificate",
        A,
        {f"{FS}.consultant_proof": "old_certificate"},
        note("qualification-abolished", f"{FS}.consultant_proof"),
    ),
    Mutant(
        "designer proven by an old certificate",
        B,
        {f"{PD}.designer_proof": "资质证书"},
        note("qualification-abolished", f"{PD}.designer_proof"),
    ),
    Mutant(
        "supervisor proven by an old certificate",
        B,
        {"procurement.supervisor_proof": "old_certificate"},
        note("qualification-abolished", "procurement.supervisor_proof"),
    ),
    Mutant(
        "funds applied for before the approval",
        A,
        {"fund_application.application_date": "2023-06-19"},
        error("funds-before-approval", "fund_application.application_date"),
    ),
    Mutant(
        "funds applied for on the day of the approval",
        A,
        {"fund_application.application_date": "2023-06-20"},
    ),
]

ESTIMATE = [
    Mutant(
        "estimate a hundred yuan above the approval",
        A,
        {f"{FS}.approval.amount": "2798.59"},
        error("estimate-over-approval", f"{PD}.total_investment"),
    ),
    Mutant("estimate exactly as approved", A, {f"{FS}.approval.amount": "2798.60"}),
    Mutant("adjustment of exactly ten per cent", A, {f"{PD}.adjustment_amount": "-286.00"}),
    Mutant(
        "adjustment above ten per cent",
        A,
        {f"{PD}.adjustment_amount": "-286.01"},
        error("adjustment-over-limit", f"{PD}.adjustment_amount"),
    ),
    Mutant(
        "adjustment upwards above ten per cent",
        A,
        {f"{PD}.adjustment_amount": "286.01"},
        error("adjustment-over-limit", f"{PD}.adjustment_amount"),
    ),
    Mutant(
        "estimate exactly ten per cent lower",
        A,
        {f"{PD}.total_investment": "2574.00", **design_items(application_software="1037.40")},
    ),
    Mutant(
        "estimate more than ten per cent lower",
        A,
        {f"{PD}.total_investment": "2573.99", **design_items(application_software="1037.39")},
        error("adjustment-over-limit", f"{PD}.total_investment"),
    ),
    Mutant(
        "major change",
        A,
        {f"{PD}.major_change": True},
        error("adjustment-over-limit", f"{PD}.major_change"),
    ),
    Mutant(
        "major change not answered",
        A,
        {f"{PD}.major_change": None},
        undecided=waits(f"adjustment-over-limit {PD}.major_change"),
    ),
    Mutant("adjustment left blank", A, {f"{PD}.adjustment_amount": None}),
    Mutant(
        "no chapter on the adjustment",
        A,
        {f"{PD}.attachments.adjustment_chapter": None},
        error("adjustment-chapter-missing", f"{PD}.adjustment_chapter"),
    ),
    Mutant(
        "adjusted within an equal total, no chapter",
        B,
        {f"{PD}.adjustment_amount": "10.00"},
        error("adjustment-chapter-missing", f"{PD}.adjustment_chapter"),
    ),
    Mutant(
        "items of the study do not add up",
        A,
        {f"{FS}.investment_items[0].amount": "486.01"},
        error("sum-mismatch", f"{FS}.investment_items"),
    ),
    Mutant(
        "items of the estimate do not add up",
        B,
        {f"{PD}.investment_items[17].amount": "3.99"},
        error("sum-mismatch", f"{PD}.investment_items"),
    ),
    Mutant(
        "fund sources of the study do not add up",
        A,
        {f"{FS}.fund_sources[1].amount": "260.01"},
        error("sum-mismatch", f"{FS}.fund_sources"),
    ),
    Mutant(
        "fund sources of the registration do not add up",
        B,
        {"registration.fund_sources[0].amount": "3599.99"},
        error("sum-mismatch", "registration.fund_sources"),
    ),
    Mutant(
        "unit price times quantity differs",
        A,
        {f"{FS}.equipment[2].quantity": "3"},
        error("sum-mismatch", f"{FS}.equipment[2].amount"),
    ),
    Mutant(
        "unit price times quantity differs in the estimate",
        B,
        {f"{PD}.equipment[0].unit_price": "15.01"},
        error("sum-mismatch", f"{PD}.equipment[0].amount"),
    ),
    Mutant(
        "quantity left blank",
        A,
        {f"{FS}.equipment[2].quantity": None},
        undecided=waits(f"sum-mismatch {FS}.equipment[2].amount"),
    ),
    Mutant(
        "amount of an item left blank",
        A,
        {f"{FS}.investment_items[16].amount": None},
        missing(f"{FS}.investment_items[16].amount"),
        waits(f"sum-mismatch {FS}.investment_items"),
    ),
    Mutant(
        "no fund sources in the registration",
        A,
        {"registration.fund_sources": None},
    ),
]

RATES = [
    Mutant(
        "contingency rate below the range",
        A,
        {f"{FS}.contingency_rate": "4.99"},
        warning("rate-out-of-range", f"{FS}.contingency_rate"),
    ),
    Mutant(
        "contingency rate above the range",
        B,
        {f"{FS}.contingency_rate": "10.01"},
        warning("rate-out-of-range", f"{FS}.contingency_rate"),
    ),
    Mutant("contingency rate at the upper end", B, {f"{FS}.contingency_rate": "10%"}),
    Mutant("contingency rate left blank", A, {f"{FS}.contingency_rate": None}),
    Mutant(
        "integration fee below the range",
        A,
        design_items(integration="40.79", application_software="1268.81"),
        warning("rate-out-of-range", f"{PD}.investment_items"),
    ),
    Mutant(
        "integration fee at the lower end",
        A,
        design_items(integration="40.80", application_software="1268.80"),
    ),
    Mutant(
        "integration fee at the upper end",
        A,
        design_items(integration="54.40", application_software="1255.20"),
    ),
    Mutant(
        "integration fee above the range",
        A,
        design_items(integration="54.41", application_software="1255.19"),
        warning("rate-out-of-range", f"{PD}.investment_items"),
    ),
    Mutant(
        "management fee above the range",
        A,
        design_items(management="48.28", contingency="121.22"),
        warning("rate-out-of-range", f"{PD}.investment_items"),
    ),
    Mutant(
        "management fee below the range",
        A,
        design_items(management="24.13", contingency="145.37"),
        warning("rate-out-of-range", f"{PD}.investment_items"),
    ),
]

NAMES_AND_CODES = [
    Mutant(
        "project name with another bracket",
        A,
        {"needs_analysis.project_name": "示例省网上审批服务平台建设项目(示例)"},
        error("name-mismatch", "needs_analysis.project_name"),
    ),
    Mutant(
        "project name with a character less",
        B,
        {"project_proposal.project_name": "示例省政务数据共享枢纽项目\uff08示例\uff09"},
        error("name-mismatch", "project_proposal.project_name"),
    ),
    Mutant(
        "project name with blanks around it",
        A,
        {f"{FS}.project_name": "\u3000示例省网上审批服务平台建设项目\uff08示例\uff09 "},
    ),
    Mutant(
        "another construction unit",
        B,
        {f"{PD}.construction_unit": "示例省大数据局"},
        error("name-mismatch", f"{PD}.construction_unit"),
    ),
    Mutant("construction unit left blank", B, {f"{PD}.construction_unit": None}),
    Mutant(
        "check digit of the unit",
        A,
        {"registration.unit_code": "11990000000001011R"},
        error("identifier-invalid", "registration.unit_code"),
        says="校验码",
    ),
    Mutant(
        "two digits of the unit code swapped",
        B,
        {"registration.unit_code": "1199000000000012XG"},
        error("identifier-invalid", "registration.unit_code"),
    ),
    Mutant(
        "unit code in small letters",
        A,
        {"registration.unit_code": "11990000000001011q"},
    ),
    Mutant(
        "letter O in a supplier's code",
        A,
        {"procurement.contracts[2].supplier_code": "9199OOOOMA0X01069C"},
        error("identifier-invalid", "procurement.contracts[2].supplier_code"),
    ),
    Mutant("no supplier code", A, {"procurement.contracts[2].supplier_code": None}),
    Mutant(
        "project code too short",
        B,
        {"registration.project_code": "2201-990000-04-04-10002"},
        warning("identifier-invalid", "registration.project_code"),
    ),
    Mutant(
        "amount that is no number",
        A,
        {"fund_application.amount": "二千六百"},
        error("answer-invalid", "fund_application.amount"),
    ),
    Mutant(
        "day that does not exist",
        A,
        {f"{FINAL}.preliminary_accepted_on": "2025-02-30"},
        error("answer-invalid", f"{FINAL}.preliminary_accepted_on"),
        waits(f"date-order {FINAL}.application_date"),
    ),
]

CONSTRUCTION = [
    Mutant(
        "contract placed in another way than approved",
        A,
        {"procurement.contracts[1].method": "single_source"},
        error("tender-method-differs", "procurement.contracts[1].method"),
    ),
    Mutant("method in other words", A, {"procurement.contracts[1].method": "公开招标"}),
    Mutant(
        "approved method not answered",
        A,
        {"procurement.contracts[1].approved_method": None},
        undecided=waits("tender-method-differs procurement.contracts[1].method"),
    ),
    Mutant(
        "no supervision contract",
        A,
        {
            "procurement.supervision_contract": None,
            "procurement.attachments.supervision_contract_file": None,
        },
        error("supervision-missing", "procurement.supervision_contract"),
    ),
    Mutant("supervision contract as a file", A, {"procurement.supervision_contract": None}),
    Mutant(
        "supervision contract in words",
        B,
        {"procurement.attachments.supervision_contract_file": None},
    ),
    Mutant(
        "no tender approval",
        B,
        {"procurement.attachments.tender_approval": None},
        error("material-missing", "procurement.tender_approval"),
    ),
    Mutant(
        "report of a half-year missing",
        A,
        {"progress_report@2024H1": None},
        error("progress-report-late", "progress_report"),
        says="2024年上半年",
    ),
    Mutant(
        "report of a year missing",
        B,
        {"progress_report@2023": None},
        error("progress-report-late", "progress_report"),
        says="2024-01-31",
    ),
    Mutant(
        "report a day late",
        A,
        {"progress_report@2023.reported_on": "2024-02-01"},
        error("progress-report-late", "progress_report@2023.reported_on"),
    ),
    Mutant("report on the last day", A, {"progress_report@2023.reported_on": "2024-01-31"}),
    Mutant(
        "half-year report a day late",
        B,
        {"progress_report@2024H1.reported_on": "2024-08-01"},
        error("progress-report-late", "progress_report@2024H1.reported_on"),
    ),
    Mutant(
        "day of the report not answered",
        A,
        {"progress_report@2024.reported_on": None},
        undecided=waits("progress-report-late progress_report@2024.reported_on"),
    ),
    Mutant(
        "adjusted before the report",
        B,
        {"adjustment.effective_date": "2024-03-11"},
        error("adjusted-before-report", "adjustment.effective_date"),
    ),
    Mutant("adjusted on the day of the report", B, {"adjustment.effective_date": "2024-03-12"}),
    Mutant(
        "day of the adjustment not answered",
        B,
        {"adjustment.effective_date": None},
        undecided=waits("adjusted-before-report adjustment.effective_date"),
    ),
    Mutant(
        "adjustment without the supervisor's opinion",
        B,
        {"adjustment.attachments.supervision_opinion": None},
        warning("material-missing", "adjustment.supervision_opinion"),
    ),
    Mutant(
        "incident without a day of reporting",
        A,
        {"incident": {**incident(**_INCIDENT), "attachments": incident_file()}},
        error("incident-unreported", "incident_report.reported_on"),
    ),
    Mutant(
        "incident without its report",
        A,
        {"incident": incident(**_INCIDENT, reported_on="2024-05-10")},
        error("incident-unreported", "incident_report.incident_file"),
    ),
    Mutant(
        "incident reported",
        A,
        {
            "incident": {
                **incident(**_INCIDENT, reported_on="2024-05-10"),
                "attachments": incident_file(),
            }
        },
    ),
]

ACCEPTANCE = [
    Mutant(
        "risk assessed after half a year",
        A,
        {"risk_assessment.assessed_on": "2025-09-23"},
        error("acceptance-late", "risk_assessment.assessed_on"),
    ),
    Mutant(
        "risk assessed on the last day, a Monday after a Saturday",
        A,
        {"risk_assessment.assessed_on": "2025-09-22"},
    ),
    Mutant(
        "accepted after half a year",
        A,
        dict.fromkeys(_BOTH_ACCEPTED, "2025-09-23"),
        error("acceptance-late", "preliminary_acceptance.accepted_on"),
    ),
    Mutant("accepted on the last day", A, dict.fromkeys(_BOTH_ACCEPTED, "2025-09-22")),
    Mutant(
        "final acceptance applied for late",
        A,
        {f"{FINAL}.application_date": "2025-10-21"},
        error("final-acceptance-late", f"{FINAL}.application_date"),
    ),
    Mutant(
        "final acceptance applied for on the last day",
        A,
        {f"{FINAL}.application_date": "2025-10-20"},
    ),
    Mutant(
        "final acceptance late without an extension",
        B,
        {"acceptance_extension": None},
        error("final-acceptance-late", f"{FINAL}.application_date"),
    ),
    *(
        Mutant(
            f"final acceptance without {annex}",
            A,
            {f"{FINAL}.attachments.{annex}": None},
            error("final-acceptance-annex-missing", f"{FINAL}.{annex}"),
        )
        for annex in (
            "construction_summary",
            "preliminary_report",
            "financial_report",
            "audit_report",
            "risk_report",
        )
    ),
    Mutant(
        "audit report on paper",
        B,
        {
            f"{FINAL}.attachments.audit_report": None,
            f"{FINAL}.paper.audit_report": "审计机关只出具纸质件",
        },
    ),
    Mutant(
        "no application for final acceptance",
        A,
        {f"{FINAL}.attachments.application": None},
        error("material-missing", f"{FINAL}.application"),
    ),
    Mutant(
        "risk assessed before the trial run",
        A,
        {"risk_assessment.assessed_on": "2025-03-23"},
        warning("risk-assessment-early", "risk_assessment.assessed_on"),
    ),
    Mutant(
        "risk assessed on the first day of the trial run",
        A,
        {"risk_assessment.assessed_on": "2025-03-24"},
    ),
    Mutant(
        "no proof of the protection filing",
        B,
        {"risk_assessment.attachments.protection_filing": None},
        error("material-missing", "risk_assessment.protection_filing"),
    ),
    Mutant(
        "level one needs no protection filing",
        B,
        {
            "risk_assessment.attachments.protection_filing": None,
            "risk_assessment.protection_level": "level1",
        },
    ),
]

DATES = [
    Mutant(
        f"{path} on {day}",
        sample,
        {path: day},
        error("date-order", path),
    )
    for sample, path, day in (
        (A, "registration.construction_end", "2023-12-03"),
        (B, "project_proposal.approval.date", "2022-02-23"),
        (A, f"{FS}.approval.date", "2023-03-26"),
        (B, f"{FS}.approval.date", "2022-05-18"),
        (A, f"{PD}.approval.date", "2023-06-19"),
        (A, "fund_application.approval.date", "2023-10-11"),
        (A, "procurement.contracts[2].signed_on", "2023-09-27"),
        (B, "adjustment.report_date", "2023-02-15"),
        (A, "risk_assessment.trial_run_start", "2025-03-19"),
        (A, f"{FINAL}.application_date", "2025-07-17"),
        (A, f"{FINAL}.approval.date", "2025-09-25"),
        (B, "acceptance_extension.requested_due", "2025-09-09"),
        (A, "post_evaluation.rectified_on", "2025-09-25"),
    )
]

MUTANTS = [
    *DECLARATION,
    *ESTIMATE,
    *RATES,
    *NAMES_AND_CODES,
    *CONSTRUCTION,
    *ACCEPTANCE,
    *DATES,
]
