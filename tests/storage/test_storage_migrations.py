"""Every step of the schema, and data that knows more than the program."""

import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from egov_desktop.domain.errors import StorageError
from egov_desktop.storage import driver, migrations, project_list, projects
from egov_desktop.storage.store import Store

STOP_IN_A_STEP = """
import sys, time
from datetime import datetime, UTC
from pathlib import Path
from egov_desktop.storage import migrations
from egov_desktop.storage.store import Store

def second_schema(database):
    database.execute("CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT")
    database.execute("UPDATE project SET name = 'changed'")
    if sys.argv[2] == "stop":
        print("within", flush=True)
        time.sleep(60)

migrations.STEPS += (second_schema,)
Store.open(Path(sys.argv[1]), datetime(2026, 1, 2, tzinfo=UTC)).close()
"""

STOP_IN_THE_FIRST_STEP = """
import sys, time
from datetime import datetime, UTC
from pathlib import Path
from egov_desktop.storage import migrations
from egov_desktop.storage.store import Store
whole_step = migrations.first_schema

def first_schema(database):
    whole_step(database)
    print("within", flush=True)
    time.sleep(60)

migrations.STEPS = (first_schema,)
Store.open(Path(sys.argv[1]), datetime(2026, 1, 2, tzinfo=UTC))
"""


def kill_within(script: str, *arguments: str) -> None:
    command = [sys.executable, "-c", script, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "within\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_every_step_has_a_test_of_its_name() -> None:
    assert all(f"test_{step.__name__}" in globals() for step in migrations.STEPS)


def test_first_schema(store: Store) -> None:
    tables = {
        row["name"]: row["strict"]
        for row in store.rows("PRAGMA table_list")
        if row["type"] == "table"
    }
    made = {name: tables[name] for name in tables if not name.startswith(("sqlite_", "_sqlite_"))}
    assert made == dict.fromkeys(
        [
            "project",
            "filing",
            "attachment",
            "approval",
            "frozen_version",
            "field_index",
            "audit",
            "preference",
            "correction_notice",
            "packet_edition",
        ],
        1,
    )


def test_carried_answers_and_preferences(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = migrations.STEPS
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with monkeypatch.context() as older:
        older.setattr(migrations, "STEPS", steps[:1])
        with Store.open(home, now) as store, store.writing() as database:
            database.execute(
                "INSERT INTO project VALUES ('p1', '项目', 'small', '2026-01-01', '2026-01-01')"
            )
            database.execute(
                "INSERT INTO filing VALUES"
                " ('p1', 'study', 'study', NULL, 1, '{}', '{}', '2026-01-01', '2026-01-01')"
            )
    with Store.open(home, now) as store:
        assert projects.load_project(store, "p1").filings[0].carried == {}
        assert store.rows("SELECT * FROM preference") == []


def test_corrections_and_attachment_flaws(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = migrations.STEPS
    now = datetime(2026, 1, 1, tzinfo=UTC)
    columns = "project_id, filing_id, id, material, title, sha256, size, media_type, remarks"
    with monkeypatch.context() as older:
        older.setattr(migrations, "STEPS", steps[:2])
        with Store.open(home, now) as store, store.writing() as database:
            database.execute(
                "INSERT INTO project VALUES ('p1', '项目', 'small', '2026-01-01', '2026-01-01')"
            )
            database.execute(
                "INSERT INTO filing VALUES"
                " ('p1', 'study', 'study', NULL, 1, '{}', '{}', '2026-01-01', '2026-01-01', '{}')"
            )
            database.execute(
                f"INSERT INTO attachment ({columns}, added_at) VALUES"  # noqa: S608
                " ('p1', 'study', 'a1', 'plan', '1.pdf', ?, 3, 'x/y', '[]', '2026-01-01')",
                ["0" * 64],
            )
    with Store.open(home, now) as store:
        (filing,) = projects.load_project(store, "p1").filings
        assert filing.attachments[0].flaws == ()
        assert store.rows("SELECT * FROM correction_notice") == []
        assert store.rows("SELECT * FROM packet_edition") == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE filing SET data = 'not json'",
        "UPDATE filing SET data = '[]'",
        "UPDATE filing SET paper = '{'",
        "UPDATE filing SET sequence = 'one'",
        "UPDATE filing SET project_id = 'nobody'",
        "UPDATE attachment SET headings = 'x'",
        "UPDATE approval SET attachment_id = 'nothing'",
        "UPDATE frozen_version SET code = 'other'",
        "UPDATE audit SET actor = 'somebody else'",
        "UPDATE audit SET new = 'other'",
        "UPDATE audit SET old = NULL, new = NULL, reason = NULL, hash = ''",
        "DELETE FROM audit",
        "REPLACE INTO audit SELECT * FROM audit WHERE seq = 1",
        "INSERT INTO audit SELECT seq + 100, at, actor, action, project_id, filing_id, path, old,"
        " new, reason, content_hash, previous_hash, hash FROM audit WHERE seq = 1",
    ],
)
def test_database_refuses(statement: str, store: Store, full_project: str) -> None:
    before = store.rows("SELECT * FROM audit")
    with pytest.raises(dbapi2.IntegrityError), store.writing() as database:
        database.execute(statement)
    assert list(map(tuple, store.rows("SELECT * FROM audit"))) == list(map(tuple, before))


def test_data_of_a_newer_program_is_refused_and_untouched(home: Path, now: datetime) -> None:
    Store.open(home, now).close()
    run = [sys.executable, "-c", STOP_IN_A_STEP, str(home), "go on"]
    subprocess.run(run, check=True, timeout=60)
    before = (home / "data" / "egov.db").read_bytes()
    with pytest.raises(StorageError, match="请升级程序"):
        Store.open(home, now)
    assert (home / "data" / "egov.db").read_bytes() == before


def test_kill_within_a_step_leaves_the_old_schema_whole(home: Path, now: datetime) -> None:
    with Store.open(home, now) as store:
        projects.create_project(store, "p", "名称", "pack", actor="u", now=now)
    for _ in range(2):
        kill_within(STOP_IN_A_STEP, str(home), "stop")
        with Store.open(home, now) as store:
            assert projects.load_project(store, "p").name == "名称"
            assert store.row("SELECT 1 FROM sqlite_schema WHERE name = 'later'") is None


def test_kill_within_the_first_step_can_be_started_again(home: Path, now: datetime) -> None:
    kill_within(STOP_IN_THE_FIRST_STEP, str(home))
    with Store.open(home, now) as store:
        projects.create_project(store, "p", "名称", "pack", actor="u", now=now)
        assert len(project_list.list_projects(store)) == 1


def test_opening_data_that_is_up_to_date_needs_no_sqlite_utils(home: Path, now: datetime) -> None:
    Store.open(home, now).close()
    script = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path;"
        "from egov_desktop.storage.store import Store;"
        "from egov_desktop.storage import project_list;"
        "store = Store.open(Path(sys.argv[1]), datetime(2026, 1, 2, tzinfo=UTC));"
        "project_list.list_projects(store); print('sqlite_utils' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(home)], check=True, capture_output=True, text=True
    )
    assert ran.stdout == "False\n"


def test_sqlite_utils_uses_our_driver(store: Store, now: datetime) -> None:
    projects.create_project(store, "p", "名称", "pack", actor="u", now=now)
    import sqlite_utils.utils

    assert sqlite_utils.utils.sqlite3.sqlite_version == driver.sqlcipher3.sqlite_version
