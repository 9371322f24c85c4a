"""The list of projects: what the first page shows, and nothing that takes long to load."""

from dataclasses import dataclass
from datetime import datetime

from egov_desktop.storage.store import Store

_SUMMARIES = """
WITH filings AS (
    SELECT project_id, count(*) AS filings, filing_id AS last_filing, max(updated_at)
    FROM filing GROUP BY project_id),
frozen AS (
    SELECT project_id, count(DISTINCT filing_id) AS frozen FROM frozen_version GROUP BY project_id),
approved AS (
    SELECT project_id, count(*) AS approved FROM approval GROUP BY project_id)
SELECT project.*, filings, last_filing, frozen, approved FROM project
LEFT JOIN filings ON filings.project_id = id
LEFT JOIN frozen ON frozen.project_id = id
LEFT JOIN approved ON approved.project_id = id
ORDER BY project.updated_at DESC, id
"""


@dataclass(frozen=True)
class ProjectSummary:
    """One row of the list of projects."""

    id: str
    name: str
    pack_id: str
    created_at: datetime
    updated_at: datetime
    filings: int
    frozen: int
    """How many filings have a frozen version (已固化)."""
    approved: int
    """How many filings have an approval (已批复)."""
    last_filing: str | None
    """The filing that was changed last."""


def list_projects(store: Store) -> list[ProjectSummary]:
    """Return a row for each project, the one changed last first."""
    return [
        ProjectSummary(
            id=row["id"],
            name=row["name"],
            pack_id=row["pack_id"],
            created_at=datetime.fromisoformat(row["created_at"]),
            updated_at=datetime.fromisoformat(row["updated_at"]),
            filings=row["filings"] or 0,
            frozen=row["frozen"] or 0,
            approved=row["approved"] or 0,
            last_filing=row["last_filing"],
        )
        for row in store.rows(_SUMMARIES)
    ]
