"""A rolling backup on the disk: a small folder each, and one store of attachments for all.

<time>/egov.db        a consistent copy of the database
<time>/...            small files that lie beside it, such as wrapped keys
<time>/manifest.json  what it holds; size and SHA-256 of every file as it lies on the disk
objects/ab/<sha256>   attachments as they lie in the data folder, by the hash of those bytes
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.storage.backup_file import DATABASE, MANIFEST, Member
from egov_desktop.storage.census import Census

FORMAT = "egov-snapshot/1"
OBJECTS = "objects"
_NAME = re.compile(r"objects/[0-9a-f]{64}|[A-Za-z0-9_-]{1,60}(\.[A-Za-z0-9]{1,12})?")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FOLDER = re.compile(r"\d{8}-\d{6}")
_LARGEST = 256 << 20


@dataclass(frozen=True)
class Snapshot:
    """What a rolling backup holds, and where it was made."""

    made_at: datetime
    host: str
    program: str
    """The version of the program that made it."""
    census: Census
    files: Mapping[str, Member]
    missing: tuple[str, ...] = ()
    """Hashes of attachments that were gone or damaged when it was made."""

    @property
    def size(self) -> int:
        """Return how many bytes it takes to restore it."""
        return sum(member.size for member in self.files.values())

    def to_json(self) -> bytes:
        """Return the manifest as it stands in the file."""
        told = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        return json.dumps(told, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Read a manifest that anybody may have written; raises InvalidInputError."""
        try:
            told = json.loads(text)
            if told["format"] != FORMAT:
                raise InvalidInputError("备份的格式不认识，它可能由更新版本的程序写成。")
            files = {
                str(name): Member(str(each["sha256"]), int(each["size"]))
                for name, each in told["files"].items()
            }
            snapshot = cls(
                datetime.fromisoformat(told["made_at"]),
                str(told["host"]),
                str(told["program"]),
                dict(told["census"]),
                files,
                tuple(str(sha256) for sha256 in told["missing"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise unusable("清单无法读取") from error
        is_plain = all(
            _NAME.fullmatch(name) and name != MANIFEST and _SHA256.fullmatch(member.sha256)
            for name, member in files.items()
        )
        if not is_plain or DATABASE not in files or snapshot.made_at.tzinfo is None:
            raise unusable("清单的内容不对")
        return snapshot


def read(folder: Path) -> Snapshot:
    """Read the manifest of one rolling backup; raises InvalidInputError."""
    try:
        with (folder / MANIFEST).open("rb") as stream:
            return Snapshot.from_json(stream.read(_LARGEST))
    except OSError as error:
        raise unusable(f"“{folder}”打不开（{error.strerror}）") from error


def place_of(folder: Path, name: str, member: Member) -> Path:
    """Return where a file of a rolling backup lies."""
    if name.startswith(f"{OBJECTS}/"):
        return folder.parent / OBJECTS / member.sha256[:2] / member.sha256
    return folder / name


def folders(backups: Path) -> list[Path]:
    """Return the rolling backups in a folder, newest first; none that is half written."""
    if not backups.is_dir():
        return []
    found = [each for each in backups.iterdir() if _FOLDER.fullmatch(each.name)]
    return sorted((each for each in found if (each / MANIFEST).is_file()), reverse=True)


def unusable(what: str) -> InvalidInputError:
    """Return the error for a rolling backup that must not be used."""
    return InvalidInputError(f"这份备份不能使用：{what}。请改用另一份备份，现有数据没有改动。")
