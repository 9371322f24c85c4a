"""kill -9 at any moment: what was acknowledged is there, and nothing is half there."""

import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from egov_desktop.storage import (
    audit,
    filings,
    health,
    projects,
    snapshot_manifest,
    snapshot_restore,
    snapshots,
)
from egov_desktop.storage.restore import restore
from egov_desktop.storage.store import Store

HEAD = """
import io, itertools, os, sys
from datetime import datetime, timedelta, UTC
from pathlib import Path
from egov_desktop.domain.project import Attachment, FrozenVersion
from egov_desktop.storage import attachments, filings, migrations, snapshot_restore, snapshots
from egov_desktop.storage import versions
from egov_desktop.storage.backup import backup
from egov_desktop.storage.store import Store
now = datetime(2026, 1, 2, tzinfo=UTC)
home, start = Path(sys.argv[1]), int(sys.argv[2])
"""
OPEN = """
store = Store.open(home, now)
"""

SAVE = (
    OPEN
    + """
for number in itertools.count(start):
    filings.save_answer(store, "p", "registration", f"f{number % 50}", [number, "字" * 50],
                        index_value=str(number), actor="u", now=now)
    print(number, flush=True)
"""
)

PUT = (
    OPEN
    + """
for number in itertools.count(start):
    print(store.objects.put(io.BytesIO(os.urandom(3_000_000))).sha256, flush=True)
"""
)

BACK_UP = (
    OPEN
    + """
print("ready", flush=True)
for number in itertools.count(start):
    backup(store, Path(sys.argv[1]).parent / f"{number}.backup", now)
    print(f"{number}.backup", flush=True)
"""
)

FREEZE = (
    OPEN
    + """
for number in itertools.count(start):
    put = store.objects.put(io.BytesIO(os.urandom(50_000)))
    file = Attachment(f"a{number}", "m", f"t{number}", put.sha256, put.size, "application/pdf")
    attachments.add_attachment(store, "p", "registration", file, actor="u", now=now)
    version = FrozenVersion(number + 1, now, put.sha256, f"v{number}.zip", "K7Q2", f"d{number}")
    versions.record_frozen_version(store, "p", "registration", version, {"n": number},
                                   actor="u", now=now)
    print(number, flush=True)
"""
)

ROLL = (
    OPEN
    + """
print("ready", flush=True)
for number in itertools.count(start):
    filings.save_answer(store, "p", "registration", "f", number, index_value=None, actor="u",
                        now=now)
    made = snapshots.make(store, home.parent / "rolling", now + timedelta(seconds=number), "1")
    snapshots.thin_out(home.parent / "rolling")
    print(made.name, flush=True)
"""
)

RESTORE = """
print("ready", flush=True)
for number in itertools.count(start):
    snapshot_restore.restore(Path(sys.argv[3]), home, now + timedelta(seconds=number))
"""

MIGRATE = """
known = migrations.STEPS
for number in itertools.count(start):
    place = home / str(number)
    migrations.STEPS = known[:1]
    with Store.open(place, now) as store, store.writing() as database:
        database.execute("INSERT INTO project VALUES ('p', 'n', 'pack', ?, ?)",
                         [now.isoformat()] * 2)
    migrations.STEPS = known
    print(number, flush=True)
    Store.open(place, now).close()
"""


@pytest.fixture
def filled_home(home: Path, now: datetime) -> Path:
    with Store.open(home, now) as store:
        projects.create_project(store, "p", "名称", "pack", actor="u", now=now)
        filings.create_filing(store, "p", "registration", None, 1, actor="u", now=now)
    return home


def run_and_kill(script: str, home: Path, start: int, after_s: float, *others: str) -> list[str]:
    """Run a script, kill it some time after its first line, return the whole lines it said."""
    command = [sys.executable, "-c", HEAD + script, str(home), str(start), *others]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    said = first + rest
    return said[: said.rindex("\n")].split("\n")


def test_acknowledged_answers_survive(filled_home: Path, now: datetime, is_long: bool) -> None:
    last = -1
    for kill in range(200 if is_long else 8):
        last = int(run_and_kill(SAVE, filled_home, last + 1, 0.013 * (kill % 10))[-1])
        with Store.open(filled_home, now) as store:
            assert store.was_left_open
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


def test_files_are_whole_or_not_there(filled_home: Path, now: datetime, is_long: bool) -> None:
    said: set[str] = set()
    for kill in range(40 if is_long else 3):
        said |= set(run_and_kill(PUT, filled_home, 0, 0.007 * (kill % 9)))
        with Store.open(filled_home, now) as store:
            there = set(store.objects.stored())
            assert said <= there
            assert len(there - said) <= kill + 1
            assert all(store.objects.verify(sha256) for sha256 in there)
            assert list(store.scratch.iterdir()) == []


def test_backup_is_whole_or_not_there(
    filled_home: Path, now: datetime, tmp_path: Path, is_long: bool
) -> None:
    with Store.open(filled_home, now) as store:
        answers = {f"f{number}": "字" * 20_000 for number in range(60)}
        filings.save_answers(store, "p", "registration", answers, index={}, actor="u", now=now)
    for kill in range(40 if is_long else 2):
        first = kill * 1000
        run_and_kill(BACK_UP, filled_home, first, 0.02 + 0.05 * (kill % 5))
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


def test_frozen_versions_and_their_files_survive(
    filled_home: Path, now: datetime, is_long: bool
) -> None:
    last = -1
    for kill in range(80 if is_long else 3):
        said = int(run_and_kill(FREEZE, filled_home, last + 1, 0.011 * (kill % 10))[-1])
        with Store.open(filled_home, now) as store:
            problems = [each for each in health.problems(store) if "不再被" not in each]
            assert problems == []
            filing = projects.load_project(store, "p").filings[0]
            versions = [each.version for each in filing.versions]
            assert versions == list(range(1, len(versions) + 1))
            assert said + 1 <= len(versions) <= said + 2
            assert len(versions) <= len(filing.attachments) <= len(versions) + kill + 1
            if len(filing.attachments) > len(versions):  # its freezing was cut off: begin anew
                with store.writing() as database:
                    database.execute("DELETE FROM attachment WHERE id = ?", [f"a{len(versions)}"])
        last = len(versions) - 1


def test_rolling_backups_are_whole_or_not_there(
    filled_home: Path, now: datetime, tmp_path: Path, is_long: bool
) -> None:
    with Store.open(filled_home, now) as store:
        answers = {f"g{number}": "字" * 20_000 for number in range(30)}
        filings.save_answers(store, "p", "registration", answers, index={}, actor="u", now=now)
    for kill in range(60 if is_long else 3):
        said = run_and_kill(ROLL, filled_home, kill * 1000, 0.01 + 0.03 * (kill % 7))
        there = snapshot_manifest.folders(tmp_path / "rolling")
        assert said[-1] == "ready" or said[-1] in [each.name for each in there]
        for each in there:
            snapshots.verify(each)
        if there:
            restored = tmp_path / f"restored-{kill}"
            snapshot_restore.restore(there[0], restored, now)
            with Store.open(restored, now) as store:
                assert health.problems(store) == []
    with Store.open(filled_home, now) as store:
        assert health.problems(store) == []


def test_a_restore_that_is_killed_leaves_the_old_or_the_new(
    filled_home: Path, now: datetime, tmp_path: Path, is_long: bool
) -> None:
    with Store.open(filled_home, now) as store:
        backup = snapshots.make(store, tmp_path / "rolling", now, "1")
    for kill in range(50 if is_long else 3):
        after_s = 0.004 * (kill % 12)
        run_and_kill(RESTORE, filled_home, kill * 1000, after_s, str(backup))
        with Store.open(filled_home, now) as store:
            assert health.problems(store) == []
            assert len(projects.load_project(store, "p").filings) == 1


def test_a_migration_that_is_killed_is_done_at_the_next_start(
    tmp_path: Path, now: datetime, is_long: bool
) -> None:
    for kill in range(50 if is_long else 3):
        said = run_and_kill(MIGRATE, tmp_path / "old", kill * 1000, 0.005 * (kill % 10))
        for number in said[-2:]:
            with Store.open(tmp_path / "old" / number, now) as store:
                assert health.problems(store) == []
                assert projects.load_project(store, "p").name == "n"


def test_a_clean_end_leaves_no_sign(filled_home: Path, now: datetime) -> None:
    with Store.open(filled_home, now) as store:
        assert not store.was_left_open
