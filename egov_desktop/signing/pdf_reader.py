"""Reading a PDF of any size in little memory: large streams are not all kept once seen."""

import errno
import io
import os
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

_LARGE = 16 << 10
_KEPT = 32 << 20


class _Document(io.BufferedReader):
    """A file whose content, however damaged, causes no error that looks like one of the disk."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb", buffering=0))
        self._size = os.fstat(self.fileno()).st_size

    def seek(self, target: int, whence: int = os.SEEK_SET, /) -> int:
        """Move to a place; one before the beginning is a mistake in the document."""
        try:
            return super().seek(target, whence)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            raise ValueError("the document points to a place outside of the file") from error

    def read(self, size: int | None = -1, /) -> bytes:
        """Read; no more room is made than the file can fill, whatever the document says."""
        if size is not None and size > _LARGE:
            size = min(size, max(self._size - self.tell(), 0))
        return super().read(size)


def open_document(path: Path) -> BinaryIO:
    """Open a file for `lean_reader`."""
    return _Document(path)


class _Shelf:
    """Which large streams are kept, oldest first, by all caches of one document together."""

    def __init__(self) -> None:
        self._entries: deque[tuple[_Cache, Any, int]] = deque()
        self._total = 0

    def put(self, cache: "_Cache", key: object, size: int) -> None:
        """Note a stream that was kept, and drop the oldest while there are too many bytes."""
        self._entries.append((cache, key, size))
        self._total += size
        while self._total > _KEPT and len(self._entries) > 1:
            oldest, name, length = self._entries.popleft()
            oldest.pop(name, None)
            self._total -= length


class _Cache(dict[Any, Any]):
    """The objects that were read; of large streams only the latest."""

    def __init__(self, shelf: _Shelf) -> None:
        super().__init__()
        self._shelf = shelf

    def __setitem__(self, key: object, value: object) -> None:
        from pyhanko.pdf_utils import generic

        super().__setitem__(key, value)
        raw = value.raw_object if isinstance(value, generic.DecryptedObjectProxy) else value
        if isinstance(raw, generic.StreamObject):
            size = len(raw.encoded_data)
            if size > _LARGE:
                self._shelf.put(self, key, size)


def lean_reader(stream: BinaryIO) -> "PdfFileReader":
    """Open a PDF; pyHanko itself keeps every object of every revision it has looked at."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    shelf = _Shelf()

    class LeanReader(PdfFileReader):
        def get_historical_resolver(self, revision: int) -> "HistoricalResolver":
            resolver = super().get_historical_resolver(revision)
            if not isinstance(resolver.cache, _Cache):
                resolver.cache = _Cache(shelf)
            return resolver

    reader = LeanReader(stream)
    reader.resolved_objects = _Cache(shelf)
    return reader
