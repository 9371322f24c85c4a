"""The official letter (公文) that hands in a filing: what it says, not how it looks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from egov_desktop.domain import calendars
from egov_desktop.domain.calendars import chinese_date
from egov_desktop.domain.conditions import Term, Value
from egov_desktop.domain.deadlines import scope_of
from egov_desktop.domain.fields import BLANK
from egov_desktop.domain.policy import LetterTemplate, PolicyPack, StageRule
from egov_desktop.domain.project import Filing, Project
from egov_desktop.domain.scope import Scope
from egov_desktop.domain.wizard import Need, need_of

LETTER_KINDS = ("请示", "函", "报告")
"""文种 of the letters that a pack may hold."""
GIVEN_WORDS = ("authority", "period", "project", "unit")
"""What every text of a template may name without a value: 审批部门 报告期 项目 建设单位."""
BLANK_WORDS = "（未填）"
PIECE_END = "|"
"""In the title of a template: a place where a line of the title may end."""
_NUMERALS = "一二三四五六七八九十"
_NUMERAL = f"[{_NUMERALS}]+"
_HEADING = re.compile(_NUMERAL + "、")
_LEVELS = (
    _HEADING,
    *map(
        re.compile,
        (
            f"[(\uff08]{_NUMERAL}[)\uff09]",
            r"[0-9]+[.\uff0e](?![0-9])",
            r"[(\uff08][0-9]+[)\uff09]",
        ),
    ),
)


@dataclass(frozen=True)
class LetterParagraph:
    """One paragraph of the text."""

    text: str

    @property
    def level(self) -> int:
        """Return 1 to 4 for what begins with 一、 （一） 1. （1), 0 for plain text."""
        levels = (n for n, start in enumerate(_LEVELS, 1) if start.match(self.text))
        return next(levels, 0)

    @property
    def heading_length(self) -> int:
        """Return how many characters at the start are a heading of level one or two."""
        if self.level not in (1, 2):
            return 0
        first_sentence = self.text.find("\u3002")
        return len(self.text) if first_sentence < 0 else first_sentence + 1


@dataclass(frozen=True)
class Letter:
    """An official letter, complete but for its seal."""

    kind: str
    """文种: 请示, 函 or 报告."""
    organ: str
    """发文机关, which also signs."""
    number: str
    """发文字号; empty when it is still to be given."""
    title: tuple[str, ...]
    """In pieces: a line of the title should end between two of them."""
    addressee: str
    """主送机关."""
    paragraphs: tuple[LetterParagraph, ...]
    enclosures: tuple[str, ...]
    """附件说明: names in order, without numbers."""
    signed_on: date
    """成文日期."""
    contact: str = ""
    """附注: whom to ask."""

    @property
    def title_text(self) -> str:
        """Return the title as one text."""
        return "".join(self.title)


def compose_letter(
    pack: PolicyPack, project: Project, filing: Filing, today: date, number: str = ""
) -> Letter | None:
    """Return the letter that hands in a filing; None where the pack has none for its stage.

    Raises KeyError for a stage the pack has not.
    """
    stage = pack.stage(filing.stage)
    if stage is None:
        raise KeyError(filing.stage)
    template = stage.letter
    if template is None:
        return None
    scope = replace(scope_of(pack, project, today), filing=filing)
    words = _words(pack, project, filing, template, scope)
    said = _numbered(list(_said(template, scope)))
    signed_on = _answered(template.date, scope)
    return Letter(
        template.kind,
        _tidy(words["unit"]),
        _tidy(number or str(_answered(template.number, scope) or "")),
        tuple(_tidy(piece.format_map(words)) for piece in template.title.split(PIECE_END)),
        _tidy(template.addressee.format_map(words)),
        tuple(_paragraphs(text.format_map(words) for text in (*said, template.closing))),
        tuple(_enclosures(stage, filing, template, scope)),
        signed_on if isinstance(signed_on, date) else today,
        _tidy(_unless_blank(template.contact, words)),
    )


def _answered(term: Term | None, scope: Scope) -> Value:
    return term.evaluate(scope) if term else None


def _said(template: LetterTemplate, scope: Scope) -> Iterator[str]:
    """Yield the passages that apply, those that continue joined to the paragraph before."""
    paragraph = ""
    for passage in template.body:
        if passage.when.evaluate(scope) is not True:
            continue
        if passage.continues and paragraph and not _HEADING.match(paragraph):
            paragraph += passage.text
            continue
        if paragraph:
            yield paragraph
        paragraph = passage.text
    if paragraph:
        yield paragraph


def _numbered(passages: Sequence[str]) -> list[str]:
    """Return passages with their headings 一、二、… counted anew; a single one is left out."""
    headings = [text for text in passages if _HEADING.match(text)]
    if len(headings) == 1:
        return [text for text in passages if text is not headings[0]]
    numerals = iter(_NUMERALS)
    return [
        _HEADING.sub(lambda found: f"{next(numerals, found[0][:-1])}、", text, count=1)
        if _HEADING.match(text)
        else text
        for text in passages
    ]


def _paragraphs(texts: Iterable[str]) -> Iterator[LetterParagraph]:
    for text in texts:
        for line in text.splitlines():
            if words := _tidy(line):
                yield LetterParagraph(words)


def _tidy(text: str) -> str:
    """Return a text on one line, without what cannot be printed."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def _words(
    pack: PolicyPack, project: Project, filing: Filing, template: LetterTemplate, scope: Scope
) -> dict[str, str]:
    given: Mapping[str, str] = {
        "authority": pack.authority,
        "period": calendars.period_label(filing.period) if filing.period else "",
        "project": _registered(project, "project_name") or project.name,
        "unit": _registered(project, "construction_unit") or BLANK_WORDS,
    }
    values = {name: _shown(term, term.evaluate(scope)) for name, term in template.values.items()}
    return {**given, **values}


def _registered(project: Project, field: str) -> str:
    answers = [f.answer(field) for f in project.of_stage("registration")]
    return str((answers[-1] if answers else BLANK).value or "")


def _shown(term: Term, value: Value) -> str:
    """Return a value as a letter writes it: amounts without separators, days in words."""
    if value is None:
        return BLANK_WORDS
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return chinese_date(value)
    return term.labels.get(str(value), str(value))


def _unless_blank(text: str, words: Mapping[str, str]) -> str:
    said = text.format_map(words)
    return "" if BLANK_WORDS in said else said


def _enclosures(
    stage: StageRule, filing: Filing, template: LetterTemplate, scope: Scope
) -> Iterator[str]:
    """Yield what is handed in, or must be: the materials in their order, the letter left out."""
    for material in stage.materials:
        if material.id == template.stands_for:
            continue
        if filing.is_supplied(material.id) or need_of(material, scope) is Need.REQUIRED:
            yield material.title
