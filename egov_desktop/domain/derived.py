"""What the program works out from the answers: computed values, and fields that do not apply."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from egov_desktop.domain.calendars import WEEKENDS_ONLY, WorkCalendar
from egov_desktop.domain.conditions import Term
from egov_desktop.domain.deadlines import scope_of
from egov_desktop.domain.fields import Answer, FieldDefinition, Row, Rows
from egov_desktop.domain.policy import PolicyPack, StageRule
from egov_desktop.domain.project import Filing, Project
from egov_desktop.domain.scope import Scope

_PLACES = {"percent": Decimal("0.01"), "money": Decimal("0.000001")}
_OTHER_PLACES = Decimal("0.0001")


def derived(
    pack: PolicyPack, project: Project, today: date, calendar: WorkCalendar = WEEKENDS_ONLY
) -> Project:
    """Return a project with its computed values, and with the fields that do not apply hidden.

    Stages and fields are worked out in the order of the pack, so that a value may build on
    values that stand before it.
    """
    scope = scope_of(pack, project, today, calendar)
    for stage in pack.stages:
        if stage.derived_fields and project.of_stage(stage.id):
            scope = replace(scope, project=project)
            filings = (_derived(stage, scope, f) for f in project.filings)
            project = replace(project, filings=tuple(filings))
    return project


def _derived(stage: StageRule, scope: Scope, filing: Filing) -> Filing:
    if filing.stage != stage.id:
        return filing
    filing = replace(filing, computed={}, hidden=frozenset())
    for definition in stage.derived_fields:
        here = scope.with_filing(filing)
        applies = stage.visible_when.get(definition.id)
        if applies is not None and applies.evaluate(here) is not True:
            filing = replace(filing, hidden=filing.hidden | {definition.id})
        elif found := _worked_out(stage, definition, here, filing):
            filing = replace(filing, computed={**filing.computed, definition.id: found})
    return filing


def _worked_out(
    stage: StageRule, definition: FieldDefinition, scope: Scope, filing: Filing
) -> Answer | None:
    if term := stage.computed.get(definition.id):
        return _computed(definition, term, scope)
    columns = list(_computed_columns(stage, definition))
    typed = filing.answers.get(definition.id)
    if not columns or typed is None or not isinstance(typed.value, tuple):
        return None
    rows: Rows = tuple(_whole_row(row, columns, scope) for row in typed.value)
    return Answer(typed.raw, rows, typed.problem)


def _computed_columns(
    stage: StageRule, definition: FieldDefinition
) -> Iterator[tuple[FieldDefinition, Term]]:
    for column in definition.columns:
        if term := stage.computed.get(f"{definition.id}.{column.id}"):
            yield column, term


def _whole_row(row: Row, columns: list[tuple[FieldDefinition, Term]], scope: Scope) -> Row:
    whole = dict(row)
    for column, term in columns:
        whole[column.id] = _computed(column, term, scope.with_row(whole))
    return whole


def _computed(definition: FieldDefinition, term: Term, scope: Scope) -> Answer:
    value = term.evaluate(scope)
    if isinstance(value, Decimal):
        places = _PLACES.get(definition.kind, _OTHER_PLACES)
        value = value.quantize(places, ROUND_HALF_UP)
        if definition.kind != "percent":
            value = Decimal(f"{value.normalize():f}")
    return Answer(None, value)
