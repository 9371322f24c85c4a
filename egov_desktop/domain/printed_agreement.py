"""Whether what was printed agrees with the values of the record (印本与数据一致), without a pack.

The words of a choice are known to the pack alone: of a choice is only seen that it was printed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from typing import Any

from egov_desktop.domain import calendars, money
from egov_desktop.domain.fields import clean
from egov_desktop.domain.printout import NOT_FILLED

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_CHOICE_ID = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_PLACE = re.compile(r"([^\[\].]+)(?:\[(\d{1,9})\]\.([^\[\].]+))?")
_SHOWN_LENGTH = 40
_MOST_TOLD = 50
_BRACKETS = "()\uff08\uff09"


def disagreements(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return in words where `printed` and `values` of a submission.json differ, the first of them.

    A record of an older program that has no `printed` has nothing to compare.
    """
    printed = record.get("printed")
    return () if printed is None else tuple(islice(_disagreements(record, printed), _MOST_TOLD))


def _disagreements(
    record: Mapping[str, Any], printed: Sequence[Mapping[str, str]]
) -> Iterator[str]:
    values, answers = _mapping(record.get("values")), _mapping(record.get("answers"))
    seen: set[str] = set()
    if repeated := _repeated(printed):
        yield f"打印内容“{repeated}”重复。"
        return
    for line in printed:
        path, label, text = line["path"], line["label"], line["text"]
        seen.add(path)
        place = _PLACE.fullmatch(path)
        if place is None or not _is_known(place, values, answers):
            yield f"打印内容“{label}”（{path}）在数据中没有对应的值。"
            continue
        value = _at(place, values)
        if not _agrees(text, value, _at(place, answers)):
            yield f"“{label}”（{path}）打印为“{said(text)}”，数据中是“{said(value)}”。"
    for path in _paths(values):
        if path not in seen:
            yield f"数据中的 {path} 没有打印。"


def _repeated(printed: Sequence[Mapping[str, str]]) -> str:
    """Return the first line that comes twice; an amount in words has a label of its own."""
    known: set[tuple[str, str]] = set()
    for line in printed:
        key = (line["path"], line["label"])
        if key in known:
            return line["label"]
        known.add(key)
    return ""


def _agrees(text: str, value: object, raw: object) -> bool:
    if value is None:
        typed = "" if raw is None else clean(str(raw))
        is_not_filled = text.strip(_BRACKETS) == NOT_FILLED.strip(_BRACKETS)
        return text == typed or (is_not_filled and not typed)
    if isinstance(value, bool):
        return text == ("是" if value else "否")
    return text in set(_wordings(str(value))) or _may_be_choice(text, str(value))


def _wordings(value: str) -> Iterator[str]:
    """Yield the ways in which a value is printed: as it is, an amount, a period."""
    yield value
    if _NUMBER.fullmatch(value):
        amount = Decimal(value)
        yield money.format_wan(amount)
        try:
            yield money.chinese_capital(money.wan_to_yuan(amount))
        except ValueError as beyond_the_words:
            yield str(beyond_the_words)
    with suppress(ValueError):
        yield calendars.period_label(value)


def _may_be_choice(text: str, value: str) -> bool:
    return bool(_CHOICE_ID.fullmatch(value)) and not _NUMBER.fullmatch(text.replace(",", ""))


def _at(place: re.Match[str], values: Mapping[str, Any]) -> object:
    """Return the value at a place, None where there is none."""
    value = values.get(place[1])
    if place[2] is None:
        return value
    rows = value if isinstance(value, list | tuple) else ()
    row = rows[int(place[2])] if int(place[2]) < len(rows) else None
    return row.get(place[3]) if isinstance(row, Mapping) else None


def _is_known(place: re.Match[str], values: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
    """Whether a place is one of the record; a field that nobody answered is printed as such."""
    if place[2] is None:
        return True
    return _at(place, values) is not None or _at(place, answers) is not None


def _paths(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paths of all values that say anything."""
    for key, value in values.items():
        if not isinstance(value, list | tuple):
            if value is not None:
                yield key
            continue
        for number, row in enumerate(value):
            for column, cell in _mapping(row).items():
                if cell is not None:
                    yield f"{key}[{number}].{column}"


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def said(value: object) -> str:
    """Return a value of a record in words, shortened."""
    if value is None:
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value) if isinstance(value, str | int | float) else "列表"
    return text if len(text) <= _SHOWN_LENGTH else text[:_SHOWN_LENGTH] + "…"
