"""How grave a finding is, on screen: a word, a shape and a colour, never the colour alone."""

from dataclasses import dataclass

from PySide6.QtGui import QPixmap

from egov_desktop.domain.findings import Finding, Undecided
from egov_desktop.domain.policy import Severity
from egov_desktop.ui import theme
from egov_desktop.ui.icons import pixmap
from egov_desktop.ui.translation import _


@dataclass(frozen=True)
class Mark:
    """The word, the shape and the colour of one gravity."""

    word: str
    shape: str
    colour: str

    def picture(self, size: int = 16, ratio: float = 1) -> QPixmap:
        """Return the shape in its colour."""
        return pixmap(self.shape, self.colour, size, ratio)


def mark_of(severity: Severity | None) -> Mark:
    """Return the mark of a severity; None stands for what could not be decided."""
    look = theme.colours()
    if severity is None:
        return Mark(_("尚不能判断"), "question", look.muted)
    return {
        Severity.ERROR: Mark(_("错误"), "error", look.error),
        Severity.WARNING: Mark(_("警告"), "problem", look.warning),
        Severity.NOTE: Mark(_("提示"), "info", look.accent),
    }[severity]


def severity_of(outcome: Finding | Undecided) -> Severity | None:
    """Return the severity of a finding; None for a rule that could not be decided."""
    return outcome.severity if isinstance(outcome, Finding) else None
