"""Opening and closing a data folder, and everything that can stand in the way."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from egov_desktop.domain.errors import InvalidInputError, StorageError
from egov_desktop.storage import audit, filings, project_list, projects
from egov_desktop.storage.network_drives import network_kind_of
from egov_desktop.storage.store import Store

HOLD_OPEN = """
import sys, time
from datetime import datetime, UTC
from pathlib import Path
from egov_desktop.storage.store import Store
store = Store.open(Path(sys.argv[1]), datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
print("open", flush=True)
time.sleep(60)
"""

HOLD_THE_DATABASE = """
import sqlite3, sys, time
database = sqlite3.connect(sys.argv[1] + "/data/egov.db", isolation_level=None)
database.execute("BEGIN IMMEDIATE")
print("open", flush=True)
time.sleep(60)
"""

FILL_THE_DISK = """
import resource, sys
from datetime import datetime, UTC
from pathlib import Path
from egov_desktop.domain.errors import InvalidInputError, StorageError
from egov_desktop.storage import filings
from egov_desktop.storage.store import Store
now = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
with Store.open(Path(sys.argv[1]), now) as store:
    wal = Path(sys.argv[1], "data", "egov.db-wal")
    by = {"index_value": None, "actor": "u", "now": now}
    filings.save_answer(store, "p", "registration", "before", "1", **by)
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size, resource.RLIM_INFINITY))
    try:
        filings.save_answer(store, "p", "registration", "long", "x" * 500_000, **by)
    except StorageError as error:
        print(error)
    try:
        store.objects.put(Path(sys.argv[2]))
    except StorageError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    filings.save_answer(store, "p", "registration", "after", "2", **by)
"""


def start(script: str, *arguments: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def half_a_change(store: Store) -> None:
    with store.writing() as database:
        database.execute("UPDATE project SET name = 'x'")
        raise InvalidInputError("还没有存入")


def said_by(process: "subprocess.Popen[str]") -> Sequence[str]:
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out.splitlines()


def test_closing_leaves_one_whole_file(home: Path, now: datetime) -> None:
    with Store.open(home, now) as store:
        projects.create_project(store, "p", "名称", "pack", actor="u", now=now)
        assert (home / "data" / "egov.db-wal").exists()
        assert not (home / "data" / "egov.db-shm").exists()
    assert sorted(path.name for path in (home / "data").iterdir()) == ["egov.db", "scratch"]
    alone = sqlite3.connect(home / "data" / "egov.db")
    assert alone.execute("SELECT name FROM project").fetchall() == [("名称",)]
    alone.close()


def test_settings_that_durability_needs(store: Store) -> None:
    settings = "journal_mode synchronous locking_mode foreign_keys secure_delete trusted_schema"
    values = [store.rows(f"PRAGMA {name}")[0][0] for name in settings.split()]
    assert values == ["wal", 2, "exclusive", 1, 1, 0]


def test_second_window_in_the_same_process_is_refused(
    store: Store, home: Path, now: datetime
) -> None:
    with pytest.raises(StorageError, match="正在被另一个窗口使用"):
        Store.open(home, now)
    projects.create_project(store, "p", "仍然可用", "pack", actor="u", now=now)


def test_second_window_is_told_who_holds_it_and_a_crash_frees_it(home: Path, now: datetime) -> None:
    holder = start(HOLD_OPEN, home)
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(StorageError) as refused:
            Store.open(home, now)
        assert f"进程号 {holder.pid}" in str(refused.value)
        assert "2026-01-02 03:04" in str(refused.value)
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    Store.open(home, now).close()


def test_half_written_lock_text_still_refuses(store: Store, home: Path, now: datetime) -> None:
    (home / "lock").write_text('{"pid": 1')
    with pytest.raises(StorageError, match="请关闭那个窗口"):
        Store.open(home, now)


def test_the_holder_is_told_by_the_clock_on_the_wall(
    store: Store, home: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "CST-8")
    time.tzset()
    try:
        with pytest.raises(StorageError, match="于 2026-03-02 17:30 打开"):
            Store.open(home, now)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_another_program_in_the_database_is_told(home: Path, now: datetime) -> None:
    Store.open(home, now).close()
    other = start(HOLD_THE_DATABASE, home)
    assert other.stdout is not None
    try:
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StorageError, match="正在被另一个程序使用"):
            Store.open(home, now)
    finally:
        other.kill()
        other.communicate()
    Store.open(home, now).close()


def test_home_is_a_file(home: Path, now: datetime) -> None:
    home.write_text("x")
    with pytest.raises(StorageError, match="无法写入"):
        Store.open(home, now)
    assert home.read_text() == "x"


def test_data_is_a_file(home: Path, now: datetime) -> None:
    home.mkdir()
    (home / "data").write_text("x")
    with pytest.raises(StorageError, match="无法写入"):
        Store.open(home, now)


@pytest.mark.parametrize("folder", ["/proc/egov", "/proc/self"])
def test_folder_that_nobody_can_write(folder: str, now: datetime) -> None:
    with pytest.raises(StorageError, match="无法写入"):
        Store.open(Path(folder), now)


def test_damaged_header_is_told(home: Path, now: datetime) -> None:
    Store.open(home, now).close()
    file = home / "data" / "egov.db"
    file.write_bytes(os.urandom(100) + file.read_bytes()[100:])
    with pytest.raises(StorageError, match=r"已损坏.*备份恢复"):
        Store.open(home, now)


def test_damaged_page_is_told_when_it_is_read(home: Path, now: datetime) -> None:
    with Store.open(home, now) as store:
        projects.create_project(store, "p", "n" * 200, "pack", actor="u", now=now)
        page = store.rows("SELECT rootpage FROM sqlite_schema WHERE name = 'project'")[0][0]
    file = home / "data" / "egov.db"
    content = bytearray(file.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    file.write_bytes(content)
    with Store.open(home, now) as store, pytest.raises(StorageError, match="已损坏"):
        project_list.list_projects(store)


@pytest.mark.parametrize("loss", ["gone", "empty"])
def test_lost_database_is_not_replaced_by_an_empty_one(
    loss: str, home: Path, now: datetime, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with Store.open(home, now) as store:
        store.objects.put(tmp_path / "a.pdf")
    file = home / "data" / "egov.db"
    file.unlink()
    if loss == "empty":
        file.touch()
    with pytest.raises(StorageError, match="不见了或是空的"):
        Store.open(home, now)


def test_block_that_fails_leaves_nothing(store: Store, now: datetime) -> None:
    projects.create_project(store, "p", "名称", "pack", actor="u", now=now)
    with pytest.raises(InvalidInputError, match="还没有存入"):
        half_a_change(store)
    assert projects.load_project(store, "p").name == "名称"
    projects.rename_project(store, "p", "新名称", actor="u", now=now)
    assert projects.load_project(store, "p").name == "新名称"


def test_full_disk_keeps_what_was_saved_and_goes_on(
    home: Path, now: datetime, tmp_path: Path
) -> None:
    with Store.open(home, now) as store:
        projects.create_project(store, "p", "名称", "pack", actor="u", now=now)
        filings.create_filing(store, "p", "registration", None, 1, actor="u", now=now)
    big = tmp_path / "big.pdf"
    big.write_bytes(b"x" * 3_000_000)
    told = said_by(start(FILL_THE_DISK, home, big))
    assert len(told) == 2
    assert "磁盘" in told[0]
    assert "无法写入" in told[1]
    with Store.open(home, now) as store:
        answers = projects.load_project(store, "p").filings[0].answers
        assert answers == {"before": "1", "after": "2"}
        assert list(store.objects.stored()) == []
        assert list(store.scratch.iterdir()) == []


MOUNTS = """/dev/vda / ext4 rw 0 0
proc /proc proc rw 0 0
server:/share /shared nfs4 rw 0 0
/dev/sdb1 /shared/own ext4 rw 0 0
//nas/share /mnt/with\\040blank cifs rw 0 0
someone@host: /shared/own/far fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/data", None),
        ("/shared/a/data", "nfs4"),
        ("/shared-not", None),
        ("/shared/own/data", None),
        ("/shared/own/far", "fuse.sshfs"),
        ("/mnt/with blank/x", "cifs"),
    ],
)
def test_network_drives_are_known(path: str, kind: str | None) -> None:
    assert network_kind_of(path, MOUNTS) == kind


def test_threads_share_one_store(store: Store, now: datetime) -> None:
    projects.create_project(store, "p", "名称", "pack", actor="u", now=now)
    filings.create_filing(store, "p", "registration", None, 1, actor="u", now=now)

    def save(name: str) -> None:
        for number in range(40):
            filings.save_answer(
                store, "p", "registration", name, number, index_value=None, actor=name, now=now
            )
            projects.load_project(store, "p")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, ["a", "b", "c", "d"]))
    answers = projects.load_project(store, "p").filings[0].answers
    assert answers == dict.fromkeys(["a", "b", "c", "d"], 39)
    assert audit.verify_chain(store) is None
    head = audit.head(store)
    assert head is not None
    assert head.seq == 2 + 4 * 40
