"""Which page shows a route; a page's module is imported when it is first shown."""

from typing import TYPE_CHECKING

from egov_desktop.ui import routes
from egov_desktop.ui.page import Page

if TYPE_CHECKING:
    from egov_desktop.app.workspace import Workspace
    from egov_desktop.ui.jobs import Jobs


def build(workspace: "Workspace", jobs: "Jobs", route: routes.Route) -> Page:
    """Return a new page for a route."""
    return _page_class(route)(workspace, jobs, route)


def _page_class(route: routes.Route) -> type[Page]:
    match route:
        case routes.Workbench():
            from egov_desktop.ui.workbench_page import WorkbenchPage

            return WorkbenchPage
        case routes.ProjectHome():
            from egov_desktop.ui.project_page import ProjectPage

            return ProjectPage
        case routes.Funds():
            from egov_desktop.ui.funds_page import FundsPage

            return FundsPage
        case routes.Fill():
            from egov_desktop.ui.wizard.fill_page import FillPage

            return FillPage
        case routes.Materials():
            from egov_desktop.ui.materials_page import MaterialsPage

            return MaterialsPage
        case routes.CheckReport():
            from egov_desktop.ui.check_page import CheckPage

            return CheckPage
        case routes.Preview():
            from egov_desktop.ui.preview_page import PreviewPage

            return PreviewPage
        case routes.Submit():
            from egov_desktop.ui.submit_page import SubmitPage

            return SubmitPage


def place(route: routes.Route) -> tuple[object, ...]:
    """Return what two routes share when the same page shows both."""
    return (
        type(route),
        getattr(route, "project_id", None),
        getattr(route, "filing_id", None),
    )
