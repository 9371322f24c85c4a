"""The byte layout at its limits: zip64 sizes, offsets and counts, read by others."""

import subprocess
import zipfile
import zlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from packet_samples import WHEN, stored_zip_bytes

from egov_desktop.packaging.verification import verify_bag
from egov_desktop.packaging.zip_content import member_chunks
from egov_desktop.packaging.zip_layout import StoredMember, dos_time, local_header, tail
from egov_desktop.packaging.zip_reading import DamagedZipError, Limits, read_entries


def sparse_zip(path: Path, sizes: Sequence[int]) -> list[StoredMember]:
    """Write a zip whose large members are holes; their checksum is wrong."""
    members = []
    offset = 0
    with path.open("wb") as stream:
        for number, size in enumerate(sizes):
            crc = zlib.crc32(bytes(size)) if size < 1000 else 0
            member = StoredMember(f"t/{number}".encode(), dos_time(WHEN), crc, size, offset)
            stream.seek(offset)
            stream.write(local_header(member))
            offset = member.end
            members.append(member)
        stream.seek(offset)
        stream.write(tail(members))
    return members


@pytest.mark.parametrize(
    "sizes",
    [
        (0xFFFFFFFE, 5),
        (0x100000000, 5),
        (5 << 30, 5, 6 << 30, 7),
        (3 << 30, 3 << 30, 5),
    ],
)
def test_large_members_are_read_by_others_and_by_us(sizes: Sequence[int], tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    members = sparse_zip(path, sizes)
    with zipfile.ZipFile(path) as archive:
        assert [info.file_size for info in archive.infolist()] == list(sizes)
        assert [info.header_offset for info in archive.infolist()] == [m.offset for m in members]
        assert archive.read("t/1" if sizes[1] == 5 else "t/2") == bytes(5)
    listing = subprocess.run(
        ["zipinfo", str(path)], check=True, capture_output=True, text=True
    ).stdout
    assert all(f" {size} " in listing for size in sizes)
    with path.open("rb") as stream:
        entries = read_entries(stream, Limits())
        assert [(entry.size, entry.data_start) for entry in entries] == [
            (member.size, member.data_start) for member in members
        ]
        last = entries[-1]
        assert b"".join(member_chunks(stream, last)) == bytes(sizes[-1])


@pytest.mark.parametrize("count", [65_534, 65_535])
def test_many_members_are_read_by_others_and_by_us(count: int, tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    path.write_bytes(stored_zip_bytes({f"t/{number}": b"" for number in range(count)}))
    with zipfile.ZipFile(path) as archive:
        assert len(archive.namelist()) == count
    with path.open("rb") as stream:
        assert len(read_entries(stream, Limits(max_members=count))) == count


def test_contradicting_end_records_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    sparse_zip(path, (5 << 30, 1))
    with path.open("r+b") as stream:
        stream.seek(-12, 2)
        stream.write(b"\x03")
    assert "矛盾" in tail_problem(path)
    with path.open("r+b") as stream:
        stream.seek(-12, 2)
        stream.write(b"\x02")
    with path.open("rb") as stream:
        assert len(read_entries(stream, Limits())) == 2
    with path.open("r+b") as stream:
        stream.seek(-22 - 4, 2)
        stream.write(b"\x02")
    assert "zip64" in tail_problem(path)


def tail_problem(path: Path) -> str:
    """Return the reason of refusal without hashing gigabytes."""
    with path.open("rb") as stream, pytest.raises(DamagedZipError) as caught:
        read_entries(stream, Limits())
    return str(caught.value)


def test_years_that_zip_cannot_hold_are_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="1979"):
        dos_time(datetime(1979, 12, 31))  # noqa: DTZ001 - zip has no time zones


def test_an_empty_zip_is_no_bag(tmp_path: Path) -> None:
    (tmp_path / "e.zip").write_bytes(stored_zip_bytes({}))
    assert not verify_bag(tmp_path / "e.zip").is_bag
