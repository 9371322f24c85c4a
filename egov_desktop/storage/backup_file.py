"""The backup file: a zip of the database, the attachments and a manifest with their hashes.

egov.db             a consistent copy
objects/<sha256>    each attachment
manifest.json       size and SHA-256 of each, what the database holds, what was missing
"""

import hashlib
import json
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import BinaryIO, Self

from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.progress import Tracker
from egov_desktop.storage.census import Census

FORMAT = "egov-backup/1"
DATABASE = "egov.db"
MANIFEST = "manifest.json"
CHUNK = 1 << 20
_OBJECT = re.compile(r"objects/([0-9a-f]{64})")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LARGEST_MANIFEST = 256 << 20
_ENCRYPTED = 1
_UNREADABLE = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    RuntimeError,
    ValueError,
    struct.error,
    OSError,
)


@dataclass(frozen=True)
class Member:
    """Size and hash of a file in the backup."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a backup holds."""

    made_at: str
    census: Census
    files: Mapping[str, Member]
    missing: tuple[str, ...] = ()
    """Hashes of attachments that were gone or damaged when the backup was made."""

    def to_json(self) -> bytes:
        """Return the manifest as it stands in the file."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Read a manifest that anybody may have written; raises InvalidInputError."""
        try:
            told = json.loads(text)
            if told["format"] != FORMAT:
                raise InvalidInputError("备份文件的格式不认识，它可能由更新版本的程序写成。")
            files = {
                str(name): Member(str(each["sha256"]), int(each["size"]))
                for name, each in told["files"].items()
            }
            missing = tuple(str(sha256) for sha256 in told["missing"])
            return cls(str(told["made_at"]), dict(told["census"]), files, missing)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise damaged("清单无法读取") from error


class BackupReader:
    """A backup file that is open for reading; its names and sizes were checked."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read and check the manifest; raises InvalidInputError when the file is not in order."""
        try:
            self._archive = zipfile.ZipFile(stream)
            infos = self._archive.infolist()
            manifest = [info for info in infos if info.filename == MANIFEST]
            if len(manifest) != 1 or manifest[0].file_size > _LARGEST_MANIFEST:
                raise damaged("没有清单")
            _refuse_odd(manifest[0])
            self.manifest = Manifest.from_json(self._archive.read(MANIFEST))
        except _UNREADABLE as error:
            raise damaged("不是备份文件，或没有复制完整") from error
        self._check_names(infos)

    def _check_names(self, infos: list[zipfile.ZipInfo]) -> None:
        names = [info.filename for info in infos]
        files = self.manifest.files
        if sorted(names) != sorted([*files, MANIFEST]) or DATABASE not in files:
            raise damaged("内容与清单不一致")
        for info in infos:
            _refuse_odd(info)
            if info.filename != MANIFEST and not _is_plausible(info, files[info.filename]):
                raise damaged(f"“{info.filename[:80]}”与清单不一致")

    def copy(self, name: str, target: BinaryIO | None, tracker: Tracker) -> None:
        """Read one file, into `target` if given; raises InvalidInputError unless it is intact."""
        digest = hashlib.sha256()
        member = self.manifest.files[name]
        for chunk in self._chunks(name):
            tracker.advance(len(chunk))
            digest.update(chunk)
            if target:
                target.write(chunk)
        if digest.hexdigest() != member.sha256:
            raise damaged(f"“{name}”的内容已改变")

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._archive.open(name) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except _UNREADABLE as error:
            raise damaged(f"“{name}”无法读取") from error


def object_name(sha256: str) -> str:
    """Return the name an attachment has in the backup."""
    return f"objects/{sha256}"


def damaged(what: str) -> InvalidInputError:
    """Return the error for a backup that must not be used."""
    return InvalidInputError(f"备份文件不能使用：{what}。请改用另一份备份，现有数据没有改动。")


def _refuse_odd(info: zipfile.ZipInfo) -> None:
    is_plain = info.compress_type == zipfile.ZIP_STORED and info.file_size == info.compress_size
    if not is_plain or info.flag_bits & _ENCRYPTED:
        raise damaged(f"“{info.filename[:80]}”的存储方式不对")


def _is_plausible(info: zipfile.ZipInfo, member: Member) -> bool:
    found = _OBJECT.fullmatch(info.filename)
    is_named_right = info.filename == DATABASE or (found and found[1] == member.sha256)
    return bool(is_named_right and _SHA256.fullmatch(member.sha256)) and (
        info.file_size == member.size
    )
