"""Copying a packet to a medium that is handed over (U 盘), read again before it gets its name."""

import contextlib
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from egov_desktop.domain.errors import StorageError
from egov_desktop.domain.progress import Tracker
from egov_desktop.files import cannot_write, replacing
from egov_desktop.packaging.receiver_notes import notes_for, notes_name
from egov_desktop.packaging.verification import opened
from egov_desktop.packaging.zip_reading import Limits, read_entries

_CHUNK = 1 << 20
_FAT_KINDS = frozenset({"vfat", "msdos", "fat", "fat32"})
_LARGEST_ON_FAT = (4 << 30) - 1
_NOTES_ROOM = 1 << 20


def copy_verified(
    path: Path,
    folder: Path,
    progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Path:
    """Copy a packet into a folder, read it again and compare; return the copy.

    Beside it lie its hash (`….zip.sha256`) and how to check it with common tools (…-核对说明.txt).
    The system is asked to forget what it has written before it is read again, which only Linux
    does; a copy of the same name is left alone when it is the same and refused when it is not.
    """
    target = folder / path.name
    with opened(path) as source:
        members = [entry.name for entry in read_entries(source, Limits())]
        size = os.fstat(source.fileno()).st_size
        tracker = Tracker("复制", 2 * size, progress, is_cancelled)
        if _is_there(target):
            digest = _same_already(source, target, tracker)
        else:
            _require_room(folder, size)
            digest = _copied(source, target, tracker)
    _readable_for_all(target)
    notes = {
        f"{path.name}.sha256": f"{digest}  {path.name}\n",
        notes_name(path.name): notes_for(path.name, digest, members),
    }
    for name, text in notes.items():
        with replacing(folder / name) as stream:
            stream.write(text.encode())
        _readable_for_all(folder / name)
    return target


def _is_there(target: Path) -> bool:
    try:
        return target.exists()
    except OSError as error:  # a medium that was pulled out may answer with an error of its own
        raise cannot_write(target, error) from error


def _copied(source: BinaryIO, target: Path, tracker: Tracker) -> str:
    """Write the copy, read it again, and return the hash of both."""
    digest = hashlib.sha256()
    source.seek(0)
    with replacing(target) as stream:
        for chunk in _chunks(source):
            digest.update(chunk)
            stream.write(chunk)
            tracker.advance(len(chunk))
        stream.flush()
        os.fsync(stream.fileno())
        _forget_cached(stream)
        with Path(stream.name).open("rb") as again:
            found = _digest(again, tracker)
        if found != digest.hexdigest():
            raise StorageError(
                f"写到“{target.parent}”的内容再读出来与原文件不一致，U 盘可能已损坏，没有留下副本。"
                "请换一个 U 盘后重新复制。"
            )
    return found


def _same_already(source: BinaryIO, target: Path, tracker: Tracker) -> str:
    wanted = _digest(source, tracker)
    with opened(target) as stream:
        _forget_cached(stream)
        found = _digest(stream, tracker)
    if found != wanted:
        raise StorageError(
            f"“{target}”已经存在，内容与要复制的报送包不同；请先移走它，或换一个文件夹。"
        )
    return found


def _require_room(folder: Path, size: int) -> None:
    if not folder.is_dir():
        raise StorageError(f"找不到文件夹“{folder}”，U 盘可能已被拔出；请插好后重新选择。")
    if problem := size_problem(file_system_of(folder), size):
        raise StorageError(f"“{folder}”{problem}")
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise cannot_write(folder, error) from error
    if free < size + _NOTES_ROOM:
        raise StorageError(
            f"“{folder}”只剩 {_gigabytes(free)}，报送包有 {_gigabytes(size)}；"
            "请清理空间或换一个 U 盘。"
        )


def size_problem(kind: str, size: int) -> str | None:
    """Say why a kind of file system cannot hold a file of a size, or None."""
    if kind not in _FAT_KINDS or size <= _LARGEST_ON_FAT:
        return None
    return (
        f"是 FAT32 格式，单个文件不能达到 4 GB，而报送包有 {_gigabytes(size)}。"
        "请把 U 盘格式化为 exFAT 或 NTFS（先备份其中的文件），或换一个 U 盘。"
    )


def file_system_of(folder: Path) -> str:
    """Return the kind of file system that holds a folder, in lower case; empty when unknown."""
    if sys.platform == "win32":
        return _file_system_on_windows(folder)
    try:
        table = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return file_system_in(table, folder.resolve())


def file_system_in(table: str, folder: Path) -> str:
    """Return the kind of file system that holds a folder according to a table of mounts."""
    found = (Path("/"), "")
    for line in table.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = Path(fields[1].replace("\\040", " "))
        if folder.is_relative_to(point) and len(point.parts) >= len(found[0].parts):
            found = (point, fields[2].lower())
    return found[1]


def _file_system_on_windows(folder: Path) -> str:
    import ctypes

    name = ctypes.create_unicode_buffer(64)
    root = f"{folder.resolve().drive}\\"
    told = ctypes.windll.kernel32.GetVolumeInformationW(  # type: ignore[attr-defined]
        root, None, 0, None, None, None, name, len(name)
    )
    return name.value.lower() if told else ""


def _digest(stream: BinaryIO, tracker: Tracker) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    for chunk in _chunks(stream):
        digest.update(chunk)
        tracker.advance(len(chunk))
    return digest.hexdigest()


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    try:
        while chunk := stream.read(_CHUNK):
            yield chunk
    except OSError as error:
        raise StorageError(
            f"读取“{stream.name}”时出错（{error.strerror}），U 盘可能已被拔出或损坏；请重新插入。"
        ) from error


def _forget_cached(stream: BinaryIO) -> None:
    """Ask the system to read from the medium next time; it may only do so for written bytes."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _readable_for_all(path: Path) -> None:
    """Let the receiver read the file, where the medium knows owners at all."""
    with contextlib.suppress(OSError):
        path.chmod(0o644)


def _gigabytes(size: int) -> str:
    return f"{size / (1 << 30):.1f} GB" if size >= 1 << 30 else f"{size / (1 << 20):.0f} MB"
