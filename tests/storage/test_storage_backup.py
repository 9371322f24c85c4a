"""Backups hold everything; a restore believes nothing it has not verified."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from egov_desktop.domain.errors import CancelledError, EgovError, InvalidInputError, StorageError
from egov_desktop.domain.project import Attachment
from egov_desktop.storage import audit, filings, health, project_list, projects
from egov_desktop.storage.backup import backup
from egov_desktop.storage.restore import restore
from egov_desktop.storage.store import Store

Content = dict[str, bytes]


@pytest.fixture
def made(store: Store, full_project: str, tmp_path: Path, now: datetime) -> Path:
    out = tmp_path / "备份.egov-backup"
    backup(store, out, now)
    return out


@pytest.fixture
def other_home(tmp_path: Path) -> Path:
    return tmp_path / "other"


def content_of(path: Path) -> Content:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


FULL_DISK = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from egov_desktop.domain.errors import StorageError
from egov_desktop.storage.backup import backup
from egov_desktop.storage.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
now = datetime(2026, 1, 2, tzinfo=UTC)
with Store.open(Path(sys.argv[1]), now) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (24 << 10, resource.RLIM_INFINITY))
    try:
        backup(store, Path(sys.argv[2]), now)
    except StorageError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""


def test_a_disk_that_fills_up_is_told_in_words(tmp_path: Path) -> None:
    out = tmp_path / "b.egov-backup"
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path / "home"), str(out)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "空间不足" in told.stdout
    assert not out.exists()


def write_zip(path: Path, content: Content, compression: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, text in content.items():
            archive.writestr(name, text)


def test_restored_data_is_the_same(
    store: Store, made: Path, other_home: Path, now: datetime, full_project: str
) -> None:
    assert restore(made, other_home, now) is None
    with Store.open(other_home, now) as restored:
        assert project_list.list_projects(restored) == project_list.list_projects(store)
        assert projects.load_project(restored, "p1") == projects.load_project(store, "p1")
        assert audit.head(restored) == audit.head(store)
        assert list(restored.objects.stored()) == list(store.objects.stored())
        assert health.problems(restored) == []
    assert sorted(path.name for path in other_home.iterdir()) == ["data", "lock"]


def test_backup_is_a_plain_zip_with_a_manifest(store: Store, made: Path, now: datetime) -> None:
    content = content_of(made)
    manifest = json.loads(content["manifest.json"])
    objects = [f"objects/{sha256}" for sha256 in store.objects.stored()]
    assert sorted(content) == sorted(["egov.db", "manifest.json", *objects])
    assert manifest["format"] == "egov-backup/1"
    assert manifest["made_at"] == now.isoformat()
    head = audit.head(store)
    assert head is not None
    assert manifest["census"]["audit_head"]["hash"] == head.hash
    assert manifest["census"]["tables"]["project"] == 1
    assert all(manifest["files"][name]["size"] == len(content[name]) for name in objects)


def test_backup_does_not_hold_what_is_no_longer_used(
    store: Store, full_project: str, tmp_path: Path, now: datetime
) -> None:
    unused = store.objects.put(io.BytesIO(b"unused"))
    manifest = backup(store, tmp_path / "b", now)
    assert f"objects/{unused.sha256}" not in manifest.files
    assert list(store.scratch.iterdir()) == []


def test_damaged_attachment_is_named_and_does_not_stop_the_backup(
    store: Store, full_project: str, tmp_path: Path, other_home: Path, now: datetime
) -> None:
    damaged, gone = sorted(store.objects.stored())
    store.objects.find(damaged).write_bytes(b"damaged")
    store.objects.remove([gone])
    assert backup(store, tmp_path / "b", now).missing == (damaged, gone)
    restore(tmp_path / "b", other_home, now)
    with Store.open(other_home, now) as restored:
        told = health.problems(restored)
        assert len(told) == 2
        assert all("不见了" in each for each in told)


def test_cancelled_backup_leaves_the_old_one(
    store: Store, made: Path, now: datetime, tmp_path: Path
) -> None:
    before = made.read_bytes()
    names = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(CancelledError):
        backup(store, made, now, is_cancelled=lambda: True)
    assert made.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == names


@pytest.mark.parametrize("name", ["a file/backup", "a file/folder/backup"])
def test_backup_to_a_place_that_cannot_be_written(
    name: str, store: Store, now: datetime, tmp_path: Path
) -> None:
    (tmp_path / "a file").write_text("x")
    with pytest.raises(StorageError, match="无法写入"):
        backup(store, tmp_path / name, now)


def test_backup_that_does_not_fit_is_not_begun(store: Store, now: datetime) -> None:
    with pytest.raises(StorageError, match="空间不足"):
        backup(store, Path("/proc/backup"), now)  # a disk without any room


def test_progress_reaches_its_end(
    store: Store, full_project: str, tmp_path: Path, now: datetime
) -> None:
    told: list[tuple[int, int]] = []
    backup(store, tmp_path / "b", now, lambda *done: told.append(done))
    assert told[-1][0] == told[-1][1] > 0


def test_restore_asks_before_it_replaces(made: Path, other_home: Path, now: datetime) -> None:
    with Store.open(other_home, now) as old:
        projects.create_project(old, "old", "旧", "pack", actor="u", now=now)
    with pytest.raises(StorageError, match="已经有数据"):
        restore(made, other_home, now)
    with Store.open(other_home, now) as old:
        assert [each.id for each in project_list.list_projects(old)] == ["old"]
    aside = restore(made, other_home, now, sets_old_aside=True)
    assert aside == other_home / "replaced-20260302-093000"
    with Store.open(other_home, now) as new:
        assert [each.id for each in project_list.list_projects(new)] == ["p1"]
    aside.rename(other_home / "back")
    (other_home / "back" / "data").mkdir()
    (other_home / "back" / "egov.db").rename(other_home / "back" / "data" / "egov.db")
    with Store.open(other_home / "back", now) as old:
        assert [each.id for each in project_list.list_projects(old)] == ["old"]


def test_restore_into_an_open_data_folder_is_refused(
    store: Store, home: Path, made: Path, now: datetime
) -> None:
    with pytest.raises(StorageError, match="正在被另一个窗口使用"):
        restore(made, home, now, sets_old_aside=True)
    assert len(project_list.list_projects(store)) == 1


@pytest.mark.parametrize("stopped_at", ["before", "between", "unpacking"])
def test_restore_that_was_cut_off(
    stopped_at: str, made: Path, other_home: Path, now: datetime
) -> None:
    """The states on the disk that a crash can leave between the renames."""
    restore(made, other_home, now)
    names = {"before": "data.verified", "between": "data.verified", "unpacking": "data.incoming"}
    (other_home / "data").rename(other_home / names[stopped_at])
    if stopped_at != "between":
        old = other_home / "elsewhere"
        with Store.open(old, now) as opened:
            projects.create_project(opened, "old", "旧", "pack", actor="u", now=now)
        (old / "data").rename(other_home / "data")
    with Store.open(other_home, now) as opened:
        expected = "p1" if stopped_at == "between" else "old"
        assert [each.id for each in project_list.list_projects(opened)] == [expected]
    assert not (other_home / "data.verified").exists()
    assert not (other_home / "data.incoming").exists()


def test_every_flipped_byte_of_a_backup_is_harmless(
    made: Path, other_home: Path, now: datetime, tmp_path: Path
) -> None:
    original = made.read_bytes()
    step = len(original) // 60
    broken = tmp_path / "broken"
    for position in [*range(7, len(original), step), len(original) - 5]:
        content = bytearray(original)
        content[position] ^= 0x41
        broken.write_bytes(content)
        try:
            restore(broken, other_home, now)
        except EgovError:
            assert not (other_home / "data").exists()
        else:  # a byte that means nothing, such as a time in the zip's directory
            with Store.open(other_home, now) as restored:
                assert health.problems(restored) == []
            (other_home / "data").rename(tmp_path / f"kept-{position}")


def test_every_cut_backup_is_refused(made: Path, other_home: Path, now: datetime) -> None:
    original = made.read_bytes()
    for length in (0, 1, 100, len(original) // 2, len(original) - 1):
        made.write_bytes(original[:length])
        with pytest.raises(InvalidInputError, match="备份文件不能使用"):
            restore(made, other_home, now)
    assert not (other_home / "data").exists()


def without_manifest(content: Content) -> Content:
    return {name: text for name, text in content.items() if name != "manifest.json"}


def with_extra(content: Content) -> Content:
    return {**content, "../../evil": b"x"}


def with_listed_path(content: Content) -> Content:
    manifest = json.loads(content["manifest.json"])
    name = next(name for name in content if name.startswith("objects/"))
    manifest["files"]["../../evil"] = manifest["files"].pop(name)
    return {
        "egov.db": content["egov.db"],
        "../../evil": content[name],
        **{
            key: text for key, text in content.items() if key.startswith("objects/") and key != name
        },
        "manifest.json": json.dumps(manifest).encode(),
    }


def with_other_object(content: Content) -> Content:
    name = next(name for name in content if name.startswith("objects/"))
    return {**content, name: b"x" * len(content[name])}


def without_object(content: Content) -> Content:
    name = next(name for name in content if name.startswith("objects/"))
    manifest = json.loads(content["manifest.json"])
    del manifest["files"][name]
    changed = {**content, "manifest.json": json.dumps(manifest).encode()}
    del changed[name]
    return changed


def with_other_census(content: Content) -> Content:
    manifest = json.loads(content["manifest.json"])
    manifest["census"]["tables"]["project"] += 1
    return {**content, "manifest.json": json.dumps(manifest).encode()}


def with_random_database(content: Content) -> Content:
    return changed_database(content, os.urandom(50_000))


def with_empty_database(content: Content) -> Content:
    return changed_database(content, b"")


def changed_database(content: Content, database: bytes) -> Content:
    import hashlib

    manifest = json.loads(content["manifest.json"])
    manifest["files"]["egov.db"] = {
        "sha256": hashlib.sha256(database).hexdigest(),
        "size": len(database),
    }
    return {**content, "egov.db": database, "manifest.json": json.dumps(manifest).encode()}


def with_odd_manifest(content: Content) -> Content:
    return {**content, "manifest.json": b'{"format": "egov-backup/1", "files": []}'}


def with_deep_manifest(content: Content) -> Content:
    return {**content, "manifest.json": b"[" * 100_000}


def with_later_format(content: Content) -> Content:
    return {**content, "manifest.json": b'{"format": "egov-backup/2"}'}


@pytest.mark.parametrize(
    "change",
    [
        without_manifest,
        with_extra,
        with_listed_path,
        with_other_object,
        without_object,
        with_other_census,
        with_random_database,
        with_empty_database,
        with_odd_manifest,
        with_deep_manifest,
        with_later_format,
    ],
)
def test_hostile_backup_is_refused(
    change: Callable[[Content], Content],
    made: Path,
    other_home: Path,
    now: datetime,
    tmp_path: Path,
) -> None:
    write_zip(made, change(content_of(made)))
    with pytest.raises(EgovError):
        restore(made, other_home, now)
    assert [path.name for path in other_home.iterdir()] == ["lock"]
    assert not (tmp_path.parent / "evil").exists()
    assert not (tmp_path / "evil").exists()


def test_packed_backup_is_refused(made: Path, other_home: Path, now: datetime) -> None:
    write_zip(made, content_of(made), zipfile.ZIP_DEFLATED)
    with pytest.raises(InvalidInputError, match="存储方式不对"):
        restore(made, other_home, now)


def test_missing_backup_is_told(tmp_path: Path, other_home: Path, now: datetime) -> None:
    with pytest.raises(InvalidInputError, match="打不开"):
        restore(tmp_path / "nothing", other_home, now)


def test_backup_goes_on_beside_saving(
    store: Store,
    full_project: str,
    attach: Callable[..., Attachment],
    tmp_path: Path,
    other_home: Path,
    now: datetime,
) -> None:
    """An answer saved while the backup is written belongs to the next backup."""

    def save(*_done: int) -> None:
        filings.save_answer(
            store, "p1", "feasibility_study", "late", "1", index_value=None, actor="u", now=now
        )

    backup(store, tmp_path / "b", now, save)
    restore(tmp_path / "b", other_home, now)
    with Store.open(other_home, now) as restored:
        assert "late" not in projects.load_project(restored, "p1").filings[0].answers
        assert audit.verify_chain(restored) is None
    assert projects.load_project(store, "p1").filings[0].answers["late"] == "1"
