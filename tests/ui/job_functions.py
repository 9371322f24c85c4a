"""What the tests of jobs run in a child process."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.files import replacing


def who_and_where() -> tuple[int, str, int]:
    nice = os.nice(0) if hasattr(os, "nice") else 0
    return os.getpid(), threading.current_thread().name, nice


def count(limit: int, progress: Callable[[str, int, int], None]) -> int:
    for number in range(limit):
        progress("数数", number + 1, limit)
    return limit


def refuse() -> None:
    raise InvalidInputError("文件已损坏，请换一份。")


def stumble() -> None:
    raise ZeroDivisionError("a bug")


def die() -> None:
    os._exit(7)


def write_for_ever(target: Path) -> None:
    """Write a file that never ends, so that a cancel always comes in the middle."""
    with replacing(target) as stream:
        target.with_suffix(".pid").write_text(str(os.getpid()))
        while True:
            stream.write(b"x")
            time.sleep(0.01)
