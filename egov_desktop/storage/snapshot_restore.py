"""Looking into a rolling backup, and putting it in the place of the data folder."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from egov_desktop.domain.errors import DamagedDataError, StorageError
from egov_desktop.domain.progress import Progress
from egov_desktop.files import cannot_write, sync_folder
from egov_desktop.storage import driver, snapshot_manifest
from egov_desktop.storage.backup_file import DATABASE
from egov_desktop.storage.census import is_sound, take_census
from egov_desktop.storage.lock import FolderLock
from egov_desktop.storage.migrations import refuse_newer
from egov_desktop.storage.network_drives import refuse_network_drive
from egov_desktop.storage.restore import swap_in
from egov_desktop.storage.snapshot_manifest import OBJECTS, Snapshot, place_of, unusable
from egov_desktop.storage.snapshots import verify
from egov_desktop.storage.store import INCOMING

PROJECTS = (
    "SELECT id, name, updated_at,"
    " (SELECT count(*) FROM filing WHERE filing.project_id = project.id) AS filings"
    " FROM project ORDER BY updated_at DESC"
)
"""The projects of a database, last changed first."""


@dataclass(frozen=True)
class ProjectLine:
    """A project in a backup."""

    id: str
    name: str
    filings: int
    updated_at: str


def projects_in(folder: Path, scratch: Path) -> list[ProjectLine]:
    """Return the projects of a rolling backup, last changed first; the backup is not touched."""
    snapshot = snapshot_manifest.read(folder)
    with tempfile.TemporaryDirectory(dir=scratch) as temporary:
        for name, member in snapshot.files.items():
            if not name.startswith(f"{OBJECTS}/"):
                _copy(place_of(folder, name, member), Path(temporary) / name)
        return project_lines(Path(temporary), snapshot)


def project_lines(folder: Path, snapshot: Snapshot) -> list[ProjectLine]:
    """Check the database of an unpacked backup and return its projects."""
    try:
        connection = driver.connect(folder / DATABASE)
        try:
            refuse_newer(connection)
            if not is_sound(connection) or take_census(connection) != snapshot.census:
                raise unusable("数据库与清单不一致")
            attached = connection.execute("SELECT DISTINCT sha256 FROM attachment").fetchall()
            rows = connection.execute(PROJECTS).fetchall()
        finally:
            connection.close()
    except (driver.Error, DamagedDataError) as error:
        raise unusable("其中的数据库无法读取") from error
    there = {name.removeprefix(f"{OBJECTS}/") for name in snapshot.files} | {*snapshot.missing}
    if {row["sha256"] for row in attached} - there:
        raise unusable("缺少附件")
    return [line_from(row) for row in rows]


def line_from(row: driver.Row) -> ProjectLine:
    """Return a project from a row of the query `PROJECTS`."""
    return ProjectLine(row["id"], row["name"], row["filings"], row["updated_at"])


def restore(
    folder: Path, home: Path, now: datetime, progress: Progress | None = None
) -> Path | None:
    """Put a rolling backup in the place of the data; return where the old data lies now, if any.

    Everything is verified before anything is replaced. Raises InvalidInputError when the backup
    is damaged, StorageError when the data folder is in use or there is no room.
    """
    refuse_network_drive(home)
    snapshot = verify(folder, progress)
    try:
        home.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(home).free < snapshot.size:
            raise StorageError(f"磁盘空间不足：恢复需要 {snapshot.size >> 20} MB，请清理后重试。")
        lock = FolderLock(home, now)
        try:
            incoming = home / INCOMING
            shutil.rmtree(incoming, ignore_errors=True)
            try:
                _unpack(folder, snapshot, incoming)
                return swap_in(home, incoming, now)
            finally:
                shutil.rmtree(incoming, ignore_errors=True)
        finally:
            lock.release()
    except OSError as error:
        raise cannot_write(home, error) from error


def _unpack(folder: Path, snapshot: Snapshot, incoming: Path) -> None:
    incoming.mkdir(mode=0o700)
    for name, member in snapshot.files.items():
        sha256 = name.removeprefix(f"{OBJECTS}/")
        place = incoming / name if sha256 == name else incoming / OBJECTS / sha256[:2] / sha256
        _copy(place_of(folder, name, member), place)
    for each in {place.parent for place in incoming.rglob("*")}:
        sync_folder(each)
    project_lines(incoming, snapshot)


def _copy(source: Path, place: Path) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with source.open("rb") as reading, place.open("wb") as writing:
        shutil.copyfileobj(reading, writing, 1 << 20)
        writing.flush()
        os.fsync(writing.fileno())
    place.chmod(0o600)
