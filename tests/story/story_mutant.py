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


def without(stage: str, *fields: str) -> dict[str, None]:
    """Take answers away that would contradict a changed amount or date as well."""
    return {f"{stage}.{each}": None for each in fields}


def study_total(total: str, contingency: str, provincial: str) -> dict[str, str | None]:
    """Change the total of the study and what must add up to it."""
    return {
        f"{FS}.total_investment": total,
        f"{FS}.investment_items[18].amount": contingency,
        f"{FS}.fund_sources[0].amount": provincial,
        **without(FS, "annual_plan", "fund_use", "estimate_basis"),
    }


def design_items(**amounts: str) -> dict[str, str | None]:
    """Change items of the estimate by their id."""
    rows = {"integration": 2, "application_software": 3, "management": 7, "contingency": 18}
    edits: dict[str, str | None] = {
        f"{PD}.investment_items[{rows[i]}].amount": amount for i, amount in amounts.items()
    }
    return edits | without(PD, "effort_method", "estimate_basis", "management_basis")


def incident(**answers: str) -> dict[str, Any]:
    return {"stage": "incident_report", "period": None, "answers": answers}


def incident_file() -> list[dict[str, str]]:
    return [{"material": "incident_file", "file": "attachments/调整说明.pdf"}]


INCIDENT = {"kind": "delay", "found_on": "2024-05-08", "measures": "增派人员、按周检查。"}
BOTH_ACCEPTED = ("preliminary_acceptance.accepted_on", f"{FINAL}.preliminary_accepted_on")
