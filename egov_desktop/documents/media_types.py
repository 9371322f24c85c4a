"""What a file really is (文件类型), by its content and not by its name."""

import re
import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
GIF = "image/gif"
BMP = "image/bmp"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
OFD = "application/ofd"
ZIP = "application/zip"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
RTF = "application/rtf"
HTML = "text/html"
XML = "application/xml"
TEXT = "text/plain"
PROGRAM = "application/x-executable"
LOCKED_OFFICE = "application/x-encrypted-office"
UNKNOWN = "application/octet-stream"

NAMES = {
    PDF: "PDF",
    PNG: "PNG 图片",
    JPEG: "JPEG 图片",
    TIFF: "TIFF 图片",
    GIF: "GIF 图片",
    BMP: "BMP 图片",
    DOCX: "Word 文档（docx）",
    XLSX: "Excel 表格（xlsx）",
    PPTX: "演示文稿（pptx）",
    DOC: "Word 文档（doc）",
    XLS: "Excel 表格（xls）",
    PPT: "演示文稿（ppt）",
    OFD: "OFD",
    ZIP: "压缩包（zip）",
    RAR: "压缩包（rar）",
    SEVEN_ZIP: "压缩包（7z）",
    RTF: "RTF 文档",
    HTML: "网页（HTML）",
    XML: "XML 文件",
    TEXT: "纯文本",
    PROGRAM: "可执行程序",
    LOCKED_OFFICE: "加密的 Office 文件",
    UNKNOWN: "无法识别的数据",
}
_SUFFIXES = {
    PDF: {".pdf"},
    PNG: {".png"},
    JPEG: {".jpg", ".jpeg", ".jpe", ".jfif"},
    TIFF: {".tif", ".tiff"},
    GIF: {".gif"},
    BMP: {".bmp"},
    DOCX: {".docx", ".docm", ".dotx", ".dotm"},
    XLSX: {".xlsx", ".xlsm", ".xltx", ".xltm"},
    PPTX: {".pptx", ".pptm", ".ppsx", ".dpsx"},
    DOC: {".doc", ".wps", ".dot", ".wpt"},
    XLS: {".xls", ".et", ".xlt", ".ett"},
    PPT: {".ppt", ".dps", ".pps"},
    OFD: {".ofd"},
    ZIP: {".zip"},
    RAR: {".rar"},
    SEVEN_ZIP: {".7z"},
    RTF: {".rtf", ".doc"},
    HTML: {".html", ".htm", ".mht"},
    XML: {".xml", ".html", ".htm", ".svg"},
    LOCKED_OFFICE: {".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm"},
}
_RUNNING_SUFFIXES = {
    *(".bat", ".cmd", ".com", ".cpl", ".dll", ".exe", ".hta", ".jar", ".js", ".jse", ".lnk"),
    *(".msi", ".pif", ".ps1", ".reg", ".scr", ".sh", ".vbe", ".vbs", ".wsf"),
}
_KNOWN_SUFFIXES = frozenset[str]().union(*_SUFFIXES.values())
_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\xff\xd8\xff": JPEG,
    b"II*\0": TIFF,
    b"MM\0*": TIFF,
    b"II+\0": TIFF,
    b"MM\0+": TIFF,
    b"GIF87a": GIF,
    b"GIF89a": GIF,
    b"Rar!\x1a\x07": RAR,
    b"7z\xbc\xaf\x27\x1c": SEVEN_ZIP,
    b"{\\rtf": RTF,
    b"\x7fELF": PROGRAM,
    b"\xcf\xfa\xed\xfe": PROGRAM,
    b"#!": PROGRAM,
}
_ZIP_MEMBERS = {
    "word/document.xml": DOCX,
    "xl/workbook.xml": XLSX,
    "xl/workbook.bin": XLSX,
    "ppt/presentation.xml": PPTX,
    "OFD.xml": OFD,
}
_ZIP_HEADS = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = {
    "EncryptedPackage": LOCKED_OFFICE,
    "WordDocument": DOC,
    "Workbook": XLS,
    "PowerPoint Document": PPT,
}
_HEAD = 1024
_HTML = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|meta|table)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml")
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class DamagedZipError(Exception):
    """A file that begins as a zip and cannot be listed."""


def media_type_of(path: Path) -> str:
    """Return the media type by content; raises DamagedZipError for a zip without a directory."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        if head.startswith(_OLE) and len(head) >= 512:
            return _ole_type(stream, head)
    if head.startswith(_ZIP_HEADS):
        return _zip_type(path)
    return _type_by_head(head)


def simple_type_of(path: Path) -> str:
    """Return the media type as far as the first bytes tell it; safe with a hostile file."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    return ZIP if head.startswith(_ZIP_HEADS) else _type_by_head(head)


def may_be(head: bytes, media_type: str) -> bool:
    """Whether a file that begins with these bytes can be of a type."""
    if head.startswith(_ZIP_HEADS):
        return media_type in {ZIP, *_ZIP_MEMBERS.values()}
    if head.startswith(_OLE) and len(head) >= 512:
        return media_type in {UNKNOWN, *_OLE_STREAMS.values()}
    return media_type == _type_by_head(head)


def fits_name(media_type: str, suffix: str) -> bool:
    """Whether a suffix like `.pdf` belongs to the type.

    What is not recognised fits any name but one that promises a known type.
    """
    if media_type in _SUFFIXES:
        return suffix.lower() in _SUFFIXES[media_type]
    return suffix.lower() not in _KNOWN_SUFFIXES


def runs_by_name(suffix: str) -> bool:
    """Whether a system would run a file with this suffix, whatever it holds."""
    return suffix.lower() in _RUNNING_SUFFIXES


def _type_by_head(head: bytes) -> str:
    for signature, media_type in _SIGNATURES.items():
        if head.startswith(signature):
            return media_type
    if b"%PDF-" in head:
        return PDF
    if head.startswith(b"MZ") and len(head) > 64:
        return PROGRAM
    if head.startswith(b"BM") and head[6:10] == bytes(4):
        return BMP
    text = head.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(text):
        return HTML
    if _XML.match(text):
        return XML
    return TEXT if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if not head.strip() or _NOT_TEXT.search(head):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head[:-3].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start >= len(head) - 6:  # a character cut in two
                return True
        else:
            return True
    return False


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
