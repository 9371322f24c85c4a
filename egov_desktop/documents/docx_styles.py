"""Paragraph styles (样式) of a Word file: which are headings, hidden, guidance or contents."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from egov_desktop.documents.docx_parts import Attributes, DocxParts, Handlers

GUIDANCE_STYLE_ID = "EgovGuidance"
GUIDANCE_STYLE_NAME = "编写提示"

_HEADING = re.compile(r"(?:heading|标题|标题样式)[\s_-]*([1-9])|([1-9])\s*级(?:标题)?")
_CONTENTS = re.compile(r"(?:toc|contents|目录)[\s_-]*(?:[1-9]|heading|标题)?")
_BODY_LEVEL = 9
_LONGEST_CHAIN = 100
_OFF = {"0", "false", "off", "none"}


@dataclass
class Style:
    """One style as it stands in the file."""

    id: str
    name: str = ""
    based_on: str | None = None
    outline: int | None = None
    is_hidden: bool | None = None
    num_id: str | None = None
    num_level: int | None = None


@dataclass(frozen=True)
class Look:
    """What a style means, with everything it is based on."""

    level: int | None = None
    """1 for a chapter heading; None for ordinary text."""
    is_hidden: bool = False
    is_guidance: bool = False
    is_contents: bool = False
    num_id: str | None = None
    num_level: int | None = None


@dataclass
class StyleSheet:
    """The styles of a file by id."""

    styles: dict[str, Style] = field(default_factory=dict)
    default: str | None = None
    _looks: dict[str, Look] = field(default_factory=dict)

    def look(self, style_id: str | None) -> Look:
        """Return what a style means; the default style's meaning for a paragraph without one."""
        wanted = style_id if style_id is not None else self.default
        if wanted is None:
            return Look()
        if wanted not in self._looks:
            self._looks[wanted] = self._resolved(wanted)
        return self._looks[wanted]

    @cached_property
    def has_guidance(self) -> bool:
        """Whether the file knows the guidance style: a draft of ours was its beginning."""
        return any(_is_guidance(style) for style in self.styles.values())

    def _chain(self, style_id: str) -> list[Style]:
        """Return a style and those it is based on; a circle ends where it closes."""
        chain: list[Style] = []
        seen: set[str] = set()
        wanted: str | None = style_id
        while wanted is not None and wanted not in seen and len(chain) < _LONGEST_CHAIN:
            seen.add(wanted)
            style = self.styles.get(wanted) or Style(wanted, wanted)
            chain.append(style)
            wanted = style.based_on
        return chain

    def _resolved(self, style_id: str) -> Look:
        chain = self._chain(style_id)
        is_contents = bool(_CONTENTS.fullmatch(_folded(chain[0].name)))
        return Look(
            level=None if is_contents else _level(chain),
            is_hidden=next((s.is_hidden for s in chain if s.is_hidden is not None), False),
            is_guidance=any(map(_is_guidance, chain)),
            is_contents=is_contents,
            num_id=next((s.num_id for s in chain if s.num_id is not None), None),
            num_level=next((s.num_level for s in chain if s.num_level is not None), None),
        )


def read_styles(parts: DocxParts) -> StyleSheet:
    """Return the styles of a file; none when it has none."""
    sheet = StyleSheet()
    for part in parts.of_kind("styles")[:1]:
        parts.read(part, _StyleReader(sheet).handlers)
    return sheet


def is_on(attributes: Attributes) -> bool:
    """Whether a switch such as `w:vanish` is on."""
    return attributes.get("val", "1").lower() not in _OFF


def whole(text: str | None) -> int | None:
    """Return a small whole number, or None for anything else."""
    return int(text) if text and re.fullmatch(r"\d{1,9}", text, re.ASCII) else None


def heading_level_of_name(name: str) -> int | None:
    """Return the level that a style name such as `heading 1` or `标题 1` means."""
    match = _HEADING.fullmatch(_folded(name))
    return int(match[1] or match[2]) if match else None


def _level(chain: list[Style]) -> int | None:
    """Return the heading level of a style: its own outline level, its name, or what it rests on."""
    for style in chain:
        if style.outline is not None:
            return None if style.outline >= _BODY_LEVEL else style.outline + 1
        named = heading_level_of_name(style.name or style.id)
        if named is not None:
            return named
    return None


def _is_guidance(style: Style) -> bool:
    return style.id == GUIDANCE_STYLE_ID or style.name == GUIDANCE_STYLE_NAME


def _folded(name: str) -> str:
    return name.strip().casefold()


@dataclass
class _StyleReader:
    sheet: StyleSheet
    _style: Style | None = None

    @property
    def handlers(self) -> Handlers:
        return Handlers(self._start, self._end)

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "style" and attributes.get("type", "paragraph") == "paragraph":
            self._style = Style(attributes.get("styleId", ""))
            self.sheet.styles.setdefault(self._style.id, self._style)
            if is_on({"val": attributes.get("default", "0")}):
                self.sheet.default = self._style.id
        elif self._style is not None:
            self._property(self._style, name, attributes)

    def _property(self, style: Style, name: str, attributes: Attributes) -> None:
        value = attributes.get("val")
        if name == "name":
            style.name = value or ""
        elif name == "basedOn":
            style.based_on = value
        elif name == "outlineLvl":
            style.outline = whole(value)
        elif name == "vanish":
            style.is_hidden = is_on(attributes)
        elif name == "numId":
            style.num_id = value
        elif name == "ilvl":
            style.num_level = whole(value)

    def _end(self, name: str) -> None:
        if name == "style":
            self._style = None
