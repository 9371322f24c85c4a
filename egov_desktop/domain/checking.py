"""The completeness check: every rule of a pack against a project, on one day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import PurePosixPath

from egov_desktop.domain import attachment_flaws, deadlines, fields, money
from egov_desktop.domain.attachment_flaws import FlawWeight
from egov_desktop.domain.calendars import WEEKENDS_ONLY, WorkCalendar
from egov_desktop.domain.conditions import Term
from egov_desktop.domain.correction_findings import correction_findings
from egov_desktop.domain.fields import FieldDefinition, Scalar
from egov_desktop.domain.findings import CheckResult, Finding, Undecided
from egov_desktop.domain.outlines import missing_chapters
from egov_desktop.domain.policy import (
    Check,
    Evidence,
    MaterialRule,
    PolicyPack,
    Rule,
    Severity,
    StageRule,
)
from egov_desktop.domain.project import Attachment, Filing, Project
from egov_desktop.domain.scope import Scope

ANSWER_MISSING = "answer-missing"
ANSWER_INVALID = "answer-invalid"
MATERIAL_MISSING = "material-missing"
ATTACHMENT_UNSOUND = "attachment-unsound"
_MEGABYTE = 1024 * 1024
_SEVERITY_OF_FLAW = {FlawWeight.BLOCKS: Severity.ERROR, FlawWeight.WARNS: Severity.WARNING}
_WEIGHT = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def check(
    pack: PolicyPack,
    project: Project,
    today: date,
    filing: str | None = None,
    calendar: WorkCalendar = WEEKENDS_ONLY,
) -> CheckResult:
    """Check a whole project, or one filing with the cross-stage rules that touch it.

    Raises KeyError when the project has no such filing.
    """
    scope = deadlines.scope_of(pack, project, today, calendar)
    chosen = project.filing(filing) if filing else None
    if filing and chosen is None:
        raise KeyError(filing)
    outcomes = [*_general(pack, scope, chosen), *_of_rules(pack, scope, chosen)]
    found = {o: None for o in outcomes if isinstance(o, Finding)}
    undecided = {o: None for o in outcomes if isinstance(o, Undecided)}
    return CheckResult(
        today,
        tuple(sorted(found, key=lambda f: _WEIGHT[f.severity])),
        tuple(undecided),
        len(pack.rules),
    )


def stopping_rules(pack: PolicyPack, project: Project, today: date) -> tuple[Finding, ...]:
    """Return what forbids keeping this project at all (涉密)."""
    scope = deadlines.scope_of(pack, project, today)
    stops = [rule for rule in pack.rules if rule.stops_entry]
    outcomes = [o for rule in stops for o in _of_rule(pack, rule, scope, None)]
    return tuple(o for o in outcomes if isinstance(o, Finding))


Outcome = Finding | Undecided


@dataclass(frozen=True)
class _Place:
    """A check at one filing, one row or one item: where its finding would stand."""

    scope: Scope
    stage: str
    filing: str
    path: str
    row_number: int | None = None


def _general(pack: PolicyPack, scope: Scope, chosen: Filing | None) -> Iterator[Finding]:
    for filing in scope.project.filings if chosen is None else (chosen,):
        stage = pack.stage(filing.stage)
        if stage is not None:
            yield from _answers(pack, stage, filing)
            yield from correction_findings(pack, filing)
            yield from _materials(pack, stage, scope.with_filing(filing), filing)
            yield from _unsound_attachments(pack, stage, filing)


def _answers(pack: PolicyPack, stage: StageRule, filing: Filing) -> Iterator[Finding]:
    for definition in stage.fields:
        if definition.is_computed or definition.id in filing.hidden:
            continue
        answer = filing.answer(definition.id)
        provisions = definition.provisions or stage.provisions
        if not fields.KINDS[definition.kind].has_own_rule:
            for path, problem in fields.problems_within(definition, answer):
                yield _finding(
                    pack, ANSWER_INVALID, filing, path=path, message=problem, provisions=provisions
                )
        for path, label in _blanks(definition, filing):
            message = f"“{label}”尚未填写，请补充。"
            yield _finding(
                pack, ANSWER_MISSING, filing, path=path, message=message, provisions=provisions
            )


def _blanks(definition: FieldDefinition, filing: Filing) -> Iterator[tuple[str, str]]:
    answer = filing.answer(definition.id)
    if answer.is_blank:
        if definition.is_required:
            yield definition.id, definition.label
        return
    if isinstance(answer.value, tuple):
        for number, row in enumerate(answer.value):
            for column in definition.columns:
                if column.is_required and row.get(column.id, fields.BLANK).is_blank:
                    label = f"{definition.label}第 {number + 1} 行的{column.label}"
                    yield f"{definition.id}[{number}].{column.id}", label


def _materials(
    pack: PolicyPack, stage: StageRule, scope: Scope, filing: Filing
) -> Iterator[Finding]:
    for material in stage.materials:
        is_needed = material.required_when.evaluate(scope) is True
        if is_needed and not material.has_own_rule and not filing.is_supplied(material.id):
            yield _material_finding(pack, stage, filing, material)


def _material_finding(
    pack: PolicyPack, stage: StageRule, filing: Filing, material: MaterialRule
) -> Finding:
    return _finding(
        pack,
        MATERIAL_MISSING,
        filing,
        path=material.id,
        message=f"缺少材料“{material.title}”，请在材料页添加，或注明纸质另交的原因。",
        provisions=material.provisions or stage.provisions,
        severity=material.severity_if_absent,
    )


def _unsound_attachments(pack: PolicyPack, stage: StageRule, filing: Filing) -> Iterator[Finding]:
    for file in filing.attachments:
        material = stage.material(file.material)
        own_provisions = material.provisions if material else ()
        for sentence, weight in attachment_flaws.weighed(file):
            severity = _SEVERITY_OF_FLAW.get(weight)
            if severity is not None and file.flaws:
                yield _finding(
                    pack,
                    ATTACHMENT_UNSOUND,
                    filing,
                    path=file.material,
                    message=f"附件“{file.title}”：{sentence}",
                    provisions=own_provisions or stage.provisions,
                    severity=severity,
                )


def _finding(
    pack: PolicyPack,
    rule: str,
    filing: Filing,
    *,
    path: str,
    message: str,
    provisions: tuple[str, ...],
    severity: Severity = Severity.ERROR,
) -> Finding:
    return Finding(
        severity,
        f"{pack.id}.{rule}",
        filing.stage,
        filing.id,
        path,
        message,
        pack.citation(provisions),
    )


def _of_rules(pack: PolicyPack, scope: Scope, chosen: Filing | None) -> Iterator[Outcome]:
    for rule in pack.rules:
        yield from _of_rule(pack, rule, scope, chosen)


def _of_rule(
    pack: PolicyPack, rule: Rule, scope: Scope, chosen: Filing | None
) -> Iterator[Outcome]:
    for each in rule.checks:
        for place in _places(pack, each, scope):
            if chosen is None or _touches(each, place, chosen):
                yield from _judge(pack, rule, each, place)


def _touches(each: Check, place: _Place, chosen: Filing) -> bool:
    if place.filing == chosen.id:
        return True
    return place.stage != chosen.stage and chosen.stage in each.stages_read


def _places(pack: PolicyPack, each: Check, scope: Scope) -> Iterator[_Place]:
    if each.for_each is not None and each.for_each.deadline is not None:
        yield from _missed_duties(pack, each, scope, each.for_each.deadline)
        return
    for stage in each.stages:
        for filing in scope.project.of_stage(stage):
            here = scope.with_filing(filing)
            if each.for_each is not None and each.for_each.table is not None:
                yield from _row_places(each, here, filing, each.for_each.table)
            elif each.for_each is not None and each.for_each.outline is not None:
                yield from _chapter_places(pack, each, here, filing)
            elif each.for_each is not None and each.for_each.files:
                yield from _file_places(pack, here, filing)
            else:
                yield _Place(here, stage, filing.id, each.at)


def _row_places(each: Check, scope: Scope, filing: Filing, table: str) -> Iterator[_Place]:
    rows = filing.answer(table).value
    if not isinstance(rows, tuple):
        yield _Place(scope, filing.stage, filing.id, table)
        return
    for number, row in enumerate(rows):
        column = each.at.removeprefix("row.")
        path = f"{table}[{number}].{column}"
        yield _Place(scope.with_row(row), filing.stage, filing.id, path, number)


def _missed_duties(
    pack: PolicyPack, each: Check, scope: Scope, deadline_id: str
) -> Iterator[_Place]:
    deadline = pack.deadline(deadline_id)
    if deadline is None:
        return
    for here in deadlines.missed_reports(deadline, scope):
        yield _Place(here, deadline.stage, deadline.stage, each.at)


def _chapter_places(
    pack: PolicyPack, each: Check, scope: Scope, filing: Filing
) -> Iterator[_Place]:
    source = each.for_each
    if source is None or source.outline is None or source.material is None:
        return
    files = filing.attached(source.material)
    if not files:
        return
    chapters = missing_chapters(pack.outlines[source.outline], files)
    if chapters is None:
        if source.verified:  # said once, though the other chapters cannot be told either
            yield _Place(scope, filing.stage, filing.id, source.material)
        return
    for chapter in chapters:
        if (chapter.evidence is Evidence.VERIFIED) is not source.verified:
            continue
        here = replace(scope, item={"chapter": chapter.title})
        yield _Place(here, filing.stage, filing.id, source.material)


def _file_places(pack: PolicyPack, scope: Scope, filing: Filing) -> Iterator[_Place]:
    stage = pack.stage(filing.stage)
    for file in filing.attachments:
        material = stage.material(file.material) if stage else None
        item = _file_facts(file, material.title if material else file.material)
        yield _Place(replace(scope, item=item), filing.stage, filing.id, file.material)


def _file_facts(file: Attachment, material: str) -> dict[str, Scalar]:
    """Return what `file.…` means; the keys are those of condition_paths.FILE_TYPES."""
    facts: dict[str, Scalar] = {
        "title": file.title,
        "suffix": PurePosixPath(file.title).suffix.lower(),
        "material": material,
        "is_pdf": file.media_type == "application/pdf",
        "size_mb": Decimal(file.size) / _MEGABYTE,
    }
    if file.pages is not None:
        facts["pages"] = Decimal(file.pages)
    return {f"file.{name}": fact for name, fact in facts.items()}


def _judge(pack: PolicyPack, rule: Rule, each: Check, place: _Place) -> Iterator[Outcome]:
    applies = each.applies.evaluate(place.scope)
    if applies is False:
        return
    verdict = None if applies is None else each.fails_when.evaluate(place.scope)
    if _waits_for_items(each, place):
        verdict = None
    if verdict is False:
        return
    basis = pack.citation(each.provisions or rule.provisions)
    if verdict is None:
        waiting: tuple[str, ...] = (place.path,)
        if not _waits_for_items(each, place):
            waiting = (
                *each.applies.blank_inputs(place.scope),
                *each.fails_when.blank_inputs(place.scope),
            )
        yield Undecided(
            f"{pack.id}.{rule.id}",
            rule.title,
            place.stage,
            place.filing,
            place.path,
            tuple(dict.fromkeys(waiting)),
            basis,
        )
    else:
        yield Finding(
            each.severity or rule.severity,
            f"{pack.id}.{rule.id}",
            place.stage,
            place.filing,
            place.path,
            each.message.format_map(_words(each.values, place)),
            basis,
        )


def _waits_for_items(each: Check, place: _Place) -> bool:
    """Whether the rows or chapters that a check repeats over are not there yet."""
    source = each.for_each
    if source is None:
        return False
    if source.table is not None:
        return place.row_number is None
    return source.outline is not None and "chapter" not in place.scope.item


def _words(values: Mapping[str, Term], place: _Place) -> dict[str, str]:
    words = {key: str(value) for key, value in place.scope.item.items()}
    if place.row_number is not None:
        words["row"] = str(place.row_number + 1)
    for name, term in values.items():
        words[name] = _shown(term, term.evaluate(place.scope))
    return words


def _shown(term: Term, value: Scalar | None) -> str:
    if value is None:
        return "（未填）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, Decimal):
        return term.labels.get(str(value), str(value))
    if term.type == "money":
        return money.format_wan(value)
    rounded = value.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return f"{rounded.normalize():f}"
