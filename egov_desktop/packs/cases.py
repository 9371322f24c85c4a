"""The test cases of a pack: small projects in YAML, and what one rule makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from egov_desktop.domain import checking, fields
from egov_desktop.domain.calendars import period_problem
from egov_desktop.domain.derived import derived
from egov_desktop.domain.errors import InvalidInputError
from egov_desktop.domain.identifiers import similar
from egov_desktop.domain.policy import Parameter, PolicyPack, StageRule
from egov_desktop.domain.project import Approval, Attachment, Filing, Heading, Project
from egov_desktop.packs.building import build
from egov_desktop.packs.pack_format import CASES, SECTIONS
from egov_desktop.packs.problems import Problem, Report
from egov_desktop.packs.shapes import read
from egov_desktop.packs.source import PackSource, parse_files, read_files
from egov_desktop.packs.yaml_text import Trail

PASSES = "passes"
UNDECIDED = "undecided"
UNREADABLE = "unreadable"
GENERAL_RULES = (checking.ANSWER_MISSING, checking.ANSWER_INVALID, checking.MATERIAL_MISSING)
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class CaseReport:
    """The outcome of a pack's own cases."""

    passed: int
    failed: list[str]
    """One sentence for each case that came out otherwise than it says."""


def run_cases(folder: Path) -> CaseReport:
    """Run every case of a pack; raises InvalidInputError when its source has mistakes."""
    source = parse_files(read_files(folder))
    pack = build(source.sections, "", source.report)
    case_problems(source, pack)
    if source.problems:
        first = min(source.problems)
        raise InvalidInputError(
            f"制度包“{folder}”有 {len(source.problems)} 处错误，请先改正，如 {first}"
        )
    cases = read(SECTIONS[CASES], source.sections.get(CASES, []), (CASES,), source.report)
    outcomes = [(case, _outcome(pack, case)) for case in cases]
    failed = [
        str(Problem(*source.place((CASES, number)), f"{case['rule']} {case['name']}:{outcome}"))
        for number, (case, outcome) in enumerate(outcomes)
        if outcome
    ]
    return CaseReport(len(cases) - len(failed), failed)


def case_problems(source: PackSource, pack: PolicyPack) -> None:
    """Report what cases name and the pack does not have; shapes were checked when it was built."""
    cases = read(SECTIONS[CASES], source.sections.get(CASES, []), (CASES,), lambda _t, _m: None)
    for number, case in enumerate(cases):
        trail: Trail = (CASES, number)
        _check_day(source.report, (*trail, "today"), case["today"])
        rules = {**dict.fromkeys(rule.id for rule in pack.rules), **dict.fromkeys(GENERAL_RULES)}
        _known(source.report, (*trail, "rule"), "规则", case["rule"], rules)
        for name, value in case["parameters"].items():
            _known(source.report, (*trail, "parameters", name), "参数", name, pack.parameters)
            _check_value(source.report, (*trail, "parameters", name), pack, name, value)
        if isinstance(case["expect"], str):
            outcomes = {PASSES: None, UNDECIDED: None}
            _known(source.report, (*trail, "expect"), "结论", case["expect"], outcomes)
        _built_project(pack, case, trail, source.report)


def _known(report: Report, trail: Trail, what: str, name: str, ids: Mapping[str, Any]) -> None:
    if name and name not in ids:
        nearest = similar(name, ids)
        hint = f"，是不是“{nearest}”？" if nearest else f"，可用：{'、'.join(ids)}"
        report(trail, f"没有名为“{name}”的{what}{hint}")


def _check_day(report: Report, trail: Trail, day: str) -> None:
    if not day:  # reported when the shape was read
        return
    try:
        date.fromisoformat(day)
    except ValueError:
        report(trail, f"“{day}”不是存在的日期")


def _check_value(report: Report, trail: Trail, pack: PolicyPack, name: str, value: str) -> None:
    try:
        if name in pack.parameters and pack.parameters[name].kind != "text":
            Decimal(value)
    except InvalidOperation:
        report(trail, f"“{value}”不是数字")


def _outcome(pack: PolicyPack, case: Mapping[str, Any]) -> str:
    """Return what is wrong with a case; nothing when it came out as expected."""
    project = _built_project(pack, case, (), lambda _trail, _message: None)
    with_parameters = _with_parameters(pack, case["parameters"])
    today = date.fromisoformat(case["today"])
    result = checking.check(with_parameters, derived(with_parameters, project, today), today)
    rule = f"{pack.id}.{case['rule']}"
    findings = [finding for finding in result.findings if finding.rule == rule]
    is_undecided = any(each.rule == rule for each in result.undecided)
    found = sorted(finding.full_path for finding in findings)
    expected = case["expect"]
    if isinstance(expected, str):
        actual = UNDECIDED if is_undecided else PASSES
        if findings:
            actual = f"有结果 {found}"
        return "" if actual == expected else f"应为 {expected}，实为 {actual}"
    paths = expected["finding"]
    wanted = sorted([paths] if isinstance(paths, str) else paths)
    if found != wanted:
        return f"应有结果 {wanted}，实有 {found or (UNDECIDED if is_undecided else PASSES)}"
    if expected["severity"] and any(f.severity != expected["severity"] for f in findings):
        return f"级别应为 {expected['severity']}，实为 {[f.severity.value for f in findings]}"
    if any(expected["says"] not in finding.message for finding in findings):
        return f"结果应说“{expected['says']}”，实为 {[f.message for f in findings]}"
    return ""


def _with_parameters(pack: PolicyPack, values: Mapping[str, str]) -> PolicyPack:
    changed = {name: _fixed(pack.parameters[name], value) for name, value in values.items()}
    return replace(pack, parameters={**pack.parameters, **changed})


def _fixed(parameter: Parameter, value: str) -> Parameter:
    fixed = value if parameter.kind == "text" else Decimal(value)
    return replace(parameter, values=((date.min, fixed),))


def _built_project(
    pack: PolicyPack, case: Mapping[str, Any], trail: Trail, report: Report
) -> Project:
    filings = []
    for name, content in case["filings"].items():
        place = (*trail, "filings", name)
        stage_id, _, part = name.partition("@")
        stage = pack.stage(stage_id)
        if stage is None:
            _known(report, place, "环节", stage_id, {each.id: None for each in pack.stages})
            continue
        filing = _filing(stage, content, place, report)
        if part.isdigit() and len(part) < 4:
            filing = replace(filing, sequence=int(part))
        elif part:
            if period_problem(part):
                report(place, f"“{part}”不是报告期（如 2026H1）或序号")
            filing = replace(filing, period=part)
        filings.append(filing)
    return Project("case", case["name"], pack.id, _CREATED, tuple(filings))


def _filing(stage: StageRule, content: Mapping[str, Any], trail: Trail, report: Report) -> Filing:
    answers = {}
    known_fields = {field.id: None for field in stage.fields}
    for field_id, raw in content["answers"].items():
        _known(report, (*trail, "answers", field_id), "字段", field_id, known_fields)
        definition = stage.field(field_id)
        if definition is not None:
            answers[field_id] = fields.judge(definition, raw)
            _check_columns(definition, raw, (*trail, "answers", field_id), report)
    known_materials = {material.id: None for material in stage.materials}
    attachments = []
    for material in [*content["materials"], *content["headings"]]:
        _known(report, trail, "材料", material, known_materials)
        attachments.append(_attachment(material, content["headings"].get(material, UNREADABLE)))
    for material, file in content["files"].items():
        _known(report, (*trail, "files", material), "材料", material, known_materials)
        attachments.append(_file(material, file))
    return Filing(
        stage.id,
        answers=answers,
        attachments=tuple(attachments),
        approval=_approval(content["approval"], (*trail, "approval"), report),
    )


def _check_columns(
    definition: fields.FieldDefinition, raw: Any, trail: Trail, report: Report
) -> None:
    columns = {column.id: None for column in definition.columns}
    for number, row in enumerate(raw if isinstance(raw, list) else []):
        for name in row if isinstance(row, dict) else ():
            _known(report, (*trail, number, name), "列", name, columns)


def _attachment(material: str, headings: Any) -> Attachment:
    found = (
        tuple(Heading(title, int(characters or 0)) for title, characters in headings.items())
        if isinstance(headings, dict)
        else None
    )
    return Attachment(
        material, material, f"{material}.pdf", "0" * 64, 1, "application/pdf", 1, (), found
    )


def _file(material: str, file: Mapping[str, str]) -> Attachment:
    is_pdf = file["name"].lower().endswith(".pdf")
    return replace(
        _attachment(material, UNREADABLE),
        title=file["name"],
        size=int(Decimal(file["size_mb"] or 0) * _MEGABYTE),
        media_type="application/pdf" if is_pdf else "application/octet-stream",
        pages=int(file["pages"]) if file["pages"] else None,
    )


def _approval(content: Mapping[str, str] | None, trail: Trail, report: Report) -> Approval | None:
    if content is None:
        return None
    day, amount = None, None
    try:
        day = date.fromisoformat(content["date"]) if content["date"] else None
    except ValueError:
        report((*trail, "date"), f"“{content['date']}”不是存在的日期")
    try:
        amount = Decimal(content["amount"]) if content["amount"] else None
    except InvalidOperation:
        report((*trail, "amount"), f"“{content['amount']}”不是数字")
    return Approval(content["number"], day, amount)
