"""From the source of a pack to its stages: fields, sections and materials."""

from collections.abc import Mapping
from typing import Any

from egov_desktop.domain import unit_profile
from egov_desktop.domain.condition_compiler import Compiler
from egov_desktop.domain.conditions import Names
from egov_desktop.domain.fields import Choice, FieldDefinition
from egov_desktop.domain.policy import (
    MaterialRule,
    Recurrence,
    Section,
    Severity,
    StageRule,
)
from egov_desktop.packs.behaviour_building import build_behaviour
from egov_desktop.packs.context import Context
from egov_desktop.packs.letter_building import build_letter
from egov_desktop.packs.yaml_text import Trail

_UNITS = {"money": "万元", "percent": "%"}
_CHOICE_KINDS = frozenset({"choice", "open_choice"})


def build_sections(context: Context) -> dict[str, tuple[Section, ...]]:
    """Return the form of every stage; conditions are not needed for it."""
    return {
        stage_id: tuple(
            _section(context, section_id, section, ("stages", stage_id, "sections", section_id))
            for section_id, section in stage["sections"].items()
        )
        for stage_id, stage in context.sections["stages"].items()
    }


def build_stages(
    context: Context, names: Names, forms: Mapping[str, tuple[Section, ...]]
) -> tuple[StageRule, ...]:
    """Return the stages in the order of the source."""
    return tuple(
        _stage(context, names, stage_id, forms[stage_id]) for stage_id in context.sections["stages"]
    )


def _stage(
    context: Context, names: Names, stage_id: str, sections: tuple[Section, ...]
) -> StageRule:
    stage = context.sections["stages"][stage_id]
    trail: Trail = ("stages", stage_id)
    context.known("组", stage["group"], context.sections["pack"]["groups"], (*trail, "group"))
    if stage["required_when"] != "always" and not stage["not_required_reason"]:
        context.report(
            trail, "写了 required_when，还应写 not_required_reason（不适用时给出的原因）"
        )
    _check_unique(context, trail, sections, stage["materials"])
    _check_carried(context, names, trail, stage)
    return StageRule(
        stage_id,
        stage["title"],
        stage["group"],
        stage["summary"],
        context.cited(stage["provisions"], (*trail, "provisions")),
        sections,
        tuple(
            _material(context, names, stage_id, material_id, material)
            for material_id, material in stage["materials"].items()
        ),
        Recurrence(stage["recurrence"]),
        context.condition(Compiler(names), stage["required_when"], (*trail, "required_when")),
        stage["not_required_reason"],
        stage["packet"],
        stage["approval"],
        *build_behaviour(context, names, stage_id, sections),
        _reports(context, stage["reports"], stage["materials"], (*trail, "reports")),
        build_letter(context, names, stage_id),
    )


def _reports(
    context: Context, reports: Mapping[str, list[str]], materials: Mapping[str, Any], trail: Trail
) -> dict[str, tuple[str, ...]]:
    outlines = context.sections["outlines"]
    for material, names in reports.items():
        context.known("材料", material, materials, (*trail, material))
        for number, name in enumerate(names):
            context.known("提纲", name, outlines, (*trail, material, number))
    return {
        material: tuple(name for name in names if name in outlines)
        for material, names in reports.items()
    }


def _material(
    context: Context, names: Names, stage_id: str, material_id: str, material: Mapping[str, Any]
) -> MaterialRule:
    trail: Trail = ("stages", stage_id, "materials", material_id)
    compiler = Compiler(names, own=(stage_id,))
    return MaterialRule(
        material_id,
        material["title"],
        context.cited(material["provisions"], (*trail, "provisions")),
        context.condition(compiler, material["required_when"], (*trail, "required_when")),
        Severity(material["if_absent"]),
        material["own_rule"],
        material["help"],
    )


def _section(
    context: Context, section_id: str, section: Mapping[str, Any], trail: Trail
) -> Section:
    fields = tuple(
        _field(context, field_id, definition, (*trail, "fields", field_id))
        for field_id, definition in section["fields"].items()
    )
    return Section(section_id, section["title"], fields, section["help"])


def _field(
    context: Context, field_id: str, definition: Mapping[str, Any], trail: Trail
) -> FieldDefinition:
    kind = definition["kind"]
    columns = definition.get("columns", {})
    if (kind == "table") != bool(columns):
        context.report(trail, "明细表（kind: table）要写 columns，其他字段不写")
    return FieldDefinition(
        field_id,
        kind,
        definition["label"],
        definition["help"],
        definition["unit"] or _UNITS.get(kind, ""),
        definition["required"],
        definition.get("indexed", False),
        context.cited(definition.get("provisions", []), (*trail, "provisions")),
        _choices(context, kind, definition["choices"], trail),
        tuple(
            _field(context, column_id, column, (*trail, "columns", column_id))
            for column_id, column in columns.items()
        ),
        definition.get("carry_from") or None,
        definition["default"] or None,
        definition["computed"] is not None,
    )


def _choices(context: Context, kind: str, choices: Any, trail: Trail) -> tuple[Choice, ...]:
    if (kind in _CHOICE_KINDS) != bool(choices):
        context.report(trail, "选择字段（choice、open_choice）要写 choices，其他字段不写")
    if isinstance(choices, str):
        lists = context.sections["choice_lists"]
        if not choices or not context.known("选项表", choices, lists, (*trail, "choices")):
            return ()
        choices = lists[choices]
    return tuple(
        Choice(choice_id, choice)
        if isinstance(choice, str)
        else Choice(choice_id, choice["label"], tuple(choice["also"]))
        for choice_id, choice in choices.items()
    )


def _check_unique(
    context: Context, trail: Trail, sections: tuple[Section, ...], materials: Mapping[str, Any]
) -> None:
    seen: set[str] = set()
    for section in sections:
        for field in section.fields:
            if field.id in seen:
                place = (*trail, "sections", section.id, "fields", field.id)
                context.report(place, f"字段“{field.id}”在本环节已有")
            seen.add(field.id)
    for material_id in materials:
        if material_id in seen:
            place = (*trail, "materials", material_id)
            context.report(place, f"材料“{material_id}”与本环节的字段同名，请换一个标识")


def _check_carried(context: Context, names: Names, trail: Trail, stage: Mapping[str, Any]) -> None:
    for section_id, section in stage["sections"].items():
        for field_id, field in section["fields"].items():
            source, _, source_field = field["carry_from"].partition(".")
            place = (*trail, "sections", section_id, "fields", field_id, "carry_from")
            if source == unit_profile.ID:
                context.known("单位信息", source_field, unit_profile.FIELDS_BY_ID, place)
            elif source and context.known("环节", source, names.fields, place):
                context.known(f"环节 {source} 的字段", source_field, names.fields[source], place)
