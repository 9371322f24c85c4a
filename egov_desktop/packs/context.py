"""What all parts of a pack are built with: its sections, and where to report mistakes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from egov_desktop.domain.condition_compiler import Compiler
from egov_desktop.domain.conditions import NEVER, Condition, ConditionError, Term
from egov_desktop.domain.identifiers import similar
from egov_desktop.packs.problems import Report
from egov_desktop.packs.reachability import slips
from egov_desktop.packs.yaml_text import Trail

_UNKNOWN = Term("text", lambda _scope: None)


@dataclass(frozen=True)
class Context:
    """What all parts of a pack are built with."""

    sections: Mapping[str, Any]
    report: Report

    def known(self, what: str, name: str, ids: Mapping[str, Any], trail: Trail) -> bool:
        """Report a name that is not defined, with the nearest one that is."""
        if name in ids:
            return True
        if not name:  # a blank was reported when the shape was read
            return False
        nearest = similar(name, ids)
        hint = f"，是不是“{nearest}”？" if nearest else ""
        self.report(trail, f"没有名为“{name}”的{what}{hint}")
        return False

    def cited(self, ids: list[str], trail: Trail) -> tuple[str, ...]:
        """Return the provisions that exist among those cited."""
        provisions = self.sections["provisions"]
        return tuple(
            name
            for number, name in enumerate(ids)
            if self.known("条款", name, provisions, (*trail, number))
        )

    def condition(self, compiler: Compiler, tree: Any, trail: Trail) -> Condition:
        """Compile a condition; one that can be seen to be constant is a slip."""
        for place, message in slips(tree):
            self.report((*trail, *place), message)
        try:
            return compiler.condition(tree)
        except ConditionError as error:
            self.report((*trail, *error.trail), error.message)
            return NEVER

    def term(self, compiler: Compiler, tree: Any, trail: Trail, kind: str = "") -> Term:
        """Compile a value, of the given type if one is asked for."""
        try:
            term = compiler.term(tree)
        except ConditionError as error:
            self.report((*trail, *error.trail), error.message)
            return _UNKNOWN
        if kind and term.type != kind:
            self.report(trail, f"此处应是 {kind} 类型的值，不是 {term.type}")
        return term
