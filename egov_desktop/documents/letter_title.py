"""The title of a letter in lines: whole words, a trapezium or a rhombus, never an hourglass."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from egov_desktop.documents.letter_grid import CELLS_OF, TITLE_CELLS, cells
from egov_desktop.documents.lines import break_lines, may_break

_WORD_ENDS = (
    "省",
    "市",
    "州",
    "县",
    "厅",
    "局",
    "委员会",
    "办公室",
    "中心",
    "学院",
    "医院",
    "研究院",
    "平台",
    "系统",
    "工程",
    "项目",
    "建设",
    "升级",
    "改造",
    "扩建",
    "一期",
    "二期",
    "三期",
    "管理",
    "服务",
    "监管",
    "应用",
    "数据",
    "信息",
    "信息化",
    "数字化",
    "智慧",
    "政务",
    "、",
    "的",
    "\u201d",
    "\u300b",
    "\uff09",
    ")",
)
"""Words after which a line may end within a name."""
_JOINTS = "与及和"
_NOT_FIRST = ("的", "和", "与", "及", "省", "市", "县", "区", "厅", "局", "化")
_AT_WORD, _AFTER_JOINT, _ANYWHERE, _BAD_START = 8.0, 11.0, 14.0, 10.0
_LINE, _HOURGLASS, _SHORT, _UNEVEN, _RECTANGLE = 4.0, 12.0, 8.0, 4.0, 1.0
_LEAST = 5
_MOST_LINES = 4


def title_lines(pieces: Sequence[str], width: float = TITLE_CELLS) -> list[str]:
    """Return the lines of a title given in pieces, as few as fit and well shaped."""
    text = "".join(pieces)
    if cells(text) <= width:
        return [text]
    breaks = _breaks(pieces)
    likely = {at: cost for at, cost in breaks.items() if cost < _ANYWHERE}
    for allowed in (likely, breaks):
        if shaped := list(_shaped(text, allowed, width)):
            return min(shaped, key=lambda each: each[0])[1]
    return break_lines(text, CELLS_OF, width)


def _shaped(
    text: str, breaks: Mapping[int, float], width: float
) -> Iterator[tuple[float, list[str]]]:
    """Yield the ways to set a text in a few lines, each with what speaks against it."""
    for ends in _divided(text, sorted(breaks), width, _MOST_LINES):
        lines = [text[a:b].strip() for a, b in pairwise((0, *ends, len(text)))]
        cost = _LINE * len(lines) + sum(breaks[at] for at in ends)
        yield cost + _shape_cost([cells(line) for line in lines]), lines


def _divided(
    text: str, places: Sequence[int], width: float, most: int, start: int = 0
) -> Iterator[tuple[int, ...]]:
    """Yield where a text may be cut so that none of at most so many lines is too wide."""
    room = cells(text[start:])
    if room <= width:
        yield ()
    if room > most * width or most == 1:
        return
    for at in places:
        if at > start and cells(text[start:at]) <= width:
            for others in _divided(text, places, width, most - 1, at):
                yield (at, *others)


def _breaks(pieces: Sequence[str]) -> dict[int, float]:
    """Return the places where a line may end, and how much each is worth avoiding."""
    text = "".join(pieces)
    edges = set(_edges(pieces))
    found = {}
    for at in range(1, len(text)):
        if not may_break(text, at):
            continue
        cost = 0.0 if at in edges else _ANYWHERE
        if at not in edges and text[:at].endswith(_WORD_ENDS):
            cost = _AT_WORD
        elif at not in edges and text[at - 1] in _JOINTS:
            cost = _AFTER_JOINT
        found[at] = cost + (_BAD_START if text.startswith(_NOT_FIRST, at) else 0)
    return found


def _edges(pieces: Sequence[str]) -> Iterator[int]:
    at = 0
    for piece in pieces[:-1]:
        at += len(piece)
        yield at


def _shape_cost(widths: Sequence[float]) -> float:
    """Return how far lines are from a trapezium (梯形) or a rhombus (菱形)."""
    cost = _UNEVEN * (max(widths) - min(widths)) / max(widths)
    cost += sum(_SHORT for width in widths if width < _LEAST)
    steps = [b - a for a, b in pairwise(widths)]
    if any(a < 0 < b for a, b in pairwise([step for step in steps if step])):
        cost += _HOURGLASS
    return cost + (_RECTANGLE if not any(steps) else 0)
