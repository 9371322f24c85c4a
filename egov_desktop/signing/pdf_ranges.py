"""Which bytes of a PDF a signature covers (签名覆盖范围): all but itself, or it is refused."""

import os
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pyhanko.sign.validation import EmbeddedPdfSignature

_CHUNK = 1 << 20


def end_of_signed_bytes(signature: "EmbeddedPdfSignature") -> int | None:
    """Return where the signed bytes end, or None when they leave out more than the signature.

    The byte range must be [0 a b c], and the gap a–b nothing but the signature itself and zeros.
    pyHanko compares lengths only, which a forger can make fit.
    """
    from asn1crypto import parser

    byte_range = [int(number) for number in signature.byte_range]
    if len(byte_range) != 4 or byte_range[0] != 0:
        return None
    _, gap_start, gap_end, tail = byte_range
    stream = signature.reader.stream
    if not 0 < gap_start < gap_end <= gap_end + tail <= size_of(stream):
        return None
    stream.seek(gap_start)
    gap = stream.read(gap_end - gap_start)
    content = signature.pkcs7_content
    is_string = gap[:1] == b"<" and gap[-1:] == b">"
    if not is_string or bytes.fromhex(gap[1:-1].decode("ascii")) != content:
        return None
    padding = content[parser.peek(content) :]
    return gap_end + tail if not any(padding) else None


def size_of(stream: BinaryIO) -> int:
    """Return the length of a file."""
    return stream.seek(0, os.SEEK_END)


def signed_digest(signature: "EmbeddedPdfSignature", algorithm: str) -> bytes:
    """Return the hash of the bytes a signature covers, read in large pieces."""
    from pyhanko.sign.general import byte_range_digest

    stream = signature.reader.stream
    _, digest = byte_range_digest(stream, signature.byte_range, algorithm, chunk_size=_CHUNK)
    return bytes(digest)
