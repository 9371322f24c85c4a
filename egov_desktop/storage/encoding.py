"""Values as they are kept in the database: JSON text and text that can be written as UTF-8."""

import json
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def to_json(value: Any) -> str:
    """Return compact JSON; whatever was typed is kept, half surrogate pairs included."""
    text = _ENCODER.encode(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, allow_nan=False, separators=(",", ":"))
    return text


def from_json(text: str) -> Any:
    """Return the value of a JSON text."""
    return json.loads(text)


def storable(text: str) -> str:
    """Return text with half surrogate pairs (undecodable file names) replaced by `?`."""
    return text.encode("utf-8", "replace").decode()
