"""Containers that lie: every changed byte is found, every trick is refused in words."""

import os
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packet_samples import WHEN, members_of, stored_zip_bytes

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.packaging.bag import WrittenBag
from egov_desktop.packaging.verification import (
    BagVerdict,
    verify_bag,
)
from egov_desktop.packaging.zip_content import member_chunks
from egov_desktop.packaging.zip_layout import StoredMember, dos_time, local_header, tail
from egov_desktop.packaging.zip_reading import DamagedZipError, Limits, read_entries


def judged(path: Path, data: bytes) -> BagVerdict:
    path.write_bytes(data)
    return verify_bag(path)


def test_every_single_flipped_bit_position_is_refused(packet: WrittenBag, tmp_path: Path) -> None:
    data = bytearray(packet.path.read_bytes())
    target = tmp_path / "flipped.zip"
    accepted = []
    for position in range(len(data)):
        mask = 1 << position % 8
        data[position] ^= mask
        verdict = judged(target, data)
        data[position] ^= mask
        if verdict.valid or not all(problem.endswith("。") for problem in verdict.problems):
            accepted.append(position)
    assert accepted == []
    assert judged(target, data).valid


def test_every_truncation_is_refused(packet: WrittenBag, tmp_path: Path) -> None:
    data = packet.path.read_bytes()
    target = tmp_path / "short.zip"
    accepted = [length for length in range(0, len(data), 7) if judged(target, data[:length]).valid]
    assert accepted == []


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_other_edit_is_accepted_or_crashes(
    packet: WrittenBag, tmp_path: Path, data: st.DataObject
) -> None:
    original = packet.path.read_bytes()
    start = data.draw(st.integers(0, len(original)))
    end = data.draw(st.integers(start, min(len(original), start + 64)))
    changed = original[:start] + data.draw(st.binary(max_size=64)) + original[end:]
    assert judged(tmp_path / "edited.zip", changed).valid == (changed == original)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_noise_is_refused(tmp_path: Path, noise: bytes) -> None:
    verdict = judged(tmp_path / "noise.zip", noise)
    assert not verdict.is_bag
    assert len(verdict.problems) == 1


@pytest.mark.parametrize(
    "disguise",
    [
        lambda data: b"MZ" + data,
        lambda data: data + b"\0",
        lambda data: data[:-2] + b"\x03\x00abc",
        lambda data: data + data,
        lambda data: data.replace(b"PK\x01\x02", b"gapPK\x01\x02", 1),
    ],
    ids=["prepended", "appended", "comment", "twice", "gap"],
)
def test_bytes_outside_the_members_are_refused(
    disguise: Callable[[bytes], bytes], packet: WrittenBag, tmp_path: Path
) -> None:
    assert not judged(tmp_path / "d.zip", disguise(packet.path.read_bytes())).is_bag


def test_a_gap_with_fitting_offsets_is_a_bag_but_no_packet(
    packet: WrittenBag, tmp_path: Path
) -> None:
    data = packet.path.read_bytes()
    start = data.index(b"PK\x01\x02")
    end = bytearray(data[start:])
    struct.pack_into("<L", end, len(end) - 6, start + 100)
    verdict = judged(tmp_path / "g.zip", data[:start] + bytes(100) + end)
    assert verdict.is_bag
    assert not verdict.valid


def test_a_hidden_member_between_the_records_is_no_packet(
    packet: WrittenBag, tmp_path: Path
) -> None:
    members = members_of(packet)
    with_more = stored_zip_bytes({**members, "p-1-v1/data/hidden.pdf": b"other"})
    start = with_more.index(b"PK\x01\x02")
    count = len(members)
    directory = packet.path.read_bytes()[packet.path.read_bytes().index(b"PK\x01\x02") : -22]
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    verdict = judged(tmp_path / "h.zip", with_more[:start] + directory + end)
    assert verdict.is_bag
    assert not verdict.valid


def test_extra_fields_comments_and_compression_make_no_packet(
    packet: WrittenBag, tmp_path: Path
) -> None:
    def rewritten(
        method: int = zipfile.ZIP_STORED, comment: bytes = b"", extra: bytes = b""
    ) -> BagVerdict:
        path = tmp_path / "r.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members_of(packet).items():
                info = zipfile.ZipInfo(name, (2026, 3, 2, 9, 30, 14))
                info.compress_type, info.comment, info.extra = method, comment, extra
                archive.writestr(info, content)
        return verify_bag(path)

    for verdict in (
        rewritten(),
        rewritten(zipfile.ZIP_DEFLATED),
        rewritten(comment=b"note"),
        rewritten(extra=struct.pack("<HHL", 0xCAFE, 4, 7)),
    ):
        assert verdict.bag_problems == ()
        assert verdict.packet_problems != ()
    assert not rewritten(zipfile.ZIP_BZIP2).is_bag
    assert not rewritten(extra=struct.pack("<HH", 0xCAFE, 9)).is_bag
    unicode_path = b"\x01" + struct.pack("<L", 0) + b"p-1-v1/other"
    assert not rewritten(extra=struct.pack("<HH", 0x7075, len(unicode_path)) + unicode_path).is_bag


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../evil",
        "p-1-v1/../evil",
        "p-1-v1/./data/x",
        "p-1-v1//x",
        "p-1-v1\\data\\x",
        "C:/x",
        "p-1-v1/data/x\0.pdf",
        "p-1-v1/" + "d/" * 40 + "x",
        "p-1-v1/" + "x" * 2000,
        "p-1-v1/a" + "\u0315\u0300" * 16,
        "other-top/x",
        "loose.txt",
        "p-1-v1/data/folder/",
        "p-1-v1",
        "p-1-v1/data/PACKET.pdf",
        "p-1-v1/data/packet.pdf/x",
        "p-1-v1/Data/x/../../data/packet.pdf",
        "",
    ],
)
def test_dangerous_names_are_refused(name: str, packet: WrittenBag, tmp_path: Path) -> None:
    verdict = judged(tmp_path / "n.zip", stored_zip_bytes({**members_of(packet), name: b"x"}))
    assert not verdict.is_bag
    assert len(verdict.problems) == 1


def test_names_equal_in_another_unicode_form_or_twice_are_refused(tmp_path: Path) -> None:
    twice = stored_zip_bytes({"t/data/\u00e9": b"x", "t/data/e\u0301": b"x"})
    assert "重名" in judged(tmp_path / "u.zip", twice).problems[0]
    twin = stored_zip_bytes({"t/data/a": b"x", "t/data/b": b"y"}).replace(b"t/data/b", b"t/data/a")
    assert "重名" in judged(tmp_path / "u.zip", twin).problems[0]


def test_names_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    data = stored_zip_bytes({"t/data/ab": b"x"}).replace(b"data/ab", b"data/\xb1\xa8")
    assert "UTF-8" in judged(tmp_path / "u.zip", data).problems[0]


def patched_entry(data: bytes, offset: int, layout: str, value: int) -> bytes:
    """Change a field of the first entry of the central directory."""
    changed = bytearray(data)
    struct.pack_into(layout, changed, data.index(b"PK\x01\x02") + offset, value)
    return bytes(changed)


@pytest.mark.parametrize(
    ("offset", "layout", "value", "reason"),
    [
        (38, "<L", 0o120777 << 16, "符号链接"),
        (38, "<L", 0o060644 << 16, "特殊文件"),
        (38, "<L", 0o040755 << 16, "文件夹"),
        (38, "<L", 0x10, "文件夹"),
        (8, "<H", 0x801, "加密"),
        (8, "<H", 0x840, "加密"),
        (8, "<H", 0x820, "不支持"),
        (10, "<H", 99, "不支持"),
        (10, "<H", 8, "互相矛盾"),
        (20, "<L", 1, "互相矛盾"),
        (24, "<L", 1 << 31, "互相矛盾"),
        (34, "<H", 1, "自相矛盾"),
        (42, "<L", 10, "文件头"),
        (42, "<L", 0xFFFFFFFF, "文件头"),
        (16, "<L", 0, "互相矛盾"),
    ],
)
def test_lies_in_the_directory_are_refused(
    offset: int, layout: str, value: int, reason: str, packet: WrittenBag
) -> None:
    data = patched_entry(packet.path.read_bytes(), offset, layout, value)
    (problem,) = judged(packet.path, data).problems
    assert reason in problem


def test_an_encrypted_zip_is_refused(packet: WrittenBag, tmp_path: Path) -> None:
    top = tmp_path / "p-1-v1"
    with zipfile.ZipFile(packet.path) as archive:
        archive.extractall(tmp_path)
    subprocess.run(["zip", "-qr", "-P", "secret", "e.zip", top.name], cwd=tmp_path, check=True)
    (problem,) = verify_bag(tmp_path / "e.zip").problems
    assert "加密" in problem


def deflated_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_bombs_are_refused_by_ratio_by_sum_and_while_unpacking(tmp_path: Path) -> None:
    bomb = deflated_zip(tmp_path / "b.zip", {"t/data/zeros": bytes(8 << 20)})
    assert "解压炸弹" in verify_bag(bomb).problems[0]
    assert "解压炸弹" in verify_bag(bomb, Limits(1000, 1 << 20, 2000)).problems[0]
    lying = bytearray(bomb.read_bytes())
    with bomb.open("rb") as stream:
        (entry,) = read_entries(stream, Limits(max_ratio=2000))
        given: list[bytes] = []
        with pytest.raises(DamagedZipError, match="长度"):
            given.extend(member_chunks(stream, replace(entry, size=1000)))
        assert sum(map(len, given)) <= 1000
    directory = lying.index(b"PK\x01\x02")
    struct.pack_into("<L", lying, directory + 24, 1000)
    struct.pack_into("<L", lying, 22, 1000)
    assert "长度" in judged(tmp_path / "b2.zip", lying).problems[0]


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    inner = stored_zip_bytes({"t/data/b": b"content"})
    inner_record = inner[: inner.index(b"PK\x01\x02")]
    outer = bytearray(stored_zip_bytes({"t/data/a": inner_record, "t/data/b": b"content"}))
    at = outer.index(inner_record)
    second = outer.index(b"PK\x01\x02", outer.index(b"PK\x01\x02") + 4)
    struct.pack_into("<L", outer, second + 42, at)
    (problem,) = judged(tmp_path / "o.zip", outer).problems
    assert "重叠" in problem


def test_deflate_streams_of_any_length_around_a_chunk_come_out_whole(tmp_path: Path) -> None:
    for size in range((1 << 20) - 300, (1 << 20) + 300, 13):
        path = deflated_zip(tmp_path / "s.zip", {"t/data/a": bytes(size)})
        with path.open("rb") as stream:
            (entry,) = read_entries(stream, Limits(max_ratio=5000))
            assert sum(map(len, member_chunks(stream, entry))) == size


def test_a_member_that_reaches_into_the_directory_is_refused(tmp_path: Path) -> None:
    data = bytearray(stored_zip_bytes({"t/data/a": b"content"}))
    directory = data.index(b"PK\x01\x02")
    for at in (6, directory + 8):
        struct.pack_into("<H", data, at, 0x0808)
    struct.pack_into("<LL", data, directory + 20, 8, 8)
    assert "伸进" in judged(tmp_path / "e.zip", data).problems[0]


def test_zips_in_several_volumes_are_refused(packet: WrittenBag, tmp_path: Path) -> None:
    for offset, value in ((-18, 1), (-16, 1), (-14, 3)):
        data = bytearray(packet.path.read_bytes())
        struct.pack_into("<H", data, len(data) + offset, value)
        assert "分卷" in judged(tmp_path / "v.zip", data).problems[0]


def test_members_of_different_times_make_no_packet(packet: WrittenBag, tmp_path: Path) -> None:
    data, placed = bytearray(), []
    for number, (name, content) in enumerate(members_of(packet).items()):
        time = dos_time(WHEN + timedelta(days=number == 1))
        member = StoredMember(name.encode(), time, zlib.crc32(content), len(content), len(data))
        placed.append(member)
        data += local_header(member) + content
    verdict = judged(tmp_path / "t.zip", bytes(data + tail(placed)))
    assert verdict.is_bag
    assert [problem[:8] for problem in verdict.problems] == ["zip 各成员的"]


def test_broken_deflate_streams_are_refused(tmp_path: Path) -> None:
    content = os.urandom(50) * 40
    data = deflated_zip(tmp_path / "d.zip", {"t/data/a": content}).read_bytes()
    packed_size = data.index(b"PK\x01\x02") - 30 - len("t/data/a")
    for position in range(38, 38 + packed_size):
        changed = bytearray(data)
        changed[position] ^= 0x55
        assert len(judged(tmp_path / "x.zip", changed).problems) == 1


def test_a_deflate_stream_with_a_tail_or_without_an_end_is_refused(tmp_path: Path) -> None:
    engine = zlib.compressobj(wbits=-15)
    whole = engine.compress(b"x" * 100) + engine.flush()
    for stream in (whole + b"tail", whole[:-1], b""):
        data = bytearray(stored_zip_bytes({"t/data/a": stream}))
        directory = data.index(b"PK\x01\x02")
        for at in (8, directory + 10):
            struct.pack_into("<H", data, at, 8)
        for at in (14, directory + 16):
            struct.pack_into("<L", data, at, zlib.crc32(b"x" * 100))
        for at in (22, directory + 24):
            struct.pack_into("<L", data, at, 100)
        assert len(judged(tmp_path / "t.zip", data).problems) == 1


def test_too_many_members_are_refused_at_once(tmp_path: Path) -> None:
    many = stored_zip_bytes({f"t/data/{number}": b"" for number in range(20_001)})
    assert "20001" in judged(tmp_path / "m.zip", many).problems[0]


def test_a_count_that_does_not_fit_the_directory_is_refused(
    packet: WrittenBag, tmp_path: Path
) -> None:
    data = bytearray(packet.path.read_bytes())
    for count in (0, 7, 9, 0xFFFF):
        struct.pack_into("<HH", data, len(data) - 14, count, count)
        assert not judged(tmp_path / "c.zip", data).is_bag


def test_what_is_no_file_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="无法读取"):
        verify_bag(tmp_path / "missing.zip")
    with pytest.raises(InvalidInputError, match="不是文件"):
        verify_bag(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidInputError, match="不是文件"):
        verify_bag(tmp_path / "pipe")
