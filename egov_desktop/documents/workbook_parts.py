"""The parts of an .xlsx that hold cells (ECMA-376), told apart while their XML streams by."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, InvalidOperation
from enum import StrEnum

Attributes = dict[str, str]
Place = tuple[int, int]
"""Row and column, both from 1."""
Range = tuple[int, int, int, int]
"""First row, first column, last row, last column."""

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_MOST_CELLS = 300_000
_MOST_CHARACTERS = 20_000_000
"""In the cells of one sheet, a shared text counted wherever it stands."""
_MOST_MERGED = 20_000
_MOST_TEXTS = 500_000
_DIGITS_KEPT = Context(prec=15)
"""What Excel and WPS show of a number; further digits are the noise of binary fractions."""
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_DATE_FORMATS = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58})
"""Formats without a code in the file; from 27 on those of a Chinese Excel."""
_PERCENT_FORMATS = frozenset({9, 10})
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DAY_ZERO, _DAY_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
FIRST_SERIAL, LAST_SERIAL = 18_172, 109_573
"""1949-10-01 and 2199-12-31 as Excel counts days."""


class TooLargeError(Exception):
    """A sheet holds more than anybody fills in by hand."""


class Form(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    DATE = "date"
    TRUTH = "truth"
    ERROR = "error"
    FORMULA = "formula"
    """A formula nobody has calculated yet."""


@dataclass(frozen=True)
class Cell:
    """A cell that is not blank; a number in plain digits, a date in ISO form."""

    text: str
    form: Form


def place_of(reference: str) -> Place | None:
    """Return row and column of a reference such as `B7` or `$B$7`; None for anything else."""
    match = _PLACE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = 26 * column + ord(letter) - 64
    row = int(match[2])
    return (row, column) if 1 <= row <= MOST_ROWS and column <= MOST_COLUMNS else None


def reference_of(row: int, column: int) -> str:
    """Return the name of a cell, such as `B7`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def range_of(reference: str) -> Range | None:
    """Return the corners of a reference such as `A1:C3`."""
    first, _colon, last = reference.partition(":")
    start, end = place_of(first), place_of(last or first)
    return (*start, *end) if start and end else None


def day_of(serial: Decimal, is_1904: bool = False) -> date:
    """Return the day of a date as Excel counts days."""
    return (_DAY_ZERO_1904 if is_1904 else _DAY_ZERO) + timedelta(int(serial))


def unescaped(text: str) -> str:
    """Return text with `_x000D_` and the like as the characters they stand for."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass
class TextsHandler:
    """The table of shared texts: formatted runs joined, phonetic hints left out."""

    texts: list[str] = field(default_factory=list)
    _phonetic: int = 0
    _is_text: bool = False
    _parts: list[str] = field(default_factory=list)

    def start(self, name: str, _attributes: Attributes) -> None:
        """Take the start of an element."""
        self._phonetic += name == "rPh"
        self._is_text = name == "t" and not self._phonetic

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self._phonetic -= name == "rPh"
        self._is_text = False
        if name == "si":
            if len(self.texts) >= _MOST_TEXTS:
                raise TooLargeError
            self.texts.append(unescaped("".join(self._parts)))
            self._parts.clear()

    def text(self, text: str) -> None:
        """Take characters."""
        if self._is_text:
            self._parts.append(text)


@dataclass
class StylesHandler:
    """What number formats show: a date, a percentage, or just a number."""

    forms: list[Form] = field(default_factory=list)
    """By the style number of a cell."""
    _codes: dict[str, str] = field(default_factory=dict)
    _is_within: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the start of an element."""
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._is_within = True
        elif name == "xf" and self._is_within:
            self.forms.append(self._form(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == "cellXfs":
            self._is_within = False

    def text(self, text: str) -> None:
        """Take characters; styles have none."""

    def _form(self, number: str) -> Form:
        if number in self._codes:
            code = _LITERAL.sub("", self._codes[number]).partition(";")[0].lower()
            if "y" in code or "d" in code:
                return Form.DATE
            return Form.PERCENTAGE if "%" in code else Form.NUMBER
        known = int(number) if number.isascii() and number.isdigit() else 0
        if known in _DATE_FORMATS:
            return Form.DATE
        return Form.PERCENTAGE if known in _PERCENT_FORMATS else Form.NUMBER


@dataclass
class SheetHandler:
    """The cells of one sheet."""

    texts: list[str]
    forms: list[Form]
    is_1904: bool
    cells: dict[Place, Cell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    _characters: int = 0
    _row: int = 0
    _column: int = 0
    _attributes: Attributes = field(default_factory=dict)
    _phonetic: int = 0
    _kind: str = ""
    _value: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the start of an element."""
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            given = attributes.get("r", "")
            self._row = int(given) if given.isascii() and given.isdigit() else self._row + 1
            self._column = 0
            if attributes.get("hidden") in ("1", "true"):
                self.hidden_rows.add(self._row)
        elif name == "mergeCell" and len(self.merged) < _MOST_MERGED:
            found = range_of(attributes.get("ref", ""))
            self.merged += [found] if found else []
        elif name == "rPh":
            self._phonetic += 1
        else:
            self._seen.add(name)
        self._kind = name

    def _start_cell(self, attributes: Attributes) -> None:
        place = place_of(attributes.get("r", ""))
        self._column = place[1] if place else self._column + 1
        self._row = place[0] if place else self._row
        self._attributes = attributes
        self._value.clear()
        self._seen.clear()

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self._phonetic -= name == "rPh"
        self._kind = ""
        if name == "c":
            cell = self._cell("".join(self._value))
            if cell is not None:
                self.cells[self._row, self._column] = cell
                self._characters += len(cell.text)
                if len(self.cells) > _MOST_CELLS or self._characters > _MOST_CHARACTERS:
                    raise TooLargeError

    def text(self, text: str) -> None:
        """Take characters of a value or of a text that stands in its cell."""
        if self._kind == "v" or (self._kind == "t" and not self._phonetic):
            self._value.append(text)

    def _cell(self, value: str) -> Cell | None:
        kind = self._attributes.get("t", "n")
        if "f" in self._seen and not value and not (kind == "str" and "v" in self._seen):
            return Cell("", Form.FORMULA)
        if kind == "s":
            known = value.isascii() and value.isdigit() and int(value) < len(self.texts)
            value = self.texts[int(value)] if known else ""
            return Cell(value, Form.TEXT) if value.strip() else None
        if kind in ("str", "inlineStr"):
            return Cell(unescaped(value), Form.TEXT) if value.strip() else None
        if not value.strip():
            return None
        if kind == "e":
            return Cell(value, Form.ERROR)
        if kind == "b":
            return Cell(value.strip(), Form.TRUTH)
        return _day(value) if kind == "d" else self._number(value.strip())

    def _number(self, value: str) -> Cell:
        try:
            number = Decimal(value)
        except InvalidOperation:
            return Cell(value, Form.TEXT)
        if not number.is_finite() or abs(number.adjusted()) > 40:
            return Cell(value, Form.TEXT)
        style = self._attributes.get("s", "0")
        number_of = int(style) if style.isascii() and style.isdigit() else 0
        form = self.forms[number_of] if number_of < len(self.forms) else Form.NUMBER
        if form is Form.DATE:
            serial = number + (1462 if self.is_1904 else 0)
            if FIRST_SERIAL <= serial < LAST_SERIAL + 1:
                return Cell(_moment(serial), Form.DATE)
            form = Form.NUMBER
        if form is Form.PERCENTAGE:
            return Cell(f"{plain_number(number.scaleb(2))}%", form)
        return Cell(plain_number(number), form)


def plain_number(number: Decimal) -> str:
    """Return a number as it is shown: fifteen digits, no exponent, no needless zeros."""
    digits = format(_DIGITS_KEPT.plus(number), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _moment(serial: Decimal) -> str:
    """Return day and, where there is one, time of a date as Excel counts days since 1900."""
    day = day_of(serial)
    seconds = round((serial - int(serial)) * 86_400)
    if not 0 < seconds < 86_400:
        return day.isoformat()
    return f"{datetime.combine(day, datetime.min.time()) + timedelta(seconds=seconds)}"


def _day(value: str) -> Cell:
    """Return a date that is written in ISO form."""
    return Cell(value.strip().removesuffix("T00:00:00").replace("T", " "), Form.DATE)
