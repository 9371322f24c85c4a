"""From the trees of a policy pack to compiled conditions and values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from egov_desktop.domain import calendars, conditions, reporting
from egov_desktop.domain.condition_paths import AnswerPath, Paths, not_found
from egov_desktop.domain.condition_trees import as_list, as_mapping, as_word, single, within
from egov_desktop.domain.conditions import (
    ALWAYS,
    NEVER,
    Condition,
    ConditionError,
    Input,
    Names,
    Term,
    Tree,
    Truth,
    Value,
    as_decimal,
    computed,
    known,
)
from egov_desktop.domain.fields import FieldDefinition, Row
from egov_desktop.domain.scope import Scope


@dataclass(frozen=True)
class Compiler:
    """Compiles trees for checks on filings of the stages `own`."""

    names: Names
    own: tuple[str, ...] = ()
    columns: Mapping[str, FieldDefinition] | None = None
    """The columns that `row.` stands for, inside a table."""

    @property
    def paths(self) -> Paths:
        """Return the resolver of paths for this place."""
        return Paths(self.names, self.own, self.columns)

    def condition(self, tree: Tree) -> Condition:
        """Compile a condition; raises ConditionError with the place in the tree."""
        if tree in ("always", "never"):
            return ALWAYS if tree == "always" else NEVER
        word, argument = single(tree, _CONDITIONS)
        return within(word, lambda: _CONDITIONS[word](self, argument))

    def term(self, tree: Tree) -> Term:
        """Compile a value; raises ConditionError with the place in the tree."""
        if isinstance(tree, str):
            return self.paths.term(tree)
        word, argument = single(tree, _TERMS)
        return within(word, lambda: _TERMS[word](self, argument))

    def terms(self, trees: Tree, count: int | None = None) -> list[Term]:
        """Compile a list of values, of the given length if one is asked for."""
        items = as_list(trees, count)
        return [
            within(position, lambda tree=item: self.term(tree))  # type: ignore[misc]
            for position, item in enumerate(items)
        ]

    def conditions(self, trees: Tree) -> list[Condition]:
        """Compile a list of conditions."""
        return [
            within(position, lambda tree=item: self.condition(tree))  # type: ignore[misc]
            for position, item in enumerate(as_list(trees, None))
        ]

    def rows(self, argument: Tree, keys: frozenset[str]) -> "_Rows":
        """Compile `{in: table, where: condition, …}`."""
        parts = as_mapping(argument, keys | {"in", "where"}, keys | {"in"})
        table = self.paths.table(as_word(parts["in"]))
        inner = replace(self, columns={c.id: c for c in table.definition.columns})
        where = within("where", lambda: inner.condition(parts.get("where", "always")))
        return _Rows(table, where, inner, parts)


@dataclass(frozen=True)
class _Rows:
    """The rows of a table that satisfy a condition."""

    table: AnswerPath
    where: Condition
    inner: Compiler
    parts: Mapping[str, Tree]

    @property
    def stages(self) -> frozenset[str]:
        return self.table.stages | self.where.stages

    def select(self, scope: Scope) -> list[Row] | None:
        """Return the rows; None when the table is blank or a row cannot be judged."""
        rows = self.table.rows(scope)
        if rows is None:
            return None
        verdicts = [self.where.evaluate(replace(scope, row=row)) for row in rows]
        if None in verdicts:
            return None
        return [row for row, verdict in zip(rows, verdicts, strict=True) if verdict]


def _comparison(judge: Callable[[Any, Any], bool]) -> "_ConditionBuilder":
    def build(compiler: Compiler, argument: Tree) -> Condition:
        left, right = compiler.terms(argument, 2)
        if left.comparable_type != right.comparable_type:
            raise ConditionError(
                f"两边类型不同,不能比较({left.comparable_type} 与 {right.comparable_type})"
            )
        return known((left, right), lambda values: judge(values[0], values[1]))

    return build


def _truth_field(expected: bool) -> "_ConditionBuilder":
    def build(compiler: Compiler, argument: Tree) -> Condition:
        term = compiler.paths.term(as_word(argument))
        if term.type != "truth":
            raise ConditionError(f"“{argument}”不是是/否字段")
        return known((term,), lambda values: values[0] is expected)

    return build


def _answered(compiler: Compiler, argument: Tree) -> Condition:
    path = as_word(argument)
    if "approval." in path:
        term = compiler.paths.term(path)
        return Condition(lambda scope: term.evaluate(scope) is not None, (), term.stages)
    answer = compiler.paths.answer(path)
    return Condition(lambda scope: answer.read(scope).value is not None, (), answer.stages)


def _once_answered(compiler: Compiler, argument: Tree) -> Condition:
    answer = compiler.paths.answer(as_word(argument))

    def evaluate(scope: Scope) -> Truth:
        return None if answer.read(scope).is_blank else True

    return Condition(evaluate, (answer.input,), answer.stages)


def _invalid(compiler: Compiler, argument: Tree) -> Condition:
    answer = compiler.paths.answer(as_word(argument))

    def evaluate(scope: Scope) -> Truth:
        found = answer.read(scope)
        return None if found.is_blank else found.problem is not None

    return Condition(evaluate, (answer.input,), answer.stages)


def _one_of(compiler: Compiler, argument: Tree) -> Condition:
    items = as_list(argument, 2)
    term = compiler.term(items[0])
    options = frozenset(as_word(option) for option in as_list(items[1], None))
    for option in sorted(options.difference(term.labels) if term.labels else ()):
        raise ConditionError(not_found("选项", option, term.labels), (1,))
    return known((term,), lambda values: values[0] in options)


def _mentions(compiler: Compiler, argument: Tree) -> Condition:
    items = as_list(argument, 2)
    term = compiler.term(items[0])
    words = tuple(as_word(word) for word in as_list(items[1], None))
    return known((term,), lambda values: any(word in str(values[0]) for word in words))


def _exists(compiler: Compiler, argument: Tree) -> Condition:
    stage = compiler.paths.stage(as_word(argument))
    return Condition(lambda scope: bool(scope.project.of_stage(stage)), (), frozenset({stage}))


def _approved(compiler: Compiler, argument: Tree) -> Condition:
    stage = compiler.paths.stage(as_word(argument))
    return Condition(
        lambda scope: scope.project.approval(stage) is not None, (), frozenset({stage})
    )


def _supplied(compiler: Compiler, argument: Tree) -> Condition:
    find, material, stages = compiler.paths.supplied(as_word(argument))

    def evaluate(scope: Scope) -> Truth:
        filing = find(scope)
        return filing is not None and filing.is_supplied(material)

    return Condition(evaluate, (), stages)


def _any_row(compiler: Compiler, argument: Tree) -> Condition:
    rows = compiler.rows(argument, frozenset())

    def evaluate(scope: Scope) -> Truth:
        found = rows.table.rows(scope)
        if found is None:
            return None
        verdicts = [rows.where.evaluate(replace(scope, row=row)) for row in found]
        if True in verdicts:
            return True
        return None if None in verdicts else False

    return Condition(evaluate, (Input(rows.table.path, evaluate),), rows.stages)


def _any_filing(compiler: Compiler, argument: Tree) -> Condition:
    parts = as_mapping(argument, frozenset({"of", "where"}), frozenset({"of", "where"}))
    stage = compiler.paths.stage(as_word(parts["of"]))
    inner = replace(compiler, own=(stage,))
    where = within("where", lambda: inner.condition(parts["where"]))

    def evaluate(scope: Scope) -> Truth:
        filings = scope.project.of_stage(stage)
        verdicts = [where.evaluate(replace(scope, filing=filing)) for filing in filings]
        if True in verdicts:
            return True
        return None if None in verdicts else False

    return Condition(evaluate, (), frozenset({stage}) | where.stages)


def _literal_number(_compiler: Compiler, argument: Tree) -> Term:
    try:
        value = Decimal(as_word(argument))
    except InvalidOperation:
        raise ConditionError(f"“{argument}”不是数字") from None
    return Term("number", lambda _scope: value)


def _literal_text(_compiler: Compiler, argument: Tree) -> Term:
    text = as_word(argument)
    return Term("text", lambda _scope: text)


def _literal_date(_compiler: Compiler, argument: Tree) -> Term:
    try:
        day = date.fromisoformat(as_word(argument))
    except ValueError:
        raise ConditionError(f"“{argument}”不是日期(YYYY-MM-DD)") from None
    return Term("date", lambda _scope: day)


def _parameter(compiler: Compiler, argument: Tree) -> Term:
    name = as_word(argument)
    kind = compiler.names.parameters.get(name)
    if kind is None:
        raise ConditionError(not_found("参数", name, compiler.names.parameters))
    return Term(kind, lambda scope: scope.parameters[name])


def _sum(compiler: Compiler, argument: Tree) -> Term:
    rows = compiler.rows(argument, frozenset({"of"}))
    cell = within("of", lambda: rows.inner.term(rows.parts["of"]))
    if cell.comparable_type != "number":
        raise ConditionError(f"只有数字才能合计,这里是 {cell.type}", ("of",))

    def evaluate(scope: Scope) -> Value:
        selected = rows.select(scope)
        if not selected:
            return None
        cells = [cell.evaluate(replace(scope, row=row)) for row in selected]
        if None in cells:
            return None
        return sum((as_decimal(value) for value in cells if value is not None), Decimal(0))

    return Term(cell.type, evaluate, (Input(rows.table.path, evaluate),), rows.stages)


def _count(compiler: Compiler, argument: Tree) -> Term:
    rows = compiler.rows(argument, frozenset())

    def evaluate(scope: Scope) -> Value:
        selected = rows.select(scope)
        return None if selected is None else Decimal(len(selected))

    return Term("number", evaluate, (Input(rows.table.path, evaluate),), rows.stages)


def _arithmetic(
    compute: Callable[[list[Decimal]], Decimal | None], count: int | None, result: str = ""
) -> "_TermBuilder":
    def build(compiler: Compiler, argument: Tree) -> Term:
        terms = compiler.terms(argument, count)
        for term in terms:
            if term.comparable_type != "number":
                raise ConditionError(f"只有数字才能计算,这里是 {term.type}")
        money = any(term.type == "money" for term in terms)
        return computed(
            result or ("money" if money else "number"),
            terms,
            lambda values: compute([as_decimal(value) for value in values]),
        )

    return build


def _product(values: list[Decimal]) -> Decimal:
    result = Decimal(1)
    for value in values:
        result *= value
    return result


def _percent(values: list[Decimal]) -> Decimal | None:
    part, whole = values
    return part / whole * 100 if whole else None


def _first(compiler: Compiler, argument: Tree) -> Term:
    terms = compiler.terms(argument)
    types = {term.comparable_type for term in terms}
    if len(types) > 1:
        raise ConditionError(f"first 里的值类型不同({'、'.join(sorted(types))})")

    def evaluate(scope: Scope) -> Value:
        values = (term.evaluate(scope) for term in terms)
        return next((value for value in values if value is not None), None)

    return Term(terms[0].type, evaluate, conditions.inputs_of(terms), conditions.stages_of(terms))


def _months_after(compiler: Compiler, argument: Tree) -> Term:
    terms = compiler.terms(argument, 2)
    if [term.comparable_type for term in terms] != ["date", "number"]:
        raise ConditionError("months_after 里应先写日期,再写月数")

    def evaluate(scope: Scope) -> Value:
        day, months = (term.evaluate(scope) for term in terms)
        if not isinstance(day, date) or not isinstance(months, Decimal):
            return None
        return scope.calendar.next_working_day(calendars.months_after(day, int(months)))

    return Term("date", evaluate, conditions.inputs_of(terms), conditions.stages_of(terms))


def _problem(compiler: Compiler, argument: Tree) -> Term:
    answer = compiler.paths.answer(as_word(argument))
    return Term("text", lambda scope: answer.read(scope).problem, (), answer.stages)


def _report_due(compiler: Compiler, argument: Tree) -> Term:
    days = _parameter(compiler, argument)

    def evaluate(scope: Scope) -> Value:
        period = scope.filing.period if scope.filing else None
        return reporting.report_due(period, str(days.evaluate(scope))) if period else None

    return Term("date", evaluate)


_ConditionBuilder = Callable[[Compiler, Tree], Condition]
_TermBuilder = Callable[[Compiler, Tree], Term]

_CONDITIONS: Mapping[str, _ConditionBuilder] = {
    "all": lambda compiler, trees: conditions.all_of(compiler.conditions(trees)),
    "any": lambda compiler, trees: conditions.any_of(compiler.conditions(trees)),
    "not": lambda compiler, tree: conditions.negated(compiler.condition(tree)),
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
    "exists": _exists,
    "approved": _approved,
    "supplied": _supplied,
    "any_row": _any_row,
    "any_filing": _any_filing,
}

_TERMS: Mapping[str, _TermBuilder] = {
    "number": _literal_number,
    "text": _literal_text,
    "date": _literal_date,
    "param": _parameter,
    "sum": _sum,
    "count": _count,
    "add": _arithmetic(lambda values: sum(values, Decimal(0)), None),
    "subtract": _arithmetic(lambda values: values[0] - values[1], 2),
    "multiply": _arithmetic(_product, None),
    "percent_of": _arithmetic(_percent, 2, "number"),
    "absolute": _arithmetic(lambda values: abs(values[0]), 1),
    "first": _first,
    "months_after": _months_after,
    "problem": _problem,
    "report_due": _report_due,
}

CONDITION_WORDS = tuple(_CONDITIONS)
"""The words that build conditions, for the pack schema."""
TERM_WORDS = tuple(_TERMS)
"""The words that build values, for the pack schema."""
