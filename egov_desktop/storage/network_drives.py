"""Refuses data folders on network drives: their locks are not to be trusted."""

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


def refuse_network_drive(home: Path) -> None:
    """Raise StorageError when the folder lies on a network drive."""
    kind = _network_kind(home.resolve())
    if kind:
        raise StorageError(
            f"数据文件夹“{home}”在网络盘上（{kind}），多台电脑同时使用会损坏数据。"
            "请把数据文件夹放在本机硬盘上，用“备份”或“交接文件”在电脑之间传递。"
        )


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
