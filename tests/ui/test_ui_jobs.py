"""Work beside the window: results, errors, progress, cancel, and the death of the window."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import job_functions
import pytest
from pytestqt.qtbot import QtBot

from egov_desktop.domain.errors import CancelledError, InvalidInputError
from egov_desktop.ui.jobs import JobFailedError, Jobs


class Outcome:
    """Collects what a job said, and on which thread it was said."""

    def __init__(self) -> None:
        self.results: list[Any] = []
        self.errors: list[Exception] = []
        self.steps: list[tuple[str, int, int]] = []
        self.threads: set[str] = set()

    def done(self, result: Any) -> None:
        self.results.append(result)
        self.threads.add(threading.current_thread().name)

    def failed(self, error: Exception) -> None:
        self.errors.append(error)
        self.threads.add(threading.current_thread().name)

    def step(self, words: str, done: int, total: int) -> None:
        self.steps.append((words, done, total))

    @property
    def has_ended(self) -> bool:
        return bool(self.results or self.errors)


@pytest.fixture
def outcome() -> Outcome:
    return Outcome()


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_thread_leaves_the_window_thread_alone(qtbot: QtBot, outcome: Outcome) -> None:
    jobs = Jobs()
    jobs.run(job_functions.who_and_where, on_done=outcome.done, on_error=outcome.failed)
    assert jobs.is_busy
    qtbot.waitUntil(lambda: outcome.has_ended)
    process, thread, _ = outcome.results[0]
    assert process == os.getpid()
    assert thread != threading.current_thread().name
    assert outcome.threads == {threading.current_thread().name}
    assert not jobs.is_busy


def test_a_child_is_another_and_gentler_process(qtbot: QtBot, outcome: Outcome) -> None:
    jobs = Jobs()
    jobs.run_apart(job_functions.who_and_where, on_done=outcome.done, on_error=outcome.failed)
    qtbot.waitUntil(lambda: outcome.has_ended)
    process, _, nice = outcome.results[0]
    assert process != os.getpid()
    assert nice >= min(os.nice(0) + 10, 19)
    assert outcome.threads == {threading.current_thread().name}
    qtbot.waitUntil(lambda: not is_alive(process))


def test_progress_comes_in_order(qtbot: QtBot, outcome: Outcome) -> None:
    jobs = Jobs()
    jobs.run_apart(
        job_functions.count,
        3,
        on_done=outcome.done,
        on_error=outcome.failed,
        on_progress=outcome.step,
    )
    qtbot.waitUntil(lambda: outcome.has_ended)
    assert outcome.results == [3]
    assert outcome.steps == [("数数", 1, 3), ("数数", 2, 3), ("数数", 3, 3)]


@pytest.mark.parametrize("way", ["run", "run_apart"])
def test_an_expected_error_arrives_as_it_is(qtbot: QtBot, outcome: Outcome, way: str) -> None:
    jobs = Jobs()
    getattr(jobs, way)(job_functions.refuse, on_done=outcome.done, on_error=outcome.failed)
    qtbot.waitUntil(lambda: outcome.has_ended)
    assert isinstance(outcome.errors[0], InvalidInputError)
    assert "请换一份" in str(outcome.errors[0])


def test_a_bug_in_a_thread_arrives_as_it_is(qtbot: QtBot, outcome: Outcome) -> None:
    jobs = Jobs()
    jobs.run(job_functions.stumble, on_done=outcome.done, on_error=outcome.failed)
    qtbot.waitUntil(lambda: outcome.has_ended)
    assert isinstance(outcome.errors[0], ZeroDivisionError)


def test_a_bug_in_a_child_brings_its_traceback(qtbot: QtBot, outcome: Outcome) -> None:
    jobs = Jobs()
    jobs.run_apart(job_functions.stumble, on_done=outcome.done, on_error=outcome.failed)
    qtbot.waitUntil(lambda: outcome.has_ended)
    assert isinstance(outcome.errors[0], JobFailedError)
    assert "in stumble" in str(outcome.errors[0])


def test_a_child_that_dies_is_noticed(qtbot: QtBot, outcome: Outcome) -> None:
    jobs = Jobs()
    jobs.run_apart(job_functions.die, on_done=outcome.done, on_error=outcome.failed)
    qtbot.waitUntil(lambda: outcome.has_ended)
    assert isinstance(outcome.errors[0], JobFailedError)
    assert "exit code 7" in str(outcome.errors[0])
    assert not jobs.is_busy


def test_cancel_ends_the_child_and_leaves_no_half_file(
    qtbot: QtBot, outcome: Outcome, tmp_path: Path
) -> None:
    jobs = Jobs()
    target, pid_file = tmp_path / "packet.zip", tmp_path / "packet.pid"
    job = jobs.run_apart(
        job_functions.write_for_ever, target, on_done=outcome.done, on_error=outcome.failed
    )
    qtbot.waitUntil(lambda: pid_file.exists() and bool(pid_file.read_text()))
    assert len(list(tmp_path.iterdir())) == 2
    job.cancel()
    qtbot.waitUntil(lambda: outcome.has_ended)
    assert isinstance(outcome.errors[0], CancelledError)
    qtbot.waitUntil(lambda: not is_alive(int(pid_file.read_text())))
    assert list(tmp_path.iterdir()) == [pid_file]


def test_closing_the_window_stops_what_is_under_way(
    qtbot: QtBot, outcome: Outcome, tmp_path: Path
) -> None:
    jobs = Jobs()
    pid_file = tmp_path / "packet.pid"
    jobs.run_apart(
        job_functions.write_for_ever,
        tmp_path / "packet.zip",
        on_done=outcome.done,
        on_error=outcome.failed,
    )
    qtbot.waitUntil(lambda: pid_file.exists() and bool(pid_file.read_text()))
    jobs.stop_all()
    assert not is_alive(int(pid_file.read_text()))
    assert list(tmp_path.iterdir()) == [pid_file]


PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
import job_functions
from egov_desktop.ui.jobs import Jobs
if __name__ == "__main__":
    application = QCoreApplication([])
    jobs = Jobs()
    jobs.run_apart(job_functions.write_for_ever, Path(sys.argv[1]), on_done=print, on_error=print)
    application.exec()
"""


def test_a_child_leaves_when_the_window_is_killed(qtbot: QtBot, tmp_path: Path) -> None:
    program, pid_file = tmp_path / "program.py", tmp_path / "out" / "packet.pid"
    program.write_text(PROGRAM)
    pid_file.parent.mkdir()
    window = subprocess.Popen(
        [sys.executable, str(program), str(pid_file.with_suffix(".zip"))],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )
    qtbot.waitUntil(lambda: pid_file.exists() and bool(pid_file.read_text()), timeout=20_000)
    window.kill()
    window.wait()
    qtbot.waitUntil(lambda: not is_alive(int(pid_file.read_text())), timeout=20_000)
    assert list(pid_file.parent.iterdir()) == [pid_file]
