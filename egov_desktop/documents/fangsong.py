"""The FangSong (仿宋) of the PC: no open font has it, so it is used where it may be embedded."""

import os
import struct
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

FILE_NAMES = ("simfang", "fangsong", "fzfs", "fzfang", "stfangso", "仿宋")
"""How the files of such fonts begin, in lower case: those of Windows, 方正 and 华文."""
FAMILIES = ("fangsong", "仿宋")
"""What the name of the family holds."""

_TRUETYPE = (b"\x00\x01\x00\x00", b"true")
_FAMILY = 1
_RESTRICTED, _PREVIEW, _EDITABLE = 0x2, 0x4, 0x8
_NO_SUBSET, _BITMAP_ONLY = 0x100, 0x200
_MOST_DEEP = 4


def font_folders() -> list[Path]:
    """Return the folders in which this system keeps its fonts, the system's own first."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        return [
            Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",
            local / "Microsoft" / "Windows" / "Fonts",
        ]
    return [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".local" / "share" / "fonts",
        home / ".fonts",
    ]


@cache
def installed_fangsong() -> Path | None:
    """Return the FangSong of this PC, None when there is none that may be embedded."""
    return find_fangsong(font_folders())


def find_fangsong(folders: Sequence[Path]) -> Path | None:
    """Return the first TrueType FangSong that may be embedded as a subset."""
    return next((path for path in _candidates(folders) if _is_usable(path)), None)


def _candidates(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        for place, inner, names in os.walk(folder):
            if len(Path(place).relative_to(folder).parts) >= _MOST_DEEP:
                inner.clear()
            inner.sort()
            for name in sorted(names):
                lowered = name.lower()
                if lowered.startswith(FILE_NAMES) and lowered.endswith(".ttf"):
                    yield Path(place, name)


def _is_usable(path: Path) -> bool:
    """Whether the file is a TrueType FangSong whose maker allows embedding a subset."""
    try:
        data = path.read_bytes()
        tables = _tables(data)
        return (
            "glyf" in tables
            and may_embed(struct.unpack_from(">H", data, tables["OS/2"] + 8)[0])
            and any(word in _families(data, tables["name"]) for word in FAMILIES)
        )
    except (OSError, struct.error, KeyError):
        return False


def may_embed(fs_type: int) -> bool:
    """Whether fsType of table OS/2 allows to embed a subset of the outlines in a document."""
    if fs_type & (_NO_SUBSET | _BITMAP_ONLY):
        return False
    return not fs_type & _RESTRICTED or bool(fs_type & (_PREVIEW | _EDITABLE))


def _tables(data: bytes) -> dict[str, int]:
    """Return the tables of a TrueType font: tag → offset."""
    if data[:4] not in _TRUETYPE:
        return {}
    count = struct.unpack_from(">H", data, 4)[0]
    entries = (struct.unpack_from(">4sIII", data, 12 + 16 * number) for number in range(count))
    return {tag.decode("latin-1"): offset for tag, _checksum, offset, _length in entries}


def _families(data: bytes, table: int) -> str:
    """Return every family name of a font, in lower case."""
    _format, count, strings = struct.unpack_from(">HHH", data, table)
    found = []
    for number in range(count):
        platform, _encoding, _language, name, length, offset = struct.unpack_from(
            ">6H", data, table + 6 + 12 * number
        )
        if name == _FAMILY:
            raw = data[table + strings + offset :][:length]
            found.append(raw.decode("latin-1" if platform == 1 else "utf-16-be", "replace"))
    return "\n".join(found).lower()
