"""What a hostile file may do to the process that looks into it."""

import os
import time
from pathlib import Path

from egov_desktop.domain.errors import InvalidInputError


def answer(value: int) -> tuple[int, int]:
    """Return the value and who answers."""
    return value, os.getpid()


def die() -> None:
    """End like a crash in a C library."""
    os.abort()


def hang() -> None:
    """Never answer."""
    while True:
        time.sleep(60)


def toil() -> None:
    """Never answer, and keep the processor busy."""
    while True:
        pass


def devour() -> None:
    """Take all the memory there is."""
    hoard = []
    while True:
        hoard.append(bytes(16 << 20))


def stumble() -> None:
    """Fail as a bug does."""
    raise KeyError("bug")


def refuse() -> None:
    """Fail as expected."""
    raise InvalidInputError("读不了")


def chatter(path: Path) -> int:
    """Write on both outputs, past Python."""
    os.write(1, b"noise")
    os.write(2, b"noise")
    return path.stat().st_size
