"""Defects in tenders, contracts, progress, protection, acceptance and archives."""

from story_mutant import (
    FINAL,
    PD,
    A,
    B,
    Mutant,
    error,
    note,
    waits,
    warning,
)

RISK, PRELIMINARY = "risk_assessment", "preliminary_acceptance"
SECOND, LAST = "progress_report@2024H1", "progress_report@2024"

PROCUREMENT = [
    Mutant(
        "tender open for nineteen days",
        B,
        {"procurement.contracts[0].opened_on": "2023-05-06"},
        error("tender-period-short", "procurement.contracts[0].opened_on"),
        says="19",
    ),
    Mutant("tender open for twenty days", B, {"procurement.contracts[0].opened_on": "2023-05-07"}),
    Mutant(
        "tender not opened yet",
        B,
        {"procurement.contracts[0].opened_on": None},
        undecided=waits("tender-period-short procurement.contracts[0].opened_on"),
    ),
    Mutant(
        "signed before the tender was opened",
        A,
        {"procurement.contracts[0].signed_on": "2023-10-30"},
        error("contract-date-order", "procurement.contracts[0].signed_on"),
    ),
    Mutant(
        "construction begun before the first contract",
        A,
        {"procurement.commenced_on": "2023-11-19"},
        error("contract-date-order", "procurement.commenced_on"),
    ),
    Mutant(
        "construction begun with the first contract",
        A,
        {"procurement.commenced_on": "2023-11-20"},
    ),
    Mutant(
        "contracts above the approved estimate",
        A,
        {f"{PD}.approval.amount": "2402.69", "fund_application.total_investment": None},
        warning("contracts-over-estimate", "procurement.contracts"),
    ),
    Mutant(
        "contract overpaid",
        B,
        {"procurement.contracts[2].paid": "152.01"},
        warning("contract-overpaid", "procurement.contracts[2].paid"),
    ),
    Mutant(
        "equipment not tendered, no reason",
        B,
        {"procurement.tender_matters[0].method": "direct"},
        warning("tender-exemption-unexplained", "procurement.tender_matters[0].exemption_reason"),
    ),
    Mutant(
        "two digits of the supervisor's code swapped",
        A,
        {"procurement.supervisor_code": "91990000MA0X10050F"},
        error("supervisor-code-invalid", "procurement.supervisor_code"),
    ),
]

PROGRESS = [
    Mutant(
        "more than done",
        A,
        {f"{LAST}.planned_percent": "100.5"},
        error("progress-out-of-range", f"{LAST}.planned_percent"),
    ),
    Mutant(
        "paid less than before",
        A,
        {f"{SECOND}.paid": "240.26"},
        error("cumulative-backwards", f"{SECOND}.paid"),
    ),
    Mutant("paid as before", A, {f"{SECOND}.paid": "240.27"}),
    Mutant(
        "paid more than the estimate",
        B,
        {f"{SECOND}.paid": "4200.01"},
        warning("payments-over-estimate", f"{SECOND}.paid"),
    ),
    Mutant(
        "adjusted without approval",
        B,
        {"adjustment.approval": None, "adjustment.carried_out": "是"},
        error("adjusted-before-approval", "adjustment.carried_out"),
    ),
    Mutant(
        "adjusted before the approval",
        B,
        {"adjustment.carried_out": "是", "adjustment.effective_date": "2024-04-17"},
        error("adjusted-before-approval", "adjustment.effective_date"),
    ),
    Mutant(
        "adjusted above the estimate, source not named",
        B,
        {"adjustment.total_after": "4200.01"},
        warning("adjustment-funds-unexplained", "adjustment.increase_source"),
    ),
]

PROTECTION = [
    Mutant(
        "level three not tested",
        A,
        {f"{RISK}.protection_tested": False},
        error("protection-evidence-missing", f"{RISK}.protection_tested"),
    ),
    Mutant(
        "level three without an evaluation of its cryptography",
        A,
        {f"{RISK}.cryptography_evaluated": False},
        error("protection-evidence-missing", f"{RISK}.cryptography_evaluated"),
    ),
    Mutant(
        "tested, but no report attached",
        A,
        {f"{RISK}.attachments.protection_test_report": None},
        warning("material-missing", f"{RISK}.protection_test_report"),
    ),
    Mutant(
        "final level is the lower one",
        A,
        {f"{RISK}.objects[0].final_level": "level2"},
        error("final-level-differs", f"{RISK}.objects[0].final_level"),
    ),
    Mutant(
        "level of the project below that of its system",
        A,
        {f"{RISK}.protection_level": "level2"},
        warning("highest-level-differs", f"{RISK}.objects[0].final_level"),
    ),
    Mutant(
        "evaluation filed after thirty-one days",
        A,
        {f"{RISK}.cryptography_filed_on": "2025-06-28"},
        warning("cryptography-filing-late", f"{RISK}.cryptography_filed_on"),
    ),
    Mutant(
        "evaluation filed on the thirtieth day", A, {f"{RISK}.cryptography_filed_on": "2025-06-27"}
    ),
]

ACCEPTING = [
    Mutant(
        "accepted before the trial run ended",
        B,
        {f"{PRELIMINARY}.trial_run_end": "2025-06-11"},
        error("acceptance-date-order", f"{PRELIMINARY}.accepted_on"),
    ),
    Mutant(
        "annex newer than the application",
        B,
        {f"{FINAL}.annexes[3].dated": "2025-11-29"},
        error("acceptance-date-order", f"{FINAL}.annexes[3].dated"),
    ),
    Mutant(
        "one contract not accepted on its own",
        A,
        {f"{PRELIMINARY}.single_acceptances[1].accepted_on": None},
        error("single-acceptance-unfinished", f"{PRELIMINARY}.single_acceptances[1].accepted_on"),
    ),
    Mutant(
        "accepted on the day of the last single acceptance",
        B,
        {f"{PRELIMINARY}.single_acceptances[1].accepted_on": "2025-06-10"},
    ),
    Mutant(
        "a task not done",
        A,
        {f"{PRELIMINARY}.tasks[1].state": "partly"},
        warning("task-unfinished", f"{PRELIMINARY}.tasks[1].state"),
    ),
    Mutant(
        "an item of the self-check fails",
        B,
        {f"{FINAL}.self_check[15].state": "fails"},
        warning("self-check-fails", f"{FINAL}.self_check[15].state"),
        says="归档",
    ),
    Mutant(
        "an item of the self-check without evidence",
        B,
        {f"{FINAL}.self_check[0].evidence": None},
        note("self-check-fails", f"{FINAL}.self_check[0].evidence"),
    ),
    Mutant(
        "a material that must be there is not",
        A,
        {f"{PRELIMINARY}.acceptance_materials[6].provided": False},
        warning("acceptance-material-absent", f"{PRELIMINARY}.acceptance_materials[6].provided"),
    ),
    Mutant(
        "an open issue at the final acceptance",
        A,
        {f"{FINAL}.open_issues[0].state": "running"},
        warning("open-issue-unresolved", f"{FINAL}.open_issues[0].resolved_on"),
    ),
    Mutant(
        "two annexes with the same number",
        A,
        {f"{FINAL}.annexes[3].number": "3"},
        error("annex-numbering", f"{FINAL}.annexes"),
    ),
    Mutant(
        "an annex longer than its list says",
        B,
        {f"{FINAL}.annexes[3].pages": "1"},
        warning("annex-list-differs", f"{FINAL}.audit_report"),
    ),
    Mutant(
        "an annex that the list leaves out",
        A,
        {f"{FINAL}.annexes[4].name": "其他材料"},
        warning("annex-list-differs", f"{FINAL}.annexes"),
        says="风险评估",
    ),
    Mutant(
        "an annex without a seal",
        A,
        {f"{FINAL}.annexes[3].sealed": False},
        warning("annex-unsealed", f"{FINAL}.annexes[3].sealed"),
    ),
    Mutant(
        "assets do not make up the final accounts",
        A,
        {f"{FINAL}.assets[1].amount": "1789.99"},
        warning("final-accounts-mismatch", f"{FINAL}.assets"),
    ),
    Mutant(
        "a kind of records not archived",
        B,
        {f"{FINAL}.archives[4].filed": False},
        warning("archive-category-missing", f"{FINAL}.archives[4].filed"),
    ),
    Mutant(
        "self-evaluation before a year has passed",
        A,
        {
            "post_evaluation.purpose": "both",
            "post_evaluation.self_evaluated_on": "2026-11-20",
            "post_evaluation.paper": {"self_evaluation_report": "纸质件另交"},
        },
        note("self-evaluation-window", "post_evaluation.self_evaluated_on"),
    ),
]
