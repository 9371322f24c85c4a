"""The zip layout (APPNOTE 6.3) of a packet: every byte follows from a few facts.

Writing and strict verification share these functions, so that a container is accepted only when
it is byte for byte what the writer would have made of the same members.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
DIRECTORY_ENTRY = struct.Struct("<4s6H3L5H2L")
END_RECORD = struct.Struct("<4s4H2LH")
END64_RECORD = struct.Struct("<4sQ2H2L4Q")
END64_LOCATOR = struct.Struct("<4sLQL")

LOCAL_SIGNATURE = b"PK\x03\x04"
DIRECTORY_SIGNATURE = b"PK\x01\x02"
END_SIGNATURE = b"PK\x05\x06"
END64_SIGNATURE = b"PK\x06\x06"
END64_LOCATOR_SIGNATURE = b"PK\x06\x07"

STORED = 0
UTF8_NAME = 0x0800
FULL_16, FULL_32 = 0xFFFF, 0xFFFFFFFF
"""Values that send a reader to the zip64 fields."""

_NEEDS_PLAIN, _NEEDS_ZIP64 = 20, 45
_MADE_BY_UNIX = 3 << 8
_REGULAR_FILE_0644 = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class StoredMember:
    """The facts about one stored member from which its headers follow."""

    name: bytes
    dos_time: int
    """Date in the upper, time in the lower 16 bits."""
    crc: int
    size: int
    offset: int
    """Where its local header begins."""

    @property
    def data_start(self) -> int:
        """Where its bytes begin."""
        return self.offset + len(local_header(self))

    @property
    def end(self) -> int:
        """Where the next record begins."""
        return self.data_start + self.size


def dos_time(when: datetime) -> int:
    """Return the zip form of a time, to two seconds; zone and microseconds are dropped."""
    if not 1980 <= when.year <= 2107:
        raise ValueError(f"zip cannot hold the year {when.year}")
    day = (when.year - 1980) << 9 | when.month << 5 | when.day
    return day << 16 | when.hour << 11 | when.minute << 5 | when.second // 2


def local_header(member: StoredMember) -> bytes:
    """Return the header that stands before the bytes of a member."""
    is_large = member.size >= FULL_32
    size = FULL_32 if is_large else member.size
    extra = _zip64_extra(member.size, member.size) if is_large else b""
    header = LOCAL_HEADER.pack(
        LOCAL_SIGNATURE,
        _NEEDS_ZIP64 if is_large else _NEEDS_PLAIN,
        UTF8_NAME,
        STORED,
        member.dos_time & FULL_16,
        member.dos_time >> 16,
        member.crc,
        size,
        size,
        len(member.name),
        len(extra),
    )
    return header + member.name + extra


def directory_entry(member: StoredMember) -> bytes:
    """Return the entry of a member in the central directory."""
    is_large, is_far = member.size >= FULL_32, member.offset >= FULL_32
    needed = _NEEDS_ZIP64 if is_large or is_far else _NEEDS_PLAIN
    size = FULL_32 if is_large else member.size
    far = (member.offset,) if is_far else ()
    large = (member.size, member.size) if is_large else ()
    extra = _zip64_extra(*large, *far) if large or far else b""
    entry = DIRECTORY_ENTRY.pack(
        DIRECTORY_SIGNATURE,
        _MADE_BY_UNIX | needed,
        needed,
        UTF8_NAME,
        STORED,
        member.dos_time & FULL_16,
        member.dos_time >> 16,
        member.crc,
        size,
        size,
        len(member.name),
        len(extra),
        0,
        0,
        0,
        _REGULAR_FILE_0644,
        FULL_32 if is_far else member.offset,
    )
    return entry + member.name + extra


def tail(members: Sequence[StoredMember]) -> bytes:
    """Return everything after the last member: central directory and end records."""
    directory = b"".join(map(directory_entry, members))
    start = members[-1].end if members else 0
    count, size = len(members), len(directory)
    end64 = b""
    if count >= FULL_16 or size >= FULL_32 or start >= FULL_32:
        end64 = END64_RECORD.pack(
            END64_SIGNATURE,
            END64_RECORD.size - 12,
            _MADE_BY_UNIX | _NEEDS_ZIP64,
            _NEEDS_ZIP64,
            0,
            0,
            count,
            count,
            size,
            start,
        ) + END64_LOCATOR.pack(END64_LOCATOR_SIGNATURE, 0, start + size, 1)
    end = END_RECORD.pack(
        END_SIGNATURE,
        0,
        0,
        min(count, FULL_16),
        min(count, FULL_16),
        min(size, FULL_32),
        min(start, FULL_32),
        0,
    )
    return directory + end64 + end


def _zip64_extra(*values: int) -> bytes:
    return struct.pack(f"<HH{len(values)}Q", 1, 8 * len(values), *values)
