"""Reading zips that nobody vouches for: everything is bounded, and odd things are refused in words.

The standard library's reader is not used: it believes counts and sizes, joins what is prepended,
and shows one of several answers that the records of a hostile zip give.
"""

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.packaging.member_names import first_clash, flaw_of, shown
from egov_desktop.packaging.zip_layout import (
    DIRECTORY_ENTRY,
    DIRECTORY_SIGNATURE,
    END64_LOCATOR,
    END64_LOCATOR_SIGNATURE,
    END64_RECORD,
    END64_SIGNATURE,
    END_RECORD,
    END_SIGNATURE,
    FULL_16,
    FULL_32,
    LOCAL_HEADER,
    LOCAL_SIGNATURE,
    STORED,
)

_DEFLATED = 8
_SMALL = 1 << 20
_MAX_DIRECTORY_BYTES = 32 << 20
_ENCRYPTED = 0x2041
_SIZES_FOLLOW = 0x0008
_KNOWN_FLAGS = 0x0806 | _SIZES_FOLLOW
_ZIP64_EXTRA, _UNICODE_PATH_EXTRA = 0x0001, 0x7075
_DOS_FOLDER = 0x10
_FILE_TYPE, _REGULAR, _FOLDER = 0o170000, 0o100000, 0o040000


@dataclass(frozen=True)
class Limits:
    """How much a zip may ask of us."""

    max_members: int = 20_000
    max_inflated_bytes: int = 1 << 30
    """Sum over compressed members, or ten times what they take in the zip; stored ones cannot be
    larger than the zip itself."""
    max_ratio: int = 200
    max_tag_file_bytes: int = 8 << 20
    """For each tag file that is read into memory; four times as much for all together."""


class DamagedZipError(InvalidInputError):
    """The container is damaged, hostile or of a kind that is not read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the central directory, its local header found and compared."""

    name: str
    flags: int
    method: int
    dos_time: int
    crc: int
    packed_size: int
    size: int
    offset: int
    data_start: int

    @property
    def is_folder(self) -> bool:
        """Whether it stands for a folder."""
        return self.name.endswith("/")


@dataclass(frozen=True, slots=True)
class _Listed:
    """An entry as the central directory gives it."""

    raw_name: bytes
    entry: Entry
    attributes: int


def read_entries(stream: BinaryIO, limits: Limits) -> tuple[Entry, ...]:
    """Return the members in the order of the central directory.

    Raises DamagedZipError with the first reason not to trust the container.
    """
    start, size, count = _find_directory(stream)
    if count > limits.max_members:
        raise DamagedZipError(f"zip 有 {count} 个成员，超过上限 {limits.max_members} 个。")
    if size > _MAX_DIRECTORY_BYTES:
        raise DamagedZipError("zip 的目录大得不合理。")
    stream.seek(start)
    listed = _parse_directory(stream.read(size), count)
    for one in listed:
        _check_kind(one)
    _check_sizes([one.entry for one in listed], limits)
    clash = first_clash(one.entry.name for one in listed)
    if clash:
        raise DamagedZipError(
            f"zip 成员“{shown(clash[0])}”与“{shown(clash[1])}”重名"
            "（或仅大小写、字形编码不同，或文件与文件夹同名）。"
        )
    entries = tuple(_located(stream, one) for one in listed)
    _check_overlap(entries, start)
    return entries


def _find_directory(stream: BinaryIO) -> tuple[int, int, int]:
    """Return start, size and number of entries of the central directory."""
    file_size = stream.seek(0, os.SEEK_END)
    end_at = file_size - END_RECORD.size
    fields = _record(stream, end_at, END_RECORD, END_SIGNATURE)
    if fields is None or fields[7] != 0:
        raise DamagedZipError("文件不是 zip，或者不完整，或者末尾有注释或多余的数据。")
    claimed = fields[1:7]
    locator = _record(stream, end_at - END64_LOCATOR.size, END64_LOCATOR, END64_LOCATOR_SIGNATURE)
    if locator is not None:
        end_at -= END64_LOCATOR.size + END64_RECORD.size
        claimed = _zip64_claims(stream, end_at, locator, claimed)
    disk, directory_disk, count_here, count, size, start = claimed
    if disk or directory_disk or count_here != count:
        raise DamagedZipError("不支持分卷的 zip。")
    if start + size != end_at:
        raise DamagedZipError("zip 的目录位置与记录不符，前面、中间或后面有多余的数据。")
    return start, size, count


def _zip64_claims(
    stream: BinaryIO, end64_at: int, locator: tuple[int, ...], plain: tuple[int, ...]
) -> tuple[int, ...]:
    """Return the numbers of the zip64 end record, which must agree with the plain one."""
    fields = _record(stream, end64_at, END64_RECORD, END64_SIGNATURE)
    is_whole = fields is not None and fields[1] == END64_RECORD.size - 12
    if fields is None or not is_whole or locator[1:] != (0, end64_at, 1):
        raise DamagedZipError("zip 的 zip64 结尾记录损坏。")
    large = fields[4:]
    full = (FULL_16, FULL_16, FULL_16, FULL_16, FULL_32, FULL_32)
    if any(p not in (value, top) for p, value, top in zip(plain, large, full, strict=True)):
        raise DamagedZipError("zip 的两个结尾记录互相矛盾。")
    return large


def _record(
    stream: BinaryIO, at: int, layout: struct.Struct, signature: bytes
) -> tuple[int, ...] | None:
    """Return the fields of a record (the signature first), or None when it is not there."""
    if at < 0:
        return None
    stream.seek(at)
    data = stream.read(layout.size)
    if len(data) < layout.size or not data.startswith(signature):
        return None
    return layout.unpack(data)


def _parse_directory(data: bytes, count: int) -> list[_Listed]:
    listed = []
    at = 0
    for _ in range(count):
        fixed = data[at : at + DIRECTORY_ENTRY.size]
        if len(fixed) < DIRECTORY_ENTRY.size or not fixed.startswith(DIRECTORY_SIGNATURE):
            raise DamagedZipError("zip 的目录损坏。")
        fields = DIRECTORY_ENTRY.unpack(fixed)
        name_length, extra_length, comment_length = fields[10:13]
        at += DIRECTORY_ENTRY.size
        raw_name = data[at : at + name_length]
        extra = data[at + name_length : at + name_length + extra_length]
        at += name_length + extra_length + comment_length
        listed.append(_listed(fields, raw_name, extra))
    if at != len(data):
        raise DamagedZipError("zip 的目录长度与成员数不符。")
    return listed


def _listed(fields: tuple[int, ...], raw_name: bytes, extra: bytes) -> _Listed:
    try:
        name = raw_name.decode()
    except UnicodeDecodeError as error:
        lossy = raw_name.decode(errors="replace")
        raise damaged(lossy, "的名称不是 UTF-8 编码") from error
    flags, method, time, day, crc, packed_size, size = fields[3:10]
    disk, attributes, offset = fields[13], fields[15], fields[16]
    values = {"size": size, "packed_size": packed_size, "offset": offset}
    extras = _extras(extra, name)
    for tag, content in extras:
        if tag == _UNICODE_PATH_EXTRA and content[5:] != raw_name:
            raise damaged(name, "带有另一个名称")
        if tag == _ZIP64_EXTRA:
            _fill_from_zip64(values, content, name)
    if disk or sum(tag == _ZIP64_EXTRA for tag, _ in extras) > 1:
        raise damaged(name, "的目录记录自相矛盾")
    entry = Entry(name, flags, method, day << 16 | time, crc, data_start=0, **values)
    return _Listed(raw_name, entry, attributes)


def _extras(extra: bytes, name: str) -> list[tuple[int, bytes]]:
    found = []
    while extra:
        if len(extra) < 4:
            raise damaged(name, "的附加字段损坏")
        tag, length = struct.unpack_from("<HH", extra)
        if len(extra) < 4 + length:
            raise damaged(name, "的附加字段损坏")
        found.append((tag, extra[4 : 4 + length]))
        extra = extra[4 + length :]
    return found


def _fill_from_zip64(values: dict[str, int], content: bytes, name: str) -> None:
    """Replace the numbers that point to the zip64 field, in its fixed order."""
    wanted = [key for key, value in values.items() if value == FULL_32]
    if len(content) < 8 * len(wanted):
        raise damaged(name, "的 zip64 字段损坏")
    values.update(zip(wanted, struct.unpack_from(f"<{len(wanted)}Q", content), strict=True))


def _check_kind(listed: _Listed) -> None:
    entry = listed.entry
    flaw = flaw_of(entry.name)
    if flaw:
        raise damaged(entry.name, f"的{flaw}")
    if entry.flags & _ENCRYPTED:
        raise damaged(entry.name, "已加密，无法校验")
    if entry.flags & ~_KNOWN_FLAGS or entry.method not in (STORED, _DEFLATED):
        raise damaged(entry.name, "用了不支持的压缩方法或特性")
    kind = listed.attributes >> 16 & _FILE_TYPE
    is_marked_folder = kind == _FOLDER or bool(listed.attributes & _DOS_FOLDER)
    if kind not in (0, _REGULAR, _FOLDER):
        raise damaged(entry.name, "是符号链接或特殊文件")
    if is_marked_folder and not entry.is_folder:
        raise damaged(entry.name, "标记为文件夹却像文件一样命名")
    if entry.is_folder and (entry.size or kind == _REGULAR):
        raise damaged(entry.name, "像文件夹一样命名却是文件")


def _check_sizes(entries: Sequence[Entry], limits: Limits) -> None:
    inflated = packed = 0
    for entry in entries:
        if entry.method == STORED:
            if entry.size != entry.packed_size:
                raise damaged(entry.name, "的两个长度互相矛盾")
            continue
        inflated += entry.size
        packed += entry.packed_size
        if entry.size > max(_SMALL, limits.max_ratio * entry.packed_size):
            raise damaged(entry.name, "的压缩比大得不合理，可能是解压炸弹")
    if inflated > max(limits.max_inflated_bytes, 10 * packed):
        raise DamagedZipError("zip 解压后大得不合理，可能是解压炸弹。")


def _located(stream: BinaryIO, listed: _Listed) -> Entry:
    """Return the entry with the place of its bytes, once its local header tells the same."""
    entry = listed.entry
    fields = _record(stream, entry.offset, LOCAL_HEADER, LOCAL_SIGNATURE)
    if fields is None:
        raise damaged(entry.name, "的文件头不在目录所说的位置")
    flags, method, _, _, crc, packed_size, size, name_length, extra_length = fields[2:]
    is_same = stream.read(name_length) == listed.raw_name
    is_same = is_same and (flags, method) == (entry.flags, entry.method)
    if not flags & _SIZES_FOLLOW:
        is_same = is_same and crc == entry.crc
        is_same = is_same and size in (entry.size, FULL_32)
        is_same = is_same and packed_size in (entry.packed_size, FULL_32)
    if not is_same:
        raise damaged(entry.name, "的文件头与目录互相矛盾")
    data_start = entry.offset + LOCAL_HEADER.size + name_length + extra_length
    return replace(entry, data_start=data_start)


def _check_overlap(entries: Sequence[Entry], directory_start: int) -> None:
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.offset):
        if entry.offset < end:
            raise damaged(entry.name, "与别的成员重叠，可能是解压炸弹")
        end = entry.data_start + entry.packed_size
    if end > directory_start:
        raise DamagedZipError("zip 的成员伸进了目录，文件已损坏或被改动。")


def damaged(name: str, what: str) -> DamagedZipError:
    """Return the error about one member; `what` ends the sentence."""
    return DamagedZipError(f"zip 成员“{shown(name)}”{what}。")
