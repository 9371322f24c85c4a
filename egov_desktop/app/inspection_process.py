"""A child process that looks into files: a hostile one costs a remark, never the program.

The child is started when first needed, serves file after file, and leaves when its parent is
gone. One that crashes, takes too long or too much memory is replaced for the next file.
"""

import contextlib
import logging
import multiprocessing
import os
import pickle
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any

from egov_desktop.app import inspection_limits
from egov_desktop.domain.errors import EgovError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

_BEAT = 0.25
_MEGABYTE = 1 << 20
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """How much one file may cost."""

    seconds: float = 60.0
    megabytes_per_second: float = 10.0
    """A large file gets more time: as if it came from a slow stick."""
    memory: int = 1536 * _MEGABYTE

    def seconds_for(self, size: int) -> float:
        """Return how long looking into a file of some size may take."""
        return self.seconds + size / (self.megabytes_per_second * _MEGABYTE)


class GaveUpError(Exception):
    """The child did not answer; the message says in Chinese why, for a remark."""


class InspectionProcess:
    """Calls functions in a child process of its own, one at a time."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._child: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def call(
        self,
        function: Callable[..., Any],
        *args: Any,
        size: int = 0,
        heartbeat: Callable[[], None] | None = None,
    ) -> Any:
        """Return `function(*args)` as the child worked it out.

        An EgovError of the function is raised here too. Raises GaveUpError when the child
        crashed or exceeded a limit. `heartbeat` is called while waiting; what it raises ends the
        child and is raised on.
        """
        with self._lock:
            seconds = self._limits.seconds_for(size)
            pipe = self._ready()
            try:
                pipe.send((seconds, function, args))
                kind, what = self._awaited(pipe, seconds, heartbeat)
            except (EOFError, OSError, pickle.UnpicklingError):
                why = self._why_gone()
                self._stop()
                raise GaveUpError(why) from None
            except BaseException:
                self._stop()
                raise
            if kind == "bug":
                self._stop()
        if kind == "error":
            raise what
        if kind == "bug":
            _log.info("looking into a file failed:\n%s", what)
            raise GaveUpError("检查时出错")
        return what

    def stop(self) -> None:
        """End the child; the next call starts another."""
        with self._lock:
            self._stop()

    def _ready(self) -> "Connection":
        if self._child is not None and self._pipe is not None and self._child.is_alive():
            return self._pipe
        self._stop()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        child = context.Process(target=_serve, args=(theirs, self._limits), daemon=True)
        child.start()
        theirs.close()
        self._child, self._pipe = child, ours
        return ours

    def _awaited(
        self, pipe: "Connection", seconds: float, heartbeat: Callable[[], None] | None
    ) -> tuple[str, Any]:
        until = time.monotonic() + seconds
        while not pipe.poll(min(_BEAT, seconds)):
            if heartbeat is not None:
                heartbeat()
            if time.monotonic() > until:
                raise GaveUpError(f"检查超过 {seconds:.0f} 秒仍未完成")
        kind, what = pipe.recv()
        return kind, what

    def _why_gone(self) -> str:
        if self._child is not None:
            self._child.join(1.0)
            if self._child.exitcode == _OUT_OF_MEMORY:
                return "检查所需的内存超过限制"
        return "检查时程序异常退出"

    def _stop(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._child is not None:
            self._child.kill()
            self._child.join()
            self._child.close()
        self._child = self._pipe = None


_OUT_OF_MEMORY = 87


def _serve(pipe: "Connection", limits: Limits) -> None:
    """Answer calls until nobody asks any more; runs in the child."""
    inspection_limits.be_humble()
    inspection_limits.limit_memory(limits.memory)
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt), ExitStack() as stack:
        stack.push(partial(_confess, pipe))
        while True:
            seconds, function, args = pipe.recv()
            inspection_limits.limit_work(seconds + 5)
            pipe.send(_answer(function, args))


def _answer(function: Callable[..., Any], args: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "done", function(*args)
    except EgovError as error:
        return "error", error
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)


def _confess(
    pipe: "Connection",
    kind: type[BaseException] | None,
    error: BaseException | None,
    _trace: TracebackType | None,
) -> None:
    """Tell the parent which bug ends this child; that the parent has gone is none."""
    if error is not None and not isinstance(error, EOFError | OSError | KeyboardInterrupt):
        pipe.send(("bug", "".join(traceback.format_exception(error))))
