"""A packet that is cancelled, cut off or cannot be written: whole or not there, and no lie."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from app_samples import clock, filing_of, left_behind

from egov_desktop.app import (
    project_list,
    projects,
    submissions,
)
from egov_desktop.app.submissions import Signing, Submission
from egov_desktop.app.verification import verify
from egov_desktop.app.workspace import Workspace
from egov_desktop.domain.errors import (
    CancelledError,
    InvalidInputError,
    StorageError,
)

FILING = "needs_analysis"


@pytest.mark.parametrize("step", range(4))
def test_cancelling_at_any_step_leaves_nothing(
    sample_ws: Workspace, sample: str, out: Path, step: int, certificate: tuple[Signing, Path]
) -> None:
    plan = submissions.plan_submission(sample_ws, sample, FILING, out, certificate[0])
    seen: list[str] = []
    wanted = submissions.STEPS[step]
    with pytest.raises(CancelledError):
        submissions.make_packet(
            plan, lambda name, _d, _t: seen.append(name), lambda: wanted in seen
        )
    assert [p for p in left_behind(out) if p.is_file()] == []
    assert left_behind(sample_ws.scratch) == []
    assert filing_of(sample_ws, sample, FILING).versions == ()


@pytest.mark.parametrize("blocked", ["file in the way", "below a file"])
def test_a_folder_that_cannot_be_written(
    sample_ws: Workspace, sample: str, tmp_path: Path, blocked: str
) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    target = file if blocked == "file in the way" else file / "below"
    with pytest.raises(StorageError, match="无法写入"):
        submissions.submit(sample_ws, sample, FILING, target, None)
    assert file.read_text() == "mine"
    assert filing_of(sample_ws, sample, FILING).versions == ()


def test_a_packet_that_nobody_recorded_is_never_overwritten(
    sample_ws: Workspace, sample: str, out: Path
) -> None:
    plan = submissions.plan_submission(sample_ws, sample, FILING, out, None)
    orphan = submissions.make_packet(plan)  # and the power is cut here
    content = orphan.path.read_bytes()
    projects.answer(sample_ws, sample, f"{FILING}.necessity", "改过")
    with pytest.raises(StorageError, match=f"{orphan.path.name}.*移走"):
        submissions.submit(sample_ws, sample, FILING, out, None)
    assert orphan.path.read_bytes() == content
    assert filing_of(sample_ws, sample, FILING).versions == ()
    made = submissions.submit(sample_ws, sample, FILING, out / "elsewhere", None)
    assert made.version == 1


def test_a_packet_that_cannot_be_recorded_goes_away(
    sample_ws: Workspace, sample: str, out: Path
) -> None:
    plan = submissions.plan_submission(sample_ws, sample, FILING, out, None)
    made = submissions.make_packet(plan)
    submissions.submit(sample_ws, sample, FILING, out / "other", None)
    with pytest.raises(InvalidInputError, match="已经固化"):
        submissions.record_submission(sample_ws, plan, made)
    assert not made.path.exists()


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from app_samples import clock, filing_of, left_behind
from egov_desktop.app import submissions
from egov_desktop.app.workspace import Workspace
ws = Workspace.open(Path(sys.argv[1]), clock)
plan = submissions.plan_submission(ws, sys.argv[2], {filing!r}, Path(sys.argv[3]), None)
wanted = sys.argv[4]
def progress(step, done, total):
    if step == wanted:
        print(step, flush=True)
        sys.stdin.readline()
made = submissions.make_packet(plan, progress)
print("made", flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("moment", ["生成 PDF", "打包", "核对", "made"])
def test_a_kill_leaves_no_lie(
    sample_home: Path, tmp_path: Path, out: Path, moment: str, new_home: Callable[[], Path]
) -> None:
    """Whenever it is cut off: a packet that is there is whole, and none is on record."""
    home = new_home()
    with Workspace.open(home, clock) as ws:
        (summary,) = project_list.list_projects(ws)
    script = textwrap.dedent(KILLED).format(tests=str(Path(__file__).parent), filing=FILING)
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(home), summary.id, str(out), moment],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert process.stdout is not None
    assert process.stdout.readline().decode().strip() == moment
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with Workspace.open(home, clock) as ws:
        assert filing_of(ws, summary.id, FILING).versions == ()
        assert left_behind(ws.scratch) == []
        packets = list(out.glob("*.zip"))
        assert all(verify(packet).verdict == "reserved" for packet in packets)
        assert bool(packets) is (moment == "made")
        made: Submission = submissions.submit(ws, summary.id, FILING, tmp_path / "again", None)
        assert made.verified
