"""The FangSong of a PC is used where there is one that may be embedded, and only there."""

import struct
from pathlib import Path

import pytest

from egov_desktop.documents import fonts
from egov_desktop.documents.fangsong import find_fangsong, font_folders, may_embed

FAMILY, WINDOWS = 1, 3


def made_font(path: Path, family: str = "FangSong", fs_type: int = 8) -> Path:
    """Write our serif under another family name and with other rights of embedding."""
    data = bytearray(fonts.font_file(fonts.SERIF).read_bytes())
    count = struct.unpack_from(">H", data, 4)[0]
    entries = (struct.unpack_from(">4sIII", data, 12 + 16 * number) for number in range(count))
    tables = {tag.decode(): offset for tag, _sum, offset, _length in entries}
    struct.pack_into(">H", data, tables["OS/2"] + 8, fs_type)
    table = tables["name"]
    _format, names, strings = struct.unpack_from(">HHH", data, table)
    encoded = family.encode("utf-16-be")
    for number in range(names):
        record = table + 6 + 12 * number
        platform, _e, _l, name, length, offset = struct.unpack_from(">6H", data, record)
        if name == FAMILY and platform == WINDOWS:
            assert len(encoded) <= length
            struct.pack_into(">H", data, record + 8, len(encoded))
            start = table + strings + offset
            data[start : start + len(encoded)] = encoded
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", ["simfang.ttf", "SIMFANG.TTF", "仿宋_GB2312.ttf", "FZFSK.TTF"])
@pytest.mark.parametrize("family", ["FangSong", "仿宋_GB2312"])
def test_a_fangsong_that_may_be_embedded_is_found(tmp_path: Path, name: str, family: str) -> None:
    font = made_font(tmp_path / "truetype" / "win" / name, family)
    assert find_fangsong([tmp_path / "none", tmp_path]) == font


@pytest.mark.parametrize("fs_type", [0x2, 0x100, 0x108, 0x200])
def test_one_that_may_not_be_embedded_is_passed_over(tmp_path: Path, fs_type: int) -> None:
    made_font(tmp_path / "simfang.ttf", fs_type=fs_type)
    assert find_fangsong([tmp_path]) is None
    allowed = made_font(tmp_path / "仿宋.ttf", fs_type=0)
    assert find_fangsong([tmp_path]) == allowed


@pytest.mark.parametrize("fs_type", [0x0, 0x4, 0x8, 0xC, 0xE])
def test_the_least_restrictive_right_counts(fs_type: int) -> None:
    assert may_embed(fs_type)


def test_what_only_looks_like_one_is_passed_over(tmp_path: Path) -> None:
    made_font(tmp_path / "simfang.ttf", family="Kai")
    (tmp_path / "fangsong.ttf").write_bytes(b"")
    (tmp_path / "fangsong2.ttf").write_bytes(b"\x00\x01\x00\x00\xff\xff" + b"\x00" * 40)
    (tmp_path / "fzfs.ttf").write_bytes(b"OTTO" + bytes(4000))
    whole = fonts.font_file(fonts.SERIF).read_bytes()
    (tmp_path / "stfangso.ttf").write_bytes(whole[:300])
    assert find_fangsong([tmp_path]) is None


def test_the_folders_of_this_system_are_searched() -> None:
    assert any("fonts" in str(folder).lower() for folder in font_folders())
    assert find_fangsong([Path("/does/not/exist")]) is None
