"""From the source of a pack to its stages: fields, sections and materials."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from egov_desktop.domain.condition_compiler import Compiler
from egov_desktop.domain.conditions import NEVER, Condition, ConditionError, Names, Term
from egov_desktop.domain.fields import Choice, FieldDefinition
from egov_desktop.domain.identifiers import similar
from egov_desktop.domain.policy import (
    MaterialRule,
    Recurrence,
    Section,
    Severity,
    StageRule,
)
from egov_desktop.packs.problems import Report
from egov_desktop.packs.yaml_text import Trail

_UNITS = {"money": "万元", "percent": "%"}
_CHOICE_KINDS = frozenset({"choice", "open_choice"})
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
        """Compile a condition."""
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
    )


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
            if source and context.known("环节", source, names.fields, place):
                context.known(f"环节 {source} 的字段", source_field, names.fields[source], place)
