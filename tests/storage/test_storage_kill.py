"""kill -9 at any moment: what was acknowledged is there, and nothing is half there."""

import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from egov_desktop.storage import audit, filings, health, projects
from egov_desktop.storage.restore import restore
from egov_desktop.storage.store import Store

HEAD = """
import io, itertools, os, sys
from datetime import datetime, UTC
from pathlib import Path
from egov_desktop.storage import attachments, filings
from egov_desktop.storage.backup import backup
from egov_desktop.storage.store import Store
now = datetime(2026, 1, 2, tzinfo=UTC)
store = Store.open(Path(sys.argv[1]), now)
start = int(sys.argv[2])
"""

SAVE = """
for number in itertools.count(start):
    filings.save_answer(store, "p", "registration", f"f{number % 50}", [number, "字" * 50],
                        index_value=str(number), actor="u", now=now)
    print(number, flush=True)
"""

PUT = """
for number in itertools.count(start):
    print(store.objects.put(io.BytesIO(os.urandom(3_000_000))).sha256, flush=True)
"""

BACK_UP = """
print("ready", flush=True)
for number in itertools.count(start):
    backup(store, Path(sys.argv[1]).parent / f"{number}.backup", now)
    print(f"{number}.backup", flush=True)
"""


@pytest.fixture
def filled_home(home: Path, now: datetime) -> Path:
    with Store.open(home, now) as store:
        projects.create_project(store, "p", "名称", "pack", actor="u", now=now)
        filings.create_filing(store, "p", "registration", None, 1, actor="u", now=now)
    return home


def run_and_kill(script: str, home: Path, start: int, after_s: float) -> list[str]:
    """Run a script, kill it some time after its first line, return the whole lines it said."""
    command = [sys.executable, "-c", HEAD + script, str(home), str(start)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    said = first + rest
    return said[: said.rindex("\n")].split("\n")


def test_acknowledged_answers_survive(filled_home: Path, now: datetime) -> None:
    last = -1
    for kill in range(10):
        last = int(run_and_kill(SAVE, filled_home, last + 1, 0.013 * kill)[-1])
        with Store.open(filled_home, now) as store:
            answers = projects.load_project(store, "p").filings[0].answers
            for number in range(max(0, last - 40), last + 1):
                assert answers[f"f{number % 50}"] == [number, "字" * 50]
            newest = max(value[0] for value in answers.values())
            assert newest in (last, last + 1)  # one more may be saved and not yet said
            assert audit.verify_chain(store) is None
            head = audit.head(store)
            assert head is not None
            assert head.seq == newest + 3
            indexed = projects.indexed_values(store, f"f{last % 50}", "registration")
            assert [each.value for each in indexed] == [str(last)]
            last = newest
    assert last > 100


def test_files_are_whole_or_not_there(filled_home: Path, now: datetime) -> None:
    said: set[str] = set()
    for kill in range(4):
        said |= set(run_and_kill(PUT, filled_home, 0, 0.007 * kill))
        with Store.open(filled_home, now) as store:
            there = set(store.objects.stored())
            assert said <= there
            assert len(there - said) <= kill + 1
            assert all(store.objects.verify(sha256) for sha256 in there)
            assert list(store.scratch.iterdir()) == []


def test_backup_is_whole_or_not_there(filled_home: Path, now: datetime, tmp_path: Path) -> None:
    with Store.open(filled_home, now) as store:
        answers = {f"f{number}": "字" * 20_000 for number in range(60)}
        filings.save_answers(store, "p", "registration", answers, index={}, actor="u", now=now)
    for kill in range(3):
        first = kill * 1000
        run_and_kill(BACK_UP, filled_home, first, 0.02 + 0.05 * kill)
        for made in tmp_path.glob("*.backup"):
            restored = tmp_path / f"restored-{made.stem}"
            restore(made, restored, now)
            with Store.open(restored, now) as store:
                assert projects.load_project(store, "p").filings[0].answers == answers
            made.unlink()
        for half in tmp_path.glob(".*.part"):
            half.unlink()
    with Store.open(filled_home, now) as store:
        assert health.problems(store) == []
