"""Paths of the condition language: from `stage.field` and its like to what they read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from egov_desktop.domain.conditions import ConditionError, Input, Names, Term, Value
from egov_desktop.domain.fields import BLANK, KINDS, Answer, FieldDefinition, Row
from egov_desktop.domain.identifiers import similar
from egov_desktop.domain.project import Approval, Filing
from egov_desktop.domain.scope import Scope

_APPROVAL_TYPES = {"amount": "money", "date": "date", "number": "text"}
_ITEM_TYPES = {"period": "text", "due": "date", "chapter": "text"}
FILE_TYPES = {
    "title": "text",
    "suffix": "text",
    "material": "text",
    "is_pdf": "truth",
    "size_mb": "number",
    "pages": "number",
}
"""What a check on every file may ask of it (`file.size_mb`)."""


@dataclass(frozen=True)
class AnswerPath:
    """Where an answer stands, and how to read it."""

    path: str
    definition: FieldDefinition
    read: Callable[[Scope], Answer]
    stages: frozenset[str]

    def value(self, scope: Scope) -> Value:
        """Return the normalised value; None while blank or unreadable."""
        value = self.read(scope).value
        return None if isinstance(value, tuple) else value

    def rows(self, scope: Scope) -> tuple[Row, ...] | None:
        """Return the rows of a table; None while there are none."""
        value = self.read(scope).value
        return value if isinstance(value, tuple) else None

    @property
    def input(self) -> Input:
        """Return this answer as something a condition reads."""
        return Input(self.path, lambda scope: self.read(scope).value)


@dataclass(frozen=True)
class Paths:
    """Resolves paths for filings of the stages `own`, inside a table or not."""

    names: Names
    own: tuple[str, ...] = ()
    columns: Mapping[str, FieldDefinition] | None = None
    has_files: bool = False

    def answer(self, path: str) -> AnswerPath:
        """Resolve `field`, `stage.field` or `row.column`."""
        head, dot, tail = path.partition(".")
        if head == "row":
            return self._column(path, tail)
        if not dot:
            return self._own_field(path)
        definition = self._field(head, tail)

        def read(scope: Scope) -> Answer:
            filing = current(scope, head)
            return filing.answer(tail) if filing else BLANK

        return AnswerPath(path, definition, read, frozenset({head}))

    def term(self, path: str) -> Term:
        """Resolve a path to a value."""
        head, *rest = path.split(".")
        if path == "today":
            return Term("date", lambda scope: scope.today)
        if head == "it" and len(rest) == 1 and rest[0] in _ITEM_TYPES:
            return Term(_ITEM_TYPES[rest[0]], lambda scope: scope.item.get(rest[0]))
        if head == "file":
            return self._file(path, ".".join(rest))
        if (head, *rest)[-2:-1] == ("approval",):
            return self._approval(path)
        answer = self.answer(path)
        kind = answer.definition.kind
        if kind == "table":
            raise ConditionError(f"“{path}”是明细表，不能当作一个值；请用 sum、count 或 any_row")
        value_type = "money" if kind == "money" else KINDS[kind].value_type
        labels = {choice.id: choice.label for choice in answer.definition.choices}
        return Term(value_type, answer.value, (answer.input,), answer.stages, labels)

    def table(self, path: str) -> AnswerPath:
        """Resolve the path of a table."""
        answer = self.answer(path)
        if answer.definition.kind != "table":
            raise ConditionError(f"“{path}”不是明细表")
        return answer

    def supplied(self, path: str) -> tuple[Callable[[Scope], Filing | None], str, frozenset[str]]:
        """Resolve `material` or `stage.material` to (filing, material id, stages)."""
        stage, dot, material = path.rpartition(".")
        stages = (stage,) if dot else self.own
        for each in stages:
            known = self.names.materials.get(each, frozenset())
            if material not in known:
                raise ConditionError(not_found("材料", material, known))
        if dot:
            return lambda scope: current(scope, stage), material, frozenset({stage})
        return lambda scope: scope.filing, material, frozenset()

    def stage(self, stage: str) -> str:
        """Check that a stage exists."""
        if stage not in self.names.fields:
            raise ConditionError(not_found("环节", stage, self.names.fields))
        return stage

    def _file(self, path: str, part: str) -> Term:
        if not self.has_files:
            raise ConditionError(f"“{path}”只能用在 for_each: {{files: yes}} 的检查里")
        if part not in FILE_TYPES:
            raise ConditionError(not_found("附件的要素", part, FILE_TYPES))
        return Term(FILE_TYPES[part], lambda scope: scope.item.get(path))

    def _approval(self, path: str) -> Term:
        owner, _, part = path.rpartition("approval.")
        stage = owner.removesuffix(".")
        if part not in _APPROVAL_TYPES:
            raise ConditionError(not_found("批复的要素", part, _APPROVAL_TYPES))
        if stage:
            self.stage(stage)

        def read(scope: Scope) -> Value:
            if stage:
                return _approval_part(scope.project.approval(stage), part)
            return _approval_part(scope.filing.approval if scope.filing else None, part)

        stages = frozenset({stage}) if stage else frozenset[str]()
        return Term(_APPROVAL_TYPES[part], read, (Input(path, read),), stages)

    def _column(self, path: str, column_id: str) -> AnswerPath:
        if self.columns is None:
            raise ConditionError(f"“{path}”只能用在明细表的逐行检查里")
        definition = self.columns.get(column_id)
        if definition is None:
            raise ConditionError(not_found("列", column_id, self.columns))

        def read(scope: Scope) -> Answer:
            return (scope.row or {}).get(column_id, BLANK)

        return AnswerPath(path, definition, read, frozenset())

    def _own_field(self, field_id: str) -> AnswerPath:
        if not self.own:
            raise ConditionError(f"“{field_id}”没有说明是哪个环节的字段")
        definitions = [self._field(stage, field_id) for stage in self.own]
        if len({definition.kind for definition in definitions}) > 1:
            raise ConditionError(f"字段“{field_id}”在各环节的种类不同，请分成几条检查")

        def read(scope: Scope) -> Answer:
            return scope.filing.answer(field_id) if scope.filing else BLANK

        return AnswerPath(field_id, definitions[0], read, frozenset())

    def _field(self, stage: str, field_id: str) -> FieldDefinition:
        fields = self.names.fields[self.stage(stage)]
        if field_id not in fields:
            raise ConditionError(not_found(f"环节 {stage} 的字段", field_id, fields))
        return fields[field_id]


def current(scope: Scope, stage: str) -> Filing | None:
    """Return the filing a path means: the one in question if of that stage, else the latest."""
    if scope.filing is not None and scope.filing.stage == stage:
        return scope.filing
    filings = scope.project.of_stage(stage)
    return filings[-1] if filings else None


def _approval_part(approval: Approval | None, part: str) -> Value:
    if approval is None:
        return None
    if part == "amount":
        return approval.amount
    return approval.issued_on if part == "date" else approval.number or None


def not_found(what: str, name: str, known: Mapping[str, object] | frozenset[str]) -> str:
    """Return the sentence for a name that is not defined, with the nearest one that is."""
    nearest = similar(name, list(known))
    hint = f"，是不是“{nearest}”？" if nearest else ""
    return f"没有名为“{name}”的{what}{hint}"
