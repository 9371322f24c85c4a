"""Many packets: two processes judge at least 1.7 times as many as one; memory stays flat."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SHORT, LONG = 24, 200
FILES_SHORT, FILES_LONG = 6_000, 100_000
MOST_ROUNDS = 5
LEAST = 1.7
MOST_GROWTH_MB = 40
MOST_MEMORY_MB = 300

SCRIPT = """
import json, os, resource, shutil, sys, time
from datetime import datetime
from pathlib import Path
from egov_desktop.app import data_files, policy_packs, submissions, verification_results
from egov_desktop.app.verification import Terms
from egov_desktop.app.verification_runs import judged_all, processes
from egov_desktop.app.workspace import Workspace


def now():
    return datetime.now().astimezone()


def made(root):
    with Workspace.open(root / "home", now) as ws:
        project = data_files.load_data_file(ws, policy_packs.sample("approval-platform")).id
        plan = submissions.plan_submission(ws, project, "feasibility_study", root, None)
        return submissions.make_packet(plan).path


class Pool:
    def __init__(self, jobs):
        self.executor = processes(jobs)()

    def shutdown(self, wait=True):
        pass  # stays warm for the next round

    def submit(self, *args):
        return self.executor.submit(*args)


def seconds(pool, jobs, files):
    started = time.perf_counter()
    outcomes = list(judged_all(files, Terms(), now(), lambda: pool, jobs))
    taken = time.perf_counter() - started
    assert all(each.document["verdict"] == "reserved" for each in outcomes)
    return taken


def megabytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() >> 20


def growth(root, pool, count):
    files = (root / f"{n}.zip" for n in range(count))
    with verification_results.opened(root / "r.jsonl", Terms(), resumes=True) as kept:
        before = 0
        for number, outcome in enumerate(judged_all(files, Terms(), now(), lambda: pool, 2)):
            kept.add(outcome)
            before = megabytes() if number == 500 else before
    return megabytes() - before


if __name__ == "__main__":
    root, packets, count, rounds, least = Path(sys.argv[1]), *map(float, sys.argv[2:])
    packet = made(root)
    files = [shutil.copy(packet, root / f"copy-{n:04}.zip") for n in range(int(packets))]
    files = [Path(each) for each in files]
    one, two = Pool(1), Pool(2)
    seconds(one, 1, files[:2]), seconds(two, 2, files[:6])  # imports libraries
    ratios = []
    while len(ratios) < rounds and (not ratios or max(ratios) < least):
        ratios.append(seconds(one, 1, files) / seconds(two, 2, files))
    print(json.dumps({
        "ratio": max(ratios),
        "growth_mb": growth(root, two, int(count)),
        "workers_mb": [
            int(Path(f"/proc/{each}/status").read_text().split("VmHWM:")[1].split()[0]) >> 10
            for each in (*one.executor._processes, *two.executor._processes)
        ],
    }))
"""


@pytest.mark.timeout(900)
def test_two_cores_and_flat_memory(tmp_path: Path, is_long: bool) -> None:
    """The best of some rounds counts: others may be at work on the machine."""
    script = tmp_path / "many.py"
    script.write_text(SCRIPT, "utf-8")
    sizes = (LONG, FILES_LONG) if is_long else (SHORT, FILES_SHORT)
    done = subprocess.run(
        [sys.executable, script, tmp_path, *map(str, (*sizes, MOST_ROUNDS, LEAST))],
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    measured = json.loads(done.stdout)
    assert measured["growth_mb"] < MOST_GROWTH_MB, measured
    assert max(measured["workers_mb"]) < MOST_MEMORY_MB, measured
    assert measured["ratio"] >= LEAST, measured
