"""What a new progress report takes over from the project."""

from progress_samples import PROGRESS_PACK, filing, project, report

from egov_desktop.domain.fields import Raw
from egov_desktop.domain.prefill import prefilled
from egov_desktop.domain.project import Filing

BUILDING = filing(
    "registration", {"construction_start": "2025-01-10", "construction_end": "2026年12月20日"}
)
ROWS: list[Raw] = [{"name": "设备到货", "planned_on": "2025-09-01", "state": "done"}]


def proposed(new: Filing, *filings: Filing) -> dict[str, Raw]:
    return prefilled(PROGRESS_PACK, project(*filings, new), new)


def contracts(*paid: str | None) -> Filing:
    rows: list[Raw] = [{"name": f"合同{number}", "paid": each} for number, each in enumerate(paid)]
    return filing("procurement", {"contracts": rows})


def test_the_first_report_begins_with_the_construction_period() -> None:
    assert proposed(report("2025H1"), BUILDING) == {
        "milestones": [
            {"name": "开工", "planned_on": "2025-01-10"},
            {"name": "完成建设任务", "planned_on": "2026-12-20"},
        ]
    }


def test_milestones_are_those_of_the_report_before_not_of_one_after() -> None:
    later: list[Raw] = [{"name": "验收"}]
    filings = (report("2025", milestones=ROWS), report("2026", milestones=later))
    assert proposed(report("2026H1"), BUILDING, *filings) == {"milestones": ROWS}


def test_the_report_before_is_that_of_the_half_year_before() -> None:
    made = project(report("2026"), report("2025"), report("2026H1"))
    before = made.before(report("2026"))
    assert before is not None
    assert before.period == "2026H1"
    assert made.before(report("2025")) is None
    assert made.before(report("2025H1")) is None


def test_payments_are_those_on_all_contracts() -> None:
    assert proposed(report("2025"), contracts("100.5", "20"))["paid"] == "120.50"
    assert proposed(report("2025"), contracts("0", "0"))["paid"] == "0.00"


def test_payments_are_not_proposed_while_a_contract_is_silent_or_when_they_shrink() -> None:
    assert "paid" not in proposed(report("2025"), contracts("100", None))
    assert "paid" not in proposed(report("2025"), contracts())
    assert "paid" not in proposed(report("2026H1"), contracts("100"), report("2025", paid="101"))
    assert "paid" in proposed(report("2026H1"), contracts("100"), report("2025", paid="100"))


def test_what_is_answered_stays_and_other_stages_get_nothing() -> None:
    begun = report("2025", paid="90", milestones=ROWS)
    assert proposed(begun, BUILDING, contracts("100")) == {}
    assert proposed(filing("adjustment"), BUILDING) == {}


def test_nothing_is_made_up_for_a_bare_project() -> None:
    assert proposed(report("2025")) == {}
