"""Writing a bag (RFC 8493) as a zip of stored members: one pass over the files, flat memory."""

import hashlib
import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.files import replacing
from egov_desktop.packaging import tag_files
from egov_desktop.packaging.member_names import is_portable_path
from egov_desktop.packaging.packet_rules import PROFILE_IDENTIFIER
from egov_desktop.packaging.progress import Tracker
from egov_desktop.packaging.zip_layout import StoredMember, dos_time, local_header, tail

_CHUNK = 1 << 20


@dataclass(frozen=True)
class PayloadFile:
    """A file to be packed: its path below data/ and where its bytes come from."""

    name: str
    source: Path | bytes


@dataclass(frozen=True)
class WrittenMember:
    """A member as it was written; the path is relative to the bag."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class WrittenBag:
    """A bag on disk: hash and size of the whole zip, and its members in their order."""

    path: Path
    sha256: str
    size: int
    members: tuple[WrittenMember, ...]


def write_bag(
    path: Path,
    top: str,
    payload: Sequence[PayloadFile],
    bag_info: Mapping[str, str | Sequence[str]],
    when: datetime,
    *,
    sign_tagmanifest: Callable[[bytes], bytes] | None = None,
    progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> WrittenBag:
    """Write a zipped bag; equal input gives equal bytes.

    `sign_tagmanifest` receives tagmanifest-sha256.txt and returns its detached signature (DER).
    Payload-Oxum is computed; Bagging-Date and BagIt-Profile-Identifier are added when not given.
    `progress` counts bytes: every byte is read once from its source and once from the new zip.
    Names that are not portable ASCII are a bug of the caller (ValueError).
    """
    payload = sorted(payload, key=lambda file: file.name)
    _check_names(top, [file.name for file in payload])
    sizes = [_source_size(file) for file in payload]
    info = {
        "Bagging-Date": when.date().isoformat(),
        "BagIt-Profile-Identifier": PROFILE_IDENTIFIER,
        **bag_info,
        "Payload-Oxum": f"{sum(sizes)}.{len(sizes)}",
    }
    fields = tag_files.info_fields(info)
    tracker = Tracker("打包", 2 * sum(sizes), progress, is_cancelled)
    with replacing(path) as stream, ThreadPoolExecutor(1) as hasher:
        bag = _BagWriter(stream, top, dos_time(when), tracker, hasher)
        bag.add("bagit.txt", tag_files.BAG_DECLARATION)
        for file, size in zip(payload, sizes, strict=True):
            bag.copy(f"data/{file.name}", file.source, size)
        manifest = bag.manifest("data/")
        bag.add("bag-info.txt", tag_files.render_info(fields))
        bag.add("manifest-sha256.txt", manifest)
        tagmanifest = bag.manifest("")
        bag.add("tagmanifest-sha256.txt", tagmanifest)
        if sign_tagmanifest:
            bag.add("tagmanifest-sha256.txt.p7s", sign_tagmanifest(tagmanifest))
        size, sha256 = bag.finish()
    return WrittenBag(path, sha256, size, tuple(bag.written))


class _BagWriter:
    """Appends members to a zip and remembers what the manifests need."""

    def __init__(
        self, stream: BinaryIO, top: str, time: int, tracker: Tracker, hasher: Executor
    ) -> None:
        self._stream = stream
        self._top = top
        self._time = time
        self._tracker = tracker
        self._hasher = hasher
        self._members: list[StoredMember] = []
        self.written: list[WrittenMember] = []

    def add(self, path: str, data: bytes) -> None:
        self._append(path, iter((data,)), len(data))

    def copy(self, path: str, source: Path | bytes, size: int) -> None:
        if isinstance(source, bytes):
            chunks = iter([source[at : at + _CHUNK] for at in range(0, size, _CHUNK)])
        else:
            chunks = _chunks(source, size)
        self._append(path, self._tracked(chunks), size)

    def manifest(self, folder: str) -> bytes:
        """Return the manifest of the payload, or with an empty folder of the tag files."""
        is_payload = bool(folder)
        chosen = [file for file in self.written if file.path.startswith("data/") is is_payload]
        return tag_files.render_manifest((file.path, file.sha256) for file in chosen)

    def finish(self) -> tuple[int, str]:
        """Write the central directory, then return size and hash of what is in the file."""
        self._stream.write(tail(self._members))
        size = self._stream.tell()
        self._stream.seek(0)
        digest = hashlib.sha256()
        for chunk in self._tracked(iter(lambda: self._stream.read(_CHUNK), b"")):
            digest.update(chunk)
        return size, digest.hexdigest()

    def _tracked(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._tracker.advance(len(chunk))
            yield chunk

    def _append(self, path: str, chunks: Iterator[bytes], size: int) -> None:
        name = f"{self._top}/{path}".encode("ascii")
        member = StoredMember(name, self._time, 0, size, self._stream.tell())
        self._stream.write(local_header(member))
        digest, crc = hashlib.sha256(), 0
        hashing: Future[None] | None = None
        for chunk in chunks:
            if hashing:
                hashing.result()
            hashing = self._hasher.submit(digest.update, chunk)
            crc = zlib.crc32(chunk, crc)
            self._stream.write(chunk)
        if hashing:
            hashing.result()
        member = replace(member, crc=crc)
        self._stream.seek(member.offset)
        self._stream.write(local_header(member))
        self._stream.seek(member.end)
        self._members.append(member)
        self.written.append(WrittenMember(path, size, digest.hexdigest()))


def _check_names(top: str, names: Sequence[str]) -> None:
    if "/" in top or not is_portable_path(top):
        raise ValueError(f"not a portable folder name: {top!r}")
    taken: set[str] = set()
    for name in names:
        if not is_portable_path(name):
            raise ValueError(f"not a portable member name: {name!r}")
        if name.lower() in taken:
            raise ValueError(f"member name is not unique: {name!r}")
        taken.add(name.lower())
    for name in taken:
        if any(name[: slash.start()] in taken for slash in re.finditer("/", name)):
            raise ValueError(f"a folder has the name of a file: {name!r}")


def _source_size(file: PayloadFile) -> int:
    if isinstance(file.source, bytes):
        return len(file.source)
    with _reading(file.source):
        return file.source.stat().st_size


def _chunks(source: Path, size: int) -> Iterator[bytes]:
    """Yield the content of a file that must have the size it had when packing began."""
    left = size
    with _reading(source), source.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                break
            yield chunk
    if left:
        raise InvalidInputError(f"文件“{source}”在打包时被改动，请关闭正在编辑它的程序后重试。")


@contextmanager
def _reading(source: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise InvalidInputError(
            f"无法读取要打包的文件“{source}”（{reason}），请检查该文件后重试。"
        ) from error
