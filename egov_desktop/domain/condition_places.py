"""Where a tree stands while it is compiled, as the builders of its words see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from egov_desktop.domain.condition_paths import AnswerPath, Paths
from egov_desktop.domain.conditions import Condition, Names, Term, Tree
from egov_desktop.domain.fields import Row
from egov_desktop.domain.scope import Scope


class Place(Protocol):
    """Compiles the parts of a tree for filings of certain stages, inside a table or not."""

    @property
    def names(self) -> Names:
        """Return what a condition may name."""

    @property
    def paths(self) -> Paths:
        """Return the resolver of paths for this place."""

    def condition(self, tree: Tree) -> Condition:
        """Compile a condition."""

    def conditions(self, trees: Tree) -> list[Condition]:
        """Compile a list of conditions."""

    def term(self, tree: Tree) -> Term:
        """Compile a value."""

    def terms(self, trees: Tree, count: int | None = None) -> list[Term]:
        """Compile a list of values, of the given length if one is asked for."""

    def rows(
        self, argument: Tree, keys: frozenset[str], may: frozenset[str] = frozenset()
    ) -> "SelectedRows":
        """Compile `{in: table, where: condition, …}`."""

    def for_filings_of(self, stage: str) -> "Place":
        """Return the place whose plain paths mean filings of a stage."""


@dataclass(frozen=True)
class SelectedRows:
    """The rows of a table that satisfy a condition."""

    table: AnswerPath
    where: Condition
    inner: "Place"
    parts: Mapping[str, Tree]

    @property
    def stages(self) -> frozenset[str]:
        """Return the stages whose data the rows and the condition read."""
        return self.table.stages | self.where.stages

    def select(self, scope: Scope) -> list[Row] | None:
        """Return the rows; None when the table is blank or a row cannot be judged."""
        rows = self.table.rows(scope)
        if rows is None:
            return None
        verdicts = [self.where.evaluate(scope.with_row(row)) for row in rows]
        if None in verdicts:
            return None
        return [row for row, verdict in zip(rows, verdicts, strict=True) if verdict]
