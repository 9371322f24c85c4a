"""Names of zip members: which are safe, which are portable, and how to show them."""

import re
import unicodedata
from collections.abc import Iterable

_MAX_LENGTH, _MAX_DEPTH = 512, 32
_MOST_MARKS = 30
"""In a row (UAX #15, stream-safe text); normalising takes time by their square."""

_PORTABLE_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*(?<!\.)")
_WINDOWS_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")


def is_portable_path(path: str) -> bool:
    """Tell whether every system can hold the path: plain ASCII, no device names, short."""
    return len(path) <= 200 and all(
        _PORTABLE_SEGMENT.fullmatch(segment) and not _WINDOWS_DEVICE.fullmatch(segment)
        for segment in path.split("/")
    )


def flaw_of(name: str) -> str | None:
    """Return what makes a member name dangerous, as the end of a Chinese sentence."""
    segments = name.removesuffix("/").split("/")
    if len(name) > _MAX_LENGTH or len(segments) > _MAX_DEPTH:
        return "名称过长或层数过多"
    if _has_too_many_marks(name):
        return "名称含有过多的组合字符"
    if "\\" in name or "\0" in name:
        return "名称含有反斜杠或空字符"
    if name.startswith("/") or _DRIVE.match(name):
        return "名称是绝对路径"
    if any(segment in {"", ".", ".."} for segment in segments):
        return "名称含有空的或带点的路径段，可能指向包外"
    return None


def first_clash(names: Iterable[str]) -> tuple[str, str] | None:
    """Return two names that some file system takes for one, or a file that is also a folder."""
    owners: dict[str, str] = {}
    for name in names:
        key = composed(composed(name.removesuffix("/")).casefold())
        if key in owners:
            return owners[key], name
        owners[key] = name
    for key, name in owners.items():
        for slash in re.finditer("/", key):
            above = owners.get(key[: slash.start()])
            if above is not None and not above.endswith("/"):
                return above, name
    return None


def composed(name: str) -> str:
    """Return the one Unicode form (NFC) in which names are compared."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def _has_too_many_marks(name: str) -> bool:
    in_a_row = 0
    for character in "" if name.isascii() else name:
        in_a_row = in_a_row + 1 if unicodedata.combining(character) else 0
        if in_a_row > _MOST_MARKS:
            return True
    return False


def shown(name: str) -> str:
    """Return a name that can stand in a sentence: short, and without invisible characters."""
    visible = "".join(
        character if character.isprintable() else f"\\u{ord(character):04x}"
        for character in name[:80]
    )
    return visible if len(name) <= 80 else f"{visible}…"
