"""Rolling backups: whole and verified or not there; attachments are copied once."""

import io
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from egov_desktop.domain.errors import CancelledError, InvalidInputError, StorageError
from egov_desktop.domain.project import Attachment
from egov_desktop.storage import (
    attachments,
    audit,
    filings,
    health,
    projects,
    snapshot_manifest,
    snapshot_restore,
    snapshots,
)
from egov_desktop.storage.store import Store


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def made(store: Store, full_project: str, backups: Path, now: datetime) -> Path:
    return snapshots.make(store, backups, now, "1.0")


def objects_in(backups: Path) -> list[Path]:
    return sorted(backups.glob("objects/??/*"))


def save(store: Store, value: str, now: datetime) -> None:
    key = ("p1", "feasibility_study")
    filings.save_answer(
        store, *key, "total_investment", value, index_value=None, actor="u", now=now
    )


def test_it_holds_everything_and_can_be_restored(
    made: Path, store: Store, tmp_path: Path, now: datetime
) -> None:
    before, head = projects.load_project(store, "p1"), audit.head(store)
    other = tmp_path / "other"
    assert snapshot_restore.restore(made, other, now) is None
    with Store.open(other, now) as restored:
        assert projects.load_project(restored, "p1") == before
        assert audit.head(restored) == head
        assert health.problems(restored) == []


def test_its_projects_are_told_without_touching_it(made: Path, tmp_path: Path) -> None:
    names = sorted(each.name for each in made.iterdir())
    lines = snapshot_restore.projects_in(made, tmp_path)
    assert [(each.name, each.filings) for each in lines] == [("政务云平台", 1)]
    assert sorted(each.name for each in made.iterdir()) == names


def test_attachments_are_copied_once(
    made: Path, store: Store, backups: Path, attach: Callable[..., Attachment], now: datetime
) -> None:
    places = objects_in(backups)
    before = {each: each.stat().st_ino for each in places}
    assert len(before) == 2
    new = attach(b"a new one")
    attachments.add_attachment(store, "p1", "feasibility_study", new, actor="u", now=now)
    later = snapshots.make(store, backups, now + timedelta(minutes=5), "1.0")
    assert {each: each.stat().st_ino for each in places} == before
    assert len(objects_in(backups)) == 3
    for each in (made, later):
        snapshots.verify(each)


def test_the_first_of_a_month_reads_the_attachments_again(
    made: Path, store: Store, backups: Path, now: datetime
) -> None:
    place = objects_in(backups)[0]
    place.write_bytes(bytes(place.stat().st_size))
    same_month = snapshots.make(store, backups, now + timedelta(minutes=5), "1.0")
    with pytest.raises(InvalidInputError, match="已改变"):
        snapshots.verify(same_month)
    next_month = snapshots.make(store, backups, now + timedelta(days=31), "1.0")
    snapshots.verify(next_month)


def test_a_damaged_attachment_is_named_and_does_not_stop_it(
    store: Store, full_project: str, backups: Path, now: datetime, tmp_path: Path
) -> None:
    damaged, gone = sorted(store.objects.stored())
    store.objects.find(damaged).write_bytes(b"damaged")
    store.objects.remove([gone])
    made = snapshots.make(store, backups, now, "1.0")
    assert snapshot_manifest.read(made).missing == (damaged, gone)
    snapshot_restore.restore(made, tmp_path / "other", now)


def test_every_flipped_byte_is_noticed(made: Path, tmp_path: Path, now: datetime) -> None:
    for place in [made / "egov.db", *objects_in(made.parent)]:
        content = place.read_bytes()
        for position in range(0, len(content), max(1, len(content) // 5)):
            place.write_bytes(
                content[:position] + bytes([content[position] ^ 4]) + content[position + 1 :]
            )
            with pytest.raises(InvalidInputError):
                snapshot_restore.restore(made, tmp_path / "other", now)
        place.write_bytes(content)
    assert not (tmp_path / "other" / "data").exists()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b"[" * 100_000,
        b'{"format": "egov-snapshot/2"}',
        b'{"format": "egov-snapshot/1", "made_at": "2026-01-01T00:00:00+00:00", "host": "", '
        b'"program": "", "census": {}, "missing": [], "files": {"../../evil": '
        b'{"sha256": "%s", "size": 1}}}' % (b"a" * 64),
    ],
)
def test_a_hostile_manifest_is_refused(
    text: bytes, made: Path, tmp_path: Path, now: datetime
) -> None:
    (made / "manifest.json").write_bytes(text)
    with pytest.raises(InvalidInputError):
        snapshot_restore.restore(made, tmp_path / "other", now)
    assert not (tmp_path / "other" / "data").exists()


def test_thinning_out_keeps_what_the_others_need(
    made: Path, store: Store, backups: Path, now: datetime
) -> None:
    for number in range(1, 9):
        save(store, str(number), now)
        snapshots.make(store, backups, now + timedelta(minutes=number), "1.0")
    assert snapshots.thin_out(backups) == 4
    left = snapshot_manifest.folders(backups)
    assert len(left) == 5
    for each in left:
        snapshots.verify(each)
    unneeded = backups / "objects" / "ff" / ("f" * 64)
    unneeded.parent.mkdir(exist_ok=True)
    unneeded.write_bytes(b"x")
    snapshots.thin_out(backups)
    assert not unneeded.exists()


def test_a_copy_on_another_disk_is_the_same(made: Path, tmp_path: Path, now: datetime) -> None:
    there = snapshots.copy_to(made, tmp_path / "stick")
    assert snapshots.verify(there) == snapshots.verify(made)
    snapshot_restore.restore(there, tmp_path / "other", now)


def test_a_damaged_one_is_not_copied(made: Path, tmp_path: Path) -> None:
    objects_in(made.parent)[0].write_bytes(b"x")
    with pytest.raises(InvalidInputError, match="已改变"):
        snapshots.copy_to(made, tmp_path / "stick")
    assert snapshot_manifest.folders(tmp_path / "stick") == []


def test_the_last_tenth_of_the_disk_stays_free(store: Store, now: datetime) -> None:
    with pytest.raises(StorageError, match=r"无法写入|快满了"):
        snapshots.make(store, Path("/proc/backups"), now, "1.0")


def test_cancelling_leaves_nothing(
    store: Store, full_project: str, backups: Path, now: datetime
) -> None:
    store.objects.put(io.BytesIO(os.urandom(100)))
    with pytest.raises(CancelledError):
        snapshots.make(store, backups, now, "1.0", is_cancelled=lambda: True)
    assert snapshot_manifest.folders(backups) == []
    assert list(backups.glob(".*.part")) == []
