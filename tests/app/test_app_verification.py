"""Packets judged without their sender: valid, reserved, invalid, or not to be read at all."""

import hashlib
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from app_samples import NOW
from packet_remaking import (
    RECORD,
    members_of,
)

from egov_desktop.app.verification import VERDICT_WORDS, verify
from egov_desktop.domain.errors import CancelledError, InvalidInputError
from egov_desktop.signing.throwaway import make_throwaway_credential

FILING = "needs_analysis"


def test_a_packet_with_a_known_root_is_valid(packets: dict[str, Path], root: Path) -> None:
    found = verify(packets["signed"], [root], NOW)
    assert found.verdict == "valid"
    assert found.reasons == ()
    assert found.sha256 == hashlib.sha256(packets["signed"].read_bytes()).hexdigest()
    record = json.loads(members_of(packets["signed"])[RECORD])
    assert found.project_name == record["project"]["name"]
    assert (found.pack, found.pack_version) == ("sichuan-egov", record["pack"]["version"])
    assert (found.stage, found.filing, found.version) == (FILING, FILING, 1)
    assert found.code == record["code"]
    assert all("吊销" in note for note in found.notes)


def test_without_a_root_it_is_valid_with_a_reservation(packets: dict[str, Path]) -> None:
    found = verify(packets["signed"])
    assert found.verdict == "reserved"
    assert found.reasons == ()
    assert any("根证书" in note for note in found.notes)
    assert found.signatures[0].trusted is None


def test_an_unsigned_packet_does_not_do_where_a_signer_is_asked_for(
    packets: dict[str, Path], root: Path
) -> None:
    found = verify(packets["unsigned"], [root], NOW)
    assert found.verdict == "invalid"
    assert any("没有签名" in reason for reason in found.reasons)


def test_an_unsigned_packet_is_reserved(packets: dict[str, Path]) -> None:
    found = verify(packets["unsigned"], now=NOW)
    assert found.verdict == "reserved"
    assert any("未作电子签名" in note for note in found.notes)
    assert found.signatures == ()


def test_a_certificate_that_ran_out_since_is_a_reservation(
    packets: dict[str, Path], root: Path
) -> None:
    found = verify(packets["signed"], [root], NOW + timedelta(days=400))
    assert found.verdict == "reserved"
    assert any("过期" in note for note in found.notes)


def test_another_root_does_not_vouch(packets: dict[str, Path], tmp_path: Path) -> None:
    _, stranger = make_throwaway_credential(tmp_path, "别人", NOW, elliptic=True)
    found = verify(packets["signed"], [stranger], NOW)
    assert found.verdict == "invalid"
    assert any("根证书" in reason for reason in found.reasons)


def test_every_verdict_has_words() -> None:
    assert set(VERDICT_WORDS) == {"valid", "reserved", "invalid"}


def test_any_flipped_byte_is_noticed(packets: dict[str, Path], root: Path, tmp_path: Path) -> None:
    original = packets["signed"].read_bytes()
    copy = tmp_path / packets["signed"].name
    for place in range(0, len(original), len(original) // 60):
        copy.write_bytes(original[:place] + bytes([original[place] ^ 1]) + original[place + 1 :])
        found = verify(copy, [root], NOW)
        assert found.verdict == "invalid", place
        assert found.reasons
        assert found.version is None


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"no zip at all", b"PK\x05\x06" + bytes(18)]
)
def test_what_is_no_packet_is_invalid(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    found = verify(file)
    assert found.verdict == "invalid"
    assert found.reasons


@pytest.mark.parametrize("kind", ["missing", "folder"])
def test_what_cannot_be_read_is_an_error(tmp_path: Path, kind: str) -> None:
    path = tmp_path if kind == "folder" else tmp_path / "没有.zip"
    with pytest.raises(InvalidInputError, match=path.name):
        verify(path)


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----\nx\n"])
def test_a_root_that_is_none_is_an_error(
    packets: dict[str, Path], tmp_path: Path, content: bytes | None
) -> None:
    pem = tmp_path / "root.pem"
    if content is not None:
        pem.write_bytes(content)
    (tmp_path / "no packet.zip").write_bytes(b"x")
    for packet in (packets["unsigned"], tmp_path / "no packet.zip"):
        with pytest.raises(InvalidInputError, match=r"root\.pem"):
            verify(packet, [pem])


def test_verifying_can_be_watched_and_cancelled(packets: dict[str, Path]) -> None:
    told: list[tuple[int, int]] = []
    verify(packets["signed"], progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1]
    with pytest.raises(CancelledError):
        verify(packets["signed"], is_cancelled=lambda: True)


def test_no_room_to_unpack_is_an_expected_error(packets: dict[str, Path], tmp_path: Path) -> None:
    """The disk that holds temporary files is full (a limit on file sizes stands for it)."""
    import subprocess
    import sys

    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from egov_desktop.app.verification import verify\n"
        "from egov_desktop.domain.errors import StorageError\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    verify(Path(sys.argv[1]))\n"
        "except StorageError as error:\n    print('told' if '无法写入' in str(error) else error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script, str(packets["unsigned"])],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout.strip() == "told", done.stderr


def test_a_packet_zipped_anew_is_told_what_it_lacks(
    packets: dict[str, Path], tmp_path: Path
) -> None:
    again = tmp_path / "again.zip"
    with zipfile.ZipFile(packets["signed"]) as whole, zipfile.ZipFile(again, "w") as target:
        for name in whole.namelist():
            if not name.endswith(".p7s"):
                target.writestr(name, whole.read(name))
    found = verify(again, now=NOW)
    assert found.verdict == "invalid"
    assert found.is_bag
    assert any("p7s 缺失" in reason for reason in found.reasons)
