"""Writing a bag (RFC 8493) as a zip of stored members: one pass over the files, flat memory."""

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from zlib_ng.zlib_ng import crc32  # many times as quick as that of zlib

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.progress import Tracker
from egov_desktop.files import replacing
from egov_desktop.packaging import tag_files
from egov_desktop.packaging.bag_structure import (
    NO_SM3,
    SIGNATURE_PATH,
    SM3_SIGNATURE_PATHS,
    SM3_TAGMANIFEST,
    is_computable,
)
from egov_desktop.packaging.member_names import is_portable_path
from egov_desktop.packaging.packet_rules import PROFILE_IDENTIFIER
from egov_desktop.packaging.zip_layout import StoredMember, dos_time, local_header, tail

_CHUNK = 1 << 20
_SYNC_STEP = 64 << 20
"""How much is written before the disk is told to begin, beside the copying."""


@dataclass(frozen=True)
class PayloadFile:
    """A file to be packed: its path below data/ and where its bytes come from."""

    name: str
    source: Path | bytes
    sha256: str | None = None
    """When it is known already: the manifest then says it, and only verifying tells otherwise."""


@dataclass(frozen=True)
class WrittenMember:
    """A member as it was written; the path is relative to the bag."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class WrittenBag:
    """A bag on disk, that nobody has looked at yet: its size and its members in their order."""

    path: Path
    size: int
    members: tuple[WrittenMember, ...]

    @property
    def manifest_sha256(self) -> str:
        """The hash of manifest-sha256.txt, which every later edition shares."""
        return next(each.sha256 for each in self.members if each.path == "manifest-sha256.txt")


def write_bag(
    path: Path,
    top: str,
    payload: Sequence[PayloadFile],
    bag_info: Mapping[str, str | Sequence[str]],
    when: datetime,
    *,
    sign_tagmanifest: Callable[[bytes], bytes] | None = None,
    sign_sm3: Callable[[bytes], Mapping[str, bytes]] | None = None,
    look: Callable[[Path], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> WrittenBag:
    """Write a zipped bag; equal input gives equal bytes.

    `sign_tagmanifest` receives tagmanifest-sha256.txt and returns its detached signature (DER).
    `sign_sm3` does the same for tagmanifest-sm3.txt, and returns the files beside it by name
    (SM3_SIGNATURE_PATHS); SM3 digests (国密) are only made when it is given.
    `look` is called with the whole file before it gets its name, which it only gets when nothing
    is raised; meanwhile the disk is busy with it.
    Payload-Oxum is computed; Bagging-Date and BagIt-Profile-Identifier are added when not given.
    `progress` counts the bytes of the payload.
    Names that are not portable ASCII are a bug of the caller (ValueError).
    """
    payload = sorted(payload, key=lambda file: file.name)
    _check_names(top, [file.name for file in payload])
    if sign_sm3 and not is_computable("sm3"):
        raise InvalidInputError(f"{NO_SM3}，不能做国密清单；请不选 SM2 密钥，或换一台电脑。")
    sizes = [_source_size(file) for file in payload]
    info = {
        "Bagging-Date": when.date().isoformat(),
        "BagIt-Profile-Identifier": PROFILE_IDENTIFIER,
        **bag_info,
        "Payload-Oxum": f"{sum(sizes)}.{len(sizes)}",
    }
    fields = tag_files.info_fields(info)
    tracker = Tracker("打包", sum(sizes), progress, is_cancelled)
    with replacing(path) as stream, ThreadPoolExecutor(2) as helpers:
        algorithms = ("sha256", "sm3") if sign_sm3 else ("sha256",)
        bag = _BagWriter(stream, top, dos_time(when), tracker, helpers, algorithms)
        bag.add("bagit.txt", tag_files.BAG_DECLARATION)
        for file, size in zip(payload, sizes, strict=True):
            bag.copy(f"data/{file.name}", file, size)
        manifests = {name: bag.manifest(name, "data/") for name in algorithms}
        bag.add("bag-info.txt", tag_files.render_info(fields))
        for name, manifest in manifests.items():
            bag.add(f"manifest-{name}.txt", manifest)
        tagmanifests = {name: bag.manifest(name, "") for name in algorithms}
        bag.add("tagmanifest-sha256.txt", tagmanifests["sha256"])
        if sign_tagmanifest:
            bag.add(SIGNATURE_PATH, sign_tagmanifest(tagmanifests["sha256"]))
        if sign_sm3:
            bag.add(SM3_TAGMANIFEST, tagmanifests["sm3"])
            signatures = sign_sm3(tagmanifests["sm3"])
            for name in SM3_SIGNATURE_PATHS:
                if name in signatures:
                    bag.add(name, signatures[name])
        size = bag.finish()
        if look:
            stream.flush()
            syncing = helpers.submit(os.fsync, stream.fileno())
            look(Path(stream.name))
            syncing.result()
    return WrittenBag(path, size, tuple(bag.written))


class _BagWriter:
    """Appends members to a zip and remembers what the manifests need."""

    def __init__(
        self,
        stream: BinaryIO,
        top: str,
        time: int,
        tracker: Tracker,
        helpers: Executor,
        algorithms: Sequence[str],
    ) -> None:
        self._stream = stream
        self._top = top
        self._time = time
        self._tracker = tracker
        self._helpers = helpers
        self._syncing: Future[None] | None = None
        self._synced = 0
        self._algorithms = algorithms
        self._members: list[StoredMember] = []
        self._digests: dict[str, Mapping[str, str]] = {}
        self.written: list[WrittenMember] = []

    def add(self, path: str, data: bytes) -> None:
        self._append(path, iter((data,)), len(data), None)

    def copy(self, path: str, file: PayloadFile, size: int) -> None:
        source = file.source
        if isinstance(source, bytes):
            chunks = iter([source[at : at + _CHUNK] for at in range(0, size, _CHUNK)])
        else:
            chunks = _chunks(source, size)
        self._append(path, self._tracked(chunks), size, file.sha256)

    def manifest(self, algorithm: str, folder: str) -> bytes:
        """Return the manifest of the payload, or with an empty folder of the tag files."""
        is_payload = bool(folder)
        return tag_files.render_manifest(
            (path, digests[algorithm])
            for path, digests in self._digests.items()
            if path.startswith("data/") is is_payload
        )

    def finish(self) -> int:
        """Write the central directory and return the size of the whole."""
        self._stream.write(tail(self._members))
        return self._stream.tell()

    def _tracked(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._tracker.advance(len(chunk))
            yield chunk

    def _append(self, path: str, chunks: Iterator[bytes], size: int, sha256: str | None) -> None:
        name = f"{self._top}/{path}".encode("ascii")
        member = StoredMember(name, self._time, 0, size, self._stream.tell())
        self._stream.write(local_header(member))
        sums = _Sums(self._algorithms, sha256)
        summing: Future[None] | None = None
        for chunk in chunks:
            if summing:
                summing.result()
            if sums.is_quick:
                sums.add(chunk)
            else:
                summing = self._helpers.submit(sums.add, chunk)
            self._stream.write(chunk)
            self._begin_syncing()
        if summing:
            summing.result()
        member = replace(member, crc=sums.crc)
        self._stream.seek(member.offset)
        self._stream.write(local_header(member))
        self._stream.seek(member.end)
        self._members.append(member)
        self._digests[path] = sums.digests()
        self.written.append(WrittenMember(path, size, self._digests[path]["sha256"]))

    def _begin_syncing(self) -> None:
        """Send what is written to the disk already: else all of it waits until the end."""
        at = self._stream.tell()
        if at - self._synced < _SYNC_STEP or (self._syncing and not self._syncing.done()):
            return
        if self._syncing:
            self._syncing.result()
        self._synced = at
        self._syncing = self._helpers.submit(os.fsync, self._stream.fileno())


class _Sums:
    """The checksum of a member, and its hashes as far as they are not known yet."""

    def __init__(self, algorithms: Sequence[str], sha256: str | None) -> None:
        self._known = {"sha256": sha256} if sha256 else {}
        self._engines = {name: hashlib.new(name) for name in algorithms if name not in self._known}
        self.crc = 0

    @property
    def is_quick(self) -> bool:
        """Whether nothing but the checksum is left to compute."""
        return not self._engines

    def digests(self) -> Mapping[str, str]:
        computed = {name: engine.hexdigest() for name, engine in self._engines.items()}
        return {**self._known, **computed}

    def add(self, chunk: bytes) -> None:
        self.crc = crc32(chunk, self.crc)
        for engine in self._engines.values():
            engine.update(chunk)


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
