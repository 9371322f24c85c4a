"""Runs of the command line: in this process, and as a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from egov_desktop.cli import main

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    """Runs commands in this process with the same data folder."""

    home: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str | Path, options: Sequence[str] = ("--json",)) -> Run:
        self.capture.readouterr()
        code = main(["--home", str(self.home), *options, *map(str, arguments)])
        out, err = self.capture.readouterr()
        return Run(code, out, err)

    def told(self, *arguments: str | Path, code: int = 0, today: str = "") -> Any:
        """Return what a command says with --json; its exit code must be as given."""
        options = ["--json", *(["--today", today] if today else [])]
        done = self(*arguments, options=options)
        assert done.code == code, done.err
        return done.told

    def refused(self, *arguments: str | Path, code: int = 3) -> str:
        """Return the words of an error; standard output must stay empty."""
        done = self(*arguments)
        assert done.code == code, done.out + done.err
        assert done.out == ""
        assert done.err.endswith("\n")
        assert "Traceback" not in done.err
        return done.err


def in_own_process(
    *arguments: str | Path, env: dict[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a script would; bytes come back as they were written."""
    return subprocess.run(
        [sys.executable, "-m", "egov_desktop", *map(str, arguments)],
        capture_output=True,
        cwd=CHECKOUT,
        env=os.environ | (env or {}),
        timeout=60,
        check=False,
        **options,
    )
