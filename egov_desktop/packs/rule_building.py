"""From the source of a pack to its rules: checks, where they point, what they say."""

import string
from collections.abc import Iterator, Mapping
from typing import Any

from egov_desktop.domain.condition_compiler import Compiler
from egov_desktop.domain.conditions import Names
from egov_desktop.domain.fields import FieldDefinition
from egov_desktop.domain.policy import Check, ForEach, Rule, Severity
from egov_desktop.packs.context import Context
from egov_desktop.packs.yaml_text import Trail

APPROVAL_PARTS = ("approval.number", "approval.date", "approval.amount")


def build_rules(context: Context, names: Names) -> tuple[Rule, ...]:
    """Return the rules in the order of the source."""
    return tuple(
        Rule(
            rule_id,
            rule["title"],
            Severity(rule["severity"]),
            context.cited(rule["provisions"], ("rules", rule_id, "provisions")),
            tuple(
                _check(context, names, check, ("rules", rule_id, "checks", number))
                for number, check in enumerate(rule["checks"])
            ),
            rule["stops_entry"],
        )
        for rule_id, rule in context.sections["rules"].items()
    )


def _check(context: Context, names: Names, check: Mapping[str, Any], trail: Trail) -> Check:
    stages = tuple(
        stage
        for number, stage in enumerate(check["stages"])
        if context.known("环节", stage, names.fields, (*trail, "stages", number))
    )
    for_each = _for_each(context, names, check, stages, trail)
    columns = _columns(context, names, for_each, stages, trail)
    has_files = for_each is not None and for_each.files
    compiler = Compiler(names, stages, columns, has_files)
    for key in ("applies", "fails_when"):
        if check[key] == "never":
            context.report((*trail, key), "条件永远不成立，这条检查走不到；不用就删去")
    if check["fails_when"] == check["applies"] == "always" and for_each is None:
        context.report((*trail, "fails_when"), "条件永远成立，这条检查没有意义")
    _check_place(context, names, check, stages, columns, trail)
    _check_message(context, check, for_each, trail)
    return Check(
        stages,
        context.condition(compiler, check["fails_when"], (*trail, "fails_when")),
        check["at"],
        check["message"],
        context.condition(compiler, check["applies"], (*trail, "applies")),
        for_each,
        {
            name: context.term(compiler, tree, (*trail, "values", name))
            for name, tree in check["values"].items()
        },
        Severity(check["severity"]) if check["severity"] else None,
        context.cited(check["provisions"], (*trail, "provisions")),
    )


def _for_each(
    context: Context, names: Names, check: Mapping[str, Any], stages: tuple[str, ...], trail: Trail
) -> ForEach | None:
    source = check["for_each"]
    if source is None:
        return None
    trail = (*trail, "for_each")
    table, deadline, material, outline = (
        source[key] or None for key in ("table", "deadline", "material", "outline")
    )
    kinds = [bool(table), bool(deadline), bool(material and outline), source["files"]]
    if sum(kinds) != 1 or bool(material) != bool(outline):
        context.report(trail, "只能四选一：table、deadline、files，或 material 与 outline")
    if deadline:
        context.known("期限", deadline, context.sections["deadlines"], trail)
    if outline:
        context.known("提纲", outline, context.sections["outlines"], trail)
    for stage in stages if material else ():
        known = {name: None for name in names.materials[stage]}
        context.known(f"环节 {stage} 的材料", material or "", known, trail)
    return ForEach(table, deadline, material, outline, source["verified"], source["files"])


def _columns(
    context: Context,
    names: Names,
    for_each: ForEach | None,
    stages: tuple[str, ...],
    trail: Trail,
) -> dict[str, FieldDefinition] | None:
    if for_each is None or for_each.table is None:
        return None
    place = (*trail, "for_each", "table")
    columns: dict[str, FieldDefinition] | None = None
    for stage in stages:
        if not context.known(f"环节 {stage} 的字段", for_each.table, names.fields[stage], place):
            continue
        definition = names.fields[stage][for_each.table]
        here = {column.id: column for column in definition.columns}
        if not here:
            context.report(place, f"“{for_each.table}”不是明细表")
        if columns is not None and _kinds(columns) != _kinds(here):
            context.report(place, f"明细表“{for_each.table}”在各环节的列不同，请分成几条检查")
        columns = here
    return columns or {}


def _kinds(columns: Mapping[str, FieldDefinition]) -> set[tuple[str, str]]:
    return {(column.id, column.kind) for column in columns.values()}


def _check_place(
    context: Context,
    names: Names,
    check: Mapping[str, Any],
    stages: tuple[str, ...],
    columns: Mapping[str, FieldDefinition] | None,
    trail: Trail,
) -> None:
    at, source = check["at"], check["for_each"] or {}
    place = (*trail, "at")
    if any(source.get(key) for key in ("outline", "deadline", "files")):
        if at:
            context.report(place, "逐章、逐期、逐个附件的检查不写 at")
        return
    if not at:
        context.report(trail, "缺少“at”：结果指向哪个字段或材料")
    elif columns is not None:
        known = {f"row.{name}": None for name in columns}
        context.known("列", at, known, place)
    elif at not in APPROVAL_PARTS:
        for stage in stages:
            known = dict.fromkeys((*names.fields[stage], *names.materials[stage]))
            context.known(f"环节 {stage} 的字段或材料", at, known, place)


def _check_message(
    context: Context, check: Mapping[str, Any], for_each: ForEach | None, trail: Trail
) -> None:
    known = {*check["values"], *_given(for_each)}
    place = (*trail, "message")
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(check["message"])]
    except ValueError:
        context.report(place, "花括号不成对；要写的值用 {名称}")
        return
    for name in names:
        if name is not None and name not in known:
            context.report(place, f"{{{name}}} 没有在 values 里给出")
    for name in check["values"]:
        if name not in names:
            context.report((*trail, "values", name), f"“{name}”没有在 message 里用到")


def _given(for_each: ForEach | None) -> Iterator[str]:
    if for_each is None:
        return
    if for_each.table:
        yield "row"
    if for_each.deadline:
        yield from ("period", "due")
    if for_each.outline:
        yield "chapter"
