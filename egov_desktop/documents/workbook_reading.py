"""Reading somebody's .xlsx: values only, everything bounded, formulas never run.

The library's own reader works through every cell of a range that a file claims, takes the dates of
a Chinese Excel for numbers, and has no view of hidden rows while it streams; this one takes the few
parts that hold the cells.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import normpath
from typing import Protocol
from xml.parsers import expat

from egov_desktop.documents import media_types
from egov_desktop.documents.workbook_parts import (
    Attributes,
    Cell,
    Place,
    Range,
    SheetHandler,
    StylesHandler,
    TextsHandler,
    TooLargeError,
)
from egov_desktop.domain.errors import InvalidInputError, NotFoundError

_MOST_BYTES = 20 << 20
_MOST_INFLATED = 96 << 20
"""Over all parts that are read; a few seconds of work."""
_MOST_MEMBERS = 5_000
_MOST_SHEETS = 100
_LONGEST_TOKEN = 4 << 20
"""Bytes of one tag or comment; expat reads an unfinished one anew with every piece."""

_PIECE = 1 << 16
_SAVE_AS = "请在 Excel 或 WPS 中另存为“Excel 工作簿（*.xlsx）”后再导入。"
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
    expat.ExpatError,
)
"""What broken or hostile containers and XML raise."""


@dataclass(frozen=True)
class Sheet:
    """A sheet that is shown, its cells by row and column."""

    title: str
    cells: Mapping[Place, Cell]
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[Range, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file, and the names it gives to cells."""

    sheets: tuple[Sheet, ...]
    names: Mapping[str, str] = field(default_factory=dict)


class _Handler(Protocol):
    def start(self, name: str, attributes: Attributes) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


def read_workbook(path: Path, wants_name: Callable[[str], bool] = lambda _name: False) -> Workbook:
    """Return the cells of every sheet that is shown, and the defined names that are wanted.

    Raises NotFoundError or InvalidInputError with a sentence for whatever is no sound .xlsx.
    """
    _require_xlsx(path)
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > _MOST_MEMBERS:
                raise TooLargeError
            return _Reader(archive).workbook(wants_name)
    except TooLargeError:
        raise InvalidInputError(
            f"“{path.name}”的内容过多，不像手工填写的明细表。请只保留需要导入的工作表后再试。"
        ) from None
    except _ForeignError:
        raise InvalidInputError(f"“{path.name}”不是 Excel 工作簿，不能导入。{_SAVE_AS}") from None
    except _ForbiddenError:
        raise InvalidInputError(
            f"“{path.name}”含有不允许的内容（XML 实体定义），没有读取。{_SAVE_AS}"
        ) from None
    except _DAMAGED:
        raise InvalidInputError(
            f"“{path.name}”已损坏或不完整，无法读取。请在 Excel 或 WPS 中打开并另存后再导入。"
        ) from None
    except OSError as error:
        raise _unreadable(path, error) from None


class _ForeignError(Exception):
    """A container without a workbook of XML in it."""


class _ForbiddenError(Exception):
    """XML with a document type definition, which no program writes into an .xlsx."""


def _require_xlsx(path: Path) -> None:
    """Refuse, in words, what is not an .xlsx, whatever its name says."""
    if not path.is_file():
        raise NotFoundError(f"找不到文件“{path}”，请检查路径。")
    try:
        size = path.stat().st_size
        kind = media_types.media_type_of(path) if size else ""
    except media_types.DamagedZipError:
        raise InvalidInputError(
            f"“{path.name}”已损坏或不完整，无法读取。请在 Excel 或 WPS 中打开并另存后再导入。"
        ) from None
    except OSError as error:
        raise _unreadable(path, error) from None
    if not size:
        raise InvalidInputError(f"“{path.name}”是空文件（0 字节），请重新选择。")
    if size > _MOST_BYTES:
        raise InvalidInputError(f"“{path.name}”超过 20 MB，不像手工填写的明细表，没有读取。")
    if kind == media_types.LOCKED_OFFICE:
        raise InvalidInputError(f"“{path.name}”设有打开密码，请去掉密码另存后再导入。")
    if kind not in (media_types.XLSX, media_types.ZIP):
        raise InvalidInputError(f"“{path.name}”{_what_it_is(kind)}，不能导入。{_SAVE_AS}")


def _what_it_is(kind: str) -> str:
    if kind == media_types.XLS:
        return "是旧版 Excel 或 WPS 表格（.xls、.et）"
    if kind == media_types.TEXT:
        return "是文本文件（CSV 之类）"
    if kind == media_types.UNKNOWN:
        return "不是 Excel 工作簿"
    return f"实际上是{media_types.NAMES[kind]}"


def _unreadable(path: Path, error: OSError) -> InvalidInputError:
    return InvalidInputError(
        f"无法读取“{path.name}”：{error.strerror or error}。请确认文件没有被其他程序占用。"
    )


class _Reader:
    """Takes parts out of an open container, as many bytes as are allowed."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        self._left = _MOST_INFLATED

    def workbook(self, wants_name: Callable[[str], bool]) -> Workbook:
        """Read everything."""
        main = self._main_part()
        relations = self._relations(main)
        book = _BookHandler(wants_name)
        self._parse(main, book)
        if len(book.sheets) > _MOST_SHEETS:
            raise TooLargeError
        texts, styles = TextsHandler(), StylesHandler()
        for relation in relations.values():
            if relation.kind in ("sharedStrings", "styles"):
                self._parse(relation.target, texts if relation.kind == "sharedStrings" else styles)
        sheets = []
        for title, relation_id, is_hidden in book.sheets:
            part = relations[relation_id]
            if part.kind == "worksheet" and not is_hidden:
                found = SheetHandler(texts.texts, styles.forms, book.is_1904)
                self._parse(part.target, found)
                rows = frozenset(found.hidden_rows)
                sheets.append(Sheet(title, found.cells, rows, tuple(found.merged)))
        return Workbook(tuple(sheets), book.names)

    def _main_part(self) -> str:
        if "_rels/.rels" not in self._names:
            raise _ForeignError
        for relation in self._relations("").values():
            if relation.kind == "officeDocument" and relation.target.endswith(".xml"):
                return relation.target
        raise _ForeignError

    def _relations(self, part: str) -> Mapping[str, "_Relation"]:
        folder, _slash, name = part.rpartition("/")
        handler = _RelationsHandler(folder)
        self._parse(f"{folder}/_rels/{name}.rels", handler)
        return handler.found

    def _parse(self, part: str, handler: _Handler) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, attributes: handler.start(
            _local(name), {_local(key): value for key, value in attributes.items()}
        )
        parser.EndElementHandler = lambda name: handler.end(_local(name))
        parser.CharacterDataHandler = handler.text
        parser.StartDoctypeDeclHandler = _refuse_definitions
        given = 0
        with self._archive.open(self._names[part.lstrip("/").lower()]) as stream:
            while piece := stream.read(_PIECE):
                self._left -= len(piece)
                given += len(piece)
                if self._left < 0 or given - parser.CurrentByteIndex > _LONGEST_TOKEN:
                    raise TooLargeError
                parser.Parse(piece, False)
        parser.Parse(b"", True)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse_definitions(*_declaration: object) -> None:
    raise _ForbiddenError


@dataclass(frozen=True)
class _Relation:
    kind: str
    """The last word of its type: worksheet, styles."""
    target: str


class _RelationsHandler:
    """Which parts belong to a part."""

    def __init__(self, folder: str) -> None:
        self.found: dict[str, _Relation] = {}
        self._folder = folder

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = attributes.get("Target", "")
            whole = target if target.startswith("/") else f"{self._folder}/{target}"
            self.found[attributes.get("Id", "")] = _Relation(kind, normpath(whole).lstrip("/"))

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, text: str) -> None:
        """Take characters; there are none."""


class _BookHandler:
    """The sheets in their order, and the names given to cells."""

    def __init__(self, wants_name: Callable[[str], bool]) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        """Title, relation, and whether it is hidden."""
        self.names: dict[str, str] = {}
        self.is_1904 = False
        self._wants_name = wants_name
        self._name = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self.is_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet":
            is_hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), attributes.get("id", ""), is_hidden))
        elif name == "definedName" and self._wants_name(attributes.get("name", "")):
            self._name = attributes["name"]

    def end(self, name: str) -> None:
        self._name = ""

    def text(self, text: str) -> None:
        if self._name:
            self.names[self._name] = self.names.get(self._name, "") + text
