"""From the joined source of a pack to a PolicyPack; every dangling id is reported."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from egov_desktop.domain import reporting
from egov_desktop.domain.condition_compiler import Compiler
from egov_desktop.domain.conditions import Names
from egov_desktop.domain.fees import FeeTable
from egov_desktop.domain.policy import (
    Deadline,
    Evidence,
    Outline,
    OutlineChapter,
    OutlineSection,
    Parameter,
    PolicyPack,
    Provision,
)
from egov_desktop.domain.signing_guards import SigningPolicy
from egov_desktop.packs.context import Context
from egov_desktop.packs.pack_format import SOURCE
from egov_desktop.packs.problems import Report
from egov_desktop.packs.rule_building import build_rules
from egov_desktop.packs.shapes import read
from egov_desktop.packs.stage_building import build_sections, build_stages
from egov_desktop.packs.yaml_text import Trail


def build(sections: Mapping[str, Any], sha256: str, report: Report) -> PolicyPack:
    """Build a pack; what cannot be used is reported and left blank."""
    context = Context(read(SOURCE, sections, (), report), report)
    forms = build_sections(context)
    parameters = _parameters(context)
    names = Names(
        {
            stage: {field.id: field for section in form for field in section.fields}
            for stage, form in forms.items()
        },
        {
            stage: frozenset(source["materials"])
            for stage, source in context.sections["stages"].items()
        },
        {parameter.id: parameter.kind for parameter in parameters.values()},
        _fee_tables(context),
    )
    for stage in context.sections["letters"]:
        context.known("环节", stage, names.fields, ("letters", stage))
    head = context.sections["pack"]
    return PolicyPack(
        head["id"],
        head["version"],
        head["title"],
        head["authority"],
        head["status"],
        Evidence(head["evidence"]),
        sha256,
        head["groups"],
        _provisions(context),
        parameters,
        build_stages(context, names, forms),
        build_rules(context, names),
        _deadlines(context, names),
        _outlines(context),
        tuple(head["unchecked"]),
        names.fee_tables,
        _signing(head["signing"]),
    )


def _signing(source: Mapping[str, Any] | None) -> SigningPolicy:
    if source is None:
        return SigningPolicy()
    return SigningPolicy(tuple(source["may_override"]), tuple(source["roles"]), source["note"])


def _provisions(context: Context) -> dict[str, Provision]:
    sources = context.sections["pack"]["sources"]
    result = {}
    for provision_id, item in context.sections["provisions"].items():
        context.known("法规", item["source"], sources, ("provisions", provision_id, "source"))
        result[provision_id] = Provision(
            provision_id,
            sources.get(item["source"], item["source"]),
            item["article"],
            item["summary"],
            Evidence(item["evidence"]),
        )
    return result


def _parameters(context: Context) -> dict[str, Parameter]:
    result = {}
    for parameter_id, item in context.sections["parameters"].items():
        trail: Trail = ("parameters", parameter_id)
        values = [
            _dated(context, day, value, item["kind"], (*trail, "values", day))
            for day, value in sorted(item["values"].items())
        ]
        result[parameter_id] = Parameter(
            parameter_id,
            item["label"],
            item["kind"],
            item["unit"],
            context.cited(item["provisions"], (*trail, "provisions")),
            tuple(value for value in values if value is not None),
        )
    return result


def _dated(
    context: Context, day: str, value: str, kind: str, trail: Trail
) -> tuple[date, str | Decimal] | None:
    try:
        start = date.fromisoformat(day)
        return start, value if kind == "text" else Decimal(value)
    except ValueError:
        context.report(trail, f"“{day}”不是存在的日期")
    except InvalidOperation:
        context.report(trail, f"“{value}”不是数字")
    return None


def _deadlines(context: Context, names: Names) -> tuple[Deadline, ...]:
    return tuple(
        _deadline(context, names, deadline_id, item)
        for deadline_id, item in context.sections["deadlines"].items()
    )


def _deadline(
    context: Context, names: Names, deadline_id: str, item: Mapping[str, Any]
) -> Deadline:
    trail: Trail = ("deadlines", deadline_id)
    compiler = Compiler(names)
    context.known("环节", item["stage"], names.fields, (*trail, "stage"))
    for key, kind in (("months", "number"), ("due_days", "text")):
        if item[key] and context.known("参数", item[key], names.parameters, (*trail, key)):
            _check_parameter(context, item[key], kind, (*trail, key))
    if bool(item["due_days"]) != bool(item["ends"]) or (item["due_days"] and item["months"]):
        context.report(trail, "半年一次的期限写 due_days 与 ends，不写 months；其他期限都不写")
    return Deadline(
        deadline_id,
        item["title"],
        item["stage"],
        context.cited(item["provisions"], (*trail, "provisions")),
        context.condition(compiler, item["applies"], (*trail, "applies")),
        context.term(compiler, item["starts"], (*trail, "starts"), "date"),
        item["months"] or None,
        context.term(compiler, item["ends"], (*trail, "ends"), "date") if item["ends"] else None,
        item["due_days"] or None,
        context.term(compiler, item["done_on"], (*trail, "done_on"), "date")
        if item["done_on"]
        else None,
    )


def _check_parameter(context: Context, name: str, kind: str, trail: Trail) -> None:
    parameter = context.sections["parameters"][name]
    if parameter["kind"] != kind:
        context.report(trail, f"参数“{name}”应是 {kind} 类型，不是 {parameter['kind']}")
        return
    for value in parameter["values"].values() if kind == "text" else ():
        try:
            reporting.report_due("2026", value)
            reporting.report_due("2026H1", value)
        except ValueError:
            context.report(trail, f"参数“{name}”的值“{value}”应写两个日期，如 07-31 01-31")


def _fee_tables(context: Context) -> dict[str, FeeTable]:
    return {
        table_id: FeeTable(
            table_id,
            item["title"],
            context.cited(item["provisions"], ("fee_tables", table_id, "provisions")),
            item["method"],
            tuple(
                sorted((Decimal(amount), Decimal(rate)) for amount, rate in item["points"].items())
            ),
            Decimal(item["per"]),
            Decimal(item["beyond"]) if item["beyond"] else None,
        )
        for table_id, item in context.sections["fee_tables"].items()
    }


def _outlines(context: Context) -> dict[str, Outline]:
    return {
        outline_id: Outline(
            outline_id,
            item["title"],
            context.cited(item["provisions"], ("outlines", outline_id, "provisions")),
            tuple(
                _chapter(context, chapter, ("outlines", outline_id, "chapters", number))
                for number, chapter in enumerate(item["chapters"])
            ),
        )
        for outline_id, item in context.sections["outlines"].items()
    }


def _chapter(context: Context, chapter: Mapping[str, Any], trail: Trail) -> OutlineChapter:
    evidence = Evidence(chapter["evidence"])
    return OutlineChapter(
        chapter["title"],
        evidence,
        tuple(
            _section(context, section, evidence, (*trail, "sections", number))
            for number, section in enumerate(chapter["sections"])
        ),
        chapter["guidance"],
        *_filled_in(context, chapter, trail),
    )


def _section(
    context: Context, section: str | Mapping[str, Any], evidence: Evidence, trail: Trail
) -> OutlineSection:
    if isinstance(section, str):
        return OutlineSection(section, evidence)
    return OutlineSection(
        section["title"],
        Evidence(section["evidence"] or evidence),
        section["guidance"],
        *_filled_in(context, section, trail),
    )


def _filled_in(
    context: Context, part: Mapping[str, Any], trail: Trail
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the facts and tables of a part; each must be a field of some stage."""
    known = {
        field_id: None
        for stage in context.sections["stages"].values()
        for section in stage["sections"].values()
        for field_id in section["fields"]
    }
    for key in ("facts", "tables"):
        for number, field_id in enumerate(part[key]):
            context.known("字段", field_id, known, (*trail, key, number))
    return tuple(part["facts"]), tuple(part["tables"])
