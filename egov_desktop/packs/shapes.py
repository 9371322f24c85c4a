"""Shapes: what a place in a pack's source may hold; they read it and become its JSON Schema."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from egov_desktop.domain.identifiers import similar
from egov_desktop.packs.problems import Report
from egov_desktop.packs.yaml_text import Trail


@dataclass(frozen=True)
class Text:
    """A word or sentence."""

    pattern: str = ""
    options: tuple[str, ...] = ()
    may_be_blank: bool = False


@dataclass(frozen=True)
class Flag:
    """Either `yes` or `no`."""


@dataclass(frozen=True)
class Tree:
    """A condition or a value of the condition language; compiled later."""

    of: str


@dataclass(frozen=True)
class Free:
    """Any data: answers of a case."""


@dataclass(frozen=True)
class ListOf:
    """A list."""

    item: "Shape"
    least: int = 0


@dataclass(frozen=True)
class MapOf:
    """A mapping whose keys are ids or words of the author."""

    value: "Shape"
    key: str = ""
    least: int = 0


@dataclass(frozen=True)
class Key:
    """A key of a record; without a default it is required."""

    shape: "Shape"
    default: Any = None
    is_required: bool = False


@dataclass(frozen=True)
class Record:
    """A mapping with known keys."""

    keys: Mapping[str, Key]


@dataclass(frozen=True)
class TextOr:
    """A word, or something with a shape of its own."""

    other: "Shape"


Shape = Text | Flag | Tree | Free | ListOf | MapOf | Record | TextOr

_FLAGS = {"yes": True, "no": False}


def read(shape: Shape, value: Any, trail: Trail, report: Report) -> Any:
    """Return the value with every key filled in; mistakes are reported and replaced by blanks."""
    match shape:
        case Text():
            return _text(shape, value, trail, report)
        case Flag():
            return _flag(value, trail, report)
        case ListOf():
            return _list(shape, value, trail, report)
        case MapOf():
            return _mapping(shape, value, trail, report)
        case Record():
            return _record(shape, value, trail, report)
        case TextOr():
            return value if isinstance(value, str) else read(shape.other, value, trail, report)
        case _:
            return value


def _flag(value: Any, trail: Trail, report: Report) -> bool:
    if isinstance(value, str) and value in _FLAGS:
        return _FLAGS[value]
    report(trail, "此处应填 yes 或 no")
    return False


def _text(shape: Text, given: Any, trail: Trail, report: Report) -> str:
    if not isinstance(given, str):
        report(trail, "此处应是一个词或一句话，不是列表或映射")
        return shape.options[0] if shape.options else ""
    value: str = given
    if not value and not shape.may_be_blank:
        report(trail, "此处不能为空")
        return shape.options[0] if shape.options else ""
    if shape.options and value not in shape.options:
        nearest = similar(value, shape.options)
        hint = f"，是不是“{nearest}”？" if nearest else f"，可用：{'、'.join(shape.options)}"
        report(trail, f"不认识的取值“{value}”{hint}")
        return shape.options[0]
    if value and shape.pattern and not re.fullmatch(shape.pattern, value):
        report(trail, f"“{value}”不合写法 {shape.pattern}")
        return ""
    return value


def _list(shape: ListOf, value: Any, trail: Trail, report: Report) -> list[Any]:
    if not isinstance(value, list):
        report(trail, "此处应是列表")
        return []
    if len(value) < shape.least:
        report(trail, f"此处至少要有 {shape.least} 项")
    return [read(shape.item, item, (*trail, i), report) for i, item in enumerate(value)]


def _mapping(shape: MapOf, value: Any, trail: Trail, report: Report) -> dict[str, Any]:
    if not isinstance(value, dict):
        report(trail, "此处应是映射（键: 内容）")
        return {}
    if len(value) < shape.least:
        report(trail, f"此处至少要有 {shape.least} 项")
    for key in value:
        if shape.key and not re.fullmatch(shape.key, key):
            report((*trail, key), f"标识“{key}”不合写法 {shape.key}")
    return {key: read(shape.value, item, (*trail, key), report) for key, item in value.items()}


def _record(shape: Record, value: Any, trail: Trail, report: Report) -> dict[str, Any]:
    if not isinstance(value, dict):
        report(trail, f"此处应是映射，可用的键：{'、'.join(shape.keys)}")
        value = {}
    for name in value:
        if name not in shape.keys:
            nearest = similar(name, shape.keys)
            hint = f"，是不是“{nearest}”？" if nearest else f"，可用：{'、'.join(shape.keys)}"
            report((*trail, name), f"不认识的键“{name}”{hint}")
    result = {}
    for name, key in shape.keys.items():
        if name in value:
            result[name] = read(key.shape, value[name], (*trail, name), report)
        else:
            if key.is_required:
                report(trail, f"缺少“{name}”")
            result[name] = _blank(key)
    return result


def _blank(key: Key) -> Any:
    if key.default is not None or not key.is_required:
        return key.default
    return read(key.shape, _EMPTY.get(type(key.shape), ""), (), lambda _trail, _message: None)


_EMPTY: Mapping[type, Any] = {ListOf: [], MapOf: {}, Record: {}, Tree: "never"}
