"""What every command shares: the data folder, the date, and how results are told."""

import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from egov_desktop.app.workspace import Workspace, default_home


@dataclass
class Session:
    """The global options of one call, and the workspace they name."""

    home: Path | None = None
    as_json: bool = False
    today: date | None = None
    is_quiet: bool = False
    exit_code: int = 0
    _opened: list[Workspace] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Return the data folder: --home, EGOV_HOME or the user's own."""
        return self.home or default_home()

    @property
    def has_data(self) -> bool:
        """Whether there is a data folder already: some commands need none and make none."""
        return (self.folder / "data" / "egov.db").is_file()

    @cached_property
    def workspace(self) -> Workspace:
        """Open the data folder; it stays open until `close`."""
        workspace = Workspace.open(self.folder, now, self.today)
        self._opened.append(workspace)
        return workspace

    def close(self) -> None:
        """Close the data folder if a command opened it."""
        for workspace in self._opened:
            workspace.close()

    def tell(self, document: Mapping[str, Any], *lines: str) -> None:
        """Print a result: the document with --json, the lines otherwise."""
        if self.as_json:
            _write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        elif not self.is_quiet:
            _write("".join(f"{line}\n" for line in lines))

    def write(self, text: str) -> None:
        """Print a part of a result that is too long to be told at once."""
        _write(text)

    def blocks(self) -> None:
        """Note that the result blocks: exit code 1."""
        self.exit_code = 1

    def progress(self) -> "ProgressLine":
        """Return a progress display on standard error."""
        return ProgressLine(is_silent=self.is_quiet)


class ProgressLine:
    """Steps on standard error: one line redrawn on a terminal, plain lines otherwise."""

    def __init__(self, is_silent: bool) -> None:
        self._is_silent = is_silent
        self._is_terminal = sys.stderr.isatty()
        self._step = ""
        self._drawn = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show how far a step is."""
        if self._is_silent:
            return
        if self._is_terminal:
            self._draw(step, done, total)
        elif step != self._step:
            sys.stderr.write(f"{step}…\n")
        self._step = step

    def _draw(self, step: str, done: int, total: int) -> None:
        moment = time.monotonic()
        if done < total and step == self._step and moment - self._drawn < 0.1:
            return
        self._drawn = moment
        filled = 24 * done // total if total else 24
        end = "\n" if done >= total else ""
        sys.stderr.write(f"\r{step} [{'█' * filled}{'·' * (24 - filled)}]{end}")


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads us has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def now() -> datetime:
    """Return the present moment with the PC's own zone."""
    return datetime.now().astimezone()
