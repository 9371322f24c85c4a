"""The words that build values."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from egov_desktop.domain import calendars, conditions, reporting
from egov_desktop.domain.condition_paths import not_found
from egov_desktop.domain.condition_places import Place
from egov_desktop.domain.condition_trees import as_list, as_word, within
from egov_desktop.domain.conditions import (
    ConditionError,
    Input,
    Term,
    Tree,
    Value,
    as_decimal,
    computed,
)
from egov_desktop.domain.fields import Scalar
from egov_desktop.domain.scope import Scope

Builder = Callable[[Place, Tree], Term]


def _literal_number(_place: Place, argument: Tree) -> Term:
    try:
        value = Decimal(as_word(argument))
    except InvalidOperation:
        raise ConditionError(f"“{argument}”不是数字") from None
    return Term("number", lambda _scope: value)


def _literal_text(_place: Place, argument: Tree) -> Term:
    text = as_word(argument)
    return Term("text", lambda _scope: text)


def _literal_date(_place: Place, argument: Tree) -> Term:
    try:
        day = date.fromisoformat(as_word(argument))
    except ValueError:
        raise ConditionError(f"“{argument}”不是日期（YYYY-MM-DD）") from None
    return Term("date", lambda _scope: day)


def _parameter(place: Place, argument: Tree) -> Term:
    name = as_word(argument)
    kind = place.names.parameters.get(name)
    if kind is None:
        raise ConditionError(not_found("参数", name, place.names.parameters))
    return Term(kind, lambda scope: scope.parameters[name])


def _sum(place: Place, argument: Tree) -> Term:
    rows = place.rows(argument, frozenset({"of"}), frozenset({"blank"}))
    cell = within("of", lambda: rows.inner.term(rows.parts["of"]))
    if cell.comparable_type != "number":
        raise ConditionError(f"只有数字才能合计，这里是 {cell.type}", ("of",))
    if rows.parts.get("blank", "skip") != "skip":
        raise ConditionError("blank 只能写 skip（空格不计）", ("blank",))
    skips_blanks = "blank" in rows.parts

    def evaluate(scope: Scope) -> Value:
        selected = rows.select(scope)
        if not selected:
            return None
        cells = [cell.evaluate(scope.with_row(row)) for row in selected]
        if not skips_blanks and None in cells:
            return None
        return sum((as_decimal(value) for value in cells if value is not None), Decimal(0))

    return Term(cell.type, evaluate, (Input(rows.table.path, evaluate),), rows.stages)


def _end_of_days(choose: Callable[[list[date]], date]) -> Builder:
    def build(place: Place, argument: Tree) -> Term:
        rows = place.rows(argument, frozenset({"of"}))
        cell = within("of", lambda: rows.inner.term(rows.parts["of"]))
        if cell.type != "date":
            raise ConditionError(f"这里应是日期，不是 {cell.type}", ("of",))

        def evaluate(scope: Scope) -> Value:
            cells = (cell.evaluate(scope.with_row(row)) for row in rows.select(scope) or ())
            days = [day for day in cells if isinstance(day, date)]
            return choose(days) if days else None

        return Term("date", evaluate, (Input(rows.table.path, evaluate),), rows.stages)

    return build


def _fee(place: Place, argument: Tree) -> Term:
    name, base = as_list(argument, 2)
    table = place.names.fee_tables.get(as_word(name))
    if table is None:
        raise ConditionError(not_found("取费标准", as_word(name), place.names.fee_tables))
    amount = within(1, lambda: place.term(base))
    if amount.type != "money":
        raise ConditionError(f"计费的基数应是金额，这里是 {amount.type}", (1,))
    return computed("money", (amount,), lambda values: table.fee(as_decimal(values[0])))


def _count(place: Place, argument: Tree) -> Term:
    rows = place.rows(argument, frozenset())

    def evaluate(scope: Scope) -> Value:
        selected = rows.select(scope)
        return None if selected is None else Decimal(len(selected))

    return Term("number", evaluate, (Input(rows.table.path, evaluate),), rows.stages)


def _arithmetic(
    compute: Callable[[list[Decimal]], Decimal | None], count: int | None, result: str = ""
) -> Builder:
    def build(place: Place, argument: Tree) -> Term:
        terms = place.terms(argument, count)
        for term in terms:
            if term.comparable_type != "number":
                raise ConditionError(f"只有数字才能计算，这里是 {term.type}")
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


def _first(place: Place, argument: Tree) -> Term:
    terms = place.terms(argument)
    types = {term.comparable_type for term in terms}
    if len(types) > 1:
        raise ConditionError(f"first 里的值类型不同（{'、'.join(sorted(types))}）")

    def evaluate(scope: Scope) -> Value:
        values = (term.evaluate(scope) for term in terms)
        return next((value for value in values if value is not None), None)

    return Term(terms[0].type, evaluate, conditions.inputs_of(terms), conditions.stages_of(terms))


def _months_after(place: Place, argument: Tree) -> Term:
    terms = place.terms(argument, 2)
    if [term.comparable_type for term in terms] != ["date", "number"]:
        raise ConditionError("months_after 里应先写日期，再写月数")

    def evaluate(scope: Scope) -> Value:
        day, months = (term.evaluate(scope) for term in terms)
        if not isinstance(day, date) or not isinstance(months, Decimal):
            return None
        return scope.calendar.next_working_day(calendars.months_after(day, int(months)))

    return Term("date", evaluate, conditions.inputs_of(terms), conditions.stages_of(terms))


def _days_after(place: Place, argument: Tree) -> Term:
    terms = place.terms(argument, 2)
    if [term.comparable_type for term in terms] != ["date", "number"]:
        raise ConditionError("days_after 里应先写日期，再写天数")

    def compute(values: list[Scalar]) -> Value:
        day, days = values
        if not isinstance(day, date) or not isinstance(days, Decimal):
            return None
        return day + timedelta(days=int(days))

    return computed("date", terms, compute)


def _between(word: str, count: Callable[[date, date], int | None]) -> Builder:
    """Return the builder of a word that counts from one date to a later one."""

    def build(place: Place, argument: Tree) -> Term:
        terms = place.terms(argument, 2)
        if [term.type for term in terms] != ["date", "date"]:
            raise ConditionError(f"{word} 里应写两个日期，早的在前")

        def compute(values: list[Scalar]) -> Value:
            first, last = values
            if not isinstance(first, date) or not isinstance(last, date):
                return None
            counted = count(first, last)
            return None if counted is None else Decimal(counted)

        return computed("number", terms, compute)

    return build


def _months(first: date, last: date) -> int | None:
    """Return the months begun from one day to a later one."""
    if last < first:
        return None
    months = (last.year - first.year) * 12 + last.month - first.month
    return months + (last.day > first.day)


def _problem(place: Place, argument: Tree) -> Term:
    answer = place.paths.answer(as_word(argument))
    return Term("text", lambda scope: answer.read(scope).problem, (), answer.stages)


def _report_due(place: Place, argument: Tree) -> Term:
    days = _parameter(place, argument)

    def evaluate(scope: Scope) -> Value:
        period = scope.filing.period if scope.filing else None
        return reporting.report_due(period, str(days.evaluate(scope))) if period else None

    return Term("date", evaluate)


BUILDERS: Mapping[str, Builder] = {
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
    "days_after": _days_after,
    "days_between": _between("days_between", lambda first, last: (last - first).days),
    "months_between": _between("months_between", _months),
    "earliest": _end_of_days(min),
    "latest": _end_of_days(max),
    "fee": _fee,
    "problem": _problem,
    "report_due": _report_due,
}
"""Word → what builds a value from its argument."""
