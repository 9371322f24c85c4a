"""Judging any number of packets: one line for each, in bounded memory, on any executor.

The work is written against `concurrent.futures.Executor`: processes of this PC, or the workers of
a Dask cluster. A packet that kills its worker costs one line: it is judged once more alone, and
found guilty when the worker dies again.
"""

import faulthandler
import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egov_desktop.app.verification import judge
from egov_desktop.app.verification_json import Json, verification_document
from egov_desktop.app.verification_verdict import Terms, Verification
from egov_desktop.domain.errors import EgovError, InvalidInputError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

OpenExecutor = Callable[[], Executor]
_AHEAD = 8
"""Packets that wait for each worker: enough to keep it busy, few enough to hold in memory."""
_LEAST_SECONDS = 90.0
_BYTES_PER_SECOND = 2 << 20
_MOST_MEMORY = 400 << 20
_LOOK_S = 0.05
_PATIENCE_S = 10
_DIED = "核对这个文件的进程意外终止或超过了时限，文件可能是恶意构造的，按无效处理。"


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its document, or why it cannot be read at all."""

    path: Path
    document: Json | None
    error: str = ""


def packets_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield files as they are named, and every zip below the folders, in the order of names."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, below, names in os.walk(path):
            below.sort()
            for name in sorted(names):
                if name.lower().endswith(".zip"):
                    yield Path(folder, name)


def judged_all(
    files: Iterable[Path],
    terms: Terms,
    now: datetime,
    open_executor: OpenExecutor,
    workers: int,
) -> Iterator[Outcome]:
    """Yield an outcome for each file, in order, with a bounded number under way."""
    crew = _Crew(open_executor, terms, now)
    pending: deque[tuple[Path, Future[Json]]] = deque()
    try:
        for file in files:
            pending.append((file, crew.submit(file)))
            if len(pending) >= workers * _AHEAD:
                yield crew.outcome(pending)
        while pending:
            yield crew.outcome(pending)
    finally:
        for _, future in pending:
            future.cancel()
        crew.leave()


class _Crew:
    """The workers of the moment; others take their place when one has died."""

    def __init__(self, open_executor: OpenExecutor, terms: Terms, now: datetime) -> None:
        self._open = open_executor
        self._executor = open_executor()
        self._terms = terms
        self._now = now

    def submit(self, file: Path) -> "Future[Json]":
        try:
            return self._submit(file)
        except BrokenExecutor:
            self._replace()
            return self._submit(file)

    def _submit(self, file: Path) -> "Future[Json]":
        return self._executor.submit(judged_in_worker, file, self._terms, self._now)

    def outcome(self, pending: "deque[tuple[Path, Future[Json]]]") -> Outcome:
        """Wait for the first of those under way, and start others anew if their worker died."""
        path, future = pending.popleft()
        error = future.exception()
        if isinstance(error, BrokenExecutor):
            self._replace()
            future = self._submit(path)  # alone: if the worker dies again, it is this file's doing
            error = future.exception()
            if isinstance(error, BrokenExecutor):
                self._replace()
            again = [
                (each, self.submit(each) if _has_lost_its_worker(waiting) else waiting)
                for each, waiting in pending
            ]
            pending.clear()
            pending.extend(again)
        return outcome_of(path, future)

    def _replace(self) -> None:
        self._executor.shutdown(wait=False)
        self._executor = self._open()

    def leave(self) -> None:
        """Wait for what is under way."""
        self._executor.shutdown(wait=True)


def _has_lost_its_worker(future: "Future[Json]") -> bool:
    return not future.done() or isinstance(future.exception(), BrokenExecutor)


def outcome_here(
    file: Path, terms: Terms, now: datetime, progress: Callable[[int, int], None]
) -> Outcome:
    """Judge one packet in this process, within its time; what goes wrong with it is an outcome."""
    with ThreadPoolExecutor(1) as executor, time_limit(file):
        return outcome_of(file, executor.submit(judged_document, file, terms, now, progress))


def outcome_apart(
    file: Path, terms: Terms, now: datetime, progress: Callable[[int, int], None]
) -> Outcome:
    """Judge one packet in a process of its own, which a hostile file may end."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    with (
        ours,
        theirs,
        ProcessPoolExecutor(1, context, initializer=_prepare_worker, initargs=(theirs,)) as one,
    ):
        future = one.submit(judged_in_worker, file, terms, now)
        while not future.done():
            if ours.poll(_LOOK_S):
                progress(*ours.recv())
        return outcome_of(file, future)


def died(path: Path) -> Outcome:
    """Return the outcome of a packet that ended the process which judged it."""
    return Outcome(path, verification_document(Verification(path, "", "invalid", (_DIED,), ())))


def outcome_of(path: Path, future: "Future[Json]") -> Outcome:
    """Wait for what becomes of one packet; whatever goes wrong with it is an outcome."""
    error = future.exception()
    if error is None:
        return Outcome(path, future.result())
    if isinstance(error, EgovError):
        return Outcome(path, None, str(error))
    if not isinstance(error, BrokenExecutor):
        logging.getLogger(__name__).error("judging %s failed", path, exc_info=error)
    return died(path)


def judged_in_worker(file: Path, terms: Terms, now: datetime) -> Json:
    """Judge a packet in a worker, telling how far it is to whoever has asked for that."""
    with time_limit(file):
        return judged_document(file, terms, now, _tell_progress)


_listener: "list[Connection]" = []
"""Where this worker tells how far it is; empty where nobody listens."""


def _tell_progress(done: int, total: int) -> None:
    for pipe in _listener:
        pipe.send((done, total))


@contextmanager
def time_limit(file: Path) -> Iterator[None]:
    """End this process when a packet takes beyond all reason."""
    limit = _LEAST_SECONDS + _size(file) / _BYTES_PER_SECOND
    with open(os.devnull, "w", encoding="ascii") as nowhere:
        faulthandler.dump_traceback_later(limit, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def judged_document(
    file: Path,
    terms: Terms,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Json:
    """Judge one packet as `judged` does; the verdict as plain JSON values."""
    return verification_document(judged(file, terms, now, progress))


def judged(
    file: Path,
    terms: Terms,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Verification:
    """Judge one packet, and whether it follows the one before if the receiver has that."""
    found = judge(file, terms, now, progress)
    if terms.previous is None:
        return found
    from egov_desktop.app.packet_chain import chain_problems

    problems = chain_problems(file, terms.previous)
    if not problems:
        return found
    return replace(found, verdict="invalid", reasons=(*found.reasons, *problems))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def processes(jobs: int) -> OpenExecutor:
    """Return what starts worker processes on this PC."""

    def opened() -> Executor:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        return ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_prepare_worker)

    return opened


def _prepare_worker(*listener: "Connection") -> None:
    """Leave Ctrl-C to the process that waits, and bound what a hostile file can take."""
    import signal

    _listener.extend(listener)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    bound_memory()


def bound_memory() -> None:
    """Bound what this process can take of memory, where the system lets a process say so."""
    import sys

    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))


def cluster(address: str) -> OpenExecutor:
    """Return what hands the work to a Dask cluster (optional extra `cluster`).

    Its workers need this program and must see the packets under the same paths. Raises
    InvalidInputError when the extra is not installed or nobody answers at the address.
    """
    if not address.startswith(("tcp://", "tls://")):
        raise InvalidInputError(f"集群地址“{address}”应如 tcp://主机:8786 或 tls://主机:8786。")
    try:
        from distributed import Client
    except ImportError as error:
        raise InvalidInputError(
            "没有安装集群组件（distributed），请安装本程序的可选组件 cluster，或改用 --jobs。"
        ) from error
    try:
        connect: Any = Client
        client = connect(address, timeout=_PATIENCE_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InvalidInputError(
            f"连不上集群“{address}”，请检查地址（如 tcp://主机:8786）和调度程序是否在运行。"
        ) from error

    def opened() -> Executor:
        executor: Executor = client.get_executor(pure=False)
        return executor

    return opened
