"""A TrueType font whose text can be copied and searched, in every plane of Unicode.

reportlab writes U+2CB5A as five hexadecimal digits into the ToUnicode map, which readers take
for another character; the map must hold UTF-16BE. This is the one module that imports reportlab
at its top, because it subclasses.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from weakref import WeakKeyDictionary, ref

from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

_GROUP = 100  # a bfchar block holds at most 100 entries (Adobe Technical Note 5014)

_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<00> <FF>
endcodespacerange"""

_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


class UnicodeFont(TTFont):  # type: ignore[misc]
    """reportlab's TrueType font with a right ToUnicode map, and quicker at splitting."""

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name, filename, shapable=False)
        self._places: WeakKeyDictionary[Any, dict[str, int]] = WeakKeyDictionary()
        self._named: tuple[Any, list[str]] = (lambda: None, [])

    def splitString(  # noqa: N802 - overrides reportlab
        self, text: str, doc: Any, encoding: str = "utf-8"
    ) -> list[tuple[int, bytes]]:
        """Return the text as (subset, codes) pieces; a character is looked up once a document."""
        places: dict[str, int] = self._places.setdefault(doc, {})
        try:
            numbers = [places[char] for char in text]
        except KeyError:
            super().splitString(text, doc, encoding)
            assigned = self.state[doc].assignments
            places.update((char, assigned.get(ord(char), 0)) for char in text)
            places["\u00a0"] = places[" "] = 32
            numbers = [places[char] for char in text]
        if max(numbers, default=0) < 0x100:
            return [(0, bytes(numbers))]
        return [
            (subset, bytes([number & 0xFF for number in group]))
            for subset, group in groupby(numbers, _subset_of)
        ]

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:  # noqa: N802 - overrides reportlab
        """Return the name of a subset in a document; it is made up once."""
        named, names = self._named
        if named() is not doc:
            names = []
            self._named = (ref(doc), names)
        while len(names) <= subset:
            names.append(super().getSubsetInternalName(len(names), doc))
        return names[subset]

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - overrides reportlab
        """Add the font to a document, then replace the maps of its subsets."""
        subsets = self.state[doc].subsets
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            tag = SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX
            doc.idToObject["toUnicodeCMap:" + tag.decode("pdfdoc")].content = unicode_map(subset)


def _subset_of(number: int) -> int:
    return number >> 8


def unicode_map(subset: Sequence[int]) -> str:
    """Return the ToUnicode map of a subset: position in the subset → character as UTF-16BE."""
    entries = [
        f"<{position:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>"
        for position, code in enumerate(subset)
        if code
    ]
    lines = [_HEAD]
    for start in range(0, len(entries), _GROUP):
        group = entries[start : start + _GROUP]
        lines += [f"{len(group)} beginbfchar", *group, "endbfchar"]
    return "\n".join([*lines, _TAIL])
