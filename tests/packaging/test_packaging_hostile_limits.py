"""Hostile packets in one process apart: refused in words, in time, in little memory.

Each is given to the whole verification; nothing may be written anywhere.
"""

import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from packet_samples import INFO, PAYLOAD, WHEN, members_of, stored_zip_bytes

from egov_desktop.packaging.bag import WrittenBag, write_bag
from egov_desktop.packaging.zip_layout import StoredMember, dos_time, local_header, tail

MOST_MEMORY_MB, MOST_SECONDS = 500, 60
TOP = "p-1-v1/"
SCRIPT = """
import json, sys
from pathlib import Path
from egov_desktop.app.verification import verify

own = Path("/proc/self")
for line in sys.stdin:
    (own / "clear_refs").write_text("5")  # the peak of memory begins anew
    found = verify(Path(line.rstrip("\\n")))
    print(json.dumps({
        "verdict": found.verdict,
        "reasons": found.reasons,
        "is_bag": found.is_bag,
        "memory_mb": int((own / "status").read_text().partition("VmHWM:")[2].split()[0]) >> 10,
    }), flush=True)
"""


def many_members(_members: dict[str, bytes]) -> bytes:
    return stored_zip_bytes({f"t/data/{number}": b"" for number in range(70_000)})


def many_members_counted_in_sixteen_bits(members: dict[str, bytes]) -> bytes:
    """Leave the zip64 records out, so that 70,000 looks like 4,464."""
    data = many_members(members)
    size, start = struct.unpack("<QQ", data[-22 - 20 - 16 : -22 - 20])
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 4_464, 4_464, size, start, 0)
    return data[: start + size] + end


def billions_of_members(_members: dict[str, bytes]) -> bytes:
    return patched_count(stored_zip_bytes({f"t/{n}": b"" for n in range(65_536)}), 1 << 40)


def patched_count(data: bytes, count: int) -> bytes:
    changed = bytearray(data)
    struct.pack_into("<QQ", changed, len(data) - 22 - 20 - 56 + 24, count, count)
    return bytes(changed)


def long_names(_members: dict[str, bytes]) -> bytes:
    return stored_zip_bytes({f"t/{number:05}" + "x" * 3_000: b"" for number in range(12_000)})


def deep_names(_members: dict[str, bytes]) -> bytes:
    return stored_zip_bytes({"t/" + "d/" * 29 + f"{number}": b"" for number in range(20_000)})


def deflated(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def high_ratio(members: dict[str, bytes]) -> bytes:
    return deflated({**members, f"{TOP}data/zeros": bytes(100 << 20)})


def many_moderate_ratios(_members: dict[str, bytes]) -> bytes:
    """Each member stays below the ratio; together they would be 3 GB."""
    content = (os.urandom(1 << 10) + bytes(160 << 10)) * 180
    engine = zlib.compressobj(wbits=-15)
    packed = engine.compress(content) + engine.flush()
    data = bytearray(stored_zip_bytes({f"t/data/{number:03}": packed for number in range(110)}))
    header, name = 30, len("t/data/000")
    directory = (header + name + len(packed)) * 110
    for number in range(110):
        local = (header + name + len(packed)) * number
        entry = directory + (46 + name) * number
        for at in (local + 8, entry + 10):
            struct.pack_into("<H", data, at, zipfile.ZIP_DEFLATED)
        for at in (local + 14, entry + 16):
            struct.pack_into("<3L", data, at, zlib.crc32(content), len(packed), len(content))
    return bytes(data)


def lying_size(members: dict[str, bytes]) -> bytes:
    """A bomb that says it is small."""
    data = bytearray(deflated({f"{TOP}data/zeros": bytes(100 << 20), **members}))
    at = data.index(b"PK\x01\x02")
    for place in (22, at + 24):
        struct.pack_into("<L", data, place, 1000)
    return bytes(data)


def overlapping(members: dict[str, bytes]) -> bytes:
    """Every entry of the directory leads to one and the same bomb."""
    engine = zlib.compressobj(9, wbits=-15)
    kernel = engine.compress(bytes(1 << 20)) + engine.flush()
    names = [f"t/data/{number}".encode() for number in range(500)]
    body, entries = b"", []
    for name in reversed(names):
        body = (
            struct.pack(
                "<4s5H3L2H",
                b"PK\x03\x04",
                20,
                0x800,
                8,
                0,
                0,
                0,
                len(kernel),
                1 << 20,
                len(name),
                0,
            )
            + name
            + body
        )
    offset = 0
    for name in names:
        entries.append(
            struct.pack(
                "<4s6H3L5H2L", b"PK\x01\x02", 0x314, 20, 0x800, 8, 0, 0, 0,
                len(kernel), 1 << 20, len(name), 0, 0, 0, 0, 0o100644 << 16, offset,
            ) + name
        )  # fmt: skip
        offset += 30 + len(name)
    body += kernel
    directory = b"".join(entries)
    count = len(entries)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


def nested(members: dict[str, bytes]) -> bytes:
    """A zip of zips of zips: never unpacked, just a payload that no manifest names."""
    inner = deflated({"zeros": bytes(100 << 20)})
    for _ in range(4):
        inner = deflated({f"{number}.zip": inner for number in range(16)})
    return stored_zip_bytes({**members, f"{TOP}data/nested.zip": inner})


def streamed(members: dict[str, bytes]) -> bytes:
    """Sizes and checksums stand behind each member, in data descriptors."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.content = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.content += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:  # type: ignore[arg-type]
        for name, content in members.items():
            archive.writestr(name, content)
    return bytes(pipe.content)


def symbolic_link(members: dict[str, bytes]) -> bytes:
    data = bytearray(stored_zip_bytes({**members, f"{TOP}data/link": b"/etc/passwd"}))
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 38, 0o120777 << 16)
    return bytes(data)


def outside(members: dict[str, bytes]) -> bytes:
    return stored_zip_bytes({**members, f"{TOP}data/../../../evil.txt": b"x"})


def device(members: dict[str, bytes]) -> bytes:
    return stored_zip_bytes({**members, f"{TOP}data/NUL.pdf": b"x"})


def twice(members: dict[str, bytes]) -> bytes:
    data, placed = bytearray(), []
    for name, content in [*members.items(), (f"{TOP}data/packet.pdf", b"other")]:
        member = StoredMember(
            name.encode(), dos_time(WHEN), zlib.crc32(content), len(content), len(data)
        )
        placed.append(member)
        data += local_header(member) + content
    return bytes(data + tail(placed))


def other_case(members: dict[str, bytes]) -> bytes:
    return stored_zip_bytes({**members, f"{TOP}data/Packet.PDF": b"x"})


def other_unicode_form(members: dict[str, bytes]) -> bytes:
    return stored_zip_bytes({**members, f"{TOP}data/\u00e9": b"x", f"{TOP}data/e\u0301": b"x"})


def ligature(members: dict[str, bytes]) -> bytes:
    return stored_zip_bytes({**members, f"{TOP}data/\ufb01": b"x", f"{TOP}data/fi": b"x"})


def huge_manifest(members: dict[str, bytes]) -> bytes:
    line = b"0" * 64 + b"  data/x%07d\n"
    lines = b"".join(line % number for number in range(90_000))
    return stored_zip_bytes({**members, f"{TOP}manifest-sha256.txt": lines})


def many_huge_manifests(members: dict[str, bytes]) -> bytes:
    names = ("md5", "sha1", "sha512", "sm3", "whirlpool")
    lines = b"0" * (7 << 20)
    return stored_zip_bytes({**members, **{f"{TOP}manifest-{name}.txt": lines for name in names}})


def many_info_fields(members: dict[str, bytes]) -> bytes:
    return stored_zip_bytes({**members, f"{TOP}bag-info.txt": b"a: b\n" * 1_500_000})


def other_algorithms(members: dict[str, bytes]) -> bytes:
    """Manifests with weak algorithms that fit a forged payload; the honest one is left as it is."""
    made = {**members, f"{TOP}data/packet.pdf": b"forged"}
    for name in ("md5", "sha1"):
        made[f"{TOP}manifest-{name}.txt"] = "".join(
            f"{hashlib.new(name, data, usedforsecurity=False).hexdigest()}  {path[len(TOP) :]}\n"
            for path, data in made.items()
            if path.startswith(f"{TOP}data/")
        ).encode()
    del made[f"{TOP}manifest-sha256.txt"]
    return stored_zip_bytes(made)


def tagmanifest_that_omits(members: dict[str, bytes]) -> bytes:
    name = f"{TOP}tagmanifest-sha256.txt"
    lines = members[name].splitlines(keepends=True)
    return stored_zip_bytes({**members, name: b"".join(lines[:-1])})


HOSTILE: list[tuple[Callable[[dict[str, bytes]], bytes], str]] = [
    (many_members, "70000"),
    (many_members_counted_in_sixteen_bits, "目录"),
    (billions_of_members, "1099511627776"),
    (long_names, "大得不合理"),
    (deep_names, "bagit.txt"),
    (high_ratio, "解压炸弹"),
    (many_moderate_ratios, "解压炸弹"),
    (lying_size, "长度"),
    (overlapping, "重叠"),
    (nested, "nested.zip"),
    (streamed, "规定的写法"),
    (symbolic_link, "符号链接"),
    (outside, "包外"),
    (device, "NUL.pdf"),
    (twice, "重名"),
    (other_case, "重名"),
    (other_unicode_form, "重名"),
    (ligature, "重名"),
    (huge_manifest, "不在包里"),
    (many_huge_manifests, "大得不合理"),
    (many_info_fields, "行"),
    (other_algorithms, "manifest-sha256.txt"),
    (tagmanifest_that_omits, "tagmanifest-sha256.txt"),
]


@pytest.fixture
def members(tmp_path: Path) -> Iterator[dict[str, bytes]]:
    """The members of an honest packet."""
    path = tmp_path / "honest.zip"
    bag: WrittenBag = write_bag(path, "p-1-v1", PAYLOAD, INFO, WHEN)
    yield members_of(bag)
    path.unlink()


@dataclass(frozen=True)
class Judge:
    """A process that judges one packet after the other, in an empty folder of its own."""

    running: "subprocess.Popen[str]"
    folder: Path

    def found(self, packet: Path) -> dict[str, Any]:
        """Return what it finds; a packet that ends it fails the test."""
        assert self.running.stdin is not None
        assert self.running.stdout is not None
        print(packet, file=self.running.stdin, flush=True)
        answer = self.running.stdout.readline()
        assert answer, "the packet has ended the process"
        found: dict[str, Any] = json.loads(answer)
        return found


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    folder = tmp_path_factory.mktemp("empty")
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder), "HOME": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        yield Judge(running, folder)


@pytest.mark.timeout(MOST_SECONDS)
@pytest.mark.parametrize(("make", "reason"), HOSTILE, ids=lambda one: getattr(one, "__name__", ""))
def test_hostile_packets_are_refused_within_bounds(
    make: Callable[[dict[str, bytes]], bytes],
    reason: str,
    members: dict[str, bytes],
    judge: Judge,
    tmp_path: Path,
) -> None:
    packet = tmp_path / "hostile.zip"
    packet.write_bytes(make(members))
    before = packet.stat()
    found = judge.found(packet)
    assert found["verdict"] == "invalid"
    assert any(reason in sentence for sentence in found["reasons"]), found["reasons"][:5]
    assert found["memory_mb"] < MOST_MEMORY_MB
    assert list(judge.folder.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"honest.zip", "hostile.zip"}
    assert packet.stat().st_mtime_ns == before.st_mtime_ns
