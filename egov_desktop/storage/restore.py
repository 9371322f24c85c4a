"""Restoring a backup: everything is verified before anything is replaced."""

import shutil
from datetime import datetime
from pathlib import Path

from egov_desktop.domain.errors import StorageError
from egov_desktop.domain.progress import IsCancelled, Progress, Tracker
from egov_desktop.files import cannot_write, replacing, sync_folder
from egov_desktop.storage import driver
from egov_desktop.storage.backup_file import DATABASE, BackupReader, Manifest, damaged
from egov_desktop.storage.census import is_sound, take_census
from egov_desktop.storage.lock import FolderLock
from egov_desktop.storage.migrations import refuse_newer
from egov_desktop.storage.network_drives import refuse_network_drive
from egov_desktop.storage.store import INCOMING, VERIFIED


def restore(
    file: Path,
    home: Path,
    now: datetime,
    *,
    sets_old_aside: bool = False,
    progress: Progress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> Path | None:
    """Put a backup in the place of a data folder; return where the old data lies now, if any.

    Raises InvalidInputError when the backup is damaged, StorageError when the folder is in use,
    full, or holds data and `sets_old_aside` was not given; the old data is untouched then.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(home, error) from error
    refuse_network_drive(home)
    lock = FolderLock(home, now)
    try:
        if (home / "data").exists() and not sets_old_aside:
            raise StorageError(
                f"“{home}”里已经有数据。确认后可以恢复：原有数据会移到旁边的文件夹，不会删除。"
            )
        incoming = home / INCOMING
        try:
            shutil.rmtree(incoming, ignore_errors=True)
            _unpack(file, incoming, progress, is_cancelled)
            return swap_in(home, incoming, now)
        finally:
            shutil.rmtree(incoming, ignore_errors=True)
    finally:
        lock.release()


def _unpack(
    file: Path, folder: Path, progress: Progress | None, is_cancelled: IsCancelled | None
) -> None:
    """Write the files of a backup into a new folder and verify them."""
    try:
        stream = file.open("rb")
    except OSError as error:
        raise damaged(f"“{file}”打不开（{error.strerror}）") from error
    with stream:
        reader = BackupReader(stream)
        total = sum(member.size for member in reader.manifest.files.values())
        if shutil.disk_usage(folder.parent).free < total:
            raise StorageError(f"磁盘空间不足：恢复需要 {total >> 20} MB，请清理后重试。")
        tracker = Tracker("恢复", total, progress, is_cancelled)
        for name, member in reader.manifest.files.items():
            place = folder / "objects" / member.sha256[:2] / member.sha256
            with replacing(folder / DATABASE if name == DATABASE else place) as target:
                reader.copy(name, target, tracker)
    _check_database(folder, reader.manifest)


def _check_database(folder: Path, manifest: Manifest) -> None:
    try:
        connection = driver.connect(folder / DATABASE)
        try:
            refuse_newer(connection)
            if not is_sound(connection) or take_census(connection) != manifest.census:
                raise damaged("数据库与清单不一致")
            rows = connection.execute("SELECT DISTINCT sha256 FROM attachment").fetchall()
        finally:
            connection.close()
    except driver.Error as error:
        raise damaged("其中的数据库无法读取") from error
    there = {member.sha256 for member in manifest.files.values()} | {*manifest.missing}
    if {row["sha256"] for row in rows} - there:
        raise damaged("缺少附件")


def swap_in(home: Path, incoming: Path, now: datetime) -> Path | None:
    """Let verified data take the place of the old; cut off anywhere, the next start finishes it."""
    data, verified = home / "data", home / VERIFIED
    aside = home / f"replaced-{now:%Y%m%d-%H%M%S}"
    try:
        shutil.rmtree(verified, ignore_errors=True)
        incoming.rename(verified)
        sync_folder(home)
        if data.exists():
            data.rename(aside)
        verified.rename(data)
        sync_folder(home)
    except OSError as error:
        raise cannot_write(data, error) from error
    return aside if aside.exists() else None
