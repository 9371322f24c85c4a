"""What a file really is (文件类型), by its content and not by its name."""

import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
OFD = "application/ofd"
ZIP = "application/zip"
LOCKED_OFFICE = "application/x-encrypted-office"
UNKNOWN = "application/octet-stream"

NAMES = {
    PDF: "PDF",
    PNG: "PNG 图片",
    JPEG: "JPEG 图片",
    TIFF: "TIFF 图片",
    DOCX: "Word 文档（docx）",
    XLSX: "Excel 表格（xlsx）",
    DOC: "Word 文档（doc）",
    XLS: "Excel 表格（xls）",
    OFD: "OFD",
    ZIP: "压缩包（zip）",
    LOCKED_OFFICE: "加密的 Office 文件",
    UNKNOWN: "未知类型",
}
_SUFFIXES = {
    PDF: {".pdf"},
    PNG: {".png"},
    JPEG: {".jpg", ".jpeg"},
    TIFF: {".tif", ".tiff"},
    DOCX: {".docx"},
    XLSX: {".xlsx"},
    DOC: {".doc", ".wps"},
    XLS: {".xls", ".et"},
    OFD: {".ofd"},
    ZIP: {".zip"},
    LOCKED_OFFICE: {".docx", ".xlsx"},
}
_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\xff\xd8\xff": JPEG,
    b"II*\0": TIFF,
    b"MM\0*": TIFF,
}
_ZIP_MEMBERS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "OFD.xml": OFD}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = {"WordDocument": DOC, "Workbook": XLS, "EncryptedPackage": LOCKED_OFFICE}
_HEAD = 1024


class DamagedZipError(Exception):
    """A file that begins as a zip and cannot be listed."""


def media_type_of(path: Path) -> str:
    """Return the media type by content; raises DamagedZipError for a zip without a directory."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        if b"%PDF-" in head:
            return PDF
        for signature, media_type in _SIGNATURES.items():
            if head.startswith(signature):
                return media_type
        if head.startswith(_OLE) and len(head) >= 512:
            return _ole_type(stream, head)
    return _zip_type(path) if head.startswith(b"PK\x03\x04") else UNKNOWN


def fits_name(media_type: str, suffix: str) -> bool:
    """Whether a suffix like `.pdf` belongs to the type; anything goes for an unknown type."""
    return media_type not in _SUFFIXES or suffix.lower() in _SUFFIXES[media_type]


def _zip_type(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise DamagedZipError from error
    return next((kind for name, kind in _ZIP_MEMBERS.items() if name in names), ZIP)


def _ole_type(stream: BinaryIO, head: bytes) -> str:
    """Return the type of an OLE file (Word 97-2003, locked Office) by its first directory."""
    sector = 1 << min(head[30], 12)
    (first,) = struct.unpack_from("<I", head, 48)
    stream.seek((first + 1) * sector)
    directory = stream.read(4 * sector)
    for name, media_type in _OLE_STREAMS.items():
        if name.encode("utf-16-le") in directory:
            return media_type
    return UNKNOWN
