"""Defects in amounts: estimates, sums and rates."""

from story_mutant import (
    FS,
    PD,
    A,
    B,
    Mutant,
    design_items,
    error,
    missing,
    waits,
    warning,
    without,
)

PLANS = without(PD, "fund_sources", "annual_plan", "fund_use")

ESTIMATE = [
    Mutant(
        "estimate a hundred yuan above the approval",
        A,
        {f"{FS}.approval.amount": "2798.59"},
        error("estimate-over-approval", f"{PD}.total_investment"),
    ),
    Mutant("estimate exactly as approved", A, {f"{FS}.approval.amount": "2798.60"}),
    Mutant(
        "adjustment of exactly ten per cent",
        A,
        {f"{PD}.adjustment_amount": "-286.00", **without(PD, "adjustments")},
    ),
    Mutant(
        "adjustment above ten per cent",
        A,
        {f"{PD}.adjustment_amount": "-286.01", **without(PD, "adjustments")},
        error("adjustment-over-limit", f"{PD}.adjustment_amount"),
    ),
    Mutant(
        "adjustment upwards above ten per cent",
        A,
        {f"{PD}.adjustment_amount": "286.01", **without(PD, "adjustments")},
        error("adjustment-over-limit", f"{PD}.adjustment_amount"),
    ),
    Mutant(
        "estimate exactly ten per cent lower",
        A,
        {
            f"{PD}.total_investment": "2574.00",
            **design_items(application_software="1037.40"),
            **PLANS,
        },
    ),
    Mutant(
        "estimate more than ten per cent lower",
        A,
        {
            f"{PD}.total_investment": "2573.99",
            **design_items(application_software="1037.39"),
            **PLANS,
        },
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
    Mutant(
        "adjustment left blank",
        A,
        {f"{PD}.adjustment_amount": None},
        undecided=waits(f"adjustment-over-limit {PD}.adjustment_amount"),
    ),
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
        {f"{FS}.fund_sources[1].amount": "260.01", **without(FS, "annual_plan")},
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
        {f"{FS}.investment_items[16].amount": None, **without(FS, "training")},
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
        {f"{FS}.contingency_rate": "10.01", **without(FS, "estimate_basis")},
        warning("rate-out-of-range", f"{FS}.contingency_rate"),
    ),
    Mutant(
        "contingency rate at the upper end",
        B,
        {f"{FS}.contingency_rate": "10%", **without(FS, "estimate_basis")},
    ),
    Mutant(
        "contingency rate left blank",
        A,
        {f"{FS}.contingency_rate": None, **without(FS, "estimate_basis")},
        undecided=waits(f"rate-out-of-range {FS}.contingency_rate"),
    ),
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
