"""Defects from procurement to acceptance, and in the order of dates."""

from story_mutant import (
    BOTH_ACCEPTED,
    FINAL,
    FS,
    INCIDENT,
    PD,
    A,
    B,
    Mutant,
    error,
    incident,
    incident_file,
    missing,
    waits,
    warning,
    without,
)

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
        error("supervision-missing", "procurement.supervision_contract_file"),
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
        {"incident": {**incident(**INCIDENT), "attachments": incident_file()}},
        error("incident-unreported", "incident_report.reported_on"),
    ),
    Mutant(
        "incident without its report",
        A,
        {"incident": incident(**INCIDENT, reported_on="2024-05-10")},
        error("incident-unreported", "incident_report.incident_file"),
    ),
    Mutant(
        "incident reported",
        A,
        {
            "incident": {
                **incident(**INCIDENT, reported_on="2024-05-10"),
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
        dict.fromkeys(BOTH_ACCEPTED, "2025-09-23"),
        error("acceptance-late", "preliminary_acceptance.accepted_on"),
    ),
    Mutant("accepted on the last day", A, dict.fromkeys(BOTH_ACCEPTED, "2025-09-22")),
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
    Mutant(
        "final acceptance late with a second extension begun",
        B,
        {"more": {"stage": "acceptance_extension", "period": None}},
        (
            *missing("acceptance_extension@2.original_due"),
            *missing("acceptance_extension@2.requested_due"),
            *missing("acceptance_extension@2.reason"),
            *error("material-missing", "acceptance_extension@2.extension_application"),
        ),
        waits("date-order acceptance_extension@2.requested_due"),
    ),
    Mutant(
        "an extension that is begun but blank extends nothing",
        A,
        {
            f"{FINAL}.application_date": "2025-10-21",
            "more": {"stage": "acceptance_extension", "period": None},
        },
        (
            *error("final-acceptance-late", f"{FINAL}.application_date"),
            *missing("acceptance_extension.original_due"),
            *missing("acceptance_extension.requested_due"),
            *missing("acceptance_extension.reason"),
            *error("material-missing", "acceptance_extension.extension_application"),
        ),
        waits("date-order acceptance_extension.requested_due"),
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

SCHEDULES = without(FS, "schedule") | without(PD, "schedule")
DATES = [
    Mutant(
        f"{path} on {day}",
        sample,
        {path: day, **taken},
        error("date-order", path),
    )
    for taken, sample, path, day in (
        (SCHEDULES, A, "registration.construction_end", "2023-12-03"),
        ({}, B, "project_proposal.approval.date", "2022-02-23"),
        (without(FS, "compiled_on"), A, f"{FS}.approval.date", "2023-03-26"),
        (without(FS, "compiled_on"), B, f"{FS}.approval.date", "2022-05-18"),
        (without(PD, "compiled_on"), A, f"{PD}.approval.date", "2023-06-19"),
        ({}, A, "fund_application.approval.date", "2023-10-11"),
        ({}, A, "procurement.contracts[2].signed_on", "2023-09-27"),
        ({}, B, "adjustment.report_date", "2023-02-15"),
        ({}, A, "risk_assessment.trial_run_start", "2025-03-19"),
        ({}, A, f"{FINAL}.application_date", "2025-07-17"),
        ({}, A, f"{FINAL}.approval.date", "2025-09-25"),
        ({}, B, "acceptance_extension.requested_due", "2025-09-09"),
        ({}, A, "post_evaluation.rectified_on", "2025-09-25"),
    )
]
