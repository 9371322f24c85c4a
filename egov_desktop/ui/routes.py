"""Where a person can go in the window: one small value for each kind of page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Workbench:
    """All projects (工作台)."""


@dataclass(frozen=True)
class Agenda:
    """What is due in all projects (日程)."""


@dataclass(frozen=True)
class UnitProfile:
    """What all projects take over from the unit (单位信息)."""


@dataclass(frozen=True)
class Verify:
    """Judging packets that came from anywhere (验证); no project is needed."""


@dataclass(frozen=True)
class Settings:
    """What is chosen once for the whole program (设置)."""


@dataclass(frozen=True)
class ProjectHome:
    """The task list of one project (项目页)."""

    project_id: str


@dataclass(frozen=True)
class Funds:
    """Progress and money of one project side by side (进度与资金)."""

    project_id: str


@dataclass(frozen=True)
class Fill:
    """The form of a filing (填报向导), at one field when `field_path` names it."""

    project_id: str
    filing_id: str
    field_path: str = ""
    """Within the filing: `total_investment`, `investment_items[0].amount`."""


@dataclass(frozen=True)
class Materials:
    """The materials of a filing (材料页), at one slot when `material` names it."""

    project_id: str
    filing_id: str
    material: str = ""


@dataclass(frozen=True)
class Report:
    """The report of a filing (报告): its outline, its check."""

    project_id: str
    filing_id: str


@dataclass(frozen=True)
class CheckReport:
    """The completeness check (检查报告) of one filing, or of the whole project."""

    project_id: str
    filing_id: str | None = None


@dataclass(frozen=True)
class Preview:
    """The pages as they will be printed (预览与打印)."""

    project_id: str
    filing_id: str


@dataclass(frozen=True)
class Submit:
    """Signing, freezing and exporting a packet (签名、固化、导出报送包)."""

    project_id: str
    filing_id: str


Route = (
    Workbench
    | Agenda
    | UnitProfile
    | Verify
    | Settings
    | ProjectHome
    | Funds
    | Fill
    | Materials
    | Report
    | CheckReport
    | Preview
    | Submit
)


def project_of(route: Route) -> str | None:
    """Return the project a route is about."""
    return getattr(route, "project_id", None)


def filing_of(route: Route) -> str | None:
    """Return the filing a route is about."""
    return getattr(route, "filing_id", None)
