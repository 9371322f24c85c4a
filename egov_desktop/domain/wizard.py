"""The wizard (填报向导) without a window: the order of its pages, how each stands, what is next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from egov_desktop.domain.checking import ANSWER_MISSING
from egov_desktop.domain.fields import Raw
from egov_desktop.domain.findings import Finding
from egov_desktop.domain.policy import MaterialRule, Section, Severity, StageRule
from egov_desktop.domain.project import Filing
from egov_desktop.domain.scope import Scope


@dataclass(frozen=True)
class SectionState:
    """How one page of the wizard stands."""

    section: str
    title: str
    errors: int
    warnings: int
    unfilled: int
    """Required answers that are still blank."""
    is_untouched: bool

    @property
    def words(self) -> str:
        """Return the state as it is shown beside the title."""
        counted = (("有问题", self.errors), ("未填", self.unfilled), ("警告", self.warnings))
        parts = [f"{word} {number}" for word, number in counted if number]
        if parts:
            return " · ".join(parts)
        return "未开始" if self.is_untouched else "已填妥"


class Need(StrEnum):
    """Whether a filing needs a material now."""

    REQUIRED = "required"
    ADVISED = "advised"
    """Its absence is a warning, not an error."""
    NOT_NOW = "not_now"
    UNDECIDED = "undecided"
    """An answer that decides it is still blank."""


def need_of(material: MaterialRule, scope: Scope) -> Need:
    """Return whether the filing of a scope needs a material."""
    is_needed = material.required_when.evaluate(scope)
    if is_needed is None:
        return Need.UNDECIDED
    if not is_needed:
        return Need.NOT_NOW
    return Need.REQUIRED if material.severity_if_absent is Severity.ERROR else Need.ADVISED


def section_states(
    stage: StageRule, filing: Filing, findings: Iterable[Finding]
) -> tuple[SectionState, ...]:
    """Return how every page stands, in the order of the form."""
    own = [finding for finding in findings if finding.filing == filing.id]
    return tuple(
        _state(section, filing, findings_of(section, own))
        for section in shown_sections(stage, filing)
    )


def shown_sections(stage: StageRule, filing: Filing) -> tuple[Section, ...]:
    """Return the pages with at least one field that applies."""
    return tuple(
        section
        for section in stage.sections
        if any(definition.id not in filing.hidden for definition in section.fields)
    )


def findings_of(section: Section, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that point at a field of this page."""
    ids = {definition.id for definition in section.fields}
    return tuple(finding for finding in findings if field_of(finding.path) in ids)


def field_of(path: str) -> str:
    """Return the field id of a path such as `investment_items[2].amount`."""
    return path.partition("[")[0]


def row_of(path: str) -> int | None:
    """Return the row number (from 0) of a path within a table, or None."""
    number = path.partition("[")[2].partition("]")[0]
    return int(number) if number.isdigit() else None


def column_of(path: str) -> str:
    """Return the column id of a path within a table; empty when it names none."""
    return path.partition("].")[2]


def section_with(stage: StageRule, path: str) -> Section | None:
    """Return the page on which the field of a path stands, or None."""
    wanted = field_of(path)
    return next(
        (s for s in stage.sections if any(field.id == wanted for field in s.fields)),
        None,
    )


def is_missing_answer(finding: Finding) -> bool:
    """Whether a finding only says that a required answer is still blank."""
    return finding.rule.endswith(f".{ANSWER_MISSING}")


def typed_rows(raw: Raw) -> list[dict[str, Raw]]:
    """Return the rows of a table as they were typed, blank ones left out."""
    if raw is None or isinstance(raw, str | bool | int | float) or not isinstance(raw, Sequence):
        return []
    rows = [dict(row) for row in raw if isinstance(row, dict)]
    return [row for row in rows if not is_blank_row(row)]


def is_blank_row(row: dict[str, Raw]) -> bool:
    """Whether nothing but blanks was typed in a row."""
    return all(cell is None or not str(cell).strip() for cell in row.values())


def _state(section: Section, filing: Filing, findings: tuple[Finding, ...]) -> SectionState:
    unfilled = sum(is_missing_answer(f) for f in findings)
    errors = sum(f.severity is Severity.ERROR for f in findings if not is_missing_answer(f))
    warnings = sum(f.severity is Severity.WARNING for f in findings)
    untouched = all(filing.answer(definition.id).is_blank for definition in section.fields)
    return SectionState(section.id, section.title, errors, warnings, unfilled, untouched)
