"""Making a backup: one file, read again and verified before it gets its name."""

import hashlib
import os
import shutil
import zipfile
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from egov_desktop.domain.errors import StorageError
from egov_desktop.domain.progress import IsCancelled, Progress, Tracker
from egov_desktop.files import cannot_write, replacing
from egov_desktop.storage import driver
from egov_desktop.storage.backup_file import (
    CHUNK,
    DATABASE,
    MANIFEST,
    BackupReader,
    Manifest,
    Member,
    object_name,
)
from egov_desktop.storage.store import Store

_ALWAYS_LEFT_FREE = 500 << 20


def backup(
    store: Store,
    out: Path,
    now: datetime,
    progress: Progress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> Manifest:
    """Write the whole data store into one file and return what it holds.

    Attachments that are gone or damaged do not stop it; the manifest names them in `missing`.
    Raises StorageError when there is no room, CancelledError when the user cancelled.
    """
    copy = store.scratch / f"backup-{os.getpid()}.db"
    try:
        census = store.copy_database(copy)
        wanted = _object_hashes(copy)
        sources = {
            object_name(sha256): store.objects.find(sha256)
            for sha256 in wanted
            if store.objects.verify(sha256)
        }
        missing = tuple(sha256 for sha256 in wanted if object_name(sha256) not in sources)
        sources = {DATABASE: copy, **sources}
        total = sum(path.stat().st_size for path in sources.values())
        _refuse_to_fill(store.home, out, total)
        tracker = Tracker("备份", total * 2, progress, is_cancelled)
        with replacing(out) as stream:
            with zipfile.ZipFile(stream, "w") as archive:
                files = {
                    name: _add(archive, name, path, now, tracker) for name, path in sources.items()
                }
                manifest = Manifest(now.isoformat(), census, files, missing)
                archive.writestr(_entry(MANIFEST, now), manifest.to_json())
            _verify(stream, manifest, tracker)
        return manifest
    finally:
        copy.unlink(missing_ok=True)


def _object_hashes(copy: Path) -> list[str]:
    connection = driver.connect(copy)
    try:
        rows = connection.execute("SELECT DISTINCT sha256 FROM attachment ORDER BY sha256")
        return [row["sha256"] for row in rows.fetchall()]
    finally:
        connection.close()


def _add(
    archive: zipfile.ZipFile, name: str, source: Path, now: datetime, tracker: Tracker
) -> Member:
    digest, size = hashlib.sha256(), 0
    with (
        source.open("rb") as stream,
        archive.open(_entry(name, now), "w", force_zip64=True) as target,
    ):
        while chunk := stream.read(CHUNK):
            tracker.advance(len(chunk))
            digest.update(chunk)
            target.write(chunk)
            size += len(chunk)
    return Member(digest.hexdigest(), size)


def _verify(stream: BinaryIO, expected: Manifest, tracker: Tracker) -> None:
    reader = BackupReader(stream)
    if reader.manifest != expected:
        raise StorageError("写出的备份读回时不一致，没有保留。请检查磁盘或换一个位置重试。")
    for name in expected.files:
        reader.copy(name, None, tracker)


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, now.timetuple()[:6])
    entry.external_attr = 0o100600 << 16
    return entry


def _refuse_to_fill(home: Path, out: Path, size: int) -> None:
    """Raise when the backup does not fit, or would take the room that saving needs."""
    folder = out.absolute().parent
    try:
        while not folder.exists():
            folder = folder.parent
        usage = shutil.disk_usage(folder)
        is_same_disk = folder.stat().st_dev == home.stat().st_dev
    except OSError as error:
        raise cannot_write(out, error) from error
    reserve = min(_ALWAYS_LEFT_FREE, usage.total // 10) if is_same_disk else 0
    if usage.free < size + reserve:
        raise StorageError(
            f"“{folder}”所在磁盘空间不足：备份需要 {size >> 20} MB,"
            f"还须留出 {reserve >> 20} MB。请换一个磁盘或先清理。"
        )
