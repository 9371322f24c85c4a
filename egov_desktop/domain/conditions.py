"""The condition language of policy packs: compiled once, three-valued, data only.

A condition is a tree of mappings with one key each, as YAML writes them. A plain string is a
path: `field` of the filing in question, `stage.field`, `stage.approval.amount`, `row.column`,
`it.due`. A blank answer is unknown (None), and unknown is never true and never false.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from egov_desktop.domain.fees import FeeTable
from egov_desktop.domain.fields import FieldDefinition, Scalar
from egov_desktop.domain.scope import Scope

Tree = str | Mapping[str, "Tree"] | Sequence["Tree"] | None
Value = Scalar | None
Truth = bool | None


class ConditionError(Exception):
    """A condition that cannot be compiled; `trail` leads to the place in the tree."""

    def __init__(self, message: str, trail: tuple[str | int, ...] = ()):
        super().__init__(message)
        self.message = message
        self.trail = trail


@dataclass(frozen=True)
class Input:
    """One answer that a condition reads."""

    path: str
    read: Callable[[Scope], object]


@dataclass(frozen=True)
class Term:
    """A compiled value."""

    type: str
    """number, money, date, text or truth; money is a number in 万元."""
    evaluate: Callable[[Scope], Value]
    inputs: tuple[Input, ...] = ()
    stages: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    """Of a choice: the words shown for each id."""

    @property
    def comparable_type(self) -> str:
        """Return the type that decides what this may be compared with."""
        return "number" if self.type == "money" else self.type


@dataclass(frozen=True)
class Condition:
    """A compiled condition: true, false, or None while an answer it needs is blank."""

    evaluate: Callable[[Scope], Truth]
    inputs: tuple[Input, ...] = ()
    stages: frozenset[str] = frozenset()

    def blank_inputs(self, scope: Scope) -> tuple[str, ...]:
        """Return the paths whose answers are missing, in order of reading."""
        return tuple(dict.fromkeys(i.path for i in self.inputs if i.read(scope) is None))


ALWAYS = Condition(lambda _scope: True)
NEVER = Condition(lambda _scope: False)


@dataclass(frozen=True)
class Names:
    """What a condition may name: the ids a pack defines."""

    fields: Mapping[str, Mapping[str, FieldDefinition]]
    """Stage id → field id → definition."""
    materials: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Parameter id → value type."""
    fee_tables: Mapping[str, FeeTable] = field(default_factory=dict)


def all_of(conditions: Sequence[Condition]) -> Condition:
    """Return the three-valued conjunction."""

    def evaluate(scope: Scope) -> Truth:
        results = [condition.evaluate(scope) for condition in conditions]
        if False in results:
            return False
        return None if None in results else True

    return _joined(evaluate, conditions)


def any_of(conditions: Sequence[Condition]) -> Condition:
    """Return the three-valued disjunction."""

    def evaluate(scope: Scope) -> Truth:
        results = [condition.evaluate(scope) for condition in conditions]
        if True in results:
            return True
        return None if None in results else False

    return _joined(evaluate, conditions)


def negated(condition: Condition) -> Condition:
    """Return the three-valued negation."""

    def evaluate(scope: Scope) -> Truth:
        result = condition.evaluate(scope)
        return None if result is None else not result

    return _joined(evaluate, (condition,))


def known(terms: Sequence[Term], judge: Callable[[list[Scalar]], bool]) -> Condition:
    """Return a condition on values that is unknown while any of them is."""

    def evaluate(scope: Scope) -> Truth:
        values = [term.evaluate(scope) for term in terms]
        present = [value for value in values if value is not None]
        return judge(present) if len(present) == len(values) else None

    return _joined(evaluate, terms)


def computed(
    result_type: str, terms: Sequence[Term], compute: Callable[[list[Scalar]], Value]
) -> Term:
    """Return a value made of others, unknown while any of them is."""

    def evaluate(scope: Scope) -> Value:
        values = [term.evaluate(scope) for term in terms]
        present = [value for value in values if value is not None]
        return compute(present) if len(present) == len(values) else None

    return Term(result_type, evaluate, inputs_of(terms), stages_of(terms))


def _joined(evaluate: Callable[[Scope], Truth], parts: Sequence[Term | Condition]) -> Condition:
    return Condition(evaluate, inputs_of(parts), stages_of(parts))


def inputs_of(parts: Sequence[Term | Condition]) -> tuple[Input, ...]:
    """Return the inputs of several parts, in order."""
    return tuple(i for part in parts for i in part.inputs)


def stages_of(parts: Sequence[Term | Condition]) -> frozenset[str]:
    """Return the stages that several parts look at."""
    return frozenset[str]().union(*(part.stages for part in parts))


def as_decimal(value: Scalar) -> Decimal:
    """Return a value that compilation has proven to be a number."""
    if not isinstance(value, Decimal):
        message = f"not a number: {value!r}"
        raise TypeError(message)
    return value
