"""Look into every file of a folder as the program does, and count what came of it; run by hand.

    python tests/app/inspect_corpus.py FOLDER [--mutants N] [--seed N] [--list KIND] [--results F]

With `--mutants` each file comes N more times, broken by chance: cut, holed, overwritten, its
lines doubled or its numbers changed. The exit code is 1 when a file got no answer.
"""

import argparse
import json
import multiprocessing
import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from egov_desktop.app import inspection
from egov_desktop.app.inspection import Inspected
from egov_desktop.domain.attachment_flaws import NOT_INSPECTED
from egov_desktop.domain.errors import EgovError

_LARGEST_MUTANT = 4 << 20


def mutant(content: bytes, chance: random.Random) -> bytes:
    """Return a file broken in one way."""
    size = len(content)
    start = chance.randrange(size)
    length = chance.choice((1, 16, 200, 5000))
    kind = chance.choice(("cut", "hole", "bytes", "double", "numbers", "head"))
    if kind == "cut":
        return content[: max(1, start)]
    if kind == "hole":
        return content[:start] + bytes(length) + content[start + length :]
    if kind == "double":
        return content[:start] + content[start : start + length] * 3 + content[start + length :]
    if kind == "head":
        return content[min(length, size - 1) :]
    changed = bytearray(content)
    if kind == "bytes":
        for _ in range(30):
            changed[chance.randrange(size)] = chance.randrange(256)
        return bytes(changed)
    places = [found.start() for found in re.finditer(rb"\d", content)]
    for place in chance.sample(places, min(10, len(places))):
        changed[place] = chance.choice(b"0123456789-")
    return bytes(changed)


@dataclass
class Tally:
    """What came of all files."""

    files: int = 0
    unanswered: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    given_up: list[str] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    largest: list[tuple[int, str]] = field(default_factory=list)
    """How large the child that served a file had ever been, in MB."""


def peak_of(process: int | None) -> int:
    """Return the most memory that a process on Linux has had, in MB."""
    try:
        told = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", told)
    return int(found[1]) >> 10 if found else 0


def look(path: Path, name: str, tally: Tally, wanted: str) -> Inspected | None:
    """Look into one file and count it."""
    begun = time.monotonic()
    tally.files += 1
    try:
        found: Inspected | None = inspection.inspect_file(path)
    except EgovError:
        found = None
        tally.kinds["refused"] += 1
    except Exception as error:
        tally.unanswered += 1
        print(f"NO ANSWER {name}: {error!r}")
        return None
    tally.slowest.append((time.monotonic() - begun, name))
    for child in multiprocessing.active_children():
        tally.largest.append((peak_of(child.pid), name))
    if found is None:
        return None
    tally.kinds.update(set(found.flaws) or {"clean"})
    if NOT_INSPECTED in found.flaws:
        tally.given_up.append(f"{name}: {found.remarks}")
    if wanted in found.flaws:
        print(name, *found.remarks, sep="\n    ")
    return found


def files_of(folder: Path, mutants: int, seed: int, scratch: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files of a folder and their mutants."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        yield path, path.name
        if mutants and 0 < path.stat().st_size <= _LARGEST_MUTANT:
            content = path.read_bytes()
            for number in range(mutants):
                broken = scratch / f"broken{path.suffix}"
                broken.write_bytes(mutant(content, chance) or b" ")
                yield broken, f"{path.name} mutant {number} seed {seed}"


def main() -> int:
    """Run over a folder and print the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mutants", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", dest="wanted", default="-")
    parser.add_argument("--results", type=Path, help="add a JSON line on each file to this file")
    options = parser.parse_args()
    tally = Tally()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        every = files_of(options.folder, options.mutants, options.seed, Path(scratch))
        for path, name in every:
            found = look(path, name, tally, options.wanted)
            if options.results is not None and found is not None:
                facts = {"file": name, "pages": found.pages, "flaws": found.flaws}
                with options.results.open("a") as stream:
                    stream.write(json.dumps(facts) + "\n")
    inspection.leave()
    print(f"{tally.files} files in {time.monotonic() - begun:.0f} s, {tally.unanswered} unanswered")
    for kind, count in tally.kinds.most_common():
        print(f"{count:6} {kind}")
    for seconds, name in sorted(tally.slowest, reverse=True)[:8]:
        print(f"{seconds:6.1f} s {name}")
    if tally.largest:
        ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        most, name = min(tally.largest, key=lambda each: (-each[0], each[1]))
        print(f"at most {ours} MB in this process, {most} MB in the child: {name}")
    print(f"given up: {len(tally.given_up)}", *tally.given_up, sep="\n    ")
    return 1 if tally.unanswered else 0


if __name__ == "__main__":
    sys.exit(main())
