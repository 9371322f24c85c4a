"""The one door to SQLite: the driver, its settings, and its errors in words."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3
from sqlcipher3 import dbapi2

from egov_desktop.domain.errors import DamagedDataError, StorageError

if TYPE_CHECKING:
    from sqlite_utils import Database

# sqlite_utils takes its driver, and the exceptions it catches, from this name.
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2

Connection = Any
Row = Any
Error = dbapi2.Error

_OLDEST_SQLITE = (3, 51, 3)
"""Older ones can lose commits when the write-ahead log is reset."""

_SETTINGS = (
    "PRAGMA locking_mode=EXCLUSIVE",  # before WAL: no -shm file, and nobody else gets in
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA trusted_schema=OFF",
)

_SENTENCES = {
    "SQLITE_FULL": "磁盘空间不足，这一次没有保存，以前保存的都在。请清理磁盘后重试",
    "SQLITE_CORRUPT": "数据库已损坏，请从最近的备份恢复",
    "SQLITE_NOTADB": "数据库已损坏或不是本程序的数据库，请从最近的备份恢复",
    "SQLITE_READONLY": "数据文件夹只读，请检查权限或换一个文件夹",
    "SQLITE_CANTOPEN": "数据库打不开，请检查数据文件夹的权限",
    "SQLITE_PERM": "没有访问数据库的权限，请联系管理员",
    "SQLITE_BUSY": "数据库正在被另一个程序使用，请关闭它后重试",
    "SQLITE_LOCKED": "数据库正在被另一个程序使用，请关闭它后重试",
    "SQLITE_IOERR": "磁盘读写出错或空间不足，请检查磁盘后重试",
}
_NAMES_BY_WORDS = {
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR",
    "database disk image is malformed": "SQLITE_CORRUPT",
    "file is not a database": "SQLITE_NOTADB",
    "unable to open database file": "SQLITE_CANTOPEN",
}


def connect(path: Path) -> Connection:
    """Open a database with every setting that durability and secrecy need."""
    if sqlcipher3.sqlite_version_info < _OLDEST_SQLITE:
        raise StorageError(f"SQLite 版本 {sqlcipher3.sqlite_version} 过旧，请重新安装本程序。")
    with explained(path):
        connection = dbapi2.connect(
            str(path), timeout=0, isolation_level=None, check_same_thread=False
        )
        try:
            connection.row_factory = dbapi2.Row
            for setting in _SETTINGS:
                connection.execute(setting).fetchall()
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                raise StorageError(f"这个磁盘不支持安全保存，请换一个文件夹：“{path}”。")
            connection.execute("BEGIN IMMEDIATE")  # takes the lock now, not at the first save
            connection.execute("ROLLBACK")
        except (dbapi2.Error, StorageError):
            connection.close()
            raise
        return connection


def memory() -> Connection:
    """Open a database that is nowhere but in memory."""
    connection = dbapi2.connect(":memory:", isolation_level=None)
    connection.row_factory = dbapi2.Row
    return connection


def wrapped(connection: Connection) -> "Database":
    """Return sqlite-utils over a connection, without any plug-ins."""
    from sqlite_utils import Database

    return Database(connection, execute_plugins=False, strict=True)


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what a disk or another program does to the database into a StorageError.

    Errors that can only come from our own statements pass through: they are bugs.
    """
    try:
        yield
    except dbapi2.Error as error:
        name = _error_name(error)
        sentence = _sentence(name)
        if sentence is None:
            raise
        is_damaged = name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))
        kind = DamagedDataError if is_damaged else StorageError
        raise kind(f"{sentence}（位置：“{path}”）。") from error


def _error_name(error: Exception) -> str:
    """Return SQLite's name of an error; a failed backup tells only its words."""
    name: str | None = getattr(error, "sqlite_errorname", None)
    return name or _NAMES_BY_WORDS.get(str(error), "")


def _sentence(name: str) -> str | None:
    kind = "_".join(name.split("_")[:2])
    return _SENTENCES.get(kind)
