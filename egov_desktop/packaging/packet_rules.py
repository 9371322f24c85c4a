"""What makes a valid bag a packet of this program: one layout, byte for byte, and its own fields.

A packet is fully determined by its payload, bag-info.txt and signature. All other bytes are made
again here and compared, so that no two readers can see different things in an accepted packet.
"""

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from egov_desktop.packaging import tag_files
from egov_desktop.packaging.bag_structure import (
    PAPER_PATH,
    SIGNATURE_PATH,
    SM3_CMS_PATH,
    SM3_MANIFEST,
    SM3_SIGNATURE_PATHS,
    SM3_TAGMANIFEST,
    Bag,
    is_computable,
)
from egov_desktop.packaging.member_names import is_portable_path, shown
from egov_desktop.packaging.zip_layout import StoredMember, local_header, tail
from egov_desktop.packaging.zip_reading import Entry

PROFILE_IDENTIFIER = "urn:egov-desktop:bagit-profile:packet:1"
"""Identifier of resources/bagit-profile/egov-packet-1.json, which says the same for other tools."""

REQUIRED_INFO = (
    "Source-Organization",
    "External-Identifier",
    "Bagging-Date",
    "Payload-Oxum",
    "BagIt-Profile-Identifier",
    "Egov-Pack",
    "Egov-Pack-Version",
    "Egov-Pack-Sha256",
    "Egov-Stage",
    "Egov-Packet-Version",
)
_INFO_FORMS = {
    "Bagging-Date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "BagIt-Profile-Identifier": re.compile(re.escape(PROFILE_IDENTIFIER)),
    "Egov-Pack-Sha256": re.compile(r"[0-9a-f]{64}"),
}


def container_problems(stream: BinaryIO, entries: Sequence[Entry]) -> Iterator[str]:
    """Yield where the zip differs from the one that the writer would have made."""
    members: list[StoredMember] = []
    offset = 0
    for entry in entries:
        name = entry.name.encode()
        member = StoredMember(name, entry.dos_time, entry.crc, entry.size, offset)
        header = local_header(member)
        stream.seek(offset)
        if stream.read(len(header)) != header:
            yield f"zip 成员“{shown(entry.name)}”的记录不是报送包规定的写法，或已被改动。"
            return
        offset = member.end
        members.append(member)
    if len({member.dos_time for member in members}) > 1:
        yield "zip 各成员的时间不一致，文件被改动过。"
    expected = tail(members)
    stream.seek(offset)
    if stream.read(len(expected) + 1) != expected:
        yield "zip 的目录或结尾不是报送包规定的写法，或已被改动。"


def bag_problems(top: str, bag: Bag, info: tag_files.Info) -> Iterator[str]:
    """Yield where a valid bag is not a packet of this program."""
    yield from _info_problems(info)
    yield from _name_problems(top, bag)
    for path, expected in _expected_tag_files(bag, info).items():
        if bag.tag_files.get(path) != expected:
            yield f"{path} 不是报送包规定的写法，或与内容不符。"


def _info_problems(info: tag_files.Info) -> Iterator[str]:
    for label in REQUIRED_INFO:
        values = [value for found, value in info if found == label]
        form = _INFO_FORMS.get(label)
        if len(values) != 1 or not values[0]:
            yield f"bag-info.txt 应当正好有一行 {label}。"
        elif form and not form.fullmatch(values[0]):
            yield f"bag-info.txt 的 {label} 不符合报送包规范：“{shown(values[0])}”。"


def _name_problems(top: str, bag: Bag) -> Iterator[str]:
    if not is_portable_path(top):
        yield f"顶层文件夹“{shown(top)}”的名称不符合报送包规范。"
    payload = sorted(path for path in bag.files if path.startswith("data/"))
    for path in payload:
        if not is_portable_path(path.removeprefix("data/")):
            yield f"文件“{shown(path)}”的名称不符合报送包规范。"
    expected = _expected_order(bag, payload)
    for path in bag.files.keys() - set(expected):
        which = "有电子签名的报送包" if path == PAPER_PATH else "报送包"
        yield f"{which}里不应有“{shown(path)}”。"
    if not bag.files.keys() - set(expected) and list(bag.files) != expected:
        yield "包里缺少规定的文件，或文件的次序不对。"


def _expected_order(bag: Bag, payload: Sequence[str]) -> list[str]:
    """Return the files in the order of a packet; the SM3 ones come all together or not at all."""
    signature = [SIGNATURE_PATH] if SIGNATURE_PATH in bag.files else []
    manifests, sm3 = _listed_paths(bag), []
    if SM3_MANIFEST in bag.files:
        # a bare key, without certificate, signs no CMS
        optional = {SM3_CMS_PATH} - bag.files.keys()
        sm3 = [SM3_TAGMANIFEST, *(p for p in SM3_SIGNATURE_PATHS if p not in optional)]
    return ["bagit.txt", *payload, *manifests[1:], "tagmanifest-sha256.txt", *signature, *sm3]


def _listed_paths(bag: Bag) -> tuple[str, ...]:
    """Return the files that the tag manifests of a packet list; either SM3 or a scan."""
    last: tuple[str, ...] = ()
    if SM3_MANIFEST in bag.files:
        last = (SM3_MANIFEST,)
    elif PAPER_PATH in bag.files and SIGNATURE_PATH not in bag.files:
        last = (PAPER_PATH,)
    return ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", *last)


def _expected_tag_files(bag: Bag, info: tag_files.Info) -> dict[str, bytes]:
    """Return the tag files as the writer would have made them."""
    listed = _listed_paths(bag)
    expected = {"bagit.txt": tag_files.BAG_DECLARATION, "bag-info.txt": tag_files.render_info(info)}
    algorithms = ["sha256"]
    if SM3_MANIFEST in bag.files and is_computable("sm3"):
        algorithms.append("sm3")
    for algorithm in algorithms:
        digests = [(path, file.digests[algorithm]) for path, file in bag.files.items()]
        expected[f"manifest-{algorithm}.txt"] = tag_files.render_manifest(
            pair for pair in digests if pair[0].startswith("data/")
        )
        expected[f"tagmanifest-{algorithm}.txt"] = tag_files.render_manifest(
            pair for pair in digests if pair[0] in listed
        )
    return expected
