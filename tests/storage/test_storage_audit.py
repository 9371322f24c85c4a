"""The audit chain finds every change made behind the program's back."""

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from egov_desktop.storage import audit, health, projects
from egov_desktop.storage.store import Store

TRIGGERS = ("audit_only_grows", "audit_never_changes", "audit_never_shrinks")


def tamper(home: Path, statement: str) -> None:
    """Change the database with another program that drops the triggers first."""
    other = sqlite3.connect(home / "data" / "egov.db", isolation_level=None)
    kept = other.execute("SELECT sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name in TRIGGERS:
        other.execute(f"DROP TRIGGER {name}")
    other.execute(statement)
    for (sql,) in kept:
        if any(name in sql for name in TRIGGERS):
            other.execute(sql)
    other.close()


@pytest.fixture
def filled_home(home: Path, now: datetime) -> Path:
    with Store.open(home, now) as store:
        for number in range(5):
            projects.create_project(store, f"p{number}", "名称", "pack", actor="u", now=now)
        projects.delete_project(store, "p1", actor="u", now=now)
        assert audit.verify_chain(store) is None
    return home


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("UPDATE audit SET actor = 'x' WHERE seq = 3", 3),
        ("UPDATE audit SET new = '\"x\"' WHERE seq = 4", 4),
        ("UPDATE audit SET new = NULL WHERE seq = 4", 4),
        ("UPDATE audit SET new = '\"名称\"' || ' ' WHERE seq = 2", 2),
        ("UPDATE audit SET at = '2020-01-01' WHERE seq = 1", 1),
        ("DELETE FROM audit WHERE seq = 1", 1),
        ("DELETE FROM audit WHERE seq = 3", 3),
        ("UPDATE audit SET seq = seq + 10 WHERE seq >= 5", 5),
        ("UPDATE audit SET action = 'project_created' WHERE seq = 6", 2),
    ],
)
def test_tampered_row_is_found(statement: str, row: int, filled_home: Path, now: datetime) -> None:
    tamper(filled_home, statement)
    with Store.open(filled_home, now) as store:
        problem = audit.verify_chain(store)
        assert problem is not None
        assert f"第 {row} 条" in problem
        assert problem in health.problems(store)


def test_tail_that_was_cut_is_seen_by_its_head_only(filled_home: Path, now: datetime) -> None:
    with Store.open(filled_home, now) as store:
        noted = audit.head(store)
    tamper(filled_home, "DELETE FROM audit WHERE seq = 6")
    with Store.open(filled_home, now) as store:
        assert noted is not None
        assert audit.head(store) != noted
        assert noted.seq == 6


def test_missing_trigger_is_found(filled_home: Path, now: datetime) -> None:
    other = sqlite3.connect(filled_home / "data" / "egov.db", isolation_level=None)
    other.execute("DROP TRIGGER audit_never_changes")
    other.close()
    with Store.open(filled_home, now) as store:
        assert health.problems(store) == [
            "数据库的表或触发器被其他程序改动过，请从最近的备份恢复。"
        ]
