"""Conditions that can never hold, or always do: a slip of the author, found by their shape."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

Slip = tuple[tuple[str | int, ...], str]
"""(place in the tree, sentence)"""

_SAME_SIDES = {
    "equal": True,
    "at_least": True,
    "at_most": True,
    "not_equal": False,
    "greater": False,
    "less": False,
}
_CONSTANTS = ("always", "never")


def slips(tree: Any) -> Iterator[Slip]:
    """Yield what can be seen to be constant within a condition."""
    if not isinstance(tree, Mapping) or len(tree) != 1:
        return
    word, argument = next(iter(tree.items()))
    for place, message in _of_word(word, argument):
        yield (word, *place), message


def _of_word(word: str, argument: Any) -> Iterator[Slip]:
    if word in ("all", "any") and isinstance(argument, Sequence) and not isinstance(argument, str):
        yield from _of_parts(word, argument)
    elif word == "not":
        if argument in _CONSTANTS:
            yield (), f"这里的 {argument} 使条件失去作用"
        yield from slips(argument)
    elif word in ("any_row", "any_filing") and isinstance(argument, Mapping):
        for place, message in slips(argument.get("where")):
            yield ("where", *place), message
    elif word in _SAME_SIDES and isinstance(argument, Sequence) and len(argument) == 2:
        yield from _of_sides(word, argument[0], argument[1])


def _of_parts(word: str, parts: Sequence[Any]) -> Iterator[Slip]:
    for number, part in enumerate(parts):
        if part in _CONSTANTS:
            yield (number,), f"这里的 {part} 使条件失去作用"
        yield from (((number, *place), message) for place, message in slips(part))
    outcome = "永远不成立，走不到" if word == "all" else "永远成立，检查没有意义"
    for number, part in enumerate(parts):
        earlier = next((n for n in range(number) if _exclude(parts[n], part)), None)
        if earlier is not None:
            yield (number,), f"与前面第 {earlier + 1} 项互相排斥，整个条件{outcome}"
        elif word == "all" and any(_differ(parts[n], part) for n in range(number)):
            yield (number,), "同一个值不能等于两个不同的值，整个条件永远不成立，走不到"


def _of_sides(word: str, left: Any, right: Any) -> Iterator[Slip]:
    if left == right:
        outcome = "永远成立" if _SAME_SIDES[word] else "永远不成立，走不到"
        yield (), f"两边是同一个值，{outcome}"
    elif type(_literal(left)) is type(_literal(right)) is not type(None):
        yield (), "两边都是写死的值，结果不会变"


def _exclude(one: Any, other: Any) -> bool:
    """Whether two conditions are each other's negation."""
    return other in ({"not": one}, _opposite(one)) or one == {"not": other}


def _opposite(tree: Any) -> Any:
    if isinstance(tree, Mapping) and len(tree) == 1:
        word, argument = next(iter(tree.items()))
        other = {"yes": "no", "no": "yes", "equal": "not_equal", "not_equal": "equal"}.get(word)
        if other:
            return {other: argument}
    return None


def _differ(one: Any, other: Any) -> bool:
    """Whether both say that one value equals a literal, each another one."""
    first, second = _equated(one), _equated(other)
    return (
        first is not None
        and second is not None
        and first[0] == second[0]
        and (first[1] != second[1])
    )


def _equated(tree: Any) -> tuple[Any, Any] | None:
    if not isinstance(tree, Mapping) or list(tree) != ["equal"]:
        return None
    sides = tree["equal"]
    if not isinstance(sides, Sequence) or len(sides) != 2:
        return None
    literal = _literal(sides[1])
    return None if literal is None else (sides[0], literal)


def _literal(term: Any) -> Decimal | date | str | None:
    if not isinstance(term, Mapping) or len(term) != 1:
        return None
    word, argument = next(iter(term.items()))
    try:
        if word == "number":
            return Decimal(argument)
        return date.fromisoformat(argument) if word == "date" else _text(word, argument)
    except (InvalidOperation, ValueError, TypeError):
        return None  # reported where the value is compiled


def _text(word: str, argument: Any) -> str | None:
    return argument if word == "text" and isinstance(argument, str) else None
