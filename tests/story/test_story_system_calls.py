"""The demonstration seen by the system: no network, and nothing left outside its own folders."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from story_runs import CHECKOUT

_CALL = re.compile(r"(?:\d+ +)?(\w+)\((.*)")
_NAME = re.compile(r'"((?:[^"\\]|\\.)*)"')
_MAKING = {"creat", "mkdir", "mkdirat", "rename", "renameat", "renameat2", "link", "linkat"}
_MAKING |= {"symlink", "symlinkat", "unlink", "unlinkat", "rmdir", "truncate"}
_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND")
_TRACED = ",".join(sorted({*_MAKING, "open", "openat", "%network"}))


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str]]]:
    """Run the demonstration under strace; return its folder and every call, of all processes."""
    base = tmp_path_factory.mktemp("traced")
    log = base / "calls"
    (base / "temporary").mkdir()
    traced = ["strace", "-f", "-qq", "--signal=none", "-s", "4096", "-e", f"trace={_TRACED}"]
    done = subprocess.run(
        [
            *traced,
            *("-o", log, sys.executable, "-m", "egov_desktop", "--home", base / "home"),
            *("--json", "demo", "--out", base / "out"),
        ],
        cwd=CHECKOUT,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(base / "temporary")},
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["packets"]
    lines = log.read_text("utf-8", "replace").splitlines()
    return base, [found.groups() for line in lines if (found := _CALL.match(line))]


@pytest.mark.timeout(330)
def test_nothing_reaches_for_the_network(calls: tuple[Path, list[tuple[str, str]]]) -> None:
    reaching = [f"{name}({rest}" for name, rest in calls[1] if re.search(r"AF_INET|PF_INET", rest)]
    sockets = {"connect", "sendto", "sendmsg", "bind", "listen", "accept", "accept4"}
    reaching += [
        f"{name}({rest}"
        for name, rest in calls[1]
        if name in sockets and "AF_UNIX" not in rest and rest[:1].isdigit() and "sa_family" in rest
    ]
    assert reaching == []


def test_nothing_is_written_outside_its_own_folders(
    calls: tuple[Path, list[tuple[str, str]]],
) -> None:
    base, made = calls
    written = [
        path
        for name, rest in made
        if name in _MAKING or (name in {"open", "openat"} and _WRITES.search(rest))
        if not (name == "unlinkat" and rest[:1].isdigit())  # within a folder that was opened
        for path in map(_decoded, _NAME.findall(rest))
    ]
    # A verifier has no data folder: it unpacks a PDF into the temporary folder for a moment.
    own = (str(base / "home"), str(base / "out"), str(base / "temporary"), "/dev/")
    assert any(path.startswith(own[0]) for path in written), "the trace sees the writing"
    assert sorted({path for path in written if not path.startswith(own)}) == []
    assert list((base / "temporary").iterdir()) == []


def _decoded(name: str) -> str:
    return name.encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")
