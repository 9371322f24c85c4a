"""Names that a person or a script gives: what they mean in a pack, or the nearest known one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from egov_desktop.domain.errors import InvalidInputError, NotFoundError
from egov_desktop.domain.fields import FieldDefinition
from egov_desktop.domain.identifiers import similar
from egov_desktop.domain.policy import MaterialRule, PolicyPack, StageRule

_PATH = re.compile(
    r"(?P<filing>[a-z][a-z0-9_]*(?:@[0-9A-Za-z]+)?)\.(?P<field>[a-z][a-z0-9_]*)"
    r"(?:\[(?P<row>[0-9]{1,4})\]\.(?P<column>[a-z][a-z0-9_]*))?"
)


@dataclass(frozen=True)
class AnswerPlace:
    """What the path of an answer means under a pack."""

    filing: str
    rule: StageRule
    definition: FieldDefinition
    row: int | None = None
    column: FieldDefinition | None = None


def place_of(pack: PolicyPack, path: str) -> AnswerPlace:
    """Return what `filing.field` or `filing.table[row].column` means."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise InvalidInputError(
            f"“{path}”不是字段的路径，应如 feasibility_study.total_investment。"
        )
    rule = stage_of(pack, match["filing"].partition("@")[0])
    definition = _field_of(rule, match["field"])
    if match["row"] is None:
        return AnswerPlace(match["filing"], rule, definition)
    column = definition.column(match["column"])
    if column is None:
        hint = nearest(match["column"], (c.id for c in definition.columns))
        raise NotFoundError(f"字段“{definition.id}”没有列“{match['column']}”{hint}。")
    return AnswerPlace(match["filing"], rule, definition, int(match["row"]), column)


def stage_of(pack: PolicyPack, stage: str) -> StageRule:
    """Return a stage by id; NotFoundError names the nearest one."""
    found = pack.stage(stage)
    if found is None:
        hint = nearest(stage, (s.id for s in pack.stages))
        raise NotFoundError(f"制度包“{pack.id}”没有环节“{stage}”{hint}。")
    return found


def material_of(rule: StageRule, material: str) -> MaterialRule:
    """Return a material of a stage by id; InvalidInputError names the nearest one."""
    found = rule.material(material)
    if found is None:
        hint = nearest(material, (m.id for m in rule.materials))
        raise InvalidInputError(f"环节“{rule.title}”没有材料“{material}”{hint}。")
    return found


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the part of a sentence that offers the nearest known name, or else all of them."""
    names = list(known)
    found = similar(name, names)
    return f"（是不是“{found}”？）" if found else f"，可用：{'、'.join(names)}"


def _field_of(rule: StageRule, field_id: str) -> FieldDefinition:
    found = rule.field(field_id)
    if found is None:
        hint = nearest(field_id, (f.id for f in rule.fields))
        raise NotFoundError(f"环节“{rule.title}”没有字段“{field_id}”{hint}。")
    return found
