"""What a check finds (检查结果), as values."""

from dataclasses import dataclass
from datetime import date

from egov_desktop.domain.policy import Severity


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, where it is, what to do, and by which clause."""

    severity: Severity
    rule: str
    stage: str
    filing: str
    """Id of the filing; the stage id where the filing itself is what is missing."""
    path: str
    """Field, cell or material within the filing; empty for the filing as a whole."""
    message: str
    basis: str
    """The provision that is cited, with 待核对 where it is not verified."""

    @property
    def full_path(self) -> str:
        """Return the path that starts with the stage."""
        return f"{self.stage}.{self.path}" if self.path else self.stage


@dataclass(frozen=True)
class Undecided:
    """A rule that could not be decided, and the answers it waits for."""

    rule: str
    title: str
    stage: str
    filing: str
    path: str
    waits_for: tuple[str, ...]
    basis: str

    @property
    def full_path(self) -> str:
        """Return the path that starts with the stage."""
        return f"{self.stage}.{self.path}" if self.path else self.stage


@dataclass(frozen=True)
class CheckResult:
    """The outcome of a check on one day."""

    today: date
    findings: tuple[Finding, ...]
    """Errors first, then warnings, then notes."""
    undecided: tuple[Undecided, ...]
    rules_run: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing blocks freezing (固化); what is undecided is listed, not passed."""
        return not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that block."""
        return self.of(Severity.ERROR)

    def blocking(self, filing: str) -> tuple[Finding, ...]:
        """Return the errors that block freezing one filing; others may be for other filings."""
        return tuple(f for f in self.errors if f.filing == filing)

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """Return the findings of one severity."""
        return tuple(f for f in self.findings if f.severity is severity)
