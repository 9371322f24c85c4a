"""The FangSong of a PC is used where there is one that may be embedded, and only there."""

import os
import re
import struct
import subprocess
import sys
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


WRITE = """
import sys
from datetime import date
from pathlib import Path
from egov_desktop.documents.letter_pdf import substitutes, write_letter_pdf
from egov_desktop.domain.letters import Letter, LetterParagraph
text = (LetterParagraph("现报上，请予审批。"),)
letter = Letter("函", "某局", "", ("某局的函",), "某委", text, (), date(2026, 3, 2))
write_letter_pdf(letter, Path(sys.argv[1]))
sys.stdout.reconfigure(encoding="utf-8")
print(*substitutes(), sep="\\n")
"""


def written_at_home(home: Path) -> tuple[str, set[str]]:
    """Write a letter as a person with this home folder; return what is said and the fonts."""
    out = home / "letter.pdf"
    said = subprocess.run(
        [sys.executable, "-c", WRITE, str(out)],
        env={**os.environ, "HOME": str(home), "PYTHONIOENCODING": "utf-8"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout.decode()
    listed = subprocess.run(["pdffonts", str(out)], capture_output=True, check=True).stdout.decode()
    return said, set(re.findall(r"[A-Z]{6}\+(\S+)", listed))


def test_the_letter_is_set_in_the_fangsong_of_the_pc(tmp_path: Path) -> None:
    font = made_font(tmp_path / ".fonts" / "simfang.ttf")
    data = font.read_bytes().replace(b"NotoSerifSC-Regular", b"SimFangSCx-Embedded")
    font.write_bytes(
        data.replace(
            *(n.encode("utf-16-be") for n in ("NotoSerifSC-Regular", "SimFangSCx-Embedded"))
        )
    )
    said, embedded = written_at_home(tmp_path)

    assert "代替仿宋" not in said
    assert "代替小标宋" in said
    assert any(name.startswith("SimFang") for name in embedded), embedded


def test_a_broken_fangsong_is_replaced_and_that_is_said(tmp_path: Path) -> None:
    font = made_font(tmp_path / ".fonts" / "simfang.ttf")
    font.write_bytes(font.read_bytes().replace(b"cmap", b"cmxp", 1))
    said, embedded = written_at_home(tmp_path)

    assert "代替仿宋" in said
    assert any("NotoSerifSC-Regular" in name for name in embedded), embedded
