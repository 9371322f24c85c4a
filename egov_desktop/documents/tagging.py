"""The structure of a PDF (标签): what is a heading, a paragraph, a table, a figure; what is none.

Marks are written into the page while it is drawn; the tree is written when all pages are there.
"""

from collections.abc import Iterator
from typing import Any

_ARTIFACT = "Artifact"


class Element:
    """A part of the structure: its kids are other parts and marked content as (page, number)."""

    __slots__ = ("details", "kids", "number", "parent", "tag")

    def __init__(self, tag: str, parent: "Element | None", details: str = "") -> None:
        self.tag = tag
        self.parent = parent
        self.details = details
        self.kids: list[Element | tuple[int, int] | str] = []
        self.number = 0
        if parent is not None:
            parent.kids.append(self)

    def part(self, tag: str, details: str = "") -> "Element":
        """Return a new part below this one; of what is not read there are none."""
        return self if self.tag == _ARTIFACT else Element(tag, self, details)

    def walk(self) -> Iterator["Element"]:
        """Yield this part and all below it, each before its kids."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(kid for kid in reversed(element.kids) if isinstance(kid, Element))


ARTIFACT = Element(_ARTIFACT, None)
"""Lines and ornaments: nothing to be read aloud."""
REPEATED = Element(_ARTIFACT, None, "<</Type/Pagination>>")
"""What every sheet repeats: running head, foot, heads of tables that go on."""


class Tags:
    """Marks the content of a canvas and writes the tree of its structure."""

    def __init__(self, canvas: Any) -> None:
        self.root = Element("Document", None)
        self._canvas = canvas
        self._pages: list[list[Element]] = []
        self._page = -1
        self._links: list[tuple[str, Element]] = []
        self._open: Element | None = None
        self.is_paused = False
        """Within a drawing that pages place: the place is marked, not what is in it."""

    def begin_page(self) -> None:
        """Begin a page, on which marks are numbered from 0."""
        self._pages.append([])
        self._page = len(self._pages) - 1

    def mark(self, element: Element) -> None:
        """Let what is drawn next belong to a part of the structure."""
        if element is self._open or self.is_paused:
            return
        self.close()
        self._open = element
        if element.tag == _ARTIFACT:
            kind = f"{element.details} BDC" if element.details else "BMC"
            self._canvas._code.append(f"/{_ARTIFACT} {kind}")
            return
        owners = self._pages[self._page]
        element.kids.append((self._page, len(owners)))
        self._canvas._code.append(f"/{element.tag} <</MCID {len(owners)}>> BDC")
        owners.append(element)

    def close(self) -> None:
        """End the marked content that is open."""
        if self._open is not None and not self.is_paused:
            self._canvas._code.append("EMC")
            self._open = None

    def turn_to(self, page: int) -> None:
        """Go on marking on a page that was begun before, counted from 0."""
        self.close()
        self._page = page

    def link_key(self, element: Element, name: str) -> int:
        """Add a link annotation, named for the canvas, to an element; return its StructParent."""
        element.kids.append(name)
        self._links.append((name, element))
        return _LINK_KEYS + len(self._links) - 1

    def write(self) -> str:
        """Add the tree to the document and return the reference to its root."""
        document = self._canvas._doc
        elements = []
        for element in self.root.walk():
            element.kids = [kid for kid in element.kids if not _is_blank(kid)]
            elements.append(element)
        first = document.objectcounter + 2
        for number, element in enumerate(elements, first):
            element.number = number
        top = _add(document, self._root_text(first - 1 + len(elements) + 1))
        for element in elements:
            _add(document, self._text_of(element, top))
        _add(document, self._parent_tree())
        for number, page in enumerate(document.Pages.pages):
            page.Trans = None
            page.Tabs = "/S"
            page.StructParents = number if self._pages[number] else None
            page.__NoDefault__ = [*type(page).__NoDefault__, "StructParents", "Tabs"]
        return f"{top} 0 R"

    def _root_text(self, parent_tree: int) -> str:
        return (
            f"<</Type/StructTreeRoot/K {self.root.number} 0 R/ParentTree {parent_tree} 0 R"
            f"/ParentTreeNextKey {_LINK_KEYS + len(self._links)}>>"
        )

    def _text_of(self, element: Element, top: int) -> str:
        parent = element.parent.number if element.parent else top
        home = next((kid[0] for kid in element.kids if isinstance(kid, tuple)), None)
        page = "" if home is None else f"/Pg {self._page_number(home)} 0 R"
        kids = " ".join(self._kid_text(kid, home) for kid in element.kids)
        return f"<</S/{element.tag}/P {parent} 0 R{page}/K[{kids}]{element.details}>>"

    def _kid_text(self, kid: "Element | tuple[int, int] | str", home: int | None) -> str:
        if isinstance(kid, Element):
            return f"{kid.number} 0 R"
        if isinstance(kid, str):
            number = self._canvas._doc.idToObjectNumberAndVersion[f"Annot.{kid}"][0]
            return f"<</Type/OBJR/Obj {number} 0 R>>"
        page, mark = kid
        if page == home:
            return str(mark)
        return f"<</Type/MCR/Pg {self._page_number(page)} 0 R/MCID {mark}>>"

    def _page_number(self, page: int) -> int:
        return int(self._canvas._doc.idToObjectNumberAndVersion[f"Page{page + 1}"][0])

    def _parent_tree(self) -> str:
        entries = [
            f"{page}[{' '.join(f'{element.number} 0 R' for element in owners)}]"
            for page, owners in enumerate(self._pages)
            if owners
        ]
        entries += [
            f"{_LINK_KEYS + place} {element.number} 0 R"
            for place, (_, element) in enumerate(self._links)
        ]
        return "<</Nums[" + "\n".join(entries) + "]>>"


_LINK_KEYS = 1_000_000
"""Keys of pages are their numbers; those of links begin here."""


def text_entry(key: str, text: str) -> str:
    """Return an entry of a dictionary with a text, as UTF-16."""
    return f"/{key}<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"


def _is_blank(kid: Element | tuple[int, int] | str) -> bool:
    """Whether it is a paragraph without a word: a blank line."""
    return isinstance(kid, Element) and kid.tag == "P" and not kid.kids


def _add(document: Any, text: str) -> int:
    """Add an object in its written form and return its number."""
    document.Reference(text, f"structure-{document.objectcounter + 1}")
    return int(document.objectcounter)
