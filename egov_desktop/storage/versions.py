"""Frozen packets (固化版本): recorded once, never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.project import FrozenVersion
from egov_desktop.storage import audit
from egov_desktop.storage.audit import Change
from egov_desktop.storage.driver import Row
from egov_desktop.storage.encoding import from_json, storable, to_json
from egov_desktop.storage.filings import filing_row, touch
from egov_desktop.storage.store import Store

if TYPE_CHECKING:
    from sqlite_utils import Database


def record_frozen_version(
    store: Store,
    project_id: str,
    filing_id: str,
    version: FrozenVersion,
    submission: Mapping[str, Any],
    *,
    actor: str,
    now: datetime,
) -> None:
    """Record a packet that is written and verified, with what it says (submission.json).

    Raises InvalidInputError when the version was recorded before.
    """
    key = [project_id, filing_id, version.version]
    with store.writing() as database:
        filing_row(database, project_id, filing_id)
        taken = database.execute(
            "SELECT 1 FROM frozen_version WHERE project_id = ? AND filing_id = ? AND version = ?",
            key,
        ).fetchone()
        if taken:
            raise InvalidInputError(
                f"报件“{filing_id}”的第 {version.version} 版已经固化，请用新的版本号。"
            )
        insert_version(database, project_id, filing_id, version, submission)
        touch(database, project_id, filing_id, now)
        change = Change(
            "version_frozen",
            project_id,
            filing_id,
            f"v{version.version}",
            new=to_json({"packet_sha256": version.packet_sha256, "code": version.code}),
        )
        audit.append(database, change, actor, now)
        for each in submission.get("overrides", ()):
            overridden = Change(
                "guard_overridden",
                project_id,
                filing_id,
                f"v{version.version}.{each['code']}",
                new=to_json(each["sentence"]),
                reason=each["reason"],
            )
            audit.append(database, overridden, actor, now)


def load_submission(
    store: Store, project_id: str, filing_id: str, version: int
) -> Mapping[str, Any]:
    """Return what a frozen packet says; raises NotFoundError when it is not kept here."""
    row = store.row(
        "SELECT submission FROM frozen_version"
        " WHERE project_id = ? AND filing_id = ? AND version = ?",
        [project_id, filing_id, version],
    )
    if row is None or row["submission"] is None:
        raise NotFoundError(f"这里没有报件“{filing_id}”第 {version} 版的内容，请打开报送包查看。")
    submission: Mapping[str, Any] = from_json(row["submission"])
    return submission


def insert_version(
    database: "Database",
    project_id: str,
    filing_id: str,
    version: FrozenVersion,
    submission: Mapping[str, Any] | None,
) -> None:
    """Write the row of a frozen version in the caller's transaction."""
    database.table("frozen_version").insert(
        {
            "project_id": project_id,
            "filing_id": filing_id,
            "version": version.version,
            "frozen_at": version.frozen_at.isoformat(),
            "packet_sha256": version.packet_sha256,
            "packet_path": storable(version.packet_path),
            "code": version.code,
            "answers_digest": version.answers_digest,
            "manifest_sha256": version.manifest_sha256,
            "submission": None if submission is None else to_json(submission),
        }
    )


def version_from(row: Row) -> FrozenVersion:
    """Return the frozen version of a row."""
    return FrozenVersion(
        version=row["version"],
        frozen_at=datetime.fromisoformat(row["frozen_at"]),
        packet_sha256=row["packet_sha256"],
        packet_path=row["packet_path"],
        code=row["code"],
        answers_digest=row["answers_digest"],
        manifest_sha256=row["manifest_sha256"],
    )
