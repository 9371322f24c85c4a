"""Office files, OFD and archives: packed, locked, with macros or objects (Office 附件检查)."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path, PurePosixPath

from egov_desktop.documents.media_types import runs_by_name
from egov_desktop.domain.attachment_flaws import (
    DAMAGED,
    EMBEDDED_FILES,
    ENCRYPTED,
    OVERSIZED,
    PARTLY_INSPECTED,
    PROGRAM,
    SCRIPTS,
    Remark,
)
from egov_desktop.domain.attachment_surroundings import Surroundings, date_remarks

_MOST_UNPACKED = 512 << 20
_MOST_MEMBERS = 20_000
_WORST_RATIO = 300
_CHUNK = 1 << 20
_SMALL_XML = 1 << 20
_MACROS = re.compile(r"(?:^|/)vbaProject\.bin$", re.IGNORECASE)
_OBJECTS = re.compile(r"^(?:word|xl|ppt)/(?:embeddings|activeX)/.+\.(?:bin|exe|xml|pdf)$", re.I)
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)")
_DATE = re.compile(rb"<dcterms:(created|modified)[^>]*>(\d{4})-(\d\d)-(\d\d)")
_ENCRYPTED_BIT = 0x1


def inspect_zip(path: Path, around: Surroundings) -> list[Remark]:
    """Return what is to be said of a zip, or of an Office or OFD file, which is one."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            return [
                *_carried(members),
                *_soundness(archive, members),
                *_dates(archive, around),
            ]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError):
        return [damaged_zip()]


def damaged_zip() -> Remark:
    """Return the remark on an archive that cannot be listed or unpacked."""
    return Remark(DAMAGED, "文件损坏，压缩结构不完整，请用原文件重新添加。")


def _carried(members: Sequence[zipfile.ZipInfo]) -> Iterator[Remark]:
    names = [member.filename for member in members]
    if any(_MACROS.search(name) for name in names):
        sentence = "文件含有宏（VBA 程序），接收方可能拒收，请另存为不含宏的格式后重新添加。"
        yield Remark(SCRIPTS, sentence)
    if objects := [name for name in names if _OBJECTS.match(name)]:
        sentence = f"文件内嵌 {len(objects)} 个对象，打印和归档时看不全，需要的内容请另作附件添加。"
        yield Remark(EMBEDDED_FILES, sentence)
    programs = [name for name in names if runs_by_name(PurePosixPath(name).suffix)]
    if programs:
        sentence = f"压缩包内有可执行程序“{programs[0][-60:]}”，接收方会拒收，请去掉后重新添加。"
        yield Remark(PROGRAM, sentence)
    if outside := [name for name in names if _OUTSIDE.search(name)]:
        sentence = (
            f"压缩包内的路径“{outside[0][-60:]}”指向解压文件夹之外，可能是恶意构造的文件，"
            "请核实来源，换成正常的文件。"
        )
        yield Remark(DAMAGED, sentence)


def _soundness(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]) -> list[Remark]:
    if any(member.flag_bits & _ENCRYPTED_BIT for member in members):
        sentence = "压缩包设有密码，接收方无法打开，请去掉密码后重新添加。"
        return [Remark(ENCRYPTED, sentence)]
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > _CHUNK * 16 and unpacked > packed * _WORST_RATIO:
        sentence = "解压后会膨胀数百倍，可能是恶意构造的文件，没有检查内容，请核实来源。"
        return [Remark(OVERSIZED, sentence)]
    if unpacked > _MOST_UNPACKED or len(members) > _MOST_MEMBERS:
        sentence = (
            f"内有 {len(members)} 个文件、解压后 {unpacked >> 20} MB，没有逐个检查，"
            "请确认都能打开。"
        )
        return [Remark(PARTLY_INSPECTED, sentence)]
    return _broken_members(archive, members)


def _broken_members(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]) -> list[Remark]:
    """Unpack every member to compare its checksum; sizes were judged before."""
    room = _MOST_UNPACKED
    for member in members:
        try:
            with archive.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    room -= len(chunk)
                    if room < 0:
                        return [damaged_zip()]
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            sentence = f"其中的“{member.filename[-60:]}”损坏，解压不出来，请用原文件重新添加。"
            return [Remark(DAMAGED, sentence)]
    return []


def _dates(archive: zipfile.ZipFile, around: Surroundings) -> list[Remark]:
    try:
        with archive.open("docProps/core.xml") as stream:
            content = stream.read(_SMALL_XML)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return []
    days: dict[bytes, date] = {}
    for which, *numbers in _DATE.findall(content):
        try:
            days[which] = date(*map(int, numbers))
        except ValueError:
            continue
    return date_remarks(days.get(b"created"), days.get(b"modified"), around)
