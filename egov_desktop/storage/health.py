"""A look at the whole data folder: what is wrong with it, in sentences."""

import shutil
from typing import Any

from egov_desktop.domain.errors import StorageError
from egov_desktop.domain.progress import IsCancelled, Progress, Tracker
from egov_desktop.storage import audit
from egov_desktop.storage.driver import memory
from egov_desktop.storage.migrations import bring_up_to_date
from egov_desktop.storage.store import Store

_LITTLE_SPACE = 500 << 20
_SCHEMA = "SELECT type, name, sql FROM sqlite_schema"


def problems(
    store: Store, progress: Progress | None = None, is_cancelled: IsCancelled | None = None
) -> list[str]:
    """Return everything that is wrong with the data folder; nothing is changed.

    Reads every attachment: progress is told in bytes.
    """
    try:
        found = database_problems(store)
        found += attachment_problems(store, progress, is_cancelled)
    except StorageError as error:  # a page so damaged that not even the questions are answered
        found = [str(error)]
    return found + space_problems(store)


def space_problems(store: Store) -> list[str]:
    """Warn while there is still room to save."""
    free = shutil.disk_usage(store.home).free
    if free >= _LITTLE_SPACE:
        return []
    return [f"磁盘只剩 {free >> 20} MB，可能无法继续保存，请尽快清理。"]


def database_problems(store: Store) -> list[str]:
    """Return what is wrong with the database; StorageError when it cannot answer at all."""
    found = []
    if [row[0] for row in store.rows("PRAGMA integrity_check")] != ["ok"]:
        found.append("数据库的内部结构已损坏，请从最近的备份恢复。")
    if store.rows("PRAGMA foreign_key_check"):
        found.append("数据库里有不属于任何报件的记录，请从最近的备份恢复。")
    if _schema(store.rows(_SCHEMA)) != _expected_schema():
        found.append("数据库的表或触发器被其他程序改动过，请从最近的备份恢复。")
    broken_link = audit.verify_chain(store)
    if broken_link:
        found.append(broken_link)
    return found


def _schema(rows: list[Any]) -> set[tuple[str, ...]]:
    return {tuple(row) for row in rows}


def _expected_schema() -> set[tuple[str, ...]]:
    connection = memory()
    try:
        bring_up_to_date(connection)
        return _schema(connection.execute(_SCHEMA).fetchall())
    finally:
        connection.close()


def attachment_problems(
    store: Store, progress: Progress | None = None, is_cancelled: IsCancelled | None = None
) -> list[str]:
    """Read every attachment and return what is wrong with them."""
    rows = store.rows("SELECT sha256, title, size FROM attachment GROUP BY sha256 ORDER BY title")
    tracker = Tracker("自检", sum(row["size"] for row in rows), progress, is_cancelled)
    found = []
    for row in rows:
        if not store.objects.has(row["sha256"]):
            found.append(f"附件“{row['title']}”的文件不见了，请从备份恢复或重新添加。")
        elif not store.objects.verify(row["sha256"]):
            found.append(f"附件“{row['title']}”的文件已损坏，请从备份恢复或重新添加。")
        tracker.advance(row["size"])
    unused = set(store.objects.stored()) - {row["sha256"] for row in rows}
    if unused:
        found.append(f"有 {len(unused)} 个文件不再被任何附件使用，可以清理。")
    return found
