"""Copies on a medium: read again, and checked by a receiver who only has common tools."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from packet_samples import INFO, PAYLOAD, WHEN
from sm2_keys import make_key_and_certificate

from egov_desktop.domain.errors import CancelledError, InvalidInputError, StorageError
from egov_desktop.packaging.bag import WrittenBag, write_bag
from egov_desktop.packaging.medium import (
    copy_verified,
    file_system_in,
    file_system_of,
    size_problem,
)
from egov_desktop.packaging.receiver_notes import COMMAND_MARK
from egov_desktop.signing.credential import load_pkcs12
from egov_desktop.signing.detached import sign_detached
from egov_desktop.signing.sm2 import Sm2Key, open_sm2, sign_sm3_manifest
from egov_desktop.signing.throwaway import make_throwaway_credential


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U 盘"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A packet with a real signature and a real SM2 signature, and the root of the first."""
    folder = tmp_path_factory.mktemp("signed")
    key, certificate = make_key_and_certificate(folder)
    now = datetime.now(UTC)
    p12, root = make_throwaway_credential(folder, "张三", now)
    credential = load_pkcs12(p12, None)
    sm2 = open_sm2(Sm2Key(key, certificate=certificate))
    bag = write_bag(
        folder / "项目 1's.zip",
        "p-1-v1",
        PAYLOAD,
        INFO,
        WHEN,
        sign_tagmanifest=lambda data: sign_detached(data, credential, now),
        sign_sm3=lambda data: sign_sm3_manifest(data, sm2, now),
    )
    return bag.path, root


def notes_on(stick: Path) -> str:
    (path,) = stick.glob("*-核对说明.txt")
    return path.read_text("utf-8-sig")


def commands_in(stick: Path) -> list[str]:
    text = notes_on(stick)
    return [
        line.removeprefix(COMMAND_MARK)
        for line in text.splitlines()
        if line.startswith(COMMAND_MARK)
    ]


def typed(commands: list[str], folder: Path) -> list[tuple[str, int, str]]:
    """Type commands into one shell, and return what each of them gives."""
    script = "".join(f'{command}\necho "=== $?"\n' for command in commands)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash"],
        input=script,
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    outputs, results = [], []
    for line in done.stdout.splitlines():
        if line.startswith("=== "):
            results.append(("\n".join(outputs), int(line[4:])))
            outputs = []
        else:
            outputs.append(line)
    return [(command, *result[::-1]) for command, result in zip(commands, results, strict=True)]


def test_every_command_of_the_notes_works_as_it_is_written(
    signed: tuple[Path, Path], stick: Path
) -> None:
    packet, root = signed
    copy = copy_verified(packet, stick)
    assert copy.read_bytes() == packet.read_bytes()
    commands = commands_in(stick)
    tools = ("sha256sum -c", "unzip", "bagit.py --validate", "openssl cms", "openssl dgst -sm3")
    assert all(any(tool in command for command in commands) for tool in tools)
    at = next(number for number, command in enumerate(commands) if "root.pem" in command)
    results = typed([*commands[:at], f"cp '{root}' root.pem", *commands[at:]], stick)
    for command, status, output in results:
        assert status == 0, (command, output)
        assert "不一致" not in output
    told = "\n".join(output for _, _, output in results)
    assert "项目 1's.zip: OK" in told
    assert "data/packet.pdf: OK" in told
    assert told.count("Verification successful") == 2
    assert "Verified OK" in told


def test_the_commands_of_the_notes_find_a_swapped_file(
    signed: tuple[Path, Path], stick: Path
) -> None:
    copy_verified(signed[0], stick)
    commands = commands_in(stick)
    entered = next(number for number, one in enumerate(commands) if one.startswith("cd ")) + 1
    results = typed(
        [*commands[:entered], "echo forged > data/packet.pdf", *commands[entered:]], stick
    )
    told = "\n".join(output for _, _, output in results)
    assert "data/packet.pdf: FAILED" in told
    assert "不一致：data/packet.pdf" in told.replace(":", "：")


def test_a_packet_without_signatures_promises_none(packet: WrittenBag, stick: Path) -> None:
    bare = write_bag(packet.path.with_name("u.zip"), "top", PAYLOAD, INFO, WHEN)
    copy_verified(bare.path, stick)
    assert not any("openssl" in command for command in commands_in(stick))
    text = notes_on(stick)
    assert "没有电子签名" in text
    assert "没有 SM3 清单" in text
    assert all(status == 0 for _, status, _ in typed(commands_in(stick), stick))


def test_each_packet_on_a_stick_has_notes_of_its_own(
    packet: WrittenBag, signed: tuple[Path, Path], stick: Path
) -> None:
    for path in (packet.path, signed[0]):
        copy_verified(path, stick)
    names = {path.name for path in stick.glob("*-核对说明.txt")}
    assert names == {f"{path.stem}-核对说明.txt" for path in (packet.path, signed[0])}
    notes = (stick / f"{signed[0].stem}-核对说明.txt").read_text("utf-8-sig")
    assert "没有电子签名" not in notes


def test_progress_counts_writing_and_reading_again(packet: WrittenBag, stick: Path) -> None:
    calls: list[tuple[int, int]] = []
    copy_verified(packet.path, stick, progress=lambda done, total: calls.append((done, total)))
    assert calls == sorted(calls)
    assert calls[-1] == (2 * packet.size, 2 * packet.size)


def test_cancelling_leaves_nothing(packet: WrittenBag, stick: Path) -> None:
    asked = iter([False, True])
    with pytest.raises(CancelledError):
        copy_verified(packet.path, stick, is_cancelled=lambda: next(asked))
    assert list(stick.iterdir()) == []


def test_the_same_copy_is_left_alone_and_another_file_is_not_overwritten(
    packet: WrittenBag, stick: Path
) -> None:
    first = copy_verified(packet.path, stick)
    made = first.stat()
    assert copy_verified(packet.path, stick) == first
    assert (first.stat().st_mtime_ns, first.stat().st_ino) == (made.st_mtime_ns, made.st_ino)
    first.write_bytes(b"other")
    with pytest.raises(StorageError, match="内容与要复制的报送包不同"):
        copy_verified(packet.path, stick)
    assert first.read_bytes() == b"other"


def test_the_receiver_may_read_the_files(packet: WrittenBag, stick: Path) -> None:
    copy_verified(packet.path, stick)
    assert {path.stat().st_mode & 0o777 for path in stick.iterdir()} == {0o644}
    assert len(list(stick.iterdir())) == 3


def test_a_stick_that_is_gone_is_not_made_again(packet: WrittenBag, stick: Path) -> None:
    stick.rmdir()
    with pytest.raises(StorageError, match="拔出"):
        copy_verified(packet.path, stick)
    assert not stick.exists()


def test_what_is_no_packet_is_not_copied(stick: Path, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    with pytest.raises(InvalidInputError, match="zip"):
        copy_verified(tmp_path / "x.zip", stick)
    assert list(stick.iterdir()) == []


def test_a_packet_that_does_not_fit_is_refused_before_copying(stick: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.zip"
    member_size = shutil.disk_usage(stick).free + (1 << 30)
    make_sparse_zip(large, member_size)
    with pytest.raises(StorageError, match="只剩"):
        copy_verified(large, stick)
    assert list(stick.iterdir()) == []


def make_sparse_zip(path: Path, size: int) -> None:
    from egov_desktop.packaging.zip_layout import StoredMember, dos_time, local_header, tail

    member = StoredMember(b"t/data/x", dos_time(WHEN), 0, size, 0)
    with path.open("wb") as stream:
        stream.write(local_header(member))
        stream.seek(member.end)
        stream.write(tail([member]))


def test_the_kind_of_file_system_is_the_one_of_the_nearest_mount() -> None:
    table = (
        "/dev/sda1 / ext4 rw 0 0\n"
        "/dev/sdb1 /media/user vfat rw 0 0\n"
        "/dev/sdc1 /media/user/MY\\040STICK exfat rw 0 0\n"
    )
    assert file_system_in(table, Path("/media/user/x")) == "vfat"
    assert file_system_in(table, Path("/media/user/MY STICK/a/b")) == "exfat"
    assert file_system_in(table, Path("/media/username")) == "ext4"
    assert file_system_of(Path("/proc")) == "proc"


@pytest.mark.parametrize(
    ("kind", "size", "fits"),
    [
        ("vfat", (4 << 30) - 1, True),
        ("vfat", 4 << 30, False),
        ("fat32", 5 << 30, False),
        ("exfat", 5 << 30, True),
        ("", 5 << 30, True),
    ],
)
def test_fat_holds_no_file_of_four_gigabytes(kind: str, size: int, *, fits: bool) -> None:
    problem = size_problem(kind, size)
    assert (problem is None) is fits
    assert fits or "exFAT" in str(problem)


def test_a_place_that_cannot_even_be_looked_at_is_told_in_words(
    packet: WrittenBag, tmp_path: Path
) -> None:
    with pytest.raises(StorageError, match="无法写入"):
        copy_verified(packet.path, tmp_path / ("x" * 300))
