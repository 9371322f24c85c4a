"""How the fields of a stage behave: when they apply, how they are computed, prescribed rows."""

from collections.abc import Mapping
from typing import Any

from egov_desktop.domain.condition_compiler import Compiler
from egov_desktop.domain.conditions import Condition, Names, Term
from egov_desktop.domain.fields import KINDS, FieldDefinition
from egov_desktop.domain.policy import Preset, Section
from egov_desktop.packs.context import Context
from egov_desktop.packs.yaml_text import Trail

Behaviour = tuple[dict[str, Condition], dict[str, Term], dict[str, tuple[Preset, ...]]]


def build_behaviour(
    context: Context, names: Names, stage_id: str, sections: tuple[Section, ...]
) -> Behaviour:
    """Return (field → when it applies, field or table.column → value, table → prescribed rows)."""
    visible: dict[str, Condition] = {}
    computed: dict[str, Term] = {}
    presets: dict[str, tuple[Preset, ...]] = {}
    compiler = Compiler(names, own=(stage_id,))
    written = context.sections["stages"][stage_id]["sections"]
    for section in sections:
        for field in section.fields:
            source = written[section.id]["fields"][field.id]
            trail: Trail = ("stages", stage_id, "sections", section.id, "fields", field.id)
            if source["visible_when"] != "always":
                visible[field.id] = context.condition(
                    compiler, source["visible_when"], (*trail, "visible_when")
                )
            computed |= _computed(context, compiler, field, source, trail)
            if source["presets"]:
                presets[field.id] = _presets(context, compiler, field, source, trail)
    return visible, computed, presets


def _computed(
    context: Context,
    compiler: Compiler,
    field: FieldDefinition,
    source: Mapping[str, Any],
    trail: Trail,
) -> dict[str, Term]:
    found: dict[str, Term] = {}
    if source["computed"] is not None:
        found[field.id] = _value(context, compiler, field, source, trail)
    inside = Compiler(compiler.names, compiler.own, {c.id: c for c in field.columns})
    for column in field.columns:
        here = source["columns"][column.id]
        if here["computed"] is not None:
            place = (*trail, "columns", column.id)
            found[f"{field.id}.{column.id}"] = _value(context, inside, column, here, place)
    return found


def _value(
    context: Context,
    compiler: Compiler,
    field: FieldDefinition,
    source: Mapping[str, Any],
    trail: Trail,
) -> Term:
    place = (*trail, "computed")
    term = context.term(compiler, source["computed"], place)
    wanted = KINDS[field.kind].value_type
    if term.comparable_type != wanted:
        context.report(place, f"“{field.label}”应算出 {wanted} 类型的值，不是 {term.type}")
    if source["required"] or source["default"]:
        context.report(trail, "由程序计算的项不写 required、default")
    return term


def _presets(
    context: Context,
    compiler: Compiler,
    field: FieldDefinition,
    source: Mapping[str, Any],
    trail: Trail,
) -> tuple[Preset, ...]:
    columns = {column.id: None for column in field.columns if not column.is_computed}
    if not columns:
        context.report((*trail, "presets"), "只有明细表（kind: table）才能写 presets")
    found = []
    for number, preset in enumerate(source["presets"]):
        place: Trail = (*trail, "presets", number)
        for row_number, row in enumerate(preset["rows"]):
            for name in row:
                context.known("列", name, columns, (*place, "rows", row_number, name))
        when = context.condition(compiler, preset["when"], (*place, "when"))
        found.append(Preset(when, tuple(preset["rows"])))
    return tuple(found)
