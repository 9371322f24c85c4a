"""Automatic numbers (自动编号) of paragraphs: 第一章, 一、, 1.1 are not in the text of the file."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from egov_desktop.documents.docx_parts import Attributes, DocxParts, Handlers
from egov_desktop.documents.docx_styles import whole

_LEVELS = 9
_DIGITS = "零一二三四五六七八九"
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")


@dataclass
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    style: str | None = None
    is_legal: bool = False


@dataclass
class _List:
    """An abstract list (多级列表) of the file."""

    levels: dict[int, _Level] = field(default_factory=lambda: defaultdict(_Level))
    style_link: str | None = None
    num_style_link: str | None = None


@dataclass
class _Num:
    list_id: str = ""
    starts: dict[int, int] = field(default_factory=dict)


@dataclass
class Numbering:
    """The lists of a file, and how far each has counted."""

    lists: dict[str, _List] = field(default_factory=dict)
    nums: dict[str, _Num] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def next_label(self, num_id: str | None, level: int | None, style: str | None) -> str:
        """Count one numbered paragraph and return its number as Word shows it, or nothing."""
        num = self.nums.get(num_id or "")
        if num is None:
            return ""
        list_id, levels = self._levels_of(num.list_id)
        place = level if level is not None else _level_of_style(levels, style)
        if not 0 <= place < _LEVELS:
            return ""
        counts = self._counts.setdefault(list_id, [None] * _LEVELS)
        if num_id not in self._begun:
            self._begun.add(num_id or "")
            for at in num.starts:
                counts[at] = None
        first = num.starts.get(place, levels[place].start)
        before = counts[place]
        counts[place] = first if before is None else before + 1
        counts[place + 1 :] = [None] * (_LEVELS - place - 1)
        return _label(levels, place, counts)

    def _levels_of(self, list_id: str) -> tuple[str, Mapping[int, _Level]]:
        """Return the levels of a list; a list may borrow those of a list style."""
        found = self.lists.get(list_id) or _List()
        if found.num_style_link:
            for other_id, other in self.lists.items():
                if other.style_link == found.num_style_link:
                    return other_id, other.levels
        return list_id, found.levels


def read_numbering(parts: DocxParts) -> Numbering:
    """Return the lists of a file; none when it has none."""
    numbering = Numbering()
    for part in parts.of_kind("numbering")[:1]:
        parts.read(part, _NumberingReader(numbering).handlers)
    return numbering


def chinese_number(number: int) -> str:
    """Write a number below 10,000 in Chinese as a list does: 十二, 一百零三."""
    if not 0 < number < 10_000:
        return str(number)
    written, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            written += ("零" if gap else "") + _DIGITS[digit] + name
        gap = bool(written) and not digit
    return written.removeprefix("一") if 10 <= number < 20 else written


def _level_of_style(levels: Mapping[int, _Level], style: str | None) -> int:
    return next((at for at, level in levels.items() if style and level.style == style), 0)


def _label(levels: Mapping[int, _Level], place: int, counts: list[int | None]) -> str:
    level = levels[place]
    if level.format == "bullet":
        return ""

    def number(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        if at > place:
            return ""
        count = counts[at] if counts[at] is not None else levels[at].start
        style = "decimal" if level.is_legal else levels[at].format
        return _written(count or 0, style)

    return re.sub(r"%([1-9])", number, level.text)[:60]


def _written(number: int, style: str) -> str:
    return _FORMATS.get(style, str)(number)


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number < 1000 else ""


def _roman(number: int) -> str:
    written = ""
    for value, letters in (
        *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
        *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
    ):
        while number >= value and len(written) < 30:
            written, number = written + letters, number - value
    return written


def _circled(number: int) -> str:
    return chr(0x245F + number) if 1 <= number <= 20 else str(number)


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": chinese_number,
    "chineseCountingThousand": chinese_number,
    "japaneseCounting": chinese_number,
    "taiwaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "koreanCounting": chinese_number,
    "ideographDigital": lambda number: "".join(_DIGITS[int(d)] for d in str(number)),
    "chineseLegalSimplified": lambda number: chinese_number(number).translate(_LEGAL),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "none": lambda _number: "",
}


@dataclass
class _NumberingReader:
    numbering: Numbering
    _list: _List | None = None
    _num: _Num | None = None
    _level: int | None = None

    @property
    def handlers(self) -> Handlers:
        return Handlers(self._start, self._end)

    def _start(self, name: str, attributes: Attributes) -> None:
        value = attributes.get("val")
        if name == "abstractNum":
            self._list = _List()
            self.numbering.lists[attributes.get("abstractNumId", "")] = self._list
        elif name == "num":
            self._num = _Num()
            self.numbering.nums[attributes.get("numId", "")] = self._num
        elif name in {"lvl", "lvlOverride"}:
            self._level = whole(attributes.get("ilvl"))
        elif self._num is not None:
            self._num_property(self._num, name, value)
        elif self._list is not None:
            self._list_property(self._list, name, value)

    def _num_property(self, num: _Num, name: str, value: str | None) -> None:
        if name == "abstractNumId":
            num.list_id = value or ""
        elif name == "startOverride" and self._level is not None and self._level < _LEVELS:
            num.starts[self._level] = whole(value) or 0

    def _list_property(self, one: _List, name: str, value: str | None) -> None:
        if name == "styleLink":
            one.style_link = value
        elif name == "numStyleLink":
            one.num_style_link = value
        elif self._level is not None:
            self._level_property(one.levels[self._level], name, value)

    def _level_property(self, level: _Level, name: str, value: str | None) -> None:
        if name == "start":
            level.start = whole(value) or 0
        elif name == "numFmt":
            level.format = value or "decimal"
        elif name == "lvlText":
            level.text = value or ""
        elif name == "pStyle":
            level.style = value
        elif name == "isLgl":
            level.is_legal = True

    def _end(self, name: str) -> None:
        if name == "abstractNum":
            self._list = None
        elif name == "num":
            self._num = None
        elif name in {"lvl", "lvlOverride"}:
            self._level = None
