"""The tag files of a bag (RFC 8493, section 2), written and read."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

BAG_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

_DECLARATION_LINES = (
    re.compile(r"BagIt-Version: ([0-9]+\.[0-9]+)"),
    re.compile(r"Tag-File-Character-Encoding: ([A-Za-z0-9._-]+)"),
)
_ENCODINGS = frozenset({"UTF-8", "UTF-16", "UTF-16BE", "UTF-16LE", "US-ASCII", "ISO-8859-1"})
_VERSIONS = frozenset({"0.93", "0.94", "0.95", "0.96", "0.97", "1.0"})
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_ENCODED = re.compile(r"%(0[AaDd]|25)")
_BOM = "\ufeff"
_MAX_LINES = 100_000

Info = tuple[tuple[str, str], ...]
"""Labels and values of bag-info.txt in their order; a label may come more than once."""


class TagFileError(ValueError):
    """A tag file cannot be read; the message is the end of a Chinese sentence about it."""


def render_info(fields: Iterable[tuple[str, str]]) -> bytes:
    """Return bag-info.txt, one line a field and never folded.

    Readers disagree about the blank that unfolding leaves, and Chinese text has none to spare.
    """
    return "".join(f"{label}: {value}\n" for label, value in fields).encode()


def info_fields(info: Mapping[str, str | Sequence[str]]) -> Info:
    """Return a mapping as the lines of bag-info.txt; control and white space become one blank."""
    fields = []
    for label, given in info.items():
        if not re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", label):
            raise ValueError(f"not a bag-info label: {label!r}")
        for value in (given,) if isinstance(given, str) else given:
            line = " ".join(_CONTROLS.sub(" ", value).split())
            if not line:
                raise ValueError(f"no value for {label}")
            fields.append((label, line))
    return tuple(fields)


def render_manifest(digests: Iterable[tuple[str, str]]) -> bytes:
    """Return a manifest from pairs of path and hexadecimal digest."""
    return "".join(f"{digest}  {path}\n" for path, digest in digests).encode()


def parse_declaration(data: bytes) -> tuple[str, str]:
    """Return version and encoding of the tag files from bagit.txt."""
    if data.startswith(_BOM.encode()):
        raise TagFileError("带有字节顺序标记（BOM），不符合标准")
    lines = [line for _, line in _lines(decode(data, "UTF-8"))]
    if len(lines) != len(_DECLARATION_LINES):
        raise TagFileError("应当正好是两行：版本和编码")
    values = []
    for line, pattern in zip(lines, _DECLARATION_LINES, strict=True):
        match = pattern.fullmatch(line)
        if not match:
            raise TagFileError("版本行或编码行的写法不对")
        values.append(match[1])
    version, encoding = values
    if version not in _VERSIONS:
        raise TagFileError(f"声明的版本 {version[:20]} 不受支持")
    if encoding.upper() not in _ENCODINGS:
        raise TagFileError(f"声明的编码 {encoding[:40]} 不受支持")
    return version, encoding.upper()


def decode(data: bytes, encoding: str) -> str:
    """Return the text of a tag file, without its byte order mark."""
    try:
        return data.decode(encoding).removeprefix(_BOM)
    except UnicodeDecodeError as error:
        raise TagFileError(f"不是有效的 {encoding} 文本") from error


def parse_info(text: str) -> Info:
    """Return the fields of bag-info.txt; folded lines are joined by one blank."""
    fields: list[tuple[str, list[str]]] = []
    for number, line in _lines(text):
        if not line.strip():
            continue
        if line[0] in " \t" and fields:
            fields[-1][1].append(line.strip())
            continue
        label, colon, value = line.partition(":")
        if not colon or not label or label != label.strip():
            raise TagFileError(f"第 {number} 行不是“标签: 值”的写法")
        fields.append((label, [value.strip()]))
    return tuple((label, " ".join(parts)) for label, parts in fields)


def parse_manifest(text: str, digest_length: int) -> Iterator[tuple[str, str]]:
    """Yield path (as it is written) and digest of every line."""
    for number, line in _lines(text):
        if not line:
            continue
        digest, rest = line[:digest_length], line[digest_length:]
        path = rest.lstrip(" \t")
        is_whole = len(digest) == digest_length and _HEXADECIMAL.fullmatch(digest)
        if not is_whole or not path or path == rest:
            raise TagFileError(f"第 {number} 行不是“校验值 路径”的写法")
        yield path, digest.lower()


def parse_fetch(text: str) -> Iterator[str]:
    """Yield the path (as it is written) of every line of fetch.txt."""
    for number, line in _lines(text):
        if not line.strip():
            continue
        parts = line.split(maxsplit=2)
        if len(parts) != 3 or not (parts[1] == "-" or parts[1].isdecimal()):
            raise TagFileError(f"第 {number} 行不是“网址 长度 路径”的写法")
        yield parts[2]


def decode_path(path: str) -> str:
    """Return a path with percent-encoded CR, LF and percent signs decoded, and nothing else."""
    return _ENCODED.sub(lambda match: chr(int(match[1], 16)), path)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and content of lines that end in LF, CR or CRLF."""
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        if number > _MAX_LINES:
            raise TagFileError(f"超过 {_MAX_LINES} 行")
        yield number, line.removesuffix("\n")
