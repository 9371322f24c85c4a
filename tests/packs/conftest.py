"""A small sound pack that a test may spoil, and the shipped one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_source import SMALL

from egov_desktop import packs
from egov_desktop.domain.policy import PolicyPack


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the folder of a small sound pack."""
    folder = tmp_path / "small"
    folder.mkdir()
    for name, text in SMALL.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def spoil(small: Path) -> Callable[[str, str, str], Path]:
    """Return a function that replaces a text in one file of the small pack."""

    def change(name: str, old: str, new: str) -> Path:
        text = (small / name).read_text("utf-8")
        assert old in text
        (small / name).write_text(text.replace(old, new), "utf-8")
        return small

    return change


@pytest.fixture(scope="session")
def sichuan_folder() -> Path:
    return packs.find(packs.shipped_root(), "sichuan-egov")


@pytest.fixture(scope="session")
def sichuan(sichuan_folder: Path) -> PolicyPack:
    return packs.load(sichuan_folder)


@pytest.fixture
def sichuan_copy(sichuan_folder: Path, tmp_path: Path) -> Path:
    """Return a copy of the shipped pack to work on."""
    return Path(shutil.copytree(sichuan_folder, tmp_path / "sichuan-egov"))
