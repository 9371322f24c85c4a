"""One window for each data folder: a lock the operating system drops when the program dies."""

import getpass
import json
import os
import sys
from datetime import datetime
from pathlib import Path

from egov_desktop.domain.errors import StorageError
from egov_desktop.files import cannot_write

_BEYOND_THE_TEXT = 1 << 30  # Windows locks forbid reading: the holder's name must stay readable

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        os.lseek(descriptor, _BEYOND_THE_TEXT, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class FolderLock:
    """Holds a data folder for this process until `release`."""

    def __init__(self, home: Path, now: datetime) -> None:
        """Take the lock; raises StorageError that names the holder when it is taken."""
        path = home / "lock"
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0))
        except OSError as error:
            raise cannot_write(path, error) from error
        try:
            if not _try_lock(self._descriptor):
                raise StorageError(
                    f"数据文件夹“{home}”正在被另一个窗口使用（{_holder(path)}）。"
                    "请关闭那个窗口，或等它的命令结束，再重试。"
                )
            self.was_left = os.fstat(self._descriptor).st_size > 0
            """Whether the last holder went without `release`: killed, or the power was cut."""
            self._write(json.dumps(_ourselves(now), ensure_ascii=False).encode())
        except OSError as error:
            os.close(self._descriptor)
            raise cannot_write(path, error) from error
        except StorageError:
            os.close(self._descriptor)
            raise

    def release(self) -> None:
        """Give the folder back."""
        self._write(b"")
        os.close(self._descriptor)

    def _write(self, text: bytes) -> None:
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, text)


def _ourselves(now: datetime) -> dict[str, str | int]:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "?"
    return {
        "pid": os.getpid(),
        "host": host_name(),
        "user": user,
        "since": now.isoformat(sep=" ", timespec="seconds"),
    }


def host_name() -> str:
    """Return the name of this PC."""
    if sys.platform == "win32":
        return os.environ.get("COMPUTERNAME", "?")
    return os.uname().nodename


def _holder(path: Path) -> str:
    """Return who holds the lock since when by the local clock; the text may be half written."""
    try:
        told = json.loads(path.read_text("utf-8"))
        since = datetime.fromisoformat(told["since"]).astimezone()
        return (
            f"{told['user']} 在电脑 {told['host']} 上于 {since:%Y-%m-%d %H:%M} 打开，"
            f"进程号 {told['pid']}"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return "不知道是谁打开的"
