"""Later editions of a packet: the same payload and record, byte for byte, and more evidence.

The signature stands outside every manifest, so a timestamp or revocation lists can be added to it
without touching a hash. A packet that nobody signed by key can get the scan of what was signed on
paper: one more tag file, and its line in the tag manifest.
"""

import hashlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.files import replacing
from egov_desktop.packaging import packet_rules, tag_files
from egov_desktop.packaging.bag_structure import PAPER_PATH, SIGNATURE_PATH
from egov_desktop.packaging.verification import opened
from egov_desktop.packaging.zip_layout import StoredMember, local_header, tail
from egov_desktop.packaging.zip_reading import Limits, read_entries

_CHUNK = 1 << 20
_TAGMANIFEST = "tagmanifest-sha256.txt"


def with_signature(
    path_in: Path,
    path_out: Path,
    signature: bytes,
    look: Callable[[Path], None] | None = None,
) -> None:
    """Write the packet again with another tagmanifest-sha256.txt.p7s; its times stay.

    `look` is called with the whole file before it gets its name, as in `write_bag`.
    Raises InvalidInputError when the packet is damaged or has no such signature.
    """
    with opened(path_in) as source:
        members = _members(source, path_in)
        place = _place_of_signature(members, path_in)
        old = members[place]
        new = replace(old, size=len(signature), crc=zlib.crc32(signature))
        end = members[-1].end
        moved = len(signature) - old.size
        after = [replace(one, offset=one.offset + moved) for one in members[place + 1 :]]
        with replacing(path_out) as target:
            _copy(source, target, 0, old.offset)
            target.write(local_header(new) + signature)
            _copy(source, target, old.end, end)
            target.write(tail([*members[:place], new, *after]))
            if look:
                target.flush()
                look(Path(target.name))


def with_paper_signature(
    path_in: Path,
    path_out: Path,
    scan: Path,
    look: Callable[[Path], None] | None = None,
) -> None:
    """Write an unsigned packet again with a scan (扫描件) of the pages signed on paper.

    `look` is called as in `with_signature`. Raises InvalidInputError when the packet is damaged,
    is signed by key, or has a scan already.
    """
    with opened(path_in) as source, opened(scan) as pages:
        members = _members(source, path_in)
        old = _last_of_unsigned(members, path_in)
        top = old.name.partition(b"/")[0]
        paper, digest = _measured(pages, replace(old, name=b"%s/%s" % (top, PAPER_PATH.encode())))
        source.seek(old.data_start)
        tagmanifest = source.read(old.size) + tag_files.render_manifest([(PAPER_PATH, digest)])
        new = replace(old, offset=paper.end, size=len(tagmanifest), crc=zlib.crc32(tagmanifest))
        with replacing(path_out) as target:
            _copy(source, target, 0, old.offset)
            target.write(local_header(paper))
            _copy(pages, target, 0, paper.size)
            target.write(local_header(new) + tagmanifest)
            target.write(tail([*members[:-1], paper, new]))
            if look:
                target.flush()
                look(Path(target.name))


def _members(source: BinaryIO, path: Path) -> list[StoredMember]:
    entries = read_entries(source, Limits())
    if problem := next(packet_rules.container_problems(source, entries), None):
        raise InvalidInputError(f"“{path}”不是完好的报送包：{problem}")
    return [
        StoredMember(one.name.encode(), one.dos_time, one.crc, one.size, one.offset)
        for one in entries
    ]


def _place_of_signature(members: Sequence[StoredMember], path: Path) -> int:
    for place, member in enumerate(members):
        if member.name.endswith(f"/{SIGNATURE_PATH}".encode()) and member.name.count(b"/") == 1:
            return place
    raise InvalidInputError(f"“{path}”没有清单签名，不能补充时间戳；请选择签过名的报送包。")


def _last_of_unsigned(members: Sequence[StoredMember], path: Path) -> StoredMember:
    """Return the tag manifest, which ends a packet without any signature by key."""
    inner = [member.name.partition(b"/")[2] for member in members]
    if PAPER_PATH.encode() in inner:
        raise InvalidInputError(f"“{path}”已附有签章扫描件；要换扫描件，请用固化时的报送包。")
    if not inner or inner[-1] != _TAGMANIFEST.encode():
        raise InvalidInputError(
            f"“{path}”有电子签名，不能再附签章扫描件；扫描件只用于不作电子签名的报送包。"
        )
    return members[-1]


def _measured(source: BinaryIO, member: StoredMember) -> tuple[StoredMember, str]:
    """Return a member with the size and checksum of a file, and the hash of the file."""
    size, crc, digest = 0, 0, hashlib.sha256()
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        crc = zlib.crc32(chunk, crc)
        digest.update(chunk)
    return replace(member, size=size, crc=crc), digest.hexdigest()


def _copy(source: BinaryIO, target: BinaryIO, start: int, end: int) -> None:
    source.seek(start)
    left = end - start
    while left and (chunk := source.read(min(left, _CHUNK))):
        target.write(chunk)
        left -= len(chunk)
