"""Files by their content: `objects/ab/<sha256>`, written once, whole or not there."""

import os
import re
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.progress import IsCancelled, Progress, Tracker
from egov_desktop.files import cannot_write, sync_folder

_CHUNK = 1 << 20
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class StoredObject:
    """A file that was put away: the hash is its name."""

    sha256: str
    size: int


class ObjectFolder:
    """The files of a data folder; names that were handed in play no part."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder = folder
        self._scratch = scratch

    def put(
        self,
        source: Path | BinaryIO,
        progress: Progress | None = None,
        is_cancelled: IsCancelled | None = None,
    ) -> StoredObject:
        """Copy a file in and return its hash and size; durable on return.

        Raises InvalidInputError when the source cannot be read, StorageError when the disk is
        full, CancelledError when the user cancelled; nothing is left behind then.
        """
        if isinstance(source, Path):
            try:
                with source.open("rb") as stream:
                    return self.put(stream, progress, is_cancelled)
            except OSError as error:
                raise _cannot_read(str(source), error) from error
        try:
            descriptor, name = tempfile.mkstemp(dir=self._scratch)
        except OSError as error:
            raise cannot_write(self._scratch, error) from error
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as target:
                tracker = Tracker("添加附件", _size_of(source), progress, is_cancelled)
                stored = _copy(source, target, tracker)
                os.fsync(descriptor)
            self._settle(temporary, stored.sha256)
        except OSError as error:
            raise cannot_write(self._folder, error) from error
        finally:
            temporary.unlink(missing_ok=True)
        return stored

    def find(self, sha256: str) -> Path:
        """Return where a file lies; raises NotFoundError when it is not there."""
        path = self._place(sha256)
        if not path.is_file():
            raise NotFoundError(f"附件的文件不见了：“{path}”。请从备份恢复。")
        return path

    def has(self, sha256: str) -> bool:
        """Whether a file is there (its content is not looked at)."""
        return self._place(sha256).is_file()

    def verify(self, sha256: str) -> bool:
        """Read a file and tell whether it is there and still has its hash."""
        import hashlib

        try:
            with self._place(sha256).open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
        except OSError:  # gone, or a sector that cannot be read
            return False

    def stored(self) -> Iterator[str]:
        """Yield the hash of every file that is there."""
        for path in sorted(self._folder.glob("??/*")):
            if _NAME.fullmatch(path.name):
                yield path.name

    def remove(self, hashes: Collection[str]) -> None:
        """Remove files; those that are not there are no error."""
        for sha256 in hashes:
            self._place(sha256).unlink(missing_ok=True)

    def _place(self, sha256: str) -> Path:
        if not _NAME.fullmatch(sha256):
            raise ValueError(f"not a SHA-256: {sha256!r}")
        return self._folder / sha256[:2] / sha256

    def _settle(self, temporary: Path, sha256: str) -> None:
        """Give a written and synced file its name, durably."""
        place = self._place(sha256)
        is_new = not place.parent.exists()
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.chmod(0o600)
        temporary.replace(place)
        sync_folder(place.parent)
        if is_new:
            sync_folder(self._folder)
            sync_folder(self._folder.parent)


def _copy(source: BinaryIO, target: BinaryIO, tracker: Tracker) -> StoredObject:
    import hashlib  # loads a cryptographic library; not needed to open the window

    digest, size = hashlib.sha256(), 0
    while chunk := _read(source):
        tracker.advance(len(chunk))
        digest.update(chunk)
        target.write(chunk)
        size += len(chunk)
    target.flush()
    return StoredObject(digest.hexdigest(), size)


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(_CHUNK)
    except OSError as error:
        raise _cannot_read(str(getattr(source, "name", "")), error) from error


def _size_of(source: BinaryIO) -> int:
    if not source.seekable():
        return 0
    here = source.tell()
    size = source.seek(0, os.SEEK_END)
    source.seek(here)
    return size - here


def _cannot_read(name: str, error: OSError) -> InvalidInputError:
    reason = error.strerror or str(error)
    return InvalidInputError(f"无法读取文件“{name}”（{reason}），请检查文件是否还在、是否可读。")
