"""From the trees of a policy pack to compiled conditions and values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from egov_desktop.domain import condition_words, term_words
from egov_desktop.domain.condition_paths import Paths
from egov_desktop.domain.condition_places import SelectedRows
from egov_desktop.domain.condition_trees import as_list, as_mapping, as_word, single, within
from egov_desktop.domain.conditions import ALWAYS, NEVER, Condition, Names, Term, Tree
from egov_desktop.domain.fields import FieldDefinition


@dataclass(frozen=True)
class Compiler:
    """Compiles trees for checks on filings of the stages `own`."""

    names: Names
    own: tuple[str, ...] = ()
    columns: Mapping[str, FieldDefinition] | None = None
    """The columns that `row.` stands for, inside a table."""
    has_files: bool = False
    """Whether `file.` stands for an attached file."""

    @property
    def paths(self) -> Paths:
        """Return the resolver of paths for this place."""
        return Paths(self.names, self.own, self.columns, self.has_files)

    def condition(self, tree: Tree) -> Condition:
        """Compile a condition; raises ConditionError with the place in the tree."""
        if tree in ("always", "never"):
            return ALWAYS if tree == "always" else NEVER
        word, argument = single(tree, condition_words.BUILDERS)
        return within(word, lambda: condition_words.BUILDERS[word](self, argument))

    def term(self, tree: Tree) -> Term:
        """Compile a value; raises ConditionError with the place in the tree."""
        if isinstance(tree, str):
            return self.paths.term(tree)
        word, argument = single(tree, term_words.BUILDERS)
        return within(word, lambda: term_words.BUILDERS[word](self, argument))

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

    def rows(
        self, argument: Tree, keys: frozenset[str], may: frozenset[str] = frozenset()
    ) -> SelectedRows:
        """Compile `{in: table, where: condition, …}`; `keys` must be there, `may` may."""
        parts = as_mapping(argument, keys | may | {"in", "where"}, keys | {"in"})
        table = self.paths.table(as_word(parts["in"]))
        inner = replace(self, columns={c.id: c for c in table.definition.columns})
        where = within("where", lambda: inner.condition(parts.get("where", "always")))
        return SelectedRows(table, where, inner, parts)

    def for_filings_of(self, stage: str) -> "Compiler":
        """Return the compiler whose plain paths mean filings of a stage."""
        return replace(self, own=(stage,))


CONDITION_WORDS = tuple(condition_words.BUILDERS)
"""The words that build conditions, for the pack schema."""
TERM_WORDS = tuple(term_words.BUILDERS)
"""The words that build values, for the pack schema."""
