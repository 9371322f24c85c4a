"""Trees of the condition language: the one place that judges their shape."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from egov_desktop.domain.conditions import ConditionError, Tree
from egov_desktop.domain.identifiers import similar

_T = TypeVar("_T")


def within(place: str | int, compile_inner: Callable[[], _T]) -> _T:
    """Compile a part; a mistake in it is reported at this place of the tree."""
    try:
        return compile_inner()
    except ConditionError as error:
        raise ConditionError(error.message, (place, *error.trail)) from None


def single(tree: Tree, words: Mapping[str, object]) -> tuple[str, Tree]:
    """Return the word and the argument of a tree with one key."""
    if not isinstance(tree, Mapping) or len(tree) != 1:
        raise ConditionError("此处应是只有一个关键词的映射，如 {greater: [甲, 乙]}")
    word, argument = next(iter(tree.items()))
    if word not in words:
        nearest = similar(word, list(words))
        hint = f"，是不是“{nearest}”？" if nearest else ""
        raise ConditionError(f"不认识的关键词“{word}”{hint}")
    return word, argument


def as_list(tree: Tree, count: int | None) -> Sequence[Tree]:
    """Return a list of trees, of the given length if one is asked for."""
    if isinstance(tree, str | Mapping) or tree is None:
        raise ConditionError("此处应是列表")
    if not tree or (count is not None and len(tree) != count):
        raise ConditionError(f"此处应有 {count or '至少 1'} 项，实有 {len(tree)} 项")
    return tree


def as_mapping(tree: Tree, allowed: frozenset[str], required: frozenset[str]) -> Mapping[str, Tree]:
    """Return a mapping that has all required keys and no other than the allowed."""
    if not isinstance(tree, Mapping):
        raise ConditionError(f"此处应是映射，含 {'、'.join(sorted(required))}")
    for key in tree:
        if key not in allowed:
            raise ConditionError(f"不认识的键“{key}”")
    for key in sorted(required - set(tree)):
        raise ConditionError(f"缺少“{key}”")
    return tree


def as_word(tree: Tree) -> str:
    """Return a plain word."""
    if not isinstance(tree, str):
        raise ConditionError("此处应是一个词")
    return tree
