"""Field kinds: accept anything a person types, normalise it, then judge it."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from egov_desktop.domain import calendars, identifiers, money
from egov_desktop.domain.typed_text import compacted

Raw = str | bool | int | float | None | Sequence["Raw"] | Mapping[str, "Raw"]
"""An answer as it was typed or read from a file; JSON values only."""

Scalar = str | bool | Decimal | date
"""A normalised answer: money in 万元, percent in per cent."""


@dataclass(frozen=True)
class Answer:
    """One answer: as typed, its normalised value, and what is wrong with it."""

    raw: Raw
    value: "Scalar | Rows | None"
    problem: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return self.value is None and self.problem is None


Row = Mapping[str, Answer]
Rows = tuple[Row, ...]
BLANK = Answer(None, None)


@dataclass(frozen=True)
class Choice:
    """One option of a choice field: the id that is stored and the words that are shown."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    """Other words that mean it, as they come from a paste."""


@dataclass(frozen=True)
class FieldDefinition:
    """A field of a form, or a column of a table field."""

    id: str
    kind: str
    label: str
    help: str = ""
    unit: str = ""
    is_required: bool = False
    is_indexed: bool = False
    provisions: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    columns: tuple["FieldDefinition", ...] = ()
    carry_from: str | None = None
    default: Raw = None
    is_computed: bool = False
    """The program works the value out; nobody types it."""

    def column(self, column_id: str) -> "FieldDefinition | None":
        """Return the column of a table field, or None."""
        return next((column for column in self.columns if column.id == column_id), None)

    def choice_label(self, choice_id: str) -> str:
        """Return the words of a choice; an own wording stands for itself."""
        return next((c.label for c in self.choices if c.id == choice_id), choice_id)


@dataclass(frozen=True)
class KindTraits:
    """What the program knows of a field kind."""

    judge: Callable[[FieldDefinition, str], Answer]
    value_type: str
    has_own_rule: bool = field(default=False)
    """A pack rule, not the general one, reports what is wrong (identifiers)."""


def judge(definition: FieldDefinition, raw: Raw) -> Answer:
    """Normalise and judge what was typed; never raises for any input."""
    if definition.kind == "table":
        return _judge_table(definition, raw)
    if raw is None:
        return BLANK
    if not isinstance(raw, str | bool | int | float):
        return Answer(raw, None, "此处只能填写一个值，不能填写列表。")
    text = _as_text(raw)
    if not text:
        return Answer(raw, None)
    answer = KINDS[definition.kind].judge(definition, text)
    return Answer(raw, answer.value, answer.problem)


def problems_within(definition: FieldDefinition, answer: Answer) -> Iterator[tuple[str, str]]:
    """Yield (relative path, sentence) for everything wrong in an answer, table cells included."""
    if answer.problem:
        yield definition.id, answer.problem
    if definition.kind == "table" and isinstance(answer.value, tuple):
        for number, row in enumerate(answer.value):
            for column in definition.columns:
                cell = row.get(column.id, BLANK)
                if cell.problem and not KINDS[column.kind].has_own_rule:
                    yield f"{definition.id}[{number}].{column.id}", cell.problem


def clean(text: str) -> str:
    """Return text as it is stored and printed: composed (NFC), single blanks, no invisible marks.

    Lines are kept, and so are full-width forms: in Chinese sentences they are right.
    """
    lines = (_composed(line) for line in text.splitlines())
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _composed(line: str) -> str:
    if not line.isprintable():
        line = "".join(_INVISIBLE.get(unicodedata.category(mark), mark) for mark in line)
    return unicodedata.normalize("NFC", line)


_INVISIBLE = {"Cc": " ", "Cf": "", "Cs": "\ufffd"}
"""Control characters, format characters such as a zero-width blank, halves of a character."""


def _as_text(raw: str | bool | float) -> str:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return clean(str(Decimal(raw) if isinstance(raw, int) else raw))


def _judge_table(definition: FieldDefinition, raw: Raw) -> Answer:
    if raw is None or (isinstance(raw, str) and not clean(raw)):
        return Answer(raw, None)
    if isinstance(raw, str | bool | int | float | Mapping):
        return Answer(raw, None, "此处是明细表，应逐行填写。")
    rows = tuple(_judge_row(definition, item) for item in raw)
    filled = tuple(row for row in rows if any(not cell.is_blank for cell in row.values()))
    return Answer(raw, filled or None)


def _judge_row(definition: FieldDefinition, item: Raw) -> Row:
    if not isinstance(item, Mapping):
        item = {definition.columns[0].id: item}
    return {
        column.id: BLANK if column.is_computed else judge(column, item.get(column.id))
        for column in definition.columns
    }


def _text(_definition: FieldDefinition, text: str) -> Answer:
    return Answer(text, text)


def _money(_definition: FieldDefinition, text: str) -> Answer:
    try:
        return Answer(text, money.parse_wan(text))
    except ValueError as error:
        return Answer(text, None, str(error))


_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?|[+-]?\.(\d+)", re.ASCII)
_MOST_DIGITS = 15
"""On either side of the point; more are a slip, and exact arithmetic stays possible."""


def _number(text: str, suffixes: str, example: str) -> Answer:
    plain = _with_plain_signs(compacted(text)).rstrip(suffixes)
    if not _NUMBER.fullmatch(plain):
        return Answer(text, None, f"“{text}”不是数字，请填写如“{example}”。")
    integer, _, fraction = plain.replace(",", "").lstrip("+-0").partition(".")
    if len(integer) > _MOST_DIGITS or len(fraction) > _MOST_DIGITS:
        return Answer(text, None, f"数字的整数或小数部分超过 {_MOST_DIGITS} 位，请核对。")
    return Answer(text, Decimal(plain.replace(",", "")))


def _decimal(_definition: FieldDefinition, text: str) -> Answer:
    return _number(text, "", "12.5")


def _percent(_definition: FieldDefinition, text: str) -> Answer:
    return _number(text, "%", "8.5")


def _integer(_definition: FieldDefinition, text: str) -> Answer:
    answer = _number(text, "个台套项人页", "12")
    if isinstance(answer.value, Decimal) and answer.value != answer.value.to_integral_value():
        return Answer(text, None, f"“{text}”不是整数，请填写如“12”。")
    return answer


_DATE = re.compile(
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
    r"|(?P<year>\d{4}) ?[-/.年 ] ?(?P<month>\d{1,2}) ?[-/.月 ] ?(?P<day>\d{1,2}) ?日?",
    re.ASCII,
)
EARLIEST, LATEST = date(1949, 10, 1), date(2199, 12, 31)
"""Dates outside are slips of the pen, and legal periods could not be counted from them."""


def _date(_definition: FieldDefinition, text: str) -> Answer:
    match = _DATE.fullmatch(_with_plain_signs(unicodedata.normalize("NFKC", text)))
    if match is None:
        return Answer(text, None, f"“{text}”不是日期，请填写如“2026-03-02”。")
    try:
        day = date(*(int(part) for part in match.groups() if part))
    except ValueError:
        return Answer(text, None, f"“{text}”不是存在的日期，请检查月和日。")
    if not EARLIEST <= day <= LATEST:
        return Answer(text, None, f"“{text}”的年份不合理，请检查。")
    return Answer(text, day)


def _with_plain_signs(text: str) -> str:
    return _DASHES.sub("-", text)


_DASHES = re.compile("[\u2010-\u2015\u2212]")


def _period(_definition: FieldDefinition, text: str) -> Answer:
    problem = calendars.period_problem(text)
    return Answer(text, None if problem else calendars.normalise_period(text), problem)


_YES = {"yes", "true", "是", "y", "1", "有", "√"}
_NO = {"no", "false", "否", "n", "0", "无", "没有"}


def _yes_no(_definition: FieldDefinition, text: str) -> Answer:
    word = unicodedata.normalize("NFKC", text).lower()
    if word in _YES:
        return Answer(text, True)
    if word in _NO:
        return Answer(text, False)
    return Answer(text, None, f"“{text}”应填“是”或“否”。")


def _choice(definition: FieldDefinition, text: str) -> Answer:
    chosen = _known_choice(definition, text)
    if chosen is None:
        options = "、".join(choice.label for choice in definition.choices)
        return Answer(text, None, f"“{text}”不在可选范围内，可选：{options}。")
    return Answer(text, chosen)


def _open_choice(definition: FieldDefinition, text: str) -> Answer:
    return Answer(text, _known_choice(definition, text) or text)


def _known_choice(definition: FieldDefinition, text: str) -> str | None:
    word = unicodedata.normalize("NFKC", text).casefold()
    for choice in definition.choices:
        names = (choice.id, choice.label, *choice.aliases)
        if word in (unicodedata.normalize("NFKC", name).casefold() for name in names):
            return choice.id
    return None


def _code(problem_of: Callable[[str], str | None]) -> Callable[[FieldDefinition, str], Answer]:
    def judge_code(_definition: FieldDefinition, text: str) -> Answer:
        return Answer(text, identifiers.normalise_code(text), problem_of(text))

    return judge_code


def _contact(problem_of: Callable[[str], str | None]) -> Callable[[FieldDefinition, str], Answer]:
    def judge_contact(_definition: FieldDefinition, text: str) -> Answer:
        return Answer(text, identifiers.normalise_contact(text), problem_of(text))

    return judge_contact


KINDS: Mapping[str, KindTraits] = {
    "text": KindTraits(_text, "text"),
    "long_text": KindTraits(_text, "text"),
    "money": KindTraits(_money, "number"),
    "decimal": KindTraits(_decimal, "number"),
    "integer": KindTraits(_integer, "number"),
    "percent": KindTraits(_percent, "number"),
    "date": KindTraits(_date, "date"),
    "period": KindTraits(_period, "text"),
    "yes_no": KindTraits(_yes_no, "truth"),
    "choice": KindTraits(_choice, "text"),
    "open_choice": KindTraits(_open_choice, "text"),
    "credit_code": KindTraits(_code(identifiers.credit_code_problem), "text", has_own_rule=True),
    "project_code": KindTraits(_code(identifiers.project_code_problem), "text", has_own_rule=True),
    "phone": KindTraits(_contact(identifiers.phone_problem), "text"),
    "email": KindTraits(_contact(identifiers.email_problem), "text"),
    "table": KindTraits(_text, "rows"),
}
"""Every field kind; the keys are the `kind` words of a policy pack."""
