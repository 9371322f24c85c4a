"""Findings in words: where, what, by which clause, and the place in the window they lead to."""

from dataclasses import dataclass

from egov_desktop.domain.findings import Finding, Undecided
from egov_desktop.domain.policy import PolicyPack, Severity
from egov_desktop.domain.printout import place_label
from egov_desktop.domain.project import Project
from egov_desktop.domain.wizard import field_of
from egov_desktop.ui.routes import Fill, Materials, ProjectHome, Route
from egov_desktop.ui.severity import mark_of, severity_of
from egov_desktop.ui.translation import _


@dataclass(frozen=True)
class FindingLine:
    """One line of the list, in words, and the place it leads to."""

    severity: Severity | None
    place: str
    message: str
    basis: str
    route: Route
    path: str
    filing: str

    @property
    def text(self) -> str:
        """Return the line as plain text, for copying and for screen readers."""
        basis = _("依据：{basis}").format(basis=self.basis) if self.basis else ""
        parts = (f"[{mark_of(self.severity).word}] {self.place}", self.message, basis)
        return "\n".join(part for part in parts if part)


def line_of(pack: PolicyPack, project: Project, outcome: Finding | Undecided) -> FindingLine:
    """Return the line that shows a finding, or a rule that could not be decided."""
    message = outcome.message if isinstance(outcome, Finding) else _waiting(pack, outcome)
    return FindingLine(
        severity_of(outcome),
        place_label(pack, outcome.stage, outcome.path),
        message,
        outcome.basis,
        route_to(pack, project, outcome.stage, outcome.filing, outcome.path),
        outcome.path,
        outcome.filing,
    )


def route_to(pack: PolicyPack, project: Project, stage_id: str, filing: str, path: str) -> Route:
    """Return where a person mends what stands at a path of a filing."""
    stage = pack.stage(stage_id)
    is_begun = any(each.id == filing for each in project.filings)
    if stage is None or not is_begun or path.startswith("approval"):
        return ProjectHome(project.id)
    if stage.field(field_of(path)) is None and stage.material(path) is not None:
        return Materials(project.id, filing, path)
    return Fill(project.id, filing, path)


def _waiting(pack: PolicyPack, undecided: Undecided) -> str:
    places = [_place_of_input(pack, undecided.stage, each) for each in undecided.waits_for]
    if not places:
        return undecided.title
    inputs = _("、").join(dict.fromkeys(places))
    return _("{title}：填写 {inputs} 之后才能判断。").format(title=undecided.title, inputs=inputs)


def _place_of_input(pack: PolicyPack, own_stage: str, path: str) -> str:
    """Return the words for an input; a path that names no stage is of the filing itself."""
    stage_id, _dot, rest = path.partition(".")
    if pack.stage(stage_id) is None:
        return place_label(pack, own_stage, path)
    return place_label(pack, stage_id, rest)
