"""A record against its published JSON Schema (Draft 2020-12): each misfit as a sentence."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from egov_desktop import packs
from egov_desktop.domain import submission
from egov_desktop.domain.errors import StorageError

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, FormatChecker
    from jsonschema.exceptions import ValidationError

_LINE_KEYS = {"path", "label", "text"}
_MOST_ERRORS = 1_000
_MOST = 20
"""Misfits that are told of one record."""
_SCHEMA = "submission.schema.json"
_WORDS: Mapping[str, str] = {
    "type": "类型不对",
    "const": "不是规定的值",
    "enum": "不是规定的值",
    "pattern": "的写法不合规定",
    "format": "的写法不合规定",
    "minimum": "太小",
    "maximum": "太大",
    "minItems": "的项数太少",
    "additionalProperties": "有规定之外的内容",
}


def schema_problems(record: object) -> Iterator[str]:
    """Yield where a record is not what the schema of the packet's format allows."""
    if isinstance(record, dict):
        record = _without_good_bulk(record)
    errors = islice(_validator().iter_errors(record), _MOST_ERRORS)
    found = dict.fromkeys(sentence for error in errors for sentence in _sentences(error))
    yield from islice(found, _MOST)
    if len(found) > _MOST:
        yield f"{submission.RECORD} 与公布的格式不符之处太多，只列出前 {_MOST} 处。"


def unknown_keys(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield which keys a newer program may have added: nothing is known of them."""
    schema = _validator().schema
    named = set(record) - set(schema["properties"])
    for key in ("project", "pack", "signature"):
        known = schema["properties"][key]["properties"]
        named |= {f"{key}.{name}" for name in set(record[key]) - set(known)}
    if named:
        shown = "、".join(sorted(name[:40] for name in named)[:5])
        yield f"{submission.RECORD} 有本程序不认识的内容（{shown}），没有核对。"


def _without_good_bulk(record: dict[str, Any]) -> dict[str, Any]:
    """Leave out, of a record, the very many lines and cells that are as the schema has them."""
    short = dict(record)
    if _is_well_printed(record.get("printed")):
        short["printed"] = []
    if isinstance(record.get("values"), dict):
        short["values"] = {k: v for k, v in record["values"].items() if not _is_good_table(v)}
        short["values"] |= {k: [] for k in record["values"].keys() - short["values"].keys()}
    return short


def _is_good_table(rows: object) -> bool:
    return isinstance(rows, list) and all(
        isinstance(row, dict)
        and all(cell is None or isinstance(cell, str | bool) for cell in row.values())
        for row in rows
    )


def _is_well_printed(lines: object) -> bool:
    """Whether all printed lines are as the schema has them; there are very many of them."""
    return isinstance(lines, list) and all(
        isinstance(line, dict)
        and line.keys() == _LINE_KEYS
        and all(isinstance(text, str) for text in line.values())
        for line in lines
    )


@cache
def _validator() -> "Draft202012Validator":
    """Return the validator; it knows no schema but ours and fetches none."""
    from jsonschema import Draft202012Validator
    from referencing import Registry

    path = packs.shipped_root() / "schema" / _SCHEMA
    try:
        schema = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise StorageError(f"程序文件不完整：读不了“{path}”，请重新安装本程序。") from error
    return Draft202012Validator(schema, registry=Registry(), format_checker=_formats())


def _formats() -> "FormatChecker":
    """Return the formats of the schema; jsonschema alone takes any text for a date-time."""
    from jsonschema import FormatChecker

    checker = FormatChecker(("date",))
    checker.checks("date-time", ValueError)(_is_moment)
    return checker


def _is_moment(value: object) -> bool:
    """Whether a text is a moment with its zone; other types have no format."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def _sentences(error: "ValidationError") -> Iterator[str]:
    place = _place(error.absolute_path)
    if error.validator == "required" and isinstance(error.instance, dict):
        for key in error.validator_value:
            if key not in error.instance:
                yield f"{submission.RECORD} 的“{place}.{key}”缺失，不合公布的格式（{_SCHEMA}）。"
        return
    words = _WORDS.get(str(error.validator), "不合规定")
    yield f"{submission.RECORD} 的“{place}”{words}，不合公布的格式（{_SCHEMA}）。"


def _place(path: Any) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part[:60]}" for part in path)
    return "submission" + "".join(islice(parts, 8))
