"""Judging a zipped bag that nobody vouches for: as a bag, and as a packet of this program.

There is one check and no lenient mode. Taking fields away from a packet can only make it a bag
that is not a packet, and such a bag is not `valid`.
"""

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Self

from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.progress import Tracker
from egov_desktop.packaging import bag_structure, packet_rules
from egov_desktop.packaging.bag_structure import (
    SIGNATURE_PATH,
    SM3_SIGNATURE_PATHS,
    SM3_TAGMANIFEST,
    Bag,
    HashedFile,
)
from egov_desktop.packaging.member_names import shown
from egov_desktop.packaging.tag_files import Info
from egov_desktop.packaging.zip_content import member_chunks
from egov_desktop.packaging.zip_reading import DamagedZipError, Entry, Limits, read_entries

_BUFFER = 256 << 10
"""What is read at once for the hash of the whole file; small enough for a processor's cache."""
_WORTH_A_THREAD = 64 << 10
_FIRST = 1024


@dataclass(frozen=True)
class BagMember:
    """A file of the bag; the path is relative to the bag."""

    path: str
    size: int
    sha256: str
    entry: Entry


@dataclass(frozen=True)
class BagVerdict:
    """What was found in a zip, and whether it can be relied upon.

    Signatures are not judged here: tag manifests and signatures are handed on as bytes.
    """

    path: Path
    size: int
    sha256: str
    bag_problems: tuple[str, ...] = ()
    """Why it is not a complete and valid bag."""
    packet_problems: tuple[str, ...] = ()
    """Why, as far as it is a bag, it is not a packet of this program."""
    notes: tuple[str, ...] = ()
    top: str | None = None
    bag_info: Info = ()
    members: tuple[BagMember, ...] = ()
    tagmanifest: bytes | None = None
    signature: bytes | None = None
    sm3_tagmanifest: bytes | None = None
    """The tag manifest with SM3 digests (国密), where the packet has one."""
    sm3_signature_files: Mapping[str, bytes] = field(default_factory=dict)
    """What stands beside it by name: .sm2, .p7s, .pem."""

    @property
    def is_bag(self) -> bool:
        """Whether it is a complete and valid BagIt bag of whatever origin."""
        return not self.bag_problems

    @property
    def valid(self) -> bool:
        """Whether it is an undamaged packet of this program, signatures aside."""
        return not self.problems

    @property
    def problems(self) -> tuple[str, ...]:
        """All reasons why it is not valid, as sentences."""
        return self.bag_problems + self.packet_problems

    def info(self, label: str) -> str | None:
        """Return the first value of a field of bag-info.txt."""
        return next((value for found, value in self.bag_info if found == label), None)


def verify_bag(
    path: Path,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> BagVerdict:
    """Judge a zipped bag without unpacking it.

    Raises InvalidInputError when the file cannot be read at all, CancelledError on request.
    """
    with opened(path) as stream, _WholeDigest(stream, path) as whole:
        size = os.fstat(stream.fileno()).st_size
        tracker = Tracker("校验", size, progress, is_cancelled)
        verdict = BagVerdict(path, size, "")
        try:
            with ThreadPoolExecutor(2) as hasher:
                reading = _Reading(stream, limits or Limits(), tracker, hasher)
                verdict = reading.complete(verdict)
        except DamagedZipError as error:
            verdict = replace(verdict, bag_problems=(str(error),))
        return replace(verdict, sha256=whole.result(tracker))


def read_member(verdict: BagVerdict, path: str, max_bytes: int = 64 << 20) -> bytes:
    """Return the bytes of one file of a judged bag, the same ones that were judged."""
    member = _member(verdict, path)
    if member.size > max_bytes:
        raise InvalidInputError(f"“{shown(path)}”有 {member.size} 字节，大得不合理。")
    return b"".join(_judged_chunks(verdict, member))


def first_bytes(verdict: BagVerdict, path: str) -> bytes:
    """Return how a file of a judged bag begins: enough to tell its type."""
    with opened(verdict.path) as stream:
        return next(member_chunks(stream, _member(verdict, path).entry), b"")[:_FIRST]


def extract_member(verdict: BagVerdict, path: str, target: BinaryIO) -> None:
    """Write the bytes of one file of a judged bag to an open file of the caller's choice."""
    for chunk in _judged_chunks(verdict, _member(verdict, path)):
        target.write(chunk)


class _WholeDigest:
    """The hash of the whole file, computed beside the reading of its members."""

    def __init__(self, stream: BinaryIO, path: Path) -> None:
        self._stream = stream
        self._path = path
        self._stopped = False
        self._executor = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        self._computing = self._executor.submit(self._compute)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stopped = True
        self._executor.shutdown()

    def result(self, tracker: Tracker) -> str:
        """Wait for the hash; raises CancelledError when the user has cancelled."""
        while not self._computing.done():
            tracker.advance(0)
            wait([self._computing], timeout=0.1)
        return self._computing.result()

    def _compute(self) -> str:
        digest = hashlib.sha256()
        with opened(self._path) as stream:
            if not os.path.samestat(os.fstat(stream.fileno()), os.fstat(self._stream.fileno())):
                raise InvalidInputError(f"“{self._path}”在校验时被改动，请重新校验。")
            buffer = memoryview(bytearray(_BUFFER))
            while not self._stopped and (count := stream.readinto(buffer)):
                digest.update(buffer[:count])
        return digest.hexdigest()


class _Reading:
    """One pass over an open zip."""

    def __init__(
        self,
        stream: BinaryIO,
        limits: Limits,
        tracker: Tracker,
        hasher: Executor,
    ) -> None:
        self._stream = stream
        self._limits = limits
        self._tracker = tracker
        self._hasher = hasher
        self._held_bytes = 0

    def complete(self, verdict: BagVerdict) -> BagVerdict:
        """Return the whole verdict; raises DamagedZipError where the container ends the matter."""
        entries = read_entries(self._stream, self._limits)
        top = _only_top(entries)
        packet_problems = list(packet_rules.container_problems(self._stream, entries))
        paths = {entry.name.removeprefix(f"{top}/"): entry for entry in entries}
        algorithms = bag_structure.algorithms_needed(paths)
        files: dict[str, HashedFile] = {}
        held: dict[str, bytes] = {}
        for path, entry in paths.items():
            digests, content = self._read(path, entry, algorithms)
            if entry.is_folder:
                continue
            files[path] = HashedFile(entry.size, digests)
            if content is not None:
                held[path] = content
        bag = Bag(files, held, "data/" in paths)
        judgement = bag_structure.judge(bag)
        packet_problems += packet_rules.bag_problems(top, bag, judgement.info)
        return replace(
            verdict,
            bag_problems=_shortened(judgement.problems),
            packet_problems=_shortened(packet_problems),
            notes=_shortened(judgement.notes),
            top=top,
            bag_info=judgement.info,
            members=tuple(
                BagMember(path, file.size, file.digests["sha256"], paths[path])
                for path, file in files.items()
            ),
            tagmanifest=held.get("tagmanifest-sha256.txt"),
            signature=held.get(SIGNATURE_PATH),
            sm3_tagmanifest=held.get(SM3_TAGMANIFEST),
            sm3_signature_files={path: held[path] for path in SM3_SIGNATURE_PATHS if path in held},
        )

    def _read(
        self, path: str, entry: Entry, algorithms: set[str]
    ) -> tuple[dict[str, str], bytes | None]:
        """Return the digests of a member, and the content of a tag file that is needed."""
        is_held = bag_structure.is_tag_file(path)
        if is_held:
            self._held_bytes += entry.size
            limit = self._limits.max_tag_file_bytes
            if entry.size > limit or self._held_bytes > 4 * limit:
                raise DamagedZipError(f"标签文件“{shown(path)}”大得不合理。")
        kept: list[bytes] = []
        with _Digests(algorithms, self._hasher) as digests:
            for chunk in member_chunks(self._stream, entry):
                self._tracker.advance(len(chunk))
                digests.add(chunk)
                if is_held:
                    kept.append(chunk)
        return digests.found(), b"".join(kept) if is_held else None


class _Digests:
    """The digests of one member, computed while the next chunk is read and its CRC is taken."""

    def __init__(self, algorithms: Iterable[str], hasher: Executor) -> None:
        self._engines = {name: hashlib.new(name, usedforsecurity=False) for name in algorithms}
        self._hasher = hasher
        self._computing: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._wait()

    def add(self, chunk: bytes) -> None:
        self._wait()
        for engine in self._engines.values():
            if len(chunk) < _WORTH_A_THREAD:
                engine.update(chunk)
            else:
                self._computing.append(self._hasher.submit(engine.update, chunk))

    def found(self) -> dict[str, str]:
        return {name: engine.hexdigest() for name, engine in self._engines.items()}

    def _wait(self) -> None:
        for computing in self._computing:
            computing.result()
        self._computing.clear()


def _only_top(entries: Sequence[Entry]) -> str:
    """Return the one folder in which everything lies."""
    tops = {entry.name.split("/", 1)[0] for entry in entries}
    if len(tops) != 1 or any("/" not in entry.name for entry in entries):
        raise DamagedZipError("zip 里应当正好有一个顶层文件夹，所有文件都在其中。")
    return tops.pop()


def _shortened(sentences: Sequence[str]) -> tuple[str, ...]:
    most = bag_structure.MOST_SENTENCES
    if len(sentences) <= most:
        return tuple(sentences)
    return (*sentences[:most], f"同类情况太多，只列出前 {most} 条。")


def _member(verdict: BagVerdict, path: str) -> BagMember:
    for member in verdict.members:
        if member.path == path:
            return member
    raise NotFoundError(f"“{verdict.path}”里没有文件“{shown(path)}”。")


def _judged_chunks(verdict: BagVerdict, member: BagMember) -> Iterator[bytes]:
    digest = hashlib.sha256()
    with opened(verdict.path) as stream:
        for chunk in member_chunks(stream, member.entry):
            digest.update(chunk)
            yield chunk
    if digest.hexdigest() != member.sha256:
        raise InvalidInputError(f"“{verdict.path}”在校验之后被改动，请重新校验。")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a packet for reading; InvalidInputError says why it cannot be."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InvalidInputError(f"“{path}”不是文件，请选择报送包（zip 文件）。")
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        reason = error.strerror or str(error)
        raise InvalidInputError(f"无法读取“{path}”（{reason}），请检查该文件。") from error
