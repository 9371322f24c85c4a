"""Refuses data folders on network drives and in synced folders (网盘同步文件夹).

The locks of the first are not to be trusted; the second copy a database while it is written.
"""

import re
import sys
from pathlib import Path

from egov_desktop.domain.errors import StorageError

_NETWORK_KINDS = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs"),
        *("lustre", "gpfs", "beegfs", "davfs", "vboxsf", "fuse.sshfs", "fuse.rclone", "fuse.ceph"),
        *("fuse.gvfsd-fuse", "fuse.davfs2", "fuse.davfs", "fuse.smbnetfs", "fuse.glusterfs"),
        *("fuse.curlftpfs", "fuse.s3fs", "fuse.vmhgfs-fuse"),
    }
)
_DRIVE_REMOTE = 4


_SYNCED_NAMES = re.compile(
    r"OneDrive( - .+)?|Dropbox|Nutstore( Files)?|我的坚果云|坚果云|BaiduSyncdisk|百度网盘同步空间"
    r"|WPS云盘|WPSDrive|iCloudDrive|Nextcloud|ownCloud|Seafile|Google Drive|我的云端硬盘",
    re.IGNORECASE,
)
_SYNC_MARKS = (".dropbox.cache", ".stfolder", ".owncloudsync.log", ".nextcloudsync.log")
"""What programs that sync leave in the folder they sync, and nowhere else."""


def refuse_network_drive(home: Path) -> None:
    """Raise StorageError when the folder lies on a network drive or in a synced folder."""
    synced = _synced_folder(home.resolve())
    if synced:
        raise StorageError(
            f"数据文件夹“{home}”在网盘同步文件夹“{synced}”里，同步程序会在写入时复制它而损坏数据。"
            "请把数据文件夹放在不同步的位置，另用“备份”把备份文件放进同步文件夹。"
        )
    kind = _network_kind(home.resolve())
    if kind:
        raise StorageError(
            f"数据文件夹“{home}”在网络盘上（{kind}），多台电脑同时使用会损坏数据。"
            "请把数据文件夹放在本机硬盘上，用“备份”或“交接文件”在电脑之间传递。"
        )


def _synced_folder(path: Path) -> Path | None:
    for folder in (path, *path.parents):
        is_marked = any((folder / mark).exists() for mark in _SYNC_MARKS)
        if is_marked or _SYNCED_NAMES.fullmatch(folder.name):
            return folder
    return None


if sys.platform == "win32":
    import ctypes

    def _network_kind(path: Path) -> str | None:
        root = path.anchor
        if root.startswith("\\\\"):
            return root
        is_remote = ctypes.windll.kernel32.GetDriveTypeW(root) == _DRIVE_REMOTE
        return root if is_remote else None
else:

    def _network_kind(path: Path) -> str | None:
        try:
            mounts = Path("/proc/self/mounts").read_text("utf-8", "surrogateescape")
        except OSError:
            return None
        return network_kind_of(str(path), mounts)


def network_kind_of(path: str, mounts: str) -> str | None:
    """Return the kind of network file system that holds a path, from the text of /proc/mounts."""
    holder, holder_kind = "", ""
    for line in mounts.splitlines():
        _device, point, kind, *_rest = line.split(" ")
        folder = _unescaped(point)
        if len(folder) >= len(holder) and _is_within(path, folder):
            holder, holder_kind = folder, kind
    return holder_kind if holder_kind in _NETWORK_KINDS else None


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _unescaped(point: str) -> str:
    """Return a mount point with its octal escapes (blank, tab, newline, backslash) undone."""
    for code in ("040", "011", "012", "134"):
        point = point.replace("\\" + code, chr(int(code, 8)))
    return point
