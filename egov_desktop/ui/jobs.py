"""Work beside the window: the only place that starts threads and child processes.

Copying, hashing and zipping go to a thread (`run`). What holds the interpreter lock, such as
rendering, signing and inspecting, goes to a child process (`run_apart`), so that the window
never stutters. The database stays on the thread of the window: no job touches it.
"""

import contextlib
import threading
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from egov_desktop.domain.errors import CancelledError, EgovError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

OnDone = Callable[[Any], None]
OnError = Callable[[Exception], None]
OnProgress = Callable[..., None]
"""Gets what the function tells: usually a step, how much is done, of how much."""

_GRACE_S = 3.0
"""How long a child may tidy up after a cancel before it is killed."""


class JobFailedError(Exception):
    """A bug in a child process; the message is its traceback."""


class Job(QObject):
    """One piece of work under way; its callbacks run on the thread of the window."""

    _arrived = Signal(str, object)
    ended = Signal()

    def __init__(
        self,
        on_done: OnDone,
        on_error: OnError,
        on_progress: OnProgress | None = None,
        pipe: "Connection | None" = None,
    ) -> None:
        super().__init__()
        self._on_done = on_done
        self._on_error = on_error
        self._on_progress = on_progress
        self._pipe = pipe
        self._thread = threading.Thread()
        self._is_cancelled = False
        self._has_ended = False
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Stop the work: a child is asked to tidy up and killed when it does not.

        `on_error` gets a CancelledError; work that was done before the child heard of it counts.
        """
        self._is_cancelled = True
        if self._pipe is None:
            self._on_arrived("error", CancelledError("已取消。"))
        else:
            _ask_to_stop(self._pipe)

    def start(self, target: Callable[..., None], *args: Any) -> None:
        """Run the function that does or watches the work in a thread."""
        self._thread = threading.Thread(target=target, args=(self, *args), daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait for the thread of this job."""
        self._thread.join(seconds)

    @Slot(str, object)
    def _on_arrived(self, kind: str, what: Any) -> None:
        if self._has_ended:
            return
        if kind == "progress":
            if self._on_progress is not None and not self._is_cancelled:
                self._on_progress(*what)
            return
        self._has_ended = True
        self.ended.emit()
        if kind == "done":
            self._on_done(what)
        else:
            self._on_error(CancelledError("已取消。") if self._is_cancelled else what)


class Jobs(QObject):
    """Starts work beside the window and stops all of it when the window goes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: set[Job] = set()

    def run(
        self,
        function: Callable[..., Any],
        *args: Any,
        on_done: OnDone,
        on_error: OnError,
        on_progress: OnProgress | None = None,
    ) -> Job:
        """Call `function(*args)` in a thread: for work that waits for disks or another process.

        With `progress=` where that is asked for; it raises CancelledError after a cancel.
        """
        job = self._kept(Job(on_done, on_error, on_progress))
        job.start(_in_thread, function, args)
        return job

    def run_apart(
        self,
        function: Callable[..., Any],
        *args: Any,
        on_done: OnDone,
        on_error: OnError,
        on_progress: OnProgress | None = None,
    ) -> Job:
        """Call `function(*args)` in a child process; with `progress=` where that is asked for.

        The function, its arguments and its result must be picklable.
        """
        import multiprocessing

        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        job = self._kept(Job(on_done, on_error, on_progress, ours))
        child = context.Process(
            target=_in_child, args=(theirs, function, args, on_progress is not None), daemon=True
        )
        child.start()
        theirs.close()
        job.start(_listen, ours, child)
        return job

    @property
    def is_busy(self) -> bool:
        """Whether anything is still under way."""
        return bool(self._running)

    def stop_all(self) -> None:
        """Cancel everything and let the children tidy up; called when the window goes."""
        running = list(self._running)
        for job in running:
            job.cancel()
        for job in running:
            job.wait(2 * _GRACE_S)

    def _kept(self, job: Job) -> Job:
        self._running.add(job)
        job.ended.connect(lambda: self._running.discard(job))
        return job


def _in_thread(job: Job, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    def progress(*step: Any) -> None:
        if job._is_cancelled:
            raise CancelledError("已取消。")
        job._arrived.emit("progress", step)

    try:
        result = function(*args, **({"progress": progress} if job._on_progress else {}))
    except Exception as error:
        job._arrived.emit("error", error)
    else:
        job._arrived.emit("done", result)


def _listen(job: Job, pipe: "Connection", child: Any) -> None:
    """Hand on what a child says, until it has said the last thing or is gone."""
    kind, what = "progress", None
    try:
        while kind == "progress":
            kind, what = pipe.recv()
            job._arrived.emit(kind, what)
    except (EOFError, OSError):
        child.join(_GRACE_S)
        message = f"child process ended with exit code {child.exitcode}"
        job._arrived.emit("error", JobFailedError(message))
    child.join(_GRACE_S)
    if child.is_alive():
        child.kill()
    child.join()
    pipe.close()


def _ask_to_stop(pipe: "Connection") -> None:
    try:
        pipe.send("stop")
    except OSError:
        return  # the child has ended already


def _in_child(
    pipe: "Connection", function: Callable[..., Any], args: tuple[Any, ...], has_progress: bool
) -> None:
    """Run in the child: leave when the window is gone or asks to stop."""
    import os

    if hasattr(os, "nice"):
        os.nice(10)
    threading.Thread(target=_leave_when_told, args=(pipe,), daemon=True).start()
    options = {"progress": lambda *step: pipe.send(("progress", step))} if has_progress else {}
    try:
        result = function(*args, **options)
    except EgovError as error:
        pipe.send(("error", error))
    except KeyboardInterrupt:
        pipe.send(("error", CancelledError("已取消。")))
    except Exception:
        pipe.send(("error", JobFailedError(traceback.format_exc())))
    else:
        pipe.send(("done", result))


def _leave_when_told(pipe: "Connection") -> None:
    """Interrupt the work, so that half-written files are removed, and end if that fails."""
    import _thread
    import os
    import time

    with contextlib.suppress(EOFError, OSError):  # the window is gone: the same as being told
        pipe.recv()
    _thread.interrupt_main()
    time.sleep(_GRACE_S)
    os._exit(1)
