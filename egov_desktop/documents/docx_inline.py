"""What one paragraph of a Word file says: runs, fields, changes, controls and text boxes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from egov_desktop.documents.docx_parts import Attributes
from egov_desktop.documents.docx_styles import Look, StyleSheet, is_on, whole


class Node:
    """An element within a paragraph."""

    __slots__ = ("attributes", "children", "name", "pieces")

    def __init__(self, name: str, attributes: Attributes) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node] = []
        self.pieces: list[str] = []

    @property
    def text(self) -> str:
        """Return the text that stands directly in the element."""
        return "".join(self.pieces)

    def child(self, name: str) -> "Node | None":
        """Return the first child of a name."""
        return next((node for node in self.children if node.name == name), None)

    def value(self, *path: str) -> str | None:
        """Return the `val` of a descendant, each step the first child of a name."""
        node: Node | None = self
        for name in path:
            node = node.child(name) if node else None
        return node.attributes.get("val") if node else None


@dataclass
class Field:
    """A field (域) that has begun and not ended."""

    instruction: str = ""
    is_showing: bool = False

    @property
    def is_contents(self) -> bool:
        """Whether it makes the table of contents (目录)."""
        return self.instruction.strip().upper().startswith("TOC")


@dataclass
class Inline:
    """What was found in a paragraph."""

    text: list[str] = field(default_factory=list)
    boxes: list[Node] = field(default_factory=list)
    """Paragraphs in text boxes (文本框)."""
    hidden: int = 0
    changes: int = 0
    pictures: int = 0
    is_contents: bool = False
    has_blank_control: bool = False


_SIGNS = {
    **dict.fromkeys(("tab", "br", "cr", "ptab"), " "),
    "noBreakHyphen": "-",
    "softHyphen": "",
}
_SKIPPED = {
    *("del", "moveFrom", "pPr", "rPr", "delText", "delInstrText", "sdtPr", "sdtEndPr"),
    *("commentRangeStart", "commentRangeEnd", "annotationRef", "footnoteRef", "rt"),
}
_CHANGES = {"ins", "del", "moveFrom", "moveTo"}
_PICTURES = {"drawing", "pict", "object", "m:oMathPara"}


class InlineReader:
    """Reads paragraphs one after the other; a field may span several."""

    def __init__(self, styles: StyleSheet) -> None:
        self._styles = styles
        self._fields: list[Field] = []

    @property
    def is_in_contents(self) -> bool:
        """Whether the field that makes the table of contents is still open."""
        return any(each.is_contents for each in self._fields)

    def leave_contents(self) -> None:
        """Forget the fields that were never ended."""
        self._fields.clear()

    def read(self, paragraph: Node, look: Look) -> Inline:
        """Return what a paragraph says; `look` is its style."""
        found = Inline(is_contents=self.is_in_contents)
        self._walk(paragraph, found, look.is_hidden)
        found.is_contents = found.is_contents or self.is_in_contents
        self._fields = [each for each in self._fields if each.is_showing]
        return found

    def _walk(self, node: Node, found: Inline, is_hidden: bool) -> None:
        for child in _visible_children(node):
            name = child.name
            if name in _CHANGES:
                found.changes += 1
            if name in _SKIPPED:
                continue
            if name == "r":
                self._run(child, found, is_hidden)
            elif name == "txbxContent":
                found.boxes += paragraphs_within(child)
            else:
                self._other(child, found, is_hidden)

    def _run(self, run: Node, found: Inline, is_hidden: bool) -> None:
        properties = run.child("rPr")
        vanish = properties.child("vanish") if properties else None
        self._walk(run, found, is_on(vanish.attributes) if vanish else is_hidden)

    def _other(self, node: Node, found: Inline, is_hidden: bool) -> None:
        name = node.name
        if name in {"t", "m:t"}:
            self._say(node.text, found, is_hidden)
        elif name in _SIGNS:
            self._say(_SIGNS[name], found, is_hidden)
        elif name == "sym":
            self._say(_symbol(node), found, is_hidden)
        elif name == "fldChar":
            self._field_mark(node.attributes.get("fldCharType"))
        elif name == "instrText":
            self._instruct(node.text)
        else:
            self._container(node, found, is_hidden)

    def _container(self, node: Node, found: Inline, is_hidden: bool) -> None:
        if node.name == "fldSimple" and Field(node.attributes.get("instr", "")).is_contents:
            found.is_contents = True
        if node.name == "sdt" and _shows_prompt(node):
            found.has_blank_control = True
        if node.name in _PICTURES and not is_hidden:
            before = len(found.boxes)
            self._walk(node, found, is_hidden)
            found.pictures += len(found.boxes) == before
            return
        self._walk(node, found, is_hidden)

    def _say(self, text: str, found: Inline, is_hidden: bool) -> None:
        if any(not each.is_showing for each in self._fields):
            return
        if is_hidden:
            found.hidden += len(text.strip())
        else:
            found.text.append(text)

    def _field_mark(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].is_showing = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _instruct(self, text: str) -> None:
        if self._fields and not self._fields[-1].is_showing:
            self._fields[-1].instruction += text[:200]


def paragraphs_within(node: Node) -> list[Node]:
    """Return the paragraphs below a node, not those within another paragraph."""
    found: list[Node] = []
    for child in _visible_children(node):
        if child.name == "p":
            found.append(child)
        else:
            found += paragraphs_within(child)
    return found


def outline_level(properties: Node | None) -> int | None:
    """Return the outline level a paragraph gives itself, 9 for body text; None for none."""
    return whole(properties.value("outlineLvl")) if properties else None


def _visible_children(node: Node) -> Iterator[Node]:
    """Yield the children; of alternatives (mc:AlternateContent) only the first."""
    for child in node.children:
        if child.name == "mc:AlternateContent":
            taken = child.child("mc:Choice") or child.child("mc:Fallback")
            if taken is not None:
                yield from _visible_children(taken)
        else:
            yield child


def _shows_prompt(control: Node) -> bool:
    properties = control.child("sdtPr")
    mark = properties.child("showingPlcHdr") if properties else None
    return mark is not None and is_on(mark.attributes)


def _symbol(node: Node) -> str:
    code = node.attributes.get("char", "")
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return chr(value) if 0x20 <= value < 0xD800 else "□"
