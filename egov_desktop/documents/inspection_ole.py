"""Word and Excel files of 97-2003 (doc, xls): locked, with macros (旧版 Office 附件检查)."""

import struct
from pathlib import Path
from typing import BinaryIO

from egov_desktop.domain.attachment_flaws import DAMAGED, ENCRYPTED, SCRIPTS, Remark

_ENTRY = 128
_MOST_SECTORS = 512
_SMALLEST_STREAM = 4096
_END = 0xFFFFFFFA
_FREE = 0xFFFFFFFF
_LOCKED_WORD = 0x0100
_FILE_PASS = 0x002F
_MACRO_STORAGES = {"_VBA_PROJECT", "VBA", "_VBA_PROJECT_CUR", "Macros"}


def inspect_ole(path: Path) -> list[Remark]:
    """Return what is to be said of a doc, xls or ppt."""
    try:
        with path.open("rb") as stream:
            return _inspect(_Container(stream))
    except (struct.error, ValueError, IndexError):
        return [Remark(DAMAGED, "文件损坏，内部目录读不出来，请用原文件重新添加。")]


class _Container:
    """The directory of an OLE file, as far as it can be read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        head = stream.read(512)
        self._sector = 1 << min(head[30], 12)
        (first,) = struct.unpack_from("<I", head, 48)
        self._table = [n for n in struct.unpack_from("<109I", head, 76) if n < _END]
        self._require_whole()
        self.entries = self._entries(first)

    def beginning(self, name: str) -> bytes:
        """Return the first sector of a stream; empty when it is not there or very small."""
        start, size = self.entries.get(name, (_END, 0))
        return self._read(start) if size >= _SMALLEST_STREAM and start < _END else b""

    def _read(self, number: int) -> bytes:
        self._stream.seek((number + 1) * self._sector)
        return self._stream.read(self._sector)

    def _require_whole(self) -> None:
        """Raise ValueError when the last sector that is in use lies beyond the end."""
        if not self._table:
            return
        content = self._read(self._table[-1])
        used = [n for (n,) in struct.iter_unpack("<I", content)]
        while used and used[-1] == _FREE:
            used.pop()
        last = (len(self._table) - 1) * (self._sector // 4) + len(used) - 1
        if len(content) < self._sector or (used and not self._read(last)):
            raise ValueError(last)

    def _entries(self, sector: int) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        seen: set[int] = set()
        while sector < _END and len(seen) < _MOST_SECTORS:
            if sector in seen:
                raise ValueError(sector)
            seen.add(sector)
            content = self._read(sector)
            for place in range(0, len(content) - _ENTRY + 1, _ENTRY):
                entry = content[place : place + _ENTRY]
                (length,) = struct.unpack_from("<H", entry, 64)
                name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                found[name] = struct.unpack_from("<II", entry, 116)
            sector = self._next(sector)
        return found

    def _next(self, sector: int) -> int:
        per_sector = self._sector // 4
        if sector // per_sector >= len(self._table):
            return _END
        content = self._read(self._table[sector // per_sector])
        (following,) = struct.unpack_from("<I", content, sector % per_sector * 4)
        return int(following)


def _inspect(container: _Container) -> list[Remark]:
    remarks = []
    if _is_locked(container):
        sentence = "文件设有打开密码，接收方无法打开，请去掉密码后重新添加。"
        remarks.append(Remark(ENCRYPTED, sentence))
    if _MACRO_STORAGES & set(container.entries):
        sentence = "文件含有宏（VBA 程序），接收方可能拒收，请另存为不含宏的格式后重新添加。"
        remarks.append(Remark(SCRIPTS, sentence))
    return remarks


def _is_locked(container: _Container) -> bool:
    word = container.beginning("WordDocument")
    if len(word) >= 12:
        (flags,) = struct.unpack_from("<H", word, 10)
        return bool(flags & _LOCKED_WORD)
    return _has_file_pass(container.beginning("Workbook"))


def _has_file_pass(records: bytes) -> bool:
    place = 0
    while place + 4 <= len(records):
        kind, length = struct.unpack_from("<HH", records, place)
        if kind == _FILE_PASS:
            return True
        place += 4 + length
    return False
