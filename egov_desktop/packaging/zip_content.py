"""The bytes of zip members: unpacked in chunks, with size and checksum compared on the way."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from zlib_ng.zlib_ng import crc32  # many times as quick as that of zlib

from egov_desktop.packaging.zip_layout import STORED
from egov_desktop.packaging.zip_reading import Entry, damaged

_CHUNK = 1 << 20


def member_chunks(stream: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """Yield the unpacked bytes; size and checksum have been compared when it ends."""
    crc, left = 0, entry.size
    stream.seek(entry.data_start)
    raw = _raw_chunks(stream, entry.packed_size)
    for chunk in raw if entry.method == STORED else _inflated(raw, entry.name):
        left -= len(chunk)
        if left < 0:
            break
        crc = crc32(chunk, crc)
        yield chunk
    if left or crc != entry.crc:
        raise damaged(entry.name, "的内容与记录的长度或 CRC 不符，文件已损坏或被改动")


def _raw_chunks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    while size:
        chunk = stream.read(min(size, _CHUNK))
        if not chunk:
            return
        size -= len(chunk)
        yield chunk


def _inflated(raw: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Yield what a deflate stream holds, at most one chunk at a time."""
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for packed in raw:
            yield engine.decompress(packed, _CHUNK)
            while engine.unconsumed_tail:
                yield engine.decompress(engine.unconsumed_tail, _CHUNK)
            if engine.unused_data:
                raise damaged(name, "的压缩数据后面有多余的数据")
        while rest := engine.decompress(b"", _CHUNK):
            yield rest
    except zlib.error as error:
        raise damaged(name, "的压缩数据损坏") from error
    if not engine.eof:
        raise damaged(name, "的压缩数据不完整")
