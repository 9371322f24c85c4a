"""A packet with large attachments: at most twice reading, hashing and writing them; flat memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SHORT_MB, LONG_MB = 500, 1000
FILES = 10
MOST_ROUNDS = 6
MOST = 2
MOST_MEMORY_MB = 400

SCRIPT = """
import hashlib, json, os, sys, time
from datetime import datetime
from pathlib import Path
from egov_desktop.app import attachments, data_files, policy_packs, projects, submissions
from egov_desktop.app.inspection import Inspected
from egov_desktop.app.workspace import Workspace

root, megabytes, files, rounds = Path(sys.argv[1]), *map(int, sys.argv[2:])
unknown = Inspected("application/octet-stream", None, (), None)


def make_large(number):
    path = root / f"{number}.bin"
    with path.open("wb") as stream:
        for _ in range(megabytes // files):
            stream.write(os.urandom(1 << 20))
    return path, unknown


def read_hash_and_write(paths, out):
    with out.open("wb") as target:
        for path in paths:
            digest = hashlib.sha256()
            with path.open("rb") as stream:
                while chunk := stream.read(1 << 20):
                    digest.update(chunk)
                    target.write(chunk)
        target.flush()
        os.fsync(target.fileno())


def seconds(act, out):
    started = time.perf_counter()
    act()
    taken = time.perf_counter() - started
    out.unlink()
    return taken


with Workspace.open(root / "home", lambda: datetime.now().astimezone()) as ws:
    sample = policy_packs.sample("approval-platform")
    project = data_files.load_data_file(ws, sample).id
    small = submissions.plan_submission(ws, project, "needs_analysis", root / "small", None)
    submissions.make_packet(small)  # imports libraries and fonts
    large = [make_large(number) for number in range(files)]
    added = attachments.store_inspected(ws, project, "needs_analysis", "needs_report", large)
    for path, _ in large:
        path.unlink()
    paths = [attachments.path_of(ws, attachment) for attachment in added]
    plan = submissions.plan_submission(ws, project, "needs_analysis", root / "out", None)
    ours, theirs = [], []
    while len(ours) < rounds and (len(ours) < 2 or min(ours) > 2 * min(theirs)):
        bare = root / "bare"
        theirs.append(seconds(lambda: read_hash_and_write(paths, bare), bare))
        ours.append(seconds(lambda: submissions.make_packet(plan), plan.out))
print(json.dumps({
    "ours": min(ours),
    "theirs": min(theirs),
    "memory_mb": int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) >> 10,
}))
"""


@pytest.mark.timeout(600)
def test_a_large_packet(tmp_path: Path, is_long: bool) -> None:
    """The best of some rounds counts: others may be at work on the machine."""
    megabytes = LONG_MB if is_long else SHORT_MB
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path), str(megabytes), str(FILES), str(MOST_ROUNDS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    measured = json.loads(done.stdout)
    assert measured["memory_mb"] < MOST_MEMORY_MB, measured
    assert measured["ours"] <= MOST * measured["theirs"], measured
