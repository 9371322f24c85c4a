"""The data folder while it is open: one connection, one writer, one window."""

import contextlib
import shutil
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from egov_desktop.domain.errors import DamagedDataError, StorageError
from egov_desktop.files import cannot_write, sync_folder
from egov_desktop.storage import driver
from egov_desktop.storage.census import Census, is_sound, take_census
from egov_desktop.storage.lock import FolderLock
from egov_desktop.storage.migrations import bring_up_to_date
from egov_desktop.storage.network_drives import refuse_network_drive
from egov_desktop.storage.objects import ObjectFolder

if TYPE_CHECKING:
    from sqlite_utils import Database

INCOMING = "data.incoming"
"""A backup that is being unpacked."""
VERIFIED = "data.verified"
"""A restored backup that was verified and waits to become the data folder."""


class Store:
    """An open data folder; `Store.open` makes one, `close` leaves one whole file behind.

    Threads may share it: writers wait for each other.
    """

    def __init__(self, home: Path, lock: FolderLock, connection: driver.Connection) -> None:
        self.home = home
        self.file = home / "data" / "egov.db"
        self.scratch = home / "data" / "scratch"
        self.objects = ObjectFolder(home / "data" / "objects", self.scratch)
        self._lock = lock
        self._connection = connection
        self._writer = threading.Lock()
        self._refusal = ""
        self.was_left_open = lock.was_left
        """Whether the last holder was killed or lost its power: worth a look at everything."""

    @classmethod
    def open(cls, home: Path, now: datetime) -> Self:
        """Open a data folder, making it when it is new.

        Raises StorageError when it is in use, on a network drive, read-only, full, damaged or
        written by a newer program.
        """
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(home, error) from error
        refuse_network_drive(home)
        lock = FolderLock(home, now)
        try:
            return cls(home, lock, _connected(home))
        except BaseException:
            lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Fold the write-ahead log into the one file and give the folder back."""
        # Without room on the disk the log stays beside the file and is read at the next start.
        with contextlib.suppress(driver.Error):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._connection.close()
        self._lock.release()

    @cached_property
    def _database(self) -> "Database":
        return driver.wrapped(self._connection)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[driver.Row]:
        """Return all rows of a query; rows are read by column name."""
        with driver.explained(self.file):
            found: list[driver.Row] = self._connection.execute(sql, parameters).fetchall()
            return found

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> driver.Row | None:
        """Return the first row of a query, or None."""
        return next(iter(self.rows(sql, parameters)), None)

    @contextlib.contextmanager
    def writing(self) -> Iterator["Database"]:
        """Run a block as one transaction: durable when it ends well, undone otherwise."""
        with self._writer, driver.explained(self.file):
            if self._refusal:
                raise DamagedDataError(self._refusal)
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def stop_writing(self, why: str) -> None:
        """Refuse every change from now on, with this sentence; reading goes on."""
        self._refusal = why

    @property
    def is_read_only(self) -> bool:
        """Whether changes are refused."""
        return bool(self._refusal)

    def shrink_log(self) -> None:
        """Fold the write-ahead log into the file and empty it, so that erased text is gone."""
        with self._writer, driver.explained(self.file):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def copy_database(self, out: Path) -> Census:
        """Write a consistent copy of the database into a new file and return what it holds.

        A copy that was cut off looks sound and is empty: it is counted before it is believed.
        """
        with driver.explained(out):
            target = driver.connect(out)
            try:
                with self._writer:
                    expected = take_census(self._connection)
                    self._connection.backup(target)
                is_whole = is_sound(target) and take_census(target) == expected
                target.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                target.close()
        if not is_whole:
            raise StorageError("数据库的副本与原件不一致，没有使用它。请运行自检后重试。")
        return expected


def _connected(home: Path) -> driver.Connection:
    data = home / "data"
    try:
        _finish_restore(home)
        data.mkdir(mode=0o700, exist_ok=True)
        shutil.rmtree(data / "scratch", ignore_errors=True)
        (data / "scratch").mkdir(exist_ok=True)
        _refuse_lost_database(data)
    except OSError as error:
        raise cannot_write(data, error) from error
    connection = driver.connect(data / "egov.db")
    try:
        with driver.explained(data / "egov.db"):
            bring_up_to_date(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _finish_restore(home: Path) -> None:
    """Finish a restore that was cut off after it took the old data away, or tidy up after it."""
    data = home / "data"
    if (home / VERIFIED).exists() and not data.exists():
        (home / VERIFIED).rename(data)
        sync_folder(home)
    for leftover in (VERIFIED, INCOMING):
        shutil.rmtree(home / leftover, ignore_errors=True)


def _refuse_lost_database(data: Path) -> None:
    """Raise when files lie here without their database: an empty one must not take its place."""
    file = data / "egov.db"
    is_lost = not file.exists() or file.stat().st_size == 0
    if is_lost and any(data.glob("objects/*/*")):
        raise DamagedDataError(
            f"数据库文件“{file}”不见了或是空的，而附件还在。请从最近的备份恢复，不要继续使用。"
        )
