"""Every import stands in the room it may stand in, and each contract is proven by breaking it."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from source_tree import PACKAGE, ROOT, imported_modules, syntax_trees

CONTRACTS = ROOT / ".importlinter"
ROOMS = ["domain", "packs", "storage", "documents", "signing", "packaging", "app", "cli", "ui"]
LOCAL_SOCKETS = {"QLocalServer", "QLocalSocket"}

OFFENCES = {
    "layers": {"domain/offence.py": "from egov_desktop import files"},
    "independence": {"signing/offence.py": "from egov_desktop import storage"},
    "domain-is-pure": {"domain/offence.py": "import sqlite3"},
    "offline": {"app/offence.py": "def fetch():\n    import http.client"},
    "no-cycles": {
        "domain/offence.py": "from egov_desktop.domain import second_offence",
        "domain/second_offence.py": "from egov_desktop.domain import offence",
    },
    "home-ui": {"app/offence.py": "from PySide6 import QtCore"},
    "home-storage": {"cli/offence.py": "import keyring"},
    "home-documents": {"packaging/offence.py": "def merge():\n    import pikepdf"},
    "home-calendar-files": {"app/offence.py": "def export():\n    import icalendar"},
    "home-checksums": {"app/offence.py": "from zlib_ng.zlib_ng import crc32"},
    "home-signing": {"documents/offence.py": "from pyhanko.sign import signers"},
    "home-cryptography": {"packs/offence.py": "from cryptography import x509"},
    "home-pictures": {"storage/offence.py": "from PIL import Image"},
    "home-packs": {"ui/offence.py": "import yaml"},
    "home-cli": {"ui/offence.py": "import click"},
    "home-record-schema": {"packaging/offence.py": "def read():\n    import jsonschema"},
    "home-cluster": {"cli/offence.py": "from distributed import Client"},
    "home-data-folder": {"storage/offence.py": "import platformdirs"},
}


def run_linter(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Check the package in `folder` against the contracts."""
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [
            *(sys.executable, "-c", command, "--config", str(CONTRACTS)),
            *("--no-cache", "--no-logo", *options),
        ],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def lint_with(folder: Path, files: dict[str, str], contract: str) -> str:
    """Add files to the copied package, check one contract, take the files away again."""
    paths = {folder / PACKAGE.name / name: text for name, text in files.items()}
    for path, text in paths.items():
        path.write_text(text, encoding="utf-8")
    try:
        return run_linter(folder, "--contract", contract).stdout
    finally:
        for path in paths:
            path.unlink()


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the package in which every room has been opened."""
    folder = tmp_path_factory.mktemp("copy")
    package = folder / PACKAGE.name
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    for room in ROOMS:
        (package / room).mkdir(exist_ok=True)
        (package / room / "__init__.py").touch()
    return folder


def test_every_contract_is_kept() -> None:
    result = run_linter(ROOT)
    assert result.returncode == 0, result.stdout
    assert " 0 broken." in result.stdout


def test_every_contract_has_an_offence_that_proves_it() -> None:
    config = configparser.ConfigParser()
    config.read(CONTRACTS, encoding="utf-8")
    prefix = "importlinter:contract:"
    assert {name.removeprefix(prefix) for name in config if prefix in name} == set(OFFENCES)


@pytest.mark.parametrize("contract", OFFENCES)
def test_an_offence_breaks_the_contract(contract: str, copied: Path) -> None:
    assert "1 kept, 0 broken." in lint_with(copied, {}, contract)
    output = lint_with(copied, OFFENCES[contract], contract)
    assert "0 kept, 1 broken." in output
    assert ".offence" in output


def test_a_module_that_is_not_placed_breaks_the_layers(copied: Path) -> None:
    output = lint_with(copied, {"helpers.py": ""}, "layers")
    assert "0 kept, 1 broken." in output
    assert "egov_desktop.helpers" in output


def libraries_without_a_home(package: Path) -> set[str]:
    """Return third-party imports that no home contract names, as `file: library`."""
    config = configparser.ConfigParser()
    config.read(CONTRACTS, encoding="utf-8")
    at_home = {
        library
        for name, contract in config.items()
        if ":home-" in name
        for library in contract["forbidden_modules"].split()
    }
    known = at_home | set(sys.stdlib_module_names) | {PACKAGE.name}
    return {
        f"{name}: {module}"
        for name, tree in syntax_trees(package)
        for module, _ in imported_modules(tree)
        if module.split(".")[0] not in known
    }


def remote_qt_imports(package: Path) -> set[str]:
    """Return imports of Qt's network module other than its local sockets, as `file: names`."""
    found = set()
    for name, tree in syntax_trees(package):
        for module, names in imported_modules(tree):
            is_local = bool(names) and set(names) <= LOCAL_SOCKETS
            is_whole = module == "PySide6" and "QtNetwork" in names
            if is_whole or (module == "PySide6.QtNetwork" and not is_local):
                found.add(f"{name}: {module} {names}")
    return found


def test_every_library_has_a_home() -> None:
    assert libraries_without_a_home(PACKAGE) == set()


def test_qt_reaches_for_no_network() -> None:
    assert remote_qt_imports(PACKAGE) == set()


def test_a_library_without_a_home_is_found(tmp_path: Path) -> None:
    (tmp_path / "offence.py").write_text("import yaml\ndef f():\n    import numpy.linalg\n")
    assert libraries_without_a_home(tmp_path) == {"offence.py: numpy.linalg"}


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("from PySide6.QtNetwork import QNetworkAccessManager", True),
        ("import PySide6.QtNetwork", True),
        ("from PySide6 import QtNetwork", True),
        ("from PySide6.QtNetwork import QLocalServer, QLocalSocket", False),
    ],
)
def test_a_network_import_of_qt_is_found(line: str, is_found: bool, tmp_path: Path) -> None:
    (tmp_path / "offence.py").write_text(line)
    assert bool(remote_qt_imports(tmp_path)) == is_found
