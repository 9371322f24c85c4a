"""Results of a long run, one JSON line a packet: written at once, so that a run can go on later.

A line counts for a file of the same path, size and time that is held against the same terms.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO

from egov_desktop import __version__
from egov_desktop.app.verification_json import Json
from egov_desktop.app.verification_runs import Outcome
from egov_desktop.app.verification_verdict import Terms
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.files import cannot_write

UNREAD = "unread"
"""Verdict of a file that could not be read at all: it is tried again."""
_LONGEST_LINE = 32 << 20
_HEAD = b'{"file": '
"""What every line begins with: a file that begins otherwise is somebody else's."""


class Results:
    """An open file of results; `counts` tells the verdicts that it holds."""

    def __init__(self, path: Path, stream: BinaryIO, target: FileIO, asked: str) -> None:
        self.path = path
        self.counts: Counter[str] = Counter()
        self._stream = stream
        self._target = target
        self._asked = asked
        self._known: set[bytes] = set()

    def read_known(self) -> None:
        """Take down which files have been judged; a line cut short by a crash counts for none."""
        for line in _lines(self._stream):
            verdict = line.get("verdict")
            if verdict == UNREAD or line.get("asked") != self._asked:
                continue
            key = _key(str(line.get("file")), line.get("size"), line.get("mtime_ns"))
            if key not in self._known:
                self._known.add(key)
                self.counts[str(verdict)] += 1

    def has(self, file: Path) -> bool:
        """Whether a file has been judged as it is now."""
        return bool(self._known) and _key(str(file), *_marks(file)) in self._known

    def add(self, outcome: Outcome) -> None:
        """Write a line and hand it to the system."""
        line = dict(outcome.document or _unread(outcome))
        size, modified = _marks(outcome.path)
        line |= {"size": size, "mtime_ns": modified, "asked": self._asked}
        self.counts[line["verdict"]] += 1
        text = json.dumps(line, ensure_ascii=False)
        try:
            _write_whole(self._target, f"{text}\n".encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def documents(self) -> Iterator[Json]:
        """Yield what the file holds, the last line of each file only once it is the newest."""
        self._stream.seek(0)
        for line in _lines(self._stream):
            if line.get("asked") == self._asked:
                yield line


@contextmanager
def opened(path: Path, terms: Terms, *, resumes: bool) -> Iterator[Results]:
    """Open a file of results to add to; what it holds stays.

    Raises InvalidInputError, with nothing changed, for what is not a file of results.
    """
    if path.exists() and not path.is_file():
        raise InvalidInputError(f"“{path}”不是普通文件，不能用来存放核对结果，请换一个文件名。")
    try:
        target = path.open("ab", buffering=0)
    except OSError as error:
        raise cannot_write(path, error) from error
    with target, path.open("rb") as stream:
        _require_results(path, stream)
        results = Results(path, stream, target, _asked(terms))
        if resumes:
            results.read_known()
        _cut_torn_line(stream, target)
        yield results


def _require_results(path: Path, stream: BinaryIO) -> None:
    head = stream.read(len(_HEAD))
    stream.seek(0)
    if head and not _HEAD.startswith(head):
        raise InvalidInputError(f"“{path}”不是核对结果文件，没有改动它，请换一个文件名。")


def _cut_torn_line(stream: BinaryIO, target: FileIO) -> None:
    """Take away what a crash left of the last line."""
    end = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, end - _LONGEST_LINE))
    tail = stream.read()
    if tail and not tail.endswith(b"\n"):
        target.truncate(end - len(tail) + tail.rfind(b"\n") + 1)


def _write_whole(target: FileIO, data: bytes) -> None:
    """Append a line, or nothing where there is no room for all of it."""
    start, left = target.seek(0, os.SEEK_END), memoryview(data)
    try:
        while left:
            left = left[target.write(left) :]
    except OSError:
        target.truncate(start)
        raise


def _lines(stream: BinaryIO) -> Iterator[Json]:
    while line := stream.readline(_LONGEST_LINE):
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found


def _unread(outcome: Outcome) -> dict[str, Any]:
    return {
        "file": str(outcome.path),
        "valid": False,
        "verdict": UNREAD,
        "reasons": [outcome.error],
        "notes": [],
    }


def _marks(file: Path) -> tuple[int | None, int | None]:
    try:
        found = file.stat()
    except OSError:
        return None, None
    return found.st_size, found.st_mtime_ns


def _key(file: str, size: object, modified: object) -> bytes:
    identity = f"{Path(file).absolute()}\n{size}\n{modified}"
    return hashlib.blake2b(identity.encode("utf-8", "surrogateescape"), digest_size=16).digest()


def _asked(terms: Terms) -> str:
    """Return a digest of what packets are held against, and by which program."""
    digest = hashlib.sha256(f"{__version__}\n{sorted(terms.expected_signers)}".encode())
    given = (terms.roots, terms.crls, terms.sm2_roots, [terms.previous] if terms.previous else [])
    for files in given:
        digest.update(b"\n--\n")
        for content in sorted(map(_content_digest, files)):
            digest.update(content)
    return digest.hexdigest()[:16]


def _content_digest(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").digest()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InvalidInputError(f"无法读取“{file}”（{reason}），请检查该文件。") from error
