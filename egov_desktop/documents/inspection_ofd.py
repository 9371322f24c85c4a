"""OFD files that are handed in: whole, how many pages, sealed or not (OFD 附件检查)."""

import re
import zipfile
import zlib
from pathlib import Path

from egov_desktop.documents.inspection_facts import FileFacts
from egov_desktop.documents.inspection_office import inspect_zip
from egov_desktop.domain.attachment_flaws import DAMAGED, SIGNED, FlawWeight, Remark, weight_of
from egov_desktop.domain.attachment_surroundings import Surroundings

_MOST_XML = 16 << 20
_DOCUMENT = re.compile(rb"<(?:\w+:)?DocRoot>\s*/?([^<]+?)\s*</")
_SIGNATURES = re.compile(rb"<(?:\w+:)?Signatures>\s*/?([^<]+?)\s*</")
_PAGE = re.compile(rb"<(?:\w+:)?Page\s")
_SIGNATURE = re.compile(rb"<(?:\w+:)?Signature\s")


def inspect_ofd(path: Path, around: Surroundings) -> FileFacts:
    """Return the pages of an OFD and how many seals it bears, which are not judged here."""
    remarks = inspect_zip(path, around)
    if any(weight_of(remark.kind) is not FlawWeight.TELLS for remark in remarks):
        return FileFacts(None, tuple(remarks))
    try:
        with zipfile.ZipFile(path) as archive:
            beginning = _read(archive, b"OFD.xml")
            pages = _count(archive, _DOCUMENT.findall(beginning), _PAGE)
            seals = _count(archive, _SIGNATURES.findall(beginning), _SIGNATURE)
    except (KeyError, UnicodeDecodeError, zipfile.BadZipFile, zlib.error, EOFError):
        pages, seals = 0, 0
    if pages == 0:
        sentence = "OFD 文件里没有可以显示的页，可能已损坏，请用原文件重新导出。"
        remarks.append(Remark(DAMAGED, sentence))
    if seals:
        sentence = (
            f"文件内有 {seals} 处 OFD 电子签章，本程序不能核验，将原样保留，请用 OFD 阅读器核验。"
        )
        remarks.append(Remark(SIGNED, sentence))
    return FileFacts(pages, tuple(remarks))


def _count(archive: zipfile.ZipFile, names: list[bytes], what: re.Pattern[bytes]) -> int:
    return sum(len(what.findall(_read(archive, name))) for name in names)


def _read(archive: zipfile.ZipFile, name: bytes) -> bytes:
    with archive.open(name.decode()) as stream:
        return stream.read(_MOST_XML)
