"""The schema and its history: named steps, each applied once and whole."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from egov_desktop.domain.errors import StorageError
from egov_desktop.storage.driver import Connection, wrapped

if TYPE_CHECKING:
    from sqlite_utils import Database

_SET = "egov"

_FILING_KEY = "FOREIGN KEY (project_id, filing_id) REFERENCES filing ON DELETE CASCADE"

_TABLES = (
    """CREATE TABLE project (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        pack_id TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE filing (
        project_id TEXT NOT NULL REFERENCES project ON DELETE CASCADE,
        filing_id TEXT NOT NULL,
        stage TEXT NOT NULL,
        period TEXT,
        sequence INTEGER NOT NULL,
        data TEXT NOT NULL CHECK (json_valid(data) AND json_type(data) = 'object'),
        paper TEXT NOT NULL CHECK (json_valid(paper) AND json_type(paper) = 'object'),
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        PRIMARY KEY (project_id, filing_id)
    ) STRICT""",
    f"""CREATE TABLE attachment (
        project_id TEXT NOT NULL,
        filing_id TEXT NOT NULL,
        id TEXT NOT NULL,
        material TEXT NOT NULL,
        title TEXT NOT NULL,
        sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        size INTEGER NOT NULL,
        media_type TEXT NOT NULL,
        pages INTEGER,
        remarks TEXT NOT NULL CHECK (json_valid(remarks)),
        headings TEXT CHECK (headings IS NULL OR json_valid(headings)),
        added_at TEXT NOT NULL,
        PRIMARY KEY (project_id, id),
        {_FILING_KEY}
    ) STRICT""",
    "CREATE INDEX attachment_by_filing ON attachment (project_id, filing_id)",
    "CREATE INDEX attachment_by_sha256 ON attachment (sha256)",
    f"""CREATE TABLE approval (
        project_id TEXT NOT NULL,
        filing_id TEXT NOT NULL,
        number TEXT NOT NULL,
        issued_on TEXT,
        amount TEXT,
        attachment_id TEXT,
        recorded_at TEXT NOT NULL,
        PRIMARY KEY (project_id, filing_id),
        {_FILING_KEY},
        FOREIGN KEY (project_id, attachment_id) REFERENCES attachment
            DEFERRABLE INITIALLY DEFERRED
    ) STRICT""",
    f"""CREATE TABLE frozen_version (
        project_id TEXT NOT NULL,
        filing_id TEXT NOT NULL,
        version INTEGER NOT NULL,
        frozen_at TEXT NOT NULL,
        packet_sha256 TEXT NOT NULL,
        packet_path TEXT NOT NULL,
        code TEXT NOT NULL,
        answers_digest TEXT NOT NULL,
        submission TEXT CHECK (submission IS NULL OR json_valid(submission)),
        PRIMARY KEY (project_id, filing_id, version),
        {_FILING_KEY}
    ) STRICT""",
    f"""CREATE TABLE field_index (
        project_id TEXT NOT NULL,
        filing_id TEXT NOT NULL,
        stage TEXT NOT NULL,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (project_id, filing_id, field),
        {_FILING_KEY}
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX field_index_by_value ON field_index (field, stage, value)",
    """CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        project_id TEXT,
        filing_id TEXT,
        path TEXT,
        old TEXT,
        new TEXT,
        reason TEXT,
        content_hash TEXT NOT NULL,
        previous_hash TEXT NOT NULL,
        hash TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX audit_by_project ON audit (project_id)",
)

_KEPT_BY_ERASING = "seq at actor action project_id filing_id path content_hash previous_hash hash"
_IS_ERASED = " AND ".join(
    [f"NEW.{column} IS OLD.{column}" for column in _KEPT_BY_ERASING.split()]
    + [f"NEW.{column} IS NULL" for column in ("old", "new", "reason")]
)

_TRIGGERS = (
    """CREATE TRIGGER audit_only_grows BEFORE INSERT ON audit
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
    BEGIN SELECT RAISE(ABORT, 'audit rows are appended, never put in between'); END""",
    f"""CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit WHEN NOT ({_IS_ERASED})
    BEGIN SELECT RAISE(ABORT, 'audit rows never change'); END""",
    """CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END""",
    """CREATE TRIGGER frozen_version_never_changes BEFORE UPDATE ON frozen_version
    BEGIN SELECT RAISE(ABORT, 'a frozen packet never changes'); END""",
)


def first_schema(database: "Database") -> None:
    """Make the tables of the first release."""
    for statement in _TABLES + _TRIGGERS:
        database.execute(statement)


def carried_answers_and_preferences(database: "Database") -> None:
    """Remember what was carried over into a filing, and what a unit sets for all projects."""
    database.execute(
        "ALTER TABLE filing ADD COLUMN carried TEXT NOT NULL DEFAULT '{}'"
        " CHECK (json_valid(carried) AND json_type(carried) = 'object')"
    )
    database.execute(
        """CREATE TABLE preference (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL CHECK (json_valid(value))
        ) STRICT"""
    )


def corrections_and_attachment_flaws(database: "Database") -> None:
    """Keep correction notices (补正通知), later editions of a packet, and what flaws a file has."""
    database.execute(
        "ALTER TABLE attachment ADD COLUMN flaws TEXT NOT NULL DEFAULT '[]'"
        " CHECK (json_valid(flaws) AND json_type(flaws) = 'array')"
    )
    database.execute(
        "ALTER TABLE frozen_version ADD COLUMN manifest_sha256 TEXT NOT NULL DEFAULT ''"
    )
    database.execute(
        f"""CREATE TABLE correction_notice (
            project_id TEXT NOT NULL,
            filing_id TEXT NOT NULL,
            id TEXT NOT NULL,
            version INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('correction', 'return')),
            number TEXT NOT NULL,
            issued_on TEXT,
            due_on TEXT,
            issuer TEXT NOT NULL,
            items TEXT NOT NULL CHECK (json_valid(items) AND json_type(items) = 'array'),
            recorded_at TEXT NOT NULL,
            PRIMARY KEY (project_id, id),
            {_FILING_KEY}
        ) STRICT"""
    )
    database.execute(
        f"""CREATE TABLE packet_edition (
            project_id TEXT NOT NULL,
            filing_id TEXT NOT NULL,
            version INTEGER NOT NULL,
            packet_sha256 TEXT NOT NULL,
            packet_path TEXT NOT NULL,
            level TEXT NOT NULL,
            made_at TEXT NOT NULL,
            PRIMARY KEY (project_id, filing_id, version, packet_sha256),
            {_FILING_KEY}
        ) STRICT"""
    )


STEPS: tuple[Callable[["Database"], None], ...] = (
    first_schema,
    carried_answers_and_preferences,
    corrections_and_attachment_flaws,
)
"""Every step ever released, oldest first; each has a test that bears its name."""


def bring_up_to_date(connection: Connection) -> None:
    """Apply the steps a database lacks; raises StorageError when it knows steps we do not."""
    refuse_newer(connection)
    if _applied(connection) != _known():
        _apply_missing(connection)


def refuse_newer(connection: Connection) -> None:
    """Raise StorageError when a database has been through steps that we do not know."""
    if _applied(connection) - _known():
        raise StorageError("数据由更新版本的程序写成，本程序不能打开。请升级程序后再打开。")


def _known() -> set[str]:
    return {step.__name__ for step in STEPS}


def _applied(connection: Connection) -> set[str]:
    table = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'")
    if table.fetchone() is None:
        return set()
    return {row["name"] for row in connection.execute("SELECT name FROM _sqlite_migrations")}


def _apply_missing(connection: Connection) -> None:
    from sqlite_utils import Migrations

    migrations = Migrations(_SET)
    for step in STEPS:
        migrations(name=step.__name__)(step)
    migrations.apply(wrapped(connection))
