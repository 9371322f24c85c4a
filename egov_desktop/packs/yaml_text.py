"""YAML text → plain data: scalars stay strings; anchors, tags and duplicate keys are mistakes."""

from dataclasses import dataclass, field
from typing import Any

Trail = tuple[str | int, ...]
"""The keys and positions that lead to a place in the data."""

_DEEPEST = 40


@dataclass
class Parsed:
    """What a YAML text says, where each thing stands, and what is wrong with the writing."""

    data: Any = ""
    lines: dict[Trail, int] = field(default_factory=dict)
    mistakes: list[tuple[int, str]] = field(default_factory=list)


def parse(text: str) -> Parsed:
    """Parse one YAML document; every value is a string, a list or a mapping with string keys."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    reader = _Reader()
    try:
        for event in yaml.parse(text, Loader=loader):
            if not reader.take(event):
                break
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reader.parsed.mistakes.append(
            (line, f"YAML 写法有误，请检查缩进、冒号和引号（{error.problem}）")
        )
    except yaml.YAMLError as error:
        reader.parsed.mistakes.append((1, f"文件中有 YAML 不允许的字符（{error}）"))
    return reader.parsed


@dataclass
class _Open:
    """A list or mapping that has begun and not yet ended."""

    value: Any
    trail: Trail
    key: str | None = None


class _Reader:
    """Builds data from the events of the parser, without recursion."""

    def __init__(self) -> None:
        self.parsed = Parsed()
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: Any) -> bool:
        """Take in one event; False when reading on is pointless."""
        kind = type(event).__name__
        line = event.start_mark.line + 1
        if kind == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                self._mistake(line, "一个文件只能有一份内容，请去掉“---”")
                return False
        elif kind == "AliasEvent":
            self._mistake(line, f"不支持引用“*{event.anchor}”，请把内容写全")
            self._put("", line)
        elif kind in ("ScalarEvent", "SequenceStartEvent", "MappingStartEvent"):
            return self._start(kind, event, line)
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            self._open.pop()
        return True

    def _start(self, kind: str, event: Any, line: int) -> bool:
        if event.anchor is not None:
            self._mistake(line, f"不支持锚点“&{event.anchor}”，请把内容写全")
        if event.tag is not None:
            self._mistake(line, f"不支持类型标记“{event.tag}”，请直接写内容")
        if kind == "ScalarEvent":
            self._put(event.value, line)
            return True
        trail = self._put([] if kind == "SequenceStartEvent" else {}, line)
        if len(self._open) > _DEEPEST:
            self._mistake(line, f"嵌套超过 {_DEEPEST} 层，请简化")
            return False
        self._open[-1].trail = trail
        return True

    def _put(self, value: Any, line: int) -> Trail:
        trail: Trail = ()
        if not self._open:
            self.parsed.data = value
        elif isinstance(self._open[-1].value, list):
            top = self._open[-1]
            trail = (*top.trail, len(top.value))
            top.value.append(value)
        elif self._open[-1].key is None:
            self._open[-1].key = self._key(value, line)
            trail = (*self._open[-1].trail, self._open[-1].key)
        else:
            top = self._open[-1]
            trail = (*top.trail, top.key or "")
            top.value[top.key] = value
            top.key = None
            line = self.parsed.lines.get(trail, line)
        self.parsed.lines[trail] = line
        if not isinstance(value, str):
            self._open.append(_Open(value, trail))
        return trail

    def _key(self, value: Any, line: int) -> str:
        if not isinstance(value, str):
            self._mistake(line, "键必须是一个词，不能是列表或映射")
            return ""
        if value in self._open[-1].value:
            self._mistake(line, f"键“{value}”重复")
        return value

    def _mistake(self, line: int, message: str) -> None:
        self.parsed.mistakes.append((line, message))
