"""Rolling backups (滚动备份): verified, thinned out, on a second disk by choice."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from egov_desktop import __version__
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import EgovError, InvalidInputError, StorageError
from egov_desktop.storage import (
    audit,
    health,
    preferences,
    snapshot_manifest,
    snapshot_restore,
    snapshots,
)
from egov_desktop.storage.lock import host_name
from egov_desktop.storage.snapshot_restore import ProjectLine
from egov_desktop.storage.store import Store

_SECOND_FOLDER = "backup_folder"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BackupLine:
    """One rolling backup: when, where it was made, and how much is in it."""

    folder: Path
    made_at: datetime
    host: str
    program: str
    """The version of the program that made it."""
    projects: int
    filings: int
    attachments: int
    size: int
    changes: int
    """The number of the newest audit row in it."""
    audit_hash: str
    missing: int
    """Attachments that were gone or damaged already when it was made."""


@dataclass(frozen=True)
class Preview:
    """What would be there after restoring a backup."""

    line: BackupLine
    projects: tuple[ProjectLine, ...]


@dataclass(frozen=True)
class Made:
    """What one turn has done."""

    folder: Path | None
    """None when nothing had changed since the last one."""
    second_folder: Path | None = None
    remark: str = ""
    """What a person should know: no second copy although one is wanted, little room."""


def folder_of(home: Path) -> Path:
    """Return where the rolling backups of a data folder lie."""
    return home / "backups"


def second_folder(ws: Workspace) -> Path | None:
    """Return the folder on another disk that was chosen; None when none was."""
    chosen = preferences.load(ws.store, _SECOND_FOLDER)
    return Path(chosen) if isinstance(chosen, str) and chosen else None


def choose_second_folder(ws: Workspace, folder: Path | None) -> None:
    """Keep the choice of a folder on another disk; raises InvalidInputError when there is none."""
    if folder is not None and not folder.is_dir():
        raise InvalidInputError(f"“{folder}”不是文件夹，请先建好文件夹或插好磁盘。")
    chosen = str(folder.absolute()) if folder else None
    preferences.save(ws.store, _SECOND_FOLDER, chosen, **ws.stamp())


def make_if_changed(ws: Workspace, progress: Progress | None = None) -> Made:
    """Make a rolling backup unless the newest one holds all that was done.

    May run in a thread beside the window: saving waits only while the database is copied.
    Raises StorageError when there is no room.
    """
    backups, chosen = folder_of(ws.home), second_folder(ws)
    lines = found(backups)
    if not (lines and _holds_everything(ws, lines[0])):
        made = snapshots.make(ws.store, backups, ws.now(), __version__, progress)
        snapshots.thin_out(backups)
    else:
        made = None
    if chosen is None:
        return Made(made, remark="".join(health.space_problems(ws.store)))
    newest = made or lines[0].folder
    try:
        return Made(made, _copied_to(chosen, newest))
    except EgovError as error:
        return Made(made, remark=str(error))


def found(backups: Path) -> list[BackupLine]:
    """Return the rolling backups in a folder, newest first; those without sense are left out."""
    lines = []
    for folder in snapshot_manifest.folders(backups):
        try:
            lines.append(line_of(folder))
        except InvalidInputError:
            continue
    return lines


def problems(backups: Path) -> list[str]:
    """Read the newest backup and return what is wrong with it, in sentences."""
    folders = snapshot_manifest.folders(backups)
    if not folders:
        return []
    try:
        snapshots.verify(folders[0])
    except InvalidInputError as error:
        return [f"最新的备份“{folders[0].name}”坏了：{error}"]
    return []


def preview(folder: Path, home: Path) -> Preview:
    """Look into a rolling backup; nothing is changed."""
    home.mkdir(parents=True, exist_ok=True)
    return Preview(line_of(folder), tuple(snapshot_restore.projects_in(folder, home)))


def preview_file(file: Path, home: Path, now: datetime) -> Preview:
    """Look into a backup in one file: it is verified and unpacked beside the data for a moment."""
    from egov_desktop.storage.restore import restore as restore_file

    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".preview-", dir=home) as temporary:
        unpacked = Path(temporary)
        restore_file(file, unpacked, now)
        with Store.open(unpacked, now) as store:
            return _preview_of(store, file)


def _preview_of(store: Store, file: Path) -> Preview:
    counts = {
        table: store.rows(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608
        for table in ("project", "filing", "attachment")
    }
    missing = sum(
        not store.objects.has(row["sha256"])
        for row in store.rows("SELECT DISTINCT sha256 FROM attachment")
    )
    head = audit.head(store)
    told = file.stat()
    line = BackupLine(
        file,
        datetime.fromtimestamp(told.st_mtime).astimezone(),
        "",
        "",
        counts["project"],
        counts["filing"],
        counts["attachment"],
        told.st_size,
        head.seq if head else 0,
        head.hash if head else "",
        missing,
    )
    rows = store.rows(snapshot_restore.PROJECTS)
    return Preview(line, tuple(map(snapshot_restore.line_from, rows)))


def is_rolling(folder: Path) -> bool:
    """Whether a path is a rolling backup rather than a backup in one file."""
    return folder.is_dir()


def restore(
    folder: Path, home: Path, now: datetime, progress: Progress | None = None
) -> Path | None:
    """Put a rolling backup in the place of the data; return where the old data was set aside."""
    return snapshot_restore.restore(folder, home, now, progress)


def _holds_everything(ws: Workspace, newest: BackupLine) -> bool:
    head = audit.head(ws.store)
    return (newest.changes, newest.audit_hash) == ((head.seq, head.hash) if head else (0, ""))


def _copied_to(chosen: Path, newest: Path) -> Path:
    if not chosen.is_dir():
        raise StorageError(f"第二备份位置“{chosen}”现在不在（磁盘没有插好？），只备份到了本机。")
    backups = chosen / f"egov-backups-{host_name()}"
    there = backups / newest.name
    if not there.is_dir():
        there = snapshots.copy_to(newest, backups)
        snapshots.thin_out(backups)
    return there


def line_of(folder: Path) -> BackupLine:
    """Return what a rolling backup tells of itself; raises InvalidInputError."""
    snapshot = snapshot_manifest.read(folder)
    tables = snapshot.census.get("tables") or {}
    head = snapshot.census.get("audit_head") or {}
    return BackupLine(
        folder,
        snapshot.made_at,
        snapshot.host,
        snapshot.program,
        int(tables.get("project", 0)),
        int(tables.get("filing", 0)),
        int(tables.get("attachment", 0)),
        snapshot.size,
        int(head.get("seq", 0)),
        str(head.get("hash", "")),
        len(snapshot.missing),
    )
