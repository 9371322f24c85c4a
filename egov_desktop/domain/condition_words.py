"""The words that build conditions."""

from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from egov_desktop.domain import conditions
from egov_desktop.domain.condition_paths import not_found
from egov_desktop.domain.condition_places import Place
from egov_desktop.domain.condition_trees import as_list, as_mapping, as_word, within
from egov_desktop.domain.conditions import Condition, ConditionError, Input, Tree, Truth, known
from egov_desktop.domain.scope import Scope

Builder = Callable[[Place, Tree], Condition]


def _comparison(judge: Callable[[Any, Any], bool]) -> Builder:
    def build(place: Place, argument: Tree) -> Condition:
        left, right = place.terms(argument, 2)
        if left.comparable_type != right.comparable_type:
            raise ConditionError(
                f"两边类型不同，不能比较（{left.comparable_type} 与 {right.comparable_type}）"
            )
        return known((left, right), lambda values: judge(values[0], values[1]))

    return build


def _truth_field(expected: bool) -> Builder:
    def build(place: Place, argument: Tree) -> Condition:
        term = place.paths.term(as_word(argument))
        if term.type != "truth":
            raise ConditionError(f"“{argument}”不是是/否字段")
        return known((term,), lambda values: values[0] is expected)

    return build


def _answered(place: Place, argument: Tree) -> Condition:
    path = as_word(argument)
    if "approval." in path:
        term = place.paths.term(path)
        return Condition(lambda scope: term.evaluate(scope) is not None, (), term.stages)
    answer = place.paths.answer(path)
    return Condition(lambda scope: answer.read(scope).value is not None, (), answer.stages)


def _once_answered(place: Place, argument: Tree) -> Condition:
    answer = place.paths.answer(as_word(argument))

    def evaluate(scope: Scope) -> Truth:
        return None if answer.read(scope).is_blank else True

    return Condition(evaluate, (answer.input,), answer.stages)


def _invalid(place: Place, argument: Tree) -> Condition:
    answer = place.paths.answer(as_word(argument))

    def evaluate(scope: Scope) -> Truth:
        found = answer.read(scope)
        return None if found.is_blank else found.problem is not None

    return Condition(evaluate, (answer.input,), answer.stages)


def _one_of(place: Place, argument: Tree) -> Condition:
    items = as_list(argument, 2)
    term = place.term(items[0])
    options = frozenset(as_word(option) for option in as_list(items[1], None))
    for option in sorted(options.difference(term.labels) if term.labels else ()):
        raise ConditionError(not_found("选项", option, term.labels), (1,))
    return known((term,), lambda values: values[0] in options)


def _mentions(place: Place, argument: Tree) -> Condition:
    items = as_list(argument, 2)
    term = place.term(items[0])
    words = tuple(as_word(word) for word in as_list(items[1], None))
    return known((term,), lambda values: any(word in str(values[0]) for word in words))


def _contains(place: Place, argument: Tree) -> Condition:
    whole, part = place.terms(argument, 2)
    for term in (whole, part):
        if term.comparable_type != "text":
            raise ConditionError(f"contains 里应写两段文字，这里是 {term.comparable_type}")
    return known((whole, part), lambda values: str(values[1]) in str(values[0]))


def _exists(place: Place, argument: Tree) -> Condition:
    stage = place.paths.stage(as_word(argument))
    return Condition(lambda scope: bool(scope.project.of_stage(stage)), (), frozenset({stage}))


def _approved(place: Place, argument: Tree) -> Condition:
    stage = place.paths.stage(as_word(argument))
    return Condition(
        lambda scope: scope.project.approval(stage) is not None, (), frozenset({stage})
    )


def _supplied(place: Place, argument: Tree) -> Condition:
    find, material, stages = place.paths.supplied(as_word(argument))

    def evaluate(scope: Scope) -> Truth:
        filing = find(scope)
        return filing is not None and filing.is_supplied(material)

    return Condition(evaluate, (), stages)


def _heading_mentions(place: Place, argument: Tree) -> Condition:
    items = as_list(argument, 2)
    find, material, stages = place.paths.supplied(as_word(items[0]))
    words = tuple(as_word(word) for word in as_list(items[1], None))

    def evaluate(scope: Scope) -> Truth:
        filing = find(scope)
        files = filing.attached(material) if filing else ()
        titles = [heading.title for file in files for heading in file.headings or ()]
        if any(word in title for title in titles for word in words):
            return True
        return None if not files or any(not file.headings for file in files) else False

    return Condition(evaluate, (Input(material, evaluate),), stages)


def _any_row(place: Place, argument: Tree) -> Condition:
    rows = place.rows(argument, frozenset())

    def evaluate(scope: Scope) -> Truth:
        found = rows.table.rows(scope)
        if found is None:
            return None
        verdicts = [rows.where.evaluate(scope.with_row(row)) for row in found]
        if True in verdicts:
            return True
        return None if None in verdicts else False

    return Condition(evaluate, (Input(rows.table.path, evaluate),), rows.stages)


def _any_filing(place: Place, argument: Tree) -> Condition:
    parts = as_mapping(argument, frozenset({"of", "where"}), frozenset({"of", "where"}))
    stage = place.paths.stage(as_word(parts["of"]))
    inner = place.for_filings_of(stage)
    where = within("where", lambda: inner.condition(parts["where"]))

    def evaluate(scope: Scope) -> Truth:
        filings = scope.project.of_stage(stage)
        verdicts = [where.evaluate(scope.with_filing(filing)) for filing in filings]
        if True in verdicts:
            return True
        return None if None in verdicts else False

    return Condition(evaluate, (), frozenset({stage}) | where.stages)


BUILDERS: Mapping[str, Builder] = {
    "all": lambda place, trees: conditions.all_of(place.conditions(trees)),
    "any": lambda place, trees: conditions.any_of(place.conditions(trees)),
    "not": lambda place, tree: conditions.negated(place.condition(tree)),
    "equal": _comparison(eq),
    "not_equal": _comparison(ne),
    "greater": _comparison(gt),
    "at_least": _comparison(ge),
    "less": _comparison(lt),
    "at_most": _comparison(le),
    "yes": _truth_field(expected=True),
    "no": _truth_field(expected=False),
    "answered": _answered,
    "once_answered": _once_answered,
    "invalid": _invalid,
    "one_of": _one_of,
    "mentions": _mentions,
    "contains": _contains,
    "exists": _exists,
    "approved": _approved,
    "supplied": _supplied,
    "heading_mentions": _heading_mentions,
    "any_row": _any_row,
    "any_filing": _any_filing,
}
"""Word → what builds a condition from its argument."""
