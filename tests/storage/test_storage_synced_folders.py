"""A folder that a program syncs is no place for a database; its neighbours are."""

from datetime import datetime
from pathlib import Path

import pytest

from egov_desktop.domain.errors import StorageError
from egov_desktop.storage.store import Store


@pytest.mark.parametrize(
    "name", ["OneDrive", "OneDrive - 某某局", "Dropbox", "我的坚果云", "WPS云盘"]
)
def test_synced_folders_are_refused_by_name(name: str, tmp_path: Path, now: datetime) -> None:
    with pytest.raises(StorageError, match="同步文件夹"):
        Store.open(tmp_path / name / "数据", now)
    assert not (tmp_path / name / "数据" / "data").exists()


def test_synced_folders_are_refused_by_their_marks(tmp_path: Path, now: datetime) -> None:
    (tmp_path / "shared" / ".stfolder").mkdir(parents=True)
    with pytest.raises(StorageError, match="同步文件夹"):
        Store.open(tmp_path / "shared" / "数据", now)


def test_a_name_that_only_sounds_like_one_is_fine(tmp_path: Path, now: datetime) -> None:
    Store.open(tmp_path / "Dropbox资料整理", now).close()
