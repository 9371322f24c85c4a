"""Which page shows a route; a page's module is imported when it is first shown."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from egov_desktop.ui import routes
from egov_desktop.ui.page import Page

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs


_PAGES: Mapping[type, tuple[str, str]] = {
    routes.Workbench: ("workbench_page", "WorkbenchPage"),
    routes.Agenda: ("agenda_page", "AgendaPage"),
    routes.UnitProfile: ("unit_page", "UnitPage"),
    routes.Verify: ("verify_page", "VerifyPage"),
    routes.Settings: ("settings_page", "SettingsPage"),
    routes.ProjectHome: ("project_page", "ProjectPage"),
    routes.Funds: ("funds_page", "FundsPage"),
    routes.Fill: ("wizard.fill_page", "FillPage"),
    routes.Materials: ("materials_page", "MaterialsPage"),
    routes.Report: ("report_page", "ReportPage"),
    routes.CheckReport: ("check_page", "CheckPage"),
    routes.Preview: ("preview_page", "PreviewPage"),
    routes.Submit: ("submit_page", "SubmitPage"),
}
"""Route → module and class of its page."""


def build(workspace: "Workspace", jobs: "Jobs", route: routes.Route) -> Page:
    """Return a new page for a route."""
    module, name = _PAGES[type(route)]
    made: type[Page] = getattr(import_module(f"egov_desktop.ui.{module}"), name)
    return made(workspace, jobs, route)


def place(route: routes.Route) -> tuple[object, ...]:
    """Return what two routes share when the same page shows both."""
    return (
        type(route),
        getattr(route, "project_id", None),
        getattr(route, "filing_id", None),
    )
