"""A disk that forgets what was not synced: SQLite's own file system, watched from outside.

Every write, truncation, sync and deletion that SQLite asks for is noted before it is done. From
the notes the disk is put together again as a power cut may leave it: what was synced is there;
of what was written later each sector is there, or is not. A file's name is taken to be there
once the file was synced, and to be gone once it was deleted.
"""

import ctypes
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import _sqlite3

SECTOR = 512
_POINTER, _INT, _INT64 = ctypes.c_void_p, ctypes.c_int, ctypes.c_longlong
_WRITE = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT, _INT64)
_TRUNCATE = ctypes.CFUNCTYPE(_INT, _POINTER, _INT64)
_SYNC = ctypes.CFUNCTYPE(_INT, _POINTER, _INT)
_OPEN = ctypes.CFUNCTYPE(_INT, _POINTER, ctypes.c_char_p, _POINTER, _INT, _POINTER)
_DELETE = ctypes.CFUNCTYPE(_INT, _POINTER, ctypes.c_char_p, _INT)


class _Methods(ctypes.Structure):
    """The head of sqlite3_io_methods, as far as it is replaced; the rest is copied."""

    _fields_ = [
        ("version", _INT),
        ("close", _POINTER),
        ("read", _POINTER),
        ("write", _POINTER),
        ("truncate", _POINTER),
        ("sync", _POINTER),
        ("others", _POINTER * 13),
    ]


class _Vfs(ctypes.Structure):
    """sqlite3_vfs as far as it is replaced."""

    _fields_ = [
        ("version", _INT),
        ("size_of_file", _INT),
        ("longest_path", _INT),
        ("next", _POINTER),
        ("name", ctypes.c_char_p),
        ("data", _POINTER),
        ("open", _POINTER),
        ("delete", _POINTER),
    ]


@dataclass(frozen=True)
class Step:
    """Something SQLite did to a file; a `mark` is the writer's own word that a save is done."""

    kind: str
    name: str = ""
    offset: int = 0
    content: bytes = b""


class WatchedDisk:
    """Notes what SQLite does to the files of this process; one for a process."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._kept: list[Any] = []
        self._names: dict[int, str] = {}
        self._methods: dict[int, Any] = {}
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = _POINTER
        library.sqlite3_vfs_find.argtypes = [ctypes.c_char_p]
        vfs = _Vfs.from_address(library.sqlite3_vfs_find(None))
        real_open, real_delete = _OPEN(vfs.open), _DELETE(vfs.delete)

        def open_file(it: int, name: bytes, file: int, flags: int, out: int) -> int:
            result = real_open(it, name, file, flags, out)
            if result == 0 and name:
                self._names[file] = Path(name.decode()).name
                self._watch(file)
            return int(result)

        def delete(it: int, name: bytes, is_synced: int) -> int:
            self.steps.append(Step("delete", Path(name.decode()).name))
            return int(real_delete(it, name, is_synced))

        for field, kind, function in (("open", _OPEN, open_file), ("delete", _DELETE, delete)):
            callback = kind(function)
            self._kept.append(callback)
            setattr(vfs, field, ctypes.cast(callback, _POINTER))

    def mark(self, word: str) -> None:
        """Note that the writer was told that everything up to here is saved."""
        self.steps.append(Step("mark", word))

    def _watch(self, file: int) -> None:
        place = ctypes.cast(file, ctypes.POINTER(_POINTER))
        address = place[0]
        if address is None:
            return
        if address not in self._methods:
            self._methods[address] = self._watched(_Methods.from_address(address))
        place[0] = ctypes.addressof(self._methods[address])

    def _watched(self, real: _Methods) -> _Methods:
        methods = _Methods.from_buffer_copy(real)
        write, truncate, sync = _WRITE(real.write), _TRUNCATE(real.truncate), _SYNC(real.sync)

        def on_write(file: int, data: int, length: int, offset: int) -> int:
            self._note("write", file, offset, ctypes.string_at(data, length))
            return int(write(file, data, length, offset))

        def on_truncate(file: int, size: int) -> int:
            self._note("truncate", file, size)
            return int(truncate(file, size))

        def on_sync(file: int, flags: int) -> int:
            result = int(sync(file, flags))
            self._note("sync", file)
            return result

        for field, kind, function in (
            ("write", _WRITE, on_write),
            ("truncate", _TRUNCATE, on_truncate),
            ("sync", _SYNC, on_sync),
        ):
            self._replace(methods, field, kind(function))
        return methods

    def _replace(self, methods: _Methods, field: str, callback: Callable[..., int]) -> None:
        self._kept.append(callback)
        setattr(methods, field, ctypes.cast(callback, _POINTER))  # type: ignore[arg-type]

    def _note(self, kind: str, file: int, offset: int = 0, content: bytes = b"") -> None:
        self.steps.append(Step(kind, self._names.get(file, ""), offset, content))


def after_power_cut(steps: list[Step], chance: random.Random) -> dict[str, bytes]:
    """Return the files as the disk holds them after the power was cut at the end of the steps."""
    certain: dict[str, bytearray] = {}
    waiting: dict[str, list[Step]] = {}
    for step in steps:
        if step.kind in ("write", "truncate"):
            waiting.setdefault(step.name, []).append(step)
        elif step.kind == "sync":
            for each in waiting.pop(step.name, []):
                _apply(certain, each)
            certain.setdefault(step.name, bytearray())
        elif step.kind == "delete":
            certain.pop(step.name, None)
            waiting.pop(step.name, None)
    for pending in waiting.values():
        how_many_survive = chance.choice((0.0, 0.2, 0.5, 0.8, 1.0))
        for each in pending:
            _apply_in_part(certain, each, chance, how_many_survive)
    return {name: bytes(content) for name, content in certain.items()}


def _apply(files: dict[str, bytearray], step: Step) -> None:
    content = files.setdefault(step.name, bytearray())
    if step.kind == "truncate":
        del content[step.offset :]
        return
    if len(content) < step.offset:
        content.extend(bytes(step.offset - len(content)))
    content[step.offset : step.offset + len(step.content)] = step.content


def _apply_in_part(
    files: dict[str, bytearray], step: Step, chance: random.Random, share: float
) -> None:
    if step.kind == "truncate":
        if chance.random() < share:
            _apply(files, step)
        return
    position = 0
    while position < len(step.content):
        end = position + SECTOR - (step.offset + position) % SECTOR
        if chance.random() < share:
            part = Step("write", step.name, step.offset + position, step.content[position:end])
            _apply(files, part)
        position = end
