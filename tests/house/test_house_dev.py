"""The development entry, as far as it can be tried without installing anything."""

import os
import subprocess
import sys

import pytest
from source_tree import ROOT

sys.path.insert(0, str(ROOT))
import dev


def run_dev(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, ROOT / "dev.py", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["bogus"], 2), (["--help"], 0)])
def test_it_tells_its_commands(arguments: list[str], code: int) -> None:
    result = run_dev(*arguments, PYTHONUTF8="1")
    assert result.returncode == code
    for command in ("setup", "run", "test", "lock"):
        assert f"python3 dev.py {command}" in result.stdout.decode()


def test_it_speaks_on_a_terminal_without_chinese() -> None:
    result = run_dev(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert result.returncode == 2
    assert b"development entry" in result.stdout
    assert result.stderr == b""


def test_it_knows_which_shared_objects_are_there() -> None:
    assert dev.can_load("libc.so.6")
    assert not dev.can_load("libnobody-ships-this.so.1")


def test_what_it_installs_is_what_it_looks_for() -> None:
    """The tests run on a machine that dev.py prepared: nothing in its tables is missing."""
    assert [name for name in dev.WINDOW_LIBRARIES if not dev.can_load(name)] == []
    assert [name for name in dev.TEST_PROGRAMS if not dev.is_installed(name)] == []


def test_continuous_integration_runs_the_same_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").endswith("python3 dev.py test\n")
