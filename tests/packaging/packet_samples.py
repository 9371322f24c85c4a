"""Sample packets, and zips in their byte layout with whatever members a test needs."""

import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime

from egov_desktop.packaging.bag import PayloadFile, WrittenBag
from egov_desktop.packaging.zip_layout import StoredMember, dos_time, local_header, tail

WHEN = datetime(2026, 3, 2, 9, 30, 15)  # noqa: DTZ001 - zip has no time zones
INFO = {
    "Source-Organization": "成都市大数据局𬭊",
    "External-Identifier": "p-1/feasibility_study",
    "Egov-Pack": "sichuan-egov",
    "Egov-Pack-Version": "2026.1",
    "Egov-Pack-Sha256": "0123456789abcdef" * 4,
    "Egov-Stage": "feasibility_study",
    "Egov-Packet-Version": "1",
}
PAYLOAD = (
    PayloadFile("packet.pdf", b"%PDF-1.7\nnot really\n%%EOF\n"),
    PayloadFile("submission.json", '{"项目": "测试"}\n'.encode()),
    PayloadFile("attachments/01-report.pdf", b"%PDF-1.4\n\x00\xff\n"),
)


def fake_signature(data: bytes) -> bytes:
    return b"0\x82" + hashlib.sha256(data).digest()


def fake_sm3_signature(data: bytes) -> dict[str, bytes]:
    """Return what stands beside tagmanifest-sm3.txt, in kind if not in truth."""
    kinds = ("pem", "p7s", "sm2")
    return {f"tagmanifest-sm3.txt.{kind}": kind.encode() + data[:9] for kind in kinds}


def stored_zip_bytes(members: Mapping[str, bytes]) -> bytes:
    data, placed = bytearray(), []
    for name, content in members.items():
        member = StoredMember(
            name.encode(), dos_time(WHEN), zlib.crc32(content), len(content), len(data)
        )
        placed.append(member)
        data += local_header(member) + content
    return bytes(data + tail(placed))


def members_of(bag: WrittenBag) -> dict[str, bytes]:
    """Return the members of a packet as the standard library reads them."""
    with zipfile.ZipFile(bag.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
