"""Projects and filings as values: ids, order in time, what is supplied."""

import itertools

import pytest
from small_pack import approval, attachment, project, study

from egov_desktop.domain.fields import BLANK
from egov_desktop.domain.project import filing_id


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("study", None), "study"),
        (("study", None, 2), "study@2"),
        (("study", "2026H1"), "study@2026H1"),
        (("study", "2026H1", 2), "study@2026H1"),
    ],
)
def test_ids_of_filings(parts: tuple[str, str | None], expected: str) -> None:
    assert filing_id(*parts) == expected


def test_filings_of_a_stage_come_in_the_order_of_time() -> None:
    """The whole year's report is made after the one of its first half."""
    expected = ["study@2025H1", "study@2025", "study@2026H1", "study@2026"]
    filings = [study(period=each.partition("@")[2]) for each in expected]
    for order in itertools.permutations(filings):
        assert [f.id for f in project(*order).of_stage("study")] == expected


def test_repeated_filings_come_in_their_numbers() -> None:
    found = project(*(study(sequence=number) for number in (11, 2, 1))).of_stage("study")
    assert [f.id for f in found] == ["study", "study@2", "study@11"]


def test_a_bare_stage_means_its_first_filing() -> None:
    made = project(study(period="2026"), study(period="2025"))
    assert made.filing("study").id == "study@2025"
    assert made.filing("study@2026").period == "2026"
    assert made.filing("study@2027") is None
    assert made.filing("unknown") is None
    assert made.of_stage("unknown") == ()


def test_the_latest_approval_of_a_stage_counts() -> None:
    first, second = approval("一号"), approval("二号")
    made = project(study(sequence=2, approval=second), study(approval=first), study(sequence=3))
    assert made.approval("study") is second
    assert made.approval("registration") is None


def test_a_material_is_supplied_as_a_file_or_on_paper() -> None:
    filing = study(attachments=(attachment(1),), paper_materials={"proof": "原件过大"})
    assert filing.is_supplied("report")
    assert filing.is_supplied("proof")
    assert not filing.is_supplied("plan")
    assert filing.attached("report") == (attachment(1),)


def test_an_answer_that_was_not_given_is_blank() -> None:
    assert study().answer("total") is BLANK
    assert study({"total": "1"}).answer("total").value == 1
