"""The list of projects, for the first page: loads nothing of the law."""

from egov_desktop.app.workspace import Workspace
from egov_desktop.storage import project_list
from egov_desktop.storage.project_list import ProjectSummary


def list_projects(ws: Workspace) -> list[ProjectSummary]:
    """Return all projects, the one changed last first."""
    return project_list.list_projects(ws.store)
