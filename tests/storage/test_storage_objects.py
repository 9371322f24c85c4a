"""Files by their content: whole, verified, under no name but their hash."""

import hashlib
import io
import os
from datetime import datetime
from pathlib import Path

import pytest

from egov_desktop.domain.errors import CancelledError, InvalidInputError, NotFoundError
from egov_desktop.storage.store import Store

CONTENT = os.urandom(2_500_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "可研报告 （终稿）.pdf"
    path.write_bytes(CONTENT)
    return path


class Broken(io.RawIOBase):
    """A USB stick that is pulled out in the middle."""

    def __init__(self) -> None:
        self.reads = 0

    def read(self, size: int = -1) -> bytes:
        self.reads += 1
        if self.reads > 1:
            raise OSError(5, "Input/output error")
        return b"x" * 10


def test_file_is_copied_under_its_hash(store: Store, source: Path) -> None:
    told: list[tuple[int, int]] = []
    stored = store.objects.put(source, lambda *done: told.append(done))
    assert (stored.sha256, stored.size) == (SHA256, len(CONTENT))
    place = store.objects.find(SHA256)
    assert place == store.home / "data" / "objects" / SHA256[:2] / SHA256
    assert place.read_bytes() == CONTENT
    assert place.stat().st_ino != source.stat().st_ino
    assert place.stat().st_nlink == 1
    assert place.stat().st_mode & 0o777 == 0o600
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    source.write_bytes(b"changed later")
    assert store.objects.verify(SHA256)


def test_same_content_is_kept_once_and_heals(store: Store, source: Path) -> None:
    store.objects.put(source)
    store.objects.find(SHA256).write_bytes(b"damaged")
    assert not store.objects.verify(SHA256)
    assert store.objects.put(io.BytesIO(CONTENT)).sha256 == SHA256
    assert store.objects.verify(SHA256)
    assert list(store.objects.stored()) == [SHA256]


def test_stream_goes_on_from_where_it_is(store: Store) -> None:
    stream = io.BytesIO(b"headbody")
    stream.seek(4)
    stored = store.objects.put(stream)
    assert stored.sha256 == hashlib.sha256(b"body").hexdigest()
    assert store.objects.put(io.BytesIO()).size == 0


def test_cancelling_leaves_nothing(store: Store, source: Path) -> None:
    asked = iter([False, True])
    with pytest.raises(CancelledError, match="已取消"):
        store.objects.put(source, is_cancelled=lambda: next(asked))
    assert list(store.scratch.iterdir()) == []
    assert list(store.objects.stored()) == []


@pytest.mark.parametrize("name", ["missing.pdf", ""])
def test_source_that_cannot_be_opened(name: str, store: Store, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="无法读取文件"):
        store.objects.put(tmp_path / name)


def test_source_that_breaks_off_leaves_nothing(store: Store) -> None:
    with pytest.raises(InvalidInputError, match="无法读取文件"):
        store.objects.put(Broken())  # type: ignore[arg-type]
    assert list(store.scratch.iterdir()) == []
    assert list(store.objects.stored()) == []


def test_hash_that_is_none_reaches_no_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    for name in ("../../../secret", "a" * 63, "A" * 64, "", "a" * 64 + "\n"):
        with pytest.raises(ValueError, match="not a SHA-256"):
            store.objects.find(name)
    with pytest.raises(NotFoundError, match="附件的文件不见了"):
        store.objects.find("a" * 64)
    assert not store.objects.verify("a" * 64)


def test_left_over_of_a_crash_is_cleared_at_start(home: Path, now: datetime) -> None:
    Store.open(home, now).close()
    (home / "data" / "scratch" / "tmp123").write_bytes(b"half")
    with Store.open(home, now) as store:
        assert list(store.scratch.iterdir()) == []
