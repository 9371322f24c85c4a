"""The parts of a Word file (docx) that somebody else made, read without trusting any of it."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.parsers import expat

from egov_desktop.documents import media_types
from egov_desktop.domain.errors import InvalidInputError

MAX_FILE_BYTES = 1 << 30
MAX_PART_BYTES = 256 << 20
"""Of one part, unpacked; a report of a thousand pages has some 50 MB."""

MAX_DEPTH = 120
MAX_MEMBERS = 50_000
_MAX_PARTS_OF_A_KIND = 200
_LONGEST_TOKEN = 4 << 20
"""Bytes of one tag, comment or the like; expat reads an unfinished one anew with every chunk."""

_CHUNK = 1 << 16
_ZIP_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError),
    *(EOFError, ValueError, OSError),
)
_WORD = re.compile(
    r"http://(?:schemas\.openxmlformats\.org/wordprocessingml/2006/main"
    r"|purl\.oclc\.org/ooxml/wordprocessingml/main)"
)
_PREFIXES = {
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel:",
}

Attributes = Mapping[str, str]


@dataclass(frozen=True)
class Handlers:
    """What is called while a part is read; names are local ones, `mc:` and `m:` stand before some.

    Elements of word processing itself have no prefix; those of foreign vocabularies begin with `:`.
    """

    start: Callable[[str, Attributes], None]
    end: Callable[[str], None]
    text: Callable[[str], None] = lambda _text: None


@dataclass
class DocxParts:
    """An opened Word file; `DocxParts.open` makes one."""

    name: str
    archive: zipfile.ZipFile
    main: str = ""
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Kind of relationship (`styles`, `header`, …) → the parts the main part names."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file; InvalidInputError says what it is when it is no Word file."""
        _check_kind(path)
        try:
            archive = zipfile.ZipFile(path)
        except _ZIP_ERRORS as error:
            raise _damaged(path.name) from error
        if len(archive.namelist()) > MAX_MEMBERS:
            archive.close()
            raise InvalidInputError(f"“{path.name}”内的部件多得不合理，不能读取，请另存后再试。")
        parts = cls(path.name, archive)
        parts.main = parts._find_main()
        parts.related = parts._relationships(_rels_of(parts.main))
        return parts

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.archive.close()

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Return the parts of a kind that are really there."""
        names = (name for name in self.related.get(kind, ()) if self._member(name))
        return tuple(dict.fromkeys(names))[:_MAX_PARTS_OF_A_KIND]

    def read(self, part: str, handlers: Handlers) -> None:
        """Read one part; InvalidInputError when it is damaged, hostile or too large."""
        parser = self._parser(part, handlers)
        try:
            given = 0
            for chunk in self._chunks(part):
                parser.Parse(chunk)
                given += len(chunk)
                if given - parser.CurrentByteIndex > _LONGEST_TOKEN:
                    raise InvalidInputError(
                        f"“{self.name}”的内容（{part}）里有一个长得不合理的标记，不像是报告，不读取。"
                    )
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise InvalidInputError(
                f"“{self.name}”的内容（{part}）不是完整的 XML，文件已损坏；"
                "请用 Word 或 WPS 打开并另存为 docx 后再试。"
            ) from error

    def _parser(self, part: str, handlers: Handlers) -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        depth = 0

        def start(name: str, attributes: Attributes) -> None:
            nonlocal depth
            depth += 1
            if depth > MAX_DEPTH:
                raise InvalidInputError(
                    f"“{self.name}”的表格或文本框嵌套超过 {MAX_DEPTH} 层，不能读取，请简化后另存。"
                )
            handlers.start(_plain(name), {_local(key): attributes[key] for key in attributes})

        def end(name: str) -> None:
            nonlocal depth
            depth -= 1
            handlers.end(_plain(name))

        def refuse(*_declaration: object) -> None:
            raise InvalidInputError(
                f"“{self.name}”的内容（{part}）含有文档类型或实体声明（DTD），"
                "正常的 Word 文件没有，为安全起见不读取。"
            )

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = handlers.text
        parser.StartDoctypeDeclHandler = refuse
        parser.EntityDeclHandler = refuse
        return parser

    def _chunks(self, part: str) -> Iterator[bytes]:
        member = self._member(part)
        if member is None:
            raise InvalidInputError(
                f"“{self.name}”里没有 Word 文档应有的部件 {part}，文件不完整；"
                "请用 Word 或 WPS 打开并另存为 docx 后再试。"
            )
        room = MAX_PART_BYTES
        try:
            with self.archive.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    room -= len(chunk)
                    if room < 0:
                        raise InvalidInputError(
                            f"“{self.name}”解压后超过 {MAX_PART_BYTES >> 20} MB,"
                            "不像是报告，不读取。"
                        )
                    yield chunk
        except _ZIP_ERRORS as error:
            raise _damaged(self.name) from error

    def _member(self, part: str) -> zipfile.ZipInfo | None:
        return self._members.get(part.lower())

    @cached_property
    def _members(self) -> Mapping[str, zipfile.ZipInfo]:
        return {info.filename.lower(): info for info in self.archive.infolist()}

    def _find_main(self) -> str:
        """Return the part that holds the text, wherever the package says it is."""
        targets = self._relationships("_rels/.rels").get("officeDocument", ())
        found = next((name for name in targets if self._member(name)), "word/document.xml")
        if self._member(found) is None:
            raise InvalidInputError(
                f"“{self.name}”是压缩包，但不是 Word 文档（docx），请检查文件。"
            )
        return found

    def _relationships(self, part: str) -> dict[str, tuple[str, ...]]:
        """Return what a part refers to inside the file; references to the outside are ignored."""
        found: dict[str, tuple[str, ...]] = {}
        base = posixpath.dirname(posixpath.dirname(part))

        def start(name: str, attributes: Attributes) -> None:
            if name != "rel:Relationship" or attributes.get("TargetMode") == "External":
                return
            kind = attributes.get("Type", "").rsplit("/", 1)[-1]
            target = posixpath.normpath(posixpath.join("/", base, attributes.get("Target", "")))
            found[kind] = (*found.get(kind, ())[:_MAX_PARTS_OF_A_KIND], target.lstrip("/"))

        if self._member(part):
            self.read(part, Handlers(start, lambda _name: None))
        return found


def _check_kind(path: Path) -> None:
    """Raise InvalidInputError for what is plainly no docx."""
    name = path.name
    try:
        size = path.stat().st_size
        if size == 0:
            raise InvalidInputError(f"“{name}”是空文件，请重新选择。")
        kind = media_types.media_type_of(path)
    except media_types.DamagedZipError as error:
        raise _damaged(name) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise InvalidInputError(
            f"无法读取“{name}”：{reason}。请确认文件存在且可以打开。"
        ) from error
    if size > MAX_FILE_BYTES:
        raise InvalidInputError(f"“{name}”超过 {MAX_FILE_BYTES >> 30} GB，不像是报告，不读取。")
    if kind == media_types.LOCKED_OFFICE:
        raise InvalidInputError(f"“{name}”设有打开密码，无法读取；请去掉密码后再试。")
    if kind == media_types.DOC:
        raise InvalidInputError(
            f"“{name}”是旧格式的 Word 文档（doc），请用 Word 或 WPS 另存为 docx 后再试。"
        )
    if kind not in (media_types.DOCX, media_types.ZIP):
        raise InvalidInputError(
            f"“{name}”是{media_types.NAMES[kind]}，不是 Word 文档（docx）；请另存为 docx 后再试。"
        )


def _damaged(name: str) -> InvalidInputError:
    return InvalidInputError(
        f"“{name}”的压缩结构损坏，无法打开；请用 Word 或 WPS 修复并另存后再试。"
    )


def _rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


@lru_cache(4096)
def _plain(name: str) -> str:
    space, _, local = name.rpartition(" ")
    if _WORD.fullmatch(space):
        return local
    return _PREFIXES.get(space, ":") + local


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
