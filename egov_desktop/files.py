"""Files that are whole or not there: written to a temporary name, fsynced, renamed."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from egov_desktop.domain.errors import StorageError

_REASONS = {
    errno.ENOSPC: "磁盘空间不足，请清理后重试",
    errno.EDQUOT: "磁盘配额已用完，请清理后重试",
    errno.EFBIG: "文件超过该磁盘允许的大小（U 盘请用 exFAT 或 NTFS 格式）",
    errno.EROFS: "该位置只读，请换一个文件夹",
    errno.EIO: "读写出错，磁盘可能已损坏或被拔出，请检查后重试",
    errno.ENODEV: "磁盘已被拔出，请插好后重试",
    errno.EACCES: "没有写入权限，请换一个文件夹或联系管理员",
    errno.EPERM: "没有写入权限，请换一个文件夹或联系管理员",
    errno.ENOTDIR: "路径中有一段不是文件夹，请换一个文件夹",
    errno.EEXIST: "同名文件已占用该文件夹的位置，请换一个文件夹",
}


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a binary file that becomes `path` when the block ends well, and vanishes otherwise.

    Until then it lies under the name of the stream, beside `path`.
    Raises StorageError, in words, when the disk is full or the folder cannot be written.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        temporary = Path(name)
        os.close(descriptor)
        with temporary.open("w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o600)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def cannot_write(path: Path, error: OSError) -> StorageError:
    """Return the sentence for a failed write, naming the place and what to do."""
    reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
    return StorageError(f"无法写入“{path}”：{reason}。")


def require_writable(folder: Path) -> None:
    """Make a folder and try to write into it, before work is done that would be lost."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as error:
        raise cannot_write(folder, error) from error


def sync_folder(folder: Path) -> None:
    """Make a rename durable; a no-op where folders cannot be fsynced (Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
