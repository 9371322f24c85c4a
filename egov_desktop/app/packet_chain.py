"""Two packets of one filing: whether the newer follows the older, and what it changes."""

import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from egov_desktop.app.verification import Verification, verify
from egov_desktop.app.verification_record import RECORD, parse_record
from egov_desktop.domain.change_lists import untrue_changes
from egov_desktop.domain.differences import Changes, differences
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.record_reading import Record

_OTHER_FILING = "两个报送包不是同一个项目的同一个报件，不能比较。"


@dataclass(frozen=True)
class PacketComparison:
    """What a packet changes, and why it is not the version that follows the other."""

    changes: Changes
    problems: tuple[str, ...]


def chain_problems(newer: Path, older: Path) -> tuple[str, ...]:
    """Return why a packet is not the next version of another; nothing when it is.

    Both must verify, the newer must name the older by its hash, and its list of changes must be
    what differs. Raises InvalidInputError only when a file cannot be read at all.
    """
    verdicts = [verify(path) for path in (older, newer)]
    if broken := _broken(verdicts):
        return broken
    old, new = (_record(verdict) for verdict in verdicts)
    return tuple(_problems(old, new, verdicts[0]))


def compare_packets(older: Path, newer: Path) -> PacketComparison:
    """Compare two packets without any database.

    Raises InvalidInputError when one is not valid, or when they are not of the same filing.
    """
    verdicts = [verify(path) for path in (older, newer)]
    if broken := _broken(verdicts):
        raise InvalidInputError("\n".join(broken))
    old, new = (_record(verdict) for verdict in verdicts)
    if _identity(old) != _identity(new):
        raise InvalidInputError(_OTHER_FILING)
    return PacketComparison(differences(old, new), tuple(_problems(old, new, verdicts[0])))


def _problems(old: Record, new: Record, older: Verification) -> Iterator[str]:
    if _identity(old) != _identity(new):
        yield _OTHER_FILING
        return
    previous = new.get("previous")
    if previous is None:
        yield "新版是首次固化的版本，没有上一版。"
        return
    if previous["version"] != old["version"]:
        yield f"新版的上一版是 v{previous['version']}，给出的是 v{old['version']}。"
    elif not _is_named(previous, older):
        yield "新版登记的上一版的摘要与给出的文件不同，不是同一个报送包。"
    yield from untrue_changes(old, new)


def _broken(verdicts: Sequence[Verification]) -> tuple[str, ...]:
    return tuple(
        f"“{verdict.path.name}”无效：{'；'.join(verdict.reasons)}"
        for verdict in verdicts
        if verdict.verdict == "invalid"
    )


def _is_named(previous: Record, older: Verification) -> bool:
    """Whether a packet is the one a newer names, or a later edition of it with the same payload."""
    if previous["packet_sha256"] == older.sha256:
        return True
    manifest = hashlib.sha256(_member(older, "manifest-sha256.txt")).hexdigest()
    return bool(previous.get("manifest_sha256") == manifest)


def _identity(record: Record) -> tuple[Any, Any]:
    return record["project"]["id"], record["filing"]


def _record(verdict: Verification) -> Record:
    """Return what a packet that was found valid, its record against the schema too, says."""
    return parse_record(_member(verdict, RECORD))


def _member(verdict: Verification, path: str) -> bytes:
    """Return a small member of a packet that was found valid."""
    with zipfile.ZipFile(verdict.path) as archive:
        top = archive.namelist()[0].split("/", 1)[0]
        return archive.read(f"{top}/{path}")
