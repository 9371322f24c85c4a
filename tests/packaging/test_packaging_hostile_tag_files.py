"""Tag files made to cost time or memory are refused early."""

import subprocess
import sys
from pathlib import Path

import pytest
from packet_samples import stored_zip_bytes

from egov_desktop.packaging.verification import verify_bag
from egov_desktop.packaging.zip_reading import Limits


def test_large_tag_files_are_not_read_into_memory(tmp_path: Path) -> None:
    data = stored_zip_bytes({"t/manifest-sha256.txt": bytes(2 << 20), "t/bagit.txt": b""})
    (tmp_path / "l.zip").write_bytes(data)
    (problem,) = verify_bag(tmp_path / "l.zip", Limits(max_tag_file_bytes=1 << 20)).problems
    assert "manifest-sha256.txt" in problem


HOSTILE_TEXTS = {
    "blanks": b" " * (8 << 20),
    "line ends": b"\n" * (8 << 20),
    "letters": b"a" * (8 << 20),
    "lines": (b"0" * 64 + b"  data/x\n") * 100_000,
    "marks": b"0" * 64 + b"  data/" + "\u0315\u0300".encode() * 1_000_000,
    "rows of marks": (b"0" * 64 + b"  ./" + "\u0315\u0300".encode() * 200 + b"\n") * 9_000,
    "same": (b"0" * 64 + b"  ./bagit.txt\n") * 100_000,
    "wide": b"\xf0\x9f\x98\x80" + b"a\n" * (4 << 20),
}


@pytest.mark.parametrize("kind", HOSTILE_TEXTS)
def test_hostile_tag_files_cost_neither_time_nor_memory(kind: str, tmp_path: Path) -> None:
    text = HOSTILE_TEXTS[kind]
    path = tmp_path / "h.zip"
    path.write_bytes(
        stored_zip_bytes(
            {
                "t/bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
                "t/bag-info.txt": text,
                "t/fetch.txt": text,
                "t/manifest-sha256.txt": text,
                "t/tagmanifest-sha256.txt": text,
            }
        )
    )
    script = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (20, 20))\n"
        "from pathlib import Path\n"
        "from egov_desktop.packaging.verification import verify_bag\n"
        "verdict = verify_bag(Path(sys.argv[1]))\n"
        "assert not verdict.is_bag and len(verdict.problems) <= 250\n"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", script, str(path)], cwd=root, check=True)


def test_tag_files_of_too_many_lines_are_not_read_to_the_end(tmp_path: Path) -> None:
    declaration = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    lines = b"A: b\n" * 100_001
    data = stored_zip_bytes({"t/bagit.txt": declaration, "t/bag-info.txt": lines})
    (tmp_path / "l.zip").write_bytes(data)
    assert "100000 行" in verify_bag(tmp_path / "l.zip").problems[0]
