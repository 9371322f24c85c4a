"""Whether the values of a record follow from what was typed (数据与填写的原样), without a pack.

The kind of a field is known to the pack alone: a value is good when some kind of field would make
it of what was typed. A column may be worked out by the program, whatever was typed there; of a
choice only the words are typed, and its id says nothing of them.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from egov_desktop.domain import fields
from egov_desktop.domain.fields import FieldDefinition
from egov_desktop.domain.printed_agreement import said
from egov_desktop.domain.submission import plain_value

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CHOICE_ID = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_NUMBERS = ("money", "decimal", "percent", "integer")
_WORDS = ("text", "period", "credit_code", "project_code", "phone", "email")


def untrue_values(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield in words which values do not follow from what was typed."""
    answers = record["answers"]
    for name, value in record["values"].items():
        if name not in answers:  # worked out by the program
            continue
        raw = answers[name]
        if isinstance(value, list):
            yield from _table_problems(name, raw, value)
        elif not _follows(raw, value):
            yield f"{name} 填写的是“{said(raw)}”，数据中却是“{said(value)}”。"


def deviating_cells(record: Mapping[str, Any]) -> int:
    """Return how many cells of tables hold something else than was typed."""
    count = 0
    for name, value in record["values"].items():
        rows = _filled_rows(record["answers"].get(name))
        if isinstance(value, list) and len(rows) == len(value):
            pairs = zip(rows, value, strict=True)
            count += sum(
                not _follows(raw[k], row[k]) for raw, row in pairs for k in row if k in raw
            )
    return count


def _table_problems(name: str, raw: object, rows: list[Any]) -> Iterator[str]:
    typed = raw if isinstance(raw, list) else []
    if len(rows) > len(typed):
        yield f"{name} 填写了 {len(typed)} 行，数据中却有 {len(rows)} 行。"


def _filled_rows(raw: object) -> list[Mapping[str, Any]]:
    rows = [row for row in raw if isinstance(row, Mapping)] if isinstance(raw, list) else []
    return [row for row in rows if any(_is_said(cell) for cell in row.values())]


def _is_said(cell: object) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(fields.clean(cell)))


def _follows(raw: Any, value: Any) -> bool:
    if value is None or raw == value:
        return True
    if not isinstance(raw, str | bool | int) or not isinstance(value, str | bool):
        return False
    return _is_made_of(raw, value)


@lru_cache(maxsize=4096, typed=True)
def _is_made_of(raw: str | bool | int, value: str | bool) -> bool:
    made = {kind: _made(kind, raw) for kind in _kinds(value)}
    if value in made.values():
        return True
    if not isinstance(value, str):
        return False
    if _NUMBER.fullmatch(value):
        return any(
            isinstance(each, str) and _NUMBER.fullmatch(each) and Decimal(each) == Decimal(value)
            for each in made.values()
        )
    is_number = any(_made(kind, raw) is not None for kind in _NUMBERS)
    return bool(_CHOICE_ID.fullmatch(value)) and not is_number


def _kinds(value: str | bool) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("yes_no",)
    if _NUMBER.fullmatch(value):
        return (*_NUMBERS, *_WORDS)
    return ("date",) if _DAY.fullmatch(value) else _WORDS


def _made(kind: str, raw: str | bool | int) -> object:
    return plain_value(fields.judge(FieldDefinition("x", kind, ""), raw))
