"""Later editions of a packet: byte for byte the same but for the signature of its manifest.

The signature stands outside every manifest, so a timestamp or revocation lists can be added to it
without touching a hash.
"""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.files import replacing
from egov_desktop.packaging import packet_rules
from egov_desktop.packaging.bag_structure import SIGNATURE_PATH
from egov_desktop.packaging.verification import opened
from egov_desktop.packaging.zip_layout import StoredMember, local_header, tail
from egov_desktop.packaging.zip_reading import Limits, read_entries

_CHUNK = 1 << 20


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


def _copy(source: BinaryIO, target: BinaryIO, start: int, end: int) -> None:
    source.seek(start)
    left = end - start
    while left and (chunk := source.read(min(left, _CHUNK))):
        target.write(chunk)
        left -= len(chunk)
