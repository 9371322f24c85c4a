"""The JSON Schema of a pack's source, for editors; made from the shapes that the loader reads.

`python -m egov_desktop.packs.editor_schema forms/schema/policy-pack.schema.json` writes it anew.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from egov_desktop.packs.pack_format import SECTIONS
from egov_desktop.packs.shapes import Flag, Key, ListOf, MapOf, Record, Shape, Text, TextOr, Tree

_SCALAR = {"type": ["string", "number", "boolean"]}
_CONDITION = {"$ref": "#/$defs/condition"}
_TERM = {"$ref": "#/$defs/term"}
_PATH = {"type": "string", "pattern": r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,2}$"}
_WORDS = {"type": "array", "items": {"type": "string"}, "minItems": 1}


def _list_of(item: dict[str, Any], count: int | None = None) -> dict[str, Any]:
    result: dict[str, Any] = {"type": "array", "items": item, "minItems": count or 1}
    return result if count is None else {**result, "maxItems": count}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": sorted(required),
        "additionalProperties": False,
    }


_TWO_TERMS = _list_of(_TERM, 2)
_TERM_AND_WORDS = {"type": "array", "prefixItems": [_TERM, _WORDS], "minItems": 2, "maxItems": 2}
_ROWS = {"where": _CONDITION}

CONDITION_ARGUMENTS: dict[str, dict[str, Any]] = {
    "all": _list_of(_CONDITION),
    "any": _list_of(_CONDITION),
    "not": _CONDITION,
    "equal": _TWO_TERMS,
    "not_equal": _TWO_TERMS,
    "greater": _TWO_TERMS,
    "at_least": _TWO_TERMS,
    "less": _TWO_TERMS,
    "at_most": _TWO_TERMS,
    "yes": _PATH,
    "no": _PATH,
    "answered": _PATH,
    "once_answered": _PATH,
    "invalid": _PATH,
    "one_of": _TERM_AND_WORDS,
    "mentions": _TERM_AND_WORDS,
    "contains": _TWO_TERMS,
    "exists": _PATH,
    "approved": _PATH,
    "supplied": _PATH,
    "heading_mentions": _TERM_AND_WORDS,
    "any_row": _object({"in": _PATH}, _ROWS),
    "any_filing": _object({"of": _PATH, "where": _CONDITION}),
}
"""The argument each word of a condition takes."""

TERM_ARGUMENTS: dict[str, dict[str, Any]] = {
    "number": _SCALAR,
    "text": _SCALAR,
    "date": _SCALAR,
    "param": _PATH,
    "sum": _object({"in": _PATH, "of": _TERM}, _ROWS | {"blank": {"const": "skip"}}),
    "count": _object({"in": _PATH}, _ROWS),
    "add": _list_of(_TERM),
    "subtract": _TWO_TERMS,
    "multiply": _list_of(_TERM),
    "percent_of": _TWO_TERMS,
    "absolute": _list_of(_TERM, 1),
    "first": _list_of(_TERM),
    "months_after": _TWO_TERMS,
    "days_after": _TWO_TERMS,
    "days_between": _TWO_TERMS,
    "months_between": _TWO_TERMS,
    "earliest": _object({"in": _PATH, "of": _TERM}, _ROWS),
    "latest": _object({"in": _PATH, "of": _TERM}, _ROWS),
    "fee": _list_of({}, 2),
    "problem": _PATH,
    "report_due": _PATH,
}
"""The argument each word of a value takes."""


def json_schema() -> dict[str, Any]:
    """Return the schema of one source file of a pack."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "电子政务制度包",
        "description": "一个文件可写任意几段；各文件的同名段合并。",
        "type": "object",
        "properties": {name: _schema(shape) for name, shape in SECTIONS.items()},
        "additionalProperties": False,
        "minProperties": 1,
        "$defs": {
            "condition": {
                "oneOf": [{"enum": ["always", "never"]}, *_single_keys(CONDITION_ARGUMENTS)]
            },
            "term": {"oneOf": [_PATH, *_single_keys(TERM_ARGUMENTS)]},
        },
    }


def _single_keys(arguments: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [_object({word: argument}) for word, argument in arguments.items()]


def _schema(shape: Shape) -> dict[str, Any]:
    match shape:
        case Text():
            return _text(shape)
        case Flag():
            return {"enum": ["yes", "no"]}
        case Tree():
            return {"$ref": f"#/$defs/{shape.of}"}
        case ListOf():
            return {"type": "array", "items": _schema(shape.item), "minItems": shape.least}
        case MapOf():
            keys = {"propertyNames": {"pattern": f"^({shape.key})$"}} if shape.key else {}
            return {
                "type": "object",
                "additionalProperties": _schema(shape.value),
                "minProperties": shape.least,
                **keys,
            }
        case Record():
            return _record(shape.keys)
        case TextOr():
            return {"anyOf": [{"type": "string"}, _schema(shape.other)]}
        case _:
            return {}


def _text(shape: Text) -> dict[str, Any]:
    if shape.options:
        return {"enum": list(shape.options)}
    result: dict[str, Any] = dict(_SCALAR)
    if shape.pattern:
        blank = "|" if shape.may_be_blank else ""
        result["pattern"] = f"^({shape.pattern}{blank})$"
    elif not shape.may_be_blank:
        result["minLength"] = 1
    return result


def _record(keys: Mapping[str, Key]) -> dict[str, Any]:
    required = {name: _schema(key.shape) for name, key in keys.items() if key.is_required}
    optional = {name: _schema(key.shape) for name, key in keys.items() if not key.is_required}
    return _object(required, optional)


if __name__ == "__main__":
    text = json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"
    Path(sys.argv[1]).write_text(text, "utf-8")
