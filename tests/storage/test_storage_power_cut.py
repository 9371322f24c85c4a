"""A power cut at any moment, unsynced sectors lost or torn: no acknowledged save is lost."""

import base64
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from power_cut import Step, after_power_cut

from egov_desktop.storage import audit, health, projects
from egov_desktop.storage.store import Store

SAVES = 400
WRITER = """
import base64, json, sys
sys.path.insert(0, sys.argv[2])
from datetime import UTC, datetime
from pathlib import Path
from power_cut import WatchedDisk
disk = WatchedDisk()
from egov_desktop.storage import driver, filings, projects
from egov_desktop.storage.store import Store
driver._SETTINGS = (*driver._SETTINGS, f"PRAGMA synchronous={sys.argv[3]}")
now = datetime(2026, 1, 2, tzinfo=UTC)
home = Path(sys.argv[1])
with Store.open(home, now) as store:
    projects.create_project(store, "p", "n", "pack", actor="u", now=now)
    filings.create_filing(store, "p", "registration", None, 1, actor="u", now=now)
    disk.mark("ready")
    for number in range(400):
        answer = [number, "\\u5b57" * (number * 37 % 900)]
        filings.save_answer(store, "p", "registration", f"f{number % 30}", answer,
                            index_value=str(number), actor="u", now=now)
        disk.mark(str(number))
        if number % 90 == 89:
            store.shrink_log()
disk.mark("closed")
json.dump([(s.kind, s.name, s.offset, base64.b64encode(s.content).decode()) for s in disk.steps],
          sys.stdout)
"""


def recorded(home: Path, synchronous: str = "FULL") -> list[Step]:
    command = [sys.executable, "-c", WRITER, str(home), str(Path(__file__).parent), synchronous]
    done = subprocess.run(command, capture_output=True, check=True)
    return [
        Step(kind, name, offset, base64.b64decode(content))
        for kind, name, offset, content in json.loads(done.stdout)
    ]


def crashes(steps: list[Step], folder: Path, count: int) -> Iterator[tuple[Path, int]]:
    """Yield data folders after a power cut, each with the last save that was acknowledged."""
    ready = next(n for n, step in enumerate(steps) if step == Step("mark", "ready"))
    chance = random.Random(6)  # noqa: S311
    for crash in range(count):
        moment = chance.randrange(ready + 1, len(steps))
        home = folder / f"crash-{crash}"
        (home / "data").mkdir(parents=True)
        for name, content in after_power_cut(steps[:moment], chance).items():
            (home / "data" / name).write_bytes(content)
        said = [step.name for step in steps[:moment] if step.kind == "mark"][-1]
        known = {"ready": -1, "closed": SAVES - 1}
        yield home, known[said] if said in known else int(said)


def newest_in(store: Store) -> int:
    head = audit.head(store)
    assert head is not None
    return head.seq - 3


def test_no_acknowledged_save_is_lost(tmp_path: Path, now: datetime, is_long: bool) -> None:
    steps = recorded(tmp_path / "writer")
    for home, last in crashes(steps, tmp_path, 300 if is_long else 25):
        with Store.open(home, now) as store:
            assert health.problems(store) == []
            newest = newest_in(store)
            assert newest in (last, last + 1)  # one more may be on the disk and not yet said
            answers = projects.load_project(store, "p").filings[0].answers
            for number in range(max(0, newest - 29), newest + 1):
                assert answers[f"f{number % 30}"] == [number, "字" * (number * 37 % 900)]


def test_a_weaker_setting_is_found_out(tmp_path: Path, now: datetime) -> None:
    """The judge is judged: with synchronous=NORMAL saves are lost, and this sees it."""
    lost = 0
    for home, last in crashes(recorded(tmp_path / "writer", "NORMAL"), tmp_path, 6):
        with Store.open(home, now) as store:
            lost += newest_in(store) < last
    assert lost


def test_the_simulation_loses_what_was_not_synced() -> None:
    """A disk that kept everything would prove nothing."""
    page = bytes(range(256)) * 16
    steps = [Step("write", "f", 0, page), Step("sync", "f"), Step("write", "f", 0, page[::-1])]
    chance = random.Random(1)  # noqa: S311
    seen = {after_power_cut(steps, chance)["f"] for _ in range(40)}
    assert page in seen
    assert page[::-1] in seen
    assert any(each not in (page, page[::-1]) for each in seen)
