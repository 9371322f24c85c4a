"""The command line over a data folder of its own, empty or with the shipped sample."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from cli_runs import CommandLine

from egov_desktop.app import data_files, policy_packs
from egov_desktop.app.workspace import Workspace
from egov_desktop.signing.throwaway import make_throwaway_credential


def clock() -> datetime:
    return datetime.now().astimezone()


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the pack was read once, since reading YAML takes a while."""
    home = tmp_path_factory.mktemp("empty") / "home"
    with Workspace.open(home, clock) as ws:
        ws.pack("sichuan-egov")
    return home


@pytest.fixture(scope="session")
def sample_home(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with the shipped sample, and the id of its project."""
    home = tmp_path_factory.mktemp("sample") / "home"
    shutil.copytree(empty_home, home)
    with Workspace.open(home, clock) as ws:
        return home, data_files.load_data_file(ws, policy_packs.sample("approval-platform")).id


@pytest.fixture
def egov(empty_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(Path(shutil.copytree(empty_home, tmp_path / "home")), capsys)


@pytest.fixture
def sample_egov(
    sample_home: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    return CommandLine(Path(shutil.copytree(sample_home[0], tmp_path / "sample home")), capsys)


@pytest.fixture
def sample(sample_home: tuple[Path, str]) -> str:
    return sample_home[1]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate file with the password `secret 密`, and its root."""
    folder = tmp_path_factory.mktemp("certificate")
    return make_throwaway_credential(folder, "张三", clock(), password="secret 密", elliptic=True)
