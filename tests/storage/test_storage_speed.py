"""One durable saved answer costs at most twice a bare durable commit."""

import sqlite3
import time
from datetime import datetime
from pathlib import Path
from statistics import median

from egov_desktop.storage import filings, projects
from egov_desktop.storage.store import Store

SAVES = 300


def test_saved_answer_against_a_bare_commit(store: Store, tmp_path: Path, now: datetime) -> None:
    by = {"actor": "u", "now": now}
    projects.create_project(store, "p", "名称", "pack", **by)
    filings.create_filing(store, "p", "registration", None, 1, **by)
    sixty = {f"field_{number}": "答案" * 10 for number in range(60)}
    filings.save_answers(store, "p", "registration", sixty, index={}, **by)

    bare = sqlite3.connect(tmp_path / "bare.db", isolation_level=None)
    bare.execute("PRAGMA locking_mode=EXCLUSIVE")
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE answer (id INTEGER PRIMARY KEY, text TEXT)")

    ours, theirs = [], []
    for number in range(SAVES):  # in turns, so that a busy disk is busy for both
        started = time.perf_counter()
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO answer (text) VALUES (?)", [f"{number}"])
        bare.execute("COMMIT")
        between = time.perf_counter()
        filings.save_answer(
            store, "p", "registration", "field_7", f"{number}", index_value=f"{number}", **by
        )
        ours.append(time.perf_counter() - between)
        theirs.append(between - started)
    bare.close()
    assert median(ours) <= 2 * median(theirs), (median(ours), median(theirs))
