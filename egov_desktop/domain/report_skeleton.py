"""The skeleton of a report (报告提纲): its outline with what the project knows filled in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from egov_desktop.domain import printout
from egov_desktop.domain.fields import FieldDefinition
from egov_desktop.domain.policy import (
    Evidence,
    MaterialRule,
    Outline,
    OutlineChapter,
    OutlineSection,
    PolicyPack,
)
from egov_desktop.domain.printout import FormTable
from egov_desktop.domain.project import Filing, Project

_TO_VERIFY = "待核对"
_LONGEST_FACT = 60


@dataclass(frozen=True)
class Fact:
    """Something the forms say; without a value it is still to be filled in."""

    label: str
    value: str
    is_prose: bool = False
    """Whether it is a text of its own rather than a value beside its label."""


@dataclass(frozen=True)
class Part:
    """A chapter or a section with what stands under its heading."""

    title: str
    guidance: str
    """What to write; begins with 待核对 where the wording of the title was not checked."""
    facts: tuple[Fact, ...] = ()
    tables: tuple[FormTable, ...] = ()
    sections: tuple["Part", ...] = ()

    @property
    def needs_text(self) -> bool:
        """Whether the author has something to write here himself."""
        return not self.sections and (bool(self.guidance) or not (self.facts or self.tables))


@dataclass(frozen=True)
class Skeleton:
    """Everything the skeleton of a report says."""

    title: str
    project_name: str
    unit: str
    """Empty while the registration does not name it."""
    made_on: date
    source: str
    """Which outline of which pack it follows, in words."""
    chapters: tuple[Part, ...]


def compose(
    pack: PolicyPack,
    project: Project,
    filing: Filing,
    material: MaterialRule,
    outline: Outline,
    made_on: date,
) -> Skeleton:
    """Return the skeleton of a report of a filing.

    Facts and tables are looked up in the filing itself, then in the registration.
    """
    places = (filing, *project.of_stage(pack.stages[0].id))
    found = _Answers(pack, places)
    unit = found.fact("construction_unit")
    return Skeleton(
        material.title,
        project.name,
        unit.value if unit else "",
        made_on,
        f"{outline.title}（{outline.id}），制度包 {pack.id} {pack.version}",
        tuple(_chapter(chapter, found) for chapter in outline.chapters),
    )


@dataclass(frozen=True)
class _Answers:
    """Where the facts of a report are looked up."""

    pack: PolicyPack
    filings: Sequence[Filing]

    def places_of(self, field_id: str) -> Iterator[tuple[FieldDefinition, Filing]]:
        """Yield the places of a field where it applies, filled-in ones first."""
        found = [
            (definition, filing)
            for filing in self.filings
            if field_id not in filing.hidden
            and (stage := self.pack.stage(filing.stage))
            and (definition := stage.field(field_id))
        ]
        yield from sorted(found, key=lambda place: place[1].answer(field_id).is_blank)

    def fact(self, field_id: str) -> Fact | None:
        """Return what the forms say; None where no form has the field."""
        place = next(self.places_of(field_id), None)
        if place is None:
            return None
        definition, filing = place
        answer = filing.answer(field_id)
        value = printout.shown(definition, answer)
        unit = definition.unit if isinstance(answer.value, Decimal) else ""
        is_prose = definition.kind == "long_text" or "\n" in value or len(value) > _LONGEST_FACT
        return Fact(definition.label, f"{value} {unit}" if value and unit else value, is_prose)

    def table(self, field_id: str) -> FormTable | None:
        """Return a table of the forms; None where no form has it."""
        place = next(self.places_of(field_id), None)
        if place is None:
            return None
        definition, filing = place
        return printout.form_table(definition, filing.answer(field_id))


def _chapter(chapter: OutlineChapter, found: _Answers) -> Part:
    return Part(
        chapter.title,
        _guidance(chapter.guidance, chapter.evidence, "章名"),
        _facts(chapter, found),
        _tables(chapter, found),
        tuple(_section(section, chapter.evidence, found) for section in chapter.sections),
    )


def _section(section: OutlineSection, of_chapter: Evidence, found: _Answers) -> Part:
    told_already = of_chapter is not Evidence.VERIFIED
    evidence = Evidence.VERIFIED if told_already else section.evidence
    return Part(
        section.title,
        _guidance(section.guidance, evidence, "节名"),
        _facts(section, found),
        _tables(section, found),
    )


def _guidance(text: str, evidence: Evidence, what: str) -> str:
    if evidence is Evidence.VERIFIED:
        return text
    return f"{_TO_VERIFY}，{what}未见官方文本，请对照编制要求确认。{text}"


def _facts(part: OutlineChapter | OutlineSection, found: _Answers) -> tuple[Fact, ...]:
    """Return the facts; a text that is not there is what the author writes by the guidance."""
    facts = (fact for name in part.facts if (fact := found.fact(name)))
    return tuple(f for f in facts if f.value or not (f.is_prose and part.guidance))


def _tables(part: OutlineChapter | OutlineSection, found: _Answers) -> tuple[FormTable, ...]:
    """Return the tables; an empty one is left out where the author writes by the guidance."""
    tables = (table for name in part.tables if (table := found.table(name)))
    return tuple(table for table in tables if table.rows or not part.guidance)
