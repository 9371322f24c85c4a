"""Rolling backups: each verified before it counts, attachments copied once for all of them."""

import hashlib
import os
import shutil
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from egov_desktop.domain.backup_retention import to_keep
from egov_desktop.domain.errors import EgovError, InvalidInputError, StorageError
from egov_desktop.domain.progress import IsCancelled, Progress, Tracker
from egov_desktop.files import cannot_write, replacing, sync_folder
from egov_desktop.storage import snapshot_manifest
from egov_desktop.storage.backup_file import DATABASE, MANIFEST, Member, object_name
from egov_desktop.storage.lock import host_name
from egov_desktop.storage.objects import ObjectFolder
from egov_desktop.storage.snapshot_manifest import OBJECTS, Snapshot, folders, place_of, unusable
from egov_desktop.storage.store import Store

_SCRATCH = ".scratch"
_AT_ONCE = 2
"""Attachments under way at the same time: one is hashed while the other is written."""


def make(
    store: Store,
    backups: Path,
    now: datetime,
    program: str,
    progress: Progress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> Path:
    """Make a rolling backup and return its folder; attachments that lie there are not copied again.

    Raises StorageError when the last tenth of the disk would be touched.
    """
    part = _begun(backups, now)
    try:
        wanted = _attached(store)
        census = store.copy_database(part / DATABASE)
        wanted |= _attached(store)
        _refuse_to_fill(backups, 0)
        for each in _beside_the_database(store.home / "data"):
            shutil.copyfile(each, part / each.name)
        files = {each.name: _settled(each) for each in sorted(part.iterdir())}
        attached = _Vault(backups, now).filled(store, wanted, progress, is_cancelled)
        files |= {object_name(sha256): member for sha256, member in attached.items()}
        missing = tuple(sorted(wanted - set(attached)))
        snapshot = Snapshot(now, host_name(), program, census, files, missing)
        return _finished(part, snapshot)
    except OSError as error:
        raise cannot_write(part, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def copy_to(folder: Path, backups: Path) -> Path:
    """Copy a rolling backup into another folder of such, verified; return where it lies there."""
    snapshot = snapshot_manifest.read(folder)
    part = _begun(backups, snapshot.made_at)
    vault = ObjectFolder(backups / OBJECTS, backups / _SCRATCH)
    try:
        for name, member in snapshot.files.items():
            source, place = place_of(folder, name, member), place_of(part, name, member)
            if place.is_file() and place.stat().st_size == member.size:
                continue
            _refuse_to_fill(backups, member.size)
            if place.parent == part:
                shutil.copyfile(source, place)
                is_same = _settled(place) == member
            else:
                is_same = vault.put(source).sha256 == member.sha256 and vault.verify(member.sha256)
            if not is_same:
                raise unusable(f"“{name}”的内容已改变")
        return _finished(part, snapshot)
    except OSError as error:
        raise cannot_write(part, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def verify(folder: Path, progress: Progress | None = None) -> Snapshot:
    """Read every file of a rolling backup; raises InvalidInputError unless all are as written."""
    snapshot = snapshot_manifest.read(folder)
    tracker = Tracker("核对备份", snapshot.size, progress)
    for name, member in snapshot.files.items():
        try:
            is_same = _member(place_of(folder, name, member)) == member
        except OSError as error:
            raise unusable(f"“{name}”无法读取（{error.strerror}）") from error
        if not is_same:
            raise unusable(f"“{name}”的内容已改变")
        tracker.advance(member.size)
    return snapshot


def thin_out(backups: Path) -> int:
    """Remove the backups that the rule does not keep, and what only they needed; count them."""
    try:
        made = {snapshot_manifest.read(each).made_at: each for each in folders(backups)}
    except InvalidInputError:
        return 0  # one cannot be read: what it needs is unknown, so nothing goes
    kept = to_keep(made)
    for moment, folder in made.items():
        if moment not in kept:
            (folder / MANIFEST).unlink()  # from here on it is none
            shutil.rmtree(folder, ignore_errors=True)
    needed = {
        member.sha256
        for folder in folders(backups)
        for member in snapshot_manifest.read(folder).files.values()
    }
    vault = ObjectFolder(backups / OBJECTS, backups / _SCRATCH)
    vault.remove(set(vault.stored()) - needed)
    return len(made) - len(kept)


class _Vault:
    """The attachments of all rolling backups in one folder."""

    def __init__(self, backups: Path, now: datetime) -> None:
        self._backups = backups
        self._objects = ObjectFolder(backups / OBJECTS, backups / _SCRATCH)
        self._known: dict[str, Member] = {}
        newest = _newest_readable(backups)
        if newest is not None:
            is_thorough = (newest.made_at.year, newest.made_at.month) != (now.year, now.month)
            self._known = {
                name: member
                for name, member in newest.files.items()
                if not is_thorough or self._objects.verify(member.sha256)
            }

    def filled(
        self,
        store: Store,
        wanted: Collection[str],
        progress: Progress | None,
        is_cancelled: IsCancelled | None,
    ) -> dict[str, Member]:
        """Copy what is not there yet; leave out what is gone or damaged in the data folder."""
        sizes = {
            sha256: store.objects.find(sha256).stat().st_size
            for sha256 in wanted
            if store.objects.has(sha256)
        }
        found = {
            sha256: self._known[object_name(sha256)]
            for sha256, size in sizes.items()
            if self._has(object_name(sha256), size)
        }
        new = sorted(set(sizes) - set(found))
        total = sum(sizes[sha256] for sha256 in new)
        _refuse_to_fill(self._backups, total)
        tracker = Tracker("备份", total, progress, is_cancelled)
        tracker.advance(0)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for sha256, member in pool.map(lambda each: self._copied(store, each), new):
                if member is not None:
                    found[sha256] = member
                tracker.advance(sizes[sha256])
        for folder in (*self._backups.glob(f"{OBJECTS}/*"), self._backups / OBJECTS):
            sync_folder(folder)
        return found

    def _copied(self, store: Store, sha256: str) -> tuple[str, Member | None]:
        """Copy one attachment as it lies on the disk and read it back; None when it is damaged."""
        source = store.objects.find(sha256)
        copy = self._backups / _SCRATCH / sha256
        shutil.copyfile(source, copy)
        member = _settled(copy)
        if member.sha256 != sha256:  # damaged, or kept in another form than it was handed in
            if not store.objects.verify(sha256):
                return sha256, None
            if _member(source) != member:
                raise StorageError("写出的备份读回时不一致，没有保留。请检查磁盘或换一个位置重试。")
        place = self._backups / OBJECTS / member.sha256[:2] / member.sha256
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy.replace(place)
        return sha256, member

    def _has(self, name: str, size: int) -> bool:
        member = self._known.get(name)
        if member is None or member.size != size or not self._objects.has(member.sha256):
            return False
        return self._objects.find(member.sha256).stat().st_size == size


def _newest_readable(backups: Path) -> Snapshot | None:
    for folder in folders(backups):
        try:
            return snapshot_manifest.read(folder)
        except EgovError:
            continue
    return None


def _begun(backups: Path, now: datetime) -> Path:
    """Make the folder that a backup is written into; remove what a crash left of others."""
    try:
        backups.mkdir(mode=0o700, parents=True, exist_ok=True)
        for leftover in (*backups.glob(".*.part"), backups / _SCRATCH):
            shutil.rmtree(leftover, ignore_errors=True)
        _refuse_to_fill(backups, 0)
        (backups / _SCRATCH).mkdir(mode=0o700)
        (backups / OBJECTS).mkdir(mode=0o700, exist_ok=True)
        part = backups / f".{now:%Y%m%d-%H%M%S}.part"
        part.mkdir(mode=0o700)
    except OSError as error:
        raise cannot_write(backups, error) from error
    return part


def _finished(part: Path, snapshot: Snapshot) -> Path:
    """Write the manifest, read it again, and give the folder its name."""
    with replacing(part / MANIFEST) as stream:
        stream.write(snapshot.to_json())
    if snapshot_manifest.read(part) != snapshot:
        raise StorageError("写出的备份读回时不一致，没有保留。请检查磁盘或换一个位置重试。")
    folder = part.parent / part.name.removeprefix(".").removesuffix(".part")
    if folder.exists():
        shutil.rmtree(folder)
    part.rename(folder)
    sync_folder(folder.parent)
    return folder


def _attached(store: Store) -> set[str]:
    return {row["sha256"] for row in store.rows("SELECT DISTINCT sha256 FROM attachment")}


def _beside_the_database(data: Path) -> list[Path]:
    return [
        each
        for each in data.iterdir()
        if each.is_file() and not each.name.startswith((DATABASE, "."))
    ]


def _settled(path: Path) -> Member:
    """Sync a written file and read it back."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    path.chmod(0o600)
    return _member(path)


def _member(path: Path) -> Member:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Member(digest, path.stat().st_size)


def _refuse_to_fill(backups: Path, size: int) -> None:
    """Raise when less than a tenth of the disk would be left."""
    usage = shutil.disk_usage(backups)
    if usage.free - size < usage.total // 10:
        raise StorageError(
            f"“{backups}”所在磁盘快满了：备份要写 {size >> 20} MB，写后不足十分之一可用，"
            "所以没有备份。请清理磁盘，或在设置里另选备份位置。"
        )
