"""Packets taken apart and put together again, as a forger would."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from app_samples import NOW

from egov_desktop.app.verification import Verification
from egov_desktop.domain import submission
from egov_desktop.packaging.zip_layout import StoredMember, dos_time, local_header, tail
from egov_desktop.signing.credential import load_pkcs12
from egov_desktop.signing.detached import sign_detached

PDF, RECORD = "data/packet.pdf", "data/submission.json"
SIGNATURE = "tagmanifest-sha256.txt.p7s"
TAGS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
Members = dict[str, bytes]
Judge = Callable[[Members], Verification]


def members_of(packet: Path) -> Members:
    with zipfile.ZipFile(packet) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def remanifested(members: Members) -> Members:
    payload = sorted(name for name in members if name.startswith("data/"))
    size = sum(len(members[name]) for name in payload)
    info = [
        f"Payload-Oxum: {size}.{len(payload)}" if line.startswith("Payload-Oxum") else line
        for line in members["bag-info.txt"].decode().splitlines()
    ]
    made = {"bagit.txt": members["bagit.txt"], **{name: members[name] for name in payload}}
    made["bag-info.txt"] = ("\n".join(info) + "\n").encode()
    made["manifest-sha256.txt"] = listed(made, payload)
    made["tagmanifest-sha256.txt"] = listed(made, TAGS)
    if SIGNATURE in members:
        made[SIGNATURE] = members[SIGNATURE]
    return made


def listed(members: Members, names: Iterable[str]) -> bytes:
    lines = (f"{hashlib.sha256(members[name]).hexdigest()}  {name}\n" for name in names)
    return "".join(lines).encode()


def zipped(top: str, members: Members) -> bytes:
    data, placed = bytearray(), []
    for path, content in members.items():
        name = f"{top}/{path}".encode()
        crc = zlib.crc32(content)
        member = StoredMember(name, dos_time(NOW), crc, len(content), len(data))
        placed.append(member)
        data += local_header(member) + content
    return bytes(data + tail(placed))


def with_record(members: Members, change: Callable[[dict[str, Any]], None]) -> Members:
    record = json.loads(members[RECORD])
    change(record)
    return members | {RECORD: submission.encode_record(record)}


def resigned(members: Members, p12: Path, password: str, now: datetime = NOW) -> Members:
    """Sign the remade manifest again, as somebody with a certificate can."""
    made = remanifested(members)
    credential = load_pkcs12(p12, password)
    return made | {SIGNATURE: sign_detached(made["tagmanifest-sha256.txt"], credential, now)}
