"""What the forms of a project say, gathered for the check of its reports."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from egov_desktop.domain.fields import BLANK, Answer, FieldDefinition
from egov_desktop.domain.known_schedule import YEAR, months, period, yearly
from egov_desktop.domain.policy import PolicyPack, StageRule
from egov_desktop.domain.printout import shown
from egov_desktop.domain.project import Filing, Project
from egov_desktop.domain.report_amounts import FULL_WIDTH
from egov_desktop.domain.report_facts import (
    KnownAmount,
    KnownTable,
    LabelledFact,
    ReportFacts,
)

_NUMBERS = {"money", "decimal", "integer", "percent"}
_ADDED_UP = ("investment_items", "fund_sources")
"""Tables whose rows are named in sentences; they add up to the total."""

_IDENTITY = {
    "project_name": ("项目名称",),
    "construction_unit": ("建设单位", "项目建设单位", "项目单位", "申报单位"),
}
_STAGE_WORDS = {
    "project_proposal": ("建议书",),
    "feasibility_study": ("可研", "可行性研究"),
    "preliminary_design": ("初步设计", "初设"),
}
_LONGEST_VALUE = 60
_SHORTEST_LABEL = 4
_TITLES = ("\uff0c", ",", "、", "\uff08", "(", " ")
"""What separates a person's name from the office (姓名，职务)."""


def facts_of(
    pack: PolicyPack,
    project: Project,
    filing: Filing,
    other_projects: Iterable[str] = (),
    other_units: Iterable[str] = (),
) -> ReportFacts:
    """Return what a report of a filing is compared with.

    Figures are those of the filing itself, then of the registration.
    """
    places = _places(pack, project, filing)
    totals = filter(None, (_total(*place) for place in places))
    total = next(totals, None)
    names = (project.name, *_texts(project, "project_name"))
    return ReportFacts(
        own_names=tuple(_own_names(pack, project)),
        project_names=tuple(dict.fromkeys(names)),
        other_projects=tuple(other_projects),
        other_units=tuple(other_units),
        total=total,
        approved=tuple(_approved(pack, project)),
        parts=tuple(_unambiguous(part for place in places for part in _parts(*place))),
        tables=tuple(table for place in places for table in _tables(*place)),
        labelled=tuple(_labelled(project, names, places)),
        period=next(filter(None, (period(filing) for _stage, filing in places)), None),
        months=next(filter(None, (months(filing) for _stage, filing in places)), None),
        yearly=next(filter(None, (_yearly(*place) for place in places)), {}),
    )


_Place = tuple[StageRule, Filing]


def _places(pack: PolicyPack, project: Project, filing: Filing) -> list[_Place]:
    """Return the filings whose answers count, the report's own first."""
    registrations = project.of_stage(pack.stages[0].id)
    filings = [filing, *(f for f in registrations if f.id != filing.id)]
    return [(stage, f) for f in filings if (stage := pack.stage(f.stage))]


def _total(stage: StageRule, filing: Filing) -> KnownAmount | None:
    definition, answer = stage.field("total_investment"), filing.answer("total_investment")
    if definition is None or not isinstance(answer.value, Decimal):
        return None
    return KnownAmount(("总投资",), answer.value, _source(stage, definition.label))


def _approved(pack: PolicyPack, project: Project) -> Iterator[KnownAmount]:
    """Yield what was approved and stated at the stages a report may cite, by their words."""
    for filing in project.filings:
        names, stage = _STAGE_WORDS.get(filing.stage), pack.stage(filing.stage)
        if names is None or stage is None:
            continue
        approved = filing.approval.amount if filing.approval else None
        if approved is not None:
            yield KnownAmount(names, approved, f"“{stage.title}”批复")
            stated = _total(stage, filing)
            if stated is not None and stated.amount != approved:
                yield replace(stated, names=names)


def _parts(stage: StageRule, filing: Filing) -> Iterator[KnownAmount]:
    """Yield single amounts, and the rows of the tables that add up to the total."""
    for definition in stage.fields:
        answer = filing.answer(definition.id)
        if definition.kind == "money" and definition.id != "total_investment":
            if isinstance(answer.value, Decimal):
                label = _plain(definition.label)
                names = tuple(dict.fromkeys((label, _bare(label), *_without_sum(_bare(label)))))
                yield KnownAmount(names, answer.value, _source(stage, definition.label))
        elif definition.id in _ADDED_UP and isinstance(answer.value, tuple):
            yield from _rows_added_up(stage, definition, answer)


def _without_sum(label: str) -> Iterator[str]:
    """Yield how sentences call a subtotal: 工程费用小计 is 工程费用."""
    for ending in ("小计", "合计"):
        name = label.removesuffix(ending)
        if name != label and name.endswith(("费", "费用")):
            yield name


def _rows_added_up(
    stage: StageRule, definition: FieldDefinition, answer: Answer
) -> Iterator[KnownAmount]:
    key = definition.columns[0]
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for row in answer.value if isinstance(answer.value, tuple) else ():
        amount = row.get("amount", BLANK).value
        names = _names(key, row.get(key.id, BLANK))
        if names and isinstance(amount, Decimal):
            sums[names] += amount
    for names, amount in sums.items():
        source = _source(stage, f"{definition.label}“{names[0]}”")
        yield KnownAmount(tuple(map(_plain, names)), amount, source)


def _unambiguous(parts: Iterable[KnownAmount]) -> Iterator[KnownAmount]:
    """Yield the parts without names that mean different amounts; the first place counts."""
    known = list(parts)
    amounts: dict[str, set[Decimal]] = defaultdict(set)
    sources: dict[str, str] = {}
    for part in known:
        for name in part.names:
            stage = part.source.partition("”")[0]
            if sources.setdefault(name, stage) == stage:
                amounts[name].add(part.amount)
    for part in known:
        stage = part.source.partition("”")[0]
        names = tuple(n for n in part.names if len(amounts[n]) == 1 and sources[n] == stage)
        if names:
            yield replace(part, names=names)


def _tables(stage: StageRule, filing: Filing) -> Iterator[KnownTable]:
    for definition in stage.fields:
        answer = filing.answer(definition.id)
        if definition.kind != "table" or not isinstance(answer.value, tuple):
            continue
        key, *others = definition.columns
        numbers = [column for column in others if column.kind in _NUMBERS]
        is_by_year = key.id == YEAR
        if (key.kind in _NUMBERS and not is_by_year) or not numbers:
            continue
        yield KnownTable(
            _source(stage, definition.label),
            _plain(key.label),
            tuple(_plain(column.label) for column in numbers),
            frozenset(_plain(column.label) for column in numbers if column.kind == "money"),
            tuple(_row(key, numbers, row) for row in answer.value),
        )


def _row(
    key: FieldDefinition, numbers: Sequence[FieldDefinition], row: Mapping[str, Answer]
) -> tuple[tuple[str, ...], Mapping[str, Decimal]]:
    values = {
        _plain(column.label): value
        for column in numbers
        if isinstance(value := row.get(column.id, BLANK).value, Decimal)
    }
    return tuple(map(_plain, _names(key, row.get(key.id, BLANK)))), values


def _names(key: FieldDefinition, answer: Answer) -> tuple[str, ...]:
    """Return the words a row may be named by: as it is shown, as typed, and other words."""
    label = shown(key, answer)
    choice = next((c for c in key.choices if c.id == answer.value), None)
    typed = (answer.raw,) if isinstance(answer.raw, str) and not choice else ()
    return tuple(
        n for n in dict.fromkeys((label, *typed, *(choice.aliases if choice else ()))) if n
    )


@dataclass
class _Labelled:
    values: list[str]
    source: str


def _labelled(
    project: Project, names: Sequence[str], places: Sequence[_Place]
) -> Iterator[LabelledFact]:
    """Yield what reports state after a label: who and which project, and all single answers."""
    taken: set[str] = set()
    for field_id, labels in _IDENTITY.items():
        values = tuple(names) if field_id == "project_name" else _texts(project, field_id)
        taken.update(labels)
        if values:
            yield LabelledFact(labels, tuple(dict.fromkeys(values)), "项目登记", is_identity=True)
    found: dict[str, _Labelled] = {}
    for stage, filing in places:
        for definition in stage.fields:
            label = _plain(definition.label)
            spellings = _spellings(definition, filing.answer(definition.id))
            if spellings and label not in taken and len(label) >= _SHORTEST_LABEL:
                source = _source(stage, definition.label)
                found.setdefault(label, _Labelled([], source)).values += spellings
    for label, fact in found.items():
        labels = tuple(dict.fromkeys((label, _bare(label))))
        yield LabelledFact(labels, tuple(fact.values), fact.source)


def _spellings(definition: FieldDefinition, answer: Answer) -> list[str]:
    """Return how a report may write an answer; nothing for amounts, tables and long texts."""
    value = answer.value
    if value is None or definition.kind in {"money", "table", "long_text", "yes_no"}:
        return []
    text = shown(definition, answer)
    if len(text) > _LONGEST_VALUE:
        return []
    if isinstance(value, date):
        day = (value.year, value.month, value.day)
        padded = f"{value:%Y%m%d}"
        forms = ("{}年{}月{}日", "{}.{}.{}", "{}/{}/{}", "{}-{}-{}", "{}年{}月")
        return [text, padded, f"{value:%Y年%m月%d日}", *(form.format(*day) for form in forms)]
    if isinstance(value, Decimal):
        return [text, f"{value.normalize():f}"]
    return [text, _first_word(text)]


def _first_word(text: str) -> str:
    for mark in _TITLES:
        text = text.partition(mark)[0]
    return text


def _yearly(stage: StageRule, filing: Filing) -> dict[int, KnownAmount]:
    definition = stage.field("annual_plan")
    return yearly(filing, _source(stage, definition.label)) if definition else {}


def _own_names(pack: PolicyPack, project: Project) -> Iterator[str]:
    """Yield every name that stands in the forms of the project itself."""
    yield project.name
    for filing in project.filings:
        stage = pack.stage(filing.stage)
        for definition in stage.fields if stage else ():
            yield from _short_texts(definition, filing.answer(definition.id))


def _short_texts(definition: FieldDefinition, answer: Answer) -> Iterator[str]:
    value = answer.value
    if isinstance(value, str) and definition.kind == "text" and len(value) <= _LONGEST_VALUE:
        yield value
    elif isinstance(value, tuple):
        for row in value:
            for column in definition.columns:
                yield from _short_texts(column, row.get(column.id, BLANK))


def _texts(project: Project, field_id: str) -> tuple[str, ...]:
    values = (filing.answer(field_id).value for filing in project.filings)
    return tuple(dict.fromkeys(value for value in values if isinstance(value, str)))


def _source(stage: StageRule, label: str) -> str:
    return f"“{stage.title}”申报表的{label}"


def _plain(text: str) -> str:
    return text.translate(FULL_WIDTH)


def _bare(label: str) -> str:
    """Return a label without what stands in brackets behind it."""
    return _plain(label).partition("(")[0]
