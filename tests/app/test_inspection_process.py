"""The child process that looks into files: it may die, hang or grow; the program goes on."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import inspection_functions as hostile
import pytest

from egov_desktop.app import inspection
from egov_desktop.app.inspection_process import GaveUpError, InspectionProcess, Limits
from egov_desktop.domain.errors import CancelledError, InvalidInputError


@pytest.fixture(autouse=True)
def _no_child_of_others() -> None:
    """End the child that earlier tests left to be used again."""
    inspection.leave()


@pytest.fixture
def process() -> Iterator[InspectionProcess]:
    made = InspectionProcess(Limits(seconds=20))
    yield made
    made.stop()


def test_one_child_serves_one_call_after_another(process: InspectionProcess) -> None:
    first, second = process.call(hostile.answer, 1), process.call(hostile.answer, 2)
    assert (first[0], second[0]) == (1, 2)
    assert first[1] == second[1] != os.getpid()


def test_after_stop_another_child_is_started(process: InspectionProcess) -> None:
    _, before = process.call(hostile.answer, 1)
    process.stop()
    assert multiprocessing.active_children() == []
    assert process.call(hostile.answer, 1)[1] != before


@pytest.mark.parametrize(
    ("function", "word"), [(hostile.die, "异常退出"), (hostile.stumble, "检查时出错")]
)
def test_a_crash_costs_one_answer(
    process: InspectionProcess, function: Callable[[], None], word: str
) -> None:
    with pytest.raises(GaveUpError, match=word):
        process.call(function)
    assert process.call(hostile.answer, 3)[0] == 3


def test_a_child_that_was_killed_between_two_calls_is_replaced(process: InspectionProcess) -> None:
    _, child = process.call(hostile.answer, 1)
    os.kill(child, 9)
    time.sleep(0.3)
    assert process.call(hostile.answer, 2)[0] == 2


@pytest.mark.parametrize("function", [hostile.hang, hostile.toil])
def test_time_is_limited(function: Callable[[], None]) -> None:
    process = InspectionProcess(Limits(seconds=1))
    begun = time.monotonic()
    with pytest.raises(GaveUpError, match="1 秒"):
        process.call(function)
    assert time.monotonic() - begun < 5
    assert multiprocessing.active_children() == []


def test_memory_is_limited() -> None:
    process = InspectionProcess(Limits(memory=400 << 20))
    with pytest.raises(GaveUpError, match="内存"):
        process.call(hostile.devour)
    process.stop()


def test_a_large_file_gets_more_time() -> None:
    limits = Limits(seconds=60, megabytes_per_second=10)
    assert limits.seconds_for(0) == 60
    assert limits.seconds_for(2 << 30) > 200


def test_an_expected_error_is_handed_on(process: InspectionProcess) -> None:
    with pytest.raises(InvalidInputError, match="读不了"):
        process.call(hostile.refuse)


def test_a_cancel_ends_the_child() -> None:
    def cancelled() -> None:
        raise CancelledError("已取消")

    process = InspectionProcess()
    with pytest.raises(CancelledError):
        process.call(hostile.hang, heartbeat=cancelled)
    assert multiprocessing.active_children() == []


def test_what_libraries_print_is_not_seen(
    process: InspectionProcess, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").write_bytes(b"123")
    assert process.call(hostile.chatter, tmp_path / "a") == 3
    assert capfd.readouterr() == ("", "")


def test_the_child_leaves_with_a_parent_that_was_killed() -> None:
    program = (
        "import os, sys; sys.path.insert(0, sys.argv[1]);"
        "import inspection_functions as hostile;"
        "from egov_desktop.app.inspection_process import InspectionProcess;"
        "print(InspectionProcess().call(hostile.answer, 1)[1], flush=True);"
        "os.kill(os.getpid(), 9)"
    )
    folder = str(Path(__file__).parent)
    result = subprocess.run(
        [sys.executable, "-c", program, folder], check=False, capture_output=True, text=True
    )
    child = int(result.stdout)
    until = time.monotonic() + 5
    while Path(f"/proc/{child}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()
