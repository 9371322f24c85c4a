"""Defects in the tables of the estimate, in plans, and in what is meant to be built."""

from story_mutant import FS, PD, A, B, Mutant, error, note, warning, without

FUND = "fund_application"
NEEDS = "needs_analysis"

TABLES = [
    Mutant(
        "a source moved between years does not matter",
        A,
        {f"{FS}.annual_plan[0].provincial": "700.00", f"{FS}.annual_plan[1].provincial": "1900.00"},
    ),
    Mutant(
        "the plan takes from another source than there is",
        B,
        {f"{PD}.annual_plan[0].self_raised": "199.00", f"{PD}.annual_plan[0].other": "1.00"},
        error("annual-plan-mismatch", f"{PD}.annual_plan") * 2,
    ),
    Mutant(
        "the plan of the proposal does not make up its total",
        B,
        {
            "project_proposal.annual_plan[1].provincial": "1799.99",
            **without("project_proposal", "fund_sources"),
        },
        error("annual-plan-mismatch", "project_proposal.annual_plan"),
    ),
    Mutant(
        "a row of the funds does not agree with its use",
        A,
        {f"{FS}.fund_use[0].local": "2301.00"},
        error("fund-use-mismatch", f"{FS}.fund_use[0].total"),
    ),
    Mutant(
        "the adjustments do not make up the amount",
        A,
        {f"{PD}.adjustments[0].adjusted": "472.01"},
        error("adjustments-mismatch", f"{PD}.adjustments"),
    ),
    Mutant(
        "the software list does not make up its item",
        B,
        {f"{PD}.software_list[3].quantity": "49"},
        warning("list-total-differs", f"{PD}.software_list"),
    ),
    Mutant(
        "function points do not make up the software",
        B,
        {f"{FS}.function_points[0].ufp": "2501"},
        warning("list-total-differs", f"{FS}.effort_method"),
    ),
    Mutant(
        "a brand named in the study",
        A,
        {f"{FS}.equipment[1].brand": "示例牌 X1"},
        note("brand-named", f"{FS}.equipment"),
    ),
    Mutant(
        "a stage of the schedule after the period",
        A,
        {f"{PD}.schedule[3].ends_on": "2025-03-29"},
        warning("schedule-outside-period", f"{PD}.schedule[3].ends_on"),
    ),
    Mutant(
        "a stage of the schedule ends before it begins",
        B,
        {f"{FS}.schedule[1].ends_on": "2023-08-31"},
        error("date-order", f"{FS}.schedule[1].ends_on"),
    ),
]

FEES = [
    Mutant(
        "contingency rate that its amount does not bear out",
        B,
        {f"{FS}.contingency_rate": "5.06"},
        (
            *warning("contingency-rate-differs", f"{FS}.contingency_rate"),
            *note("contingency-rate-usual", f"{FS}.contingency_rate"),
        ),
    ),
    Mutant(
        "contingency rate rounded",
        B,
        {f"{FS}.contingency_rate": "5.04"},
        note("contingency-rate-usual", f"{FS}.contingency_rate"),
    ),
    Mutant(
        "management fee above the control amount",
        A,
        {
            f"{PD}.investment_items[7].amount": "46.98",
            f"{PD}.investment_items[18].amount": "122.52",
            **without(PD, "estimate_basis"),
        },
        warning("management-over-control", f"{PD}.investment_items"),
    ),
    Mutant(
        "training paid twice",
        A,
        {f"{FS}.training_in_software": True},
        warning("training-counted-twice", f"{FS}.investment_items"),
    ),
    Mutant(
        "supervision above the reference",
        B,
        {
            f"{FS}.investment_items[11].amount": "102.00",
            f"{FS}.investment_items[9].amount": "18.20",
        },
        note("fee-above-reference", f"{FS}.investment_items"),
        says="监理费",
    ),
]

PURPOSES = [
    Mutant(
        "total of the study instead of the estimate in the application for funds",
        A,
        {f"{FUND}.total_investment": "2860.00", **without(FUND, "fund_sources")},
        error("total-mismatch", f"{FUND}.total_investment"),
    ),
    Mutant(
        "more applied for than the source gives",
        B,
        {f"{FUND}.received_amount": "0.01"},
        warning("funds-over-source", f"{FUND}.amount"),
    ),
    Mutant(
        "funds applied for twice",
        A,
        {f"{FUND}.repeated_funding": True},
        warning("repeated-funding", f"{FUND}.repeated_funding"),
    ),
    Mutant(
        "name left out in the application for funds",
        B,
        {f"{FUND}.project_name": "示例省政务数据共享枢纽"},
        error("name-mismatch", f"{FUND}.project_name"),
    ),
    Mutant(
        "planned level lower than that of the services",
        A,
        {f"{NEEDS}.protection_objects[1].service_level": "level3"},
        error("planned-level-differs", f"{NEEDS}.protection_objects[1].final_level"),
    ),
    Mutant(
        "level of the project above that of its systems",
        B,
        {
            f"{NEEDS}.protection_objects[0].final_level": "level2",
            f"{NEEDS}.protection_objects[0].information_level": "level2",
            f"{NEEDS}.protection_objects[0].service_level": "level2",
        },
        warning("planned-level-differs", f"{NEEDS}.protection_objects"),
    ),
    Mutant(
        "no fee for testing a system of level three",
        A,
        {f"{PD}.investment_items[13].item": "测试服务"},
        note("testing-not-planned", f"{PD}.investment_items"),
    ),
    Mutant(
        "no catalogue of the shared information",
        B,
        without(PD, "resource_catalogue"),
        note("sharing-chapter-missing", f"{PD}.resource_catalogue"),
    ),
    Mutant(
        "works above the limit without a tender",
        A,
        {
            f"{FS}.tender_plan[3].nature": "services",
            f"{FS}.tender_plan[3].method": "direct",
            f"{FS}.tender_plan[3].amount": "100.00",
        },
        warning("tender-reason-missing", f"{FS}.tender_plan[3].reason"),
    ),
    Mutant(
        "works above the limit without a tender, with a reason",
        A,
        {
            f"{FS}.tender_plan[3].nature": "services",
            f"{FS}.tender_plan[3].method": "direct",
            f"{FS}.tender_plan[3].amount": "100.00",
            f"{FS}.tender_plan[3].reason": "涉及专有技术",
        },
    ),
    Mutant(
        "office computers in what is built",
        B,
        {f"{FS}.building_content": "建设共享枢纽，配办公电脑 50 台。"},
        warning("intensive-use", f"{FS}.building_content"),
    ),
    Mutant(
        "not in the government cloud, no reason",
        A,
        {"registration.on_government_cloud": False},
        warning("intensive-use", "registration.cloud_reason"),
    ),
]
