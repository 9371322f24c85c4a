"""One demonstration for all story tests, and the samples in a folder where they can be edited."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from story_runs import Demo, Packet, egov
from story_samples import APPROVAL_PLATFORM, DATA_HUB, noon, sample_path

from egov_desktop.app.workspace import Workspace


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Run `demo` once and unpack what it made."""
    base = tmp_path_factory.mktemp("demo")
    out, home = base / "out", base / "home"
    done = egov("demo", "--out", out, home=home)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    packets = []
    for entry in told["packets"]:
        archive = Path(entry["file"])
        target = base / "unpacked" / archive.stem
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(target)
        (top,) = target.iterdir()
        packets.append(Packet(archive, top))
    return Demo(out, home, told, done.stderr, tuple(packets))


@pytest.fixture(scope="session")
def sample_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Copy the samples to where a test may write beside their attachments."""
    folders = {}
    for name in (APPROVAL_PLATFORM, DATA_HUB):
        folders[name] = tmp_path_factory.mktemp("sample") / name
        shutil.copytree(sample_path(name).parent, folders[name])
    return folders


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Keep one data folder open for every test that only adds projects."""
    with Workspace.open(tmp_path_factory.mktemp("story") / "home", noon) as opened:
        yield opened
