"""Runs of the command line as its own process, and what the demonstration made."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Packet:
    """A packet of the demonstration, as a zip and unpacked."""

    zip: Path
    folder: Path
    """The top folder of the bag."""

    @property
    def pdf(self) -> Path:
        return self.folder / "data" / "packet.pdf"

    @property
    def record(self) -> Path:
        return self.folder / "data" / "submission.json"


@dataclass(frozen=True)
class Demo:
    """What the command `demo` told and made."""

    out: Path
    home: Path
    told: dict[str, Any]
    stderr: str
    packets: tuple[Packet, ...]

    @property
    def root(self) -> Path:
        return Path(self.told["roots"])

    def packet(self, stage: str) -> Packet:
        return next(p for p in self.packets if f"-{stage}-v" in p.zip.name)


def egov(*arguments: str | Path, home: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line as its own process, as a script would."""
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"} | options.pop("env", {})
    return subprocess.run(
        [sys.executable, "-m", "egov_desktop", "--home", home, "--json", *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=CHECKOUT,
        env=environment,
        timeout=120,
        check=False,
        **options,
    )


def run(*command: str | Path) -> str:
    """Run an outside program that must succeed; return what it printed."""
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr
